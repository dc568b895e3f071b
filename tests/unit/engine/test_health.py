"""Whether a commit would go through: good, failing and hanging probes, and no room for one (F96, F97, F99)."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

import pytest

from chargehand.engine import health
from chargehand.engine.health import Health
from chargehand.model.batch import Halted, Kept, Want
from chargehand.model.faults import WorldFault
from chargehand.model.identity import StationId
from chargehand.model.snapshot import Snapshot


class Store:
    """A store of which only the probe matters: good, failing, or hanging however one tries to end it."""

    def __init__(self) -> None:
        self.works = asyncio.Event()
        self.works.set()
        self.fails = False
        self.probes = 0

    async def probe(self) -> None:
        self.probes += 1
        if self.fails:
            raise WorldFault("away")
        while not self.works.is_set():
            try:
                await self.works.wait()
            except asyncio.CancelledError:
                if self.works.is_set():
                    raise

    async def load(self, wants: Sequence[Want]) -> list[Snapshot | Halted | None]:
        raise NotImplementedError

    async def commit(self, kept: Sequence[Kept]) -> None:
        raise NotImplementedError

    async def halt(self, station: StationId, law: str) -> None:
        raise NotImplementedError


class Scene:
    def __init__(self) -> None:
        self.store = Store()
        self.outages = 0
        self.lost_at: list[float] = []
        self.room = True
        self.looks = 0
        self.health = Health(self.store, self._lost, self._has_room)

    def _has_room(self) -> bool:
        self.looks += 1
        return self.room

    async def _lost(self) -> None:
        self.outages += 1
        self.lost_at.append(asyncio.get_running_loop().time())


@pytest.fixture
async def scene(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Scene]:
    monkeypatch.setattr(health, "PROBE_EVERY_S", 0.001)
    monkeypatch.setattr(health, "PROBE_LASTS_S", 0.01)
    made = Scene()
    running = asyncio.create_task(made.health.run())
    yield made
    made.store.works.set()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while True:
            if condition():
                return
            await asyncio.sleep(0.001)


async def until_it_is(scene: Scene, *, ready: bool, outages: int) -> None:
    await until(lambda: scene.health.ready() == ready and scene.outages == outages)


async def until_probed(scene: Scene, more: int) -> None:
    enough = scene.store.probes + more
    await until(lambda: scene.store.probes >= enough)


async def test_good_probes_are_no_news(scene: Scene) -> None:
    await until_probed(scene, 5)
    await until_it_is(scene, ready=True, outages=0)


async def test_an_outage_is_told_once_and_ends_by_itself(scene: Scene) -> None:
    for outage in (1, 2):
        scene.store.fails = True
        await until_it_is(scene, ready=False, outages=outage)
        await until_probed(scene, 5)
        await until_it_is(scene, ready=False, outages=outage)
        scene.store.fails = False
        await until_it_is(scene, ready=True, outages=outage)


async def test_a_probe_that_cannot_even_be_cancelled_is_an_outage(scene: Scene) -> None:
    await until_probed(scene, 2)
    scene.store.works.clear()
    await until_it_is(scene, ready=False, outages=1)
    probes = scene.store.probes
    await until_it_is(scene, ready=False, outages=1)
    assert scene.store.probes == probes, "nothing is sent after one that hangs"
    scene.store.works.set()
    await until_it_is(scene, ready=True, outages=1)
    await until_probed(scene, 2)


async def test_without_room_no_commit_is_tried(scene: Scene) -> None:
    """F97: before the disk is full, not after."""
    await until_probed(scene, 2)
    scene.room = False
    await until_it_is(scene, ready=False, outages=1)
    probes, enough = scene.store.probes, scene.looks + 5
    await until(lambda: scene.looks >= enough)
    await until_it_is(scene, ready=False, outages=1)
    assert scene.store.probes == probes
    scene.room = True
    await until_it_is(scene, ready=True, outages=1)


class _Hasty(selectors.DefaultSelector):
    """Nobody waits: where nothing is ready, time has passed."""

    now_s = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready and timeout is not None:
            self.now_s += timeout
        return ready


def in_no_time(work: Callable[[], Awaitable[float]]) -> float:
    """What `work` returns on a loop whose time passes as fast as nothing happens."""
    hasty = _Hasty()

    def loop() -> asyncio.AbstractEventLoop:
        made = asyncio.SelectorEventLoop(hasty)
        made.time = lambda: hasty.now_s
        return made

    with asyncio.Runner(loop_factory=loop) as runner:
        return runner.run(_returned(work))


async def _returned(work: Callable[[], Awaitable[float]]) -> float:
    return await work()


@pytest.mark.parametrize("kind", ["fails", "hangs"])
@pytest.mark.parametrize("after_tenths", range(0, 25, 3))
def test_f96_it_is_told_in_time_to_hang_up_within_five_seconds(kind: str, after_tenths: int) -> None:
    """Wherever between two probes the database goes away; half a second is left for hanging up on everybody."""

    async def outage() -> float:
        scene = Scene()
        running = asyncio.create_task(scene.health.run())
        await asyncio.sleep(3 + after_tenths / 10)
        away_at = asyncio.get_running_loop().time()
        scene.store.fails = kind == "fails"
        if kind == "hangs":
            scene.store.works.clear()
        await asyncio.sleep(60)
        scene.store.works.set()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        (lost_at,) = scene.lost_at
        return lost_at - away_at

    assert in_no_time(outage) <= 4.5
