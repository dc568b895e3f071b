"""One connection's side of OCPP-J: what a frame is, which call is open, what was answered before."""

from __future__ import annotations

from typing import Final

import msgspec
from msgspec import Raw, Struct

from chargehand.wire.ocpp.dialect import Dialect
from chargehand.wire.ocpp.faults import ErrorCode, OurWireFault
from chargehand.wire.ocpp.rpc.depth import is_deeper
from chargehand.wire.ocpp.rpc.envelope import (
    CALL,
    CALLERROR,
    CALLRESULT,
    CALLRESULTERROR,
    NO_ID,
    SEND,
    beginning_of,
    id_of,
    is_message_id,
    kind_of,
    read_call,
    read_parts,
    read_send,
    text_of,
    write_call,
    write_error,
    write_result,
)
from chargehand.wire.ocpp.rpc.inbound import (
    CallReceived,
    CloseWanted,
    ErrorReceived,
    Ignored,
    Inbound,
    LateAnswer,
    Refused,
    ResultReceived,
)

TOO_BIG: Final = 1009
POLICY: Final = 1008
NOT_TEXT: Final = 1003
_NOTHING: Final = Raw(b"null")
_LATE_REMEMBERED: Final = 8


class RpcLimits(Struct, frozen=True, kw_only=True):
    frame_bytes: int = 8 * 1024 * 1024
    """A day's StopTransaction with its readings fits (F19)."""
    depth: int = 32
    unsolicited: int = 100
    """So many answers to nothing are dropped; one more closes the connection (F13)."""
    remembered: int = 4
    """Answers kept for a call that comes again under the same message id (F11)."""


_LIMITS: Final = RpcLimits()


class Rpc:
    """Both directions of one connection; each has its own outstanding call (F15).

    Reads any bytes without raising. Times are seconds of a clock that never goes back.
    """

    __slots__ = ("_answered", "_due", "_late", "_open", "_unsolicited", "dialect", "limits")

    def __init__(self, dialect: Dialect, limits: RpcLimits = _LIMITS) -> None:
        self.dialect = dialect
        self.limits = limits
        self._answered: dict[str, tuple[int, bytes]] = {}
        self._open: str | None = None
        self._due = 0.0
        self._late: tuple[str, ...] = ()
        self._unsolicited = 0

    # from the peer

    def receive(self, data: bytes, now: float) -> Inbound:
        """What one text message is. An answer frees the slot of our call, unless its time was over at `now`."""
        limits = self.limits
        if len(data) > limits.frame_bytes:
            return CloseWanted(TOO_BIG, "message too big")
        try:
            text = str(data, "utf-8")
        except UnicodeDecodeError:
            return self._broken(data)
        if is_deeper(data, limits.depth):
            return self._broken(data)
        try:
            frame = read_call(text)
        except msgspec.DecodeError:
            return self._other(data, text, now)
        if not is_message_id(frame.message_id):
            return self._refused(None, ErrorCode.ENVELOPE, "message id")
        if frame.action in self.dialect.sends:
            return self._refused(frame.message_id, ErrorCode.NOT_SUPPORTED, "is told, not asked")
        return CallReceived(frame.message_id, frame.action, frame.payload, text)

    def receive_binary(self) -> CloseWanted:
        """A binary message: OCPP-J has text messages only (F18)."""
        return CloseWanted(NOT_TEXT, "text messages only")

    def known(self, call: CallReceived) -> bytes | None:
        """What to send for a call whose message id was used before: the same answer to the same call (F11).

        None for a new one. To be asked when the call's turn comes, after those before it were answered.
        """
        before = self._answered.get(call.message_id)
        if before is None or call.silent:
            return None
        digest, frame = before
        if digest == hash(call.text):
            return frame
        return self.write_error(call.message_id, ErrorCode.PROTOCOL, "message id used twice")

    def answer(self, call: CallReceived, payload: bytes) -> bytes:
        """The CALLRESULT to `call`, remembered for a repeat; nothing for one that is silent."""
        if call.silent:
            return b""
        return self._remember(call, write_result(call.message_id, payload))

    def error(self, call: CallReceived, code: ErrorCode, description: str = "") -> bytes:
        """The CALLERROR to `call`, remembered for a repeat; nothing for one that is silent."""
        if call.silent:
            return b""
        return self._remember(call, self.write_error(call.message_id, code, description))

    def write_error(self, message_id: str, code: ErrorCode, description: str) -> bytes:
        return write_error(message_id, self.dialect.spelling[code], description)

    # to the peer

    @property
    def open_call(self) -> str | None:
        """Message id of our call that waits for its answer."""
        return self._open

    def call(self, message_id: str, action: str, payload: bytes, due: float) -> bytes:
        """The CALL to send; its answer counts until `due`.

        Raises OurWireFault while another call is open (one at a time: OCPP-J 1.6 §4.1.1), or for an impossible id.
        """
        if self._open is not None:
            raise OurWireFault("a call is open")
        if not is_message_id(message_id):
            raise OurWireFault("message id")
        self._open = message_id
        self._due = due
        return write_call(message_id, action, payload)

    def next_due(self) -> float | None:
        """When the open call's time is over."""
        return None if self._open is None else self._due

    def expire(self, now: float) -> str | None:
        """Gives up the open call if its time is over; its message id, if so."""
        return self.give_up() if self._open is not None and now >= self._due else None

    def give_up(self) -> str | None:
        """The open call's slot is free; its answer, should it still come, is a late one. Its message id."""
        message_id, self._open = self._open, None
        if message_id is not None:
            self._late = (*self._late[1 - _LATE_REMEMBERED :], message_id)
        return message_id

    # inside

    def _remember(self, call: CallReceived, frame: bytes) -> bytes:
        if len(self._answered) >= self.limits.remembered:
            del self._answered[next(iter(self._answered))]
        self._answered[call.message_id] = (hash(call.text), frame)
        return frame

    def _other(self, data: bytes, text: str, now: float) -> Inbound:
        """Any frame that is not a well-formed call."""
        try:
            parts = read_parts(text)
        except msgspec.ValidationError:
            return self._refused(None, ErrorCode.ENVELOPE, "not an array")
        except msgspec.DecodeError:
            return self._broken(data) if text.strip() else Ignored("empty")
        kind, message_id = kind_of(parts), id_of(parts)
        if kind in (CALLRESULT, CALLERROR):
            return self._answered_by_peer(kind, message_id, parts, now)
        if kind is not None and kind != CALL:
            return self._no_call(kind, message_id, text)
        return self._refused(message_id, ErrorCode.ENVELOPE, _why_no_call(kind, message_id, parts))

    def _no_call(self, kind: int, message_id: str | None, text: str) -> Inbound:
        """A frame of a type that not every version has (F07)."""
        if kind == SEND and self.dialect.sends:
            return self._sent(text)
        if kind == CALLRESULTERROR and self.dialect.refuses_results:
            return Ignored("result_error")
        if self.dialect.ignores_unknown_types:
            return Ignored("type")
        return self._refused(message_id, ErrorCode.MESSAGE_TYPE, "message type")

    def _sent(self, text: str) -> Inbound:
        """What is told and never answered, however wrong it may be (2.1 part 4 §4.1.4)."""
        try:
            frame = read_send(text)
        except msgspec.DecodeError:
            return Ignored("send")
        if not is_message_id(frame.message_id) or frame.action not in self.dialect.sends:
            return Ignored("send")
        return CallReceived(frame.message_id, frame.action, frame.payload, text, silent=True)

    def _broken(self, data: bytes) -> Inbound:
        """No JSON that we read; a reply is due unless it began as one itself (F01, F13)."""
        kind, message_id = beginning_of(data)
        if kind in (CALLRESULT, CALLERROR):
            return self._unexpected()
        if kind not in (None, CALL) and self.dialect.ignores_unknown_types:
            return Ignored("type")
        return self._refused(message_id, ErrorCode.UNREADABLE, "not readable")

    def _refused(self, message_id: str | None, code: ErrorCode, description: str) -> Refused:
        return Refused(self.write_error(message_id or NO_ID, code, description), code)

    def _answered_by_peer(self, kind: int, message_id: str | None, parts: list[Raw], now: float) -> Inbound:
        self.expire(now)
        if message_id is None:
            return self._unexpected()
        if message_id == self._open:
            self._open = None
            if kind == CALLERROR:
                code, description = (text_of(parts, 2) or "")[:50], (text_of(parts, 3) or "")[:255]
                return ErrorReceived(
                    message_id, code, description, parts[4] if len(parts) > 4 else Raw(b"{}")
                )
            return ResultReceived(message_id, parts[2] if len(parts) > 2 else _NOTHING)
        if message_id in self._late:
            self._late = tuple(late for late in self._late if late != message_id)
            return LateAnswer(message_id)
        return self._unexpected()

    def _unexpected(self) -> Inbound:
        self._unsolicited += 1
        if self._unsolicited > self.limits.unsolicited:
            return CloseWanted(POLICY, "answers to nothing")
        return Ignored("unsolicited")


def _why_no_call(kind: int | None, message_id: str | None, parts: list[Raw]) -> str:
    if kind is None:
        return "message type"
    if message_id is None:
        return "message id"
    return "action" if len(parts) == 4 else "number of parts"
