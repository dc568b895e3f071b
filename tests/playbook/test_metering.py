"""Registers that lie: energy never falls, is never invented, and what is in doubt is not billed by itself."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.playbook.lines import START_WH, booted, charging_session, ended, online, reading, sampled, started
from tests.playbook.play import Play, play


def charging(*, register_wh: float = START_WH) -> Play:
    """Ada charges since now; the register stands at `register_wh`."""
    return play([*online(), started("ADA", register_wh)])


def a_minute_each(story: Play, *registers: float) -> Play:
    for register in registers:
        story.hears(sampled(register), after_s=60)
    return story


class TestRegisterScope:
    """F69: the register may count for a life, since the boot, or for the transaction alone."""

    @pytest.mark.parametrize("start_wh", [0, 1_000, 48_123_456.5])
    def test_energy_is_what_was_added_f69(self, start_wh: float) -> None:
        story = a_minute_each(charging(register_wh=start_wh), start_wh + 150, start_wh + 310)
        story.leaves(energy_wh=310).hears(ended(start_wh + 333), after_s=5).leaves(
            energy_wh=333, bill="final"
        )

    def test_a_register_that_counts_since_the_boot_goes_on_from_there_f69(self) -> None:
        story = a_minute_each(charging(register_wh=60_000), 60_150, 60_300)
        a_minute_each(story.hears(booted(), after_s=5), 20, 170)
        story.leaves(energy_wh=450, flags=("register_drop", "register_reset"))
        story.hears(ended(190), after_s=5).leaves(energy_wh=470, bill="in_review")


class TestFinalRegister:
    def test_below_the_start_f70(self) -> None:
        """F70: never negative; the readings count, and a person looks."""
        story = a_minute_each(charging(), 1_150).hears(ended(400), after_s=1)
        story.leaves(energy_wh=150, bill="in_review", flags=("stop_below_reading",))

    def test_unknown_f70(self) -> None:
        """F70: -1 is no register; so is none."""
        a_minute_each(charging(), 1_150).hears(ended(-1)).leaves(energy_wh=150, bill="estimated")
        a_minute_each(charging(), 1_150).hears(ended(None)).leaves(energy_wh=150, bill="estimated")

    def test_rounded_down_to_whole_wh(self) -> None:
        a_minute_each(charging(), 1_150.7).hears(ended(1_150)).leaves(energy_wh=150, bill="final")

    def test_start_and_end_alone_are_enough_f80(self) -> None:
        """F80: no readings at all."""
        charging().hears(ended(9_000), after_s=3_600).leaves(energy_wh=8_000, bill="final", flags=())

    def test_without_a_start_register_f73(self) -> None:
        """F73: the register of a lifetime is not billed."""
        story = play([*online(), started("ADA", None)]).hears(ended(7_783_000), after_s=600)
        story.leaves(energy_wh=0, bill="in_review", flags=("no_meter_start",))

    def test_without_a_start_register_the_readings_count_f73(self) -> None:
        story = a_minute_each(play([*online(), started("ADA", None)]), 7_783_000, 7_783_200)
        story.leaves(energy_wh=200).hears(ended(7_783_210)).leaves(energy_wh=210, bill="in_review")

    def test_a_start_register_below_zero_is_none(self) -> None:
        story = a_minute_each(play([*online(), started("ADA", -1)]), 7_783_000, 7_783_200)
        story.leaves(energy_wh=200, flags=("no_meter_start",))

    def test_more_than_the_connector_can_deliver_f73(self) -> None:
        """F73: held back when it exceeds what could have flowed since the start."""
        story = charging().hears(ended(2_000_000), after_s=600)
        story.leaves(energy_wh=0, bill="in_review", flags=("implausible_energy",))


class TestPowerF83:
    """F74, F83: what the told power alone makes is held against the register; a bill far below it is for a person."""

    def test_a_register_that_stands_still_f83(self) -> None:
        story = charging()
        for _ in range(10):
            story.hears(sampled(reading(START_WH, power_w=11_000)), after_s=60)
        story.hears(ended(START_WH), after_s=5)
        story.leaves(energy_wh=0, bill="in_review", flags=("below_power",))

    def test_a_register_in_kwh_that_is_called_wh_f74(self) -> None:
        story = charging()
        for minute in range(1, 11):
            story.hears(sampled(reading(START_WH + minute * 0.18, power_w=11_000)), after_s=60)
        story.hears(ended(START_WH + 1.8), after_s=5)
        story.leaves(energy_wh=Decimal("1.8"), bill="in_review", flags=("below_power",))

    def test_little_energy_by_little_power_is_billed(self) -> None:
        story = charging()
        for minute in range(1, 11):
            story.hears(sampled(reading(START_WH + minute * 2, power_w=120)), after_s=60)
        story.hears(ended(START_WH + 20), after_s=5).leaves(energy_wh=20, bill="final", flags=())

    def test_a_register_in_whole_kwh_is_billed_f84(self) -> None:
        story = charging(register_wh=5_000)
        for _ in range(5):
            story.hears(sampled(reading(5_000, power_w=11_000)), after_s=60)
        story.hears(ended(5_000), after_s=5).leaves(energy_wh=0, bill="final")

    def test_power_that_cannot_be_proves_nothing(self) -> None:
        story = charging()
        for _ in range(5):
            story.hears(sampled(reading(START_WH, power_w=11_000_000)), after_s=60)
        story.hears(ended(START_WH), after_s=5).leaves(energy_wh=0, bill="final")


class TestMomentaryDropF71:
    """F71: a register that shows nonsense for a moment is not believed, and nothing is counted anew from it."""

    @pytest.mark.parametrize("nonsense", [0, 17, 1_000, 900])
    def test_down_and_back(self, nonsense: float) -> None:
        story = a_minute_each(charging(register_wh=53_700_000), 53_700_150, nonsense, 53_700_300)
        story.leaves(energy_wh=300, banked_wh=0, flags=("register_drop",))
        story.hears(ended(53_700_350), after_s=10).leaves(energy_wh=350, bill="final")

    def test_up_and_back(self) -> None:
        story = a_minute_each(charging(), 1_150, 9_999_999, 1_300)
        story.leaves(energy_wh=300, flags=("register_jump",)).hears(ended(1_350)).leaves(
            energy_wh=350, bill="final"
        )

    def test_the_same_nonsense_repeated_confirms_nothing(self) -> None:
        story = a_minute_each(charging(register_wh=60_000), 60_150)
        story.hears(sampled(0), after_s=60)
        for late_s in (1, 2, 3, 4):
            story.hears(sampled(0, said_s=late_s), after_s=1)
        story.leaves(energy_wh=150, banked_wh=0).hears(sampled(60_300), after_s=60).leaves(
            energy_wh=300, banked_wh=0
        )

    def test_three_in_a_row_are_a_new_register(self) -> None:
        """What flowed while it was in doubt is counted once it is believed; what was before stays."""
        story = a_minute_each(charging(register_wh=60_000), 60_150, 10, 160)
        story.leaves(energy_wh=150)
        a_minute_each(story, 310).leaves(energy_wh=450, flags=("register_drop", "register_reset"))
        story.hears(ended(400), after_s=30).leaves(energy_wh=540, bill="in_review")

    def test_two_interleaved_series_f73(self) -> None:
        """F73: a second series of another register adds nothing."""
        story = charging()
        for step in range(1, 9):
            story.hears(sampled(1_000 + 150 * step), after_s=30).hears(
                sampled(7_783_000 + 150 * step), after_s=30
            )
        story.leaves(energy_wh=1_200).hears(ended(2_200), after_s=1).leaves(energy_wh=1_200, bill="final")

    def test_a_register_that_the_boot_hid_for_a_moment_comes_back(self) -> None:
        """A boot alone proves no new beginning."""
        story = a_minute_each(charging(register_wh=53_700_000), 53_700_150)
        story.hears(booted(), after_s=5).hears(sampled(0), after_s=5)
        a_minute_each(story, 53_700_300).leaves(energy_wh=300, banked_wh=0)
        story.hears(ended(53_700_400), after_s=60).leaves(energy_wh=400, bill="final")

    def test_a_register_that_was_away_for_long_comes_back(self) -> None:
        """Start and end in one piece say more than what was pieced together on the way."""
        story = a_minute_each(charging(register_wh=53_700_000), 53_700_150, 0, 0, 0, 53_700_750)
        story.leaves(energy_wh=150, flags=("register_drop", "register_reset", "register_jump"))
        story.hears(ended(53_700_900), after_s=60).leaves(energy_wh=900, bill="in_review")


class TestWrapF72:
    """F72: a register that starts again at a power of two or ten is recognised when it fits what was flowing."""

    @pytest.mark.parametrize("modulus", [2**16, 2**32, 10**6, 10**7, 10**8])
    def test_the_wrap_is_counted_through(self, modulus: int) -> None:
        story = a_minute_each(charging(register_wh=modulus - 400), modulus - 250, modulus - 100, 50, 200, 350)
        story.leaves(energy_wh=750, flags=("register_drop", "register_wrap"))
        story.hears(ended(400), after_s=20).leaves(energy_wh=800, bill="final")

    def test_a_loss_of_exactly_65536_wh(self) -> None:
        story = a_minute_each(
            charging(register_wh=70_000), 70_150, 70_300 - 65_536, 70_450 - 65_536, 70_600 - 65_536
        )
        story.leaves(energy_wh=600, flags=("register_drop", "register_wrap"))

    def test_a_momentary_zero_near_a_power_is_not_one(self) -> None:
        story = a_minute_each(charging(register_wh=63_000), 63_150, 0, 63_300).leaves(
            energy_wh=300, banked_wh=0
        )
        story.hears(ended(63_350)).leaves(energy_wh=350, bill="final")

    def test_a_reset_that_does_not_fit_is_none(self) -> None:
        story = a_minute_each(charging(register_wh=50_000), 50_150, 0, 150, 300)
        story.leaves(energy_wh=450, flags=("register_drop", "register_reset"))


class TestUnits:
    """F74: values a thousand times too large or too small."""

    def test_one_reading_in_the_wrong_unit(self) -> None:
        story = a_minute_each(charging(register_wh=12_000), 12_150, 12.3, 12_450).leaves(energy_wh=450)
        story.hears(ended(12_500)).leaves(energy_wh=500)

    def test_all_readings_a_thousandfold_and_the_end_right(self) -> None:
        """Wh that are called kWh, as seen in the field: no reading is believed, start and end tell the truth."""
        story = a_minute_each(charging(register_wh=0), 150_000, 300_000, 450_000, 600_000, 750_000)
        story.leaves(energy_wh=0, flags=("register_jump",))
        story.hears(ended(800), after_s=10).leaves(energy_wh=800, bill="final")

    def test_a_first_reading_in_the_wrong_unit(self) -> None:
        """It was small enough to be believed; the end says what it was, and a person looks."""
        story = charging(register_wh=0).hears(sampled(0.9), after_s=300).leaves(energy_wh=Decimal("0.9"))
        story.hears(ended(7_000), after_s=10).leaves(energy_wh=7_000, bill="in_review")

    def test_the_end_in_kwh(self) -> None:
        story = a_minute_each(charging(register_wh=0), *range(200, 12_001, 200)).hears(ended(12))
        story.leaves(energy_wh=12_000, bill="in_review", flags=("stop_below_reading",))


class TestReadings:
    def test_one_message_may_tell_several_in_any_order_f75(self) -> None:
        """F75, F76, F77: totals, phases, places and measurands are sorted out by the codec; here one reading is one instant."""
        story = charging().hears(
            sampled(
                reading(1_300, 9_000, said_s=0),
                reading(1_100, 5_000, said_s=120),
                reading(1_200, 7_000, said_s=60),
            ),
            after_s=180,
        )
        story.leaves(energy_wh=300, power_w=9_000)
        assert sorted(row.energy_wh or 0 for row in story.world.readings.values()) == [0, 100, 200, 300]

    def test_a_reading_without_a_register_tells_no_energy_f78(self) -> None:
        """F78, F79: what could not be read is no number; the rest of the reading counts."""
        story = a_minute_each(charging(), 1_150).hears(sampled(reading(None, 7_000)), after_s=60)
        story.leaves(energy_wh=150, power_w=7_000)

    @pytest.mark.parametrize("nonsense", ["NaN", "Infinity", "-Infinity", "-5", "1E+400000", "sNaN"])
    def test_numbers_that_are_none_f78(self, nonsense: str) -> None:
        story = a_minute_each(charging(), 1_150).hears(sampled(Decimal(nonsense)), after_s=60)  # type: ignore[arg-type]
        story.leaves(energy_wh=150).hears(ended(Decimal(nonsense)))  # type: ignore[arg-type]
        story.leaves(energy_wh=150, bill="estimated")

    def test_fractions_of_a_wh_are_kept(self) -> None:
        a_minute_each(charging(), 1_000.25, 1_000.5).leaves(energy_wh=Decimal("0.5"))

    def test_a_register_that_stands_still_is_no_end(self) -> None:
        a_minute_each(charging(), 1_150, 1_150, 1_150).leaves(transaction="open", energy_wh=150, flags=())

    def test_many_steps_at_one_instant_are_no_defect_of_ours(self) -> None:
        """However absurd a message, its energy is bounded and the lane goes on."""
        rows = [reading(1_000 + 300 * step, said_s=0) for step in range(1, 40)]
        story = charging().hears(sampled(*rows))
        story.leaves(transaction="open")

    def test_a_clock_that_jumps_is_no_defect_of_ours(self) -> None:
        story = play(charging_session("ada", 2_000))
        story.hears(sampled(reading(900_000, said_s=3_599), reading(1_900_000, said_s=0)), after_s=3_600)
        story.leaves(transaction="open")


def test_a_clock_that_is_ahead_is_ahead_for_all_that_an_end_tells_f66() -> None:
    """The readings of a short session are not pressed into the moment of its end."""
    rows = (reading(1_000, said_s=0, source="start"), reading(1_400, said_s=-60, source="stop"))
    story = play(online()).hears(started(meter_wh=1_000, said_s=-60))
    story.hears(ended(1_400, said_s=-60, readings=rows), after_s=60)
    story.leaves(bill="final", energy_wh=400, flags=())


def test_an_ends_readings_without_instants_are_of_its_start_and_its_end_f64() -> None:
    rows = (
        reading(1_000, said_s=None, source="start"),
        reading(1_100, said_s=None),
        reading(1_400, said_s=None),
    )
    story = play(online()).hears(started(meter_wh=1_000, said_s=None))
    story.hears(ended(1_400, said_s=None, readings=rows), after_s=60)
    story.leaves(bill="final", energy_wh=400, flags=())


def test_a_first_message_of_many_readings_with_a_clock_that_is_ahead_f66() -> None:
    """All of them are of now; what little they differ by is believed, and breaks nothing."""
    rows = [reading(register, said_s=-900) for register in (1_000, 1_090, 1_180, 1_270)]
    story = play(online()).hears(started(meter_wh=None)).hears(sampled(*rows), after_s=1)
    story.leaves(energy_wh=270, transaction="open")
