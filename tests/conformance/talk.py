"""Stories told in a station's own frames: each goes through the codec and the core, and all that we say back is checked.

    talk = Talk("2.0.1")
    talk.says("Authorize", idToken={"idToken": "ADA", "type": "Central"})["idTokenInfo"]["status"] == "Accepted"
    talk.asks(Reset()); talk.gets("Reset") == {"type": "OnIdle"}; talk.replies(status="Accepted")

No sockets and no database: how frames travel and are kept is shown by the tests of the gateway and of the store.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any, Self

from msgspec import structs

from chargehand.model.answers import CommandTaken
from chargehand.model.calls import AnyCall, Call, Reply
from chargehand.model.command import Command
from chargehand.model.effects import CallStation
from chargehand.model.events import (
    CallAnswered,
    CallSent,
    OperationRequested,
    StationConnected,
    StationDisconnected,
    StationHeard,
)
from chargehand.model.identity import CommandId
from chargehand.model.refusals import Refusal
from chargehand.model.session import Session
from chargehand.model.station import BootStatus
from chargehand.wire.ocpp.any_call import kept_result, read_any_result, write_any
from chargehand.wire.ocpp.codec import CallText, Context, Question
from chargehand.wire.ocpp.instants import write_instant
from chargehand.wire.ocpp.learning import learned
from chargehand.wire.ocpp.strict import Kind, check, is_answered
from tests.conformance.messages import VERSIONS, codec_of, text_of
from tests.playbook.play import STATION, Play

REF = "b5f8a7e2"


class Talk(Play):
    """A station that speaks one version, is connected and has booted; `boot`: what its boots are answered."""

    now: datetime

    def __init__(self, version: str, *, boot: str = "accepted", connectors: int = 2) -> None:
        protocol = VERSIONS[version]
        super().__init__(connectors, BootStatus(boot), protocol)
        self.codec = codec_of(protocol)
        self.seq = 0
        self._made = 0
        self.call: CallStation | None = None
        self.connects()
        if boot == "accepted":
            self.boots()

    @property
    def protocol(self) -> str:
        return self.codec.dialect.subprotocol

    def stamp(self, before_s: float = 0) -> str:
        return write_instant(self.now - timedelta(seconds=before_s))

    # the line

    def connects(self) -> Self:
        self.world.hear(StationConnected(station=STATION, at=self.now, protocol=self.protocol, gateway="g1"))
        return self

    def disconnects(self) -> Self:
        epoch = self.world.snapshot.station.epoch
        self.world.hear(StationDisconnected(station=STATION, at=self.now, epoch=epoch))
        return self

    # the station speaks

    def says(self, action: str, /, **payload: Any) -> dict[str, Any]:
        """A second later the station says this, validly, and this is what it hears; nothing if no answer is due."""
        self.now += timedelta(seconds=1)
        self.count += 1
        self._insist(action, Kind.REQUEST, text_of(payload))
        event = self.codec.read(action, text_of(payload), Context(STATION, self.now, self._fresh))
        self.decision = self.world.hear(event)
        answer = self.decision.answer
        assert not isinstance(answer, Refusal), f"refused: {answer}"
        if not is_answered(self.protocol, action):
            return {}
        heard = isinstance(event, StationHeard)
        asked = Question(text_of(payload), self.now)
        text = self.codec.write_heard(self.now) if heard else self.codec.write_answer(action, answer, asked)
        self._insist(action, Kind.RESPONSE, text)
        return json.loads(text)

    def boots(self) -> dict[str, Any]:
        if self.protocol == VERSIONS["1.6"]:
            return self.says("BootNotification", chargePointVendor="V", chargePointModel="M")
        return self.says(
            "BootNotification", reason="PowerUp", chargingStation={"vendorName": "V", "model": "M"}
        )

    def event(
        self, kind: str, trigger: str, /, *, evse: int | None = 1, info: Any = None, **more: Any
    ) -> dict[str, Any]:
        """A TransactionEvent with the next number; then a quarter of an hour passes. `info`: more of its transactionInfo."""
        number, self.seq = self.seq, self.seq + 1
        base: dict[str, Any] = {
            "eventType": kind,
            "triggerReason": trigger,
            "seqNo": number,
            "timestamp": self.stamp(),
            "transactionInfo": {"transactionId": REF, **(info or {})},
        }
        if evse is not None:
            base["evse"] = {"id": evse, "connectorId": 1}
        told = self.says("TransactionEvent", **{**base, **more})
        self.now += timedelta(minutes=15)
        return told

    def starts(self, uid: str = "ADA", register_wh: float = 1_000, **more: Any) -> dict[str, Any]:
        """A car that charges with this token."""
        base: dict[str, Any] = {
            "info": {"chargingState": "Charging"},
            "idToken": token(uid),
            "meterValue": [self.meter(register_wh, "Transaction.Begin")],
        }
        return self.event("Started", "Authorized", **{**base, **more})

    def meter(
        self, register_wh: float, context: str = "Sample.Periodic", before_s: float = 0
    ) -> dict[str, Any]:
        return {
            "timestamp": self.stamp(before_s),
            "sampledValue": [{"value": register_wh, "context": context}],
        }

    # we speak

    def asks(self, call: Call, *, forced: bool = False) -> Command | Refusal:
        """An operator asks for this."""
        self.count += 1
        event = OperationRequested(
            station=STATION,
            at=self.now,
            command=CommandId(f"operation{self.count}"),
            call=call,
            forced=forced,
        )
        answer = self.world.hear(event).answer
        if isinstance(answer, CommandTaken):
            return answer.command
        assert isinstance(answer, Refusal), answer
        return answer

    def calls(self, action: str, /, **payload: Any) -> dict[str, Any]:
        """An operator makes this call as it is; what the station hears."""
        asked = self.asks(AnyCall(action, text_of(payload).decode()))
        assert isinstance(asked, Command), asked
        return self.gets(action)

    def gets(self, action: str) -> dict[str, Any]:
        """The next call that the station hears: of this action, with this payload. Sent once it is heard."""
        self.call = self.world.outbox[self._made]
        self._made += 1
        (text,) = self._texts(self.call.call)
        assert text.action == action, f"heard {text.action}"
        self._insist(action, Kind.REQUEST, text.payload)
        self.world.hear(
            CallSent(station=STATION, at=self.now, command=self.call.command, call_id=self.call.call_id)
        )
        return json.loads(text.payload)

    def gets_no_more(self) -> bool:
        return len(self.world.outbox) == self._made

    def replies(self, **payload: Any) -> Command | None:
        """The station's answer to what it heard last; the command as it then is, if it is an operator's."""
        assert self.call is not None, "nothing was heard"
        self.now += timedelta(seconds=1)
        (text,) = self._texts(self.call.call)
        self._insist(text.action, Kind.RESPONSE, text_of(payload))
        reply = self._reply(self.call.call, text_of(payload))
        self.decision = self.world.hear(
            CallAnswered(
                station=STATION,
                at=self.now,
                command=self.call.command,
                call_id=self.call.call_id,
                **structs.asdict(reply),
            )
        )
        return self.world.command(self.call.command)

    def running(self) -> Session:
        """The one open session."""
        (session,) = self.world.snapshot.sessions
        return session

    def _reply(self, call: Call, answer: bytes) -> Reply:
        if not isinstance(call, AnyCall):
            return Reply(*self.codec.read_result(call, answer), kept_result(answer))
        return Reply(*read_any_result(answer), kept_result(answer), *learned(call, answer))

    def _texts(self, call: Call) -> tuple[CallText, ...]:
        return (write_any(call),) if isinstance(call, AnyCall) else self.codec.write_call(call)

    def _insist(self, action: str, kind: Kind, text: bytes) -> None:
        found = check(self.protocol, action, kind, text)
        assert not found, f"{action} {kind}: {found}"

    def _fresh(self) -> str:
        return f"s{self.count}"


def token(uid: str, kind: str = "Central") -> dict[str, Any]:
    return {"idToken": uid, "type": kind}
