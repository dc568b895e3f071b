"""How much a phone has to fetch."""

from __future__ import annotations

import re
from datetime import timedelta

from tests.integration.web.site import Site

MOST_BYTES = 150_000
_NAMED = re.compile(r'(?:href|src)="(/static/[^"]+)"')


async def test_the_charger_page_weighs_no_more_than_a_small_picture(site: Site) -> None:
    """With every script, style and icon that it names, while its driver is charging."""
    ada = await site.world.driver("ada")
    await site.world.card(ada, "CARD1")
    charger = await site.world.station("CP1", connectors=2)
    live = await site.world.session(ada, "CP1", token="CARD1")
    for back in range(60):
        await site.world.reading(live, s_ago=timedelta(minutes=back).total_seconds(), energy_wh=12_000 - back)
    browser = await site.signed_in(ada)

    page = await browser.get(f"/chargers/{charger}")
    named = sorted(set(_NAMED.findall(page.text)))
    assert len(named) > 8
    weights = {"page": len(page.content)}
    for address in (each.replace("&amp;", "&") for each in named):
        answer = await browser.get(address, headers={"Accept-Encoding": "gzip"})
        assert answer.status_code == 200, address
        weights[address] = answer.num_bytes_downloaded
    chart = await browser.get(f"/sessions/{live}/chart.json")
    weights["chart"] = len(chart.content)
    assert sum(weights.values()) <= MOST_BYTES, weights
