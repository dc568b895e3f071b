"""One driver's many hands: two tabs, a phone and a program wish for the same at once."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from chargehand.main.administration import administration_at
from tests.acceptance.api import Api
from tests.acceptance.charger import plugged_in
from tests.acceptance.house import House
from tests.acceptance.settling import Place, settle

EACH = 25


class Tab:
    """A browser in which the driver has signed in; it sends a page's forms, each time with another nonce."""

    def __init__(self, house: House) -> None:
        self.http = httpx.AsyncClient(
            base_url=house.url, headers={"Origin": house.url, "Accept": "text/html"}, timeout=30
        )
        self._csrf = ""

    async def signs_in(self, link: str) -> Tab:
        answer = await self.http.post(link, data={})
        assert answer.status_code == 303, answer.text
        found = re.search(r'<meta name="csrf" content="([^"]+)">', (await self.http.get("/account")).text)
        assert found is not None
        self._csrf = found[1]
        return self

    def is_of(self, other: Tab) -> None:
        """One more of the same browser."""
        self.http.cookies, self._csrf = other.http.cookies, other._csrf

    async def sends(self, path: str, page: str, nonce: str) -> httpx.Response:
        headers = {"HX-Request": "true", "HX-Current-URL": f"{self.http.base_url}{page}"}
        return await self.http.post(path, data={"csrf": self._csrf, "nonce": nonce}, headers=headers)


@asynccontextmanager
async def hands(house: House, place: Place) -> AsyncIterator[list[Tab]]:
    """Two tabs of one browser, and a phone that signed in by itself."""
    async with administration_at(await house.dsn(), house.url) as desk:
        links = [await desk.sign_in_link(place.people[0].email) for _ in range(2)]
    first, phone = [await Tab(house).signs_in(link) for link in links]
    second = Tab(house)
    second.is_of(first)
    try:
        yield [first, second, phone]
    finally:
        for tab in (first, second, phone):
            await tab.http.aclose()


async def test_a_hundred_stops_from_everywhere_are_one(house: House) -> None:
    """F60, S40."""
    place = await settle(house)
    async with (
        hands(house, place) as tabs,
        Api(house.url, place.people[0].token) as api,
        plugged_in(house.station_url(place.stations[0])) as charger,
    ):
        await charger.boots()
        number = await charger.begins(place.uids[0][0])
        (session,) = await api.sessions("active")
        pages = (
            f"/chargers/{place.chargers[0]}",
            f"/chargers/{place.chargers[0]}",
            f"/sessions/{session['id']}",
        )
        wishes = [
            tab.sends(f"/sessions/{session['id']}/stop", page, f"{name}-{turn}")
            for turn in range(EACH)
            for name, (tab, page) in enumerate(zip(tabs, pages, strict=True))
        ]
        answers = await asyncio.gather(*wishes, *(api.stop(session["id"]) for _ in range(EACH)))

        assert len(answers) == 100
        told = Counter(each.status_code for each in answers)
        assert told == {200: 75, 202: 25}
        (command,) = {each.json()["command"]["id"] for each in answers if each.status_code == 202}
        assert not [each for each in answers if each.status_code == 200 and "Something broke" in each.text]
        await charger.is_asked("RemoteStopTransaction")
        await charger.ends(number, 1050)
        assert charger.asked.empty(), "asked once"
        assert (await api.command(command))["state"] == "confirmed"


async def test_a_hundred_starts_from_everywhere_are_one(house: House) -> None:
    """S40: within a minute a driver's start at a connector is one, whoever's finger it was."""
    place = await settle(house)
    async with (
        hands(house, place) as tabs,
        Api(house.url, place.people[0].token) as api,
        plugged_in(house.station_url(place.stations[0])) as charger,
    ):
        await charger.boots()
        page = f"/chargers/{place.chargers[0]}"
        wishes = [
            tab.sends(f"{page}/start", page, f"{name}-{turn}")
            for turn in range(EACH)
            for name, tab in enumerate(tabs)
        ]
        answers = await asyncio.gather(*wishes, *(api.start(place.chargers[0]) for _ in range(EACH)))

        assert Counter(each.status_code for each in answers) == {200: 75, 202: 25}
        (session,) = {each.json()["session"]["id"] for each in answers if each.status_code == 202}
        await charger.is_asked("RemoteStartTransaction")
        number = await charger.begins(place.uids[0][0])
        late = await api.start(place.chargers[0])
        assert (late.status_code, late.json()["session"]["id"]) == (202, session), "the car charges already"
        assert len(await api.sessions()) == 1
        await charger.ends(number, 1050)
        assert charger.asked.empty(), "asked once"
