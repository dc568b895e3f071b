"""What is wanted, in the imperative. Each kind has exactly one outlet."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from msgspec import Struct

from chargehand.model.calls import Call
from chargehand.model.certificates import CertificatesTold
from chargehand.model.device import Monitor, Variable
from chargehand.model.evidence import Evidence
from chargehand.model.identity import CommandId, DriverId, PairingId, SessionId, StationId, TokenUid
from chargehand.model.local_list import LocalList
from chargehand.model.notice import NoticeFacts, NoticeKind
from chargehand.model.reading import ReadingSource
from chargehand.model.reservation import Reservation


class KeepReading(Struct, frozen=True, gc=False):
    """Outlet: the store. Kept once per (session, at, source), however often it is said."""

    session: SessionId
    at: datetime
    received_at: datetime
    energy_wh: Decimal | None
    register_wh: Decimal | None
    power_w: Decimal | None
    soc_percent: Decimal | None
    source: ReadingSource
    note: str = ""


class CallStation(Struct, frozen=True):
    """Outlet: the gateway that holds the socket. Dropped, and said so, when `until` has passed."""

    command: CommandId
    call_id: str
    call: Call
    until: datetime


class SetTimer(Struct, frozen=True):
    """Outlet: the timers. Rings `TimerRang(kind, subject)` on this station's lane at `due_at`; setting it again moves it.

    `station`: on another station's lane; that is how lanes tell each other.
    """

    kind: str
    subject: str
    due_at: datetime
    station: StationId | None = None


class DropTimer(Struct, frozen=True):
    kind: str
    subject: str


class KeepEvidence(Struct, frozen=True):
    """Outlet: the store. The same signal of the same instant is kept once."""

    evidence: Evidence


class ShowSession(Struct, frozen=True, gc=False):
    """Outlet: the feed. Whoever watches this session should look again."""

    session: SessionId


class ShowStation(Struct, frozen=True):
    station: StationId


class KeepVariables(Struct, frozen=True):
    """Outlet: the store. Each replaces what was known of the same attribute."""

    variables: tuple[Variable, ...]


class KeepMonitors(Struct, frozen=True):
    """Outlet: the store. Each replaces what was known of the monitor with its number."""

    monitors: tuple[Monitor, ...]


class DropMonitors(Struct, frozen=True):
    """Outlet: the store. They watch no longer."""

    numbers: tuple[int, ...]


class KeepReservation(Struct, frozen=True):
    """Outlet: the store. Only what is not None replaces what was known of the reservation with this number."""

    reservation: Reservation


class KeepCertificates(Struct, frozen=True):
    """Outlet: the store. What is known of the certificates that the station holds follows what it told."""

    told: CertificatesTold


class KeepLocalList(Struct, frozen=True):
    """Outlet: the store. This is what the station knows of tokens by itself."""

    sent: LocalList


class KeepTap(Struct, frozen=True):
    """Outlet: the store. This token was shown in that window; the first that is kept stands."""

    pairing: PairingId
    token: TokenUid
    at: datetime


class KeepSecurityEvent(Struct, frozen=True):
    """Outlet: the store."""

    kind: str
    at: datetime
    info: str = ""


class KeepNotice(Struct, frozen=True):
    """Outlet: the store. Kept once per (driver, kind, about), and told from there."""

    kind: NoticeKind
    driver: DriverId
    session: SessionId
    about: str
    at: datetime
    facts: NoticeFacts
    late: bool = False


Effect = (
    KeepReading
    | KeepVariables
    | KeepMonitors
    | DropMonitors
    | KeepReservation
    | KeepCertificates
    | KeepLocalList
    | KeepSecurityEvent
    | KeepNotice
    | KeepTap
    | KeepEvidence
    | CallStation
    | SetTimer
    | DropTimer
    | ShowSession
    | ShowStation
)
