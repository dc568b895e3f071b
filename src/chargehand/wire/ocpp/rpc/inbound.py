"""What a received frame turns out to be."""

from __future__ import annotations

from msgspec import Raw, Struct

from chargehand.wire.ocpp.faults import ErrorCode


class CallReceived(Struct, frozen=True, gc=False):
    """The peer asks. `payload` is a JSON object, not yet looked into; `text` is the whole frame.

    `silent`: it only tells, and nothing may be sent back, not even an error (2.1: SEND).
    """

    message_id: str
    action: str
    payload: Raw
    text: str
    silent: bool = False


class ResultReceived(Struct, frozen=True, gc=False):
    """The answer to our outstanding call. `payload` is any JSON."""

    message_id: str
    payload: Raw


class ErrorReceived(Struct, frozen=True, gc=False):
    """Our outstanding call failed at the peer. `code` and `description` are the peer's words, empty if it gave none."""

    message_id: str
    code: str
    description: str = ""
    details: Raw = Raw(b"{}")
    """Any JSON."""


class LateAnswer(Struct, frozen=True, gc=False):
    """An answer to a call that we had given up: it answers nothing any more (F12)."""

    message_id: str


class Ignored(Struct, frozen=True, gc=False):
    """Nothing to do and nothing to reply.

    `why`: `empty`, `type`, `unsolicited`, `send` (told without being of those messages that are),
    `result_error` (the peer could not use an answer of ours).
    """

    why: str


class Refused(Struct, frozen=True, gc=False):
    """A frame that is no proper call: `frame` is the CALLERROR to send, in its turn."""

    frame: bytes
    code: ErrorCode


class CloseWanted(Struct, frozen=True, gc=False):
    """The connection is to be closed with `code`; later frames on it mean nothing."""

    code: int
    reason: str


Inbound = CallReceived | ResultReceived | ErrorReceived | LateAnswer | Ignored | Refused | CloseWanted
