"""What the codec makes of recorded traffic, kept as golden files.

Four charging-station clients, written independently of this project, were recorded while they ran a session with a
remote start and stop. `golden/NAME.frames.jsonl` holds what was said, `golden/NAME.golden.jsonl` what we make of each
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

from chargehand.model.answers import Answer, AuthorizeAnswer, BootAnswer, Noted, StartAnswer, StopAnswer
from chargehand.model.calls import Call, Configure, StartTransaction, StopTransaction, Trigger, TriggerMessage
from chargehand.model.events import (
    Event,
    StationBooted,
    StationHeard,
    TokenPresented,
    TransactionEnded,
    TransactionStarted,
)
from chargehand.model.identity import StationId, TokenUid
from chargehand.model.station import BootStatus
from chargehand.model.token import TokenStatus
from chargehand.wire.ocpp.codec import Codec, Context
from chargehand.wire.ocpp.faults import WireFault
from chargehand.wire.ocpp.rpc.connection import Rpc
from chargehand.wire.ocpp.rpc.inbound import CallReceived, Refused, ResultReceived
from chargehand.wire.ocpp.versions import CODECS

GOLDEN = Path(__file__).parent / "golden"
CODEC: Codec = next(codec for codec in CODECS if codec.dialect.subprotocol == "ocpp1.6")
CALLS: dict[str, Call] = {
    "RemoteStartTransaction": StartTransaction(TokenUid("RFID1"), 1),
    "RemoteStopTransaction": StopTransaction("1"),
    "TriggerMessage": TriggerMessage(Trigger.STATUS, 1),
    "ChangeConfiguration": Configure((("key", "value"),)),
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
            return StartAnswer(number, ACCEPTED)
        case TransactionEnded():
            return StopAnswer(ACCEPTED if event.token else None)
        case _:
            return Noted()


class Listener:
    """One station's side of a recording."""

    def __init__(self, station: str) -> None:
        self._station = StationId(station)
        self._rpc = Rpc(CODEC.dialect)
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
            case ResultReceived() if self._asked in CALLS:
                outcome, detail = CODEC.read_result(CALLS[self._asked], inbound.payload)
                return {"asked": self._asked, "outcome": outcome.value, "detail": detail}
            case Refused():
                return {"answer": inbound.frame.decode()}
            case _:
                return {"asked": self._asked, "inbound": type(inbound).__name__}

    def _answered(self, call: CallReceived, at: datetime) -> dict[str, object]:
        context = Context(self._station, at, lambda: f"fresh-{next(self._numbers)}")
        try:
            event = CODEC.read(call.action, call.payload, context)
        except WireFault as fault:
            return {"answer": self._rpc.error(call, fault.code, fault.description).decode()}
        if isinstance(event, StationHeard):
            payload = CODEC.write_heard(at)
        else:
            payload = CODEC.write_answer(call.action, answer_to(event, next(self._numbers)))
        return {"event": msgspec.to_builtins(event), "answer": self._rpc.answer(call, payload).decode()}


def replay(name: str) -> Iterator[dict[str, object]]:
    """What we make of each frame of the stations, in the recording's order."""
    listeners: dict[str, Listener] = {}
    for line in (GOLDEN / f"{name}.frames.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        listener = listeners.setdefault(row["station"], Listener(row["station"]))
        if row["from"] == "station":
            yield {"frame": row["frame"], **listener.heard(row["frame"], datetime.fromisoformat(row["at"]))}
        else:
            listener.sent(row["frame"])


def text_of(name: str) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in replay(name))


if __name__ == "__main__":
    for each in recordings():
        golden_path(each).write_text(text_of(each), encoding="utf-8")
