"""F100: frames of a megabyte and more, one after the other. Everybody else is served in between."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from tests.acceptance.house import House
from tests.acceptance.settling import settle
from tests.acceptance.stubborn import Story, StubbornCharger, running

DAY_S, EVERY_S = 86_400, 10
FRAMES = 8


def a_whole_day() -> list[dict[str, Any]]:
    """Readings of 24 hours, six a minute: some 1.3 MB as a frame."""
    began = datetime.now(UTC) - timedelta(days=1, minutes=5)
    stamps = (began + timedelta(seconds=passed_s) for passed_s in range(0, DAY_S, EVERY_S))
    measured = {"measurand": "Energy.Active.Import.Register", "unit": "Wh", "context": "Sample.Periodic"}
    return [
        {
            "timestamp": stamp.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "sampledValue": [{"value": str(1_000 + number), **measured}],
        }
        for number, stamp in enumerate(stamps)
    ]


async def test_f100_giant_frames_of_one_charger_hold_up_no_other(house: House) -> None:
    place = await settle(house, stations=2, drivers=2)
    async with running([house.station_url(each) for each in place.stations]) as (giant, other):
        stories = [Story(giant, place.uids[0][0]), Story(other, place.uids[1][0])]
        for story in stories:
            await story.boots()
        number = await stories[0].begins(1_000)
        finish = asyncio.Event()
        beating = asyncio.create_task(_beats(other, finish))
        values = a_whole_day()
        served: list[int] = []
        for _ in range(FRAMES):
            before = len(other.answered)
            stop = {"connectorId": 1, "transactionId": number, "meterValue": values}
            await giant.tells("MeterValues", stop)
            served.append(len(other.answered) - before)
        finish.set()
        await beating
        assert min(len(each.frame) for each in giant.answered[-FRAMES:]) > 1_200_000
        assert min(served) > 0, "each time the other one was answered meanwhile"
        assert (giant.errors, giant.closes, other.closes) == ([], [], [])
        await stories[0].ends(number, 20_000)
    async with httpx.AsyncClient() as client:
        figures = (await client.get(f"{house.url}/metrics")).text
    assert "chargehand_loop_lag_seconds_count" in figures, "how long the loop was held is there to be seen"


async def _beats(charger: StubbornCharger, finish: asyncio.Event) -> None:
    while not finish.is_set():
        await charger.tells("Heartbeat", {})
