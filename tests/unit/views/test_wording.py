"""Every status, refusal, command state and failure has its sentence, and those quoted in driver.md have theirs exactly."""

from __future__ import annotations

import re
from datetime import UTC, tzinfo
from pathlib import Path

import pytest

from chargehand.model.command import CommandState
from chargehand.model.reading import ReadingSource
from chargehand.model.refusals import Refusal
from chargehand.model.session import Bill, CardHold, EndBasis, EnergyPhase
from chargehand.model.token import AccountStatus
from chargehand.views import wording
from chargehand.views.availability import Availability
from chargehand.views.pages import Trouble
from chargehand.views.status import Display, Phase, Status
from chargehand.views.wording import availability_words, counted, refusal_words, say, status_words
from chargehand.views.words import english
from chargehand.views.words.language import Language
from tests.unit.views.facts import AMSTERDAM, NOW

EN = Language.EN
SOURCES = Path(wording.__file__).parents[1]


@pytest.mark.parametrize("refusal", Refusal)
def test_every_refusal_has_a_sentence_and_what_to_do(refusal: Refusal) -> None:
    assert refusal_words(refusal, EN)
    assert say(f"refusal.{refusal}.help", EN)


ENUMS = [
    ("status", Status),
    ("precise", [each for each in Status if each is not Status.FAILED]),
    ("charger", Availability),
    ("energy", EnergyPhase),
    ("bill", Bill),
    ("hold", CardHold),
    ("source", ReadingSource),
    ("command", CommandState),
    ("end", EndBasis),
    ("error", Trouble),
    ("account", AccountStatus),
]


@pytest.mark.parametrize(("kind", "members"), ENUMS)
def test_every_member_has_its_words(kind: str, members: list[str]) -> None:
    missing = [f"{kind}.{member}" for member in members if f"{kind}.{member}" not in english.SENTENCES]
    assert missing == []


@pytest.mark.parametrize("reason", ["refused", "offline", "no_answer", "not_done", "unsupported", "other"])
@pytest.mark.parametrize("kind", ["start", "stop"])
def test_every_failure_of_a_command_has_its_reason(kind: str, reason: str) -> None:
    assert say(f"{kind}.reason.{reason}", EN, seconds="30")


QUOTED = {
    "stop.button": "Stop charging",
    "stop.title": "Stop charging?",
    "stop.keep": "Keep charging",
    "stop.question.unknown": "Stop the in-progress session?",
    "stop.failed": "Charger could not stop the session. Please try again.",
    "start.button": "Start charging",
    "start.tap": "Tap your card",
    "start.failed": "Charger could not start the session. Please try again.",
    "refusal.no_card": "No active card on file",
    "refusal.account_inactive": "Account inactive",
    "refusal.not_found": "Session not found",
    "error.session_not_found": "Session not found",
    "charger.in_use": "In use",
    "charger.offline": "Offline",
    "charger.out_of_service": "Out of service",
    "card.not_charging": "I'm not charging",
    "refresh.silent": "The charger has not answered",
    "unplug.title": "You can unplug now",
    "badge.in_progress": "In progress",
    "badge.completed": "Completed",
    "precise.stopping_asked": "Stopping",
    "precise.stopped_unplug": "Stopped, unplug",
    "precise.ended_waiting": "Ended, waiting for the final reading",
    "precise.ended_estimated": "Ended (estimated)",
    "tile.kwh": "Total kWh",
    "tile.duration": "Duration",
    "tile.cost": "Cost",
    "tile.cost_estimated": "Estimated cost",
    "tile.mean": "Average kW",
    "session.timeline": "Meter timeline",
    "session.final": "final reading",
    "session.know": "What we know",
    "sessions.title": "Charging sessions",
    "sessions.none": "No sessions yet.",
    "sessions.no_match": "No matching sessions.",
    "sessions.clear": "Clear filters",
    "chargers.none": "No chargers yet",
    "home.pick": "Pick charger",
    "status.preparing": "Preparing",
    "notice.suspended": "Account inactive",
    "cards.title": "Cards",
    "cards.active": "Active",
    "cards.inactive": "Inactive",
    "cards.lost": "Report lost",
    "cards.request": "Request a card",
    "account.active": "Active",
    "account.suspended": "Suspended",
    "account.closed": "Closed",
    "account.device.out": "Sign out",
    "sign_out": "Sign out",
    "sign_in.keep": "Keep me signed in on this phone",
    "support.contact": "Contact operator",
    "tab.home": "Home",
    "tab.chargers": "Chargers",
    "tab.sessions": "Sessions",
    "tab.account": "Account",
}


@pytest.mark.parametrize(("key", "sentence"), QUOTED.items())
def test_what_the_product_quotes_stands_exactly_so(key: str, sentence: str) -> None:
    assert say(key, EN) == sentence


def test_sentences_with_figures() -> None:
    assert say("stop.question", EN, energy="12.4 kWh") == "Stop the session at 12.4 kWh delivered?"
    assert say("card.unconfirmed", EN, time="14:02") == "Not confirmed since 14:02"
    assert say("card.age", EN, age="4 s") == "reading 4 s ago"
    assert say("session.title", EN, number="4711") == "Session #4711"
    assert "plug in your car" in say("card.plug_in.title", EN)


WORDS = {
    Status.PREPARING: "Preparing",
    Status.LIVE: "Live",
    Status.STOPPING_ASKED: "Stopping (asked)",
    Status.STOPPING_ACCEPTED: "Stopping (accepted)",
    Status.STOPPED: "Stopped, unplug",
    Status.WAITING: "Ended, waiting for the final reading",
    Status.ESTIMATED: "Ended, estimated bill",
    Status.COMPLETED: "Completed (final)",
    Status.IN_REVIEW: "In review",
}


@pytest.mark.parametrize(("status", "words"), WORDS.items())
def test_the_words_of_a_sessions_life(status: Status, words: str) -> None:
    assert status_words(Display(status=status, phase=Phase.ACTIVE), EN, UTC) == words


@pytest.mark.parametrize(("zone", "time"), [(UTC, "13:02"), (AMSTERDAM, "14:02")])
def test_not_confirmed_says_since_when_where_the_driver_is(zone: tzinfo, time: str) -> None:
    shown = Display(status=Status.UNCONFIRMED, phase=Phase.ACTIVE, unconfirmed_since=NOW)
    assert status_words(shown, EN, zone) == f"Live, not confirmed since {time}"


def test_each_language_has_its_own_words() -> None:
    assert [availability_words(Availability.FREE, each) for each in Language] == ["Free", "Vrij", "Frei"]


@pytest.mark.parametrize("lang", Language)
def test_so_many_are_counted_by_the_languages_rule(lang: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    told = {"eggs.one": "{count} egg in {place}", "eggs.other": "{count} eggs in {place}"}
    monkeypatch.setattr(wording, "TABLES", {lang: told})
    spoken = [counted("eggs", count, lang, place="a box") for count in (0, 1, 2, 1_000)]
    thousand = "1,000" if lang is EN else "1.000"
    assert spoken == ["0 eggs in a box", "1 egg in a box", "2 eggs in a box", f"{thousand} eggs in a box"]


def test_an_unknown_key_is_a_defect() -> None:
    with pytest.raises(KeyError):
        say("no.such.sentence", EN)


def test_every_key_that_views_and_templates_name_is_there() -> None:
    text = "".join(file.read_text() for file in (SOURCES / "views").rglob("*.py"))
    text += "".join(file.read_text() for file in (SOURCES / "edge/driver/templates").rglob("*.html"))
    named = set(re.findall(r"""\bsay\(\s*["']([a-z0-9_.]+)["']\s*[,)]""", text))
    assert len(named) > 100
    assert sorted(named - english.SENTENCES.keys()) == []


def test_drivers_read_charger_and_card_never_the_houses_words() -> None:
    banned = re.compile(r"\b(station|token|evse|idtag|connectorid|csms|ocpp)\b", re.IGNORECASE)
    spoken = {key: text for key, text in english.SENTENCES.items() if banned.search(text)}
    assert spoken == {"charger.picture": "Drawing of a charging station"}
