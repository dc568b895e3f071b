"""The API's objects for cards, claims and passkeys. No whole card number ever stands here (S15)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from chargehand.model.card import CardRequest, CardSheet, ClaimOutcome, Colour, LostCard, RequestState, Tap
from chargehand.model.passkey import Passkey
from chargehand.model.token import TokenStatus
from chargehand.views.wallet.passkeys import key_name
from chargehand.views.words.seen import Seen


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnCard:
    id: str
    name: str
    tail: str
    """Its last characters."""
    colour: Colour
    active: bool
    status: TokenStatus
    issued_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    sessions: int
    live_session_id: str | None
    lost_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class CardList:
    cards: list[OwnCard]
    sign_in_by_card: bool
    """Whether a card of theirs that is tapped at a charger signs in."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CardRequestObject:
    id: str
    state: RequestState
    note: str
    answer: str
    made_at: datetime
    answered_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class CardRequestList:
    requests: list[CardRequestObject]


@dataclass(frozen=True, kw_only=True, slots=True)
class CardRequestSheet:
    """A request as operators see it."""

    id: str
    state: RequestState
    driver: str
    email: str
    note: str
    answer: str
    made_at: datetime
    answered_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class CardRequestSheets:
    requests: list[CardRequestSheet]


@dataclass(frozen=True, kw_only=True, slots=True)
class LostCardSheet:
    card_id: str
    tail: str
    name: str
    driver: str
    email: str
    lost_at: datetime
    reason: str
    waiting: int
    """Things that chargers could not be told yet: to stop, to forget the card."""
    failed: int
    """Things that they were told and did not do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LostCardSheets:
    cards: list[LostCardSheet]


class ClaimState(StrEnum):
    WAITING = "waiting"
    YOURS = "yours"
    ALREADY = "already"
    """It was theirs before."""
    REFUSED = "refused"
    EXPIRED = "expired"


@dataclass(frozen=True, kw_only=True, slots=True)
class ClaimObject:
    """Waiting: tap the card at the charger's reader before `ends_at`. That tap starts no charge."""

    id: str
    charger_id: str
    state: ClaimState
    ends_at: datetime
    card_id: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class PasskeyObject:
    id: str
    name: str
    made_at: datetime
    last_used_at: datetime | None
    usable: bool
    """False: its counter fell, there may be a copy of it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PasskeyList:
    passkeys: list[PasskeyObject]


@dataclass(frozen=True, kw_only=True, slots=True)
class ChallengeObject:
    """`public_key`: the options that a device's platform takes to make or to show a passkey (WebAuthn level 3, §5.4, §5.5)."""

    public_key: dict[str, Any]


def own_card(card: CardSheet, seen: Seen) -> OwnCard:
    return OwnCard(
        id=card.id,
        name=card.name,
        tail=card.tail,
        colour=card.colour,
        active=card.active_at(seen.now),
        status=card.status,
        issued_at=card.issued_at,
        expires_at=card.expires_at,
        last_used_at=card.used_at,
        sessions=card.sessions,
        live_session_id=card.live,
        lost_at=card.lost_at,
    )


def request_object(request: CardRequest) -> CardRequestObject:
    return CardRequestObject(
        id=request.id,
        state=request.state,
        note=request.note,
        answer=request.answer,
        made_at=request.made_at,
        answered_at=request.answered_at,
    )


def request_sheet(request: CardRequest) -> CardRequestSheet:
    return CardRequestSheet(
        id=request.id,
        state=request.state,
        driver=request.driver,
        email=request.email,
        note=request.note,
        answer=request.answer,
        made_at=request.made_at,
        answered_at=request.answered_at,
    )


def lost_sheet(card: LostCard) -> LostCardSheet:
    return LostCardSheet(
        card_id=card.card_id,
        tail=card.tail,
        name=card.name,
        driver=card.driver,
        email=card.email,
        lost_at=card.lost_at,
        reason=card.reason,
        waiting=card.waiting,
        failed=card.failed,
    )


def claim_object(tap: Tap, seen: Seen) -> ClaimObject:
    if tap.settled:
        state = ClaimState(tap.outcome or ClaimOutcome.REFUSED)
    else:
        state = ClaimState.WAITING if tap.waits and seen.now < tap.ends_at else ClaimState.EXPIRED
    return ClaimObject(id=tap.id, charger_id=tap.charger, state=state, ends_at=tap.ends_at, card_id=tap.card)


def passkey_object(key: Passkey) -> PasskeyObject:
    return PasskeyObject(
        id=key_name(key.id),
        name=key.name,
        made_at=key.made_at,
        last_used_at=key.used_at,
        usable=key.suspect_at is None,
    )
