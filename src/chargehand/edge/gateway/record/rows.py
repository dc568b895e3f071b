"""What goes over a line, as rows of the message log: made once the answer is ready, with nothing parsed again."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from chargehand.model.answers import Answer, StartAnswer
from chargehand.model.events import Event
from chargehand.model.exchange import Direction, Exchange
from chargehand.model.identity import StationId
from chargehand.model.refusals import Refusal
from chargehand.wire.ocpp.masking import CUT_AT, CUT_MARK
from chargehand.wire.ocpp.rpc.inbound import CallReceived

_ENOUGH: Final = CUT_AT + 1
"""So much of a frame is handed over: what is longer will be seen to be cut."""
_REF: Final = re.compile(rb'"transactionId":"?([^",}]{1,36})')
BEATS_EVERY_S: Final = 5.0
"""Heartbeats that come faster are counted, and their number is told with the next row."""

TEXT_MAX: Final = 4 * 1024 * 1024
"""Characters of long frames that a connection may fill the log with; then, whatever it sends, …"""
SHORT: Final = 1024
"""… so many of each frame."""

REPEATED: Final = "repeated"
UNANSWERED: Final = "unanswered"
LATE: Final = "late"
TOO_BIG: Final = "too_big: a stop may be lost"
BINARY: Final = "binary"
OPENED: Final = "opened"
CLOSED: Final = "closed"


class Handled(Struct, frozen=True, gc=False):
    """What came of a call: the frame that answers it, whether the journal has it, the transaction it told of, the error answered."""

    frame: bytes
    journaled: bool = False
    ref: str | None = None
    error: str = ""


class Asked(Struct, frozen=True, gc=False):
    """A call of ours that was sent, and the frame that answered it within `took_s`; `error` says why there is none."""

    action: str
    message_id: str
    frame: bytes
    answer: bytes | None
    took_s: float
    error: str = ""


_NOT_HANDLED: Final = Handled(b"", error=UNANSWERED)


def ref_of(event: Event, answer: Answer | Refusal) -> str | None:
    """The transaction's id as the protocol has it; in 1.6 that is the one which we gave."""
    ref: str | None = getattr(event, "ref", None)
    return str(answer.number) if ref is None and type(answer) is StartAnswer else ref


def call_row(
    station: StationId,
    call: CallReceived,
    at: datetime,
    took_s: float,
    handled: Handled | None,
    repeats: int = 0,
) -> Exchange:
    """A call of the station and its answer; `handled` None: it got none. `repeats`: so many before it were counted only."""
    if handled is None:
        handled = _NOT_HANDLED
    request = None if handled.journaled else call.text[:_ENOUGH]
    return Exchange(
        at,
        station,
        Direction.IN,
        call.action,
        call.message_id,
        request,
        handled.frame or None,
        handled.error,
        took_s,
        handled.ref,
        repeats,
    )


def asked_row(station: StationId, asked: Asked, at: datetime) -> Exchange:
    """A call of ours that is over `at` this moment."""
    found = _REF.search(asked.frame, 0, _ENOUGH)
    return Exchange(
        at=at - timedelta(seconds=asked.took_s),
        station=station,
        direction=Direction.OUT,
        action=asked.action,
        message_id=asked.message_id,
        request=_text(asked.frame),
        answer=None if asked.answer is None else asked.answer[:_ENOUGH],
        error=asked.error,
        took_s=asked.took_s,
        ref=None if found is None else str(found[1], "ascii", "replace"),
    )


def stray_row(
    station: StationId, data: bytes, at: datetime, error: str, answer: bytes | None = None
) -> Exchange:
    """A frame of the station that is no call, or no answer that anybody waits for."""
    return Exchange(at, station, Direction.IN, "", "", _text(data), answer, error)


def line_row(station: StationId, at: datetime, what: str, told: str, beats: int = 0) -> Exchange:
    """The connection came or went; `beats`: heartbeats that were counted only."""
    return Exchange(at, station, Direction.LINE, what, "", told, None, "", None, None, beats)


def limited(row: Exchange, left: int) -> tuple[Exchange, int]:
    """`row` with as much of a long frame as its connection may still have written down, and what is left after it."""
    text = row.request or ""
    if left <= 0:
        return replace(row, request=text[:SHORT] + CUT_MARK), left
    return row, left - len(text)


def _text(data: bytes) -> str:
    return str(data[:_ENOUGH], "utf-8", "replace")
