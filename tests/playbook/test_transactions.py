"""What stations say of transactions: repeated, lost, late, under odd ids. Always answered, never guessed."""

from __future__ import annotations

import pytest

from chargehand.model.answers import AuthorizeAnswer, Noted, StartAnswer, StopAnswer
from chargehand.model.effects import KeepReading
from chargehand.model.token import TokenStatus
from tests.playbook.lines import (
    booted,
    charging_session,
    connected,
    disconnected,
    ended,
    online,
    reading,
    sampled,
    started,
    status,
    stop_asked,
)
from tests.playbook.play import Line, effect, play, sets

ACCEPTED = AuthorizeAnswer(TokenStatus.ACCEPTED)


class TestStartRepeatedF35:
    """F35: the station did not get our answer and says its start again, under another message id."""

    def test_the_same_start_gets_the_same_number(self) -> None:
        story = play([*online(), started("ADA", 500)])
        for after_s, since_start_s in ((30, 30), (60, 90), (3_600, 3_690)):
            story.hears(started("ADA", 500, said_s=since_start_s), after_s=after_s)
            story.answers(StartAnswer(7, ACCEPTED)).without_a_trace()
        story.has(sessions=1)

    def test_also_when_the_session_has_ended_meanwhile(self) -> None:
        (
            play([*online(), started("ADA", 500), ended(900)])
            .hears(started("ADA", 500, said_s=61), after_s=60)
            .answers(StartAnswer(7, ACCEPTED))
            .leaves(transaction="ended", energy_wh=400)
            .has(sessions=1)
        )

    def test_also_when_the_card_was_blocked_meanwhile(self) -> None:
        story = play([*online(), started("ADA", 500)])
        story.world.tokens.clear()
        story.hears(started("ADA", 500, said_s=60), after_s=60).answers(StartAnswer(7, ACCEPTED))

    def test_and_a_refused_one_stays_refused(self) -> None:
        story = play([*online(), started("NEW", 500)]).answers(
            StartAnswer(7, AuthorizeAnswer(TokenStatus.INVALID))
        )
        story.world.tokens.update({story.session().token: story.world.tokens["ADA"]})  # type: ignore[dict-item,index]
        story.hears(started("NEW", 500, said_s=60), after_s=60)
        story.answers(StartAnswer(7, AuthorizeAnswer(TokenStatus.INVALID))).leaves(token_refused=True)

    def test_without_a_time_only_what_is_still_open_can_be_meant(self) -> None:
        story = play([*online(), started("ADA", 0, said_s=None)])
        story.hears(started("ADA", 0, said_s=None), after_s=60).answers(StartAnswer(7, ACCEPTED))
        story.hears(ended(400), after_s=600).leaves(energy_wh=400)
        story.hears(started("ADA", 0, said_s=None), after_s=60).answers(StartAnswer(8, ACCEPTED))
        story.hears(sampled(300, ref="8"), after_s=60).hears(ended(350, ref="8"), after_s=5)
        assert story.energies() == [400, 350]

    def test_a_protocol_whose_stations_name_transactions_goes_by_the_name(self) -> None:
        story = play([*online(), started("ADA", None, ref="tx-1")], protocol="ocpp2.0.1")
        story.hears(started("ADA", None, ref="tx-1", said_s=1), after_s=1).answers(StartAnswer(7, ACCEPTED))
        story.hears(started("ADA", None, ref="tx-2", said_s=1)).answers(StartAnswer(8, ACCEPTED)).has(
            sessions=2
        )


class TestEndRepeatedF36:
    """F36: one end, one bill, the same answer each time."""

    def test_the_first_one_counts(self) -> None:
        story = play(charging_session("ada", 2_000)).hears(ended(3_500), after_s=1)
        first = story.session()
        for line in (ended(3_500, said_s=30), ended(3_500), ended(9_999), ended(None), ended(0)):
            story.hears(line, after_s=30).answers(StopAnswer()).without_a_trace()
            assert story.session() == first

    def test_also_of_a_transaction_that_we_do_not_know(self) -> None:
        story = play(online()).hears(ended(3_500, ref="99", uid="ADA", said_s=10))
        story.hears(ended(3_500, ref="99", uid="ADA", said_s=40), after_s=30).without_a_trace().has(
            sessions=1
        )


def test_another_card_may_end_what_it_names_f51() -> None:
    """F51: the stop is never refused, whatever card it shows; whose session it is does not change."""
    for uid in ("BOB", "LOST", "WHO"):
        story = play(charging_session("ada", 2_000)).hears(ended(3_100, uid=uid))
        story.leaves(transaction="ended", driver="ada", token="ADA", bill="final", energy_wh=2_100)


class TestUnknownTransaction:
    """Always acknowledged, kept for a person to look at, never billed by itself."""

    def test_a_stop_without_a_start_f37(self) -> None:
        (
            play(online())
            .hears(ended(3_500, ref="99", uid="ADA"))
            .answers(StopAnswer(ACCEPTED))
            .leaves(transaction="ended", bill="in_review", energy_wh=0, driver="ada", card_hold="released")
            .leaves(flags=("orphan", "no_meter_start"), number=7)
        )

    @pytest.mark.parametrize("ref", ["99", "2147483647", "x" * 36])
    def test_a_stop_of_an_unknown_id_leaves_others_alone_f38(self, ref: str) -> None:
        (
            play(charging_session("ada", 2_000))
            .hears(ended(3_500, ref=ref, uid="ADA"))
            .answers(StopAnswer(ACCEPTED))
            .leaves(0, transaction="open", energy_wh=2_000)
            .leaves(bill="in_review")
            .has(sessions=2)
        )

    def test_a_number_of_a_station_that_forgot_is_not_taken_for_one_of_ours(self) -> None:
        """1.6 stations send ids that we never gave; we may give the same one later."""
        story = play(online()).hears(ended(3_500, ref="8")).hears(started("ADA", 3_500))
        story.answers(StartAnswer(8, ACCEPTED)).leaves(transaction="open", ref="8").has(sessions=2)

    def test_readings_of_an_unknown_id_make_no_session_f42(self) -> None:
        story = play(online()).hears(sampled(5_000, ref="99")).answers(Noted()).does_nothing().has(sessions=0)
        assert not story.world.readings

    def test_readings_of_an_unknown_id_do_not_enter_the_running_session_f42(self) -> None:
        story = play(charging_session("ada", 2_000)).hears(sampled(50_000, ref="99"))
        story.leaves(energy_wh=2_000).hears(ended(3_200)).leaves(energy_wh=2_200, bill="final")


class TestNoId:
    """Ids that are none (0, -1, out of range) reach the core as no id at all."""

    def test_the_start_was_not_answered_and_the_station_goes_on_without_an_id_f39(self) -> None:
        """F39: the one open session that token, time and register continue; an estimate until somebody knows better."""
        (
            play([*online(), started("ADA", 500)])
            .hears(sampled(900, ref=None), after_s=60)
            .leaves(energy_wh=400)
            .hears(ended(1_000, ref=None, uid="ADA"), after_s=10)
            .answers(StopAnswer(ACCEPTED))
            .leaves(transaction="ended", energy_wh=500, bill="estimated", end_basis="reported")
            .has(sessions=1)
        )

    def test_what_could_be_two_is_neither_f39(self) -> None:
        story = play([*online(), started("ADA", 500), started("ADA2", 500, connector=2)], connectors=2)
        story.hears(ended(1_000, ref=None), after_s=60).has(sessions=3)
        story.leaves(0, transaction="open").leaves(1, transaction="open").leaves(bill="in_review")

    def test_a_session_whose_register_is_not_known_could_be_meant_too_f39(self) -> None:
        story = play([*online(), started("ADA", 0, connector=2), started("ADA", None)], connectors=2)
        story.hears(ended(6, ref=None), after_s=2).has(sessions=3)
        story.leaves(0, transaction="open").leaves(1, transaction="open")

    def test_a_register_of_0_tells_nobody_apart_f39(self) -> None:
        lines = [*online(), started("ADA", 0), started("BOB", 9_000, connector=2)]
        story = play(lines, connectors=2).hears(ended(0, ref=None), after_s=2).has(sessions=3)
        story.leaves(0, transaction="open").leaves(1, transaction="open")
        play([*online(), started("ADA", 0)]).hears(ended(0, ref=None), after_s=2).leaves(bill="estimated")

    @pytest.mark.parametrize(
        "line",
        [
            pytest.param(ended(400, ref=None, uid="ADA"), id="register below"),
            pytest.param(ended(1_000, ref=None, uid="BOB"), id="another card"),
            pytest.param(ended(1_000, ref=None, uid="ADA", said_s=3_600), id="from before the start"),
            pytest.param(ended(1_000, ref=None, uid="ADA", said_s=50), id="from before the last reading"),
            pytest.param(ended(5_000_000, ref=None, uid="ADA"), id="more than could have flowed"),
            pytest.param(ended(None, ref=None, uid="ADA"), id="no register"),
        ],
    )
    def test_what_does_not_continue_is_not_taken_f39(self, line: Line) -> None:
        story = play([*online(), started("ADA", 500), sampled(510)]).hears(sampled(550), after_s=30)
        story.hears(line, after_s=30).has(sessions=2)
        story.leaves(0, transaction="open", energy_wh=50).leaves(bill="in_review")

    def test_an_end_without_an_id_twice_f40(self) -> None:
        """F40: the repeat of an end that was taken for the open session is not another transaction."""
        story = play([*online(), started("ADA", 500)]).hears(
            ended(1_000, ref=None, uid="ADA", said_s=0), after_s=60
        )
        story.hears(ended(1_000, ref=None, uid="ADA", said_s=30), after_s=30).without_a_trace().has(
            sessions=1
        )

    def test_readings_without_an_id_go_to_the_connectors_session_f43(self) -> None:
        story = play([*online(), started("ADA", 500), started("BOB", 9_000, connector=2)], connectors=2)
        story.hears(sampled(9_300, ref=None, connector=2), after_s=60)
        assert story.energies() == [0, 300]

    def test_readings_from_before_the_start_are_not_the_sessions_f82(self) -> None:
        """F82: a clock-aligned reading that arrives late belongs to the time it was taken."""
        story = play([*online(), started("ADA", 500)])
        story.hears(sampled(480, ref=None, said_s=300), after_s=60).leaves(energy_wh=0)
        assert [row.source for row in story.world.readings.values()] == ["start"]

    def test_a_station_without_a_transaction_is_only_read(self) -> None:
        story = play(online()).hears(sampled(5_000, ref=None))
        assert story.world.snapshot.connectors[0].register_wh == 5_000


class TestNumbers:
    def test_numbers_are_never_reused_f41(self) -> None:
        story = play(online())
        for number in range(7, 12):
            story.hears(started("ADA", number), after_s=5).answers(StartAnswer(number, ACCEPTED))
            story.hears(ended(number + 1, ref=str(number)), after_s=5)
        assert story.world.snapshot.station.next_number == 12

    def test_a_refused_card_gets_a_real_number_f50(self) -> None:
        """F50: id 0 would come back as -1 for the whole session."""
        for uid, says in (
            ("LOST", TokenStatus.BLOCKED),
            ("OLD", TokenStatus.EXPIRED),
            ("WHO", TokenStatus.INVALID),
        ):
            story = play(online()).hears(started(uid, 500))
            answer = story.told.answer
            assert isinstance(answer, StartAnswer)
            assert answer.token is not None
            assert (answer.number, answer.token.status) == (7, says)

    def test_an_offline_start_with_a_blocked_card_is_kept_and_not_billed_f49(self) -> None:
        """F49: what the station did without asking is a transaction; a person decides about its bill."""
        (
            play([*online(), started("LOST", 500, said_s=7_200)])
            .leaves(transaction="open", token_refused=True, driver="ada")
            .hears(ended(900, reason="DeAuthorized"), after_s=1)
            .leaves(transaction="ended", energy_wh=400, bill="in_review", card_hold="released")
        )

    def test_also_without_a_final_register_f49(self) -> None:
        play([*online(), started("LOST", 500), ended(None)]).leaves(bill="in_review")
        play([*online(), started("LOST", 500), started("ADA", 600)]).leaves(0, bill="in_review")


class TestOddConnector:
    """F52: 0, 99 or a huge number is kept without harm."""

    def test_an_undeclared_connector_is_added_f52(self) -> None:
        story = play(online()).hears(started("ADA", connector=99)).leaves(connector=99, transaction="open")
        assert [(row.number, row.declared) for row in story.world.snapshot.connectors] == [
            (1, True),
            (99, False),
        ]

    @pytest.mark.parametrize("connector", [0, -1, 1_001, 2**31 - 1])
    def test_a_number_that_is_no_connector_f52(self, connector: int) -> None:
        story = play(online()).hears(started("ADA", 500, connector=connector))
        story.answers(StartAnswer(7, ACCEPTED)).leaves(connector=None, flags=("odd_connector",))
        story.hears(sampled(700, connector=connector), after_s=60).leaves(energy_wh=200)
        story.hears(status("occupied", connector=connector)).hears(ended(800), after_s=1)
        story.leaves(transaction="ended", energy_wh=300, bill="in_review")
        assert len(story.world.snapshot.connectors) == 1


class TestSupersededF46:
    """F46: a connector that begins anew has ended what was open on it, at its last reading."""

    def test_the_old_one_is_estimated_at_its_last_reading(self) -> None:
        story = play(charging_session("ada", 2_000))
        last = story.session().meter.read_at
        story.hears(started("BOB", 3_500), after_s=600)
        story.leaves(
            0, transaction="ended", end_basis="superseded", bill="estimated", energy_wh=2_000, ended_at=last
        )
        story.leaves(0, card_hold="released").leaves(transaction="open", driver="bob", number=8)

    def test_it_ends_before_the_new_one_begins(self) -> None:
        story = play([*online(), started("ADA", 500), sampled(900)])
        story.hears(started("BOB", 3_500, said_s=0.5), after_s=1).hears(sampled(1_000))
        assert story.session(0).ended_at is not None
        assert story.session(0).ended_at <= story.session(1).started_at  # type: ignore[operator]

    def test_the_real_end_comes_late_and_wins(self) -> None:
        (
            play([*charging_session("ada", 2_000), started("BOB", 3_500)])
            .hears(ended(3_400, said_s=20), after_s=30)
            .leaves(0, end_basis="reported", bill="final", energy_wh=2_400)
            .leaves(transaction="open")
        )

    def test_other_connectors_go_on(self) -> None:
        story = play([*charging_session("ada"), started("BOB", connector=2)], connectors=2)
        story.leaves(0, transaction="open").leaves(transaction="open")


class TestAfterTheEndF44:
    """F44: what comes after the end completes the past or is noted; nothing comes back to life."""

    def test_an_older_reading_completes_the_timeline(self) -> None:
        story = play([*charging_session("ada", 2_000), ended(3_100)]).hears(sampled(3_050, said_s=0.5))
        story.does(effect(KeepReading)).leaves(transaction="ended", energy_wh=2_100, flags=())

    def test_a_later_reading_is_only_noted(self) -> None:
        story = play([*charging_session("ada", 2_000), ended(3_100)])
        kept = len(story.world.readings)
        story.hears(sampled(reading(3_500, 11_000)), after_s=60)
        story.leaves(
            transaction="ended", energy_wh=2_100, power_w=None, flags=("late_reading",), bill="final"
        )
        assert len(story.world.readings) == kept

    def test_the_end_itself_said_again_as_a_reading(self) -> None:
        story = play([*charging_session("ada", 2_000), ended(3_100)])
        story.hears(sampled(3_100, said_s=30), after_s=30).leaves(flags=(), energy_wh=2_100)

    def test_a_status_does_not_wake_it(self) -> None:
        story = play([*charging_session("ada"), ended(3_100)]).hears(
            status("occupied", "charging"), after_s=1
        )
        story.leaves(transaction="ended", energy_phase="idle")


class TestConnections:
    def test_the_line_drops_and_the_session_goes_on(self) -> None:
        (
            play(charging_session("ada", 2_000))
            .hears(disconnected(), after_s=5)
            .leaves(transaction="open", energy_wh=2_000)
            .hears(stop_asked("ada"))
            .hears(connected(), after_s=300)
            .hears(sampled(3_500, said_s=200), after_s=1)
            .hears(sampled(4_000), after_s=1)
            .leaves(transaction="open", energy_wh=3_000)
            .hears(stop_asked("ada"))
            .has(calls=1)
        )

    def test_an_old_connections_end_says_nothing_f28(self) -> None:
        """F28: every order of the old close and the new open leaves the station connected."""
        story = play([connected(), connected()])
        story.hears(disconnected(epoch=1)).without_a_trace()
        assert story.world.snapshot.station.connected
        story.hears(disconnected(epoch=2))
        assert not story.world.snapshot.station.connected
        story.hears(disconnected(epoch=2)).without_a_trace()
        story.hears(connected()).hears(disconnected(epoch=2))
        assert (story.world.snapshot.station.connected, story.world.snapshot.station.epoch) == (True, 3)

    def test_a_boot_in_mid_session_is_no_end_f33(self) -> None:
        """F33: a boot, or ten, change nothing of what runs; transactions may resume. It is only doubted."""
        story = play(charging_session("ada", 2_000))
        before = story.session()
        for _ in range(10):
            story.hears(booted(), after_s=2)
            story.leaves(transaction="open", bill="running", doubt="booted", card_hold="held", end_signal="")
            assert story.session().meter == before.meter
        story.has(calls=0).hears(sampled(3_500), after_s=60).leaves(energy_wh=2_500)
        story.hears(ended(3_600)).leaves(bill="final", energy_wh=2_600)

    def test_a_boot_that_lost_power_ends_late(self) -> None:
        story = play(charging_session("ada", 2_000)).hears(disconnected()).hears(connected(), after_s=900)
        story.hears(booted()).hears(ended(3_100, said_s=890, reason="PowerLoss"))
        story.leaves(transaction="ended", energy_wh=2_100, bill="final", end_reason="PowerLoss")

    def test_the_story_of_another_station_is_another_story(self) -> None:
        """Lookups are by station: the same number elsewhere is another transaction."""
        here, there = play(charging_session("ada", 2_000)), play(charging_session("bob"))
        there.hears(ended(1_500))
        here.leaves(transaction="open", driver="ada")


def test_a_status_counts_after_our_own_clock_was_put_back() -> None:
    """Otherwise the connector stays occupied, and the session open, until the next one begins (F68b)."""
    story = play(charging_session("ada")).hears(status("occupied", "charging"), after_s=600)
    story.hears(status("available"), after_s=-120).does(sets("free"))
    assert story.world.snapshot.connectors[0].status == "available"


def test_a_session_ends_that_began_before_our_own_clock_was_put_back() -> None:
    """F68b: its start lies in what is now the future; what is told now came after it nevertheless."""
    story = play([*online(), started("ADA", 1_000)]).hears(sampled(1_900), after_s=600)
    story.hears(status("available"), after_s=-3_600).leaves(end_signal="connector_free").rings("free")
    story.leaves(end_basis="inferred", energy_wh=900, bill="estimated")


def test_a_doubt_outlives_our_own_clock_being_put_back() -> None:
    """F68b: what began to be doubted in what is now the future is no reason to refuse what the station says."""
    story = play([*charging_session("ada", 2_000)]).hears(disconnected(), after_s=600)
    story.hears(connected(), after_s=-3_600).hears(status("occupied", "charging")).hears(booted())
    story.hears(ended(3_400), after_s=60).leaves(transaction="ended", end_basis="reported", energy_wh=2_400)


def test_the_newest_status_by_the_stations_own_time_stands() -> None:
    story = play(charging_session("ada"))
    story.hears(status("occupied", "suspended_ev", said_s=0), after_s=10).leaves(energy_phase="suspended_ev")
    story.hears(status("occupied", "charging", said_s=8), after_s=1).leaves(energy_phase="suspended_ev")
    story.hears(status("occupied", "finishing"), after_s=1).leaves(energy_phase="idle", transaction="open")
    assert story.world.snapshot.connectors[0].activity == "finishing"
