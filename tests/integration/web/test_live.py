"""Live pages and streams over a real server: what is committed is seen, and nothing hangs."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from decimal import Decimal

import httpx
import pytest

from chargehand.edge.driver.live import hub as hub_module
from chargehand.edge.driver.server import serve_web
from chargehand.model.events import MeterSampled, TransactionEnded
from chargehand.model.identity import DriverId, SessionId, StationId
from chargehand.model.reading import Reading
from chargehand.model.sight import SessionSight
from chargehand.model.token import AccountStatus, Driver
from chargehand.store.sights import Sights
from tests.integration.web.site import Site, until
from tests.integration.web.world import World


class Event:
    def __init__(self, text: str) -> None:
        lines = [line.partition(": ") for line in text.split("\n")]
        self.version = next((int(value) for name, _, value in lines if name == "id"), 0)
        self.name = next((value for name, _, value in lines if name == "event"), "")
        self.data = "\n".join(value for name, _, value in lines if name == "data")


class Stream:
    """A browser's EventSource."""

    def __init__(self, answer: httpx.Response) -> None:
        self.answer = answer
        self._text = answer.aiter_text()
        self._rest = ""

    async def next(self, patience_s: float = 10) -> Event | None:
        """The next event; None at the stream's end. Comments are passed over."""
        async with asyncio.timeout(patience_s):
            while True:
                text, found, rest = self._rest.partition("\n\n")
                if found:
                    self._rest = rest
                    if not text.startswith(":"):
                        return Event(text)
                    continue
                try:
                    self._rest += await anext(self._text)
                except StopAsyncIteration:
                    return None


class Served:
    def __init__(self, site: Site, port: int, stop: asyncio.Event, server: asyncio.Task[None]) -> None:
        self.site, self.port, self.stop, self.server = site, port, stop, server

    @asynccontextmanager
    async def client(self, driver: Driver) -> AsyncGenerator[httpx.AsyncClient]:
        secret = (await self.site.signed_in(driver)).cookies["chargehand"]
        limits = httpx.Limits(max_connections=None)
        async with httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{self.port}",
            cookies={"chargehand": secret},
            timeout=15,
            limits=limits,
        ) as client:
            yield client

    @asynccontextmanager
    async def stream(self, client: httpx.AsyncClient, path: str) -> AsyncGenerator[Stream]:
        async with client.stream("GET", path) as answer:
            assert answer.status_code == 200
            assert answer.headers["content-type"] == "text/event-stream"
            assert answer.headers["cache-control"] == "no-store"
            assert "content-security-policy" in answer.headers
            yield Stream(answer)


@asynccontextmanager
async def served(site: Site) -> AsyncGenerator[Served]:
    stop, port = asyncio.Event(), asyncio.get_running_loop().create_future()
    serving = serve_web(site.app, "127.0.0.1", 0, stop, bound=lambda _host, number: port.set_result(number))
    async with asyncio.TaskGroup() as tasks:
        server = tasks.create_task(serving)
        try:
            yield Served(site, await port, stop, server)
        finally:
            stop.set()


async def sampled(site: Site, station: str, number: int, energy_wh: int) -> None:
    """The station tells a register; the engine commits and wakes."""
    site.world.clock.pass_by(seconds=30)
    reading = Reading(
        register_wh=Decimal(1000 + energy_wh), power_w=Decimal(7400), said_at=site.world.clock()
    )
    event = MeterSampled(
        station=StationId(station), at=site.world.clock(), connector=1, readings=(reading,), ref=str(number)
    )
    await site.submit.submit(event)


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the hub does every few seconds it does at once."""
    monkeypatch.setattr(hub_module, "TICK_S", 0.02)
    monkeypatch.setattr(hub_module, "LOOK_AGAIN_S", 0.05)
    monkeypatch.setattr(hub_module, "BEAT_EVERY_S", 0.1)


async def test_a_page_sees_what_was_committed_and_connecting_shows_the_same(world: World) -> None:
    ada = await world.driver("ada")
    await world.station("CP1")
    session = await world.session(ada, "CP1", energy_wh=1_000)
    site = Site.of(world)
    async with served(site) as web, web.client(ada) as client:
        async with web.stream(client, f"/sessions/{session}/live-page") as live:
            first = await live.next()
            assert first is not None
            assert '<span class="figure">1.0</span>' in first.data
            await sampled(site, "CP1", 1, 1_400)
            second = await live.next()
            assert second is not None
            assert '<span class="figure">1.4</span>' in second.data
            assert second.version > first.version
            assert second.name == ""
        async with web.stream(client, f"/sessions/{session}/live-page") as again:
            third = await again.next()
            assert third is not None
            assert '<span class="figure">1.4</span>' in third.data
        whole = (await client.get(f"/sessions/{session}", headers={"Accept": "text/html"})).text
        once = (await client.get(f"/sessions/{session}/live-page", headers={"X-Fragment": "1"})).text
        for text in (whole, once):
            assert '<span class="figure">1.4</span>' in text
        assert "</html>" not in once
    assert site.observed.faults == []
    assert site.observed.open_streams == 0


async def test_the_charger_page_follows_its_session_to_the_end(world: World) -> None:
    ada = await world.driver("ada")
    charger = await world.station("CP1")
    await world.session(ada, "CP1", energy_wh=1_000)
    site = Site.of(world)
    async with (
        served(site) as web,
        web.client(ada) as client,
        web.stream(client, f"/chargers/{charger}/live") as live,
    ):
        first = await live.next()
        assert first is not None
        assert "Stop charging" in first.data
        world.clock.pass_by(seconds=5)
        ended = TransactionEnded(
            station=StationId("CP1"),
            at=world.clock(),
            fresh=SessionId("unused"),
            ref="1",
            meter_stop_wh=Decimal(5_000),
            said_at=world.clock(),
        )
        await site.submit.submit(ended)
        second = await live.next()
        assert second is not None
        assert "Stop charging" not in second.data
        assert "You can unplug now" in second.data


async def test_programs_get_whole_objects(world: World) -> None:
    ada, bob = await world.driver("ada"), await world.driver("bob")
    await world.station("CP1", connectors=2)
    session = await world.session(ada, "CP1", energy_wh=1_000)
    await world.session(bob, "CP1", connector=2)
    site = Site.of(world)
    async with (
        served(site) as web,
        web.client(ada) as client,
        web.stream(client, f"/api/v1/sessions/{session}/live") as one,
        web.stream(client, "/api/v1/live") as everything,
    ):
        for stream in (one, everything):
            first = await stream.next()
            assert first is not None
            assert json.loads(first.data)["energy_kwh"] == 1.0
        await sampled(site, "CP1", 2, 20_000)  # bob's
        await sampled(site, "CP1", 1, 2_000)
        for stream in (one, everything):
            second = await stream.next()
            assert second is not None
            told = json.loads(second.data)
            assert (told["id"], told["energy_kwh"], told["version"]) == (session, 2.0, second.version)
        plain = (await client.get(f"/api/v1/sessions/{session}")).json()
        assert plain == told


async def test_a_session_that_begins_later_is_seen_by_who_watches_all(world: World) -> None:
    ada = await world.driver("ada")
    await world.card(ada, "CARD1")
    charger = await world.station("CP1")
    site = Site.of(world)
    async with served(site) as web, web.client(ada) as client, web.stream(client, "/api/v1/live") as live:
        browser = await site.signed_in(ada)
        await until(lambda: site.observed.open_streams == 1)
        assert (await browser.send_form(f"/chargers/{charger}/start")).status_code == 303
        first = await live.next()
        assert first is not None
        assert json.loads(first.data)["phase"] == "pending"


@pytest.mark.usefixtures("hasty")
async def test_time_alone_makes_a_card_say_not_confirmed(world: World) -> None:
    ada = await world.driver("ada")
    await world.station("CP1")
    session = await world.session(ada, "CP1")
    async with (
        served(Site.of(world)) as web,
        web.client(ada) as client,
        web.stream(client, f"/api/v1/sessions/{session}/live") as live,
    ):
        first = await live.next()
        assert first is not None
        assert json.loads(first.data)["status"] == "live"
        world.clock.pass_by(seconds=91)
        second = await live.next()
        assert second is not None
        assert json.loads(second.data)["status"] == "live_unconfirmed"
        assert second.version == first.version


@pytest.mark.usefixtures("hasty")
async def test_a_lost_wake_up_costs_time_and_no_fact(world: World) -> None:
    ada = await world.driver("ada")
    await world.station("CP1")
    session = await world.session(ada, "CP1")
    async with (
        served(Site.of(world)) as web,
        web.client(ada) as client,
        web.stream(client, f"/api/v1/sessions/{session}/live") as live,
    ):
        await live.next()
        await world.pool.execute("update session set register_wh = 9000 where id = $1", session)
        seen = await live.next()
        assert seen is not None
        assert json.loads(seen.data)["energy_kwh"] == 8.0


@pytest.mark.usefixtures("hasty")
async def test_a_quiet_page_is_told_that_the_channel_lives_and_nothing_else(world: World) -> None:
    ada = await world.driver("ada")
    await world.station("CP1")
    session = await world.session(ada, "CP1")
    async with (
        served(Site.of(world)) as web,
        web.client(ada) as client,
        web.stream(client, f"/sessions/{session}/live-page") as live,
    ):
        await live.next()
        world.clock.pass_by(seconds=2)  # ages tick in the browser: no reason to send anything
        names: list[str] = []
        for _ in range(5):
            event = await live.next()
            assert event is not None
            names.append(event.name)
        assert names == ["beat"] * 5


class CountingSights(Sights):
    asked: list[int]

    async def look_sessions(self, pairs: Sequence[tuple[SessionId, DriverId]]) -> list[SessionSight | None]:
        self.asked.append(len(pairs))
        return await super().look_sessions(pairs)


async def test_many_browsers_cost_one_question_and_one_drawing(world: World) -> None:
    ada = await world.driver("ada")
    await world.station("CP1", connectors=10)
    sessions = [await world.session(ada, "CP1", connector=n) for n in range(1, 11)]
    world.sights.__class__ = CountingSights
    assert isinstance(world.sights, CountingSights)
    world.sights.asked = []
    site = Site.of(world, streams_per_driver=100)
    async with served(site) as web, web.client(ada) as client:
        opened = [web.stream(client, f"/api/v1/sessions/{each}/live") for each in sessions * 3]
        streams = [await stream.__aenter__() for stream in opened]
        for stream in streams:
            assert await stream.next() is not None
        site.observed.frames = 0
        world.sights.asked.clear()
        await asyncio.gather(*(sampled(site, "CP1", n, 12_500 + n) for n in range(1, 11)))
        for stream in streams:
            event = await stream.next()
            assert event is not None
            assert json.loads(event.data)["energy_kwh"] > 12.5
        assert sum(world.sights.asked) >= 10
        assert len(world.sights.asked) <= 10, "rounds, not one question per browser"
        for stream in opened:
            await stream.__aexit__(None, None, None)


async def test_a_driver_opens_so_many_streams_and_no_more(world: World) -> None:  # S39
    ada, bob = await world.driver("ada"), await world.driver("bob")
    await world.station("CP1", connectors=2)
    hers, his = await world.session(ada, "CP1"), await world.session(bob, "CP1", connector=2)
    site = Site.of(world, streams_per_driver=2)
    async with served(site) as web, web.client(ada) as client, web.client(bob) as other:
        path = f"/api/v1/sessions/{hers}/live"
        async with web.stream(client, path), web.stream(client, path):
            await until(lambda: site.observed.open_streams == 2)
            refused = await client.get(path)
            assert (refused.status_code, refused.json()["code"]) == (429, "too_many_requests")
            async with web.stream(other, f"/api/v1/sessions/{his}/live") as live:
                assert await live.next() is not None
        await until(lambda: site.observed.open_streams == 0)
        async with web.stream(client, path) as live:
            assert await live.next() is not None


@pytest.mark.usefixtures("hasty")
async def test_a_stream_ends_with_its_sign_in_and_with_its_account(world: World) -> None:  # S31, S32
    ada = await world.driver("ada")
    await world.station("CP1")
    session = await world.session(ada, "CP1")
    site = Site.of(world)
    async with served(site) as web:
        for end in ("sign_out", AccountStatus.SUSPENDED, AccountStatus.CLOSED):
            await world.accounts.set_account(ada.email, AccountStatus.ACTIVE)
            async with (
                web.client(ada) as client,
                web.stream(client, f"/api/v1/sessions/{session}/live") as live,
            ):
                assert await live.next() is not None
                if isinstance(end, AccountStatus):
                    await world.accounts.set_account(ada.email, end)
                else:
                    await world.accounts.sign_out_everywhere(ada.id)
                assert await live.next() is None


async def test_the_server_ends_although_browsers_watch(world: World) -> None:
    ada = await world.driver("ada")
    await world.station("CP1")
    session = await world.session(ada, "CP1")
    async with served(Site.of(world)) as web, web.client(ada) as client:
        async with web.stream(client, f"/sessions/{session}/live-page") as live:
            assert await live.next() is not None
            web.stop.set()
            assert await live.next() is None, "the stream is ended in order, not broken off"
        async with asyncio.timeout(10):
            await web.server
        with pytest.raises(httpx.ConnectError):
            await client.get("/healthz")


async def test_a_taken_port_is_told_at_once(world: World) -> None:
    site = Site.of(world)
    async with served(site) as web:
        with pytest.raises(OSError, match="in use"):
            await serve_web(site.app, "127.0.0.1", web.port, asyncio.Event())


async def test_static_files_are_kept_for_ever_by_their_version(world: World) -> None:
    site = Site.of(world)
    browser = site.browser()
    page = (await browser.get("/sign-in")).text
    path = re.findall(r'href="(/static/tokens\.css\?v=[^"]+)"', page)[0]

    pinned = await browser.get(path, headers={"Accept-Encoding": "gzip"})
    assert pinned.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert pinned.headers["content-encoding"] == "gzip"
    assert pinned.headers["content-type"].startswith("text/css")
    loose = await browser.get("/static/tokens.css", headers={"Accept-Encoding": "identity"})
    assert loose.headers["cache-control"] == "no-cache"
    assert loose.text == pinned.text
    same = await browser.get("/static/tokens.css", headers={"If-None-Match": loose.headers["etag"]})
    assert (same.status_code, same.content) == (304, b"")
    worker = await browser.get("/sw.js?v=1")
    assert worker.headers["content-type"].startswith("text/javascript")
