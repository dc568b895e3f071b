"""What a decision says back to whoever brought the event; the wire spells it in the protocol's words."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from chargehand.model.command import Command
from chargehand.model.contracts import Assurance, ContractStanding
from chargehand.model.limits import Limits
from chargehand.model.session import Session
from chargehand.model.station import BootStatus
from chargehand.model.tariff import Money, Tariff
from chargehand.model.token import TokenStatus


class Noted(Struct, frozen=True):
    """Taken; nothing to say beyond that."""


class BootAnswer(Struct, frozen=True):
    status: BootStatus
    interval_s: int
    now: datetime


class ConnectedAnswer(Struct, frozen=True):
    epoch: int
    boot: BootStatus = BootStatus.ACCEPTED
    """How the station's latest boot was answered: it need not boot again to connect (F23)."""


class AuthorizeAnswer(Struct, frozen=True):
    status: TokenStatus
    group_id: str | None = None
    expires_at: datetime | None = None
    tariff: Tariff | None = None
    """What the session costs, or one that begins now."""
    itemized: bool = False
    """The station counts costs itself: it wants the tariff's figures."""
    gives_back: bool = False
    """The car may give power back."""
    certificates: ContractStanding | None = None
    """None: there were none, or nobody could be asked."""


class StartAnswer(Struct, frozen=True):
    """`token` None: none was presented (2.x)."""

    number: int
    token: AuthorizeAnswer | None
    limits: Limits | None = None
    """What the session may come to at most, where that is news."""


class UpdateAnswer(Struct, frozen=True, gc=False):
    """`token` None: none was presented with this update."""

    token: AuthorizeAnswer | None = None
    cost: Money | None = None
    """So far."""
    limits: Limits | None = None
    """See StartAnswer."""


class StopAnswer(Struct, frozen=True):
    token: AuthorizeAnswer | None = None
    cost: Money | None = None
    """In all; None: it is not known, or not for sure."""


class Unscheduled(StrEnum):
    """Why no schedule is made of what a car needs."""

    NO_TRANSACTION = "no_transaction"
    """None that we know runs there, or it cannot be named."""
    UNKNOWN_POWER = "unknown_power"
    """Neither is it known what the connector gives nor what the car takes."""
    OTHER_CONTROL = "other_control"
    """The car wants more than a schedule: to serve the grid (2.1 R)."""
    NOT_ALLOWED = "not_allowed"
    """It wants to give power back, and nobody gave it leave."""
    NOT_NOW = "not_now"
    """The station may not be called."""


class NeedsAnswer(Struct, frozen=True):
    """`refused` None: a schedule for the car follows in a call of ours."""

    refused: Unscheduled | None = None


class LeadAnswer(Struct, frozen=True):
    """The most that a car which is led may take from now on; None: no schedule of ours has this number."""

    power_w: int | None


class SigningAnswer(Struct, frozen=True):
    """Whether the station may expect a certificate; it comes in a call of ours."""

    accepted: bool


class ContractAnswer(Struct, frozen=True):
    """What the service of contracts said: `exi` is for the car. `reason`: why there is none, for our own log."""

    accepted: bool
    exi: str = ""
    remaining: int | None = None
    """So many contracts of the car are still to be fetched (2.1)."""
    reason: str = ""


class RevocationAnswer(Struct, frozen=True):
    """One for each doubt, in their order."""

    assurances: tuple[Assurance, ...]
    reason: str = ""


class CommandTaken(Struct, frozen=True):
    """A request was taken, or had been taken before: the same command is named again."""

    command: Command
    session: Session | None = None


class ClaimTaken(Struct, frozen=True):
    """What a person said of a session, or wants to be known of it, was taken (NotChargingClaimed, ProbeRequested,
    CloseRequested, CloseUndone): so it stands now.
    """

    session: Session


Answer = (
    Noted
    | BootAnswer
    | ConnectedAnswer
    | AuthorizeAnswer
    | StartAnswer
    | UpdateAnswer
    | StopAnswer
    | NeedsAnswer
    | LeadAnswer
    | SigningAnswer
    | ContractAnswer
    | RevocationAnswer
    | CommandTaken
    | ClaimTaken
)
