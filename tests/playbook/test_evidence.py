"""Each signal of a session's truth, what it is worth, and what follows from it. Numbers are those of the table of evidence."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chargehand.core.evidence.grades import WEIGHTS
from chargehand.model.calls import MORE, ONGOING, OVER, AskTransaction, TriggerMessage
from chargehand.model.effects import KeepEvidence, SetTimer
from chargehand.model.evidence import Claim, Grade, Signal
from tests.playbook.evidence_lines import (
    CLOSE_S,
    METER,
    MISSING,
    REF,
    STATUS,
    climbs,
    kept,
    missed,
    named,
    probe_answered,
    signs,
    until_closed,
)
from tests.playbook.lines import (
    booted,
    call_answered,
    charging_session,
    connected,
    disconnected,
    ended,
    online,
    reading,
    sampled,
    sent,
    started,
    status,
    stop_asked,
    told,
)
from tests.playbook.play import Play, calls, play, sets


class TestGrades:
    @pytest.mark.parametrize("signal", list(Signal))
    def test_each_signal_has_its_weight(self, signal: Signal) -> None:
        assert signal in WEIGHTS

    @pytest.mark.parametrize(
        ("signal", "claim", "grade"),
        [
            ("ended", "ended", "A"),
            ("ended_unnamed", "ended", "B"),
            ("told_ongoing", "alive", "A"),
            ("told_ended_queued", "ended", "A-"),
            ("told_not_ongoing", "ended", "B"),
            ("triggered", "alive", "B"),
            ("connector_free", "ended", "B+"),
            ("connector_finishing", "ended", "B"),
            ("next_start", "ended", "A-"),
            ("booted", "nothing", "C"),
            ("connection_lost", "nothing", "D"),
            ("energy_still", "idle", "C"),
            ("suspended_long", "idle", "B"),
            ("readings_missing", "nothing", "C"),
            ("stop_accepted", "nothing", "C"),
            ("stop_refused", "ended", "B-"),
            ("unlock_refused", "alive", "A"),
            ("token_elsewhere", "ended", "C"),
            ("driver_claim", "ended", "B-"),
            ("old", "nothing", "D"),
        ],
    )
    def test_as_it_was_agreed(self, signal: str, claim: str, grade: str) -> None:
        weight = WEIGHTS[Signal(signal)]
        assert (weight.claim, weight.grade) == (Claim(claim), Grade(grade))


class TestOrdinarySession:
    def test_it_leaves_no_row_and_one_timer(self) -> None:
        """An hour of readings: what is watched over moves itself, nothing is set or kept for a reading."""
        story = play([*online(), started("ADA"), status("occupied", "charging")])
        timers, rows = [("watch", story.session().id)], 0
        for minute in range(1, 61):
            story.hears(sampled(reading(1_000 + minute * 180, 10_800)), after_s=60)
            assert not [each for each in story.told.effects if isinstance(each, KeepEvidence | SetTimer)]
            assert list(story.world.timers) == timers
        story.hears(ended(12_000), after_s=20)
        assert (kept(story), rows, story.world.timers) == ([], 0, {})

    def test_the_watch_moves_behind_the_latest_reading(self) -> None:
        story = play(charging_session("ada", 2_000)).hears(sampled(3_100), after_s=100)
        story.rings("watch").leaves(doubted_at=None)
        received_at = story.session().meter.received_at
        assert received_at is not None
        assert (kept(story), story.world.timers["watch", story.session().id] - received_at) == ([], MISSING)


class TestStationsOwnEnds:
    """1, 2, 9."""

    def test_1_its_own_word_is_conclusive_and_needs_no_row(self) -> None:
        story = play(charging_session("ada", 2_000)).hears(ended(3_100), after_s=60)
        story.leaves(end_basis="reported", bill="final", end_signal="", doubt="")
        assert kept(story) == []

    def test_1_with_numbers_missing_it_is_less(self) -> None:
        story = play(named(), protocol="ocpp2.0.1").hears(told(ended(3_100, ref=REF), seq=7), after_s=60)
        assert signs(story) == ["ended_with_gap A-"]
        story.leaves(bill="waiting")

    def test_2_an_end_without_an_id_is_matched_and_an_estimate(self) -> None:
        story = play(charging_session("ada", 2_000)).hears(ended(3_100, ref=None), after_s=60)
        assert signs(story) == ["ended_unnamed B"]
        story.leaves(end_basis="reported", bill="estimated")

    def test_2_one_that_fits_nothing_ends_nothing(self) -> None:
        story = play(charging_session("ada", 2_000)).hears(ended(900_000, ref="4711"), after_s=60)
        assert signs(story) == ["ended_unnamed B"]
        story.leaves(0, transaction="open").leaves(1, bill="in_review").has(sessions=2)

    def test_9_a_new_start_ends_the_one_before(self) -> None:
        story = play(charging_session("ada", 2_000)).hears(started("BOB", 3_400), after_s=60)
        assert signs(story) == ["next_start A-"]
        story.leaves(0, end_basis="superseded", energy_wh=2_000, bill="estimated", card_hold="released")


class TestAskedAndAnswered:
    """3, 4, 5: GetTransactionStatus, where stations name their transactions."""

    def asked(self) -> Play:
        """Readings were missing: a reading was asked for in vain, then the transaction itself."""
        story = play(named(), protocol="ocpp2.0.1")
        missed(story).does(calls(METER, until_s=20)).leaves(doubt="readings_missing", probes=1)
        assert signs(story) == ["readings_missing C", "asked D: meter"]
        story.hears(probe_answered("rejected"), after_s=1).does(calls(AskTransaction(REF), until_s=20))
        assert signs(story) == ["unanswered D: meter rejected", "asked D: transaction"]
        return story

    def test_3_ongoing_is_alive(self) -> None:
        story = self.asked().hears(probe_answered(detail=ONGOING), after_s=1)
        assert signs(story) == ["told_ongoing A"]
        story.leaves(doubted_at=None, probes=0, probe_at=None, transaction="open", card_hold="held")

    def test_4_over_with_messages_waiting_ends_it_and_its_bill_waits(self) -> None:
        story = self.asked().hears(probe_answered(detail=f"{OVER}, {MORE}"), after_s=1)
        assert signs(story) == ["told_ended_queued A-", "closed B: told_ended_queued"]
        story.leaves(transaction="ended", end_basis="inferred", bill="waiting", card_hold="released")
        last = story.session().meter.read_at
        story.leaves(energy_wh=1_000, ended_at=last)
        story.hears(told(ended(3_100, ref=REF), seq=1), after_s=30)
        assert signs(story) == ["corrected A: told_ended_queued 1000"]
        story.leaves(end_basis="reported", bill="final", energy_wh=2_100)

    def test_4_the_stop_that_was_asked_for_meanwhile_is_over_with_it(self) -> None:
        story = self.asked()
        story.hears(stop_asked(by=None), after_s=1).hears(call_answered(), after_s=1).leaves(stop="accepted")
        story.hears(probe_answered(detail=f"{OVER}, {MORE}"), after_s=1)
        story.leaves(stop="unconfirmed", stop_reason="session_ended", transaction="ended", bill="waiting")

    def test_4_if_they_never_come_it_is_an_estimate(self) -> None:
        story = self.asked().hears(probe_answered(detail=f"{OVER}, {MORE}"), after_s=1)
        story.rings("gap").leaves(bill="estimated", end_basis="inferred").has(timers=0)

    def test_5_over_with_nothing_waiting_is_ended_or_forgotten(self) -> None:
        """Strong, not conclusive: it is closed when nothing better has come in time."""
        story = self.asked().hears(probe_answered(detail=OVER), after_s=1)
        assert signs(story) == ["told_not_ongoing B", "hold_released D: told_not_ongoing"]
        story.leaves(transaction="open", end_signal="told_not_ongoing", card_hold="released")
        until_closed(story, CLOSE_S)
        assert "closed B: told_not_ongoing" in signs(story)
        story.leaves(end_basis="inferred", end_reason="told_not_ongoing", bill="estimated", energy_wh=1_000)

    def test_an_answer_that_does_not_tell_is_none(self) -> None:
        story = self.asked().hears(probe_answered(), after_s=1)
        assert signs(story)[0] == "unanswered D: transaction unclear"

    def test_the_law_of_16_nobody_asks_what_it_has_no_word_for(self) -> None:
        story = missed(play(charging_session("ada", 2_000)))
        while story.session().probe_at is not None:
            story.rings("watch")
        asked = [row.call for row in story.world.outbox]
        assert asked == [METER, STATUS, METER, STATUS, METER, STATUS]


class TestLadder:
    """6, 14: the questions, and that they end."""

    def test_it_climbs_ever_more_slowly_and_ends(self) -> None:
        story = missed(play(charging_session("ada", 2_000)))
        began = story.now
        steps = [0.0]
        while story.session().probe_at is not None:
            story.rings("watch")
            steps.append((story.now - began).total_seconds())
        assert steps == [0, 30, 90, 210, 510, 1_110]
        story.leaves(probes=6, probe_at=None, doubt="readings_missing", transaction="open", card_hold="held")

    def test_what_nobody_says_anything_of_is_over_a_day_after_its_last_reading(self) -> None:
        """F45: the station is there, and mute. Nothing is added, and the bill is an estimate."""
        story = missed(play(charging_session("ada", 2_000)))
        last = story.session().meter.read_at
        while story.session().live:
            story.rings("watch")
        assert last is not None
        assert story.now - last == timedelta(days=1)
        story.leaves(end_signal="silence", end_reason="nothing_heard", bill="estimated", ended_at=last)

    def test_6_what_comes_after_the_question_is_its_answer(self) -> None:
        story = missed(play(charging_session("ada", 2_000))).hears(probe_answered(), after_s=1)
        assert kept(story) == []
        story.hears(sampled(reading(3_000, 11_000, source="trigger")), after_s=2)
        assert signs(story) == ["triggered B: energy"]
        story.leaves(doubted_at=None, energy_wh=2_000)

    def test_6_a_status_that_is_as_it_was_is_an_answer_too(self) -> None:
        story = missed(play(charging_session("ada", 2_000)))
        story.hears(status("occupied", "charging"), after_s=2)
        assert signs(story) == ["connector_busy B"]
        story.leaves(doubted_at=None)

    def test_what_flowed_before_the_end_is_no_sign_of_life(self) -> None:
        """A probe reads the last of it at a free connector: by its power of 0, or as the first reading of the doubt."""
        for told_w in (0, None):
            story = play([*charging_session("ada", 2_000), status("available")])
            story.hears(sampled(reading(3_100, told_w, source="trigger")), after_s=40)
            story.leaves(doubt="connector_free", end_signal="connector_free", energy_wh=2_100)

    def test_14_readings_that_come_back_end_the_doubt(self) -> None:
        story = missed(play(charging_session("ada", 2_000))).hears(sampled(3_900), after_s=300)
        assert signs(story) == ["readings_back B: energy"]
        story.leaves(doubted_at=None, doubt="", probes=0)

    def test_14_a_backlog_says_nothing_of_now(self) -> None:
        story = missed(play(charging_session("ada", 2_000)))
        story.hears(sampled(3_000, said_s=170), after_s=20)
        assert kept(story) == []
        story.leaves(doubt="readings_missing", energy_wh=2_000)

    def test_14_who_reads_seldom_is_missed_later(self) -> None:
        story = missed(play(charging_session("ada", 2_000)))
        story.hears(sampled(reading(3_000, 11_000)), after_s=2)
        story.does(sets("watch", after_s=3_600)).leaves(flags=("readings_rare",))

    def test_12_energy_that_stands_still_is_a_hint(self) -> None:
        """With the connector's word that it finishes, a reading without energy takes nothing back."""
        story = play([*charging_session("ada", 2_000), status("occupied", "finishing")]).rings("watch")
        story.hears(sampled(reading(3_000, 0, source="trigger")), after_s=2)
        assert signs(story) == ["energy_still C"]
        story.leaves(doubt="connector_finishing", end_signal="connector_finishing")

    def test_13_a_car_that_waits_is_asked_about_far_less_often(self) -> None:
        story = play([*charging_session("ada", 2_000), status("occupied", "suspended_ev")])
        began = story.now
        story.rings("watch").leaves(doubted_at=None).rings("watch")
        assert signs(story) == ["suspended_long B", "asked D: meter"]
        assert (story.now - began).total_seconds() > 3_500
        story.hears(status("occupied", "suspended_ev"), after_s=3).leaves(doubted_at=None, transaction="open")

    def test_17_unlocking_is_never_a_question(self) -> None:
        for protocol, lines in (("ocpp1.6", charging_session("ada", 2_000)), ("ocpp2.0.1", named())):
            story = missed(play(lines, protocol=protocol))
            climbs(story, *("unsupported",) * 3)
            assert {type(row.call) for row in story.world.outbox} <= {TriggerMessage, AskTransaction}

    def test_26_age_alone_is_nothing(self) -> None:
        """Three days of readings: no row, no doubt."""
        story = play(charging_session("ada", 2_000))
        for hour in range(1, 73):
            story.hears(sampled(3_000 + hour), after_s=3_600).leaves(doubted_at=None, transaction="open")
            assert kept(story) == []


class TestConnectors:
    """7, 8."""

    def test_7_a_free_connector_frees_the_card_at_once(self) -> None:
        story = play(charging_session("ada", 2_000)).hears(status("available"), after_s=20)
        assert signs(story) == ["connector_free B+", "hold_released D: connector_free"]
        story.leaves(card_hold="released", end_signal="connector_free", transaction="open")
        story.rings("free").leaves(end_basis="inferred", end_signal="connector_free")
        assert signs(story) == ["closed B: connector_free"]

    def test_7_after_it_readings_without_an_id_may_be_the_next_cars(self) -> None:
        """Its end waits in the station's queue; the next one plugs in, and what is asked for is of that one."""
        story = play([*charging_session("ada", 2_000), status("available")])
        story.hears(status("occupied", "charging"), after_s=60)
        story.hears(sampled(reading(3_900, 11_000, source="trigger"), ref=None), after_s=60)
        story.leaves(energy_wh=2_000).hears(ended(3_100, said_s=100), after_s=60)
        story.leaves(energy_wh=2_100, bill="final")

    def test_8_nor_are_they_its_own_after_it_finished_and_something_charges_a_while_later(self) -> None:
        """Its end waits in the station's queue, and the next one charges on the same cable."""
        story = play(charging_session("ada", 2_000)).hears(status("occupied", "finishing"), after_s=20)
        story.hears(status("occupied", "charging"), after_s=90).leaves(end_signal="connector_finishing")
        story.hears(sampled(reading(3_900, 11_000, source="trigger"), ref=None), after_s=30)
        story.leaves(energy_wh=2_000).hears(ended(3_100, said_s=130), after_s=30)
        story.leaves(energy_wh=2_100, bill="final")

    def test_8_finishing_that_is_taken_back_at_once_changes_nothing(self) -> None:
        story = play(charging_session("ada", 2_000)).hears(status("occupied", "finishing"), after_s=20)
        story.hears(status("occupied", "charging"), after_s=20).leaves(end_signal="")
        story.hears(sampled(reading(3_900, 11_000), ref=None), after_s=60).leaves(energy_wh=2_900)

    def test_8_finishing_closes_in_time(self) -> None:
        story = play(charging_session("ada", 2_000)).hears(status("occupied", "finishing"), after_s=20)
        assert signs(story) == ["connector_finishing B", "hold_released D: connector_finishing"]
        until_closed(story, CLOSE_S)
        story.leaves(end_reason="connector_finishing", energy_wh=2_000, bill="estimated")

    def test_8_some_say_it_early(self) -> None:
        story = play([*charging_session("ada", 2_000), status("occupied", "finishing")])
        story.hears(status("occupied", "charging"), after_s=10).leaves(doubted_at=None, close_at=None)
        story.hears(sampled(reading(3_200, 11_000)), after_s=60).rings("watch").leaves(transaction="open")

    def test_better_evidence_replaces_weaker(self) -> None:
        story = play([*charging_session("ada", 2_000), status("occupied", "finishing")])
        close_at = story.session().close_at
        story.hears(status("available"), after_s=30).leaves(end_signal="connector_free", close_at=close_at)

    def test_a_fault_is_no_end(self) -> None:
        story = play(charging_session("ada", 2_000)).hears(status("faulted"), after_s=20)
        assert signs(story) == ["connector_away C"]
        story.leaves(transaction="open", doubted_at=None, card_hold="held")

    def test_the_word_of_the_station_re_opens_the_bill_and_not_the_session(self) -> None:
        story = play([*charging_session("ada", 2_000), status("occupied", "finishing")])
        until_closed(story, CLOSE_S)
        story.hears(ended(3_400, said_s=200), after_s=600)
        assert signs(story) == ["corrected A: connector_finishing 2000"]
        story.leaves(transaction="ended", end_basis="reported", bill="final", energy_wh=2_400).has(sessions=1)


class TestConnections:
    """10, 11."""

    def test_10_a_boot_is_a_hint_and_the_station_is_asked(self) -> None:
        story = play(charging_session("ada", 2_000)).hears(booted(), after_s=20)
        assert signs(story) == ["booted C"]
        story.leaves(doubt="booted", end_signal="", card_hold="held").rings("watch").does(calls(METER))

    def test_11_a_lost_connection_makes_our_data_old_and_blocks_nobody(self) -> None:
        story = play([*charging_session("ada", 2_000)]).hears(disconnected(), after_s=20)
        assert signs(story) == ["connection_lost D"]
        story.does(sets("silent", after_s=86_400)).leaves(doubt="connection_lost", transaction="open")
        story.hears(connected(), after_s=60)
        assert signs(story) == ["connection_back C"]
        story.rings("watch").does(calls(METER))
        story.hears(sampled(reading(3_000, 11_000)), after_s=2).leaves(doubted_at=None)

    def test_11_strong_evidence_waits_for_the_station_to_be_there(self) -> None:
        story = play([*charging_session("ada", 2_000), status("occupied", "finishing"), disconnected()])
        story.hears(connected(), after_s=3_600).leaves(transaction="open")
        until_closed(story, CLOSE_S)


class TestStops:
    """15, 16."""

    def asked(self, outcome: str) -> Play:
        lines = [*charging_session("ada", 2_000), stop_asked("ada"), sent()]
        return play(lines).hears(call_answered(outcome), after_s=1)

    def test_15_accepted_is_intent(self) -> None:
        story = self.asked("accepted")
        assert signs(story) == ["stop_accepted C"]
        story.leaves(doubted_at=None, transaction="open")

    def test_16_refused_casts_a_doubt(self) -> None:
        story = self.asked("rejected")
        assert signs(story) == ["stop_refused B-"]
        story.leaves(doubt="stop_refused", end_signal="stop_refused", close_at=None, card_hold="held")
        story.rings("watch").does(calls(METER))
