"""The account page, its letters and the names of devices, in every language."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from chargehand.model.account import Device, DeviceKind, Profile
from chargehand.model.identity import DriverId, SessionId
from chargehand.model.token import AccountStatus, Driver, Theme
from chargehand.model.visit import LetterDraft
from chargehand.views.account.device_name import device_name
from chargehand.views.account.letters import (
    change_note,
    closed_letter,
    confirm_letter,
    invitation_letter,
    sign_in_letter,
)
from chargehand.views.account.page import Said, account_page, delete_page
from chargehand.views.parts.notice import Tone
from chargehand.views.words import dutch, english, german
from chargehand.views.words.dutch import account as in_dutch
from chargehand.views.words.english import account as in_english
from chargehand.views.words.german import account as in_german
from chargehand.views.words.language import Language
from tests.unit.views.facts import AMSTERDAM, CARD, NOW, SEEN, ago

EN, NL, DE = Language.EN, Language.NL, Language.DE
ADA = Driver(id=DriverId("d"), email="ada@example.org", name="Ada", theme=Theme.DARK, language="nl")
LINK = "https://charge.example/sign-in/abc"


def browser(told: str, *, current: bool = False) -> Device:
    return Device(
        id="d1",
        kind=DeviceKind.BROWSER,
        told=told,
        since=ago(3600),
        seen_at=ago(60),
        expires_at=None,
        current=current,
    )


@pytest.mark.parametrize(
    ("told", "name"),
    [
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile/15E148 Safari/604.1",
            "Safari on iPhone",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 CriOS/139.0 Mobile/15E148 Safari/604.1",
            "Chrome on iPhone",
        ),
        (
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/142.0.0.0 Mobile Safari/537.36",
            "Chrome on Android",
        ),
        (
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
            "Samsung Internet on Android",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
            "Edge on Windows",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0", "Firefox on Linux"),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.6 Safari/605.1.15",
            "Safari on Mac",
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)", "Mac"),
        ("curl/8.5", "Unknown device"),
        ("", "Unknown device"),
    ],
)
def test_a_device_has_a_name_that_its_owner_knows(told: str, name: str) -> None:
    assert device_name(browser(told), EN) == name


def test_a_program_is_named_after_its_key() -> None:
    program = Device(id="p", kind=DeviceKind.PROGRAM, told="watch", since=NOW, seen_at=None, expires_at=None)
    assert device_name(program, EN) == "App “watch”"
    assert device_name(browser("Firefox/144.0 (Windows"), NL) == "Firefox op Windows"
    assert device_name(browser("Firefox/144.0 (Windows"), DE) == "Firefox auf Windows"


@pytest.mark.parametrize(
    ("status", "words", "tone"),
    [
        (AccountStatus.INVITED, "Invited", Tone.WARN),
        (AccountStatus.ACTIVE, "Active", Tone.LIVE),
        (AccountStatus.SUSPENDED, "Suspended", Tone.WARN),
        (AccountStatus.CLOSED, "Closed", Tone.WARN),
    ],
)
def test_the_status_is_shown_plainly(status: AccountStatus, words: str, tone: Tone) -> None:
    driver = Driver(id=ADA.id, email=ADA.email, account=status)
    page = account_page(Profile(driver=driver, member_since=ago(0)), (), (CARD,), SEEN)
    assert (page.status, page.tone, page.cards) == (words, tone, ("Blue card ··7F3A",))


def test_preferences_and_devices_are_as_they_are_set() -> None:
    profile = Profile(driver=ADA, member_since=NOW - timedelta(days=30), waiting_email="new@example.org")
    page = account_page(profile, (browser("", current=True), browser("Firefox/1 Linux")), (), SEEN)

    assert [each.value for each in page.themes if each.chosen] == ["dark"]
    assert [each.value for each in page.languages if each.chosen] == ["nl"]
    assert [each.label for each in page.languages] == [
        "As in the browser",
        "English",
        "Nederlands",
        "Deutsch",
    ]
    assert [each.current for each in page.devices] == [True, False]
    assert page.devices[1].sign_out == "Sign out: Firefox on Linux"
    assert page.devices[1].seen.startswith("last seen ")
    assert page.waiting == "Waiting for confirmation: new@example.org"


@pytest.mark.parametrize("said", Said)
def test_what_was_done_is_said(said: Said) -> None:
    page = account_page(Profile(driver=ADA, member_since=NOW, waiting_email="a@b.c"), (), (), SEEN, said)
    assert len(page.said) == 1


def test_deleting_says_until_when_and_what_is_in_the_way() -> None:
    page = delete_page(NOW, AMSTERDAM, EN)
    assert "Until 20 Nov 2026 you can keep the account" in page.lines[1]
    assert page.live is None
    live = delete_page(NOW, AMSTERDAM, EN, (SessionId("s1"),)).live
    assert live is not None
    assert live.link is not None
    assert live.link.href == "/sessions/s1"


def letters(lang: Language) -> list[LetterDraft]:
    return [
        sign_in_letter("Chargehand", LINK, "012345", 15, lang),
        invitation_letter("Chargehand", LINK, "https://charge.example/sign-in", lang),
        confirm_letter("Chargehand", LINK, lang),
        change_note("Chargehand", LINK, lang),
        closed_letter("Chargehand", LINK, NOW, AMSTERDAM, lang),
    ]


@pytest.mark.parametrize("lang", Language)
def test_every_letter_is_whole_in_every_language(lang: Language) -> None:
    for letter in letters(lang):
        assert f"\n  {LINK}\n" in letter.body
        assert "Chargehand" in letter.body
        assert re.search(r"[{}]", letter.subject + letter.body) is None
        assert "012" not in letter.subject, "subjects are shown on locked phones"
        assert max(len(line) for line in letter.body.splitlines()) <= 120
    assert "012 345" in letters(lang)[0].body


def test_the_account_is_spoken_of_in_every_language() -> None:
    keys = set(in_english.SENTENCES)
    assert set(in_dutch.SENTENCES) == set(in_german.SENTENCES) == keys
    for key, text in in_english.SENTENCES.items():
        places = sorted(re.findall(r"{\w+}", text))
        for other in (dutch, german):
            assert sorted(re.findall(r"{\w+}", other.SENTENCES[key])) == places, key
    assert english.SENTENCES["account.active"] == "Active"
