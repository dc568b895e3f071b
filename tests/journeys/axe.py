"""What axe finds wrong with a page."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from playwright.async_api import Page

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


async def is_accessible(page: Page) -> None:
    """Axe finds nothing wrong in the light, nor with the colours of the dark. Nothing moves: no colour is seen halfway."""
    await page.evaluate(AXE)
    for dark, rules in ((False, RULES), (True, COLOURS)):
        await page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
        told: dict[str, Any] = await page.evaluate("(rules) => axe.run(document, { runOnly: rules })", rules)
        found = [
            f"{page.url} {'dark' if dark else 'light'} {each['id']}: {each['help']}: {node['html'][:160]} {node['failureSummary']}"
            for each in told["violations"]
            for node in each["nodes"]
        ]
        assert not found, "\n".join(found)
