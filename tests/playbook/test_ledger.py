"""What flows while no session is open is booked as nobody's, told once, and given back when an end is corrected (F55a, F81)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from chargehand.core.keeping import STRAY
from chargehand.model.calls import StopTransaction
from chargehand.model.effects import CallStation, KeepSecurityEvent
from tests.playbook.lines import (
    call_answered,
    charging_session,
    disconnected,
    ended,
    online,
    sampled,
    sent,
    start_asked,
    started,
    status,
    told,
)
from tests.playbook.named_lines import REF, begun, station
from tests.playbook.play import Play, calls, play


def books(story: Play) -> tuple[Decimal, Decimal]:
    """What is nobody's in all, and since the last session."""
    connector = story.world.snapshot.connectors[0]
    return connector.unattributed_wh, connector.gap_wh


def alarms(story: Play) -> list[str]:
    return [each.info for each in story.told.effects if isinstance(each, KeepSecurityEvent)]


class TestEnergyWithoutASession:
    def stopped(self) -> Play:
        """F55a: a stop was told at 4000 Wh, and the charger goes on delivering."""
        return play([*charging_session("ada", 2_000), ended(4_000)])

    def test_f55a_it_is_booked_and_told_once(self) -> None:
        story = self.stopped().hears(sampled(4_040, ref=None), after_s=60)
        assert (books(story), alarms(story)) == ((40, 40), [])
        story.hears(sampled(4_900, ref=None), after_s=60)
        assert alarms(story) == ["connector 1: 900 Wh without a session, register at 4900 Wh"]
        story.hears(sampled(5_800, ref=None), after_s=60)
        assert (books(story), alarms(story)) == ((1_800, 1_800), [])

    def test_f81_what_flowed_before_a_start_is_told_at_the_start(self) -> None:
        story = self.stopped().hears(status("available")).hears(started("BOB", 4_700), after_s=60)
        assert alarms(story) == ["connector 1: 700 Wh without a session, register at 4700 Wh"]
        assert books(story) == (700, 0)
        story.hears(ended(6_000, ref="8"), after_s=3_600).leaves(energy_wh=1_300)
        assert books(story) == (700, 0)

    def test_each_gap_is_its_own(self) -> None:
        story = self.stopped().hears(started("BOB", 4_700), after_s=60)
        story.hears(ended(6_000, ref="8"), after_s=3_600).hears(sampled(6_300, ref=None), after_s=60)
        assert (books(story), len(alarms(story))) == ((1_000, 300), 1)

    def test_all_that_a_register_moved_is_accounted_for(self) -> None:
        story = self.stopped().hears(started("BOB", 4_700), after_s=60)
        story.hears(ended(6_000, ref="8"), after_s=3_600).hears(sampled(6_300, ref=None), after_s=60)
        assert sum(story.energies()) + books(story)[0] == 6_300 - 1_000

    def test_a_register_that_begins_anew_is_nobodys_travel(self) -> None:
        for anew in (0, 90_000_000):
            story = self.stopped().hears(sampled(anew, ref=None), after_s=60)
            assert (books(story), alarms(story)) == ((0, 0), [])

    def test_before_the_first_session_nothing_is_known(self) -> None:
        story = play(online()).hears(sampled(9_000, ref=None), after_s=60)
        assert books(story) == (0, 0)


def stops(story: Play) -> list[str]:
    """Of which transactions the end was asked for although it was told."""
    asked = [each for each in story.world.outbox if each.command.startswith(STRAY)]
    return [each.call.ref for each in asked if isinstance(each.call, StopTransaction)]


class TestWhatFlowsOnIsStopped:
    """F55a: with the alarm the last transaction is stopped again; whatever is answered, never a second time."""

    def stopped(self) -> Play:
        return play([*charging_session("ada", 2_000), ended(4_000)])

    def named(self) -> Play:
        """The same in 2.0.1."""
        return station(begun()).hears(told(ended(4_000, ref=REF), seq=1), after_s=3_600)

    def test_f55a_in_16_by_its_number(self) -> None:
        story = self.stopped().hears(sampled(4_040, ref=None), after_s=60).does_nothing()
        story.hears(sampled(4_900, ref=None), after_s=60).does(calls(StopTransaction("7"), until_s=20))
        assert len(alarms(story)) == 1
        story.hears(sampled(5_800, ref=None), after_s=60).does_nothing()

    def test_f55a_in_201_by_its_name(self) -> None:
        story = self.named().hears(sampled(4_900, ref=None), after_s=60)
        story.does(calls(StopTransaction(REF), until_s=20))
        story.hears(sampled(5_800, ref=None), after_s=60).does_nothing()
        assert stops(story) == [REF]

    @pytest.mark.parametrize("outcome", ["accepted", "rejected", "unsupported", "unanswered", "offline"])
    def test_what_is_answered_changes_nothing(self, outcome: str) -> None:
        story = self.stopped().hears(sampled(4_900, ref=None), after_s=60)
        before = story.world.snapshot
        story.hears(sent(), after_s=1).without_a_trace()
        story.hears(call_answered(outcome), after_s=1).without_a_trace()
        assert story.world.snapshot == before
        story.hears(sampled(6_800, ref=None), after_s=60).does_nothing()
        assert story.energies() == [3_000]

    def test_the_next_gap_is_stopped_under_the_next_id(self) -> None:
        story = self.stopped().hears(sampled(4_900, ref=None), after_s=60)
        story.hears(started("BOB", 4_900), after_s=60).hears(ended(6_000, ref="8"), after_s=3_600)
        story.hears(sampled(6_300, ref=None), after_s=60)
        assert stops(story) == ["7", "8"]

    def test_not_where_a_session_has_begun(self) -> None:
        story = self.stopped().hears(started("BOB", 4_700), after_s=60)
        assert (len(alarms(story)), stops(story)) == (1, [])

    @pytest.mark.parametrize("connector", [1, None])
    def test_not_where_one_is_about_to_begin(self, connector: int | None) -> None:
        story = self.stopped().hears(status("available"))
        story.hears(start_asked("bob", "BOB", connector=connector), after_s=5)
        story.hears(sampled(4_900, ref=None), after_s=5)
        assert (len(alarms(story)), stops(story)) == (1, [])

    def test_not_where_the_end_was_concluded(self) -> None:
        """The station never told of an end: what goes on may be right."""
        story = play([*charging_session("ada", 2_000), status("available")]).rings("free")
        story.hears(sampled(4_900, ref=None), after_s=60)
        assert (len(alarms(story)), stops(story)) == (1, [])

    def test_not_where_no_end_was_told(self) -> None:
        story = play(online()).hears(sampled(9_000, ref=None)).hears(sampled(9_900, ref=None), after_s=60)
        assert (len(alarms(story)), stops(story)) == (1, [])

    def test_nobody_is_called_who_is_not_there(self) -> None:
        story = self.stopped().hears(disconnected(), after_s=5)
        story.hears(sampled(4_900, ref=None), after_s=60)
        assert (len(alarms(story)), stops(story)) == (1, [])

    def test_another_connectors_session_is_left_alone(self) -> None:
        story = play([*charging_session("ada", 2_000), started("BOB", 0, connector=2)], connectors=2)
        story.hears(ended(4_000), after_s=60).hears(sampled(4_900, ref=None), after_s=60)
        assert stops(story) == ["7"]
        assert not any(isinstance(each, CallStation) for each in story.hears(sent(), after_s=1).told.effects)


class TestCorrections:
    def test_a_late_end_takes_its_part_back(self) -> None:
        """Its connector was free, so it was taken as over at 3000 Wh; others began at 3600."""
        story = play([*charging_session("ada", 2_000), status("available")]).rings("free")
        story.hears(started("BOB", 3_600), after_s=60)
        assert books(story) == (600, 0)
        story.hears(ended(3_600, said_s=500), after_s=60).leaves(0, energy_wh=2_600, end_basis="reported")
        assert books(story) == (0, 0)
        assert sum(story.energies()) == 2_600

    def test_so_does_one_with_nothing_in_between(self) -> None:
        story = play([*charging_session("ada", 2_000), status("available")]).rings("free")
        story.hears(ended(3_600, said_s=200), after_s=60)
        assert books(story) == (0, 0)


class TestNeighbours:
    """F42, F46: a late end that names the transaction before takes nothing of what the next one counted."""

    def superseded(self) -> Play:
        """Ada was read at 3000 Wh, Bob began at 3600."""
        return play([*charging_session("ada", 2_000)]).hears(started("BOB", 3_600), after_s=600)

    def test_f46_it_reaches_to_where_the_next_one_began(self) -> None:
        story = self.superseded().hears(ended(5_000), after_s=600)
        story.leaves(0, energy_wh=2_600, end_basis="reported", bill="in_review", flags=("register_overlap",))
        assert story.session(0).ended_at == story.session(1).started_at
        story.leaves(1, transaction="open", energy_wh=0)
        assert books(story) == (0, 0)
        story.hears(ended(5_100, ref="8"), after_s=60).leaves(1, energy_wh=1_500, bill="final")
        assert sum(story.energies()) + books(story)[0] == 5_100 - 1_000

    def test_or_to_its_last_reading_where_nothing_flowed_between(self) -> None:
        story = play([*charging_session("ada", 2_000)]).hears(started("BOB", 3_000), after_s=600)
        story.hears(ended(5_000), after_s=600).leaves(0, energy_wh=2_000, bill="in_review")

    def test_the_next_one_may_be_over_as_well(self) -> None:
        story = self.superseded().hears(sampled(4_600, ref="8"), after_s=600)
        story.hears(status("available"), after_s=60).rings("free")
        story.hears(ended(4_600), after_s=60)
        story.leaves(0, energy_wh=2_600, bill="in_review", flags=("register_overlap",))
        assert sum(story.energies()) + books(story)[0] == 4_600 - 1_000
        story.hears(started("BOB", 4_600), after_s=60)
        assert (sum(story.energies()), books(story)) == (3_600, (0, 0))

    def test_and_another_one_run_after_it(self) -> None:
        story = self.superseded().hears(sampled(4_600, ref="8"), after_s=600)
        story.hears(started("ADA2", 4_700), after_s=600).hears(ended(4_700), after_s=60)
        story.leaves(0, bill="in_review", flags=("register_overlap",))
        assert sum(story.energies()) + books(story)[0] == 4_700 - 1_000

    def test_a_late_end_of_its_own_is_final_whoever_charged_since(self) -> None:
        story = self.superseded().hears(ended(4_600, ref="8"), after_s=600)
        story.hears(ended(3_600, said_s=900), after_s=60).leaves(0, energy_wh=2_600, bill="final", flags=())
        story.hears(sampled(4_600, ref=None), after_s=60)
        assert (sum(story.energies()), books(story)) == (3_600, (0, 0))

    def test_a_register_that_began_anew_tells_nothing(self) -> None:
        story = play([*charging_session("ada", 2_000)]).hears(started("BOB", 0), after_s=600)
        story.hears(ended(3_600, said_s=700), after_s=60).leaves(0, energy_wh=2_600, bill="final")
