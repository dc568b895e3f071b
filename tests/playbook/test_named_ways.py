"""More ways of transactions that their station names: names used again, and charging that stops before the end."""

from __future__ import annotations

from chargehand.model.answers import StartAnswer
from chargehand.model.calls import StartTransaction, StopTransaction
from chargehand.model.identity import TokenUid
from chargehand.model.station import Activity
from tests.playbook.lines import (
    call_answered,
    ended,
    sent,
    start_asked,
    started,
    stop_asked,
    told,
    updated,
)
from tests.playbook.named_lines import ACCEPTED, REF, begun, station
from tests.playbook.play import Play, calls, sets


class TestNamesUsedAgain:
    """F90: a name should be unique for life; a station that uses one again has another transaction all the same."""

    def over(self) -> Play:
        story = station(begun()).hears(told(updated(2_000), seq=1), after_s=900)
        return story.hears(told(ended(2_500, ref=REF), seq=2), after_s=60)

    def test_a_later_start_is_another_session(self) -> None:
        story = self.over().hears(told(started("BOB", 2_500, ref=REF), seq=0), after_s=600)
        story.answers(StartAnswer(8, ACCEPTED)).has(sessions=2)
        story.leaves(0, bill="final", energy_wh=1_500, ref=None).leaves(1, driver="bob", ref=REF, seq=(0, 0))
        story.hears(told(ended(3_000, ref=REF), seq=1), after_s=600)
        story.leaves(0, energy_wh=1_500).leaves(1, bill="final", energy_wh=500)

    def test_the_first_start_told_again_is_not(self) -> None:
        story = self.over().hears(told(started("ADA", 1_000, ref=REF, said_s=960), seq=0))
        story.answers(StartAnswer(7, ACCEPTED)).has(sessions=1).leaves(bill="final", ref=REF)


class TestStoppedBeforeItsEnd:
    """F03, F04: where the stop point is the cable, charging stops first; the driver is told to unplug."""

    def stopping(self) -> Play:
        story = station(begun()).hears(stop_asked("ada", command="stop"), after_s=60)
        story.does(calls(StopTransaction(REF)), sets("deadline"), sets("resend"))
        return story.hears(sent()).hears(call_answered())

    def test_the_stop_is_done_and_the_card_is_free(self) -> None:
        story = self.stopping().leaves(stop="accepted")
        story.hears(told(updated(), seq=1, activity=Activity("preparing"), stopped="RemoteStop"), after_s=2)
        story.leaves(transaction="open", stop="confirmed", card_hold="released", stopped_at=story.now)
        story.has(timers=0)
        story.hears(told(ended(1_100, ref=REF), seq=2), after_s=600).leaves(bill="final", energy_wh=100)

    def test_what_was_overtaken_does_not_take_it_back_f86(self) -> None:
        story = self.stopping().hears(
            told(updated(), seq=2, activity=Activity("preparing"), stopped="RemoteStop"), after_s=2
        )
        story.hears(told(updated(said_s=9), seq=1, activity=Activity("charging")), after_s=1)
        story.leaves(energy_phase="idle", card_hold="released").has(timers=0)
        assert story.session().stopped_at is not None

    def test_what_is_stopped_already_is_stopped_when_the_station_agrees(self) -> None:
        """Nothing more will be told: the transaction waits for the cable."""
        story = self.stopping().hears(
            told(updated(), seq=1, activity=Activity("preparing"), stopped="RemoteStop"), after_s=2
        )
        story.hears(stop_asked("ada", command="again"), after_s=60).hears(sent()).hears(call_answered())
        story.leaves(stop="confirmed", transaction="open").has(timers=0)

    def test_it_is_the_first_that_is_heard(self) -> None:
        story = station().hears(
            told(updated(uid="ADA"), seq=5, connector=1, activity=Activity("preparing"), stopped="RemoteStop")
        )
        story.leaves(transaction="open", stopped_at=story.now, card_hold="released")

    def test_power_that_still_flows_is_no_stop(self) -> None:
        story = self.stopping().hears(
            told(updated(), seq=1, activity=Activity("charging"), stopped="RemoteStop"), after_s=2
        )
        story.leaves(stop="accepted", stopped_at=None, card_hold="held")

    def test_charging_that_begins_again_takes_it_back(self) -> None:
        story = self.stopping().hears(
            told(updated(), seq=1, activity=Activity("preparing"), stopped="RemoteStop"), after_s=2
        )
        story.hears(told(updated(), seq=2, activity=Activity("charging")), after_s=60).leaves(
            stopped_at=None, transaction="open"
        )

    def test_a_station_with_one_place_is_told_which(self) -> None:
        """F01: some take no start that names no EVSE."""
        station().hears(start_asked("ada", connector=None)).does(
            calls(StartTransaction(TokenUid("ADA"), 1, 7)), sets("start")
        )
        station(connectors=2).hears(start_asked("ada", connector=None)).does(
            calls(StartTransaction(TokenUid("ADA"), None, 7)), sets("start")
        )
