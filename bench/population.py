"""Stations, drivers, cards and API tokens by thousands, and questions about what was kept."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import asyncpg

from bench.generator.crash import Fact
from bench.generator.station import identity_of, token_of
from bench.subject import Platform

_STATIONS = """
insert into station (identity, public_id, name, secret_salt, secret_hash, next_number)
select * from unnest($1::text[], $2::text[], $3::text[], $4::bytea[], $5::bytea[], $6::integer[])
"""
_CONNECTORS = "insert into connector (station, number) select identity, 1 from station"
_DRIVERS = "insert into driver (id, email) select * from unnest($1::text[], $2::text[])"
_CARDS = "insert into token (uid, card_id, driver) select * from unnest($1::text[], $2::text[], $3::text[])"
_API_TOKENS = "insert into api_token (secret_hash, driver) select * from unnest($1::bytea[], $2::text[])"
_LIVE = """
select distinct on (station) station, id from session
 where station = any($1::text[]) and transaction = 'open' order by station, made_at desc
"""
_LOST = """
select f.kind, count(*) from fact f
 where not case f.kind
       when 'start' then exists (select from session s where s.station = f.station and s.number = f.number)
       when 'stop' then exists (select from session s where s.station = f.station and s.number = f.number
                                   and s.transaction = 'ended' and s.end_basis = 'reported')
       else exists (select from session s join reading r on r.session = s.id
                     where s.station = f.station and s.number = f.number and r.register_wh = f.register_wh)
       end
 group by f.kind
"""


class Kept(NamedTuple):
    readings: int
    sessions: int
    """Sessions that ended by their station's own word."""


def bearer_of(platform: Platform, place: int) -> str:
    """The API token of the driver who charges at this station."""
    return f"{platform.bearer}{place}"


async def populate(platform: Platform, places: Sequence[int]) -> None:
    """A station with a connector at each of these places, and for each a driver with a card and an API token."""
    salts = [secrets.token_bytes(16) for _ in places]
    words = [f"{platform.password}{place}".encode() for place in places]
    drivers = [f"benchdriver{place:05d}" for place in places]
    connection = await asyncpg.connect(platform.dsn)
    try:
        async with connection.transaction():
            await connection.execute(
                _STATIONS,
                [identity_of(place) for place in places],
                [secrets.token_hex(5) for _ in places],
                [f"Bench {place}" for place in places],
                salts,
                [hmac.digest(salt, word, "sha256") for salt, word in zip(salts, words, strict=True)],
                [secrets.randbelow(900_000_000) + 100_000_000 for _ in places],
            )
            await connection.execute(_CONNECTORS)
            await connection.execute(_DRIVERS, drivers, [f"{name}@example.org" for name in drivers])
            await connection.execute(
                _CARDS, [token_of(place) for place in places], [f"k{place}" for place in places], drivers
            )
            bearers = [bearer_of(platform, place).encode() for place in places]
            await connection.execute(
                _API_TOKENS, [hashlib.sha256(bearer).digest() for bearer in bearers], drivers
            )
        await connection.execute("analyze")
    finally:
        await connection.close()


async def sessions_of(platform: Platform, places: Sequence[int]) -> list[list[str]]:
    """For each place its station's running session and its driver's API token. Raises KeyError where none runs."""
    connection = await asyncpg.connect(platform.dsn)
    try:
        rows = await connection.fetch(_LIVE, [identity_of(place) for place in places])
    finally:
        await connection.close()
    running = {row["station"]: row["id"] for row in rows}
    return [[running[identity_of(place)], bearer_of(platform, place)] for place in places]


async def kept(platform: Platform) -> Kept:
    connection = await asyncpg.connect(platform.dsn)
    try:
        return Kept(
            await connection.fetchval("select count(*) from reading where source = 'periodic'"),
            await connection.fetchval("select count(*) from session where end_basis = 'reported'"),
        )
    finally:
        await connection.close()


async def connected(platform: Platform) -> int:
    """Stations that are shown as online."""
    connection = await asyncpg.connect(platform.dsn)
    try:
        return int(await connection.fetchval("select count(*) from station where connected"))
    finally:
        await connection.close()


async def halted(platform: Platform) -> int:
    """Lanes on which a law was broken."""
    connection = await asyncpg.connect(platform.dsn)
    try:
        return int(await connection.fetchval("select count(*) from station where halted <> ''"))
    finally:
        await connection.close()


async def lost_facts(platform: Platform, told: Sequence[Fact]) -> dict[str, int]:
    """Of what stations were answered, by kind, how much is not in the tables."""
    connection = await asyncpg.connect(platform.dsn)
    try:
        await connection.execute(
            "create temporary table fact (kind text, station text, number integer, register_wh integer)"
        )
        rows: Iterable[tuple[str, str, int, int]] = (fact[:4] for fact in told)
        await connection.copy_records_to_table("fact", records=rows)
        await connection.execute("analyze fact")
        return {row["kind"]: row["count"] for row in await connection.fetch(_LOST)}
    finally:
        await connection.close()
