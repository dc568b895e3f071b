"""F58, F94: `kill -9` around each commit from the tap on "start" to the transaction's end. No start is made of thin air."""

from __future__ import annotations

import asyncio
import signal

import httpx
import pytest

from tests.acceptance.api import Api, Json
from tests.acceptance.crashes import Crash, enumerated, looked_at, undisturbed
from tests.acceptance.house import House
from tests.acceptance.settling import settle
from tests.acceptance.stubborn import Story, running
from tests.acceptance.tales import started_from_the_app
from tests.acceptance.waiting import until

ARRIVED = 5
"""Decisions until the charger is there: connection, boot, configuration, status of station and connector."""


async def test_death_around_a_remote_start_makes_one_session_of_one_wish(mortal_house: House) -> None:
    decisions = await undisturbed(mortal_house, started_from_the_app)
    assert decisions >= ARRIVED + 6
    crashes = [
        Crash("commit", at, when, fresh_names=(at + len(when)) % 2 == 0)
        for at in range(ARRIVED + 1, decisions + 1)
        for when in ("before", "after")
    ]
    await enumerated(mortal_house, started_from_the_app, [*crashes, Crash("take", 2, "after")])


async def test_a_wish_told_again_gets_its_session_though_that_is_over(mortal_house: House) -> None:
    """The answer went down with the house; by the time the app asks again under its key the start has failed."""
    house, place = mortal_house, await settle(mortal_house)
    (station,), (charger_id,) = place.stations, place.chargers
    connected_booted_configured = 3
    house.start(**Crash("commit", connected_booted_configured + 1, "after").environment(station))
    await until(lambda: asyncio.to_thread(house.is_ready), 60)
    async with (
        looked_at(house) as journal,
        Api(house.url, place.people[0].token) as driver,
        running([house.station_url(station)]) as (charger,),
    ):
        await Story(charger, place.uids[0][0]).boots()
        await until(lambda: journal.is_configured(station))
        with pytest.raises(httpx.TransportError):
            await driver.start(charger_id, key="wish")
    assert house.until_gone() == -signal.SIGKILL
    house.start()
    await until(lambda: asyncio.to_thread(house.is_ready), 60)
    async with Api(house.url, place.people[0].token) as driver:

        async def failed() -> Json | None:
            return next((each for each in await driver.sessions() if each["phase"] == "failed"), None)

        session = await until(failed)
        again = await driver.start(charger_id, key="wish")
        assert again.status_code == 202, again.text
        assert again.json()["session"]["id"] == session["id"]
        assert again.json()["session"]["phase"] == "failed"
