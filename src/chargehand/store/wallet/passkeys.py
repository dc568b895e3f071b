"""Passkeys and their challenges. A challenge comes in plain and is kept as SHA-256 only."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Final

import asyncpg

from chargehand.model.identity import DriverId
from chargehand.model.passkey import Passkey
from chargehand.model.visit import Entrance, LetterDraft, Welcome
from chargehand.store.asking import Asking
from chargehand.store.people.rows import driver_of
from chargehand.store.queries import load

_sql = load("wallet/passkeys")
KEYS_MAX: Final = 20


class Passkeys:
    """Raises WorldFault when the database cannot be asked."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._ask = Asking(pool)

    async def challenge(self, challenge: bytes, driver: DriverId | None, expires_at: datetime) -> None:
        """It waits for one answer; of a driver, for a new key."""
        await self._ask.execute(_sql["challenge"], _hash(challenge), driver, expires_at)

    async def take(self, challenge: bytes, driver: DriverId | None, now: datetime) -> bool:
        """Whether it waited for this answer; it waits no longer."""
        return bool(await self._ask.fetchval(_sql["take"], _hash(challenge), driver, now))

    async def all(self, driver: DriverId) -> list[Passkey]:
        """The oldest first."""
        return [_passkey(row) for row in await self._ask.fetch(_sql["all"], driver)]

    async def one(self, key: bytes, now: datetime) -> Passkey | None:
        """None: it is nobody's who may come in."""
        row = await self._ask.fetchrow(_sql["one"], key, now)
        return None if row is None else _passkey(row)

    async def add(self, key: Passkey, letter: LetterDraft) -> bool:
        """False: the driver has too many, or it is somebody's already."""
        row = await self._ask.fetchrow(
            _sql["add"],
            key.id,
            key.driver,
            key.public_key,
            key.sign_count,
            list(key.transports),
            key.name,
            key.made_at,
            KEYS_MAX,
            letter.subject,
            letter.body,
            letter.html,
        )
        return row is not None

    async def remove(self, driver: DriverId, key: bytes, at: datetime, letter: LetterDraft) -> bool:
        """False: the driver has no such key."""
        texts = (letter.subject, letter.body, letter.html)
        row = await self._ask.fetchrow(_sql["remove"], key, driver, at, *texts)
        return row is not None

    async def suspect(self, key: bytes, at: datetime) -> None:
        """It opens nothing any more."""
        await self._ask.execute(_sql["suspect"], key, at)

    async def enter(self, key: bytes, sign_count: int, entrance: Entrance, at: datetime) -> Welcome | None:
        """Its driver is let in. None: the counter did not rise, or the key opens nothing."""
        row = await self._ask.fetchrow(
            _sql["enter"],
            key,
            sign_count,
            _hash(entrance.secret.encode()),
            entrance.expires_at,
            entrance.device,
            None if entrance.before is None else _hash(entrance.before.encode()),
            at,
        )
        return None if row is None else Welcome(driver_of(row), row["kept"])

    async def sweep(self, now: datetime) -> None:
        await self._ask.execute(_sql["sweep"], now)


def _hash(secret: bytes) -> bytes:
    return hashlib.sha256(secret).digest()


def _passkey(row: asyncpg.Record) -> Passkey:
    return Passkey(
        id=row["id"],
        driver=DriverId(row["driver"]),
        public_key=row["public_key"],
        sign_count=row["sign_count"],
        transports=tuple(row["transports"]),
        name=row["name"],
        made_at=row["made_at"],
        used_at=row["used_at"],
        suspect_at=row["suspect_at"],
    )
