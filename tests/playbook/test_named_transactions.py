"""Transactions that their station names and numbers (2.0.1 and 2.1 E): any order, any start point, the token when it comes."""

from __future__ import annotations

from itertools import permutations

import pytest

from chargehand.model.answers import AuthorizeAnswer, CommandTaken, StartAnswer, StopAnswer, UpdateAnswer
from chargehand.model.calls import StartTransaction
from chargehand.model.identity import TokenUid
from chargehand.model.refusals import Refusal
from chargehand.model.station import Activity
from chargehand.model.token import TokenStatus
from tests.playbook.lines import (
    call_answered,
    ended,
    reading,
    sent,
    start_asked,
    started,
    status,
    stop_asked,
    told,
    updated,
)
from tests.playbook.named_lines import ACCEPTED, REF, begun, station
from tests.playbook.play import Play, calls, sets


class TestAWholeTransaction:
    def test_it_is_live_grows_and_ends_with_its_register(self) -> None:
        story = station(begun()).answers(StartAnswer(7, ACCEPTED))
        story.leaves(transaction="open", ref=REF, driver="ada", energy_phase="charging", seq=(0, 0))
        story.hears(told(updated(reading(3_000, 11_000)), seq=1), after_s=900).answers(UpdateAnswer())
        story.leaves(energy_wh=2_000, power_w=11_000, seq=(0, 1))
        story.hears(told(updated(), seq=2, activity=Activity("suspended_ev")), after_s=60).leaves(
            energy_phase="suspended_ev"
        )
        story.hears(told(ended(3_500, ref=REF), seq=3), after_s=60).answers(StopAnswer()).does_nothing()
        story.leaves(transaction="ended", bill="final", energy_wh=2_500, seq=(0, 3), end_basis="reported")

    def test_a_status_says_nothing_of_its_energy(self) -> None:
        """2.x: `Occupied` is all that a connector says; what flows is the transaction's to tell."""
        story = station(begun()).hears(status("occupied", None)).leaves(energy_phase="charging")
        assert story.world.snapshot.connectors[0].activity == "charging"

    def test_numbers_that_never_move_are_no_gap_f87(self) -> None:
        story = station(begun()).hears(told(updated(2_000), seq=0), after_s=900)
        story.hears(told(ended(2_500, ref=REF), seq=0), after_s=9).leaves(bill="final", energy_wh=1_500)

    def test_the_same_message_again_changes_nothing_f88(self) -> None:
        story = station(begun()).hears(begun()).answers(StartAnswer(7, ACCEPTED)).does_nothing()
        story.has(sessions=1).hears(told(updated(2_000), seq=1), after_s=900)
        before = story.session()
        story.hears(told(updated(2_000, said_s=0), seq=1)).leaves(energy_wh=before.energy_wh, seq=(0, 1))
        story.hears(told(ended(2_500, ref=REF), seq=2), after_s=9).hears(
            told(ended(2_500, ref=REF), seq=2)
        ).has(sessions=1)
        story.leaves(bill="final", energy_wh=1_500)


class TestMissingMessages:
    """F86: a bill waits for what is missing, for a while."""

    def with_gap(self) -> Play:
        story = station(begun()).hears(told(updated(2_000), seq=1), after_s=900)
        return story.hears(told(ended(2_500, ref=REF), seq=4), after_s=60)

    def test_it_is_over_at_once_but_not_billed(self) -> None:
        self.with_gap().does(sets("gap", after_s=600), sets("gap_ask", after_s=540)).leaves(
            transaction="ended", bill="waiting", card_hold="released", energy_wh=1_500
        )

    def test_what_was_missing_makes_it_final(self) -> None:
        story = (
            self.with_gap().hears(told(updated(2_200, said_s=40), seq=3), after_s=30).leaves(bill="waiting")
        )
        story.hears(told(updated(2_100, said_s=90), seq=2), after_s=30)
        story.leaves(bill="final", energy_wh=1_500, seq=(0, 4)).has(timers=0)

    def test_what_never_comes_is_not_waited_for_for_ever(self) -> None:
        story = self.with_gap().rings("gap").has(timers=0)
        story.leaves(bill="final", energy_wh=1_500, flags=("seq_gap",))

    def test_without_a_final_register_the_latest_late_reading_counts(self) -> None:
        story = station(begun()).hears(told(updated(2_000), seq=1), after_s=900)
        story.hears(told(ended(None, ref=REF), seq=3), after_s=60).leaves(bill="waiting", energy_wh=1_000)
        story.hears(told(updated(2_400, said_s=40), seq=2), after_s=30)
        story.leaves(bill="estimated", energy_wh=1_400)

    def test_only_the_end_came(self) -> None:
        story = station().hears(told(ended(3_500, ref=REF, uid="ADA"), seq=4)).leaves(bill="waiting")
        story.rings("gap").leaves(bill="in_review", transaction="ended").has(timers=0, sessions=1)

    def test_where_it_was_the_end_tells(self) -> None:
        story = station().hears(told(ended(3_500, ref=REF), seq=4, connector=1)).leaves(connector=1)
        story.rings("gap").leaves(bill="in_review", connector=1)

    def test_an_end_that_overtook_its_start_is_one_transaction(self) -> None:
        story = station().hears(told(ended(3_500, ref=REF), seq=1)).leaves(bill="waiting")
        story.hears(told(started("ADA", 500, ref=REF, said_s=600), seq=0), after_s=1).answers(
            StartAnswer(7, ACCEPTED)
        )
        story.leaves(transaction="ended", bill="final", energy_wh=3_000, driver="ada").has(
            sessions=1, timers=0
        )

    def test_a_start_that_could_not_have_delivered_it_is_for_a_person(self) -> None:
        story = station().hears(told(ended(9_000_000, ref=REF), seq=1))
        story.hears(told(started("ADA", 0, ref=REF, said_s=600), seq=0), after_s=1)
        story.leaves(bill="in_review", energy_wh=0)

    def test_an_update_before_its_start_f89(self) -> None:
        story = (
            station()
            .hears(told(updated(2_000), seq=1, connector=1, activity=Activity("charging")))
            .answers(UpdateAnswer())
        )
        story.leaves(transaction="open", ref=REF, energy_wh=0, energy_phase="charging").has(sessions=1)
        story.hears(told(started("ADA", 1_000, ref=REF, said_s=900), seq=0)).answers(StartAnswer(7, ACCEPTED))
        story.leaves(energy_wh=1_000, driver="ada", flags=(), seq=(0, 1)).has(sessions=1)
        story.hears(told(ended(2_500, ref=REF), seq=2), after_s=60).leaves(bill="final", energy_wh=1_500)

    def test_history_does_not_supersede_what_runs_now(self) -> None:
        story = station(begun()).hears(
            told(updated(500, ref="tx-0", said_s=7_200), connector=1, seq=5), after_s=600
        )
        story.leaves(0, transaction="open").leaves(1, transaction="open", connector=None).has(sessions=2)

    def test_the_first_update_need_not_tell_the_meter(self) -> None:
        """What flowed until the first register that is known is counted, not only what flowed until the first message."""
        story = station().hears(told(updated(said_s=0), seq=1, connector=1, activity=Activity("charging")))
        story.hears(told(updated(1_300), seq=2), after_s=60)
        story.hears(told(started("ADA", 1_000, ref=REF, said_s=61), seq=0), after_s=1)
        story.leaves(energy_wh=300, flags=()).hears(told(ended(1_500, ref=REF), seq=3), after_s=60)
        story.leaves(bill="final", energy_wh=500)

    def test_a_late_start_takes_no_place_where_something_later_runs(self) -> None:
        story = station(begun()).hears(told(updated(ref="tx-0", said_s=600), seq=1), after_s=60)
        story.hears(told(started("BOB", 500, ref="tx-0", said_s=7_200), seq=0), after_s=1)
        story.leaves(0, transaction="open", connector=1).leaves(1, transaction="open", connector=None)

    def test_a_place_that_is_told_later_is_no_longer_anothers_f46(self) -> None:
        """The end of what was there before never came."""
        story = station(begun("BOB"))
        story.hears(told(started("ADA", None, connector=0, ref="tx-2"), seq=0), after_s=600)
        story.hears(told(updated(ref="tx-2"), seq=1, connector=1), after_s=20)
        story.leaves(0, transaction="ended", end_basis="superseded", bill="estimated")
        story.leaves(1, transaction="open", connector=1)

    def test_a_message_that_was_overtaken_says_nothing_of_the_present_f86(self) -> None:
        story = station(begun()).hears(
            told(updated(2_000), seq=2, activity=Activity("suspended_ev")), after_s=90
        )
        story.hears(told(updated(said_s=60), seq=1, activity=Activity("charging")), after_s=1)
        story.leaves(energy_phase="suspended_ev", seq=(0, 2))
        story.hears(told(updated(), seq=3, activity=Activity("charging")), after_s=1).leaves(
            energy_phase="charging"
        )

    def test_where_counting_began_anew_time_tells_f87(self) -> None:
        story = station(begun()).hears(told(updated(2_000), seq=1), after_s=900)
        story.hears(told(updated(), seq=0, activity=Activity("suspended_ev")), after_s=60)
        story.leaves(energy_phase="suspended_ev")

    @pytest.mark.parametrize("order", list(permutations(range(4))), ids=str)
    def test_any_order_is_one_truth_f86(self, order: tuple[int, ...]) -> None:
        """All orders of four messages: one session, the same energy, a final bill."""
        story = station()
        story.hears(status("available"), after_s=3_600)
        script = [
            lambda late: told(started("ADA", 1_000, ref=REF, said_s=3_000 + late), seq=0),
            lambda late: told(updated(2_000, ref=REF, said_s=2_000 + late), seq=1, connector=1),
            lambda late: told(updated(3_000, ref=REF, said_s=1_000 + late), seq=2, connector=1),
            lambda late: told(ended(3_500, ref=REF, said_s=late), seq=3, connector=1),
        ]
        for late, which in enumerate(order):
            story.hears(script[which](late), after_s=1 if late else 0)
        story.leaves(transaction="ended", bill="final", energy_wh=2_500, driver="ada", seq=(0, 3))
        story.has(sessions=1, timers=0)


class TestItsBeginning:
    """Where the register stood when it began, if its start does not tell."""

    def card_first(self) -> Play:
        story = station(told(started("ADA", None, connector=0, ref=REF), seq=0, activity=Activity("none")))
        return story.leaves(connector=None, flags=("no_meter_start",))

    def test_a_register_that_was_read_before_anything_flowed(self) -> None:
        """The card came first, the car after it (TxStartPoint Authorized): no reading was possible before."""
        story = self.card_first().hears(
            told(updated(1_000), seq=1, connector=1, activity=Activity("preparing")), after_s=20
        )
        story.leaves(flags=(), meter_start_wh=1_000, connector=1)
        story.hears(told(updated(), seq=2, activity=Activity("charging")), after_s=5)
        story.hears(told(ended(3_000, ref=REF), seq=3), after_s=900).leaves(bill="final", energy_wh=2_000)

    def test_a_register_of_the_moment_when_it_began_to_flow(self) -> None:
        story = self.card_first().hears(told(updated(), seq=1, connector=1, activity=Activity("preparing")))
        row = reading(1_000, 0, source="other")
        story.hears(told(updated(row), seq=2, activity=Activity("charging")), after_s=5).leaves(flags=())

    def test_a_periodic_register_may_come_too_late(self) -> None:
        story = self.card_first().hears(told(updated(), seq=1, connector=1, activity=Activity("preparing")))
        story.hears(told(updated(1_200), seq=2, activity=Activity("charging")), after_s=60)
        story.hears(told(ended(3_000, ref=REF), seq=3), after_s=900).leaves(bill="in_review", energy_wh=1_800)

    def test_a_register_after_something_that_is_missing_is_none(self) -> None:
        story = self.card_first().hears(told(updated(1_200), seq=2, connector=1), after_s=60)
        story.leaves(flags=("no_meter_start",), meter_start_wh=None)

    def test_the_end_may_tell_it(self) -> None:
        """2.x J02: the end's readings begin with that of the beginning."""
        story = self.card_first().hears(told(updated(), seq=1, connector=1, activity=Activity("charging")))
        rows = (reading(1_000, said_s=900, source="start"), reading(3_000, source="stop"))
        story.hears(told(ended(3_000, ref=REF, readings=rows), seq=2), after_s=900)
        story.leaves(bill="final", energy_wh=2_000, meter_start_wh=1_000, flags=())

    def test_the_end_may_tell_it_with_a_clock_that_is_wrong(self) -> None:
        story = self.card_first()
        rows = (reading(1_000, said_s=-600, source="start"), reading(61_000, said_s=-900, source="stop"))
        line = told(ended(61_000, ref=REF, said_s=-900, readings=rows), seq=1, connector=1)
        story.hears(line, after_s=3_600).leaves(bill="final", energy_wh=60_000)

    def test_what_the_end_tells_of_it_must_have_been_possible(self) -> None:
        story = self.card_first().hears(
            told(updated(2_000), seq=2, connector=1, activity=Activity("charging"))
        )
        rows = (reading(0, said_s=60, source="start"), reading(3_000, source="stop"))
        story.hears(told(ended(3_000, ref=REF, readings=rows), seq=1), after_s=60).leaves(bill="in_review")

    def test_a_car_that_never_came_costs_nothing(self) -> None:
        story = self.card_first().hears(told(ended(None, ref=REF, reason="Timeout"), seq=1), after_s=60)
        story.leaves(bill="final", energy_wh=0, flags=(), end_reason="Timeout").has(timers=0)


class TestWithoutAPlace:
    """The card came first; no car came, and of the end no word."""

    def begun(self) -> Play:
        return station(told(started("ADA", None, connector=0, ref=REF), seq=0, activity=Activity("none")))

    def test_it_is_over_when_nothing_was_heard_of_it_for_long(self) -> None:
        story = self.begun().does(sets("free", after_s=3_600)).rings("free")
        story.leaves(transaction="ended", end_basis="inferred", end_reason="no_place", bill="estimated")
        story.has(timers=0).hears(told(ended(None, ref=REF), seq=1), after_s=60)
        story.leaves(end_basis="reported", energy_wh=0).has(timers=0)

    def test_what_is_told_of_it_keeps_it(self) -> None:
        story = self.begun().hears(told(updated(2_000), seq=1), after_s=1_800).rings("free")
        story.leaves(transaction="open").rings("free").leaves(transaction="ended", end_reason="no_place")

    def test_at_a_free_connector_it_is_over_likewise(self) -> None:
        """Its station named the connector at once, which was free and stays so: no car came, and its end was lost."""
        story = station(status("available", None))
        line = told(started("ADA", 1_000, connector=1, ref=REF), seq=0, activity=Activity("none"))
        story.hears(line, after_s=60).does(sets("free", after_s=3_600))
        story.hears(told(updated(reading(1_000, 0)), seq=1), after_s=1_800).rings("free")
        story.leaves(transaction="open").rings("free").has(timers=0)
        story.leaves(transaction="ended", end_basis="inferred", end_reason="connector_free", energy_wh=0)

    def test_a_car_that_came_to_a_free_connector_goes_on(self) -> None:
        line = told(started("ADA", 1_000, connector=1, ref=REF), seq=0, activity=Activity("none"))
        plugged = station(status("available", None)).hears(line, after_s=60)
        plugged.hears(status("occupied", None), after_s=60).rings("free").leaves(transaction="open").has(
            timers=0
        )

    def test_what_charges_at_a_connector_that_is_still_called_free_goes_on(self) -> None:
        line = told(started("ADA", 1_000, connector=1, ref=REF), seq=0, activity=Activity("none"))
        story = station(status("available", None)).hears(line, after_s=60)
        story.hears(told(updated(reading(1_500, 7_000)), seq=1, activity=Activity("charging")), after_s=600)
        story.rings("free").leaves(transaction="open").has(timers=0)

    def test_with_a_place_it_is_like_any_other(self) -> None:
        story = self.begun().hears(status("occupied", None), after_s=60)
        story.hears(told(updated(), seq=1, connector=1)).has(timers=0)


class TestConcludedFromEvidence:
    """Its connector was called free, no word of an end came (F47)."""

    def concluded(self, uid: str = "ADA") -> Play:
        story = station(begun(uid)).hears(told(updated(2_000), seq=1), after_s=900)
        story.hears(status("available", None), after_s=5).rings("free")
        return story.leaves(transaction="ended", end_basis="inferred", bill="estimated", energy_wh=1_000)

    def test_it_is_corrected_by_the_end(self) -> None:
        story = self.concluded().hears(told(ended(2_100, ref=REF, said_s=300), seq=2), after_s=60)
        story.leaves(end_basis="reported", bill="final", energy_wh=1_100).has(timers=0)

    def test_the_correction_waits_for_what_is_missing_f86(self) -> None:
        story = self.concluded().hears(told(ended(2_100, ref=REF, said_s=300), seq=4), after_s=60)
        story.does(sets("gap", after_s=600), sets("gap_ask", after_s=540))
        story.leaves(end_basis="reported", bill="waiting")
        story.rings("gap").leaves(bill="final", energy_wh=1_100, flags=("seq_gap",))

    def test_what_nobody_showed_a_card_for_stays_for_a_person(self) -> None:
        story = self.concluded("").hears(told(ended(2_100, ref=REF, said_s=300), seq=2), after_s=60)
        story.leaves(end_basis="reported", bill="in_review", flags=("no_token",))

    def test_a_start_that_comes_after_it_is_taken_in_f86(self) -> None:
        """Another began there before this one's start came; its end comes last."""
        story = station().hears(told(updated(2_000), seq=1, connector=1, activity=Activity("charging")))
        story.hears(told(started("BOB", 2_500, ref="tx-2"), seq=0), after_s=60)
        story.leaves(0, end_basis="superseded", energy_wh=0, bill="estimated")
        story.hears(told(started("ADA", 1_000, ref=REF, said_s=600), seq=0), after_s=5)
        story.leaves(0, end_basis="superseded", energy_wh=1_000, driver="ada", flags=())
        story.hears(told(ended(2_500, ref=REF, said_s=20), seq=2), after_s=5)
        story.leaves(0, end_basis="reported", bill="final", energy_wh=1_500).leaves(1, transaction="open")

    def test_an_update_completes_the_timeline_and_revives_nothing_f44(self) -> None:
        story = self.concluded().hears(told(updated(2_050, said_s=320), seq=2), after_s=60)
        story.answers(UpdateAnswer()).leaves(transaction="ended", energy_wh=1_000, seq=(0, 2))

    def test_it_runs_while_its_station_tells_of_it(self) -> None:
        """A connector is called free in mid-transaction, no energy flows: what is told afterwards proves that it goes on."""
        story = station(begun()).hears(told(updated(reading(2_000, 0)), seq=1), after_s=900)
        story.hears(status("available", None), after_s=5).hears(
            told(updated(reading(2_000, 0)), seq=2), after_s=200
        )
        story.rings("free").leaves(transaction="open").rings("free").leaves(
            transaction="ended", end_basis="inferred"
        )


class TestTokensAndStartPoints:
    """F92: every TxStartPoint; the token comes before, with, after the start, or never."""

    def test_plugged_in_first_then_a_card(self) -> None:
        story = station(begun("", "preparing")).answers(StartAnswer(7, None))
        story.leaves(driver=None, token=None, token_refused=False, energy_phase="idle")
        story.hears(told(updated(uid="ADA"), seq=1), after_s=30).answers(UpdateAnswer(ACCEPTED))
        story.leaves(driver="ada", token="ADA")
        story.hears(told(updated(uid="BOB"), seq=2), after_s=30).leaves(driver="ada", token="ADA")

    def test_a_blocked_card_is_answered_and_kept_for_a_person(self) -> None:
        story = station(begun("")).hears(told(updated(uid="LOST"), seq=1), after_s=30)
        story.answers(UpdateAnswer(AuthorizeAnswer(TokenStatus.BLOCKED))).leaves(token_refused=True)
        story.hears(told(ended(1_500, ref=REF), seq=2), after_s=600).leaves(bill="in_review")

    def test_the_card_that_stops_it_is_not_the_one_it_runs_on(self) -> None:
        """E07: any card of the same group stops it; whose it is says the start, which came late."""
        story = station().hears(
            told(
                updated(uid="BOB"),
                seq=2,
                connector=1,
                activity=Activity("preparing"),
                stopped="StopAuthorized",
            )
        )
        story.leaves(token=None, driver=None)
        story.hears(told(ended(3_500, ref=REF, uid="BOB"), seq=3), after_s=9).leaves(token=None, driver=None)
        story.hears(told(started("ADA", 3_000, ref=REF, said_s=600), seq=0), after_s=1).leaves(driver="ada")

    def test_a_refused_card_whose_start_came_after_its_end(self) -> None:
        story = station().hears(told(ended(3_500, ref=REF, uid="LOST"), seq=1))
        story.hears(told(started("LOST", 3_000, ref=REF, said_s=600), seq=0), after_s=1)
        story.leaves(bill="in_review", energy_wh=500, token_refused=True)

    def test_nobody_ever(self) -> None:
        story = station(begun("", "preparing")).hears(told(ended(1_000, ref=REF), seq=1), after_s=60)
        story.leaves(bill="final", energy_wh=0)
        story = station(begun("")).hears(told(ended(1_900, ref=REF), seq=1), after_s=600)
        story.leaves(bill="in_review", energy_wh=900, flags=("no_token",))

    def test_asked_for_first_then_plugged_in(self) -> None:
        story = station().hears(start_asked("ada", connector=None, command="start"))
        story.answers(CommandTaken).does(
            calls(StartTransaction(TokenUid("ADA"), 1, 7), call_id="start"), sets("start")
        )
        story.hears(sent()).hears(call_answered()).hears(
            told(started("", 1_000, ref=REF), seq=0, asked=7, activity=Activity("charging")), after_s=20
        )
        story.leaves(transaction="open", driver="ada", token="ADA", start="confirmed").has(sessions=1)

    def test_plugged_in_first_then_asked_for(self) -> None:
        """What ran for nobody goes on as the session that the driver sees."""
        story = station(begun("", "preparing")).hears(start_asked("ada", command="start"), after_s=30)
        story.answers(CommandTaken).leaves(transaction="pending").has(sessions=2)
        story.hears(sent()).hears(call_answered())
        story.hears(told(updated(uid="ADA"), seq=1, asked=8, activity=Activity("charging")), after_s=5)
        story.leaves(
            0, transaction="ended", end_basis="continued", ref=None, energy_wh=0, card_hold="released"
        )
        story.leaves(1, transaction="open", ref=REF, driver="ada", start="confirmed", energy_phase="charging")
        story.hears(told(ended(2_000, ref=REF), seq=2), after_s=600)
        story.leaves(1, transaction="ended", bill="final", energy_wh=1_000).has(timers=0)

    def test_a_strangers_car_is_not_taken_for_the_one_that_was_asked_for(self) -> None:
        story = (
            station(connectors=2)
            .hears(start_asked("ada", connector=None))
            .hears(sent())
            .hears(call_answered())
        )
        story.hears(
            told(started("", 1_000, connector=2, ref="tx-9"), seq=0, activity=Activity("preparing")),
            after_s=5,
        )
        story.leaves(0, transaction="pending", driver="ada").leaves(1, transaction="open", driver=None)

    def test_a_strangers_car_where_a_start_was_asked_for_takes_nothing(self) -> None:
        """The station has not taken the start yet, or never will: a car that waits for a card is not meant."""
        story = station().hears(start_asked("ada", command="start")).hears(sent())
        story.hears(told(started("", 1_000, ref=REF), seq=0, activity=Activity("preparing")), after_s=2)
        story.leaves(0, transaction="pending", driver="ada").leaves(1, transaction="open", driver=None)
        story.hears(told(updated(uid="BOB"), seq=1, activity=Activity("charging")), after_s=9)
        story.leaves(0, transaction="pending").leaves(1, driver="bob", transaction="open")

    def test_a_station_that_repeats_no_number_is_known_by_the_card(self) -> None:
        story = station(begun("", "preparing")).hears(start_asked("ada", command="start"), after_s=30)
        story.hears(sent()).hears(call_answered()).hears(told(updated(uid="ADA"), seq=1), after_s=5)
        story.leaves(0, end_basis="continued").leaves(1, transaction="open", ref=REF, start="confirmed")

    def test_a_start_that_was_asked_for_and_overtaken(self) -> None:
        """Only the start tells the number; the session that its updates opened goes on as the one that was asked for."""
        story = station().hears(start_asked("ada", command="start")).hears(sent()).hears(call_answered())
        story.hears(told(updated(2_000), seq=1, connector=1), after_s=20).leaves(1, driver=None)
        story.hears(told(started("", 1_000, ref=REF, said_s=10), seq=0, asked=7), after_s=1)
        story.answers(StartAnswer(7, None)).leaves(1, end_basis="continued", energy_wh=0)
        story.leaves(0, transaction="open", driver="ada", start="confirmed", flags=(), seq=(0, 1))

    def test_an_operators_stop_ends_with_the_session_that_goes_on_as_another(self) -> None:
        story = (
            station(begun("")).hears(stop_asked(None, command="halt")).hears(sent()).hears(call_answered())
        )
        story.hears(start_asked("ada", command="start"), after_s=1)
        story.hears(told(updated(uid="ADA"), seq=1, asked=8), after_s=1)
        story.leaves(0, end_basis="continued", stop="unconfirmed", stop_reason="session_ended")
        story.leaves(1, transaction="open", driver="ada")

    def test_a_card_that_is_told_when_all_is_settled_changes_nothing(self) -> None:
        story = station(begun("", "preparing")).hears(told(ended(1_000, ref=REF), seq=0), after_s=60)
        story.leaves(bill="final").hears(told(updated(uid="LOST", said_s=30), seq=0), after_s=9)
        story.leaves(bill="final", energy_wh=0, token=None, token_refused=False)

    def test_the_connector_comes_later(self) -> None:
        story = station(told(started("ADA", None, connector=0, ref=REF), seq=0, activity=Activity("none")))
        story.leaves(connector=None, flags=("no_meter_start",))
        story.hears(
            told(updated(reading(1_000)), seq=1, connector=1, activity=Activity("charging")), after_s=30
        )
        story.leaves(connector=1, energy_phase="charging")

    def test_a_place_that_somebody_holds_is_refused(self) -> None:
        station(begun("BOB")).hears(start_asked("ada")).answers(Refusal.CONNECTOR_BUSY)
