"""A window for a tap: the next card that is shown is noted and starts no charge."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chargehand.model.answers import AuthorizeAnswer, CommandTaken, Noted, StartAnswer
from chargehand.model.effects import KeepTap
from chargehand.model.events import PairingOpened, TokenPresented
from chargehand.model.identity import PairingId, TokenUid
from chargehand.model.pairing import WINDOW_MAX
from chargehand.model.refusals import Refusal
from chargehand.model.token import TokenStatus
from tests.playbook.lines import (
    booted,
    charging_session,
    connected,
    disconnected,
    online,
    sampled,
    start_asked,
    started,
    status,
    updated,
)
from tests.playbook.named_lines import REF, begun, station
from tests.playbook.play import STATION, Line, Play, effect, play

REFUSED = AuthorizeAnswer(TokenStatus.INVALID)
ACCEPTED = AuthorizeAnswer(TokenStatus.ACCEPTED)


def opened(name: str = "w1", *, lasts_s: float = 90, alone: bool = False) -> Line:
    return lambda story: PairingOpened(
        station=STATION,
        at=story.now,
        pairing=PairingId(name),
        ends_at=story.now + timedelta(seconds=lasts_s),
        alone=alone,
    )


def shown(uid: str = "ADA") -> Line:
    return lambda story: TokenPresented(station=STATION, at=story.now, token=TokenUid(uid))


def noted(story: Play) -> list[tuple[str, str]]:
    taps = [each for each in story.told.effects if isinstance(each, KeepTap)]
    return [(tap.pairing, tap.token) for tap in taps]


def is_open(story: Play) -> bool:
    return story.world.snapshot.station.pairing is not None


@pytest.mark.parametrize("uid", ["ADA", "LOST", "NOBODY"])
def test_the_tap_is_noted_and_refused_whosever_card_it_is(uid: str) -> None:
    story = play([*online(), opened()]).hears(shown(uid), after_s=5)
    assert isinstance(story.told.answer, AuthorizeAnswer)
    assert story.told.answer.status is not TokenStatus.ACCEPTED
    assert noted(story) == [("w1", uid)]
    assert not is_open(story)


def test_the_tap_after_it_charges_as_ever() -> None:
    story = play([*online(), opened(), shown()]).hears(shown(), after_s=2).answers(ACCEPTED)
    assert noted(story) == []


def test_a_tap_that_comes_too_late_is_a_tap_as_ever() -> None:
    story = play([*online(), opened(lasts_s=60)]).hears(shown(), after_s=60).answers(ACCEPTED)
    assert noted(story) == []
    assert not is_open(story)


def test_no_window_is_open_for_longer_than_two_minutes() -> None:
    story = play(online()).hears(opened(lasts_s=100_000))
    window = story.world.snapshot.station.pairing
    assert window is not None
    assert window.ends_at == story.now + WINDOW_MAX


def test_one_window_at_a_time() -> None:
    story = play([*online(), opened("w1")]).hears(opened("w2"), after_s=3)
    story.answers(Refusal.WINDOW_OPEN).without_a_trace()
    story.hears(opened("w3"), after_s=90).answers(Noted())
    assert noted(story.hears(shown())) == [("w3", "ADA")]


def test_a_station_that_starts_without_asking_starts_with_a_refused_card() -> None:
    """1.6: the card was in its cache. The tap is noted; what it begins all the same is looked at by a person."""
    story = play([*online(), opened()]).hears(started("ADA"), after_s=4)
    assert noted(story) == [("w1", "ADA")]
    assert isinstance(story.told.answer, StartAnswer)
    assert story.told.answer.token == REFUSED
    story.leaves(transaction="open", token_refused=True, token="ADA", driver="ada")


def test_a_transaction_that_its_station_names_is_no_way_round() -> None:
    story = station(opened()).hears(begun("ADA"), after_s=4)
    assert noted(story) == [("w1", "ADA")]
    story.leaves(token_refused=True, driver="ada")


def test_a_card_for_a_car_that_was_plugged_in_before_is_the_tap() -> None:
    story = station(begun("", "preparing"), opened()).hears(updated(uid="ADA"), after_s=4)
    assert noted(story) == [("w1", "ADA")]
    story.leaves(token_refused=True)


def test_news_of_what_runs_already_is_no_tap() -> None:
    """Queued while the station was away, or told again."""
    story = play([*online(), opened()]).hears(started("ADA", said_s=3_600), after_s=4)
    assert noted(story) == []
    story.leaves(token_refused=False)
    assert is_open(story)
    again = station(begun("", "preparing"), opened()).hears(updated(2_000, ref=REF))
    assert noted(again) == []
    assert is_open(again)


@pytest.mark.parametrize("alone", [False, True])
def test_nobody_waits_for_a_tap_where_somebody_charges(alone: bool) -> None:
    play(charging_session()).hears(opened(alone=alone)).answers(Refusal.CHARGER_IN_USE).without_a_trace()


def test_a_tap_that_signs_in_is_waited_for_only_where_no_car_is() -> None:
    parked = [*online(), status("occupied", "preparing")]
    play(parked).hears(opened(alone=True)).answers(Refusal.CHARGER_IN_USE)
    play(parked).hears(opened(alone=False)).answers(Noted())


def test_a_car_that_comes_ends_it() -> None:
    """Whoever comes to charge is not the one who waits: their tap is for charging."""
    story = play([*online(), opened(alone=True)]).hears(status("occupied", "preparing"), after_s=9)
    assert not is_open(story)
    assert noted(story.hears(shown()).answers(ACCEPTED)) == []


def test_a_start_from_afar_ends_it() -> None:
    story = play([*online(), opened()]).hears(start_asked(), after_s=2).answers(CommandTaken)
    assert not is_open(story)
    story.hears(opened("w2")).answers(Refusal.CHARGER_IN_USE)
    story.hears(started("ADA"), after_s=3).leaves(token_refused=False)


def test_what_else_the_station_says_leaves_it_open() -> None:
    story = play([*online(), opened()]).hears(sampled(1_000, ref=None), after_s=1)
    assert is_open(story)
    assert noted(story) == []


def test_a_station_that_is_away_or_not_accepted_waits_for_nothing() -> None:
    play([*online(), disconnected()]).hears(opened()).answers(Refusal.STATION_OFFLINE).without_a_trace()
    pending = play([connected(), booted()], boot="pending")
    pending.hears(opened()).answers(Refusal.NOT_ACCEPTED).without_a_trace()


def test_a_tap_is_told_to_whoever_watches_the_station() -> None:
    play([*online(), opened()]).hears(shown()).does(effect(KeepTap))
