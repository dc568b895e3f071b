"""The drivers' web on a real database and the real engine, with browsers that are httpx clients."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import httpx

from chargehand.edge.driver.app import DriverApp, driver_app
from chargehand.edge.driver.context import DriverContext, WebSettings
from chargehand.edge.driver.ports.wallet import Wallet
from chargehand.engine.feed import LocalFeed
from chargehand.engine.ports import Submit
from chargehand.engine.unit import Unit
from chargehand.main.lists import DraftedLists
from chargehand.model.answers import Answer
from chargehand.model.audit import Act, Entry
from chargehand.model.events import Event
from chargehand.model.happening import Happening
from chargehand.model.identity import StationId
from chargehand.model.refusals import Refusal
from chargehand.model.snapshot import Policy
from chargehand.model.token import Driver
from chargehand.store.audit.entries import AuditLog
from chargehand.store.devices.lists import Lists
from chargehand.store.devices.pictures import Pictures
from chargehand.store.devices.shelf import Devices
from chargehand.store.inbox.devices import PushDevices
from chargehand.store.inbox.notices import Notices
from chargehand.store.inbox.support import Support
from chargehand.store.messages.reader import Messages
from chargehand.store.operations import Operations
from chargehand.store.people.drivers import Drivers
from chargehand.store.people.profiles import Profiles
from chargehand.store.security.shelf import StationSecurity
from chargehand.store.supervision.sheets import SessionSheets
from chargehand.store.units import PostgresUnits
from chargehand.store.usage.sums import Usage
from chargehand.store.wallet.cards import Cards
from chargehand.store.wallet.passkeys import Passkeys
from chargehand.store.wallet.taps import Taps
from chargehand.wire.ocpp.masking import masked
from tests.integration.web.world import BASE_URL, World

ORIGIN = {"Origin": BASE_URL}


@dataclass
class Observed:
    """The web's observer, remembering faults."""

    faults: list[str] = field(default_factory=list[str])
    routes: list[tuple[str, str, int]] = field(default_factory=list[tuple[str, str, int]])
    happenings: list[Happening] = field(default_factory=list[Happening])
    acts: list[tuple[Act, Entry | None]] = field(default_factory=list[tuple[Act, Entry | None]])
    open_streams: int = 0
    frames: int = 0

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        assert seconds >= 0
        self.routes.append((method, route, status))

    def fault(self, number: str, route: str, fault: BaseException) -> None:
        self.faults.append(f"{number} {route} {fault!r}")

    def happened(self, happening: Happening) -> None:
        self.happenings.append(happening)

    def audited(self, act: Act, entry: Entry | None) -> None:
        self.acts.append((act, entry))

    def streams(self, count: int) -> None:
        self.open_streams = count

    def shown(self, subjects: int, frames: int, seconds: float) -> None:
        assert subjects >= 0
        assert seconds >= 0
        self.frames += frames


@dataclass
class Decided:
    """The engine's observer."""

    faults: list[str]

    def decided(self, event: Event, answer: Answer | Refusal, latency_s: float) -> None: ...

    def batch(self, events: int, seconds: float) -> None: ...

    def halted(self, station: StationId, law: str) -> None:
        self.faults.append(f"halted {station} {law}")

    def fault(self, reason: str) -> None:
        self.faults.append(reason)


@dataclass
class Site:
    world: World
    app: DriverApp
    feed: LocalFeed
    submit: Submit
    observed: Observed

    @classmethod
    def of(cls, world: World, submit: Submit | None = None, **settings: object) -> Site:
        feed, observed = LocalFeed(), Observed()
        loop = asyncio.get_running_loop()
        engine = submit or Unit(
            PostgresUnits(world.pool), feed, Decided(observed.faults), Policy(), loop.time
        )
        context = DriverContext(
            submit=engine,
            accounts=world.accounts,
            sights=world.sights,
            usage=Usage(world.pool),
            feed=feed,
            clock=world.clock,
            fresh_id=lambda: secrets.token_hex(11),
            fresh_secret=lambda: secrets.token_urlsafe(32),
            settings=replace(WebSettings(base_url=BASE_URL, requests_burst=10**9), **settings),
            ready=_ready,
            metrics=lambda: b"chargehand_up 1\n",
            observer=observed,
            profiles=Profiles(world.pool, world.clock),
            audit=AuditLog(world.pool),
            drivers=Drivers(world.pool, world.clock),
            operations=Operations(world.pool),
            messages=Messages(world.pool, masked),
            devices=Devices(world.pool),
            pictures=Pictures(world.pool),
            security=StationSecurity(world.pool),
            lists=DraftedLists(Lists(world.pool)),
            sheets=SessionSheets(world.pool),
            wallet=Wallet(cards=Cards(world.pool), taps=Taps(world.pool), passkeys=Passkeys(world.pool)),
            notices=Notices(world.pool),
            devices_told=PushDevices(world.pool),
            support=Support(world.pool),
        )
        return cls(world, driver_app(context), feed, engine, observed)

    def browser(self, *, origin: bool = True) -> Browser:
        """A browser that is not signed in."""
        transport = httpx.ASGITransport(self.app, client=("127.0.0.1", 50_000))
        headers = {"Accept": "text/html"} | (ORIGIN if origin else {})
        return Browser(transport=transport, base_url=BASE_URL, headers=headers)

    async def signed_in(self, driver: Driver) -> Browser:
        browser = self.browser()
        link = await self.world.accounts.one_click_link(driver.email, 15)
        assert link is not None
        answer = await browser.post(link.removeprefix(BASE_URL), data={})
        assert answer.status_code == 303, answer.text
        page = await browser.get("/account")
        found = re.search(r'<meta name="csrf" content="([^"]+)">', page.text)
        assert found is not None
        browser.csrf = found[1]
        return browser

    def program(self, secret: str) -> Browser:
        """A program with an API token."""
        transport = httpx.ASGITransport(self.app, client=("127.0.0.1", 50_000))
        return Browser(transport=transport, base_url=BASE_URL, headers={"Authorization": f"Bearer {secret}"})


class Browser(httpx.AsyncClient):
    csrf: str = ""

    async def send_form(
        self, path: str, fields: dict[str, str] | None = None, *, htmx: str = ""
    ) -> httpx.Response:
        """A form of our own page; `htmx`: the page it is sent from, by htmx."""
        headers = {"HX-Request": "true", "HX-Current-URL": f"{BASE_URL}{htmx}"} if htmx else {}
        return await self.post(path, data={"csrf": self.csrf, **(fields or {})}, headers=headers)


async def _ready() -> Sequence[str]:
    return ()


@asynccontextmanager
async def running(site: Site) -> AsyncGenerator[Site]:
    """The site with its tasks: hub, errands, sweep."""
    async with site.app.router.lifespan_context(site.app):
        yield site


async def until(
    condition: Callable[[], Awaitable[bool]] | Callable[[], bool], patience_s: float = 10
) -> None:
    """Returns once the condition holds; fails after the patience."""
    async with asyncio.timeout(patience_s):
        while True:
            held = condition()
            if isinstance(held, bool):
                if held:
                    return
            elif await held:
                return
            await asyncio.sleep(0.01)
