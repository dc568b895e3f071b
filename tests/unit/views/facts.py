"""Made-up facts for the views: a driver charging at Hall 3, and whatever a test changes about it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from chargehand.model.command import Command, CommandKind, CommandState
from chargehand.model.effects import KeepReading
from chargehand.model.evidence import Claim, Evidence, Grade, Signal, Source
from chargehand.model.identity import CardId, CommandId, DriverId, PublicId, SessionId, StationId, TokenUid
from chargehand.model.reading import Meter, ReadingSource
from chargehand.model.session import Bill, CardHold, EndBasis, EnergyPhase, Session, Transaction
from chargehand.model.sight import CardSight, SessionSight, StationSight, Timeline
from chargehand.model.station import Activity, Connector, ConnectorStatus, Station
from chargehand.model.token import TokenStatus
from chargehand.views.words.seen import Seen

NOW = datetime(2026, 11, 20, 13, 2, 7, tzinfo=UTC)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
SEEN = Seen(now=NOW, stale_after_s=90, zone=AMSTERDAM)
DRIVER = DriverId("driver-ada")

CARD = CardSight(
    id=CardId("cardBlue"),
    name="Blue card",
    status=TokenStatus.ACCEPTED,
    tail="7F3A",
    uid=TokenUid("04AB55E27F3A"),
)
STATION = Station(
    identity=StationId("CS-0001-SECRET"),
    public_id=PublicId("hall3"),
    name="Hall 3",
    protocol="ocpp1.6",
    connected=True,
    heard_at=NOW - timedelta(seconds=4),
    latitude=52.3731,
    longitude=4.8922,
)
CONNECTOR = Connector(
    number=1,
    status=ConnectorStatus.OCCUPIED,
    activity=Activity.CHARGING,
    status_at=NOW - timedelta(minutes=42),
    type="Type 2",
    power_w_max=22_000,
)


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


def session(**changes: object) -> Session:
    """An open session of 42 minutes with 12.4 kWh, read 4 s ago."""
    charging = Session(
        id=SessionId("sess0000000000000000ab"),
        station=STATION.identity,
        number=4711,
        connector=1,
        token=CARD.uid,
        driver=DRIVER,
        transaction=Transaction.OPEN,
        requested_at=ago(2560),
        started_at=ago(2530),
        start_received_at=ago(2530),
        meter_start_wh=Decimal(1000),
        energy_phase=EnergyPhase.CHARGING,
        meter=Meter(
            base_wh=Decimal(1000),
            register_wh=Decimal(13412),
            register_at=ago(4),
            power_w=Decimal(11040),
            soc_percent=Decimal(64),
            read_at=ago(4),
            received_at=ago(4),
        ),
    )
    return replace(charging, **changes)


def ended(
    bill: Bill = Bill.FINAL, basis: EndBasis = EndBasis.REPORTED, seconds: float = 30, **changes: object
) -> Session:
    """The same session, over since `seconds`."""
    facts: dict[str, object] = {
        "transaction": Transaction.ENDED,
        "bill": bill,
        "requested_at": ago(seconds + 2530),
        "started_at": ago(seconds + 2500),
        "start_received_at": ago(seconds + 2500),
        "ended_at": ago(seconds),
        "end_received_at": ago(seconds),
        "end_basis": basis,
        "end_reason": "Remote",
        "energy_phase": EnergyPhase.IDLE,
        "card_hold": CardHold.RELEASED,
    }
    return session(**(facts | changes))


def pending(**changes: object) -> Session:
    """Asked for 10 s ago; nothing has started."""
    facts: dict[str, object] = {
        "transaction": Transaction.PENDING,
        "requested_at": ago(10),
        "started_at": None,
        "start_received_at": None,
        "due_at": NOW + timedelta(seconds=110),
        "meter": Meter(),
        "meter_start_wh": None,
        "energy_phase": EnergyPhase.UNKNOWN,
    }
    return session(**(facts | changes))


def command(
    kind: CommandKind = CommandKind.STOP, state: CommandState = CommandState.SENT, **changes: object
) -> Command:
    """Asked for 5 s ago, with 30 s until its deadline."""
    asked = Command(
        id=CommandId("cmd00000000000000000ab"),
        kind=kind,
        station=STATION.identity,
        session=SessionId("sess0000000000000000ab"),
        driver=DRIVER,
        state=state,
        requested_at=ago(5),
        deadline_at=NOW + timedelta(seconds=25),
        sent_at=ago(4),
        answered_at=ago(3)
        if state in {CommandState.ACCEPTED, CommandState.REJECTED, CommandState.CONFIRMED}
        else None,
    )
    return replace(asked, **changes)


def evidence(
    signal: Signal,
    claim: Claim,
    grade: Grade,
    seconds: float,
    *,
    source: Source = Source.STATION,
    note: str = "",
) -> Evidence:
    """Happened and received `seconds` ago."""
    return Evidence(
        session=SessionId("sess0000000000000000ab"),
        signal=signal,
        claim=claim,
        grade=grade,
        source=source,
        at=ago(seconds),
        received_at=ago(seconds),
        note=note,
    )


def sight(what: Session | None = None, **changes: object) -> SessionSight:
    seen = SessionSight(session=what or session(), station=STATION, connector=CONNECTOR, card=CARD, version=7)
    return replace(seen, **changes)


def station_sight(**changes: object) -> StationSight:
    """Hall 3 with one free connector and nobody there."""
    free = replace(CONNECTOR, status=ConnectorStatus.AVAILABLE, activity=Activity.NONE, status_at=ago(600))
    seen = StationSight(station=STATION, connectors=(free,), version=7)
    return replace(seen, **changes)


def offline(seconds: float = 300) -> Station:
    return replace(STATION, connected=False, disconnected_at=ago(seconds), heard_at=ago(seconds + 5))


def reading(
    seconds: float, wh: float | None, source: ReadingSource = ReadingSource.PERIODIC, **changes: object
) -> KeepReading:
    """Taken `seconds` ago, with `wh` delivered by then."""
    energy = None if wh is None else Decimal(str(wh))
    kept = KeepReading(
        session=SessionId("sess0000000000000000ab"),
        at=ago(seconds),
        received_at=ago(seconds),
        energy_wh=energy,
        register_wh=None if energy is None else energy + 1000,
        power_w=Decimal(11040),
        soc_percent=None,
        source=source,
    )
    return replace(kept, **changes)


def timeline(minutes: int = 42) -> Timeline:
    """One reading a minute, up to 12.412 kWh 4 s ago."""
    rows = [reading(2530, 0, ReadingSource.START, power_w=None)]
    rows += [reading(4 + 60 * (minutes - n), 12412 * n / minutes) for n in range(1, minutes + 1)]
    return Timeline(rows=tuple(rows))
