"""What we may ask a station to do, in no protocol's dialect, and what it may answer."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from chargehand.model.identity import TokenUid


class Trigger(StrEnum):
    STATUS = "status"
    METER = "meter"
    BOOT = "boot"


class StartTransaction(Struct, frozen=True, tag=True):
    token: TokenUid
    connector: int | None


class StopTransaction(Struct, frozen=True, tag=True):
    ref: str


class TriggerMessage(Struct, frozen=True, tag=True):
    trigger: Trigger
    connector: int | None


class Configure(Struct, frozen=True, tag=True):
    """Sets all of `wishes` one after the other; a refusal of one does not keep the others back."""

    wishes: tuple[tuple[str, str], ...]


Call = StartTransaction | StopTransaction | TriggerMessage | Configure


class CallOutcome(StrEnum):
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    UNSUPPORTED = "unsupported"
    """The station answered with a CALLERROR or NotImplemented/NotSupported."""
    UNANSWERED = "unanswered"
    OFFLINE = "offline"
    """Never sent: no socket."""
