"""Browser windows that complain: whatever the browser reports as wrong fails the test that caused it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    ViewportSize,
    expect,
)

from tests.acceptance.house import House
from tests.journeys.street import Person, sign_in_link

EARS = (Path(__file__).parent / "ears.js").read_text(encoding="utf-8")
PATIENCE_MS = 15_000
expect.set_options(timeout=PATIENCE_MS)

PHONE = "phone"
DESK = "desk"
DEVICES = (PHONE, DESK)
TABLET = "tablet"
VIEWPORTS: dict[str, ViewportSize] = {
    PHONE: {"width": 393, "height": 852},
    TABLET: {"width": 768, "height": 1024},
    DESK: {"width": 1280, "height": 800},
}


@dataclass
class Window:
    """One browser of one person."""

    page: Page
    house: House
    scripts: bool = True
    complaints: list[str] = field(default_factory=list)
    forgiven: list[str] = field(default_factory=list)

    def forgives(self, *patterns: str) -> None:
        """Complaints that one of these is found in are part of the story."""
        self.forgiven.extend(patterns)

    @property
    def unforgiven(self) -> list[str]:
        return [
            each for each in self.complaints if not any(re.search(pattern, each) for pattern in self.forgiven)
        ]

    async def opens(self, path: str) -> None:
        """The page stands, and its live channel if it has one."""
        await self.page.goto(f"{self.house.url}{path}", wait_until="load")
        await self.is_live()

    async def is_live(self) -> None:
        """The live channel of this page has brought something, if it has one."""
        if self.scripts and await self.page.locator("#live").count():
            await expect(self.page.locator("html[data-heard]")).to_be_attached()

    async def ears(self) -> dict[str, Any]:
        """What has happened in the page that stands now; see ears.js."""
        return await self.page.evaluate("window.ears")

    async def signs_in(self, person: Person) -> None:
        await self.page.goto(await sign_in_link(self.house, person))
        await self.page.get_by_role("button", name="Sign in", exact=True).click()
        await expect(self.page.get_by_role("heading", name=f"Hello, {person.name}")).to_be_visible()

    def listens(self) -> None:
        page = self.page
        page.on("console", self._console)
        page.on("pageerror", lambda fault: self.complaints.append(f"script: {fault}"))
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            place = message.location
            self.complaints.append(f"console: {message.text} ({place['url']})")

    def _failed(self, request: Request) -> None:
        # Leaving a page ends its stream and whatever it was asking for.
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"request: {request.method} {request.url} {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.complaints.append(f"answer: {response.status} {response.request.method} {response.url}")


class Windows:
    """All windows of one test, on one kind of device."""

    def __init__(self, browser: Browser, house: House, device: str, *, scale: float = 1) -> None:
        self.browser = browser
        self.scale = scale
        self.house = house
        self.device = device
        self._contexts: list[BrowserContext] = []
        self._windows: list[Window] = []

    @property
    def touch(self) -> bool:
        return self.device in (PHONE, TABLET)

    async def stranger(self, *, scripts: bool = True) -> Window:
        """A browser that nobody has signed in with."""
        context = await self._context(scripts=scripts)
        self._contexts.append(context)
        return await self.tab(context, scripts=scripts)

    async def of(self, person: Person, *, scripts: bool = True) -> Window:
        """A fresh browser in which this person has signed in."""
        window = await self.stranger(scripts=scripts)
        await window.signs_in(person)
        return window

    async def beside(self, window: Window) -> Window:
        """One more tab of the same browser."""
        return await self.tab(window.page.context)

    async def tab(self, context: BrowserContext, *, scripts: bool = True) -> Window:
        window = Window(await context.new_page(), self.house, scripts)
        window.listens()
        self._windows.append(window)
        return window

    async def close(self) -> None:
        """All are closed; AssertionError with what the browsers complained about."""
        complaints = [each for window in self._windows for each in window.unforgiven]
        for context in self._contexts:
            await context.close()
        assert not complaints, "\n".join(complaints)

    async def _context(self, *, scripts: bool) -> BrowserContext:
        context = await self.browser.new_context(
            viewport=VIEWPORTS[self.device],
            is_mobile=self.touch,
            has_touch=self.touch,
            device_scale_factor=self.scale,
            java_script_enabled=scripts,
            locale="en-GB",
        )
        context.set_default_timeout(PATIENCE_MS)
        await context.add_init_script(EARS)
        return context
