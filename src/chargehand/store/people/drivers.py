"""Drivers for those who run the house: who there is, and how their accounts stand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import asyncpg
import msgspec

from chargehand.model.account import DriverChoice, DriverSheet, DriverWish, LiveSession
from chargehand.model.identity import DriverId
from chargehand.model.token import Driver
from chargehand.model.visit import LetterDraft
from chargehand.store.asking import Asking
from chargehand.store.people.rows import driver_of, hashed
from chargehand.store.queries import load

_sql = load("people/drivers")
_accounts = load("accounts")


class Drivers:
    def __init__(self, pool: asyncpg.Pool, clock: Callable[[], datetime]) -> None:
        self._pool = Asking(pool)
        self._clock = clock

    async def chosen(self, choice: DriverChoice) -> list[DriverSheet]:
        """By address."""
        rows = await self._pool.fetch(
            _sql["sheets"], None, choice.status, choice.search, choice.after, choice.limit
        )
        return [_sheet(row) for row in rows]

    async def sheet(self, named: str) -> DriverSheet | None:
        """The driver with this id or address."""
        row = await self._pool.fetchrow(_sql["sheets"], named, None, "", "", 1)
        return None if row is None else _sheet(row)

    async def add(self, driver: Driver) -> Driver:
        """A driver with this address exists; the returned one has the id that holds."""
        row = await self._pool.fetchrow(
            _accounts["add_driver"],
            driver.id,
            driver.email.lower(),
            driver.name,
            driver.account,
            driver.operator,
        )
        assert row is not None  # inserted or updated, one row either way
        return driver_of(row)

    async def put(self, driver: DriverId, wish: DriverWish) -> bool:
        """The account is so for the very next request; False: there is no such driver, or it was erased."""
        row = await self._pool.fetchrow(_sql["set_driver"], driver, wish.status, self._clock(), wish.name)
        return row is not None

    async def sign_out(self, driver: DriverId) -> None:
        """No browser of the driver is signed in any more, no program comes in with a token, and no device is told anything."""
        await self._pool.execute(_sql["sign_out"], driver)

    async def invite(self, driver: DriverId, secret: str, hours: int, letter: LetterDraft) -> None:
        """The letter waits, and its link works for so long; nothing for an account that is not invited."""
        now = self._clock()
        until = now + timedelta(hours=hours)
        await self._pool.execute(
            _sql["invite"], driver, hashed(secret), now, until, letter.subject, letter.body
        )


def _sheet(row: asyncpg.Record) -> DriverSheet:
    return DriverSheet(
        driver=driver_of(row),
        created_at=row["created_at"],
        suspended_at=row["suspended_at"],
        closed_at=row["closed_at"],
        closed_by=row["closed_by"],
        erase_at=row["erase_at"],
        erased_at=row["erased_at"],
        cards=row["cards"],
        live=msgspec.json.decode(row["live"] or "[]", type=tuple[LiveSession, ...]),
    )
