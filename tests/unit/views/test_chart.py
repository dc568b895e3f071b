"""The chart's columns: equal length, oldest first, at most 300 points, nothing made up."""

from __future__ import annotations

import pytest

from chargehand.model.reading import ReadingSource
from chargehand.model.sight import Timeline
from chargehand.views.chart import Point, chart_object, thinned
from tests.unit.views.facts import ended, reading, sight, timeline


def test_columns_in_kilo_units() -> None:
    told = chart_object(sight(), timeline())
    assert len(told.at) == len(told.kw) == len(told.kwh) == 43
    assert (told.kw[0], told.kwh[0]) == (None, 0.0)
    assert (told.kw[-1], told.kwh[-1]) == (11.04, 12.412)
    assert told.at == sorted(told.at)
    assert not told.derived


def test_power_that_no_reading_told_is_the_mean_between_registers() -> None:
    rows = (reading(3600, 0, power_w=None), reading(1800, 5000, power_w=None), reading(0, 5000, power_w=None))
    told = chart_object(sight(), Timeline(rows=rows))
    assert told.derived
    assert told.kw == [None, 10.0, 0.0]


def test_the_final_reading_stands_at_its_own_time() -> None:
    rows = (reading(10, 12412, ReadingSource.STOP), reading(5, 12000))
    told = chart_object(sight(ended()), Timeline(rows=rows))
    assert told.at == sorted(told.at)


def test_nothing_kept_is_nothing_drawn() -> None:
    assert chart_object(sight(), Timeline(rows=())).at == []


@pytest.mark.parametrize("count", [0, 1, 3, 299, 300, 301, 5000])
def test_thinned_keeps_first_and_last_and_no_more_than_asked(count: int) -> None:
    points = [Point(float(n), float(n % 7), None) for n in range(count)]
    kept = thinned(points, 300)
    assert len(kept) == min(count, 300)
    assert kept == sorted(kept)
    if count:
        assert (kept[0], kept[-1]) == (points[0], points[-1])


def test_a_peak_survives_the_thinning() -> None:
    points = [Point(float(n), 50.0 if n == 2345 else 7.0, None) for n in range(5000)]
    assert max(point.kw or 0 for point in thinned(points, 300)) == 50.0


def test_a_pause_survives_the_thinning() -> None:
    points = [Point(float(n), 0.0 if n == 2345 else 7.0, None) for n in range(5000)]
    assert min(point.kw or 0 for point in thinned(points, 300)) == 0.0
