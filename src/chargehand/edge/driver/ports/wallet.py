"""What the wallet asks of those who keep things. Each method raises WorldFault when it cannot be asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chargehand.model.card import (
    CardRequest,
    CardSheet,
    ClaimOutcome,
    Colour,
    LostCard,
    LostReport,
    Place,
    RequestAnswer,
    RequestState,
    Stopping,
    Tap,
)
from chargehand.model.identity import CardId, DriverId, PairingId, PublicId, StationId
from chargehand.model.passkey import Passkey
from chargehand.model.visit import Entrance, LetterDraft, Welcome


class Cards(Protocol):
    """The owner is part of every question, so that unknown and foreign look the same (S29)."""

    async def all(self, driver: DriverId) -> list[CardSheet]:
        """The one last used first."""
        ...

    async def one(self, driver: DriverId, card: CardId) -> CardSheet | None: ...

    async def change(self, driver: DriverId, card: CardId, name: str | None, colour: Colour | None) -> bool:
        """False: the driver has no such card. None leaves what is."""
        ...

    async def report_lost(self, report: LostReport) -> list[Stopping] | None:
        """It may not charge from now on. The sessions that run on it; None: not the driver's, or lost before."""
        ...

    async def lost(self) -> list[LostCard]: ...

    async def ask(
        self, driver: DriverId, request: str, note: str, at: datetime, to_operators: LetterDraft
    ) -> bool:
        """False: the driver asked already, and was not answered yet."""
        ...

    async def requests(self, driver: DriverId | None, state: RequestState | None = None) -> list[CardRequest]:
        """The driver's, or everybody's; the latest first."""
        ...

    async def request(self, request: str) -> CardRequest | None:
        """Whosever it is; for those who answer."""
        ...

    async def answer(self, answer: RequestAnswer) -> bool:
        """False: none waits under this id, or the card is somebody else's; nothing was changed."""
        ...

    async def entry_allowed(self, driver: DriverId) -> bool: ...

    async def allow_entry(self, driver: DriverId, *, allowed: bool) -> None: ...


class Taps(Protocol):
    """Windows, as the browsers know them that opened them: nobody else is told anything of one."""

    async def place(self, charger: PublicId) -> Place | None:
        """None: there is no such charger."""
        ...

    async def open(
        self,
        pairing: PairingId,
        station: StationId,
        secret: str,
        driver: DriverId | None,
        span: tuple[datetime, datetime],
    ) -> None:
        """A driver claims a card; nobody known wants to be let in."""
        ...

    async def drop(self, pairing: PairingId) -> None: ...

    async def look(self, pairing: PairingId, secret: str, driver: DriverId | None) -> Tap | None: ...

    async def claim(
        self,
        pairing: PairingId,
        secret: str,
        driver: DriverId,
        card: CardId,
        at: datetime,
        letter: LetterDraft,
    ) -> ClaimOutcome | None:
        """None: there is no tap to settle."""
        ...

    async def enter(
        self, pairing: PairingId, secret: str, entrance: Entrance, at: datetime, letter: LetterDraft
    ) -> Welcome | None:
        """None: there is no tap to settle, or the card lets nobody in."""
        ...

    async def sweep(self, now: datetime) -> None: ...


class Passkeys(Protocol):
    async def challenge(self, challenge: bytes, driver: DriverId | None, expires_at: datetime) -> None: ...

    async def take(self, challenge: bytes, driver: DriverId | None, now: datetime) -> bool:
        """Whether it waited for this answer; it waits for no other."""
        ...

    async def all(self, driver: DriverId) -> list[Passkey]: ...

    async def one(self, key: bytes, now: datetime) -> Passkey | None: ...

    async def add(self, key: Passkey, letter: LetterDraft) -> bool:
        """False: too many, or somebody's already."""
        ...

    async def remove(self, driver: DriverId, key: bytes, at: datetime, letter: LetterDraft) -> bool: ...

    async def suspect(self, key: bytes, at: datetime) -> None: ...

    async def enter(self, key: bytes, sign_count: int, entrance: Entrance, at: datetime) -> Welcome | None:
        """None: the counter did not rise, or the key opens nothing."""
        ...

    async def sweep(self, now: datetime) -> None: ...


@dataclass(frozen=True, kw_only=True)
class Wallet:
    cards: Cards
    taps: Taps
    passkeys: Passkeys

    async def sweep(self, now: datetime) -> None:
        """What nobody waits for any more is gone."""
        await self.taps.sweep(now)
        await self.passkeys.sweep(now)
