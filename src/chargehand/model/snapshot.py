"""All that a decision may look at, and what it leaves behind."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from chargehand.model.answers import Answer
from chargehand.model.command import Command
from chargehand.model.effects import Effect
from chargehand.model.identity import CommandId, DriverId, SessionId, StationId, TokenUid
from chargehand.model.refusals import Refusal
from chargehand.model.session import Session
from chargehand.model.station import Connector, Station
from chargehand.model.tariff import TariffPeriod
from chargehand.model.token import Token


class CardPolicy(StrEnum):
    """What becomes of a start with a card that charges elsewhere already. What is in doubt, or let go, blocks nothing."""

    REFUSE = "refuse"
    WARN = "warn"
    """Taken; the session says so."""
    ALLOW = "allow"


class Policy(Struct, frozen=True, kw_only=True):
    """Limits that the operator may set. Seconds unless the name says otherwise."""

    command_deadline_s: int = 30
    start_deadline_s: int = 120
    resend_after_s: int = 10
    heartbeat_interval_s: int = 60
    free_after_s: int = 300
    """A session is taken as ended so long after strong evidence of its end, such as its connector being free (F47)."""
    silent_after_s: int = 86_400
    """A session of a station that has been gone for so long is taken as ended (F45)."""
    readings_expected_every_s: int = 60
    """When three readings in a row are missing a session is doubted."""
    probe_after_s: tuple[int, ...] = (30, 60, 120, 300, 600)
    """How long after each question the next one is asked; after the last of these once more, and then no more."""
    zero_after_s: int = 180
    """A start at which no car was plugged in and nothing flowed for so long has come to nothing."""
    card_policy: CardPolicy = CardPolicy.REFUSE
    gap_wait_s: int = 600
    """So long an ended session's bill waits for numbered messages of its transaction that are missing (F86)."""
    session_power_w_max: int = 1_000_000
    """No session is billed without a look when it took more than this could have delivered (F73)."""
    cost_every_s: int = 60
    """A running cost is shown at most so often (2.x I02)."""
    gives_back: bool = False
    """Cars may give power back to whoever holds the house's stations (2.1 Q01)."""
    wishes: tuple[tuple[str, str], ...] = ()
    """The configuration that truth needs, offered to each accepted station."""


class Needs(Struct, frozen=True, gc=False):
    """What an event names beyond its station's live state: the store brings it with the snapshot."""

    token: TokenUid | None = None
    ref: str | None = None
    start_key: str | None = None
    session: SessionId | None = None
    command: CommandId | None = None
    token_elsewhere: bool = False
    """Also a live session of `token` at another station."""
    started_by: DriverId | None = None
    """Also the starts of this driver's live sessions at the station."""


class Snapshot(Struct, frozen=True, gc=False):
    """`sessions` and `commands` are the live ones of this station, and the ended ones that the event names.

    Inside a station's snapshot order is: connectors by number, sessions and commands by age.
    """

    station: Station
    connectors: tuple[Connector, ...] = ()
    sessions: tuple[Session, ...] = ()
    commands: tuple[Command, ...] = ()
    token: Token | None = None
    elsewhere: SessionId | None = None
    elsewhere_at: StationId | None = None
    """The station of that session."""
    policy: Policy = Policy()
    tariffs: tuple[TariffPeriod, ...] = ()
    """The latest of the house and of this station, oldest first; some are yet to come."""
    version: int = 0
    """How often this lane had been written when this was read: a write on any other count is refused."""


class Decision(Struct, frozen=True, gc=False):
    """The snapshot to keep, the answer to give, the effects wanted. A refusal leaves the snapshot as it was and wants nothing."""

    snapshot: Snapshot
    answer: Answer | Refusal
    effects: tuple[Effect, ...] = ()


class Change(Struct, frozen=True):
    """What the feed carries after a commit: who should look again. Rows are truth, this only wakes."""

    station: StationId
    sessions: tuple[SessionId, ...] = ()
    calls: bool = False
    """There is something in the outbox for this station's gateway."""
