"""From the start of a process to its sudden end."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from random import Random
from typing import NamedTuple, TypeVar

from chargehand.edge.gateway.ports import Means
from chargehand.edge.gateway.server import Gateway
from chargehand.edge.gateway.settings import GatewaySettings
from chargehand.engine.clock import HouseClock, Timekeeper
from chargehand.engine.feed import LocalFeed
from chargehand.engine.health import Health
from chargehand.engine.performer import Performer
from chargehand.engine.timers import Clockwork
from chargehand.engine.unit import Unit
from chargehand.model.answers import Answer
from chargehand.model.events import Event, StationDisconnected
from chargehand.model.faults import LaneHalted, UnknownStation, WorldFault
from chargehand.model.refusals import Refusal
from chargehand.model.snapshot import Policy
from rehearsal.process.witness import EngineWitness, GatewayWitness
from rehearsal.store.units import MemoryDoor, MemoryUnits
from rehearsal.street.post import EPOCH
from rehearsal.time.loop import VirtualLoop

T = TypeVar("T")
NAME = "one"
AGAIN_S = 1.0
BOOT = "boot"
SINCE_1970_NS = round(EPOCH.timestamp()) * 1_000_000_000


def ns(seconds: float) -> int:
    return round(seconds * 1e9)


class Witnesses(NamedTuple):
    engine: EngineWitness
    gateway: GatewayWitness


class Ground(NamedTuple):
    """What a process stands on."""

    units: MemoryUnits
    door: MemoryDoor
    policy: Policy
    settings: GatewaySettings
    offset_s: Callable[[], float]
    """How wrong the house's wall clock is."""


class Life:
    """One process. It begins in `begin` and serves until its loop dies."""

    def __init__(self, loop: VirtualLoop, ground: Ground, rng: Random, witnesses: Witnesses) -> None:
        self.loop = loop
        self.witnesses = witnesses
        self.serves = False
        self._ground = ground
        self._rng = rng
        self._tasks: list[asyncio.Task[None]] = []
        self.clock = HouseClock(
            lambda: self._steady_ns() + ns(ground.offset_s()) + SINCE_1970_NS, self._steady_ns
        )
        """What the house believes the time is."""
        self.feed = LocalFeed()
        units = ground.units
        self.unit = Unit(units, self.feed, witnesses.engine, ground.policy, loop.time)
        self.health = Health(units, self._lost)
        self.gateway = self._gateway()

    def _steady_ns(self) -> int:
        return ns(self.loop.time())

    def begin(self) -> None:
        self.loop.enter(lambda: self._start(self._run()))

    def submit(
        self, event: Event, told: Callable[[Answer | Refusal | Exception], None] | None = None
    ) -> None:
        """Somebody inside the process wants this decided; `told` what came of it, if the process lives to hear it."""

        async def ask() -> None:
            try:
                outcome: Answer | Refusal | Exception = await self.unit.submit(event)
            except (WorldFault, LaneHalted, UnknownStation) as fault:
                outcome = fault
            if told is not None:
                told(outcome)

        self.loop.enter(lambda: self._start(ask()))

    def _start(self, work: object) -> None:
        assert asyncio.iscoroutine(work)
        task = self.loop.create_task(work)
        self._tasks.append(task)
        task.add_done_callback(self._tasks.remove)

    def _gateway(self) -> Gateway:
        ground = self._ground
        means = Means(
            clock=self.clock,
            monotonic=self.loop.time,
            fresh_id=lambda: f"{self._rng.getrandbits(64):016x}",
            ready=self.health.ready,
            fresh_bytes=self._rng.randbytes,
        )
        return Gateway(
            ground.settings, self.unit, ground.door, means, self.witnesses.gateway, self.witnesses.gateway
        )

    async def _run(self) -> None:
        """As `main.serving`: health first, then those who were left behind, then the door, the outbox and the timers."""
        self._start(self.health.run())
        timekeeper = Timekeeper(self.clock, BOOT, self._ground.units, self.witnesses.engine)
        await self._until_done(timekeeper.begin)
        await self._part_with()
        await self.gateway.start()
        units = self._ground.units
        performer = Performer(NAME, self.unit, units, self.gateway, self.clock, self.witnesses.engine)
        self._start(performer.run(self.feed))
        self._start(timekeeper.run())
        self._start(Clockwork(units, self.unit, self.clock, self.witnesses.engine).run())
        self.serves = True

    async def _part_with(self) -> None:
        """These stations' sockets died with the process that held them."""
        held = await self._until_done(lambda: self._ground.units.held_by(NAME))
        for station, epoch in held:
            left = StationDisconnected(
                station=station, at=self.clock(), epoch=epoch, reason="gateway restarted"
            )
            try:
                await self.unit.submit(left)
            except (WorldFault, LaneHalted, UnknownStation) as fault:
                self.witnesses.engine.fault(f"parting with {station}: {fault}")

    async def _until_done(self, work: Callable[[], Awaitable[T]]) -> T:
        """In a life of its own it would begin again and again until the database is there."""
        while True:
            try:
                return await work()
            except WorldFault:
                await asyncio.sleep(AGAIN_S)

    async def _lost(self) -> None:
        await self.gateway.hang_up()
