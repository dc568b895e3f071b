"""What goes into a station's own list: each token as it would be answered now (1.6 §5.15, 2.x D01)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from chargehand.core.operations.local_list import PER_MESSAGE, PER_MESSAGE_MAX, drafted, fits
from chargehand.model.calls import SendLocalList
from chargehand.model.identity import CardId, TokenUid
from chargehand.model.local_list import KnownList, ListedToken, ListLimits, LocalList
from chargehand.model.token import AccountStatus, Token, TokenStatus

NOW = datetime(2026, 11, 20, 4, 30, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
NOTHING_TOLD = ListLimits()


def token(uid: str, **more: object) -> Token:
    return Token(uid=TokenUid(uid), card_id=CardId(uid.lower()), **more)  # type: ignore[arg-type]


def on(uid: str, status: TokenStatus | None = TokenStatus.ACCEPTED, **more: object) -> ListedToken:
    return ListedToken(TokenUid(uid), status, **more)  # type: ignore[arg-type]


def draft(
    *tokens: Token, known: KnownList | None = None, limits: ListLimits = NOTHING_TOLD, full: bool = False
) -> SendLocalList:
    return drafted(tokens, known, limits, NOW, full=full)


def known(version: int, *entries: ListedToken, certain: bool = True) -> KnownList:
    return KnownList(LocalList(version, entries if certain else None), NOW)


def test_each_token_stands_there_as_it_would_be_answered() -> None:
    call = draft(
        token("A", group_id="FLEET", expires_at=LATER),
        token("B", status=TokenStatus.BLOCKED),
        token("C", expires_at=NOW),
        token("D", account=AccountStatus.SUSPENDED),
        token("E", status=TokenStatus.INVALID),
        token("F", account=AccountStatus.ACTIVE),
    )
    assert call.entries == (
        on("A", group_id="FLEET", expires_at=LATER),
        on("B", TokenStatus.BLOCKED),
        on("C", TokenStatus.EXPIRED, expires_at=NOW),
        on("D", TokenStatus.BLOCKED),
        on("F"),
    )
    assert (call.version, call.changes) == (1, None)


def test_only_what_changed_is_sent_to_who_has_a_list() -> None:
    before = known(4, on("A"), on("B"), on("C"))
    call = draft(token("A"), token("B", status=TokenStatus.BLOCKED), token("D"), known=before)
    assert call.version == 5
    assert call.changes == (on("C", None), on("B", TokenStatus.BLOCKED), on("D"))
    assert call.entries == (on("A"), on("B", TokenStatus.BLOCKED), on("D"))


def test_no_change_is_asked_for_too() -> None:
    """The station's answer tells whether it still has that list."""
    assert draft(token("A"), known=known(4, on("A"))).changes == ()


@pytest.mark.parametrize(("certain", "full"), [(False, False), (True, True), (False, True)])
def test_the_whole_goes_out_on_demand_and_where_nothing_is_certain(*, certain: bool, full: bool) -> None:
    call = draft(token("A"), known=known(4, on("A"), certain=certain), full=full)
    assert (call.version, call.changes) == (5, None)


def test_versions_do_not_end() -> None:
    call = draft(token("A"), known=known(2**31 - 2, on("A")))
    assert (call.version, call.changes) == (1, None)


@pytest.mark.parametrize(
    ("limits", "number"),
    [
        (NOTHING_TOLD, PER_MESSAGE),
        (ListLimits(per_message=7), 7),
        (ListLimits(per_message=10**6), PER_MESSAGE_MAX),
        (ListLimits(per_message=100, bytes_per_message=1024), 4),
        (ListLimits(bytes_per_message=10), 1),
    ],
)
def test_as_many_at_once_as_the_station_takes(limits: ListLimits, number: int) -> None:
    assert draft(limits=limits).per_message == number


def test_a_list_that_a_station_cannot_keep() -> None:
    call = draft(token("A"), token("B"))
    assert fits(call, NOTHING_TOLD)
    assert fits(call, ListLimits(most=2))
    assert not fits(call, replace(NOTHING_TOLD, most=1))
