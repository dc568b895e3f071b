"""The same true beats of a stay, spelled by a station of each version: frames as they stand in the specifications, nothing of ours.

A teller says what happens in the frames of its version, hands them to the codec, lets the core decide, and checks that the answer
can be read by a station of that version.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from chargehand.core.keeping import probed
from chargehand.model.calls import CallOutcome, ShowCost
from chargehand.model.effects import CallStation
from chargehand.model.events import (
    CallAnswered,
    CallSent,
    Event,
    StationConnected,
    StationHeard,
    TimerRang,
)
from chargehand.model.identity import CardId, DriverId, PublicId, StationId, TokenUid
from chargehand.model.refusals import Refusal
from chargehand.model.snapshot import Decision
from chargehand.model.station import Connector, Station
from chargehand.model.tariff import Tariff, TariffPeriod
from chargehand.model.token import Token, TokenStatus
from chargehand.simulator.rehearsal.world import World
from chargehand.wire.ocpp import strict
from chargehand.wire.ocpp.codec import Codec, Context
from chargehand.wire.ocpp.versions import CODECS

Payload = Mapping[str, Any]

NOON: Final = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
STATION: Final = StationId("CS-1")


def _token(uid: str, driver: str, status: TokenStatus = TokenStatus.ACCEPTED) -> Token:
    return Token(uid=TokenUid(uid), card_id=CardId(f"card-{uid}"), driver=DriverId(driver), status=status)


TOKENS: Final = {row.uid: row for row in (_token("ADA", "ada"), _token("LOST", "ada", TokenStatus.BLOCKED))}

TARIFFS: Final = tuple(
    TariffPeriod(
        valid_from=NOON + timedelta(minutes=minutes),
        tariff=Tariff(currency="EUR", per_kwh=Decimal(per_kwh), per_minute=Decimal("0.013")),
    )
    for minutes, per_kwh in ((-60, "0.49"), (20, "0.59"))
)


def instant(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


class Teller(ABC):
    """One station with one connector, telling one stay. Seconds count from noon; what is told offline keeps its instant."""

    version: str

    def __init__(self) -> None:
        self.codec: Codec = next(each for each in CODECS if each.dialect.subprotocol == self.version)
        station = Station(identity=STATION, public_id=PublicId("p"), name="Garage", next_number=7)
        self.world = World(station, (Connector(number=1, power_w_max=22_000),), TOKENS, tariffs=TARIFFS)
        self.now = NOON
        self.count = 0
        self.ref: Any = None
        self._taken = 0
        self.hear(StationConnected(station=STATION, at=self.now, protocol=self.version, gateway="g"))
        self.boot()

    # the line

    def fresh(self) -> str:
        self.count += 1
        return f"id{self.count}"

    def hear(self, event: Event) -> Decision:
        return self.world.hear(event)

    def tell(self, action: str, payload: Payload) -> dict[str, Any]:
        """One CALL to us and the payload of our CALLRESULT."""
        sent = json.dumps(payload).encode()
        assert strict.check(self.version, action, strict.Kind.REQUEST, sent) == (), f"{action}: {payload}"
        event = self.codec.read(action, sent, Context(STATION, self.now, self.fresh))
        if isinstance(event, StationHeard):
            answer = self.codec.write_heard(self.now)
        else:
            decision = self.hear(event)
            assert not isinstance(decision.answer, Refusal)
            answer = self.codec.write_answer(action, decision.answer)
        assert strict.check(self.version, action, strict.Kind.RESPONSE, answer) == (), f"{action}: {answer!r}"
        return json.loads(answer)

    def waits(self, seconds: float) -> None:
        """Time passes; timers ring when they are due."""
        until = self.now + timedelta(seconds=seconds)
        while due := [(at, key) for key, at in self.world.timers.items() if at <= until]:
            at, (kind, subject) = min(due)
            self.now = max(self.now, at)
            self.hear(TimerRang(station=STATION, at=self.now, kind=kind, subject=subject))
        self.now = until

    def calls(self) -> list[CallStation]:
        """What we have asked of the station since the last look, but for its configuration, costs to show, and whether what
        is in doubt goes on (which 1.6 can be asked less of).
        """
        new = self.world.outbox[self._taken :]
        self._taken = len(self.world.outbox)
        asked = [call for call in new if not isinstance(call.call, ShowCost)]
        return [call for call in asked if not call.command.startswith("cfg") and probed(call.command) is None]

    def answers(self, call: CallStation, status: str = "Accepted") -> Payload:
        """The station gets our call, says `status` to it; returns what it read."""
        (text,) = self.codec.write_call(call.call)
        assert strict.check(self.version, text.action, strict.Kind.REQUEST, text.payload) == ()
        self.hear(CallSent(station=STATION, at=self.now, command=call.command, call_id=call.call_id))
        outcome, detail = self.codec.read_result(call.call, json.dumps({"status": status}).encode())
        self.hear(
            CallAnswered(
                station=STATION,
                at=self.now,
                command=call.command,
                call_id=call.call_id,
                outcome=CallOutcome(outcome),
                detail=detail,
            )
        )
        return json.loads(text.payload)

    # the beats, which each version spells

    @abstractmethod
    def boot(self) -> None: ...

    @abstractmethod
    def plugged(self) -> None: ...

    @abstractmethod
    def authorize(self, uid: str) -> str:
        """The card is held to the reader; the word that the station reads."""

    @abstractmethod
    def begins(self, uid: str, register_wh: int, *, ago_s: float = 0) -> str | None:
        """Energy may flow; the word about the card, if the answer has one."""

    @abstractmethod
    def reads(self, register_wh: int, power_w: int, soc: int | None = None, *, ago_s: float = 0) -> None: ...

    @abstractmethod
    def pauses(self) -> None:
        """The car takes nothing for now."""

    @abstractmethod
    def ends(self, register_wh: int | None, reason: str = "Local", *, ago_s: float = 0) -> None:
        """`reason` in the words that all versions share; `Remote` is what 2.x tells of a stop that we asked for."""

    @abstractmethod
    def unplugged(self) -> None: ...

    @abstractmethod
    def asked_to_begin(self) -> None:
        """The next transaction is the one that we asked for."""


class Teller16(Teller):
    version = "ocpp1.6"

    def boot(self) -> None:
        said = self.tell("BootNotification", {"chargePointVendor": "Volta", "chargePointModel": "Pile"})
        assert said["status"] == "Accepted"
        self._status("Available")

    def _status(self, status: str) -> None:
        told = {"connectorId": 1, "errorCode": "NoError", "status": status, "timestamp": instant(self.now)}
        self.tell("StatusNotification", told)

    def plugged(self) -> None:
        self._status("Preparing")

    def authorize(self, uid: str) -> str:
        return self.tell("Authorize", {"idTag": uid})["idTagInfo"]["status"]

    def begins(self, uid: str, register_wh: int, *, ago_s: float = 0) -> str | None:
        began = self.now - timedelta(seconds=ago_s)
        start = {"connectorId": 1, "idTag": uid, "meterStart": register_wh, "timestamp": instant(began)}
        said = self.tell("StartTransaction", start)
        self.ref = said["transactionId"]
        self._status("Charging")
        return said["idTagInfo"]["status"]

    def reads(self, register_wh: int, power_w: int, soc: int | None = None, *, ago_s: float = 0) -> None:
        values = [
            {"value": str(register_wh), "measurand": "Energy.Active.Import.Register", "unit": "Wh"},
            {"value": str(power_w), "measurand": "Power.Active.Import", "unit": "W"},
        ]
        if soc is not None:
            values.append({"value": str(soc), "measurand": "SoC", "unit": "Percent"})
        taken = instant(self.now - timedelta(seconds=ago_s))
        self.tell(
            "MeterValues",
            {
                "connectorId": 1,
                "transactionId": self.ref,
                "meterValue": [{"timestamp": taken, "sampledValue": values}],
            },
        )

    def pauses(self) -> None:
        self._status("SuspendedEV")

    def ends(self, register_wh: int | None, reason: str = "Local", *, ago_s: float = 0) -> None:
        stop = {
            "transactionId": self.ref,
            "meterStop": -1 if register_wh is None else register_wh,
            "timestamp": instant(self.now - timedelta(seconds=ago_s)),
            "reason": reason,
        }
        self.tell("StopTransaction", stop)
        self._status("Finishing")

    def unplugged(self) -> None:
        self._status("Available")

    def asked_to_begin(self) -> None:
        pass  # it cannot say which wish a transaction is of


class Teller2(Teller):
    version = "ocpp2.0.1"

    def __init__(self) -> None:
        self.seq = 0
        self.asked: int | None = None
        self.names = 0
        super().__init__()

    def boot(self) -> None:
        told = {"reason": "PowerUp", "chargingStation": {"vendorName": "Volta", "model": "Pile"}}
        assert self.tell("BootNotification", told)["status"] == "Accepted"
        self._status("Available")

    def _status(self, status: str) -> None:
        self.tell(
            "StatusNotification",
            {"timestamp": instant(self.now), "connectorStatus": status, "evseId": 1, "connectorId": 1},
        )

    def plugged(self) -> None:
        self._status("Occupied")

    def authorize(self, uid: str) -> str:
        return self.tell("Authorize", {"idToken": _id_token(uid)})["idTokenInfo"]["status"]

    def _event(self, kind: str, trigger: str, more: Payload, *, ago_s: float = 0) -> dict[str, Any]:
        info: dict[str, Any] = {"transactionId": self.ref, **more.get("info", {})}
        told: dict[str, Any] = {
            "eventType": kind,
            "timestamp": instant(self.now - timedelta(seconds=ago_s)),
            "triggerReason": trigger,
            "seqNo": self.seq,
            "transactionInfo": info,
            **{key: value for key, value in more.items() if key != "info"},
        }
        if ago_s > 0:
            told["offline"] = True
        self.seq += 1
        return self.tell("TransactionEvent", told)

    def _values(self, at: datetime, context: str, *values: Payload) -> list[dict[str, Any]]:
        return [
            {"timestamp": instant(at), "sampledValue": [{**value, "context": context} for value in values]}
        ]

    def begins(self, uid: str, register_wh: int, *, ago_s: float = 0) -> str | None:
        self.names += 1
        self.ref, self.seq = f"tx-{self.names}", 0
        began = self.now - timedelta(seconds=ago_s)
        info: dict[str, Any] = {"chargingState": "Charging"}
        if self.asked is not None:
            info["remoteStartId"] = self.asked
        more = {
            "info": info,
            "evse": {"id": 1, "connectorId": 1},
            "idToken": _id_token(uid),
            "meterValue": self._values(began, "Transaction.Begin", _register(register_wh)),
        }
        trigger = "Authorized" if self.asked is None else "RemoteStart"
        said = self._event("Started", trigger, more, ago_s=ago_s)
        self.asked = None
        return said["idTokenInfo"]["status"]

    def reads(self, register_wh: int, power_w: int, soc: int | None = None, *, ago_s: float = 0) -> None:
        values: list[Payload] = [
            _register(register_wh),
            {"value": power_w, "measurand": "Power.Active.Import", "unitOfMeasure": {"unit": "W"}},
        ]
        if soc is not None:
            values.append({"value": soc, "measurand": "SoC", "unitOfMeasure": {"unit": "Percent"}})
        taken = self.now - timedelta(seconds=ago_s)
        more = {"meterValue": self._values(taken, "Sample.Periodic", *values)}
        self._event("Updated", "MeterValuePeriodic", more, ago_s=ago_s)

    def pauses(self) -> None:
        self._event("Updated", "ChargingStateChanged", {"info": {"chargingState": "SuspendedEV"}})

    def ends(self, register_wh: int | None, reason: str = "Local", *, ago_s: float = 0) -> None:
        ended = self.now - timedelta(seconds=ago_s)
        more: dict[str, Any] = {"info": {"stoppedReason": reason}}
        if register_wh is not None:
            more["meterValue"] = self._values(ended, "Transaction.End", _register(register_wh))
        triggers = {"Remote": "RemoteStop", "EVDisconnected": "EVCommunicationLost"}
        self._event("Ended", triggers.get(reason, "StopAuthorized"), more, ago_s=ago_s)

    def unplugged(self) -> None:
        self._status("Available")

    def asked_to_begin(self) -> None:
        pass

    def answers(self, call: CallStation, status: str = "Accepted") -> Payload:
        read = super().answers(call, status)
        self.asked = read.get("remoteStartId", self.asked)
        return read


class Teller21(Teller2):
    version = "ocpp2.1"


def _id_token(uid: str) -> dict[str, Any]:
    return {"idToken": uid, "type": "Central"}


def _register(wh: int) -> Payload:
    return {"value": wh, "measurand": "Energy.Active.Import.Register", "unitOfMeasure": {"unit": "Wh"}}


TELLERS: Final[tuple[type[Teller], ...]] = (Teller16, Teller2, Teller21)
