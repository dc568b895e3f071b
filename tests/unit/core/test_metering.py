from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from chargehand.core.metering import (
    Context,
    absorb,
    allowance_wh,
    cleaned,
    close,
    deliverable_wh,
    in_one_piece,
    instant_of,
    sound,
)
from chargehand.model.reading import Meter, Reading

NOON = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def context(minutes: float = 1, *, power_w: int = 22_000, booted_at: datetime | None = None) -> Context:
    return Context(NOON + minutes * MINUTE, booted_at, power_w, NOON)


def meter(register: int = 1_000, base: int = 1_000, **facts: object) -> Meter:
    known: dict[str, object] = {
        "base_wh": Decimal(base),
        "register_wh": Decimal(register),
        "register_at": NOON,
        "read_at": NOON,
        "received_at": NOON,
    }
    return Meter(**(known | facts))  # type: ignore[arg-type]


def told(register: float | None, minutes: float = 1, power: int | None = None) -> Reading:
    value = None if register is None else Decimal(str(register))
    return Reading(NOON + minutes * MINUTE, value, None if power is None else Decimal(power))


@pytest.mark.parametrize(
    ("said", "instant"),
    [(NOON - MINUTE, NOON - MINUTE), (NOON + MINUTE, NOON), (None, NOON)],
)
def test_an_instant_is_never_later_than_its_arrival(said: datetime | None, instant: datetime) -> None:
    assert instant_of(Reading(said), NOON) == instant


@pytest.mark.parametrize("text", ["-0.1", "NaN", "sNaN", "Infinity", "1E+15", "1E+999999"])
def test_what_is_no_register(text: str) -> None:
    assert sound(Decimal(text)) is None


@pytest.mark.parametrize("text", ["0", "0.001", "999999999999999"])
def test_what_is_a_register(text: str) -> None:
    assert sound(Decimal(text)) == Decimal(text)


def test_a_clean_reading_is_left_as_it_is() -> None:
    reading = told(1_100, power=7_000)
    assert cleaned(reading) is reading
    dirty = Reading(NOON, Decimal("NaN"), Decimal("Infinity"), Decimal("NaN"))
    assert cleaned(dirty) == Reading(NOON)


def test_what_can_flow_grows_with_time_by_either_clock() -> None:
    assert deliverable_wh(3_600, 0) == 101
    assert deliverable_wh(3_600, 100) == 211
    by_ours = allowance_wh(meter(), NOON, context(10))
    by_theirs = allowance_wh(meter(received_at=NOON + 10 * MINUTE), NOON + 10 * MINUTE, context(10))
    assert by_ours == by_theirs == deliverable_wh(22_000, 600)


def test_a_first_register_is_where_counting_begins() -> None:
    absorbed = absorb(Meter(), told(5_000), context())
    assert (absorbed.energy_wh, absorbed.flag) == (0, "no_meter_start")
    assert absorbed.meter.base_wh == 5_000


def test_power_and_charge_come_from_the_newest_reading() -> None:
    newest = absorb(meter(), Reading(NOON + MINUTE, None, Decimal(7_000), Decimal(40)), context()).meter
    older = absorb(newest, Reading(NOON + MINUTE / 2, None, Decimal(3_000), Decimal(30)), context()).meter
    assert older == newest
    without = absorb(newest, told(1_100, 2), context(2)).meter
    assert (without.power_w, without.soc_percent) == (7_000, 40)
    later = absorb(newest, told(1_200, 10), context(10)).meter
    assert (later.power_w, later.soc_percent) == (None, 40)


def test_an_older_reading_tells_its_own_energy() -> None:
    known = absorb(meter(), told(1_300, 2), context(2)).meter
    absorbed = absorb(known, told(1_100, 1), context(3))
    assert (absorbed.meter, absorbed.energy_wh, absorbed.flag) == (known, 100, "")


def test_of_an_older_reading_from_before_a_new_register_nothing_is_known() -> None:
    known = meter(register=100, base=0, banked_wh=Decimal(500), register_at=NOON + 2 * MINUTE)
    absorbed = absorb(known, told(1_100, 1), context(3))
    assert (absorbed.meter.energy_wh, absorbed.energy_wh) == (600, None)


def test_a_believed_reading_ends_the_doubt() -> None:
    doubted = absorb(meter(), told(0, 1), context(1)).meter
    assert (doubted.suspect_wh, doubted.suspect_count) == (0, 1)
    cleared = absorb(doubted, told(1_100, 2), context(2)).meter
    assert (cleared.suspect_wh, cleared.suspect_count) == (None, 0)


def test_doubted_readings_must_continue_each_other() -> None:
    known = meter(register=60_000, base=60_000)
    for minutes, register in enumerate((0, 30_000, 10, 29_000, 20), start=1):
        known = absorb(known, told(register, minutes), context(minutes)).meter
    assert (known.register_wh, known.banked_wh) == (60_000, 0)


def test_parts_of_one_instant_in_one_message_are_read_together() -> None:
    known = meter(register=60_000, base=60_000)
    for minutes in (1, 2, 3):
        for reading in (told(None, minutes, power=7_000), told(10 * minutes, minutes)):
            known = absorb(known, reading, context(minutes)).meter
    assert (known.register_wh, known.energy_wh) == (30, 20)


def test_after_a_boot_two_are_enough() -> None:
    known = absorb(meter(5_000, 5_000), told(10, 1), context(1, booted_at=NOON + MINUTE / 2)).meter
    assert known.register_wh == 5_000
    known = absorb(known, told(110, 2), context(2, booted_at=NOON + MINUTE / 2)).meter
    assert (known.register_wh, known.energy_wh) == (110, 100)


def test_after_a_boot_a_small_register_is_no_larger_unit() -> None:
    known = meter(2_000, 1_000, power_w=Decimal(11_000))
    assert absorb(known, told(2.1), context()).flag == "unit_mixed"
    assert absorb(known, told(2.1), context(booted_at=NOON + MINUTE / 2)).flag == "register_drop"


def test_a_boot_long_ago_proves_nothing() -> None:
    known = meter(5_000, 5_000)
    for minutes in (1, 2):
        known = absorb(known, told(10 * minutes, minutes), context(minutes, booted_at=NOON - MINUTE)).meter
    assert known.register_wh == 5_000


@pytest.mark.parametrize(
    ("stop", "energy", "flag"),
    [
        (1_500, 500, ""),
        (1_399, 399, ""),
        (1_398, 400, "stop_below_reading"),
        (900_000, 400, "implausible_energy"),
        (None, 400, "no_meter_stop"),
        (-1, 400, "no_meter_stop"),
    ],
)
def test_the_final_register(stop: int | None, energy: int, flag: str) -> None:
    value = None if stop is None else Decimal(stop)
    closed, why = close(meter(register=1_400), value, NOON + MINUTE, context())
    assert (closed.energy_wh, why) == (energy, flag)


def test_one_piece_counts_when_it_says_more_and_could_flow() -> None:
    pieced = meter(register=300, base=0, banked_wh=Decimal(500))
    whole = in_one_piece(pieced, Decimal(1_000), Decimal(2_000), Decimal(5_000))
    assert (whole.energy_wh, whole.banked_wh) == (1_000, 0)
    for start, stop, most in (
        (1_000, 1_700, 5_000),
        (1_000, 2_000, 900),
        (None, 2_000, 5_000),
        (1_000, None, 5_000),
    ):
        told_start, told_stop = (None if value is None else Decimal(value) for value in (start, stop))
        assert in_one_piece(pieced, told_start, told_stop, Decimal(most)) is pieced
