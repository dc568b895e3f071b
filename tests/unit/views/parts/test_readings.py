"""driver.md §2: the meter timeline, newest last; the final reading is marked and no row appears after it."""

from __future__ import annotations

import pytest

from chargehand.model.reading import ReadingSource
from chargehand.model.session import Bill
from chargehand.model.sight import Timeline
from chargehand.views.parts.readings import shown_readings
from tests.unit.views.facts import ended, reading, session, timeline

CLOSING = reading(30, 12412, ReadingSource.STOP, power_w=None)
ROWS = (reading(500, 9000), reading(300, 10000), CLOSING)


def test_a_running_session_has_no_final_reading() -> None:
    assert not any(row.final for row in shown_readings(session(), timeline()))


@pytest.mark.parametrize("bill", [Bill.WAITING, Bill.ESTIMATED, Bill.IN_REVIEW])
def test_nothing_is_final_before_the_bill_is(bill: Bill) -> None:
    assert not any(row.final for row in shown_readings(ended(bill), Timeline(rows=ROWS)))


def test_the_closing_reading_is_final_and_last() -> None:
    shown = shown_readings(ended(), Timeline(rows=ROWS))
    assert [row.final for row in shown] == [False, False, True]
    assert shown[-1].reading is CLOSING


def test_of_two_at_one_instant_the_closing_one_is_last() -> None:
    same = reading(30, 12412)
    assert shown_readings(ended(), Timeline(rows=(CLOSING, same)))[-1].reading is CLOSING


def test_no_row_stands_after_the_final_one_even_if_a_clock_says_so() -> None:
    ahead = reading(-60, 12000)
    shown = shown_readings(ended(), Timeline(rows=(*ROWS, ahead)))
    assert shown[-1].final
    assert [row.reading for row in shown if row.final] == [CLOSING]
    assert ahead in [row.reading for row in shown]


def test_a_late_reading_that_made_the_total_is_the_final_one() -> None:
    first = reading(300, 12000, ReadingSource.STOP)
    late = reading(200, 12412, note="corrected")
    shown = shown_readings(ended(Bill.CORRECTED), Timeline(rows=(first, late)))
    assert shown[-1].reading is late


def test_readings_are_in_the_order_of_their_instants() -> None:
    mixed = (reading(10, 3), reading(30, 1), reading(20, 2))
    assert [row.reading.energy_wh for row in shown_readings(session(), Timeline(rows=mixed))] == [1, 2, 3]


def test_no_reading_is_no_row() -> None:
    assert shown_readings(ended(), Timeline(rows=())) == ()
