"""What drivers set of their own accounts: name, address, preferences, devices, and the end of it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from datetime import datetime, timedelta

import asyncpg

from chargehand.model.account import ERASED_AFTER_DAYS, Closing, Device, DeviceKind, Profile, ProfileWish
from chargehand.model.identity import DriverId, SessionId
from chargehand.model.token import Driver
from chargehand.model.visit import Key, LetterDraft
from chargehand.store.asking import Asking
from chargehand.store.people.export import Export, StillAllowed
from chargehand.store.people.rows import driver_of, hashed
from chargehand.store.queries import load

_sql = load("people/profiles")


class Profiles:
    def __init__(self, pool: asyncpg.Pool, clock: Callable[[], datetime]) -> None:
        self._pool = Asking(pool)
        self._clock = clock
        self._export = Export(pool)

    async def profile(self, driver: DriverId) -> Profile | None:
        row = await self._pool.fetchrow(_sql["profile"], driver, self._clock())
        if row is None:
            return None
        return Profile(
            driver=driver_of(row),
            member_since=row["created_at"],
            waiting_email=row["waiting_email"] or "",
            waiting_until=row["waiting_until"],
        )

    async def set_profile(self, driver: DriverId, wish: ProfileWish) -> Driver | None:
        """The driver as it is from the very next request on; None: there is none, or it is closed."""
        row = await self._pool.fetchrow(_sql["set_profile"], driver, wish.name, wish.theme, wish.language)
        return None if row is None else driver_of(row)

    async def ask_email(
        self,
        driver: DriverId,
        email: str,
        secret: str,
        minutes: int,
        letters: tuple[LetterDraft, LetterDraft],
    ) -> None:
        """The address waits to be confirmed with `secret`; a wish before it is forgotten.

        The first letter goes to the new address, unless somebody has it; the second to the present one in any case.
        """
        now, (there, here) = self._clock(), letters
        await self._pool.execute(
            _sql["ask_email"],
            driver,
            email.lower(),
            hashed(secret),
            now,
            now + timedelta(minutes=minutes),
            there.subject,
            there.body,
            here.subject,
            here.body,
        )

    async def drop_email(self, driver: DriverId) -> None:
        """No address waits any more."""
        await self._pool.execute(_sql["drop_email"], driver)

    async def waiting_email(self, secret: str) -> str | None:
        """The address that could be confirmed with the secret now."""
        email = await self._pool.fetchval(_sql["email_waits"], hashed(secret), self._clock())
        return None if email is None else str(email)

    async def confirm_email(self, secret: str) -> str | None:
        """The new address is the driver's, the old one is nobody's. None: a bad link, or somebody has the address by now."""
        try:
            email = await self._pool.fetchval(_sql["confirm_email"], hashed(secret), self._clock())
        except asyncpg.UniqueViolationError:
            return None
        return None if email is None else str(email)

    async def devices(self, driver: DriverId, current: Key) -> list[Device]:
        """What is signed in: that which asks first, then by when it was seen last."""
        rows = await self._pool.fetch(_sql["devices"], driver, self._clock(), hashed(current.secret))
        return [
            Device(
                id=row["id"],
                kind=DeviceKind(row["kind"]),
                told=row["told"],
                since=row["since"],
                seen_at=row["seen_at"],
                expires_at=row["expires_at"],
                current=row["current"],
            )
            for row in rows
        ]

    async def sign_out_device(self, driver: DriverId, device: str) -> bool:
        """It is signed in no more; False: the driver has no such device."""
        return bool(await self._pool.fetchval(_sql["sign_out_device"], driver, device))

    async def close(self, driver: DriverId, letter: LetterDraft) -> Closing:
        """The account is closed, everything signed out, the letter waits; signing in within the time undoes it.

        With a session that is live nothing is done.
        """
        now = self._clock()
        erase_at = now + timedelta(days=ERASED_AFTER_DAYS)
        row = await self._pool.fetchrow(_sql["close"], driver, now, erase_at, letter.subject, letter.body)
        assert row is not None  # a select without a table, one row always
        live = tuple(SessionId(each) for each in row["live"] or ())
        return Closing(erase_at if row["closed"] else None, live)

    def document(self, driver: DriverId, cursor: str | None, allowed: StillAllowed) -> AsyncGenerator[str]:
        """All that is kept of the driver; see Export."""
        return self._export.document(driver, self._clock(), cursor, allowed)
