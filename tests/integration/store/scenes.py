"""Both stores behind the engine's ports, with the same people and stations in them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol

import asyncpg

from chargehand.engine.ports import Courses, Outbox, Timers, UnitStore
from chargehand.model.batch import Want
from chargehand.model.identity import CardId, DriverId, PublicId, SessionId, StationId, TokenUid
from chargehand.model.snapshot import Needs, Snapshot
from chargehand.model.station import Connector, Station
from chargehand.model.token import AccountStatus, Token
from chargehand.simulator.rehearsal.people import TOKENS as THEIRS
from chargehand.simulator.rehearsal.stage import STATION
from chargehand.store.units import PostgresUnits
from rehearsal.store.rows import Rows
from rehearsal.store.units import MemoryUnits

A, B = StationId("A"), StationId("B")
CARD, EVES = TokenUid("CARD"), TokenUid("EVES")
FIRST_NUMBER = 700
STATIONS = (A, B, STATION)
"""The last one's stories are those of the core's rehearsal."""
TOKENS = (
    *THEIRS.values(),
    Token(uid=CARD, card_id=CardId("k1"), driver=DriverId("ada"), account=AccountStatus.ACTIVE),
    Token(uid=EVES, card_id=CardId("k3"), driver=DriverId("eve"), account=AccountStatus.SUSPENDED),
)

Told = tuple[str, str | None, tuple[str, ...]]
"""Of a row of the journal: the answer, the frame, the effects."""


class Units(UnitStore, Outbox, Timers, Courses, Protocol):
    """All that the engine asks of a store."""


class Scene(Protocol):
    units: Units

    def another(self) -> Units:
        """Another process on the same rows, knowing nothing but them."""
        ...

    async def readings(self, session: str) -> list[tuple[Decimal | None, str]]:
        """Energy and source, by instant and source."""
        ...

    async def journal(self, station: StationId) -> list[Told]: ...


class InPostgres:
    def __init__(self, pool: asyncpg.Pool) -> None:
        self.pool = pool
        self.units: Units = PostgresUnits(pool)

    async def furnish(self) -> None:
        await self.pool.execute(
            "insert into driver (id, email, account) values ('ada', 'ada@example.com', 'active'), "
            "('bob', 'bob@example.com', 'active'), ('eve', 'eve@example.com', 'suspended')"
        )
        for token in TOKENS:
            await self.pool.execute(
                "insert into token (uid, card_id, driver, status, expires_at) values ($1, $2, $3, $4, $5)",
                token.uid,
                token.card_id,
                token.driver,
                token.status.value,
                token.expires_at,
            )
        for identity in STATIONS:
            await self.pool.execute(
                "insert into station (identity, public_id, next_number) values ($1, $2, $3)",
                identity,
                f"p{identity}",
                FIRST_NUMBER,
            )
            await self.pool.execute(
                "insert into connector (station, number) select $1, n from unnest(array[1, 2]) n", identity
            )

    def another(self) -> Units:
        return PostgresUnits(self.pool)

    async def readings(self, session: str) -> list[tuple[Decimal | None, str]]:
        rows = await self.pool.fetch(
            "select energy_wh, source from reading where session = $1 order by at, source", session
        )
        return [(row["energy_wh"], row["source"]) for row in rows]

    async def journal(self, station: StationId) -> list[Told]:
        rows = await self.pool.fetch(
            "select answer, frame, effects from journal where station = $1 order by id", station
        )
        return [(row["answer"], row["frame"], tuple(row["effects"].split())) for row in rows]


class InMemory:
    def __init__(self) -> None:
        self.rows = Rows()
        self.units: Units = MemoryUnits(self.rows)

    async def furnish(self) -> None:
        self.rows.tokens.update((token.uid, token) for token in TOKENS)
        for identity in STATIONS:
            station = Station(
                identity=identity, public_id=PublicId(f"p{identity}"), name="", next_number=FIRST_NUMBER
            )
            self.rows.add(station, (Connector(number=1), Connector(number=2)))
        await asyncio.sleep(0)

    def another(self) -> Units:
        return MemoryUnits(self.rows)

    async def readings(self, session: str) -> list[tuple[Decimal | None, str]]:
        rows = [each for each in self.rows.readings.values() if each.session == session]
        rows.sort(key=lambda row: (row.at, row.source.value))
        return [(row.energy_wh, row.source.value) for row in rows]

    async def journal(self, station: StationId) -> list[Told]:
        told = [row for row in self.rows.journal if row.station == station]
        return [(row.answer, row.frame, row.effects) for row in told]


async def lane(
    units: Units, station: StationId = A, *, ref: str | None = None, session: str | None = None
) -> Snapshot:
    """The lane with what is named; it must be known and not halted."""
    needs = Needs(ref=ref, session=None if session is None else SessionId(session))
    (found,) = await units.load([Want(station, needs)])
    assert isinstance(found, Snapshot)
    return found


def shapes(snapshots: Sequence[object]) -> list[str]:
    return [type(each).__name__ for each in snapshots]
