"""What every serving process stands on: figures, the database, the unit, the feed, and whether we could commit now."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

import asyncpg
from structlog.typing import FilteringBoundLogger

from chargehand.edge.observability.figures import Figures
from chargehand.edge.observability.lag import LoopLag
from chargehand.edge.observability.log import OpenLog
from chargehand.edge.observability.sparing import SparingLog
from chargehand.edge.observability.units import WitnessedUnits
from chargehand.edge.observability.witness import Witness
from chargehand.engine.clock import Timekeeper
from chargehand.engine.health import Health
from chargehand.engine.ports import Feed
from chargehand.engine.unit import Unit
from chargehand.main.chance import boot, clock, monotonic
from chargehand.main.serving.janitor import Janitor
from chargehand.main.serving.supervision import Supervision
from chargehand.main.settings import Settings
from chargehand.store.embedded import Level, Room
from chargehand.store.housekeeping import Housekeeping
from chargehand.store.people.erasure import Erasure
from chargehand.store.pool import UNIT_LIMITS, Limits, open_pool
from chargehand.store.units import PostgresUnits

UNIT_CONNECTIONS: Final = 6
OTHER_CONNECTIONS: Final = 8
DRAIN_S: Final = 3.0
POOL_S: Final = 1.0


@dataclass(frozen=True, kw_only=True)
class Trunk:
    settings: Settings
    dsn: str
    log: FilteringBoundLogger
    tasks: Supervision
    figures: Figures
    sparing: SparingLog
    witness: Witness
    pool: asyncpg.Pool
    units: PostgresUnits
    unit: Unit
    feed: Feed
    health: Health
    janitor: Janitor
    on_lost: list[Callable[[], Awaitable[None]]] = field(default_factory=list[Callable[[], Awaitable[None]]])
    """What is done when nothing can be committed any more."""


@asynccontextmanager
async def grown(
    settings: Settings, opened: OpenLog, tasks: Supervision, dsn: str, feed: Feed
) -> AsyncGenerator[Trunk]:
    """The trunk runs; at the end nothing that was submitted is undecided, unless it took too long."""
    log, figures = opened.log, Figures()
    sparing = SparingLog(log, monotonic)
    witness = Witness(log, sparing, figures, opened.tell if settings.log_events else None)
    async with _pools(dsn, mails=bool(settings.smtp_url)) as (units, pool):
        timekeeper = await _timekeeper(units, figures, witness)
        janitor = _janitor(settings, pool, log)
        # Before the first row of a month is written, or that month stays in the catch-all.
        await janitor.round()
        store = WitnessedUnits(units, witness)
        on_lost: list[Callable[[], Awaitable[None]]] = []

        async def lost() -> None:
            log.error("nothing_can_be_committed")
            for each in on_lost:
                await each()

        unit = Unit(store, feed, witness, settings.policy(), monotonic)
        health = Health(store, lost, _room(settings, log, figures))
        lag = _figured(log, figures, unit, health)
        running = (
            tasks.start("health", health.run()),
            tasks.start("loop lag", lag.run()),
            tasks.start("timekeeper", timekeeper.run()),
        )
        try:
            yield Trunk(
                settings=settings,
                dsn=dsn,
                log=log,
                tasks=tasks,
                figures=figures,
                sparing=sparing,
                witness=witness,
                pool=pool,
                units=units,
                unit=unit,
                feed=feed,
                health=health,
                janitor=janitor,
                on_lost=on_lost,
            )
        finally:
            try:
                await asyncio.wait_for(unit.drain(), DRAIN_S)
            except TimeoutError:
                log.error("undecided_at_the_end", events=unit.waiting())
            await tasks.end(*running)


def _figured(log: FilteringBoundLogger, figures: Figures, unit: Unit, health: Health) -> LoopLag:
    """The figures show how the process is doing."""
    figures.gauge("events_waiting", "Events that wait for their turn.", unit.waiting)
    figures.gauge("ready", "1 if a commit was possible just now.", health.ready)
    lag = LoopLag(log, monotonic)
    figures.add(lag.spread)
    return lag


async def _timekeeper(units: PostgresUnits, figures: Figures, witness: Witness) -> Timekeeper:
    """From now on this process' clock shows the house's time."""
    timekeeper = Timekeeper(clock, boot(), units, witness)
    await timekeeper.begin()
    figures.gauge(
        "clock_ahead_seconds", "By how much the house's time is ahead of the system's.", clock.ahead_s
    )
    return timekeeper


def _janitor(settings: Settings, pool: asyncpg.Pool, log: FilteringBoundLogger) -> Janitor:
    keeping, erasure = Housekeeping(pool), Erasure(pool)
    return Janitor(keeping, clock, log, settings.message_days, settings.security_days, erasure)


def _room(settings: Settings, log: FilteringBoundLogger, figures: Figures) -> Callable[[], bool]:
    """Whether the database's disk has room; of a server of somebody else's nothing can be known."""
    if settings.database_url:
        return lambda: True

    def told(level: Level, free_bytes: int) -> None:
        say = log.warning if level >= Level.SCARCE else log.error
        say("disk", room=level.name.lower(), free_mb=free_bytes // 1_000_000)

    room = Room(settings.data_dir, settings.disk_floor_mb * 1_000_000, told)
    figures.gauge("disk_free_bytes", "Room on the embedded database's disk.", lambda: room.free_bytes)
    return room.enough


@asynccontextmanager
async def _pools(dsn: str, *, mails: bool) -> AsyncGenerator[tuple[PostgresUnits, asyncpg.Pool]]:
    """The units with connections of their own, one of them for probes alone; and connections for everybody else."""
    async with (
        _pool(dsn, UNIT_CONNECTIONS, UNIT_LIMITS) as own,
        _pool(dsn, 1, UNIT_LIMITS) as prober,
        _pool(dsn, OTHER_CONNECTIONS) as pool,
    ):
        yield PostgresUnits(own, prober, mails=mails), pool


@asynccontextmanager
async def _pool(dsn: str, size: int, limits: Limits | None = None) -> AsyncGenerator[asyncpg.Pool]:
    pool = await open_pool(dsn, size=size, limits=limits)
    try:
        yield pool
    finally:
        try:
            await asyncio.wait_for(pool.close(), POOL_S)
        except (TimeoutError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            pool.terminate()
