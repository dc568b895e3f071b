"""Who may charge: the one rule for a token, whatever asks (OCPP 1.6 §4.1, 2.0.1 C)."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from chargehand.core.tariff.telling import at_the_reader
from chargehand.model.answers import AuthorizeAnswer
from chargehand.model.events import TokenPresented
from chargehand.model.snapshot import Decision, Snapshot
from chargehand.model.token import AccountStatus, Token, TokenStatus


def status_of(token: Token | None, at: datetime) -> TokenStatus:
    """Whether `token` may charge at `at`; an unknown one may not."""
    if token is None:
        return TokenStatus.INVALID
    if token.status is not TokenStatus.ACCEPTED:
        return token.status
    if token.expires_at is not None and token.expires_at <= at:
        return TokenStatus.EXPIRED
    if token.account in (AccountStatus.SUSPENDED, AccountStatus.CLOSED):
        return TokenStatus.BLOCKED
    return TokenStatus.ACCEPTED


def answer_for(token: Token | None, at: datetime) -> AuthorizeAnswer:
    status = status_of(token, at)
    if token is None:
        return AuthorizeAnswer(status)
    return AuthorizeAnswer(status, group_id=token.group_id, expires_at=token.expires_at)


def presented(snapshot: Snapshot, event: TokenPresented) -> Decision:
    """A token was held to the reader: answered, nothing changes. With it comes leave to give power back (2.1 Q01)."""
    answer = answer_for(snapshot.token, event.at)
    if snapshot.policy.gives_back and answer.status is TokenStatus.ACCEPTED:
        answer = replace(answer, gives_back=True)
    return Decision(snapshot, at_the_reader(snapshot, answer, event.at))
