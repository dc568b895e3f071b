"""What a driver is told, in words: lines, messages to devices, letters, in three languages."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from string import Formatter
from zoneinfo import ZoneInfo

import pytest

from chargehand.model.identity import DriverId, PublicId, SessionId
from chargehand.model.notice import (
    SECURITY,
    SWITCHABLE,
    Channel,
    Notice,
    NoticeFacts,
    NoticeKind,
    NoticePage,
    wanted,
)
from chargehand.model.support import (
    CaseCommand,
    CaseFacts,
    CaseMessage,
    CaseReading,
    CaseState,
    SupportCase,
)
from chargehand.model.tariff import Money
from chargehand.views.inbox.letters import notice_letter, sign_in_letter
from chargehand.views.inbox.notices import bell_words, href_of, inbox_page, notice_line, push_message
from chargehand.views.inbox.support import case_view, draft_page, fact_rows
from chargehand.views.words import dutch, english, german
from chargehand.views.words.language import Language
from chargehand.views.words.seen import Seen

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
HOUSE = ("Chargehand", "https://charge.example")


def seen(lang: Language = Language.EN) -> Seen:
    return Seen(
        now=NOON, stale_after_s=90, close_offline_after_s=86_400, lang=lang, zone=ZoneInfo("Europe/Berlin")
    )


def notice(kind: NoticeKind, **facts: object) -> Notice:
    told = NoticeFacts(**facts)  # pyright: ignore[reportArgumentType]
    about = kind not in SECURITY
    return Notice(
        id="n1",
        driver=DriverId("d"),
        kind=kind,
        at=NOON,
        facts=told,
        session=SessionId("s1") if about else None,
        charger="Hall 3" if about else "",
        number=71 if about else None,
    )


ENDED = notice(NoticeKind.SESSION_ENDED, energy_wh=Decimal(12_400), cost=Money(496, "EUR"), lasted_s=3_780)


@pytest.mark.parametrize("lang", list(Language))
@pytest.mark.parametrize("kind", list(NoticeKind))
def test_each_kind_has_its_words_everywhere(kind: NoticeKind, lang: Language) -> None:
    told = notice(kind, energy_wh=Decimal(12_400), since=NOON, note="suspended_evse", lasted_s=60)
    line, letter = (
        notice_line(told, seen(lang)),
        notice_letter(told, lang, UTC, HOUSE, "https://charge.example/u"),
    )
    message = json.loads(push_message(told, lang, UTC))
    assert line.title
    assert message["title"] == line.title
    assert line.title in letter.body or line.title in letter.subject
    assert "{" not in line.text + letter.body + letter.html
    for text in (message["title"], message["body"]):
        assert "Hall 3" not in text
        assert "71" not in text


@pytest.mark.parametrize("part", ["inbox.", "support."])
def test_three_languages_say_the_same_things_with_the_same_places(part: str) -> None:
    tables = [table.SENTENCES for table in (english, dutch, german)]
    keys = [{key for key in table if key.startswith(part)} for table in tables]
    assert keys[0] == keys[1] == keys[2]
    assert len(keys[0]) > 30
    for key in keys[0]:
        places = [{name for _, name, _, _ in Formatter().parse(table[key]) if name} for table in tables]
        assert places[0] == places[1] == places[2], key


def test_figures_are_local() -> None:
    assert notice_line(ENDED, seen()).text == "12.4 kWh in 1 h 03 min, €4.96"
    assert "12,4 kWh" in notice_line(ENDED, seen(Language.DE)).text
    assert notice_line(ENDED, seen(Language.NL)).title == "Het laden is klaar"
    facts = notice(NoticeKind.SESSION_UNCONFIRMED, since=NOON)
    assert notice_line(facts, seen()).text == "Not confirmed since 13:00. It may still be charging."


def test_what_is_not_final_says_so_and_what_is_not_known_is_not_made_up() -> None:
    assert notice_line(notice(NoticeKind.SESSION_ENDED, estimated=True), seen()).text == "— in — (estimated)"


def test_a_message_is_short_whatever_it_tells() -> None:  # S46
    for note in ("x" * 5_000, "ü" * 5_000, '"' * 5_000):
        told = push_message(notice(NoticeKind.SIGNED_IN, note=note), Language.EN, UTC)
        assert len(told.encode()) <= 800
        assert json.loads(told)["title"] == "Signed in on a new device"


@pytest.mark.parametrize("kind", sorted(SECURITY - {NoticeKind.SIGNED_IN, NoticeKind.ACCOUNT_CHANGED}))
def test_a_lock_screen_tells_no_address_and_no_name(kind: NoticeKind) -> None:  # S46
    told = notice(kind, note="ada@example.org, Ada's key fob ··4F21")
    assert "4F21" in notice_line(told, seen()).text
    message = json.loads(push_message(told, Language.EN, UTC))
    assert (message["title"], message["body"]) == (notice_line(told, seen()).title, "")


def test_rows_lead_on_and_unread_ones_are_told_apart() -> None:
    page = inbox_page(NoticePage(rows=(ENDED,), unread=1, cursor="next"), seen())
    (row,) = page.rows
    assert (row.href, row.unread, row.place) == ("/inbox/n1", True, "Hall 3, session #71")
    assert page.older_href == "/inbox?cursor=next"
    assert href_of(ENDED) == "/sessions/s1"
    assert href_of(notice(NoticeKind.PASSKEY_ADDED)) == "/account"
    assert [bell_words(count, Language.EN) for count in (0, 1, 2)] == [
        "Notifications",
        "Notifications, 1 unread",
        "Notifications, 2 unread",
    ]


def test_a_letter_says_the_same_in_both_forms() -> None:
    letter = notice_letter(ENDED, Language.EN, UTC, HOUSE, "https://charge.example/unsubscribe/x")
    assert letter.subject == "Charging has ended · Hall 3"
    assert letter.unsubscribe == "https://charge.example/unsubscribe/x"
    for figure in ("Hall 3", "#71", "12.4 kWh", "1 h 03 min", "4.96", "https://charge.example/sessions/s1"):
        assert figure in letter.body, figure
        assert figure in letter.html, figure
    assert not re.search(r"<(script|link|style|img)", letter.html)
    assert '<html lang="en">' in letter.html


def test_a_letter_about_security_cannot_be_ended() -> None:
    letter = notice_letter(
        notice(NoticeKind.CARD_LOST, note="Fob ··7F80"), Language.DE, UTC, HOUSE, "https://x/u"
    )
    assert letter.unsubscribe == ""
    assert "https://x/u" not in letter.body + letter.html
    assert "lassen sich nicht abbestellen" in letter.body


def test_a_charger_may_be_called_anything() -> None:  # S18
    named = Notice(
        id="n",
        driver=DriverId("d"),
        kind=NoticeKind.SESSION_ENDED,
        at=NOON,
        facts=NoticeFacts(),
        charger="<img src=x>\r\nBcc: eve@example.org",
    )
    letter = notice_letter(named, Language.EN, UTC, HOUSE)
    assert "<img" not in letter.html
    assert "\n" not in letter.subject
    assert "\r" not in letter.subject


def test_the_sign_in_letter_speaks_its_readers_language() -> None:
    letter = sign_in_letter(Language.DE, "Chargehand", "https://charge.example/sign-in/x", "123456", 15)
    assert letter.subject == "Bei Chargehand anmelden"
    for form in (letter.body, letter.html):
        assert "https://charge.example/sign-in/x" in form
        assert "123 456" in form
        assert "15 Minuten" in form


def test_choices_have_defaults_and_security_has_none() -> None:
    assert set(SWITCHABLE) | SECURITY == set(NoticeKind)
    assert wanted(NoticeKind.SESSION_STARTED, Channel.PUSH, {})
    assert not wanted(NoticeKind.SESSION_STARTED, Channel.EMAIL, {})
    assert wanted(NoticeKind.SESSION_ENDED, Channel.EMAIL, {})
    off = {(kind, channel): False for kind in NoticeKind for channel in Channel}
    assert not any(wanted(kind, channel, off) for kind in SWITCHABLE for channel in Channel)
    assert all(wanted(kind, channel, off) for kind in SECURITY for channel in Channel)


FACTS = CaseFacts(
    charger="Hall 3",
    charger_id=PublicId("p1"),
    connector=2,
    heard_at=NOON - timedelta(hours=3),
    session=SessionId("s1"),
    number=71,
    transaction="open",
    started_at=NOON - timedelta(hours=4),
    energy_wh=Decimal(12_400),
    card="Fob ··7F80",
    readings=(CaseReading(at=NOON - timedelta(hours=3), energy_wh=Decimal(12_400), power_w=Decimal(7_400)),),
    commands=(CaseCommand(kind="stop", state="rejected", reason="refused", at=NOON),),
    at=NOON,
)


def test_support_gets_what_it_would_ask_for() -> None:
    rows = {row.label: row.lines for row in fact_rows(FACTS, seen())}
    assert rows["Charger"] == ("Hall 3, connector 2",)
    assert rows["Connection"] == ("not connected, last heard 10:00",)
    assert rows["Session"] == ("#71",)
    assert rows["Card"] == ("Fob ··7F80",)
    assert rows["End"] == ("still open",)
    assert rows["Last readings"] == ("10:00 · 12.400 kWh · 7.4 kW",)
    assert rows["What was asked of the charger"] == ("13:00 · Stop · refused · The charger refused.",)
    assert draft_page(FACTS, seen()).session == "s1"


def test_a_case_shows_who_wrote_what() -> None:
    messages = (CaseMessage(False, "Help.\n\nPlease.", NOON), CaseMessage(True, "Unlock it.", NOON))
    case = SupportCase(
        id="c1",
        number=4,
        driver=DriverId("d"),
        state=CaseState.ANSWERED,
        facts=FACTS,
        made_at=NOON,
        changed_at=NOON,
        messages=messages,
    )
    view = case_view(case, seen())
    assert (view.title, view.words, view.closed) == ("Message no. 4", "Answered", False)
    assert [(row.who, row.paragraphs) for row in view.messages] == [
        ("You", ("Help.", "Please.")),
        ("Operator", ("Unlock it.",)),
    ]
