"""One person's phone and desk side by side, pictured in the light and in the dark."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.async_api import Browser, Locator, Page, expect

from tests.acceptance.house import House
from tests.journeys.street import Person
from tests.journeys.windows import DESK, DEVICES, PHONE, Window, Windows

FOLDER = Path(__file__).resolve().parents[2] / "artifacts" / "screenshots"
MOST_HEIGHT = 3000
SCALES = {PHONE: 2.0, DESK: 1.0}

What = Callable[[Page], Locator]


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

    async def opens(self, path: str) -> None:
        for window in self._windows.values():
            await window.opens(path)

    async def shows(self, what: What) -> None:
        for window in self._windows.values():
            await expect(what(window.page)).to_be_visible()

    async def clicks(self, what: What, *, on: str = "") -> None:
        """On both devices, or on one of them."""
        for device, window in self._windows.items():
            if on in ("", device):
                await what(window.page).click()

    async def takes(self, name: str, *, whole: bool = False) -> None:
        """`name` is stable: NAME-phone-light.png and so on. `whole`: on a device as high as the page."""
        FOLDER.mkdir(parents=True, exist_ok=True)
        for device, window in self._windows.items():
            page, size = window.page, window.page.viewport_size
            assert size is not None
            if whole:
                height: int = await page.evaluate("document.documentElement.scrollHeight")
                await page.set_viewport_size({"width": size["width"], "height": min(height, MOST_HEIGHT)})
            for scheme in ("light", "dark"):
                await page.emulate_media(color_scheme=scheme)
                await page.screenshot(path=FOLDER / f"{name}-{device}-{scheme}.png", animations="disabled")
            await page.set_viewport_size(size)

    async def close(self) -> None:
        for windows in self._devices.values():
            await windows.close()
