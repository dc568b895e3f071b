"""Cards as their drivers see them: tokens with a name and a colour, and what becomes of one that is lost."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from chargehand.model.identity import CardId, DriverId, PublicId, SessionId, StationId, TokenUid
from chargehand.model.token import TokenStatus
from chargehand.model.visit import LetterDraft


class Colour(StrEnum):
    SLATE = "slate"
    OCEAN = "ocean"
    SKY = "sky"
    PLUM = "plum"
    SAND = "sand"
    NIGHT = "night"


class CardSheet(Struct, frozen=True, kw_only=True):
    """A card of the driver who asks. `tail`: its last characters; more of it is never told (S15)."""

    id: CardId
    name: str
    tail: str
    colour: Colour
    status: TokenStatus
    issued_at: datetime
    expires_at: datetime | None
    used_at: datetime | None
    """When a session with it began last; None: never for this driver."""
    sessions: int
    """How many this driver had with it."""
    live: SessionId | None
    """One that runs on it now."""
    lost_at: datetime | None
    lost_reason: str

    def active_at(self, at: datetime) -> bool:
        """Whether it may charge, as far as the card goes."""
        return self.status is TokenStatus.ACCEPTED and (self.expires_at is None or at < self.expires_at)


class LostReport(Struct, frozen=True, kw_only=True):
    """`letters`: to the driver, and to each of those who run the house."""

    driver: DriverId
    card: CardId
    reason: str
    at: datetime
    to_driver: LetterDraft
    to_operators: LetterDraft


class Stopping(Struct, frozen=True):
    """A session that runs on a lost card."""

    station: StationId
    session: SessionId


class LostCard(Struct, frozen=True, kw_only=True):
    """A lost card, as those who run the house see it."""

    card_id: CardId
    tail: str
    name: str
    driver: DriverId
    email: str
    lost_at: datetime
    reason: str
    waiting: int
    """Stations that could not be told yet."""
    failed: int
    """Those that did not take it, or did not stop."""


class RequestState(StrEnum):
    WAITING = "waiting"
    GRANTED = "granted"
    DECLINED = "declined"


class CardRequest(Struct, frozen=True, kw_only=True):
    """A driver asks for a card. `email`: told to those who run the house only."""

    id: str
    driver: DriverId
    email: str
    note: str
    state: RequestState
    answer: str
    made_at: datetime
    answered_at: datetime | None
    lang: str = ""
    """In which the driver reads letters, if that is known."""


class RequestAnswer(Struct, frozen=True, kw_only=True):
    """`uid`: the card that the driver gets; it may be sent without telling us yet. `granted` and `declined`: the letters."""

    id: str
    state: RequestState
    answer: str
    uid: TokenUid | None
    card: CardId
    at: datetime
    letter: LetterDraft


class RecallKind(StrEnum):
    STOP = "stop"
    CACHE = "cache"
    LIST = "list"


class Recall(Struct, frozen=True, kw_only=True):
    """What a station is yet to be told of a lost card. `over`: its session has ended, or its charging was stopped."""

    id: int
    kind: RecallKind
    station: StationId
    session: SessionId | None
    tries: int
    over: bool
    command_state: str
    """Of the last command; empty: there was none."""
    command_open: bool


class ClaimOutcome(StrEnum):
    YOURS = "yours"
    ALREADY = "already"
    REFUSED = "refused"


class Place(Struct, frozen=True):
    """Where cards are tapped."""

    station: StationId
    charger: PublicId
    name: str
    has_reader: bool


class Tap(Struct, frozen=True, kw_only=True):
    """What came of a window, as told to the browser that opened it."""

    id: str
    charger: PublicId
    charger_name: str
    made_at: datetime
    ends_at: datetime
    tapped: bool
    settled: bool
    outcome: str
    card: CardId | None
    tail: str
    waits: bool
    """The station still waits for it: a start from afar or a car that came may have ended that."""
    lang: str = ""
    """In which whoever the card belongs to reads letters, if that is known; told to nobody."""
