"""The unit's writers: whatever moment an event comes at, somebody takes it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from chargehand.engine.feed import LocalFeed
from chargehand.engine.unit import Pace, Unit
from chargehand.model.answers import Answer
from chargehand.model.batch import Halted, Kept, Want
from chargehand.model.events import Event, StationHeard
from chargehand.model.identity import PublicId, StationId
from chargehand.model.refusals import Refusal
from chargehand.model.snapshot import Policy, Snapshot
from chargehand.model.station import Station
from tests.unit.engine.test_changes import AT

ANSWERED_WITHIN_S = 5


class Quiet:
    def decided(self, event: Event, answer: Answer | Refusal, latency_s: float) -> None: ...

    def batch(self, events: int, seconds: float) -> None: ...

    def halted(self, station: StationId, law: str) -> None: ...

    def fault(self, reason: str) -> None: ...


class Store:
    """Commits when it is let: each that is under way waits in `under_way`."""

    def __init__(self) -> None:
        self.under_way: asyncio.Queue[asyncio.Future[None]] = asyncio.Queue()

    async def load(self, wants: Sequence[Want]) -> list[Snapshot | Halted | None]:
        return [
            Snapshot(station=Station(identity=want.station, public_id=PublicId("p"), name=""))
            for want in wants
        ]

    async def commit(self, kept: Sequence[Kept]) -> None:
        assert kept
        held = asyncio.get_running_loop().create_future()
        self.under_way.put_nowait(held)
        await held

    async def halt(self, station: StationId, law: str) -> None:
        raise NotImplementedError

    async def probe(self) -> None:
        raise NotImplementedError


def heard(station: str) -> StationHeard:
    return StationHeard(station=StationId(station), at=AT)


async def test_what_comes_while_the_last_writers_go_is_decided_too() -> None:
    """The sockets' news and the commits' may come in the same round of the loop: then no writer looks again."""
    store = Store()
    unit = Unit(store, LocalFeed(), Quiet(), Policy(), lambda: 0.0, Pace(writers=2, batch_max=1))
    first = [unit.submit(heard("A")), unit.submit(heard("B"))]
    under_way = [await store.under_way.get(), await store.under_way.get()]
    late: list[asyncio.Future[Answer | Refusal]] = []
    for each in under_way:
        each.set_result(None)
    asyncio.get_running_loop().call_soon(lambda: late.append(unit.submit(heard("C"))))
    await asyncio.gather(*first)
    async with asyncio.timeout(ANSWERED_WITHIN_S):
        (await store.under_way.get()).set_result(None)
        await asyncio.gather(*late)
    await unit.drain()
