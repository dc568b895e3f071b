"""Stations as those who run the house know them: who may connect, which lanes are halted, who is connected where."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import asyncpg
from msgspec import Struct

from chargehand.model.credentials import Credentials, SecurityProfile, Verifier
from chargehand.model.identity import PublicId, StationId
from chargehand.model.place import Coordinates
from chargehand.store.asking import Asking
from chargehand.store.queries import load

_sql = load("administration")


class StationDraft(Struct, frozen=True, kw_only=True):
    """What is to be so of a station; None leaves one that exists as it is. `public_id` and `next_number` are for a new one."""

    identity: StationId
    public_id: PublicId
    next_number: int
    name: str | None = None
    key: Verifier | None = None
    profile: SecurityProfile | None = None
    connectors: int | None = None
    connector_type: str | None = None
    power_w_max: int | None = None
    at: Coordinates | None = None
    address: str | None = None


class PutStation(NamedTuple):
    public_id: PublicId
    name: str
    profile: SecurityProfile
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
    security_profile: int
    connectors: int
    address: str
    latitude: float | None
    longitude: float | None


class Stations:
    """Raises WorldFault when the database cannot be asked."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._ask = Asking(pool)

    async def credentials(self, identities: Sequence[str]) -> dict[str, Credentials]:
        """What those that exist must show, and what their passwords are checked against."""
        rows = await self._ask.fetch(_sql["credentials"], list(identities))
        return {row["identity"]: _credentials(row) for row in rows}

    async def exists(self, identity: StationId) -> bool:
        return bool(await self._ask.fetchval(_sql["station_made"], identity))

    async def put(self, draft: StationDraft) -> PutStation:
        """The station exists as the draft says."""
        row = await self._ask.fetchrow(
            _sql["put_station"],
            draft.identity,
            draft.public_id,
            draft.name,
            draft.key and draft.key.salt,
            draft.key and draft.key.hash,
            draft.profile,
            draft.next_number,
            draft.connectors,
            draft.connector_type,
            draft.power_w_max,
            draft.at and draft.at.latitude,
            draft.at and draft.at.longitude,
            draft.address,
        )
        assert row is not None  # inserted or updated, one row either way
        profile = SecurityProfile(row["security_profile"])
        return PutStation(PublicId(row["public_id"]), row["name"], profile, row["made"])

    async def raise_profile(self, identity: str, profile: SecurityProfile) -> None:
        """The station must show at least this much from now on."""
        await self._ask.execute(_sql["raise_profile"], identity, profile)

    async def add_next_key(self, identity: str, key: Verifier) -> bool:
        """The station may come in with this key too; False if there is none such, or too many keys are under way."""
        return bool(await self._ask.fetchval(_sql["add_next_key"], identity, key.salt, key.hash))

    async def promote_key(self, identity: str, key: Verifier) -> None:
        """The station came in with this new key: it is the only one from now on."""
        await self._ask.execute(_sql["promote_key"], identity, key.hash)

    async def settle_next_key(self, identity: str, key: Verifier, *, taken: bool) -> None:
        """The station answered: a key that it took ends those sent before it, one that it did not take is gone."""
        name = "keep_one_next_key" if taken else "drop_next_key"
        await self._ask.execute(_sql[name], identity, key.hash)

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


def _credentials(row: asyncpg.Record) -> Credentials:
    key = Verifier(row["secret_salt"], row["secret_hash"]) if row["secret_hash"] else None
    following = zip(row["salts"] or (), row["hashes"] or (), strict=True)
    return Credentials(
        SecurityProfile(row["security_profile"]), key, tuple(Verifier(*each) for each in following)
    )


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
