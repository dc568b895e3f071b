"""Cards, taps, passkeys and their letters, in every state, without a page around them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from types import ModuleType

import pytest
from msgspec.structs import replace

from chargehand.model.card import CardRequest, CardSheet, ClaimOutcome, Colour, RequestState, Tap
from chargehand.model.identity import CardId, DriverId, PublicId, SessionId
from chargehand.model.pairing import Purpose
from chargehand.model.passkey import Passkey
from chargehand.model.token import Driver, TokenStatus
from chargehand.views.parts.notice import Tone
from chargehand.views.wallet.cards import card_page, cards_page, lost_page
from chargehand.views.wallet.letters import (
    House,
    answer_letter,
    claimed_letter,
    entered_letter,
    key_added_letter,
    key_removed_letter,
    lost_letter,
    lost_letter_to_operators,
)
from chargehand.views.wallet.objects import ClaimState, claim_object
from chargehand.views.wallet.passkeys import passkeys_page
from chargehand.views.wallet.taps import TapStep, entry_begin_page, tap_page
from chargehand.views.words import dutch, english, german
from chargehand.views.words.language import Language
from chargehand.views.words.seen import Seen

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
SEEN = Seen(now=NOON, stale_after_s=90)
HOUSE = House("Chargehand", "https://charge.example")
CARD = CardSheet(
    id=CardId("c1"),
    name="Key fob",
    tail="4F21",
    colour=Colour.PLUM,
    status=TokenStatus.ACCEPTED,
    issued_at=NOON - timedelta(days=40),
    expires_at=None,
    used_at=NOON - timedelta(hours=2),
    sessions=3,
    live=None,
    lost_at=None,
    lost_reason="",
)
TAP = Tap(
    id="w1",
    charger=PublicId("k3"),
    charger_name="Kerb",
    made_at=NOON - timedelta(seconds=20),
    ends_at=NOON + timedelta(seconds=70),
    tapped=False,
    settled=False,
    outcome="",
    card=None,
    tail="",
    waits=True,
)


def test_a_card_that_may_charge_and_one_that_may_not() -> None:
    page = card_page(CARD, SEEN)
    assert (page.tile.state, page.tile.tone, page.notices) == ("Active", Tone.LIVE, ())
    assert dict(page.facts)["Last used"] == "10:00"
    assert (page.lost_href, page.sessions_href) == ("/cards/c1/lost", "/sessions?card=c1")
    assert [each.value for each in page.swatches if each.chosen] == [Colour.PLUM]
    for card in (
        replace(CARD, status=TokenStatus.BLOCKED),
        replace(CARD, expires_at=NOON),
        replace(CARD, status=TokenStatus.BLOCKED, lost_at=NOON),
    ):
        page = card_page(card, SEEN)
        assert (page.tile.state, page.tile.tone, len(page.notices)) == ("Inactive", Tone.WARN, 1)
    lost = card_page(replace(CARD, lost_at=NOON, live=SessionId("s1")), SEEN)
    assert lost.lost_href == ""
    assert lost.notices[0].title == "Reported lost on 4 Mar 2026, 12:00"
    assert "Its session is being stopped." in lost.notices[0].text
    assert lost.notices[0].link is not None
    assert lost.notices[0].link.href == "/sessions/s1"


def test_a_card_without_a_name_or_a_past() -> None:
    page = card_page(replace(CARD, name="", used_at=None, sessions=0), SEEN)
    assert (page.title, page.sessions_href, dict(page.facts)["Last used"]) == ("Card", "", "Not used yet")
    assert lost_page(replace(CARD, name=""), SEEN).title == "Report Card ··4F21 lost?"
    assert lost_page(CARD, SEEN).running == ""
    assert lost_page(replace(CARD, live=SessionId("s1")), SEEN).running


def test_what_became_of_a_request_stands_above_the_cards_for_a_while() -> None:
    asked = CardRequest(
        id="r",
        driver=DriverId("d"),
        email="",
        note="",
        state=RequestState.WAITING,
        answer="",
        made_at=NOON,
        answered_at=None,
    )
    waiting = cards_page((), (asked,), SEEN, entry_allowed=True)
    assert (waiting.waiting, waiting.notices[0].title) == (True, "You asked for a card on 4 Mar 2026.")
    declined = replace(asked, state=RequestState.DECLINED, answer="Not yet.", answered_at=NOON)
    told = cards_page((CARD,), (declined, asked), SEEN, entry_allowed=False)
    assert (told.waiting, told.notices[0].tone, told.notices[0].text) == (False, Tone.WARN, "Not yet.")
    later = replace(SEEN, now=NOON + timedelta(days=31))
    assert cards_page((), (declined,), later, entry_allowed=True).notices == ()


@pytest.mark.parametrize("purpose", list(Purpose))
def test_the_steps_of_a_tap(purpose: Purpose) -> None:
    def step(tap: Tap, at: datetime = NOON) -> TapStep:
        return tap_page(tap, purpose, replace(SEEN, now=at)).step

    assert tap_page(TAP, purpose, SEEN).left == "1:10"
    assert step(TAP) is TapStep.WAITING
    assert step(TAP, TAP.ends_at) is TapStep.FAILED
    assert step(replace(TAP, waits=False)) is TapStep.FAILED
    tapped = replace(TAP, tapped=True, waits=False)
    assert step(tapped) is TapStep.TAPPED
    assert step(tapped, TAP.ends_at + timedelta(minutes=3)) is TapStep.FAILED
    assert step(replace(tapped, settled=True)) is TapStep.FAILED


def test_what_came_of_a_claim_is_told_in_words_and_to_programs() -> None:
    settled = replace(TAP, tapped=True, settled=True, card=CardId("c9"))
    told = {
        outcome: tap_page(replace(settled, outcome=outcome), Purpose.CLAIM, SEEN).result
        for outcome in ClaimOutcome
    }
    assert {outcome: notice.title for outcome, notice in told.items() if notice} == {
        ClaimOutcome.YOURS: "The card is yours.",
        ClaimOutcome.ALREADY: "This card is yours already.",
        ClaimOutcome.REFUSED: "This card cannot be added.",
    }
    states = [
        claim_object(each, SEEN).state
        for each in (TAP, replace(TAP, waits=False), replace(settled, outcome="yours"))
    ]
    assert states == [ClaimState.WAITING, ClaimState.EXPIRED, ClaimState.YOURS]


def test_a_passkey_that_may_have_a_copy_says_so() -> None:
    key = Passkey(
        id=b"\xff\xfe", driver=DriverId("d"), public_key=b"", sign_count=0, name="Phone", made_at=NOON
    )
    good, bad = passkeys_page(
        (key, replace(key, suspect_at=NOON, used_at=NOON)), SEEN, proved=True, host="charge.example"
    ).rows
    assert (good.used, good.warning, good.remove_action) == (
        "not used yet",
        "",
        "/account/passkeys/__4/remove",
    )
    assert (bad.used, bool(bad.warning)) == ("last used 12:00", True)


@pytest.mark.parametrize("lang", list(Language))
def test_letters_say_when_where_and_what_to_do(lang: Language) -> None:
    seen = replace(SEEN, lang=lang)
    letters = [
        lost_letter(CARD, HOUSE, seen),
        claimed_letter("4F21", "Kerb", HOUSE, seen),
        entered_letter("Kerb", HOUSE, seen),
        key_added_letter("Phone", HOUSE, seen),
        key_removed_letter("Phone", HOUSE, seen),
        answer_letter(RequestState.GRANTED, "In the mail.", HOUSE, lang),
    ]
    for letter in letters:
        assert letter.subject.startswith("Chargehand: ")
        assert "{" not in letter.subject + letter.body
    assert all("12:00" in letter.body for letter in letters[:-1])
    driver = Driver(id=DriverId("d"), email="ada@example.org")
    desk = lost_letter_to_operators(replace(CARD, live=SessionId("s1")), driver, "on the train", HOUSE)
    assert "on the train" in desk.body
    assert "https://charge.example/sessions/s1" in desk.body
    assert entry_begin_page("k3", "Kerb", lang, "").action == "/sign-in/card"


@pytest.mark.parametrize("part", ["cards", "door"])
@pytest.mark.parametrize("other", [dutch, german])
def test_other_languages_say_the_same(part: str, other: ModuleType) -> None:
    """Each sentence is there, with the same places to fill in; those of signing in by letter come from elsewhere."""
    ours: dict[str, str] = getattr(english, part).SENTENCES
    theirs: dict[str, str] = getattr(other, part).SENTENCES
    mine = {key: text for key, text in ours.items() if not key.startswith("sign_")}
    assert set(mine) <= set(theirs)
    for key, text in mine.items():
        assert sorted(re.findall(r"{\w+}", text)) == sorted(re.findall(r"{\w+}", theirs[key])), key
