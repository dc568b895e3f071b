"""Where things stand on the two pages with a live part, by the words that people read."""

from __future__ import annotations

import re

from playwright.async_api import Locator, Page, expect

from tests.acceptance.waiting import until

VOLT = "rgb(194, 245, 43)"
"""Green of Start, in the light."""
GREEN = "rgb(56, 100, 10)"
"""Ink of what lives, in the light."""
RED = "rgb(196, 34, 45)"
"""Of Stop, in the light."""
AMBER = "rgb(122, 75, 0)"
"""Ink of what is not confirmed, in the light."""
KWH = re.compile(r"^\d+\.\d$")


ORDER = "([upper, lower]) => lower.getBoundingClientRect().top - upper.getBoundingClientRect().bottom"


async def stands_below(upper: Locator, lower: Locator, most_px: float = 10_000) -> None:
    """`lower` is, or comes to be, below `upper` and no farther away."""

    async def is_below() -> bool:
        both = [await upper.element_handle(), await lower.element_handle()]
        between: float = await upper.page.evaluate(ORDER, both)
        return -1 < between <= most_px

    await until(is_below)


class ChargerScreen:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.card = page.get_by_role("article", name="Your session")
        self.start = page.get_by_role("button", name="Start charging", exact=True)
        # Only the page's own; the sheet has another one of that name.
        self.stop = page.locator("#action").get_by_role("button", name="Stop charging", exact=True)
        self.sheet = page.get_by_role("dialog", name="Stop charging?")
        self.state = page.locator("#state")
        self.claim = page.get_by_role("button", name="I'm not charging")
        self.refresh = page.get_by_role("button", name="Refresh")
        self.refreshed = page.locator("#refresh-line")

    @property
    def figure(self) -> Locator:
        """The energy, without its unit."""
        return self.card.locator(".figure")

    @property
    def age(self) -> Locator:
        return self.card.get_by_text(re.compile(r"^reading \d+ (s|min) ago$"))

    def meter(self, label: str) -> Locator:
        """The figure under Elapsed, Power or Battery."""
        return self.card.locator("dl > div").filter(has_text=label).locator("dd")

    def notice(self, title: str) -> Locator:
        return self.page.locator(".notice").filter(has=self.page.get_by_text(title, exact=True))

    async def asks_before_stopping(self) -> None:
        await self.stop.click()
        await expect(self.sheet).to_be_visible()

    async def stops(self) -> None:
        """Stop charging, and yes."""
        await self.asks_before_stopping()
        await self.sheet.get_by_role("button", name="Stop charging").click()


class SessionScreen:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.badge = page.locator("#head .badge")
        self.card = page.get_by_role("article", name="Your session")
        self.stop = page.get_by_role("button", name="Stop charging", exact=True)
        self.claim = page.get_by_role("button", name="I'm not charging")
        self.trail = page.locator("#trail")
        self.ahead = page.locator("#ahead")
        self.tiles = page.locator("#tiles")
        self.timeline = page.get_by_role("region", name="Meter timeline")
        self.rows = self.timeline.locator("tbody tr")

    def tile(self, label: str) -> Locator:
        return self.tiles.locator("> div").filter(has=self.page.get_by_text(label, exact=True)).locator("dd")

    def fact(self, key: str) -> Locator:
        """One line of "What we know"."""
        return self.page.locator(f"#fact-{key}")
