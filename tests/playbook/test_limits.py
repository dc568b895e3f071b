"""What sessions may come to at most: told to who keeps it, watched over for all others (OCPP 2.1 E16, F07)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

from chargehand.model.answers import StartAnswer, UpdateAnswer
from chargehand.model.calls import StopTransaction
from chargehand.model.device import Variable
from chargehand.model.limits import Limit, Limits
from chargehand.model.reading import Reading
from chargehand.model.refusals import Refusal
from chargehand.model.tariff import Tariff, TariffPeriod
from tests.playbook.lines import (
    call_answered,
    connected,
    disconnected,
    ended,
    online,
    sampled,
    start_asked,
    started,
    told,
    updated,
)
from tests.playbook.operation_lines import told_variables
from tests.playbook.play import NOON, Play, calls, play, sets

REF = "tx-1"
TEN_KWH = Limits(energy_wh=10_000)
SEVEN = StopTransaction("7")


def limited(limits: Limits = TEN_KWH, protocol: str = "ocpp1.6", price: str | None = "1") -> Play:
    """Ada's start with limits was asked for, where a kWh costs so much."""
    story = play(protocol=protocol)
    if price is not None:
        tariff = Tariff(currency="EUR", per_kwh=Decimal(price))
        period = TariffPeriod(valid_from=NOON - timedelta(days=1), tariff=tariff)
        story.world.snapshot = replace(story.world.snapshot, tariffs=(period,))
    for line in online():
        story.hears(line, after_s=1)
    return story.hears(told(start_asked(), limits=limits))


def charging(limits: Limits = TEN_KWH) -> Play:
    return limited(limits).hears(call_answered("accepted")).hears(started(), after_s=5)


def begun(story: Play, **more: object) -> Play:
    facts = {"seq": 0, "asked": 7, **more}
    return story.hears(call_answered("accepted")).hears(told(started(ref=REF), **facts), after_s=5)


def able(story: Play, value: str) -> Play:
    row = Variable(component="TxCtrlr", name="SupportedLimits", value=value)
    return story.hears(told_variables(row))


@pytest.mark.parametrize(
    ("limits", "told_wh", "soc"),
    [
        (TEN_KWH, 11_000, None),
        (Limits(cost=Decimal("9.99")), 11_000, None),
        (Limits(soc_percent=80), 1_500, 80),
        (Limits(energy_wh=10_000, cost=Decimal(50), soc_percent=90), 11_000, 30),
    ],
)
def test_what_reaches_its_limit_is_stopped(limits: Limits, told_wh: int, soc: int | None) -> None:
    """Once, as if the operator had asked; the station need know nothing of limits."""
    story = charging(limits)
    story.hears(sampled(1_400), after_s=600).does_nothing()
    row = Reading(None, Decimal(told_wh), None, None if soc is None else Decimal(soc))
    story.hears(told(sampled(), readings=(row,)), after_s=3_000)
    story.does(calls(SEVEN, until_s=30), sets("deadline", after_s=30), sets("resend", after_s=10))
    story.hears(sampled(told_wh + 50), after_s=20).does_nothing()
    story.hears(call_answered("accepted")).hears(ended(told_wh + 100), after_s=2)
    story.leaves(transaction="ended", stop="confirmed", energy_wh=told_wh - 900)


def test_its_time_is_over_though_nothing_is_read() -> None:
    story = limited(Limits(lasts_s=1_800)).hears(call_answered("accepted")).hears(started(), after_s=5)
    story.rings("limit").does(calls(SEVEN), sets("deadline"), sets("resend"), sets("limit", after_s=300))
    story.hears(ended(2_000), after_s=3).does_nothing()
    assert ("limit", story.session().id) not in story.world.timers


def test_who_does_not_stop_is_asked_again() -> None:
    story = charging().hears(sampled(12_000), after_s=3_600)
    story.hears(call_answered("rejected"), after_s=1).leaves(stop="rejected", transaction="open")
    story.hears(sampled(12_100), after_s=60).does_nothing()
    story.hears(sampled(12_500), after_s=300).does(calls(SEVEN), sets("deadline"), sets("resend"))


def test_who_is_offline_is_stopped_when_it_is_back() -> None:
    story = charging(Limits(lasts_s=1_800)).hears(disconnected(), after_s=60)
    story.rings("limit").does(sets("limit", after_s=300))
    story.hears(connected(), after_s=60).rings("limit")
    story.does(calls(SEVEN), sets("deadline"), sets("resend"), sets("limit"))


def test_a_limit_of_cost_needs_a_price() -> None:
    limited(Limits(cost=Decimal(5)), price=None).answers(Refusal.NO_TARIFF).without_a_trace()


def test_a_station_that_can_is_told_when_it_begins() -> None:
    """2.1 F07; the same again if it tells of its start again. Then it is news no more (E16)."""
    story = begun(limited(protocol="ocpp2.1"))
    for _ in range(2):
        assert isinstance(story.told.answer, StartAnswer)
        assert story.told.answer.limits == TEN_KWH
        story.hears(told(started(ref=REF, said_s=10), seq=0, asked=7), after_s=10)
    story.hears(told(updated(2_000), seq=1), after_s=60)
    assert isinstance(story.told.answer, UpdateAnswer)
    assert story.told.answer.limits is None


def test_one_that_was_plugged_in_first_is_told_when_its_driver_is_known() -> None:
    drivers = Limits(lasts_s=3_600)
    story = play(online(), protocol="ocpp2.1")
    story.hears(told(started("", ref=REF), seq=0, limits=drivers), after_s=1)
    story.hears(told(start_asked(), limits=TEN_KWH)).hears(call_answered("accepted"))
    story.hears(told(updated(uid="ADA"), seq=1, asked=story.session().number), after_s=1)
    assert isinstance(story.told.answer, UpdateAnswer)
    assert story.told.answer.limits == TEN_KWH
    story.leaves(most=TEN_KWH.lower(drivers))


@pytest.mark.parametrize(
    ("drivers", "holds"),
    [
        (Limits(energy_wh=5_000), Limits(energy_wh=5_000)),
        (Limits(energy_wh=20_000), TEN_KWH),
        (Limits(lasts_s=3_600), Limits(energy_wh=10_000, lasts_s=3_600)),
    ],
)
def test_the_lower_limit_holds(drivers: Limits, holds: Limits) -> None:
    """Set at the station later on: it knows both, and is not told again, however it repeats its own."""
    story = begun(limited(protocol="ocpp2.1"))
    for seq in (1, 2):
        story.hears(told(updated(), seq=seq, limits=drivers), after_s=9)
        assert isinstance(story.told.answer, UpdateAnswer)
        assert story.told.answer.limits is None
    story.leaves(most=holds, limits=TEN_KWH)


def test_a_higher_limit_of_the_driver_at_the_start_is_answered_with_the_lower_one() -> None:
    story = begun(limited(protocol="ocpp2.1"), limits=Limits(energy_wh=20_000))
    assert isinstance(story.told.answer, StartAnswer)
    assert story.told.answer.limits == TEN_KWH


def test_a_limit_that_only_the_driver_set_is_known_followed_and_not_told_back() -> None:
    story = play(online(), protocol="ocpp2.1")
    story.hears(told(started(ref=REF), seq=0, limits=Limits(lasts_s=1_800)), after_s=1)
    assert isinstance(story.told.answer, StartAnswer)
    assert story.told.answer.limits is None
    story.leaves(most=Limits(lasts_s=1_800), limits=None)
    story.hears(told(updated(), seq=1, limits=Limits(lasts_s=3_600)), after_s=60)
    story.does(sets("limit", after_s=3_540)).leaves(most=Limits(lasts_s=3_600))
    story.rings("limit").does(sets("limit", after_s=300)).rings("limit")
    story.does(calls(StopTransaction(REF)), sets("deadline"), sets("resend"), sets("limit"))


def test_a_station_is_told_only_of_limits_that_it_keeps() -> None:
    """E16.FR.12; of the others the house takes care."""
    story = able(limited(Limits(energy_wh=10_000, soc_percent=80), "ocpp2.1"), "MaxCost, maxenergy")
    assert story.world.snapshot.station.abilities.limits == (Limit.ENERGY, Limit.COST)
    begun(story)
    assert isinstance(story.told.answer, StartAnswer)
    assert story.told.answer.limits == TEN_KWH


def test_what_a_station_keeps_itself_is_stopped_from_here_only_well_beyond() -> None:
    story = begun(able(limited(protocol="ocpp2.1", price=None), "maxEnergy"))
    story.hears(told(updated(11_200), seq=1), after_s=3_600).does_nothing()
    story.hears(told(updated(11_500), seq=2), after_s=300)
    story.does(calls(StopTransaction(REF)), sets("deadline"), sets("resend"))


def test_what_its_station_stopped_needs_no_stop() -> None:
    """The station says that a limit was reached and waits for the cable (E16)."""
    story = begun(limited(protocol="ocpp2.1", price=None))
    story.hears(told(updated(11_500), seq=1, stopped="EnergyLimitReached"), after_s=3_600).does_nothing()
    story.leaves(transaction="open", card_hold="released").has(calls=1)
