"""Examples for the API's description, made by the same functions as the real answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final

from chargehand.model.evidence import Claim, Evidence, Grade, Signal, Source
from chargehand.model.identity import DriverId, PublicId, SessionId, StationId
from chargehand.model.reading import Meter
from chargehand.model.session import CardHold, EnergyPhase, Session, Transaction
from chargehand.model.sight import SessionSight, StationSight
from chargehand.model.station import Connector, ConnectorStatus, Station
from chargehand.model.tariff import Tariff
from chargehand.views.words.seen import Seen

_AT: Final = datetime(2026, 11, 20, 13, 0, tzinfo=UTC)
_ID: Final = SessionId("EbOgYu7RhguqvWNZxDRFf4")


def _later(**span: float) -> datetime:
    return _AT + timedelta(**span)


def _said(
    signal: Signal, claim: Claim, grade: Grade, source: Source, at: datetime, note: str = ""
) -> Evidence:
    return Evidence(
        session=_ID,
        signal=signal,
        claim=claim,
        grade=grade,
        source=source,
        at=at,
        received_at=at,
        note=note,
    )


SEEN: Final = Seen(now=_later(minutes=46), stale_after_s=90)
DOUBTED: Final = SessionSight(
    session=Session(
        id=_ID,
        station=StationId("CP001"),
        number=4711,
        connector=1,
        token=None,
        driver=DriverId("ada"),
        transaction=Transaction.OPEN,
        ref="4711",
        started_at=_AT,
        start_received_at=_AT,
        meter_start_wh=Decimal(1000),
        tariff=Tariff(currency="EUR", per_kwh=Decimal("0.49"), per_session=Decimal("0.35")),
        tariff_from=_later(days=-17),
        energy_phase=EnergyPhase.CHARGING,
        card_hold=CardHold.RELEASED,
        doubted_at=_later(minutes=45),
        doubt=Signal.CONNECTOR_FREE.value,
        end_signal=Signal.CONNECTOR_FREE.value,
        close_at=_later(minutes=55),
        probes=1,
        probed_at=_later(minutes=45, seconds=30),
        probe_at=_later(minutes=46, seconds=30),
        meter=Meter(
            base_wh=Decimal(1000),
            register_wh=Decimal(13412),
            register_at=_later(minutes=44),
            read_at=_later(minutes=44),
            received_at=_later(minutes=44),
        ),
    ),
    station=Station(
        identity=StationId("CP001"),
        public_id=PublicId("hall3"),
        name="Hall 3",
        connected=True,
        heard_at=SEEN.now,
    ),
    evidence=(
        _said(Signal.CONNECTOR_FREE, Claim.ENDED, Grade.B_PLUS, Source.STATION, _later(minutes=45)),
        _said(
            Signal.HOLD_RELEASED, Claim.NOTHING, Grade.D, Source.HOUSE, _later(minutes=45), "connector_free"
        ),
        _said(Signal.ASKED, Claim.NOTHING, Grade.D, Source.HOUSE, _later(minutes=45, seconds=30), "meter"),
    ),
)
"""A session whose connector has become free without a word of its end."""
FREE: Final = StationSight(
    station=Station(
        identity=StationId("CP002"),
        public_id=PublicId("hall3"),
        name="Hall 3",
        connected=True,
        heard_at=_AT,
        latitude=52.0907,
        longitude=5.1214,
        address="Library square 1, by the steps",
        picture="9d1c0a77b3f2",
    ),
    connectors=(
        Connector(
            number=1, status=ConnectorStatus.AVAILABLE, status_at=_AT, type="cCCS2", power_w_max=150_000
        ),
    ),
)
