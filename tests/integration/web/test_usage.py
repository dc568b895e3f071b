"""Usage, cost and tariffs on pages and over the API, on a real PostgreSQL."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from chargehand.model.tariff import Tariff
from tests.integration.web.site import Browser, Site
from tests.integration.web.test_operator import operator
from tests.unit.views.usage.prices import FULL, PLAIN

HOUR = 3_600
DAY = 24 * HOUR
TARIFF = "/api/v1/operator/tariff"
OWN = "/api/v1/operator/stations/CP1/tariff"


async def priced(site: Site, session: str, tariff: Tariff = PLAIN, **idle: Any) -> None:
    """The session began with this tariff, which was in force since a day before."""
    await site.world.pool.execute(
        "update session set tariff = $2::text::jsonb, tariff_from = started_at - interval '1 day',"
        " idle = $3::text::jsonb where id = $1",
        session,
        msgspec.json.encode(tariff).decode(),
        msgspec.json.encode(idle).decode() if idle else None,
    )


async def scene(site: Site) -> Browser:
    """Ada has charged today, yesterday and last month, Bob today; noon is 4 March 2026, UTC."""
    world = site.world
    ada, bob = await world.driver("ada"), await world.driver("bob")
    await world.card(ada, "CARD1")
    await world.station("CP1")
    await world.station("CP2")
    for driver, station, ago, wh, token in (
        (ada, "CP1", 2 * HOUR, 12_400, "CARD1"),
        (ada, "CP2", DAY, 7_600, None),
        (ada, "CP2", 20 * DAY, 3_000, None),
        (bob, "CP1", 5 * HOUR, 50_000, None),
    ):
        session = await world.session(
            driver, station, started_s_ago=ago, ended_s_ago=ago - HOUR, energy_wh=wh, token=token
        )
        await priced(site, session)
    return await site.signed_in(ada)


def tile(page: str, key: str) -> str:
    found = re.search(rf'id="used-{key}".*?<dd>(.*?)</dd>', page, re.DOTALL)
    assert found is not None
    return re.sub(r"<[^>]*>", "", found[1]).strip()


async def test_home_shows_the_use_of_the_period_in_the_address(site: Site) -> None:
    browser = await scene(site)
    for path, kwh, sessions, cost in (
        ("/", "20.0", "2", "€10.00"),
        ("/?period=last", "3.0", "1", "€1.50"),
        ("/?period=year", "23.0", "3", "€11.50"),
        ("/?period=nonsense", "20.0", "2", "€10.00"),
    ):
        page = (await browser.get(path)).text
        assert (tile(page, "kwh"), tile(page, "sessions"), tile(page, "cost")) == (kwh, sessions, cost)
    page = (await browser.get("/")).text
    assert re.findall(r'<tr id="used-([^"]*)"', page) == ["2026-03-03", "2026-03-04"]
    assert "/sessions?from=2026-03-04&amp;to=2026-03-04" in page


async def test_a_day_is_where_the_driver_is(site: Site) -> None:
    """In Auckland it is already the fifth."""
    browser = await scene(site)
    browser.cookies.set("zone", "Pacific/Auckland")
    page = (await browser.get("/")).text
    assert re.findall(r'<tr id="used-([^"]*)"', page) == ["2026-03-04"], "23:00 and 01:00 of the fourth there"
    day = (await browser.get("/sessions?from=2026-03-04&to=2026-03-04")).text
    assert day.count('class="c-charger"') == 2


async def test_home_shows_the_tariffs_in_force(site: Site) -> None:
    browser = await scene(site)
    assert "No tariff" in (await browser.get("/")).text
    api = await operator(site)
    await api.put(TARIFF, json={"currency": "EUR", "per_kwh": "0.49"})
    await api.put(OWN, json={"currency": "EUR", "per_idle_minute": "0.25"})
    page = (await browser.get("/")).text
    for words in ("All chargers", "€0.49 per kWh", "Charger CP1", "since 4 Mar 2026", "first 10 minutes"):
        assert words in page
    await api.delete(OWN)
    assert "€0.25" not in (await browser.get("/")).text


async def test_the_session_page_opens_its_cost(site: Site) -> None:
    browser = await scene(site)
    session = await site.world.pool.fetchval("select id from session where energy_wh = 12400")
    since = datetime(2026, 3, 4, 11, tzinfo=UTC).isoformat()
    await priced(
        site, session, FULL, since=since, counted_to=since, plugged=True, lasted_us=1_200_000_000, over=False
    )
    page = (await browser.get(f"/sessions/{session}")).text
    assert re.findall(r'<tr id="cost-([a-z]*)"', page) == ["energy", "time", "session", "idle", "sum"]
    for words in ("Estimated cost", "€6.1194", "€1.2000", "€2.5000", "€10.17", "in force since 3 Mar 2026"):
        assert words in page


async def test_the_list_tells_the_sum_of_what_its_filters_let_through(site: Site) -> None:
    browser = await scene(site)
    assert 'id="sum"' not in (await browser.get("/sessions")).text
    for query, words in (
        ("from=2026-03-01&to=2026-03-04", "2 sessions · 20.0 kWh · €10.00"),
        ("from=2026-03-04&to=2026-03-04", "1 session · 12.4 kWh · €6.20"),
        ("charger=pCP2", "2 sessions · 10.6 kWh · €5.30"),
        ("card=card1", "1 session · 12.4 kWh · €6.20"),
        ("status=completed", "3 sessions · 23.0 kWh · €11.50"),
    ):
        page = (await browser.get(f"/sessions?{query}")).text
        assert f'<p id="sum" class="sum">{words}</p>' in page, query
        assert "€6.20" in page or "CP2" in page
    none = (await browser.get("/sessions?status=active")).text
    assert "No matching sessions." in none
    assert "Clear filters" in none
    assert 'id="sum"' not in none


async def test_the_file_has_the_costs_page_and_api_alike_s20(site: Site) -> None:
    browser = await scene(site)
    await site.world.pool.execute("update station set name = '=HYPERLINK(1)' where identity = 'CP2'")
    program = site.program(await site.world.api_token(await site.world.driver("ada")))
    query = "from=2026-03-01&to=2026-03-04"
    ours, theirs = (
        await browser.get(f"/sessions.csv?{query}"),
        await program.get(f"/api/v1/sessions.csv?{query}"),
    )
    assert (theirs.status_code, theirs.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    assert "attachment" in theirs.headers["content-disposition"]
    assert ours.text == theirs.text
    rows = list(csv.DictReader(io.StringIO(theirs.text)))
    assert [(row["cost"], row["currency"], row["bill"]) for row in rows] == [
        ("6.20", "EUR", "final"),
        ("3.80", "EUR", "final"),
    ]
    assert rows[1]["charger"] == "'=HYPERLINK(1)"
    one = (await program.get("/api/v1/sessions.csv?charger=pCP1&card=card1")).text
    assert len(list(csv.DictReader(io.StringIO(one)))) == 1


async def test_usage_over_the_api(site: Site) -> None:
    await scene(site)
    program = site.program(await site.world.api_token(await site.world.driver("ada")))
    told = (
        await program.get("/api/v1/usage?from=2026-02-01&to=2026-03-04&by=month&zone=Europe/Amsterdam")
    ).json()
    money = [{"amount": "10.00", "currency": "EUR"}]
    assert told["total"] == {
        "start": "2026-02-01",
        "end": "2026-03-04",
        "sessions": 3,
        "energy_kwh": 23.0,
        "cost": [{"amount": "11.50", "currency": "EUR"}],
        "unpriced": 0,
    }
    assert (told["zone"], told["by"], len(told["periods"])) == ("Europe/Amsterdam", "month", 2)
    assert told["periods"][1] == {
        "start": "2026-03-01",
        "end": "2026-03-04",
        "sessions": 2,
        "energy_kwh": 20.0,
        "cost": money,
        "unpriced": 0,
    }
    month = (await program.get("/api/v1/usage")).json()
    assert [row["start"] for row in month["periods"]] == [f"2026-03-0{day}" for day in (1, 2, 3, 4)]


@pytest.mark.parametrize(
    "query",
    [
        "from=2026-03-04&to=2026-03-03",
        "from=2024-01-01&to=2026-03-04",
        "from=2026-02-30",
        "to=9999-12-31&from=9999-12-31",
        "zone=Nowhere/Land",
        "by=hour",
        "from=yesterday",
    ],
)
async def test_what_is_no_period_is_refused(site: Site, query: str) -> None:
    program = site.program(await site.world.api_token(await site.world.driver("ada")))
    answer = await program.get(f"/api/v1/usage?{query}")
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")


async def test_the_tariff_of_a_charger(site: Site) -> None:
    await scene(site)
    program = site.program(await site.world.api_token(await site.world.driver("ada")))
    path = "/api/v1/chargers/pCP1/tariff"
    assert (await program.get(path)).json() == {"tariff": None}
    assert (await program.get("/api/v1/chargers/nobody/tariff")).status_code == 404
    api = await operator(site)
    await api.put(TARIFF, json={"currency": "EUR", "per_kwh": "0.49"})
    told = (await program.get(path)).json()["tariff"]
    assert (told["per_kwh"], told["own"], told["valid_from"]) == ("0.49", False, "2026-03-04T12:00:00Z")
    await api.put(OWN, json={"currency": "EUR", "per_session": "1"})
    told = (await program.get(path)).json()["tariff"]
    assert (told["per_kwh"], told["per_session"], told["own"]) == ("0", "1", True)
    assert (await program.get("/api/v1/chargers/pCP2/tariff")).json()["tariff"]["per_kwh"] == "0.49"


async def test_a_session_over_the_api_comes_with_its_components(site: Site) -> None:
    await scene(site)
    session = await site.world.pool.fetchval("select id from session where energy_wh = 12400")
    await priced(site, session, FULL)
    program = site.program(await site.world.api_token(await site.world.driver("ada")))
    told = (await program.get(f"/api/v1/sessions/{session}")).json()
    details = told["cost_details"]
    assert told["cost"] == details["total"] == {"amount": "7.67", "currency": "EUR"}
    assert [
        (part["kind"], part["quantity"], part["unit"], part["amount"]["amount"]) for part in details["parts"]
    ] == [
        ("energy", "12.4", "kWh", "6.1194"),
        ("time", "60", "min", "1.2"),
        ("session", "1", "session", "0.35"),
    ]
    assert (details["final"], details["idle"]) == (True, None)
    assert (details["tariff"]["per_kwh"], details["tariff"]["valid_from"]) == (
        "0.4935",
        "2026-03-03T10:00:00Z",
    )


async def test_what_came_to_nothing_is_in_no_sum(site: Site) -> None:
    browser = await scene(site)
    await site.world.pool.execute("update session set end_basis = 'never_started' where energy_wh = 12400")
    page = (await browser.get("/")).text
    assert (tile(page, "sessions"), tile(page, "kwh")) == ("1", "7.6")
