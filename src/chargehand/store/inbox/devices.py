"""The devices that drivers let be told."""

from __future__ import annotations

from datetime import datetime

import asyncpg

from chargehand.model.identity import DriverId
from chargehand.model.push import DEVICES_MAX, PushDevice, PushKeys
from chargehand.store.asking import Asking
from chargehand.store.inbox.rows import secret_hash
from chargehand.store.queries import load

_sql = load("inbox/push")


class PushDevices:
    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = Asking(pool)

    async def key(self) -> str | None:
        """What browsers must know of whoever messages them; None: nobody does yet."""
        found = await self._pool.fetchval(_sql["key"])
        return None if found is None else str(found)

    async def put(self, driver: DriverId, keys: PushKeys, name: str, held: str, now: datetime) -> PushDevice:
        """The device is told from now on, while the driver has no more than ten: the oldest makes room (S46).

        `held`: the secret that its browser is signed in with; signing out ends it.
        """
        row = await self._pool.fetchrow(
            _sql["put_device"],
            driver,
            keys.endpoint,
            keys.p256dh,
            keys.auth,
            name,
            secret_hash(held),
            now,
        )
        assert row is not None  # inserted or updated, one row either way
        await self._pool.execute(_sql["newest_only"], driver, DEVICES_MAX)
        return _device(row)

    async def all(self, driver: DriverId) -> list[PushDevice]:
        return [_device(row) for row in await self._pool.fetch(_sql["devices"], driver)]

    async def drop(self, driver: DriverId, device: str) -> bool:
        """False: there is none such, or it is somebody else's."""
        return await self._pool.fetchval(_sql["drop_device"], driver, device) is not None


def _device(row: asyncpg.Record) -> PushDevice:
    return PushDevice(id=row["id"], name=row["name"], made_at=row["made_at"], told_at=row["told_at"])
