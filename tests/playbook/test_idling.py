"""What a cable costs that stays after charging: only by its station's own words (M9)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

from chargehand.model.answers import StopAnswer
from chargehand.model.effects import KeepNotice
from chargehand.model.notice import NoticeKind
from chargehand.model.station import Activity
from chargehand.model.tariff import Money, Tariff, TariffPeriod
from tests.playbook.lines import (
    booted,
    connected,
    disconnected,
    ended,
    online,
    rang,
    reading,
    sampled,
    started,
    status,
    told,
    updated,
)
from tests.playbook.play import NOON, Line, Play, play

TARIFF = Tariff(currency="EUR", per_kwh=Decimal("0.50"), per_idle_minute=Decimal("0.10"), idle_grace_s=600)
ENERGY = 500
"""What 10 kWh cost, in cents."""
HOUR = 3_600


def charging(protocol: str = "ocpp1.6", tariff: Tariff = TARIFF, register_wh: float = 11_000) -> Play:
    """A session of an hour with 10 kWh; its tariff asks 0.10 a minute after the first ten."""
    story = play(protocol=protocol)
    period = TariffPeriod(valid_from=NOON - timedelta(days=1), tariff=tariff)
    story.world.snapshot = replace(story.world.snapshot, tariffs=(period,))
    for line in online():
        story.hears(line, after_s=1)
    if protocol == "ocpp1.6":
        story.hears(started("ADA", 1_000)).hears(status("occupied", "charging"), after_s=5)
        return story.hears(sampled(reading(register_wh, 11_000)), after_s=HOUR)
    story.hears(status("occupied", None))
    story.hears(told(started("ADA", 1_000, ref="tx-1"), seq=0, activity=Activity.CHARGING))
    return story.hears(told(updated(register_wh), seq=1, activity=Activity.CHARGING), after_s=HOUR)


def stopped(reason: str = "Local") -> Line:
    return ended(11_000, reason=reason)


def cost(story: Play) -> Money | None:
    (row,) = story.world.sessions
    return row.cost


def idle_minutes(story: Play) -> float:
    (row,) = story.world.sessions
    return 0 if row.idle is None else row.idle.lasted_us / 60_000_000


def test_finishing_until_the_cable_is_out() -> None:
    story = charging().hears(stopped()).hears(status("occupied", "finishing"), after_s=1)
    assert cost(story) == Money(ENERGY, "EUR")
    story.hears(status("available", "none"), after_s=30 * 60)
    assert idle_minutes(story) == pytest.approx(30 + 1 / 60)
    assert cost(story) == Money(ENERGY + 200, "EUR")
    story.hears(status("available", "none"), after_s=HOUR)
    assert cost(story) == Money(ENERGY + 200, "EUR")


def test_within_the_grace_it_is_free() -> None:
    story = charging().hears(status("occupied", "finishing")).hears(stopped(), after_s=1)
    story.hears(status("available", "none"), after_s=590)
    assert cost(story) == Money(ENERGY, "EUR")


def test_a_full_car_is_idle_from_then_on_through_its_end() -> None:
    story = charging().hears(status("occupied", "suspended_ev"))
    story.hears(stopped("EVDisconnected"), after_s=25 * 60).hears(status("available", "none"), after_s=1)
    assert idle_minutes(story) == 25


def test_a_car_that_charges_on_was_not_idle() -> None:
    story = charging().hears(status("occupied", "suspended_ev"), after_s=60)
    story.hears(told(status("occupied", "charging")), after_s=HOUR)
    story.hears(stopped("EVDisconnected"), after_s=60).hears(status("available", "none"), after_s=1)
    assert idle_minutes(story) == 0


def test_a_car_that_charges_on_was_not_idle_whether_its_station_says_so_or_only_its_register() -> None:
    story = charging().hears(status("occupied", "suspended_ev"), after_s=60)
    for register_wh in (15_000, 26_000):
        story.hears(sampled(reading(register_wh, 11_000)), after_s=HOUR)
    story.hears(ended(26_000, reason="Local"), after_s=60).hears(status("available", "none"), after_s=60)
    assert (idle_minutes(story), cost(story)) == (0, Money(1_250, "EUR"))
    story = charging("ocpp2.0.1")
    story.hears(told(updated(), seq=2, activity=Activity.SUSPENDED_EV), after_s=60)
    story.hears(told(updated(reading(22_000, 11_000)), seq=3), after_s=HOUR)
    story.hears(told(ended(22_000, ref="tx-1"), seq=4), after_s=60)
    assert (idle_minutes(story), cost(story)) == (0, Money(1_050, "EUR"))


def test_it_is_idle_anew_from_the_next_word_on() -> None:
    story = charging().hears(status("occupied", "suspended_ev"), after_s=60)
    story.hears(sampled(reading(21_000, 0)), after_s=HOUR)
    story.hears(status("occupied", "suspended_ev"), after_s=60).hears(ended(21_000), after_s=20 * 60)
    assert idle_minutes(story) == 20


def test_what_flowed_before_it_was_full_and_is_read_later_changes_nothing() -> None:
    """The latest reading is ten minutes old by then; a full car takes a little now and then, too."""
    story = charging().hears(status("occupied", "suspended_ev"), after_s=600)
    story.hears(sampled(reading(12_800, 0)), after_s=300).hears(sampled(reading(12_900, 0)), after_s=900)
    story.hears(ended(12_900), after_s=300)
    assert idle_minutes(story) == 25


def test_what_the_station_holds_back_is_nobodys_idling() -> None:
    story = charging().hears(status("occupied", "suspended_evse"), after_s=60)
    story.hears(stopped("EVDisconnected"), after_s=HOUR).hears(status("available", "none"), after_s=1)
    assert idle_minutes(story) == 0


def test_silence_never_counts_m9() -> None:
    """No word of the connector after the end: nothing is known, nothing is charged, however long."""
    story = charging().hears(stopped())
    story.hears(status("available", "none"), after_s=9 * HOUR)
    assert (idle_minutes(story), cost(story)) == (0, Money(ENERGY, "EUR"))


def test_an_outage_while_plugged_in_is_not_charged_m9() -> None:
    story = charging().hears(status("occupied", "finishing")).hears(stopped(), after_s=1)
    story.hears(status("occupied", "finishing"), after_s=5 * 60).hears(disconnected())
    story.hears(connected(), after_s=8 * HOUR).hears(booted()).hears(status("occupied", "finishing"))
    story.hears(status("available", "none"), after_s=6 * 60)
    assert idle_minutes(story) == pytest.approx(11 + 1 / 60)
    assert cost(story) == Money(ENERGY + 10, "EUR")


def test_an_end_that_is_told_after_an_outage_counts_from_the_new_line() -> None:
    story = charging().hears(disconnected())
    story.hears(connected(), after_s=8 * HOUR).hears(ended(11_000, said_s=8 * HOUR))
    story.hears(status("occupied", "finishing"), after_s=1).hears(status("available", "none"), after_s=900)
    assert idle_minutes(story) == 15


def test_the_next_start_there_ends_it_without_another_minute() -> None:
    story = charging().hears(stopped()).hears(status("occupied", "finishing"), after_s=60)
    story.hears(started("BOB", 11_000), after_s=HOUR).hears(status("occupied", "charging"), after_s=1)
    (first, _) = story.world.sessions
    assert first.idle is not None
    assert (first.idle.over, first.idle.lasted_us) == (True, 60_000_000)


def test_a_car_that_never_charged_pays_none() -> None:
    story = charging(register_wh=1_000).hears(status("occupied", "suspended_ev"), after_s=60)
    story.hears(ended(1_000, reason="Local"), after_s=HOUR).hears(status("available", "none"), after_s=HOUR)
    assert (idle_minutes(story), cost(story)) == (0, Money(0, "EUR"))


def test_in_2_x_the_transaction_tells() -> None:
    story = charging("ocpp2.0.1").hears(
        told(updated(11_000), seq=1, activity=Activity.CHARGING), after_s=HOUR
    )
    story.hears(told(updated(), seq=2, activity=Activity.SUSPENDED_EV), after_s=60)
    story.hears(told(updated(), seq=3, activity=Activity.SUSPENDED_EV), after_s=20 * 60)
    assert idle_minutes(story) == 20
    story.hears(told(ended(11_000, ref="tx-1"), seq=4), after_s=60)
    story.hears(status("available", None), after_s=9 * 60)
    assert idle_minutes(story) == 30


def test_the_price_of_the_start_holds_for_the_idle_fee_too_m5() -> None:
    story = charging()
    dear = TariffPeriod(
        valid_from=story.now + timedelta(minutes=1), tariff=replace(TARIFF, per_idle_minute=Decimal(9))
    )
    story.world.snapshot = replace(story.world.snapshot, tariffs=(*story.world.snapshot.tariffs, dear))
    story.hears(status("occupied", "finishing"), after_s=HOUR).hears(stopped(), after_s=1)
    story.hears(status("available", "none"), after_s=30 * 60 - 1)
    assert cost(story) == Money(ENERGY + 200, "EUR")
    (row,) = story.world.sessions
    assert row.tariff_from == NOON - timedelta(days=1)


def test_where_no_idle_fee_is_asked_nothing_is_counted() -> None:
    story = charging(tariff=replace(TARIFF, per_idle_minute=Decimal(0)))
    story.hears(stopped()).hears(status("occupied", "finishing"), after_s=1)
    story.leaves(idle=None)


def told_at_the_end(story: Play) -> Money | None:
    """The cost that the station was answered with."""
    answer = story.told.answer
    assert isinstance(answer, StopAnswer)
    return answer.cost


def test_a_cost_that_may_grow_is_not_told_as_final_i03() -> None:
    """Nothing told means: not known yet."""
    story = charging("ocpp2.0.1").hears(told(ended(11_000, ref="tx-1", reason="Local"), seq=2), after_s=60)
    assert told_at_the_end(story) is None
    story.hears(status("occupied", None), after_s=1).hears(status("available", None), after_s=30 * 60)
    assert cost(story) == Money(ENERGY + 200, "EUR")


def test_with_the_cable_out_it_is_final() -> None:
    story = charging("ocpp2.0.1")
    story.hears(told(ended(11_000, ref="tx-1", reason="EVDisconnected"), seq=2), after_s=60)
    assert told_at_the_end(story) == Money(ENERGY, "EUR")


def fees(story: Play) -> list[str]:
    """Whom the last event tells of a fee that is near."""
    return [
        str(effect.driver)
        for effect in story.told.effects
        if isinstance(effect, KeepNotice) and effect.kind is NoticeKind.IDLE_FEE_SOON
    ]


class TestTheFeeIsTold:
    def test_before_it_begins_and_not_for_a_short_pause(self) -> None:
        story = charging().hears(status("occupied", "suspended_ev"))
        assert fees(story) == []
        waits = story.world.timers["idle_fee", story.session().id] - story.now
        assert waits == timedelta(minutes=2), "the grace is ten minutes, told as soon as it is no short pause"
        assert fees(story.rings("idle_fee")) == ["ada"]

    def test_ten_minutes_before_a_long_grace_is_over(self) -> None:
        story = charging(tariff=replace(TARIFF, idle_grace_s=HOUR)).hears(status("occupied", "suspended_ev"))
        waits = story.world.timers["idle_fee", story.session().id] - story.now
        assert waits == timedelta(seconds=HOUR - 600)

    def test_after_the_end_too_once_the_cable_is_known_to_stay(self) -> None:
        story = charging().hears(stopped())
        assert "idle_fee" not in {kind for kind, _ in story.world.timers}
        story.hears(status("occupied", "finishing"), after_s=1)
        assert fees(story.rings("idle_fee")) == ["ada"]

    def test_not_when_the_cable_is_out_or_the_car_charges_on(self) -> None:
        story = charging().hears(stopped()).hears(status("occupied", "finishing"), after_s=1)
        story.hears(status("available", "none"), after_s=60)
        story.has(timers=0)
        story = charging().hears(status("occupied", "suspended_ev"))
        story.hears(status("occupied", "charging"), after_s=60)
        assert "idle_fee" not in {kind for kind, _ in story.world.timers}
        assert fees(story.hears(rang("idle_fee", story.session().id), after_s=60)) == []

    def test_nothing_where_no_fee_is_asked_or_it_runs_at_once(self) -> None:
        for tariff in (replace(TARIFF, per_idle_minute=Decimal(0)), replace(TARIFF, idle_grace_s=0)):
            story = charging(tariff=tariff).hears(status("occupied", "suspended_ev"))
            assert "idle_fee" not in {kind for kind, _ in story.world.timers}

    def test_the_same_again_is_one_notice(self) -> None:
        """The store keeps one row for what bears the same name."""
        story = charging().hears(status("occupied", "suspended_ev")).rings("idle_fee")
        (first,) = [each.about for each in story.told.effects if isinstance(each, KeepNotice)]
        assert first == story.session().id
