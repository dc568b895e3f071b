"""What happened, in the past tense. Each is stamped by the edge with `at`, our own time of receipt, and fresh ids where needed."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from msgspec import Struct

from chargehand.model.calls import CallOutcome
from chargehand.model.identity import CommandId, DriverId, SessionId, StationId, TokenUid
from chargehand.model.reading import Reading
from chargehand.model.station import Activity, ConnectorStatus


class Happened(Struct, frozen=True, kw_only=True, tag=True):
    station: StationId
    at: datetime


# from the station


class StationConnected(Happened, frozen=True, kw_only=True):
    protocol: str
    gateway: str
    address: str = ""


class StationDisconnected(Happened, frozen=True, kw_only=True):
    epoch: int
    reason: str = ""


class StationHeard(Happened, frozen=True, kw_only=True):
    """Any frame that says nothing more (Heartbeat)."""


class StationBooted(Happened, frozen=True, kw_only=True):
    vendor: str
    model: str
    serial: str = ""
    firmware: str = ""


class ConnectorStatusReported(Happened, frozen=True, kw_only=True):
    """`connector` 0 is the station itself. `said_at`: the station's own instant, None when missing or impossible."""

    connector: int
    status: ConnectorStatus
    activity: Activity = Activity.NONE
    error: str = ""
    said_at: datetime | None = None


class TokenPresented(Happened, frozen=True, kw_only=True):
    token: TokenUid


class TransactionStarted(Happened, frozen=True, kw_only=True):
    """`ref` is None where the CSMS names the transaction (1.6). `fresh` is used if a session must be made."""

    fresh: SessionId
    connector: int
    token: TokenUid
    meter_start_wh: Decimal | None
    said_at: datetime | None = None
    ref: str | None = None


class MeterSampled(Happened, frozen=True, kw_only=True):
    """`ref` None: no transaction was named, or an id that can be none (0, -1, out of range: F39, F40)."""

    connector: int
    readings: tuple[Reading, ...]
    ref: str | None = None


class TransactionEnded(Happened, frozen=True, kw_only=True):
    fresh: SessionId
    ref: str | None
    meter_stop_wh: Decimal | None
    said_at: datetime | None = None
    reason: str = "Local"
    token: TokenUid | None = None
    readings: tuple[Reading, ...] = ()


class StationReported(Happened, frozen=True, kw_only=True):
    """Something that changes no session (firmware or diagnostics status, data transfer): kept in the journal."""

    what: str
    text: str = ""


# from drivers and operators


class StartRequested(Happened, frozen=True, kw_only=True):
    """`driver` asks that `token` charge here. `fresh`: the session's id if one must be made."""

    command: CommandId
    fresh: SessionId
    driver: DriverId
    account_active: bool
    token: TokenUid | None
    connector: int | None = None


class StopRequested(Happened, frozen=True, kw_only=True):
    """`driver` None: an operator asks."""

    command: CommandId
    session: SessionId
    driver: DriverId | None
    account_active: bool = True


class RefreshRequested(Happened, frozen=True, kw_only=True):
    command: CommandId
    driver: DriverId | None
    connector: int | None = None


class NotChargingClaimed(Happened, frozen=True, kw_only=True):
    """The driver says that nothing charges: a claim, graded B-."""

    command: CommandId
    session: SessionId
    driver: DriverId


# from ourselves


class CallSent(Happened, frozen=True, kw_only=True):
    command: CommandId
    call_id: str


class CallAnswered(Happened, frozen=True, kw_only=True):
    command: CommandId
    call_id: str
    outcome: CallOutcome
    detail: str = ""


class StationConfigured(Happened, frozen=True, kw_only=True):
    digest: str
    accepted: tuple[str, ...]
    refused: tuple[str, ...]


class TimerRang(Happened, frozen=True, kw_only=True):
    """The timer `kind` of `subject` (a command or session id) came due."""

    kind: str
    subject: str


FromStation = (
    StationConnected
    | StationDisconnected
    | StationHeard
    | StationBooted
    | ConnectorStatusReported
    | TokenPresented
    | TransactionStarted
    | MeterSampled
    | TransactionEnded
    | StationReported
)
FromPeople = StartRequested | StopRequested | RefreshRequested | NotChargingClaimed
FromOurselves = CallSent | CallAnswered | StationConfigured | TimerRang

Event = FromStation | FromPeople | FromOurselves
