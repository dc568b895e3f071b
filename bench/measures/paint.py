"""What a driver waits for on the pavement: the charger page in a real browser, its processor and its line slowed down."""

from __future__ import annotations

import asyncio
import statistics
from typing import Final

import asyncpg
from playwright.async_api import Browser, Page, async_playwright

from bench import population
from bench.goals import Figure
from bench.measures.stage import Measure, Stage, Values
from tools import browser as installed

SLOWER: Final = 4
LATENCY_MS: Final = 150
DOWN_BYTES_PER_S: Final = 1_600_000 / 8
UP_BYTES_PER_S: Final = 750_000 / 8
"""A slow 4G line, as browsers' tools define it."""
_PATIENCE_MS: Final = 20_000
_LOOK_AGAIN_S: Final = 0.05
_PAINTED: Final = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
_LOOK: Final = """
(function look() {
  requestAnimationFrame(() => {
    if (document.querySelector(".live-card")) requestAnimationFrame(() => { window.cardSeen = performance.now(); });
    else look();
  });
})();
"""
"""Frames are drawn only once styles are there: the one after the card came shows it."""


async def paint(stage: Stage) -> Values:
    """Loads of the page with nothing kept in the browser, one after the other."""
    platform, scale = stage.platform, stage.scale
    assert platform is not None
    found = installed.find()
    if found is None:
        return {"loads": 0.0}
    await stage.fleet(1, transactions=True)
    public_id = await _charger(platform.dsn)
    address = f"http://localhost:{platform.web_port}/chargers/{public_id}"
    bearer = population.bearer_of(platform, 0)
    async with async_playwright() as playwright:
        switches = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
        running = await playwright.chromium.launch(executable_path=found, args=switches)
        loads = [await _load(running, address, bearer) for _ in range(scale.loads)]
        await running.close()
    return {
        "loads": float(len(loads)),
        "paint_ms": statistics.median(each[0] for each in loads),
        "card_ms": statistics.median(each[1] for each in loads),
        "most_ms": max(each[1] for each in loads),
        "kilobytes": max(each[2] for each in loads) / 1000,
    }


async def _charger(dsn: str) -> str:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(
            "select public_id from station join session on station = identity where transaction = 'open' limit 1"
        )
    finally:
        await connection.close()


async def _load(running: Browser, address: str, bearer: str) -> tuple[float, float, float]:
    """Milliseconds until the first paint, and until the live card stands; bytes that came over the line."""
    context = await running.new_context(
        viewport={"width": 393, "height": 852},
        is_mobile=True,
        has_touch=True,
        extra_http_headers={"Authorization": f"Bearer {bearer}"},
    )
    await context.add_init_script(_LOOK)
    page = await context.new_page()
    page.set_default_timeout(_PATIENCE_MS)
    line = await context.new_cdp_session(page)
    taken = 0.0

    def finished(event: dict[str, float]) -> None:
        nonlocal taken
        taken += event["encodedDataLength"]

    line.on("Network.loadingFinished", finished)
    await line.send("Network.enable")
    conditions = {
        "offline": False,
        "latency": LATENCY_MS,
        "downloadThroughput": DOWN_BYTES_PER_S,
        "uploadThroughput": UP_BYTES_PER_S,
    }
    await line.send("Network.emulateNetworkConditions", conditions)
    await line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    await page.goto(address, wait_until="commit")
    await page.wait_for_load_state("load")
    card_ms = await _card_seen_ms(page)
    paint_ms: float = await page.evaluate(_PAINTED)
    await context.close()
    return paint_ms, card_ms, taken


async def _card_seen_ms(page: Page) -> float:
    """Asked for from outside: the page's own policy lets nothing wait in it for a text that is evaluated."""
    async with asyncio.timeout(_PATIENCE_MS / 1000):
        while True:
            seen_ms: float = await page.evaluate("window.cardSeen ?? 0")
            if seen_ms:
                return seen_ms
            await asyncio.sleep(_LOOK_AGAIN_S)


def tell_paint(ours: Values, _null: Values) -> list[Figure]:
    if not ours["loads"]:
        return [Figure("P17", "charger page, first paint", None, "ms", None, installed.ADVICE)]
    note = (
        f"median of {ours['loads']:.0f} cold loads at {SLOWER} times slower a processor, {LATENCY_MS} ms and 1.6 Mbit/s; live card seen"
        f" after {ours['card_ms']:.0f} ms, at worst {ours['most_ms']:.0f} ms; {ours['kilobytes']:.0f} kB with all scripts"
    )
    return [Figure("P17", "charger page, first paint", ours["paint_ms"], "ms", None, note)]


PAINT = Measure("paint", ("P17",), False, paint, tell_paint)
