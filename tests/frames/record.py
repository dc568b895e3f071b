"""What the codec makes of recorded traffic, kept as golden files.

Charging-station clients of all three versions, written independently of this project, were recorded while they ran a
session with a remote start and stop. `golden/NAME.frames.jsonl` holds what was said, `golden/NAME.golden.jsonl` what we make of each
frame of a station: the event and our answer, or what its answer to a call means. After a wanted change:

    .venv/bin/python -m tests.frames.record

and read the difference before committing it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from itertools import count
from pathlib import Path

import msgspec

from chargehand.model.answers import (
    Answer,
    AuthorizeAnswer,
    BootAnswer,
    Noted,
    StartAnswer,
    StopAnswer,
    UpdateAnswer,
)
from chargehand.model.calls import (
    AnyCall,
    Call,
    ChangeAvailability,
    Configure,
    Reset,
    StartTransaction,
    StopTransaction,
    Trigger,
    TriggerMessage,
    UnlockConnector,
)
from chargehand.model.events import (
    Event,
    StationBooted,
    StationHeard,
    TokenPresented,
    TransactionEnded,
    TransactionStarted,
    TransactionUpdated,
)
from chargehand.model.identity import StationId, TokenUid
from chargehand.model.station import BootStatus
from chargehand.model.token import TokenStatus
from chargehand.wire.ocpp.codec import Codec, Context, Question
from chargehand.wire.ocpp.faults import WireFault
from chargehand.wire.ocpp.rpc.connection import Rpc
from chargehand.wire.ocpp.rpc.inbound import CallReceived, Refused, ResultReceived
from chargehand.wire.ocpp.versions import CODECS

GOLDEN = Path(__file__).parent / "golden"
CODECS_BY_NAME: dict[str, Codec] = {codec.dialect.subprotocol: codec for codec in CODECS}
CALLS: dict[str, Call] = {
    "RemoteStartTransaction": StartTransaction(TokenUid("RFID1"), 1),
    "RemoteStopTransaction": StopTransaction("1"),
    "RequestStartTransaction": StartTransaction(TokenUid("RFID1"), 1, 1),
    "RequestStopTransaction": StopTransaction("1"),
    "TriggerMessage": TriggerMessage(Trigger.STATUS, 1),
    "ChangeConfiguration": Configure((("key", "value"),)),
    "ChangeAvailability": ChangeAvailability(True),
    "UnlockConnector": UnlockConnector(1),
    "Reset": Reset(),
}
ACCEPTED = AuthorizeAnswer(TokenStatus.ACCEPTED)


def recordings() -> list[str]:
    return sorted(path.name.removesuffix(".frames.jsonl") for path in GOLDEN.glob("*.frames.jsonl"))


def golden_path(name: str) -> Path:
    return GOLDEN / f"{name}.golden.jsonl"


def answer_to(event: Event, number: int) -> Answer:
    """What an agreeable engine says."""
    match event:
        case StationBooted():
            return BootAnswer(BootStatus.ACCEPTED, 60, event.at)
        case TokenPresented():
            return ACCEPTED
        case TransactionStarted():
            return StartAnswer(number, ACCEPTED if event.token else None)
        case TransactionUpdated():
            return UpdateAnswer(ACCEPTED if event.token else None)
        case TransactionEnded():
            return StopAnswer(ACCEPTED if event.token else None)
        case _:
            return Noted()


class Listener:
    """One station's side of a recording."""

    def __init__(self, station: str, codec: Codec) -> None:
        self._station = StationId(station)
        self._codec = codec
        self._rpc = Rpc(codec.dialect)
        self._numbers = count(1)
        self._asked = ""

    def sent(self, frame: str) -> None:
        """The recorded central system said `frame`; only its calls matter."""
        kind, message_id, *rest = json.loads(frame)
        if kind == 2:
            self._rpc.give_up()
            self._rpc.call(message_id, rest[0], json.dumps(rest[1]).encode(), due=1e9)
            self._asked = rest[0]

    def heard(self, frame: str, at: datetime) -> dict[str, object]:
        inbound = self._rpc.receive(frame.encode(), 0.0)
        match inbound:
            case CallReceived():
                return self._answered(inbound, at)
            case ResultReceived():
                call = CALLS.get(self._asked) or AnyCall(self._asked, "{}")
                outcome, detail = self._codec.read_result(call, inbound.payload)
                return {"asked": self._asked, "outcome": outcome.value, "detail": detail}
            case Refused():
                return {"answer": inbound.frame.decode()}
            case _:
                return {"asked": self._asked, "inbound": type(inbound).__name__}

    def _answered(self, call: CallReceived, at: datetime) -> dict[str, object]:
        context = Context(self._station, at, lambda: f"fresh-{next(self._numbers)}")
        try:
            event = self._codec.read(call.action, call.payload, context)
        except WireFault as fault:
            return {"answer": self._rpc.error(call, fault.code, fault.description).decode()}
        if isinstance(event, StationHeard):
            payload = self._codec.write_heard(at)
        else:
            answer = answer_to(event, next(self._numbers))
            payload = self._codec.write_answer(call.action, answer, Question(call.payload, at))
        return {"event": msgspec.to_builtins(event), "answer": self._rpc.answer(call, payload).decode()}


def replay(name: str) -> Iterator[dict[str, object]]:
    """What we make of each frame of the stations, in the recording's order."""
    listeners: dict[str, Listener] = {}
    for line in (GOLDEN / f"{name}.frames.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        codec = CODECS_BY_NAME[row.get("protocol", "ocpp1.6")]
        listener = listeners.setdefault(row["station"], Listener(row["station"], codec))
        if row["from"] == "station":
            yield {"frame": row["frame"], **listener.heard(row["frame"], datetime.fromisoformat(row["at"]))}
        else:
            listener.sent(row["frame"])


def protocol_of(name: str) -> str:
    with (GOLDEN / f"{name}.frames.jsonl").open(encoding="utf-8") as frames:
        return json.loads(frames.readline()).get("protocol", "ocpp1.6")


def text_of(name: str) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in replay(name))


if __name__ == "__main__":
    for each in recordings():
        golden_path(each).write_text(text_of(each), encoding="utf-8")
