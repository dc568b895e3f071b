"""Who asks at the web's door, and what for."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from chargehand.model.identity import CardId, CommandId, DriverId, PublicId, SessionId, StationId, TokenUid
from chargehand.model.passkey import Proof
from chargehand.model.token import Driver


class KeyKind(StrEnum):
    COOKIE = "cookie"
    BEARER = "bearer"


class Key(Struct, frozen=True):
    """What a request shows to be let in. `secret` is plain: only its hash is kept, and it is never printed."""

    kind: KeyKind
    secret: str

    def __repr__(self) -> str:
        return f"Key({self.kind})"


class Named(Struct, frozen=True, kw_only=True):
    """What a request speaks of, to be looked up together with the one who asks."""

    session: SessionId | None = None
    charger: PublicId | None = None
    card: CardId | None = None
    """With `charger`: the card to charge with; None: the one last used."""


class Entrance(Struct, frozen=True, kw_only=True):
    """What a browser holds once it is let in; what it held `before` is void then. Secrets are plain, never printed."""

    secret: str
    expires_at: datetime
    device: str
    before: str | None

    def __repr__(self) -> str:
        return f"Entrance({self.expires_at})"


class Welcome(Struct, frozen=True):
    """Who was let in. `kept`: their account was on its way out, and stays because of that."""

    driver: Driver
    kept: bool


class Visit(Struct, frozen=True, kw_only=True):
    """Who asks. `station` is that of the named session, if it is the driver's own, or of the named charger."""

    driver: Driver
    scope: str = "driver"
    seen_at: datetime | None = None
    station: StationId | None = None
    proof: Proof = Proof.LETTER
    proved_at: datetime | None = None
    """When they last proved who they are; a card at a reader is no such proof."""
    token: TokenUid | None = None
    """The card to charge with, when a charger was named: that which was asked for, else the best of the driver's."""


class Remembered(Struct, frozen=True, kw_only=True):
    """What is known of a request that carried an Idempotency-Key."""

    same: bool
    """False: the key came before with another request."""
    command: CommandId
    """The same for all requests with this key."""
    status: int = 0
    """0: no answer is kept yet."""
    body: bytes = b""


class SessionState(StrEnum):
    ALL = "all"
    ACTIVE = "active"
    COMPLETED = "completed"


class SessionFilter(Struct, frozen=True, kw_only=True):
    """Which of a driver's sessions, newest first. `from_at` belongs to the span, `until_at` does not."""

    state: SessionState = SessionState.ALL
    from_at: datetime | None = None
    until_at: datetime | None = None
    card: CardId | None = None
    charger: PublicId | None = None
    cursor: str | None = None
    limit: int = 50


class BadCursor(ValueError):
    """The cursor was not one of ours."""


class LetterDraft(Struct, frozen=True):
    """`html`: the same for eyes that want it; `unsubscribe`: the address where such letters are ended (RFC 8058)."""

    subject: str
    body: str
    html: str = ""
    unsubscribe: str = ""


class Letter(Struct, frozen=True, kw_only=True):
    """A letter to be sent. The body may hold secrets: it is emptied once the letter has gone."""

    id: int
    recipient: str
    subject: str
    body: str
    html: str = ""
    unsubscribe: str = ""
    made_at: datetime
    tries: int


class IssuedToken(Struct, frozen=True):
    driver: DriverId
    secret: str
    """Shown once; only its hash is kept."""
