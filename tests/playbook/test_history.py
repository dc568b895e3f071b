"""F53, F91: what a station tells of the time when it was away is history. Nothing is made of it but its truth."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chargehand.model.effects import CallStation
from chargehand.model.sight import SessionSight
from chargehand.views.status import Status, display
from tests.playbook.evidence_lines import REF, signs
from tests.playbook.lines import ended, online, reading, sampled, started, told, updated
from tests.playbook.play import Play, play

DAYS_S = 3 * 86_400


def shown(story: Play) -> tuple[Status, timedelta | None]:
    """What the page says, and since how long it is not confirmed."""
    session = story.session()
    sight = SessionSight(session=session, station=story.world.snapshot.station)
    now = display(sight, story.now, 90)
    since = now.unconfirmed_since
    return now.status, None if since is None else story.now - since


def backlog() -> Play:
    """A session of three days ago, told now."""
    return play(online()).hears(started(said_s=DAYS_S), after_s=1)


class TestHistory:
    def test_a_start_of_three_days_ago_is_not_shown_as_live(self) -> None:
        story = backlog()
        assert signs(story) == ["told_late D"]
        assert shown(story) == (Status.UNCONFIRMED, timedelta(days=3))
        story.leaves(doubt="told_late", end_signal="", close_at=None)

    def test_its_readings_move_the_page_to_their_own_time_and_confirm_nothing(self) -> None:
        story = backlog().hears(sampled(2_000, said_s=DAYS_S - 600), after_s=1)
        story.hears(sampled(3_000, said_s=DAYS_S - 1_200), after_s=1)
        story.leaves(doubt="told_late", energy_wh=2_000)
        assert shown(story) == (Status.UNCONFIRMED, timedelta(days=3) - timedelta(seconds=1_200))

    def test_no_call_is_made_while_it_is_told(self) -> None:
        story = backlog()
        for minute in range(1, 11):
            story.hears(sampled(1_000 + 100 * minute, said_s=DAYS_S - 60 * minute), after_s=1)
            assert not any(isinstance(effect, CallStation) for effect in story.told.effects)
        story.hears(ended(2_000, said_s=DAYS_S - 700), after_s=1)
        story.leaves(transaction="ended", bill="final", end_basis="reported", energy_wh=1_000, doubt="")
        assert shown(story)[0] is Status.COMPLETED

    def test_a_reading_of_now_makes_it_live(self) -> None:
        story = backlog().hears(sampled(2_000, said_s=DAYS_S - 600), after_s=1)
        story.hears(sampled(reading(3_000, 11_000), said_s=0), after_s=1)
        assert signs(story) == ["readings_back B: energy"]
        assert shown(story) == (Status.LIVE, None)

    @pytest.mark.parametrize("said_s", [0, 60, 600])
    def test_what_is_hardly_late_is_live(self, said_s: float) -> None:
        """A clock that is behind, or a line that was away for a moment."""
        story = play(online()).hears(started(said_s=said_s), after_s=1)
        assert signs(story) == []
        assert shown(story) == (Status.LIVE, None)

    def test_what_began_in_this_connection_is_news_however_late_it_is_told(self) -> None:
        story = play(online()).hears(started(said_s=1_700), after_s=1_800)
        assert signs(story) == []


class TestOfflineByItsOwnWord:
    def test_2x_says_itself_what_is_history(self) -> None:
        story = play(online(), protocol="ocpp2.0.1")
        story.hears(told(started(ref=REF, said_s=300), seq=0, offline=True), after_s=1)
        assert signs(story) == ["told_late D"]
        story.hears(
            told(updated(reading(2_000, 11_000, said_s=200), ref=REF), seq=1, offline=True), after_s=1
        )
        assert shown(story)[0] is Status.UNCONFIRMED
        story.hears(told(updated(reading(3_000, 11_000), ref=REF), seq=2), after_s=1)
        assert shown(story) == (Status.LIVE, None)


class TestAClockThatWentBack:
    def test_a_stop_before_its_start_lasts_no_time_and_keeps_its_energy(self) -> None:
        """F68: what was delivered counts, its times are for a person to look at."""
        story = play(online()).hears(started(said_s=0), after_s=60)
        story.hears(ended(3_000, said_s=3_600), after_s=600)
        row = story.session()
        assert row.ended_at == row.started_at
        story.leaves(energy_wh=2_000, bill="in_review", end_basis="reported")
        assert "stop_before_start" in row.flags
