from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from chargehand.core.authorization import answer_for, status_of
from chargehand.model.answers import AuthorizeAnswer
from chargehand.model.events import TokenPresented
from chargehand.model.identity import CardId, TokenUid
from chargehand.model.token import AccountStatus, Token, TokenStatus
from tests.playbook.play import STATION, play

NOON = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
GOOD = Token(uid=TokenUid("ADA"), card_id=CardId("c"), group_id="family")


@pytest.mark.parametrize(
    ("token", "status"),
    [
        (GOOD, TokenStatus.ACCEPTED),
        (None, TokenStatus.INVALID),
        (replace(GOOD, status=TokenStatus.BLOCKED), TokenStatus.BLOCKED),
        (replace(GOOD, status=TokenStatus.BLOCKED, expires_at=NOON), TokenStatus.BLOCKED),
        (replace(GOOD, expires_at=NOON), TokenStatus.EXPIRED),
        (replace(GOOD, expires_at=NOON + timedelta(seconds=1)), TokenStatus.ACCEPTED),
        (replace(GOOD, account=AccountStatus.ACTIVE), TokenStatus.ACCEPTED),
        (replace(GOOD, account=AccountStatus.INVITED), TokenStatus.ACCEPTED),
        (replace(GOOD, account=AccountStatus.SUSPENDED), TokenStatus.BLOCKED),
        (replace(GOOD, account=AccountStatus.CLOSED), TokenStatus.BLOCKED),
    ],
)
def test_who_may_charge(token: Token | None, status: TokenStatus) -> None:
    assert status_of(token, NOON) is status
    assert answer_for(token, NOON).status is status


def test_the_answer_tells_the_group_and_how_long_it_is_good() -> None:
    until = NOON + timedelta(days=1)
    answer = answer_for(replace(GOOD, expires_at=until), NOON)
    assert answer == AuthorizeAnswer(TokenStatus.ACCEPTED, "family", until)


def test_a_card_at_the_reader_changes_nothing() -> None:
    story = play().hears(lambda now: TokenPresented(station=STATION, at=now.now, token=TokenUid("LOST")))
    story.answers(AuthorizeAnswer(TokenStatus.BLOCKED)).without_a_trace().has(sessions=0)
