"""Stations as those who run the house know them: who may connect, which lanes are halted, who is connected where."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import asyncpg
from msgspec import Struct

from chargehand.model.credentials import Credentials
from chargehand.model.identity import PublicId, StationId
from chargehand.store.asking import Asking
from chargehand.store.queries import load

_sql = load("administration")


class StationDraft(Struct, frozen=True, kw_only=True):
    """What is to be so of a station; None leaves one that exists as it is. `public_id` and `next_number` are for a new one."""

    identity: StationId
    public_id: PublicId
    next_number: int
    name: str | None = None
    credentials: Credentials | None = None
    connectors: int | None = None
    connector_type: str | None = None
    power_w_max: int | None = None


class PutStation(NamedTuple):
    public_id: PublicId
    name: str
    open_door: bool
    made: bool
    """It did not exist before."""


class StationRow(Struct, frozen=True, kw_only=True):
    identity: StationId
    public_id: PublicId
    name: str
    protocol: str
    vendor: str
    model: str
    connected: bool
    heard_at: datetime | None
    halted: str
    """The law that was broken on its lane; empty: the lane runs."""
    open_door: bool
    connectors: int


class Stations:
    """Raises WorldFault when the database cannot be asked."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._ask = Asking(pool)

    async def credentials(self, identities: Sequence[str]) -> dict[str, Credentials]:
        """What the passwords of those that exist are checked against."""
        rows = await self._ask.fetch(_sql["credentials"], list(identities))
        return {
            row["identity"]: Credentials(
                row["secret_salt"] or b"", row["secret_hash"] or b"", row["open_door"]
            )
            for row in rows
        }

    async def exists(self, identity: StationId) -> bool:
        return bool(await self._ask.fetchval(_sql["station_made"], identity))

    async def put(self, draft: StationDraft) -> PutStation:
        """The station exists as the draft says."""
        given = draft.credentials
        row = await self._ask.fetchrow(
            _sql["put_station"],
            draft.identity,
            draft.public_id,
            draft.name,
            given.salt or None if given else None,
            given.hash or None if given else None,
            given.open_door if given else None,
            draft.next_number,
            draft.connectors,
            draft.connector_type,
            draft.power_w_max,
        )
        assert row is not None  # inserted or updated, one row either way
        return PutStation(PublicId(row["public_id"]), row["name"], row["open_door"], row["made"])

    async def stations(self) -> list[StationRow]:
        """All of them, by identity."""
        rows = await self._ask.fetch(_sql["stations"])
        return [StationRow(**dict(row)) for row in rows]

    async def resume(self, identity: StationId) -> str | None:
        """The lane runs again. Returns the law that had been broken, empty if it ran; None: no such station."""
        law = await self._ask.fetchval(_sql["resume"], identity)
        return None if law is None else str(law)

    async def held_by(self, gateway: str) -> list[tuple[StationId, int]]:
        """The stations, with their epochs, whose sockets the gateway is said to hold."""
        rows = await self._ask.fetch(_sql["held_by"], gateway)
        return [(StationId(row["identity"]), row["epoch"]) for row in rows]

    async def held_elsewhere(
        self, gateway: str, stations: Sequence[StationId]
    ) -> list[tuple[StationId, int]]:
        """Those of the stations, with their epochs, whose sockets another gateway holds."""
        rows = await self._ask.fetch(_sql["held_elsewhere"], gateway, list(stations))
        return [(StationId(row["identity"]), row["epoch"]) for row in rows]


async def schema_version(dsn: str) -> int | None:
    """The version of the schema at `dsn`; None for a database that holds none. Raises what asyncpg raises."""
    connection = await asyncpg.connect(dsn, timeout=5)
    try:
        version = await connection.fetchval(_sql["schema_version"])
    except asyncpg.UndefinedTableError:
        return None
    finally:
        await connection.close()
    return int(version or 0)
