"""The performer's own life: it ends when it is told to, whatever else happens in that moment."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from chargehand.engine.feed import LocalFeed
from chargehand.engine.performer import Performer
from chargehand.model.answers import Answer, Noted
from chargehand.model.batch import DueCall
from chargehand.model.calls import CallOutcome, Configure, Reply, StopTransaction
from chargehand.model.events import Event, StationConfigured
from chargehand.model.identity import CommandId, StationId
from chargehand.model.refusals import Refusal
from chargehand.model.snapshot import Change
from tests.unit.gateway.world import until


class Nothing:
    """No calls wait, nobody is connected, and nothing is said about it."""

    async def take(self, gateway: str) -> list[DueCall]:
        assert gateway
        return []

    async def done(self, call_id: str) -> None: ...

    async def submit(self, event: Event, frame: str | None = None) -> Answer | Refusal:
        raise NotImplementedError

    def has(self, station: StationId) -> bool:
        raise NotImplementedError

    async def call(self, due: DueCall, sent: Callable[[], Awaitable[None]]) -> Reply:
        raise NotImplementedError

    def decided(self, event: Event, answer: Answer | Refusal, latency_s: float) -> None: ...

    def batch(self, events: int, seconds: float) -> None: ...

    def halted(self, station: StationId, law: str) -> None: ...

    def fault(self, reason: str) -> None: ...


@pytest.mark.parametrize("turns", range(6))
async def test_a_wake_up_in_the_moment_of_the_end_keeps_it_from_nothing(turns: int) -> None:
    feed, nothing = LocalFeed(), Nothing()
    performer = Performer("g", nothing, nothing, nothing, lambda: datetime.now(UTC), nothing)
    running = asyncio.create_task(performer.run(feed))
    for _ in range(10):
        await asyncio.sleep(0)
    feed.publish([Change(StationId("A"), calls=True)])
    for _ in range(turns):
        await asyncio.sleep(0)
    running.cancel()
    done, _ = await asyncio.wait([running], timeout=1.0)
    assert done == {running}
    assert running.cancelled()


class Offered(Nothing):
    """One set of wishes waits; the station refuses one, and one could not be said to it."""

    def __init__(self) -> None:
        self.left = [
            DueCall(
                StationId("A"),
                CommandId("cfg"),
                "cfg",
                Configure((("A", "1"), ("B", "2"), ("C", "3"))),
                datetime.now(UTC) + timedelta(minutes=1),
            )
        ]
        self.told: list[Event] = []

    async def take(self, gateway: str) -> list[DueCall]:
        assert gateway
        taken, self.left = self.left, []
        return taken

    async def submit(self, event: Event, frame: str | None = None) -> Answer | Refusal:
        assert frame is None
        self.told.append(event)
        return Noted()

    def has(self, station: StationId) -> bool:
        return station == "A"

    async def call(self, due: DueCall, sent: Callable[[], Awaitable[None]]) -> Reply:
        await sent()
        return Reply(CallOutcome.ACCEPTED if due.call_id == "cfg" else CallOutcome.OFFLINE, "B;C")


async def test_only_what_was_offered_and_taken_counts_as_accepted() -> None:
    offered = Offered()
    performer = Performer("g", offered, offered, offered, lambda: datetime.now(UTC), offered)
    running = asyncio.create_task(performer.run(LocalFeed()))
    await until(lambda: bool(offered.told))
    running.cancel()
    await asyncio.wait([running])
    (told,) = offered.told
    assert isinstance(told, StationConfigured)
    assert (told.accepted, told.refused, told.unoffered) == (("A",), ("B",), ("C",))


class Crowd(Offered):
    """Wishes wait, and a command that somebody is waiting for."""

    def __init__(self) -> None:
        super().__init__()
        stop = StopTransaction(ref="1")
        self.left.append(DueCall(StationId("A"), CommandId("c"), "c.1", stop, self.left[0].until))
        self.called: list[str] = []

    async def call(self, due: DueCall, sent: Callable[[], Awaitable[None]]) -> Reply:
        self.called.append(due.call_id)
        return await super().call(due, sent)


async def test_wishes_wait_until_all_who_came_at_once_are_in_f30() -> None:
    """F30: what somebody waits for goes at once; of wishes each comes when no more came for a moment."""
    crowd = Crowd()
    more = [replace(crowd.left[0], station=StationId("A"), call_id=f"cfg{number}") for number in range(3)]
    feed = LocalFeed()
    performer = Performer("g", crowd, crowd, crowd, lambda: datetime.now(UTC), crowd)
    running = asyncio.create_task(performer.run(feed))
    await until(lambda: crowd.called == ["c.1"])
    crowd.left = list(more)
    feed.publish([Change(StationId("A"), calls=True)])
    await until(lambda: len(crowd.called) == 5)
    running.cancel()
    await asyncio.wait([running])
    assert crowd.called == ["c.1", "cfg", "cfg0", "cfg1", "cfg2"]
