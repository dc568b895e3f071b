"""What runs beside: hourly housekeeping, and showing out what another gateway took over."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import asyncpg

from chargehand.edge.bus.nats import NatsFeed
from chargehand.edge.observability.log import make_log
from chargehand.main.serving.holding.displacement import Displacement
from chargehand.main.serving.holding.rollcall import RollCall
from chargehand.main.serving.janitor import Janitor
from chargehand.model.identity import PublicId, StationId
from chargehand.model.snapshot import Change
from chargehand.store.administration import StationDraft, Stations
from chargehand.store.housekeeping import Housekeeping
from tests.integration.main.conftest import Bus, until

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


async def test_a_round_makes_room_and_a_lost_database_is_no_end(pool: asyncpg.Pool) -> None:
    lines: list[bytes] = []
    janitor = Janitor(Housekeeping(pool), lambda: NOW, make_log(lines.append))
    assert await janitor.round() is True
    assert await pool.fetchval("select to_regclass('reading_2026_12') is not null") is True
    await pool.close()
    assert await janitor.round() is False
    assert b"partitions_made" in lines[0]
    assert b"housekeeping_failed" in lines[1]


async def test_f102_several_that_make_the_same_room_at_once_are_in_nobodys_way(pool: asyncpg.Pool) -> None:
    later = datetime(2031, 5, 1, tzinfo=UTC)
    made = await asyncio.gather(*(Housekeeping(pool).make_room(later) for _ in range(4)))
    names = [name for each in made for name in each]
    assert set(names) == {f"{table}_2031_0{month}" for table in ("reading", "journal") for month in (5, 6, 7)}


async def test_security_events_are_kept_for_their_time_and_no_longer(pool: asyncpg.Pool) -> None:
    await Stations(pool).put(StationDraft(identity=StationId("A"), public_id=PublicId("a"), next_number=1))
    for days in (0, 9, 11, 730):
        at = NOW - timedelta(days=days)
        await pool.execute(
            "insert into security_event (station, kind, at, received_at, info) values ('A', $1, $2, $2, '')",
            f"d{days}",
            at,
        )
    left = "select array_agg(kind order by kind) from security_event"
    log = make_log(lambda _: None)
    assert await Janitor(Housekeeping(pool), lambda: NOW, log).round() is True
    assert await pool.fetchval(left) == ["d0", "d11", "d730", "d9"]
    assert await Janitor(Housekeeping(pool), lambda: NOW, log, security_days=10).round() is True
    assert await pool.fetchval(left) == ["d0", "d9"]


class Holding:
    """A gateway that holds two stations."""

    def __init__(self) -> None:
        self.out: list[tuple[str, int]] = []

    def has(self, station: StationId) -> bool:
        return station in ("A", "B")

    def displaced(self, station: StationId, epoch: int) -> None:
        self.out.append((station, epoch))


class Present:
    """A gateway that holds one station."""

    def known(self) -> list[StationId]:
        return [StationId("A")]


async def test_f25_who_is_said_to_be_here_and_is_not_is_parted_with(pool: asyncpg.Pool) -> None:
    """Its coming was committed and the word of that lost with the database's line: nobody would tell of its going."""
    stations = Stations(pool)
    for identity in ("A", "B", "C", "D"):
        name = StationId(identity)
        await stations.put(StationDraft(identity=name, public_id=PublicId(identity), next_number=1))
    await pool.execute("update station set connected = true, gateway = 'here', epoch = 3")
    await pool.execute("update station set gateway = 'there' where identity = 'C'")
    await pool.execute("update station set connected = false where identity = 'D'")
    parted: list[tuple[str, int]] = []

    async def part(station: StationId, epoch: int) -> None:
        parted.append((station, epoch))
        await pool.execute("update station set connected = false where identity = $1", station)

    call = RollCall("here", stations, Present(), part, make_log(lambda _: None)).call
    assert (await call(), parted) == (1, [("B", 3)])
    assert await call() == 0


async def test_f27_a_station_that_another_gateway_took_over_is_shown_out_here(
    pool: asyncpg.Pool, bus: Bus
) -> None:
    stations = Stations(pool)
    for identity in ("A", "B", "C"):
        name = StationId(identity)
        await stations.put(StationDraft(identity=name, public_id=PublicId(identity), next_number=1))
    await pool.execute("update station set connected = true, gateway = 'here', epoch = 3")
    await pool.execute("update station set gateway = 'there', epoch = 4 where identity = 'A'")
    holding = Holding()
    here = await NatsFeed.connect(bus.url, "here", lambda _: None)
    there = await NatsFeed.connect(bus.url, "there", lambda _: None)
    displacement = Displacement("here", stations, holding, make_log(lambda _: None))
    running = [asyncio.create_task(work) for work in (displacement.run(here), here.run(), there.run())]
    there.publish([Change(StationId(each)) for each in ("A", "B", "C")])
    await until(lambda: holding.out)
    here.publish([Change(StationId("A"))])  # what we say ourselves is no news to us
    there.publish([Change(StationId("B"))])
    await pool.execute("update station set gateway = 'there', epoch = 9 where identity = 'B'")
    there.publish([Change(StationId("B"))])
    await until(lambda: len(holding.out) > 1)
    assert holding.out == [("A", 4), ("B", 9)]
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    await asyncio.gather(here.close(), there.close())
