"""A CALL as an operator wrote it, and its answer as it came: no version's words are needed for either."""

from __future__ import annotations

from typing import Final

import msgspec
from msgspec import Raw, Struct

from chargehand.model.calls import AnyCall, CallOutcome
from chargehand.wire.ocpp.codec import CallText
from chargehand.wire.ocpp.faults import OurWireFault, WireFault
from chargehand.wire.ocpp.fields import clean
from chargehand.wire.ocpp.masking import without_secrets
from chargehand.wire.ocpp.rpc.inbound import ErrorReceived
from chargehand.wire.ocpp.usable import Usable

RESPONSE_BYTES_MAX: Final = 256 * 1024
"""A longer answer is kept as its beginning, and says so."""

_TAKEN: Final = frozenset(
    {
        "accepted",
        "acceptedcanceled",
        "scheduled",
        "rebootrequired",
        "unlocked",
        "processing",
        "emptyresultset",
    }
)
"""Words of all versions with which a station says that it does as it was told."""


class _Conf(Struct, frozen=True):
    """What many answers have in common; the others tell that it was done by coming at all."""

    status: str = ""


class _Error(Struct, frozen=True):
    code: str
    description: str
    details: Raw


class _Beginning(Struct, frozen=True):
    """Stands for an answer that was too long to keep whole, or that is no JSON which anybody could read."""

    cut: bool
    bytes: int
    begins: str


_NO_DETAILS: Final = Raw(b"{}")
_conf: Final = Usable(_Conf)
_encode: Final = msgspec.json.Encoder().encode


def write_any(call: AnyCall) -> CallText:
    """The operator's payload, byte for byte."""
    if not (call.action.isascii() and call.action.replace("-", "").replace("_", "").isalnum()):
        raise OurWireFault("action")
    return CallText(call.action, call.payload.encode())


def read_any_result(payload: Raw | bytes) -> tuple[CallOutcome, str]:
    """Whether the station did as it was told, as far as a `status` says so; one that we do not know is a no (F63)."""
    try:
        status = _conf.read(payload).status
    except WireFault:
        return CallOutcome.REJECTED, "unreadable"
    taken = not status or status.strip().lower() in _TAKEN
    return (CallOutcome.ACCEPTED, "") if taken else (CallOutcome.REJECTED, clean(status))


def kept_result(payload: Raw | bytes) -> str:
    """A CALLRESULT's payload as JSON, to be kept as it came, but for a password in it (S07)."""
    text = bytes(payload)
    cut = len(text) > RESPONSE_BYTES_MAX
    if not cut and _is_json(text):
        return without_secrets(text.decode())
    begins = without_secrets(text[:RESPONSE_BYTES_MAX].decode("utf-8", "replace"))
    return _encode(_Beginning(cut=cut, bytes=len(text), begins=begins)).decode()


def kept_error(error: ErrorReceived) -> str:
    """A CALLERROR as JSON, to be kept: `code`, `description` and, if they are not too long, `details`."""
    details = bytes(error.details)
    keepable = len(details) <= RESPONSE_BYTES_MAX and _is_json(details)
    told = _Error(error.code, error.description, error.details if keepable else _NO_DETAILS)
    return _encode(told).decode()


def _is_json(text: bytes) -> bool:
    """Strictly: what is taken over unread is looked at no further than where it ends."""
    try:
        msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return True
