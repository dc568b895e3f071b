"""What sessions cost, and what their stations are told of it (2.0.1 and 2.1 I)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from msgspec.structs import replace

from chargehand.model.answers import AuthorizeAnswer, StartAnswer, StopAnswer, UpdateAnswer
from chargehand.model.calls import ShowCost
from chargehand.model.events import TokenPresented
from chargehand.model.identity import TokenUid
from chargehand.model.station import Activity
from chargehand.model.tariff import Money, Tariff, TariffPeriod
from chargehand.model.token import TokenStatus
from tests.playbook.lines import (
    booted,
    connected,
    disconnected,
    ended,
    online,
    reading,
    sampled,
    start_asked,
    started,
    told,
    updated,
)
from tests.playbook.play import NOON, STATION, Line, Play, calls, play

REF = "tx-1"
CHEAP = Tariff(currency="EUR", per_kwh=Decimal("0.40"), per_minute=Decimal("0.01"), per_session=Decimal(1))
DEAR = Tariff(currency="EUR", per_kwh=Decimal("0.80"))


def period(tariff: Tariff | None, *, after_s: float = -86_400, own: bool = False) -> TariffPeriod:
    return TariffPeriod(valid_from=NOON + timedelta(seconds=after_s), tariff=tariff, own=own)


def priced(*periods: TariffPeriod, protocol: str = "ocpp2.0.1") -> Play:
    story = play(protocol=protocol)
    story.world.snapshot = replace(story.world.snapshot, tariffs=periods or (period(CHEAP),))
    for line in online():
        story.hears(line, after_s=1)
    return story


def begun(uid: str = "ADA", *, said_s: float = 0) -> Line:
    return told(started(uid, 1_000, ref=REF, said_s=said_s), seq=0, activity=Activity("charging"))


def card(uid: str = "ADA") -> Line:
    return lambda story: TokenPresented(station=STATION, at=story.now, token=TokenUid(uid))


def accepted(tariff: Tariff) -> AuthorizeAnswer:
    return AuthorizeAnswer(TokenStatus.ACCEPTED, tariff=tariff)


class TestThePrice:
    def test_a_good_card_is_told_it_i01(self) -> None:
        priced().hears(card()).answers(accepted(CHEAP)).hears(begun()).answers(
            StartAnswer(7, accepted(CHEAP))
        )

    def test_a_card_that_may_not_charge_is_told_nothing(self) -> None:
        story = priced().hears(card("LOST")).answers(AuthorizeAnswer(TokenStatus.BLOCKED))
        story.hears(begun("LOST")).answers(StartAnswer(7, AuthorizeAnswer(TokenStatus.BLOCKED)))

    def test_a_card_that_comes_later_is_told_the_sessions_own(self) -> None:
        story = priced(period(CHEAP), period(DEAR, after_s=600)).hears(begun(""))
        story.hears(told(updated(uid="ADA"), seq=1), after_s=900)
        story.answers(UpdateAnswer(accepted(CHEAP), Money(100, "EUR")))

    def test_a_session_keeps_the_one_it_began_with_i06(self) -> None:
        story = priced(period(CHEAP), period(DEAR, after_s=600)).hears(begun()).leaves(tariff=CHEAP)
        story.hears(card("BOB"), after_s=900).answers(accepted(DEAR))
        story.hears(told(ended(11_000, ref=REF), seq=1), after_s=900).leaves(tariff=CHEAP)
        story.hears(told(started("BOB", 11_000, ref="tx-2"), seq=0), after_s=60).leaves(tariff=DEAR)

    def test_one_that_is_asked_for_keeps_what_its_driver_saw(self) -> None:
        story = priced(period(CHEAP), period(DEAR, after_s=30)).hears(start_asked()).leaves(tariff=CHEAP)
        story.hears(begun(), after_s=60).leaves(transaction="open", tariff=CHEAP)

    def test_of_offline_hours_it_is_the_one_of_then(self) -> None:
        story = priced(period(CHEAP), period(DEAR, after_s=-600))
        story.hears(begun(said_s=3_600)).leaves(tariff=CHEAP)

    def test_the_stations_own_goes_first_while_there_is_one(self) -> None:
        story = priced(period(DEAR, own=True), period(CHEAP, after_s=-60), period(None, after_s=60, own=True))
        story.hears(card()).answers(accepted(DEAR)).hears(card(), after_s=90).answers(accepted(CHEAP))

    def test_without_a_tariff_nothing_is_told(self) -> None:
        story = priced(period(None)).hears(card()).answers(AuthorizeAnswer(TokenStatus.ACCEPTED))
        story.hears(begun()).hears(told(updated(3_000), seq=1), after_s=900).answers(
            UpdateAnswer()
        ).does_nothing()
        story.hears(told(ended(4_000, ref=REF), seq=2), after_s=60).answers(StopAnswer())
        story.leaves(tariff=None, cost=None)


class TestTheRunningCost:
    def test_it_is_shown_when_a_reading_raises_it_i02(self) -> None:
        story = priced().hears(begun()).does_nothing()
        story.hears(told(updated(reading(3_000, 11_000)), seq=1), after_s=600)
        running = Money(80 + 10 + 100, "EUR")
        story.answers(UpdateAnswer(cost=running)).does(calls(ShowCost(REF, running), until_s=60))
        story.leaves(cost=running, cost_told=190)

    def test_at_most_so_often(self) -> None:
        story = priced().hears(begun()).hears(told(updated(2_000), seq=1), after_s=300).has(calls=1)
        for number in range(2, 14):
            story.hears(told(updated(2_000 + 10 * number), seq=number), after_s=10)
        story.has(calls=3)

    def test_not_when_it_is_the_same(self) -> None:
        only_energy = Tariff(currency="EUR", per_kwh=Decimal("0.40"))
        story = priced(period(only_energy)).hears(begun()).hears(told(updated(2_000), seq=1), after_s=300)
        story.has(calls=1).hears(told(updated(2_001), seq=2), after_s=300).does_nothing()
        story.hears(told(updated(), seq=3), after_s=300).does_nothing()

    def test_readings_beside_the_transaction_count_too(self) -> None:
        story = priced().hears(begun()).hears(sampled(reading(2_000), ref=None), after_s=300)
        story.does(calls(ShowCost(REF, Money(40 + 5 + 100, "EUR"))))

    def test_a_free_session_shows_nothing(self) -> None:
        story = priced(period(Tariff(currency="EUR"))).hears(begun())
        story.hears(told(updated(9_000), seq=1), after_s=900).does_nothing().answers(
            UpdateAnswer(cost=Money(0, "EUR"))
        )
        story.hears(told(ended(9_000, ref=REF), seq=2), after_s=9).answers(StopAnswer(cost=Money(0, "EUR")))

    def test_what_was_shown_for_nobody_counts_when_its_driver_asks(self) -> None:
        """F01: plugged in first. The station is shown the cost of the same transaction at most so often."""
        story = priced().hears(begun("")).hears(told(updated(2_000), seq=1), after_s=300).has(calls=1)
        story.hears(start_asked(), after_s=5).has(calls=2)
        story.hears(told(updated(2_100), seq=2, asked=8), after_s=5).leaves(driver="ada", transaction="open")
        story.has(calls=2).hears(told(updated(2_200), seq=3), after_s=60).has(calls=3)

    def test_after_a_lost_connection_it_goes_on(self) -> None:
        story = priced().hears(begun()).hears(told(updated(2_000), seq=1), after_s=300)
        story.hears(disconnected()).hears(connected()).hears(booted())
        story.hears(told(updated(3_000), seq=2), after_s=300).has(calls=2)


class TestTheFinalCost:
    def test_it_goes_with_the_answer_to_the_end_i03(self) -> None:
        story = priced().hears(begun()).hears(told(ended(11_000, ref=REF), seq=1), after_s=3_600)
        final = Money(400 + 60 + 100, "EUR")
        story.answers(StopAnswer(cost=final)).leaves(bill="final", cost=final)

    def test_a_repeat_is_told_the_same(self) -> None:
        end = told(ended(11_000, ref=REF), seq=1)
        story = priced().hears(begun()).hears(end, after_s=3_600).hears(told(ended(12_000, ref=REF), seq=1))
        story.answers(StopAnswer(cost=Money(560, "EUR")))

    def test_it_is_not_told_while_something_is_missing(self) -> None:
        """Nothing told means: not free, not known."""
        story = priced().hears(begun()).hears(told(ended(11_000, ref=REF), seq=3), after_s=3_600)
        story.answers(StopAnswer()).leaves(bill="waiting")

    def waited(self) -> Play:
        """The running cost was shown; the end came, and something before it did not."""
        story = priced().hears(begun()).hears(told(updated(2_000), seq=1), after_s=300).has(calls=1)
        return story.hears(told(ended(11_000, ref=REF), seq=3), after_s=3_300).leaves(bill="waiting")

    def test_after_the_wait_a_station_that_shows_costs_is_told(self) -> None:
        final = Money(560, "EUR")
        self.waited().rings("gap").leaves(bill="final").does(calls(ShowCost(REF, final)))
        came = self.waited().hears(told(updated(), seq=2), after_s=5).leaves(bill="final")
        came.does(calls(ShowCost(REF, final))).hears(told(updated(), seq=2), after_s=5).does_nothing()

    def test_after_the_wait_nobody_else_is_told(self) -> None:
        away = self.waited().hears(disconnected()).rings("gap").leaves(bill="final")
        away.does_nothing()
        unshown = priced().hears(begun()).hears(told(ended(11_000, ref=REF), seq=3), after_s=3_600)
        unshown.rings("gap").leaves(bill="final").does_nothing()

    def test_nor_when_a_person_must_look_first(self) -> None:
        story = priced().hears(begun("LOST")).hears(told(ended(11_000, ref=REF), seq=1), after_s=3_600)
        story.answers(StopAnswer()).leaves(bill="in_review")

    def test_of_an_end_alone_it_is_not_known(self) -> None:
        story = priced().hears(told(ended(11_000, ref=REF), seq=1)).answers(StopAnswer())
        story.leaves(tariff=CHEAP, cost=None)

    def test_a_start_that_came_to_nothing_costs_nothing(self) -> None:
        story = priced().hears(start_asked()).rings("start")
        story.leaves(end_basis="never_started", cost=Money(0, "EUR"))

    def test_it_is_the_same_where_it_cannot_be_told(self) -> None:
        story = (
            priced(protocol="ocpp1.6")
            .hears(started("ADA", 1_000))
            .hears(sampled(5_000, ref="7"), after_s=900)
        )
        story.does_nothing().hears(ended(11_000, ref="7"), after_s=2_700).leaves(cost=Money(560, "EUR"))
