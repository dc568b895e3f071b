"""What is read for eyes: rows joined for a page or an API answer. Facts only; words come from the views."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from chargehand.model.command import Command
from chargehand.model.effects import KeepReading
from chargehand.model.evidence import Evidence
from chargehand.model.identity import CardId, DriverId, PublicId, StationId, TokenUid
from chargehand.model.session import Session
from chargehand.model.station import Connector, Station
from chargehand.model.tariff import Tariff
from chargehand.model.token import TokenStatus


class CardSight(Struct, frozen=True, kw_only=True):
    id: CardId
    name: str
    status: TokenStatus
    tail: str
    """The last four characters of the uid; the whole is never shown (S15)."""
    expires_at: datetime | None = None
    uid: TokenUid = TokenUid("")
    """For decisions only; no view or answer may carry it."""

    def active_at(self, at: datetime) -> bool:
        """Whether it may charge, as far as the card goes."""
        return self.status is TokenStatus.ACCEPTED and (self.expires_at is None or at < self.expires_at)


class SessionSight(Struct, frozen=True, kw_only=True):
    """One session with what its page shows. `stop` and `start` are the latest such commands, if any."""

    session: Session
    station: Station
    connector: Connector | None = None
    card: CardSight | None = None
    start: Command | None = None
    stop: Command | None = None
    evidence: tuple[Evidence, ...] = ()
    """The latest that was kept, oldest first; what the session itself tells (its start, its reported end) is not among it."""
    version: int = 0
    """The station's commit count when this was read: grows with every fact, so that an older sight can be told apart."""


class SessionSheet(Struct, frozen=True, kw_only=True):
    """One session as those who run the house see it: `sight` bears all of its evidence."""

    sight: SessionSight
    driver: DriverId | None = None
    commands: tuple[Command, ...] = ()
    """All that were given about it, oldest first."""


class SessionChoice(Struct, frozen=True, kw_only=True):
    """Which sessions are looked for; None: either way."""

    station: StationId | None = None
    doubted: bool | None = None
    in_review: bool | None = None
    unconfirmed_stops: bool | None = None
    """The latest stop came to nothing, and the session is open."""
    limit: int = 200


class StationSight(Struct, frozen=True, kw_only=True):
    """A station as one driver may see it. Of other drivers' sessions only the connector's being busy is told."""

    station: Station
    connectors: tuple[Connector, ...]
    mine: tuple[SessionSight, ...] = ()
    """The driver's live sessions here, oldest first."""
    busy: tuple[int, ...] = ()
    """Connectors with somebody else's live session."""
    refresh: Command | None = None
    """The driver's latest refresh of this station."""
    last: SessionSight | None = None
    """The driver's latest ended session here, for "You can unplug now"."""
    version: int = 0


class SessionPage(Struct, frozen=True, kw_only=True):
    rows: tuple[SessionSight, ...]
    cursor: str | None = None
    """Where the next page begins; None on the last."""


class SessionTotals(Struct, frozen=True, kw_only=True):
    sessions_24h: int
    energy_wh_7d: int
    active: int
    sessions_7d: int


class TariffSight(Struct, frozen=True, kw_only=True):
    """A tariff that is in force. `charger` None: for all chargers that have none of their own."""

    tariff: Tariff
    valid_from: datetime
    charger: PublicId | None = None
    name: str = ""
    """The charger's."""


class Timeline(Struct, frozen=True, kw_only=True):
    """A session's kept readings, oldest first by the station's time."""

    rows: tuple[KeepReading, ...]
