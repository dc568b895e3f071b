"""What a driver is told without looking, and when: each thing once, and history never as news (F53)."""

from __future__ import annotations

from decimal import Decimal

from chargehand.model.effects import KeepNotice, SetTimer
from chargehand.model.notice import NoticeKind
from chargehand.model.station import Activity
from tests.playbook.lines import (
    call_answered,
    charging_session,
    connected,
    disconnected,
    ended,
    not_charging,
    online,
    rang,
    reading,
    sampled,
    sent,
    start_asked,
    started,
    status,
    stop_asked,
    updated,
)
from tests.playbook.lines import told as line
from tests.playbook.named_lines import begun, station
from tests.playbook.play import Play, play

DAYS_S = 3 * 86_400


def notices(story: Play) -> list[KeepNotice]:
    return [effect for effect in story.told.effects if isinstance(effect, KeepNotice)]


def told(story: Play) -> list[str]:
    """Kinds of the last event's notices; those that wake nobody with a mark."""
    return [f"{each.kind}{' late' if each.late else ''}" for each in notices(story)]


def charging(energy_wh: int = 2_000) -> Play:
    """Ada's car takes 11 kW, by the connector's own word."""
    story = play(charging_session("ada", energy_wh)).hears(status("occupied", "charging"), after_s=1)
    return story.hears(sampled(reading(3_000 + energy_wh, 11_000)), after_s=5)


class TestStartAndEnd:
    def test_a_start_is_told_once_however_often_the_station_says_so(self) -> None:
        story = play(online()).hears(started("ADA"), after_s=1)
        assert told(story) == ["session_started"]
        assert notices(story)[0].driver == "ada"
        assert told(story.hears(started("ADA", said_s=1), after_s=1)) == []

    def test_a_start_that_was_asked_for_is_told_when_it_happens(self) -> None:
        story = play(online()).hears(start_asked("ada", command="go"), after_s=1)
        assert told(story) == []
        assert told(story.hears(started("ADA"), after_s=2)) == ["session_started"]

    def test_nobody_is_told_of_a_session_that_is_nobodys(self) -> None:
        story = play(online()).hears(started("NOBODY"), after_s=1)
        assert told(story) == []
        assert told(story.hears(ended(2_000), after_s=60)) == []

    def test_an_end_tells_energy_and_whether_it_is_final(self) -> None:
        story = play(charging_session("ada", 12_400)).hears(ended(13_425), after_s=2)
        assert told(story) == ["session_ended"]
        facts = notices(story)[0].facts
        assert (facts.energy_wh, facts.estimated, facts.note) == (Decimal(12_425), False, "reported")
        assert told(story.hears(ended(13_425), after_s=2)) == []

    def test_a_start_that_comes_to_nothing_ends_silently(self) -> None:
        story = play(online()).hears(start_asked("ada", command="go"), after_s=1)
        assert told(story.rings("start")) == []

    def test_history_is_no_news(self) -> None:  # F53
        story = play(online()).hears(started(said_s=DAYS_S), after_s=1)
        assert told(story) == []
        assert told(story.hears(sampled(2_000, said_s=DAYS_S - 600), after_s=1)) == []
        story.hears(ended(2_000, said_s=DAYS_S - 700), after_s=1)
        assert told(story) == ["session_ended late"]

    def test_what_was_told_late_and_runs_now_is_told_unless_it_is_old(self) -> None:  # F53
        story = play(online()).hears(started(said_s=1_800), after_s=1)
        assert told(story) == []
        assert told(story.hears(sampled(reading(2_000, 11_000), said_s=0), after_s=1)) == ["session_started"]
        story = play(online()).hears(started(said_s=DAYS_S), after_s=1)
        assert told(story.hears(sampled(reading(2_000, 11_000), said_s=0), after_s=1)) == []

    def test_charging_that_is_over_while_the_cable_is_in_is_told_before_the_end(self) -> None:
        story = station(begun()).hears(line(updated(reading(3_000, 11_000)), seq=1), after_s=30)
        story.hears(line(updated(), seq=2, activity=Activity("preparing"), stopped="Remote"), after_s=30)
        assert told(story) == ["session_stopped"]
        assert told(story.hears(line(updated(), seq=3, stopped="Remote"), after_s=30)) == []


class TestWhatLasts:
    def test_a_full_car_is_told_after_two_minutes(self) -> None:
        story = charging().hears(status("occupied", "suspended_ev"), after_s=1)
        assert told(story) == []
        assert told(story.rings("notice")) == ["charging_suspended"]
        assert notices(story)[0].facts.note == "suspended_ev"

    def test_a_pause_of_a_minute_is_not(self) -> None:
        story = charging().hears(status("occupied", "suspended_ev"), after_s=1)
        story.hears(status("occupied", "charging"), after_s=60)
        assert told(story.rings("notice")) == []

    def test_a_car_that_waits_before_it_ever_charged_is_nothing_to_tell(self) -> None:
        story = play(online()).hears(started("ADA"), after_s=1)
        story.hears(status("occupied", "suspended_ev"), after_s=2)
        assert ("notice", story.session().id) not in story.world.timers

    def test_power_near_nothing_is_told_when_it_stays_so(self) -> None:
        story = charging().hears(sampled(reading(6_000, 120)), after_s=10)
        story.hears(sampled(reading(6_001, 110)), after_s=60)
        assert not any(isinstance(effect, SetTimer) for effect in story.told.effects)
        assert told(story.rings("notice")) == ["charging_slowed"]

    def test_a_dip_is_not(self) -> None:
        story = charging().hears(sampled(reading(6_000, 120)), after_s=10)
        story.hears(sampled(reading(6_100, 10_000)), after_s=10)
        assert told(story.rings("notice")) == []

    def test_a_line_that_is_lost_is_told_if_it_stays_lost(self) -> None:
        story = charging().hears(disconnected(), after_s=10)
        assert told(story) == []
        assert told(story.rings("notice")) == ["session_unconfirmed"]
        assert notices(story)[0].facts.since == story.session().meter.received_at

    def test_a_line_that_comes_back_is_not(self) -> None:
        story = charging().hears(disconnected(), after_s=10).hears(connected(), after_s=20)
        story.hears(sampled(reading(6_000, 11_000)), after_s=5)
        assert told(story.rings("notice")) == []

    def test_what_the_driver_said_themselves_is_not_told_to_them(self) -> None:
        story = charging().hears(not_charging("ada"), after_s=5)
        assert ("notice", story.session().id) not in story.world.timers

    def test_the_same_again_within_hours_is_one_notice(self) -> None:
        """The store keeps one row for what bears the same name."""
        story = charging().hears(status("occupied", "suspended_ev"), after_s=1).rings("notice")
        first = notices(story)[0].about
        story.hears(status("occupied", "charging"), after_s=60)
        story.hears(status("occupied", "suspended_ev"), after_s=60).rings("notice")
        assert notices(story)[0].about == first

    def test_an_end_takes_the_wait_with_it(self) -> None:
        story = charging().hears(status("occupied", "suspended_ev"), after_s=1).hears(ended(9_000), after_s=5)
        story.has(timers=0)
        assert told(story.hears(rang("notice", story.session().id), after_s=200)) == []


class TestStopsAndCards:
    def test_a_stop_that_is_refused_is_told_with_its_reason(self) -> None:
        story = play([*charging_session("ada", 2_000), stop_asked("ada", command="stop"), sent()])
        story.hears(call_answered("rejected"), after_s=1)
        assert told(story) == ["stop_failed"]
        assert (notices(story)[0].about, notices(story)[0].facts.note) == ("stop", "refused")

    def test_a_stop_that_nothing_comes_of_is_told_at_its_deadline(self) -> None:
        story = play([*charging_session("ada", 2_000), stop_asked("ada", command="stop"), sent()])
        story.hears(call_answered("accepted"), after_s=1).rings("resend")
        assert told(story.rings("deadline")) == ["stop_failed"]

    def test_a_stop_that_is_done_is_no_failure(self) -> None:
        story = play([*charging_session("ada", 2_000), stop_asked("ada", command="stop"), sent()])
        assert told(story.hears(ended(9_000), after_s=3)) == ["session_ended"]

    def test_a_card_that_charges_elsewhere_is_told_beside_the_start(self) -> None:
        story = play(online()).elsewhere("ADA", "far").hears(started("ADA"), after_s=1)
        assert told(story) == ["session_started", "card_elsewhere"]

    def test_a_card_that_charges_beside_is_told_too(self) -> None:
        story = play(online(), connectors=2).hears(started("ADA"), after_s=1)
        story.hears(started("ADA", connector=2), after_s=30)
        assert told(story) == ["session_started", "card_elsewhere"]


def test_a_plain_reading_brings_nothing_and_sets_nothing() -> None:
    story = charging()
    for minute in range(5):
        story.hears(sampled(reading(6_000 + 100 * minute, 11_000 - minute)), after_s=60)
        assert [type(effect).__name__ for effect in story.told.effects] == ["KeepReading", "ShowSession"]


def test_kinds_are_the_products() -> None:
    kinds = {str(kind) for kind in NoticeKind}
    assert {"session_started", "session_ended", "invoice_ready", "idle_fee_soon", "signed_in"} <= kinds
