"""What happened, in the past tense. Each is stamped by the edge with `at`, our own time of receipt, and fresh ids where needed."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from msgspec import Struct

from chargehand.model.calls import Call, CallOutcome, Lead
from chargehand.model.certificates import CertificatesTold
from chargehand.model.contracts import Doubt
from chargehand.model.device import Monitor, Variable
from chargehand.model.identity import CommandId, DriverId, PairingId, SessionId, StationId, TokenUid
from chargehand.model.limits import Limits
from chargehand.model.local_list import LocalList
from chargehand.model.reading import Reading
from chargehand.model.reservation import Reservation, ReservationStatus
from chargehand.model.station import Activity, ConnectorStatus


class Happened(Struct, frozen=True, kw_only=True, tag=True, gc=False):
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
    """`connector` 0 is the station itself. `said_at`: the station's own instant, None when missing or impossible.

    `activity` None: the report does not tell (2.x, where transactions do). `plug`: which of an EVSE's connectors it is of,
    0 where there is but one or none is meant. `others`: what the same message told after it, in its order (2.1 G01).
    """

    connector: int
    plug: int = 0
    status: ConnectorStatus
    activity: Activity | None = Activity.NONE
    error: str = ""
    said_at: datetime | None = None
    others: tuple[ConnectorStatusReported, ...] = ()


class TokenPresented(Happened, frozen=True, kw_only=True):
    """`doubts`: the certificates of the contract that it stands for, whether they are still good (2.x C07)."""

    token: TokenUid
    doubts: tuple[Doubt, ...] = ()


class TransactionStarted(Happened, frozen=True, kw_only=True):
    """`ref` is None where the CSMS names the transaction (1.6). `fresh` is used if a session must be made.

    `token` is empty when none was presented yet (2.x). `asked`: the number of the session whose start we had asked for,
    where the station repeats it. `seq` counts a transaction's messages (2.x). `offline`: told later than it happened.
    `reservation`: the number of the one that it was started with. `limits`: those that the station knows of (2.1).
    """

    fresh: SessionId
    connector: int
    token: TokenUid
    meter_start_wh: Decimal | None
    said_at: datetime | None = None
    ref: str | None = None
    activity: Activity | None = None
    readings: tuple[Reading, ...] = ()
    asked: int | None = None
    seq: int | None = None
    offline: bool = False
    reservation: int | None = None
    limits: Limits | None = None
    shifted_s: int = 0


class TransactionUpdated(Happened, frozen=True, kw_only=True):
    """News of a transaction that its station names (2.x): only what is given is news.

    `stopped`: why charging was stopped while the transaction goes on until the cable is out (F03, F04), else empty.
    """

    fresh: SessionId
    ref: str
    connector: int | None = None
    token: TokenUid | None = None
    said_at: datetime | None = None
    activity: Activity | None = None
    readings: tuple[Reading, ...] = ()
    asked: int | None = None
    seq: int | None = None
    offline: bool = False
    stopped: str = ""
    reservation: int | None = None
    limits: Limits | None = None
    shifted_s: int = 0


class MeterSampled(Happened, frozen=True, kw_only=True):
    """`ref` None: no transaction was named, or an id that can be none (0, -1, out of range: F39, F40).

    `shifted_s`: so far ahead was what the station told, instants here are put right (F65); in other events the same.
    """

    connector: int
    readings: tuple[Reading, ...]
    ref: str | None = None
    shifted_s: int = 0


class TransactionEnded(Happened, frozen=True, kw_only=True):
    fresh: SessionId
    ref: str | None
    meter_stop_wh: Decimal | None
    said_at: datetime | None = None
    reason: str = "Local"
    token: TokenUid | None = None
    readings: tuple[Reading, ...] = ()
    connector: int | None = None
    asked: int | None = None
    seq: int | None = None
    offline: bool = False
    shifted_s: int = 0


class StationReported(Happened, frozen=True, kw_only=True):
    """Something that changes no session (firmware or diagnostics status, data transfer): kept in the journal."""

    what: str
    text: str = ""


class ContractAsked(StationReported, frozen=True, kw_only=True):
    """A car wants the certificate of its contract, or a new one of it (2.x M01, M02). `exi`: its request, which only the
    service of contracts understands. `chains_max`: so many it takes, the contracts `emaids` first (2.1).
    """

    exi: str
    action: str = ""
    schema: str = ""
    chains_max: int | None = None
    emaids: tuple[str, ...] = ()


class RevocationAsked(StationReported, frozen=True, kw_only=True):
    """Are these certificates still good (2.x M06, 2.1 M07)? None that can be read: empty."""

    doubts: tuple[Doubt, ...] = ()


class ChargingNeedsReported(Happened, frozen=True, kw_only=True):
    """A car told its station what it needs, or needs something else than before (2.x K15, K17, 2.1 K18, K20).

    `fresh`: the command's id if a schedule is sent. `power_w_max`: it takes no more than this, as far as it says.
    `scheduled`: a schedule of charging is all that it wants, or `led`: to be led from minute to minute.
    `gives_back`: with power that may flow back.
    """

    fresh: CommandId
    connector: int
    power_w_max: int | None = None
    scheduled: bool = True
    led: bool = False
    gives_back: bool = False


class LeadAsked(Happened, frozen=True, kw_only=True):
    """The station asks what its schedule `number` is to be from now on (2.1 K28)."""

    number: int


class VariablesReported(Happened, frozen=True, kw_only=True):
    """Part of what a station's device model holds (NotifyReport, GetVariables; 1.6: GetConfiguration)."""

    variables: tuple[Variable, ...]
    request: int | None = None
    whole: bool = False
    """The last part of a report was told."""


class MonitorsReported(Happened, frozen=True, kw_only=True):
    """Part of what a station watches on its own (2.x N02, NotifyMonitoringReport)."""

    monitors: tuple[Monitor, ...]
    request: int | None = None


class ReservationReported(Happened, frozen=True, kw_only=True):
    """A reservation came to its end at the station (2.x H)."""

    number: int
    status: ReservationStatus


class CertificateAsked(Happened, frozen=True, kw_only=True):
    """The station has a new key and asks that it be certified: `csr` in PEM. `number`: its own count of its requests (2.1)."""

    csr: str
    kind: str = "ChargingStationCertificate"
    number: int | None = None


class SecurityEventReported(Happened, frozen=True, kw_only=True):
    kind: str
    said_at: datetime | None = None
    info: str = ""


# from drivers and operators


class StartRequested(Happened, frozen=True, kw_only=True):
    """`driver` asks that `token` charge here. `fresh`: the session's id if one must be made."""

    command: CommandId
    fresh: SessionId
    driver: DriverId
    account_active: bool
    token: TokenUid | None
    connector: int | None = None
    limits: Limits | None = None


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


class OperationRequested(Happened, frozen=True, kw_only=True):
    """An operator, or the house itself (`operator` None), wants `call` made; over after `patience_s` at the latest.

    `forced`: also when it cuts off somebody who charges, or the station's boot was rejected.
    """

    command: CommandId
    call: Call
    operator: DriverId | None = None
    patience_s: int = 30
    forced: bool = False


class NotChargingClaimed(Happened, frozen=True, kw_only=True):
    """The driver says that nothing charges: a claim, graded B-."""

    command: CommandId
    session: SessionId
    driver: DriverId


class ProbeRequested(Happened, frozen=True, kw_only=True):
    """An operator wants a session's truth looked for now: the probe ladder begins anew at its first rung."""

    session: SessionId
    operator: DriverId


class CloseRequested(Happened, frozen=True, kw_only=True):
    """An operator takes a session as over, for a `reason` in their own words.

    `ended_at` None: at its last reading; never before its start nor in the future. `register_wh`: what the meter showed,
    as they read it; then a person has to look at the bill.
    """

    session: SessionId
    operator: DriverId
    reason: str
    ended_at: datetime | None = None
    register_wh: Decimal | None = None


class CloseUndone(Happened, frozen=True, kw_only=True):
    """An operator takes their closing back."""

    session: SessionId
    operator: DriverId


class PairingOpened(Happened, frozen=True, kw_only=True):
    """Somebody wants the next token that is shown here noted for `pairing`, until `ends_at`.

    `alone`: only while no car is there (a tap that lets a browser in is worth waiting for).
    """

    pairing: PairingId
    ends_at: datetime
    alone: bool = False


# from ourselves


class CallSent(Happened, frozen=True, kw_only=True):
    command: CommandId
    call_id: str


class CallAnswered(Happened, frozen=True, kw_only=True):
    command: CommandId
    call_id: str
    outcome: CallOutcome
    detail: str = ""
    response: str | None = None
    """The station's answer as JSON, for those calls whose answer is kept; of a CALLERROR its code and description."""
    reservation: Reservation | None = None
    """What the call was to make of a reservation; it became so if the station accepted."""
    variables: tuple[Variable, ...] = ()
    """What the answer tells of the station's device model."""
    monitors: tuple[Monitor, ...] = ()
    """Those that the station took."""
    cleared: tuple[int, ...] = ()
    """Numbers of monitors that are no more."""
    certificates: CertificatesTold | None = None
    local_list: LocalList | None = None
    lead: Lead | None = None
    """What the call was to make of a schedule; it became so if the station accepted."""


class StationConfigured(Happened, frozen=True, kw_only=True):
    """`unoffered`: wishes that the station's version of OCPP has no words for."""

    digest: str
    accepted: tuple[str, ...]
    refused: tuple[str, ...]
    unoffered: tuple[str, ...] = ()


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
    | TransactionUpdated
    | TransactionEnded
    | ChargingNeedsReported
    | LeadAsked
    | VariablesReported
    | MonitorsReported
    | ReservationReported
    | SecurityEventReported
    | StationReported
    | CertificateAsked
)
FromPeople = (
    StartRequested
    | StopRequested
    | RefreshRequested
    | NotChargingClaimed
    | OperationRequested
    | ProbeRequested
    | CloseRequested
    | CloseUndone
    | PairingOpened
)
FromOurselves = CallSent | CallAnswered | StationConfigured | TimerRang

Event = FromStation | FromPeople | FromOurselves
