"""What stations' answers to our calls mean: one word of theirs, whatever the version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Raw, Struct

from chargehand.model.calls import (
    Call,
    CallOutcome,
    Configure,
    SetChargingLimit,
    SetPassword,
    StartTransaction,
    StopTransaction,
    TriggerMessage,
)
from chargehand.wire.ocpp.faults import WireFault
from chargehand.wire.ocpp.fields import clean
from chargehand.wire.ocpp.usable import Usable

Outcomes = Mapping[str, CallOutcome]
"""By the status in lower case, since some stations do not keep to the letters' case (F63)."""

UNREADABLE: Final = (CallOutcome.UNANSWERED, "unreadable")
TAKEN: Final[Outcomes] = {"accepted": CallOutcome.ACCEPTED, "rejected": CallOutcome.REJECTED}
TRIGGERED: Final[Outcomes] = {
    **TAKEN,
    "scheduled": CallOutcome.ACCEPTED,
    "notimplemented": CallOutcome.UNSUPPORTED,
}
SET: Final[Outcomes] = {
    **TAKEN,
    "rebootrequired": CallOutcome.ACCEPTED,
    "notsupported": CallOutcome.UNSUPPORTED,
    "notsupportedattributetype": CallOutcome.UNSUPPORTED,
    "unknowncomponent": CallOutcome.UNSUPPORTED,
    "unknownvariable": CallOutcome.UNSUPPORTED,
}
DONE: Final[Outcomes] = {
    **TAKEN,
    "": CallOutcome.ACCEPTED,  # an answer that has no status says yes by being one
    "acceptedcanceled": CallOutcome.ACCEPTED,
    "rebootrequired": CallOutcome.ACCEPTED,
    "scheduled": CallOutcome.ACCEPTED,
    "unlocked": CallOutcome.ACCEPTED,
    "notimplemented": CallOutcome.UNSUPPORTED,
    "notsupported": CallOutcome.UNSUPPORTED,
}
"""Of all operations, in every version."""
LIFTED: Final[Outcomes] = {**DONE, "unknown": CallOutcome.ACCEPTED}
"""Of a limit that is to be no more: where there was none it is so too."""


def outcomes_of(call: Call) -> Outcomes:
    """What the words mean in the answer to this call."""
    match call:
        case StartTransaction() | StopTransaction():
            return TAKEN
        case TriggerMessage():
            return TRIGGERED
        case SetChargingLimit(power_w=None):
            return LIFTED
        case Configure() | SetPassword():
            return SET
        case _:
            return DONE


class _Answer(Struct, frozen=True):
    status: object = None


_answer: Final = Usable(_Answer)


def read_outcome(payload: Raw | bytes, outcomes: Outcomes) -> tuple[CallOutcome, str]:
    """By the answer's `status`. What cannot be read leaves open what the station will do."""
    try:
        status = _answer.read(payload).status
    except WireFault:
        return UNREADABLE
    if status is None and "" in outcomes:
        status = ""
    return outcome_of(status, outcomes) if isinstance(status, str) else UNREADABLE


def outcome_of(status: str, outcomes: Outcomes) -> tuple[CallOutcome, str]:
    """A status that we do not know is a no; the detail is its word when it is not a plain yes (F63)."""
    outcome = outcomes.get(status.strip().lower(), CallOutcome.REJECTED)
    return outcome, "" if outcome is CallOutcome.ACCEPTED else clean(status)
