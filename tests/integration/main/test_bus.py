"""Wake-ups travel between processes over a real nats-server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from nats.aio.client import Client

from chargehand.edge.bus.nats import SUBJECT, WAITING_MAX, NatsFeed
from chargehand.model.faults import WorldFault
from chargehand.model.identity import SessionId, StationId
from chargehand.model.snapshot import Change
from tests.integration.main.conftest import Bus, until

ONE = Change(StationId("A"), (SessionId("s1"),), calls=True)
TWO = Change(StationId("B"))


class Ear:
    def __init__(self, feed: NatsFeed) -> None:
        self.heard: list[Change] = []
        feed.subscribe(self._hear)

    def _hear(self, changes: Sequence[Change]) -> None:
        self.heard.extend(changes)


@asynccontextmanager
async def joined(bus: Bus, said: list[str] | None = None) -> AsyncIterator[NatsFeed]:
    feed = await NatsFeed.connect(bus.url, "test", (said if said is not None else []).append)
    sending = asyncio.create_task(feed.run())
    yield feed
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)
    await feed.close()


async def test_a_change_is_heard_at_home_at_once_and_elsewhere_exactly_once(bus: Bus) -> None:
    async with joined(bus) as here, joined(bus) as there:
        home, away = Ear(here), Ear(there)
        here.publish([ONE])
        assert home.heard == [ONE]
        here.publish([TWO])
        await until(lambda: len(away.heard) == 2)
        there.publish([TWO])
        await until(lambda: len(home.heard) == 3)
        assert away.heard == [ONE, TWO, TWO]
        assert home.heard == [ONE, TWO, TWO]


async def test_a_bus_that_was_gone_is_found_again(bus: Bus) -> None:
    said: list[str] = []
    async with joined(bus, said) as here, joined(bus) as there:
        home, away = Ear(here), Ear(there)
        await bus.stop()
        await until(lambda: "the bus is lost" in said and not there.connected)
        here.publish([ONE])
        assert home.heard == [ONE]  # those at home never depend on the bus
        await bus.start()
        await until(lambda: here.connected and there.connected)
        here.publish([TWO])
        await until(lambda: TWO in away.heard)
        assert "the bus is back" in said


async def test_what_others_say_on_our_subject_is_passed_over(bus: Bus) -> None:
    said: list[str] = []
    stranger = Client()
    await stranger.connect(bus.url)
    async with joined(bus, said) as here, joined(bus) as there:
        ear = Ear(here)
        await stranger.publish(SUBJECT, b"\xc1 not ours")
        await until(lambda: "something else speaks on our subject" in said)
        there.publish([ONE])
        await until(lambda: ear.heard == [ONE])
    await stranger.close()


async def test_many_changes_arrive_in_their_order(bus: Bus) -> None:
    async with joined(bus) as here, joined(bus) as there:
        ear = Ear(there)
        many = [Change(StationId(f"S{place}")) for place in range(3_000)]
        here.publish(many)
        await until(lambda: len(ear.heard) == len(many))
        assert ear.heard == many


async def test_what_waits_for_a_lost_bus_is_bounded(bus: Bus) -> None:
    feed = await NatsFeed.connect(bus.url, "test", lambda _: None)
    feed.publish([ONE] * (WAITING_MAX + 5_000))
    assert feed.waiting == WAITING_MAX
    await feed.close()
    assert feed.waiting == 0


async def test_without_a_bus_there_is_no_feed(bus: Bus) -> None:
    await bus.stop()
    with pytest.raises(WorldFault, match="no bus answers"):
        await NatsFeed.connect(bus.url, "test", lambda _: None)
