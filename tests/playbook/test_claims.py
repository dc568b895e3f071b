"""What people do about sessions that nobody is sure of: cards that are let go, claims, operators; and starts that come to nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from msgspec.structs import replace

from chargehand.core.keeping import probing
from chargehand.model.answers import ClaimTaken, CommandTaken
from chargehand.model.effects import SetTimer
from chargehand.model.refusals import Refusal
from chargehand.model.snapshot import CardPolicy
from chargehand.simulator.rehearsal.world import ELSEWHERE
from tests.playbook.evidence_lines import (
    METER,
    closed,
    missed,
    probe_answered,
    probe_asked,
    signs,
    undone,
    until_closed,
)
from tests.playbook.lines import (
    booted,
    charging_session,
    disconnected,
    ended,
    not_charging,
    online,
    rang,
    reading,
    sampled,
    start_asked,
    started,
    status,
    told,
)
from tests.playbook.play import Line, Play, calls, effect, play


class TestCards:
    """24, and the hold on the card."""

    def test_24_the_card_of_a_session_begins_another_one(self) -> None:
        story = play([*charging_session("ada", 2_000)], connectors=2)
        story.hears(started("ADA", 5_000, connector=2), after_s=60)
        assert "token_elsewhere C" in signs(story)
        story.leaves(0, doubt="token_elsewhere", transaction="open", close_at=None)

    def test_24_also_at_another_station_whose_lane_is_told(self) -> None:
        """No lane looks into another: a timer on the other one's tells it."""
        story = play(online()).elsewhere("ADA", "s99").hears(started("ADA"))
        story.does(effect(SetTimer("elsewhere", "s99", story.now, ELSEWHERE))).has(timers=0)
        there = play(charging_session("ada", 2_000))
        there.hears(rang("elsewhere", there.session().id), after_s=60)
        assert signs(there) == ["token_elsewhere C", "asked D: meter"]
        there.leaves(doubt="token_elsewhere", close_at=None, card_hold="held")

    def test_24_where_that_is_the_custom_nobody_wonders(self) -> None:
        story = play(online()).elsewhere("ADA", "s99")
        rules = replace(story.world.snapshot.policy, card_policy=CardPolicy.ALLOW)
        story.world.snapshot = replace(story.world.snapshot, policy=rules)
        story.hears(started("ADA")).does_nothing()

    def test_a_card_that_charges_is_refused(self) -> None:
        lines = [*charging_session("ada", 2_000)]
        play(lines, connectors=2).hears(start_asked("ada", connector=2)).answers(Refusal.CARD_BUSY)

    @pytest.mark.parametrize(
        "doubt", [[booted()], [status("occupied", "finishing")], [not_charging("ada")]], ids=len
    )
    def test_in_doubt_it_blocks_nobody(self, doubt: Sequence[Line]) -> None:
        story = play([*charging_session("ada", 2_000), *doubt], connectors=2)
        story.hears(start_asked("ada", connector=2)).answers(CommandTaken)

    def test_the_house_may_warn_or_allow(self) -> None:
        for policy, flags in ((CardPolicy.WARN, ("card_elsewhere",)), (CardPolicy.ALLOW, ())):
            story = play(charging_session("ada", 2_000), connectors=2)
            rules = replace(story.world.snapshot.policy, card_policy=policy)
            story.world.snapshot = replace(story.world.snapshot, policy=rules)
            story.hears(start_asked("ada", connector=2)).answers(CommandTaken).leaves(flags=flags)

    def test_another_card_of_the_same_driver_is_another_card(self) -> None:
        """A family's cards may each have a session of their own."""
        story = play(charging_session("ada", 2_000), connectors=2)
        story.hears(start_asked("ada", "ADA2", connector=2)).answers(CommandTaken)


class TestClaims:
    """25: "I'm not charging"."""

    def test_25_the_card_is_let_go_and_the_questions_begin_at_once(self) -> None:
        story = play(charging_session("ada", 2_000)).hears(not_charging("ada"), after_s=20)
        assert signs(story) == ["driver_claim B-", "asked D: meter", "hold_released D: driver_claim"]
        story.answers(ClaimTaken(story.session())).leaves(card_hold="released", probes=1, close_at=None)

    def test_25_a_claim_closes_nothing_by_itself(self) -> None:
        story = play([*charging_session("ada", 2_000), not_charging("ada")])
        while story.session().probe_at is not None:
            story.rings("watch").hears(probe_answered("unanswered"), after_s=1)
        story.leaves(transaction="open", probe_at=None, doubt="driver_claim", bill="running")

    def test_25_energy_says_otherwise(self) -> None:
        story = play([*charging_session("ada", 2_000), not_charging("ada")])
        story.hears(sampled(reading(3_100, 11_000)), after_s=5)
        assert signs(story) == ["triggered B: energy"]
        story.leaves(doubted_at=None, card_hold="released")


class TestOperators:
    def test_closing_is_an_estimate_at_the_last_reading(self) -> None:
        story = play(charging_session("ada", 2_000))
        last = story.session().meter.read_at
        story.hears(closed(), after_s=900).leaves(
            end_basis="inferred", end_signal="operator_closed", bill="estimated", ended_at=last
        )
        assert signs(story) == ["operator_closed B: the bay is empty"]
        story.has(timers=0).hears(closed(), after_s=1).without_a_trace()

    def test_never_in_the_future_nor_before_the_start(self) -> None:
        ahead = play(charging_session("ada", 2_000)).hears(closed(said_s=-3_600), after_s=60)
        ahead.leaves(ended_at=ahead.now)
        story = play(charging_session("ada", 2_000)).hears(closed(said_s=10**6), after_s=60)
        story.leaves(ended_at=story.session().started_at)

    def test_a_register_that_was_read_is_for_a_person(self) -> None:
        story = play(charging_session("ada", 2_000)).hears(closed(3_400, said_s=0), after_s=900)
        story.leaves(bill="in_review", energy_wh=2_400)
        story.hears(undone(), after_s=60).leaves(energy_wh=2_000, bill="running", transaction="open")
        low = play(charging_session("ada", 2_000)).hears(closed(1_200), after_s=900)
        low.leaves(bill="in_review", energy_wh=2_000, flags=("stop_below_reading",))

    def test_it_is_taken_back(self) -> None:
        story = play([*charging_session("ada", 2_000), closed()]).hears(undone(), after_s=60)
        assert signs(story) == ["operator_undid B"]
        story.leaves(transaction="open", end_basis=None, ended_at=None, end_signal="", card_hold="released")
        story.hears(sampled(3_500), after_s=60).leaves(energy_wh=2_500)
        story.hears(ended(4_000), after_s=60).leaves(bill="final", energy_wh=3_000)

    def test_what_was_reported_is_not(self) -> None:
        story = play([*charging_session("ada", 2_000), closed(), ended(3_500)])
        story.hears(undone(), after_s=60).answers(Refusal.ALREADY_ENDED).without_a_trace()

    def test_nor_what_another_session_has_the_connector_of(self) -> None:
        story = play([*charging_session("ada", 2_000), closed()])
        first = story.session().id
        story.hears(started("BOB", 4_000), after_s=60)
        story.hears(told(undone(), session=first), after_s=60).answers(Refusal.CONNECTOR_BUSY)

    def test_a_probe_begins_the_questions(self) -> None:
        story = play(charging_session("ada", 2_000)).hears(probe_asked(), after_s=10).does(calls(METER))
        assert signs(story) == ["operator_doubts C", "asked D: meter"]
        story.hears(sampled(reading(3_000, 11_000, source="trigger")), after_s=2).leaves(doubted_at=None)

    def test_nobody_is_asked_where_nobody_is(self) -> None:
        story = play([*charging_session("ada", 2_000), disconnected()]).hears(probe_asked())
        story.answers(Refusal.STATION_OFFLINE)
        play(charging_session("ada")).hears(told(probe_asked(), session="s99")).answers(Refusal.NOT_FOUND)
        over = play([*charging_session("ada"), ended(2_000)])
        over.hears(probe_asked()).answers(Refusal.ALREADY_ENDED)
        over.hears(closed()).answers(Refusal.ALREADY_ENDED)
        pending = play([*online(), start_asked("ada")])
        pending.hears(closed()).answers(Refusal.NOT_STARTED).hears(probe_asked()).answers(Refusal.NOT_STARTED)


class TestGhosts:
    """Starts that come to nothing end by themselves and cost nothing; a car that waits is real."""

    def begun(self, *lines: Line) -> Play:
        return play([*online(), started("ADA"), *lines])

    def test_nothing_was_plugged_in(self) -> None:
        story = self.begun(status("occupied", "preparing")).rings("watch")
        assert signs(story) == ["energy_still C", "asked D: meter"]
        story.leaves(transaction="open", end_signal="", card_hold="held")
        story.hears(probe_answered("rejected"), after_s=1).hears(status("occupied", "preparing"), after_s=2)
        assert signs(story) == ["zero_energy B", "hold_released D: zero_energy"]
        until_closed(story, 61)
        story.leaves(end_reason="zero_energy", energy_wh=0, bill="estimated", card_hold="released")

    def test_what_took_a_little_did_not_come_to_nothing(self) -> None:
        story = self.begun(status("occupied", "preparing")).rings("watch")
        story.hears(probe_answered("accepted"), after_s=1)
        story.hears(sampled(reading(1_012, 0, source="trigger")), after_s=1)
        story.hears(status("occupied", "preparing"), after_s=30)
        assert "zero_energy B" not in signs(story)
        story.leaves(transaction="open", energy_wh=12)

    def test_what_took_a_little_before_it_was_closed_did_not_either(self) -> None:
        story = self.begun(status("occupied", "preparing")).rings("watch")
        story.hears(probe_answered("rejected"), after_s=1).hears(status("occupied", "preparing"), after_s=2)
        story.leaves(end_signal="zero_energy")
        story.hears(sampled(reading(1_012, 0)), after_s=30)
        story.leaves(transaction="open", energy_wh=12, end_signal="", close_at=None)

    def test_a_car_that_waits_is_real(self) -> None:
        story = self.begun(status("occupied", "suspended_ev")).rings("watch").rings("watch")
        story.leaves(end_signal="", transaction="open")

    def test_a_station_that_says_nothing_proves_nothing(self) -> None:
        story = self.begun(status("occupied", "preparing")).rings("watch")
        for _ in range(5):
            story.rings("watch").leaves(transaction="open", end_signal="")
        began = story.session().started_at
        assert began is not None
        story.rings("watch").leaves(end_signal="zero_energy")
        assert story.now - began >= timedelta(hours=1)

    def test_what_cannot_be_told_after_an_hour_is_not_looked_at_over_and_over(self) -> None:
        """The charger broke down meanwhile: that no car came cannot be seen any more, and nobody says anything."""
        story = self.begun(status("occupied", "preparing")).rings("watch")
        story.hears(status("faulted"), after_s=30)
        rings = 0
        while story.session().live:
            story.rings("watch")
            rings += 1
            assert rings < 10
        story.leaves(end_reason="nothing_heard", energy_wh=0, bill="estimated")

    def test_it_may_charge_after_all(self) -> None:
        story = self.begun(status("occupied", "preparing")).rings("watch")
        story.hears(status("occupied", "charging"), after_s=5).leaves(doubted_at=None, close_at=None)
        story.hears(sampled(reading(1_500, 11_000)), after_s=60).leaves(energy_wh=500)


def test_a_probe_is_named_by_its_session() -> None:
    story = missed(play(charging_session("ada", 2_000)))
    assert story.world.outbox[-1].command == probing(story.session().id)
    assert len(story.world.outbox[-1].call_id) <= 36
