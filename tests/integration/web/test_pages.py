from __future__ import annotations

from tests.integration.web.site import Site


async def test_every_page_of_a_driver_is_drawn(site: Site) -> None:
    ada = await site.world.driver("ada")
    await site.world.card(ada, "04AABBCCDD")
    charger = await site.world.station("CP1", connectors=2)
    session = await site.world.session(ada, "CP1", token="04AABBCCDD")
    await site.world.reading(session, s_ago=10, energy_wh=12_000)
    browser = await site.signed_in(ada)

    for path in (
        "/",
        "/chargers",
        f"/chargers/{charger}",
        "/sessions",
        f"/sessions/{session}",
        "/account",
        "/offline",
    ):
        page = await browser.get(path)
        assert page.status_code == 200, (path, page.text)
        assert page.headers["content-type"].startswith("text/html")
        assert "</html>" in page.text
