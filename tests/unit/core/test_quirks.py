from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

from chargehand.core.quirks.clock import interpolated, is_shifted, offset_told
from chargehand.core.quirks.learning import observed
from chargehand.core.quirks.mending import mended
from chargehand.core.quirks.units import Span, kilo_told
from chargehand.model.events import ConnectorStatusReported, Event, MeterSampled, StationHeard
from chargehand.model.identity import PublicId, StationId
from chargehand.model.quirks import Learned, Quirk
from chargehand.model.reading import Reading, ReadingSource
from chargehand.model.snapshot import Snapshot
from chargehand.model.station import ConnectorStatus, Station

AT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
CP1 = StationId("CP1")
STATION = Station(identity=CP1, public_id=PublicId("p"), name="")
HOUR_S = 3_600


def seconds(count: float) -> timedelta:
    return timedelta(seconds=count)


@pytest.mark.parametrize(
    ("away_s", "offset_s"),
    [
        (0, 0), (100, 0), (-100, 0), (121, None), (900, None), (1_800, None), (-1_800, None),
        (HOUR_S, HOUR_S), (HOUR_S + 100, HOUR_S), (HOUR_S + 200, None), (-5 * HOUR_S - 60, -5 * HOUR_S),
        (5 * HOUR_S + 45 * 60, 20_700), (12 * HOUR_S + 45 * 60, 45_900), (14 * HOUR_S, 50_400), (15 * HOUR_S, None),
        (-13 * HOUR_S - 1_300, None), (1e9, None),
    ],
)  # fmt: skip
def test_f65_which_offset_an_instant_looks_like(away_s: float, offset_s: int | None) -> None:
    assert offset_told(AT + seconds(away_s), AT) == offset_s


@pytest.mark.parametrize(
    ("latest_s", "offset_s", "shifted"),
    [
        (7_200, 7_200, True), (7_190, 7_200, True), (0, 7_200, False), (-50, 7_200, False), (-3_600, 7_200, True),
        (9_000, 7_200, False), (-18_000, -18_000, True), (-3_600, -18_000, False), (5, 0, False),
    ],
)  # fmt: skip
def test_f65_only_what_a_wrong_clock_could_have_dated_is_put_right(
    latest_s: float, offset_s: int, shifted: bool
) -> None:
    assert is_shifted(AT + seconds(latest_s), AT, offset_s) is shifted


def undated(*places: float | None) -> tuple[Reading, ...]:
    return tuple(Reading(None if place is None else AT + seconds(place)) for place in places)


@pytest.mark.parametrize(
    ("told", "mended"),
    [
        ([], []),
        ([None, None], [None, None]),
        ([0, 10], [0, 10]),
        ([0, None, 10], [0, 5, 10]),
        ([0, None, None, 30, None, 50], [0, 10, 20, 30, 40, 50]),
        ([None, None, 5, 10], [5, 5, 5, 10]),
        ([0, 10, None], [0, 10, None]),
    ],
)
def test_f64_readings_without_an_instant_are_dated_between_their_neighbours(
    told: list[float | None], mended: list[float | None]
) -> None:
    assert interpolated(undated(*told)) == undated(*mended)


@pytest.mark.parametrize(
    ("told", "span", "kilo"),
    [
        ("361.2", (361_000, 362_000), True),
        ("361", (361_400, 362_000), True),
        ("361200", (361_000, 362_000), False),
        ("361.2", (0, 2_000), False),
        ("0.5", (0, 2_000), None),
        ("50", (0, 2_000), False),
        ("400", (361_000, 362_000), None),
        ("0", (0, 2_000), None),
    ],
)
def test_f74_whether_a_register_is_in_kwh(told: str, span: tuple[int, int], kilo: bool | None) -> None:
    assert kilo_told(Decimal(told), Span(Decimal(span[0]), Decimal(span[1]))) is kilo


class TestLearning:
    def see(self, learned: tuple[Learned, ...], *seen: tuple[int, float]) -> tuple[Learned, ...]:
        for value, at_s in seen:
            learned = observed(learned, Quirk.CLOCK_OFFSET, value, AT + seconds(at_s), 3)
        return learned

    def test_three_times_apart_is_believed(self) -> None:
        (seen,) = self.see((), (1, 0), (1, 30))
        assert not seen.believed
        (seen,) = self.see((seen,), (1, 60))
        assert (seen.believed, seen.value, seen.count, seen.since) == (True, 1, 3, AT)

    def test_what_is_believed_and_seen_again_is_the_same(self) -> None:
        learned = self.see((), (1, 0), (1, 30), (1, 60))
        assert self.see(learned, (1, 90), (1, 120)) is learned

    def test_in_one_breath_it_is_seen_once(self) -> None:
        (seen,) = self.see((), *((1, number) for number in range(20)))
        assert seen.count == 1

    def test_another_value_begins_anew_and_none_forgets(self) -> None:
        (seen,) = self.see((), (1, 0), (1, 30), (2, 60))
        assert (seen.value, seen.count, seen.believed) == (2, 1, False)
        assert self.see((seen,), (0, 90)) == ()

    def test_a_belief_needs_as_many_doubts(self) -> None:
        learned = self.see((), (1, 0), (1, 30), (1, 60))
        assert self.see(learned, (0, 90), (0, 91), (0, 92))[0].believed
        assert self.see(learned, (0, 90), (0, 120), (1, 130))[0].doubts == 0
        assert self.see(learned, (0, 90), (0, 120), (0, 150)) == ()
        (seen,) = self.see(learned, (2, 90), (2, 120), (2, 150))
        assert (seen.value, seen.believed) == (2, False)

    def test_nothing_wrong_is_nothing_to_keep(self) -> None:
        nothing: tuple[Learned, ...] = ()
        assert self.see(nothing, (0, 0), (0, 100)) is nothing


def sampled(said_s: float, source: ReadingSource = ReadingSource.PERIODIC) -> Event:
    return MeterSampled(
        station=CP1, at=AT, connector=1, readings=(Reading(AT + seconds(said_s), Decimal(5), source=source),)
    )


@pytest.mark.parametrize(
    "event", [StationHeard(station=CP1, at=AT), sampled(0), sampled(-1), sampled(-7_000)]
)
def test_a_station_without_quirks_is_taken_at_its_word(event: Event) -> None:
    snapshot = Snapshot(STATION)
    seen, same = mended(snapshot, event)
    assert seen is snapshot
    assert same is event


def test_clock_aligned_readings_are_told_late_and_teach_nothing_of_a_clock_behind() -> None:
    _, event = mended(Snapshot(STATION), sampled(-HOUR_S, ReadingSource.CLOCK))
    seen, _ = mended(Snapshot(STATION), event)
    assert seen.station.learned == ()


def test_a_status_is_put_right_too() -> None:
    believed = Learned(quirk=Quirk.CLOCK_OFFSET, value=HOUR_S, count=3, since=AT, last_at=AT, believed=True)
    snapshot = Snapshot(replace(STATION, learned=(believed,)))
    said = AT + seconds(HOUR_S - 5)
    event = ConnectorStatusReported(
        station=CP1, at=AT, connector=1, status=ConnectorStatus.AVAILABLE, said_at=said
    )
    _, told = mended(snapshot, event)
    assert isinstance(told, ConnectorStatusReported)
    assert told.said_at == AT - seconds(5)
