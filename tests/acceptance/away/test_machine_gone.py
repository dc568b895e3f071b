"""A machine that is gone without a word, comes back without knowing it, and workers that are killed at random."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.acceptance.api import Api, Json
from tests.acceptance.away.parts import Part, apart
from tests.acceptance.crashes import looked_at
from tests.acceptance.settling import Place, settle
from tests.acceptance.stubborn import Story, running
from tests.acceptance.waiting import until

CHARGERS = 3
WORKERS = 3
WISHES = 3
"""Of each driver, one after the other."""
SEED = 102


@pytest.fixture
def database_url(fresh_database: Callable[[], str]) -> str:
    return fresh_database()


async def test_f94_a_gateway_whose_machine_is_gone_costs_nothing(tmp_path: Path, database_url: str) -> None:
    """Its sockets are not even closed. Chargers that turn to another gateway go on there, and are followed there.

    When it is back (it was held still, not dead) it finds its lanes written elsewhere, and changes nothing (F27).
    """
    async with apart(tmp_path, database_url) as parts:
        gone, other, web = await parts.begin(("gateway", "one"), ("gateway", "two"), ("web", "web"))
        place = await settle(web, stations=CHARGERS, drivers=CHARGERS)
        urls = [gone.station_url(station) for station in place.stations]
        async with running(urls) as chargers, looked_at(web) as journal:
            stories = [Story(each, own[0]) for each, own in zip(chargers, place.uids, strict=True)]
            numbers = [await _begun(story) for story in stories]
            gone.process.suspend()
            try:
                telling = [
                    asyncio.create_task(story.reads(number, 1_100))
                    for story, number in zip(stories, numbers, strict=True)
                ]
                await until(lambda: all(each.unanswered for each in chargers))
                for charger in chargers:
                    charger.moves_to(other.station_url(charger.identity))
                await asyncio.gather(*telling)
                for at in range(CHARGERS):
                    await _is_stopped_from_the_web(web, place, stories[at], numbers[at])
            finally:
                gone.process.resume()
            await until(lambda: _knows_that_nobody_is_here(gone), 30)
            again = [await story.begins(2_000) for story in stories]
            for story, number in zip(stories, again, strict=True):
                await story.ends(number, 2_500, "Local")
            for at, charger in enumerate(chargers):
                assert (charger.errors, charger.closes[1:]) == ([], [])
                assert await journal.missing(charger.identity, charger.answered) == []
                assert await journal.is_sound(charger.identity)
                async with Api(web.url, place.people[at].token) as api:
                    told = sorted((each["number"], each["energy_kwh"]) for each in await api.sessions())
                assert told == [(numbers[at], 0.2), (again[at], 0.5)]


async def _begun(story: Story) -> int:
    await story.boots()
    number = await story.begins(1_000)
    await story.reads(number, 1_050)
    return number


async def _is_stopped_from_the_web(web: Part, place: Place, story: Story, number: int) -> None:
    at = place.stations.index(story.charger.identity)
    async with Api(web.url, place.people[at].token) as api:
        (session,) = await api.sessions("active")
        assert (await api.stop(session["id"])).status_code == 202
        await until(lambda: story.charger.heard("RemoteStopTransaction"))
        await story.ends(number, 1_200)
        seen = await api.session(session["id"])
        assert (seen["phase"], seen["bill"], seen["stop"]["state"]) == ("ended", "final", "confirmed")


async def _knows_that_nobody_is_here(gateway: Part) -> bool:
    async with httpx.AsyncClient() as client:
        figures = (await client.get(f"{gateway.url}/metrics")).text
    return "chargehand_stations_connected 0.0" in figures


async def test_f102_three_workers_that_are_killed_at_random_do_everything_once(
    tmp_path: Path, database_url: str
) -> None:
    """Starts that come to nothing: each is ended by a timer that all three see, once, and is said to the charger once."""
    chance = random.Random(SEED)
    async with apart(tmp_path, database_url, start_deadline_s=1, command_deadline_s=1) as parts:
        gateway, web = await parts.begin(("gateway", "one"), ("web", "web"))
        workers = [part for n in range(WORKERS) for part in await parts.begin(("worker", f"worker-{n}"))]
        place = await settle(web, stations=CHARGERS, drivers=CHARGERS)
        urls = [gateway.station_url(station) for station in place.stations]
        finish = asyncio.Event()
        async with running(urls) as chargers, looked_at(web) as journal:
            for charger, own in zip(chargers, place.uids, strict=True):
                await Story(charger, own[0]).boots()
            killing = asyncio.create_task(_kills(workers, chance, finish))
            ends = await asyncio.gather(*(_wishes(web, place, at) for at in range(CHARGERS)))
            finish.set()
            kills = await killing
            for worker in workers:
                await until(lambda worker=worker: asyncio.to_thread(worker.is_ready), 60)
            assert kills > WORKERS
            for charger, ended in zip(chargers, ends, strict=True):
                assert {(each["state"], each["reason"]) for each in ended} == {("unconfirmed", "not_done")}
                assert len(charger.heard("RemoteStartTransaction")) == WISHES
                assert await journal.is_sound(charger.identity)
                assert await journal.open_commands(charger.identity) == 0
            for person in place.people:
                async with Api(web.url, person.token) as api:
                    told = await api.sessions()
                assert [(each["phase"], each["energy_kwh"]) for each in told] == [("failed", 0)] * WISHES


async def _kills(workers: list[Part], chance: random.Random, finish: asyncio.Event) -> int:
    """One worker at a time dies, whether or not it has begun to work."""
    kills = 0
    while not finish.is_set():
        victim = chance.choice(workers)
        victim.kill()
        await asyncio.to_thread(victim.start)
        kills += 1
        try:
            async with asyncio.timeout(chance.uniform(0.2, 1.5)):
                await finish.wait()
        except TimeoutError:
            continue
    return kills


async def _wishes(web: Part, place: Place, at: int) -> list[Json]:
    """The ends of a driver's starts."""
    ends: list[Json] = []
    async with Api(web.url, place.people[at].token) as api:

        async def over(command: str) -> Json | None:
            told = await api.command(command)
            return told if told["ended_at"] is not None else None

        for _ in range(WISHES):
            asked = await api.start(place.chargers[at])
            assert asked.status_code == 202, asked.text
            command = asked.json()["command"]["id"]
            ends.append(await until(lambda command=command: over(command), 60))
    return ends
