"""Considered noes as notices: what it is, what to do, and where to go."""

from __future__ import annotations

import pytest

from chargehand.model.identity import SessionId
from chargehand.model.refusals import Refusal
from chargehand.views.parts.notice import Tone, claimed_notice, fault_notice, refusal_notice
from chargehand.views.words.language import Language


@pytest.mark.parametrize("refusal", Refusal)
def test_every_refusal_becomes_a_notice(refusal: Refusal) -> None:
    told = refusal_notice(refusal, Language.EN)
    assert told.title
    assert told.text
    assert told.tone is Tone.BAD
    assert told.link is None


def test_a_busy_card_leads_to_the_session_in_the_way() -> None:
    """§6: card busy elsewhere, with the link."""
    told = refusal_notice(Refusal.CARD_BUSY, Language.EN, SessionId("other"))
    assert told.link is not None
    assert told.link.href == "/sessions/other"


def test_a_claim_promises_the_bill_with_a_date() -> None:
    """session-truth.md §4."""
    assert "21 Nov 2026" in claimed_notice(Language.EN, "21 Nov 2026").text


def test_a_charger_that_is_away_is_not_said_to_be_asked_now() -> None:
    assert claimed_notice(Language.EN, "").title == "Thank you. We are asking the charger now."
    assert "as soon as it is back" in claimed_notice(Language.EN, "", connected=False).title


def test_a_fault_says_that_nothing_was_done() -> None:
    assert "nothing was done" in fault_notice(Language.EN).text
