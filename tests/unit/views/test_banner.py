"""driver.md §4: the banner on top of every page while charging."""

from __future__ import annotations

from chargehand.views.banner import session_banner
from chargehand.views.parts.notice import Tone
from tests.unit.views.facts import SEEN, ago, offline, pending, session, sight


def test_nobody_charges() -> None:
    assert session_banner((), SEEN) is None


def test_it_tells_kwh_so_far_since_when_and_leads_there() -> None:
    told = session_banner((sight(), sight(pending())), SEEN)
    assert told is not None
    assert (told.words, told.energy, told.since) == ("Charging at Hall 3", "12.4", "since 13:19")
    assert told.href == "/sessions/sess0000000000000000ab"
    assert told.more == 1
    assert told.breathing


def test_it_does_not_look_live_when_it_is_not_confirmed() -> None:
    told = session_banner((sight(station=offline()),), SEEN)
    assert told is not None
    assert told.unconfirmed
    assert told.unconfirmed_words == "Not confirmed since 14:02"
    assert told.tone is Tone.WARN
    assert not told.breathing


def test_a_start_has_no_made_up_nought() -> None:
    told = session_banner((sight(pending()),), SEEN)
    assert told is not None
    assert (told.words, told.energy) == ("Preparing at Hall 3", "")


def test_where_charging_is_over_it_does_not_say_that_it_charges() -> None:
    told = session_banner((sight(session(stopped_at=ago(3))),), SEEN)
    assert told is not None
    assert (told.words, told.breathing) == ("Stopped, unplug at Hall 3", False)
