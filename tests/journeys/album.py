"""One person's phone and desk side by side, pictured in the light and in the dark."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Literal

from playwright.async_api import Browser, Locator, Page, expect

from tests.acceptance.api import Api
from tests.acceptance.house import House
from tests.journeys.street import Person
from tests.journeys.windows import DESK, DEVICES, PHONE, Window, Windows

FOLDER = Path(__file__).resolve().parents[2] / "artifacts" / "screenshots"
MOST_HEIGHT = 3000
SCALES = {PHONE: 2.0, DESK: 1.0}

What = Callable[[Page], Locator]
Deed = Callable[[Page], Awaitable[None]]
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")


async def speaks(house: House, person: Person, language: str) -> None:
    """Pages for this person are in that language; in the browser's without one."""
    async with Api(house.url, person.token) as api:
        told = await api.http.put("/account", json={"language": language})
        assert told.status_code == 200, told.text


class Album:
    def __init__(self, browser: Browser, house: House) -> None:
        self._devices = {device: Windows(browser, house, device, scale=SCALES[device]) for device in DEVICES}
        self._windows: dict[str, Window] = {}

    async def of(self, person: Person | None) -> None:
        """From now on the phone and the desk are this person's, or nobody's."""
        for device, windows in self._devices.items():
            self._windows[device] = await (windows.stranger() if person is None else windows.of(person))

    def forgives(self, *patterns: str) -> None:
        for window in self._windows.values():
            window.forgives(*patterns)

    async def opens(self, path: str, *, on: str = "") -> None:
        await asyncio.gather(*(window.opens(path) for window in self._on(on)))

    async def shows(self, what: What) -> None:
        for window in self._windows.values():
            await expect(what(window.page)).to_be_visible()

    async def does(self, deed: Deed, *, on: str = "") -> None:
        """On both devices, or on one of them."""
        for window in self._on(on):
            await deed(window.page)

    async def clicks(self, what: What, *, on: str = "") -> None:
        for window in self._on(on):
            await what(window.page).click()

    async def takes(
        self, name: str, *, whole: bool = False, on: str = "", schemes: Sequence[Scheme] = SCHEMES
    ) -> None:
        """`name` is stable: NAME-phone-light.png and so on. `whole`: on a device as high as the page."""
        FOLDER.mkdir(parents=True, exist_ok=True)
        pictures = [
            self._take(window.page, f"{name}-{device}", whole, schemes)
            for device, window in self._windows.items()
            if on in ("", device)
        ]
        await asyncio.gather(*pictures)

    async def _take(self, page: Page, name: str, whole: bool, schemes: Sequence[Scheme]) -> None:
        size = page.viewport_size
        assert size is not None
        if whole:
            height: int = await page.evaluate("document.documentElement.scrollHeight")
            await page.set_viewport_size({"width": size["width"], "height": min(height, MOST_HEIGHT)})
        for scheme in schemes:
            await page.emulate_media(color_scheme=scheme)
            await page.screenshot(path=FOLDER / f"{name}-{scheme}.png", animations="disabled")
        await page.set_viewport_size(size)

    def _on(self, device: str) -> list[Window]:
        return [window for each, window in self._windows.items() if device in ("", each)]

    async def close(self) -> None:
        for windows in self._devices.values():
            await windows.close()
