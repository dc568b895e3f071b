"""Who waits for a tap at a reader. A window's secret comes in plain and is kept as SHA-256 only."""

from __future__ import annotations

import hashlib
from datetime import datetime

import asyncpg
import msgspec

from chargehand.model.card import ClaimOutcome, Place, Tap
from chargehand.model.identity import CardId, DriverId, PairingId, PublicId, StationId
from chargehand.model.pairing import Purpose
from chargehand.model.visit import Entrance, LetterDraft, Welcome
from chargehand.store.asking import Asking
from chargehand.store.people.rows import driver_of
from chargehand.store.queries import load

_sql = load("wallet/taps")


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


class Taps:
    """Raises WorldFault when the database cannot be asked."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._ask = Asking(pool)

    async def place(self, charger: PublicId) -> Place | None:
        """None: there is no such charger."""
        row = await self._ask.fetchrow(_sql["place"], charger)
        if row is None:
            return None
        return Place(StationId(row["identity"]), PublicId(row["public_id"]), row["name"], row["has_reader"])

    async def open(
        self,
        pairing: PairingId,
        station: StationId,
        secret: str,
        driver: DriverId | None,
        span: tuple[datetime, datetime],
    ) -> None:
        """Whoever holds `secret` waits for a tap; a driver, to claim a card, and nobody known, to be let in."""
        purpose = Purpose.CLAIM if driver is not None else Purpose.SIGN_IN
        await self._ask.execute(_sql["open"], pairing, station, purpose, driver, _hash(secret), *span)

    async def drop(self, pairing: PairingId) -> None:
        await self._ask.execute(_sql["drop"], pairing)

    async def look(self, pairing: PairingId, secret: str, driver: DriverId | None) -> Tap | None:
        """None: there is none such, or another browser's, or another driver's."""
        purpose = Purpose.CLAIM if driver is not None else Purpose.SIGN_IN
        row = await self._ask.fetchrow(_sql["look"], pairing, _hash(secret), purpose, driver)
        return None if row is None else msgspec.convert(dict(row), Tap)

    async def claim(
        self,
        pairing: PairingId,
        secret: str,
        driver: DriverId,
        card: CardId,
        at: datetime,
        letter: LetterDraft,
    ) -> ClaimOutcome | None:
        """The card that was tapped is the driver's if it was nobody's. `card`: its id if it is new. None: nothing to settle."""
        texts = (letter.subject, letter.body, letter.html)
        told = await self._ask.fetchval(_sql["claim"], pairing, _hash(secret), driver, card, at, *texts)
        return None if told is None else ClaimOutcome(str(told))

    async def enter(
        self, pairing: PairingId, secret: str, entrance: Entrance, at: datetime, letter: LetterDraft
    ) -> Welcome | None:
        """The driver whose card was tapped is let in, and told so. None: no tap, or a card that lets nobody in."""
        row = await self._ask.fetchrow(
            _sql["enter"],
            pairing,
            _hash(secret),
            _hash(entrance.secret),
            entrance.expires_at,
            entrance.device,
            None if entrance.before is None else _hash(entrance.before),
            at,
            letter.subject,
            letter.body,
            letter.html,
        )
        return None if row is None else Welcome(driver_of(row), row["kept"])

    async def sweep(self, now: datetime) -> None:
        """Windows of yesterday are gone."""
        await self._ask.execute(_sql["sweep"], now)
