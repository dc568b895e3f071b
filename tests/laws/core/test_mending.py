"""Whatever a station says and whatever was learned of it: mending never breaks, and never invents."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from chargehand.core.quirks.mending import mended
from chargehand.model.events import MeterSampled, TransactionEnded, TransactionStarted, TransactionUpdated
from chargehand.model.identity import PublicId, SessionId, StationId, TokenUid
from chargehand.model.quirks import Learned, Quirk
from chargehand.model.reading import Reading, ReadingSource
from chargehand.model.session import Session, Transaction
from chargehand.model.snapshot import Snapshot
from chargehand.model.station import Station

AT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
CP1 = StationId("CP1")

instants = st.none() | st.integers(-10_000_000, 86_400).map(lambda away: AT + timedelta(seconds=away))
registers = st.none() | st.decimals(allow_nan=True, allow_infinity=True)
readings = st.lists(
    st.builds(Reading, instants, registers, registers, registers, st.sampled_from(ReadingSource)), max_size=5
).map(tuple)
learned = st.lists(
    st.builds(
        Learned,
        quirk=st.sampled_from(Quirk),
        value=st.sampled_from([0, 1, 3_600, -18_000, 50_400]),
        count=st.integers(1, 9),
        since=st.just(AT),
        last_at=st.just(AT),
        believed=st.booleans(),
        doubts=st.integers(0, 3),
    ),
    max_size=3,
    unique_by=lambda each: each.quirk,
).map(tuple)
common = {"station": st.just(CP1), "at": st.just(AT), "readings": readings}
events = (
    st.builds(MeterSampled, connector=st.just(1), ref=st.sampled_from([None, "7", "9"]), **common)
    | st.builds(
        TransactionStarted,
        fresh=st.just(SessionId("f")),
        connector=st.just(1),
        token=st.just(TokenUid("A")),
        meter_start_wh=registers,
        said_at=instants,
        **common,
    )
    | st.builds(
        TransactionUpdated, fresh=st.just(SessionId("f")), ref=st.just("7"), said_at=instants, **common
    )
    | st.builds(
        TransactionEnded,
        fresh=st.just(SessionId("f")),
        ref=st.sampled_from([None, "7"]),
        meter_stop_wh=registers,
        said_at=instants,
        **common,
    )
)
sessions = st.builds(
    Session,
    id=st.just(SessionId("s")),
    station=st.just(CP1),
    number=st.just(7),
    connector=st.just(1),
    token=st.just(TokenUid("A")),
    driver=st.none(),
    transaction=st.just(Transaction.OPEN),
    ref=st.just("7"),
    meter_start_wh=st.none() | st.integers(0, 10**9).map(Decimal),
    start_received_at=st.just(AT - timedelta(hours=1)),
    started_at=instants,
    flags=st.sampled_from([(), ("clock_offset",)]),
)


@given(learned, st.lists(sessions, max_size=1), events)
def test_mending_is_total_and_moves_all_instants_alike(
    ways: tuple[Learned, ...],
    rows: list[Session],
    event: MeterSampled | TransactionStarted | TransactionUpdated | TransactionEnded,
) -> None:
    station = Station(identity=CP1, public_id=PublicId("p"), name="", learned=ways)
    before = Snapshot(station, sessions=tuple(rows))
    after, told = mended(before, event)
    assert isinstance(told, type(event))
    assert (after.sessions, after.connectors, after.commands) == (before.sessions, (), ())
    assert {each.quirk for each in after.station.learned} <= set(Quirk)
    assert len(after.station.learned) == len({each.quirk for each in after.station.learned})
    assert len(told.readings) == len(event.readings)
    away = timedelta(seconds=told.shifted_s)
    for was, now in zip(event.readings, told.readings, strict=True):
        if was.said_at is not None:
            assert now.said_at == was.said_at - away
    if not isinstance(event, MeterSampled) and event.said_at is not None:
        assert not isinstance(told, MeterSampled)
        assert told.said_at == event.said_at - away
        assert told.said_at is not None
        assert told.said_at <= AT + timedelta(seconds=120) or told.said_at == event.said_at
