"""The message log from a charger's line to an operator's eyes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.acceptance import modern
from tests.acceptance.api import Api
from tests.acceptance.charger import plugged_in
from tests.acceptance.house import OCPP16, House
from tests.acceptance.settling import settle
from tests.acceptance.test_modern_session import begun
from tests.acceptance.test_wishes import charging
from tests.acceptance.waiting import until

Rows = list[dict[str, Any]]


async def operator(house: House) -> Api:
    """A program with an operator's token."""

    def token() -> str:
        house.does("admin", "create", "eyes@example.org")
        return house.does("token", "eyes@example.org", "--scope", "operator")["token"]

    secret = await asyncio.to_thread(token)
    house.keeps_secret(secret)
    return Api(house.url, secret)


async def messages(api: Api, station: str, query: str = "") -> Rows:
    return (await api.get(f"/operator/stations/{station}/messages{query}"))["messages"]


async def test_a_session_is_told_frame_by_frame_and_its_card_is_masked(house: House) -> None:
    """S15: of a card no more than its end."""
    place = await settle(house)
    (station,), uid = place.stations, place.uids[0][0]
    async with await operator(house) as eyes, charging(house, place) as (charger, api, session, number):
        await charger.reads(number, 1060)
        await api.stop(session)
        await charger.is_asked("RemoteStopTransaction")
        await charger.ends(number, 1100)

        async def of_session() -> Rows:
            rows = await messages(eyes, station, f"?session={session}")
            return (
                rows
                if {"StopTransaction", "RemoteStopTransaction"} <= {row["action"] for row in rows}
                else []
            )

        rows = await come(of_session)
        by_action = {row["action"]: row for row in rows}
        assert set(by_action) == {
            "StartTransaction",
            "MeterValues",
            "StopTransaction",
            "RemoteStopTransaction",
        }
        start, asked = by_action["StartTransaction"], by_action["RemoteStopTransaction"]
        assert (start["direction"], start["event"], start["decision"]) == (
            "in",
            "TransactionStarted",
            "StartAnswer",
        )
        assert f'"idTag":"*{uid[-4:]}"' in start["request"].replace(": ", ":")
        assert f'"transactionId":{number}' in start["answer"]
        assert start["latency_ms"] > 0
        assert (asked["direction"], asked["session_id"], asked["error"]) == ("out", session, "")
        assert '"Accepted"' in asked["answer"]
        assert uid not in str(await messages(eyes, station))
        await charger.socket.close()
        (closed,) = await come(lambda: messages(eyes, station, "?action=closed"))
        (opened,) = await messages(eyes, station, "?action=opened")
        assert (opened["direction"], opened["request"]) == ("line", "ocpp1.6 from 127.0.0.1")
        assert (closed["direction"], closed["request"]) == ("line", "1000")
    shown = await asyncio.to_thread(house.does, "messages", station, "--action", "StartTransaction")
    assert [row["message_id"] for row in shown["messages"]] == [start["message_id"]]
    assert uid not in str(shown)


async def come(rows: Callable[[], Awaitable[Rows]]) -> Rows:
    """The rows, once there are any."""
    last: Rows = []

    async def there() -> bool:
        nonlocal last
        last = await rows()
        return bool(last)

    await until(there)
    return last


def dies_of(url: str, frame: str) -> int:
    """The code that the connection is closed with."""
    with connect(url, subprotocols=[OCPP16], compression=None, proxy=None) as socket:
        with suppress(ConnectionClosed):
            socket.send(frame)
            socket.recv(10)
        assert socket.close_code is not None
        return socket.close_code


async def test_f19_a_frame_of_nine_megabytes_raises_an_alarm(house: House) -> None:
    place = await settle(house)
    (station,) = place.stations
    frame = '[2,"big","StopTransaction",{"transactionId":1,"pad":"' + "x" * 9 * 1024 * 1024 + '"}]'
    assert await asyncio.to_thread(dies_of, house.station_url(station), frame) == 1009
    async with await operator(house) as eyes:

        async def alarm() -> Rows:
            return [row for row in await messages(eyes, station) if row["error"].startswith("too_big")]

        (row,) = await come(alarm)
    assert row["error"] == "too_big: a stop may be lost"
    assert row["request"].startswith('[2,"big","StopTransaction"')
    assert f'"event":"stop_may_be_lost","station":"{station}"' in house.log.read_text()
    async with httpx.AsyncClient() as client:
        figures = (await client.get(f"{house.url}/metrics")).text
    assert "chargehand_frames_too_big_total 0.0" not in figures
    async with plugged_in(house.station_url(station)) as charger:  # it may come back
        await charger.boots()


async def test_f09_what_deviates_is_served_and_told(house: House) -> None:
    place = await settle(house)
    (station,) = place.stations
    async with await operator(house) as eyes, plugged_in(house.station_url(station)) as charger:
        await charger.boots()
        await charger.socket.send(
            '[2,"odd","StatusNotification",{"connectorId":1,"errorCode":"Error","status":"Available","x":1}]'
        )

        async def found() -> set[tuple[str, str, str]]:
            told = (await eyes.get(f"/operator/stations/{station}/deviations"))["deviations"]
            return {(each["action"], each["path"], each["kind"]) for each in told}

        wanted = {("StatusNotification", "errorCode", "value"), ("StatusNotification", "x", "unknown")}

        async def all_told() -> bool:
            return wanted <= await found()

        await until(all_told)


@pytest.mark.parametrize("version", list(modern.CHARGERS))
async def test_a_session_of_a_later_version_is_told_too(house: House, version: str) -> None:
    place = await settle(house)
    (station,), (charger_id,) = place.stations, place.chargers
    async with (
        await operator(house) as eyes,
        modern.plugged_in(house.station_url(station), version) as charger,
        Api(house.url, place.people[0].token) as api,
    ):
        await charger.boots()
        _, session, name = await begun(charger, api, charger_id)
        await charger.reads(name, 1000)

        async def of_session() -> Rows:
            rows = await messages(eyes, station, f"?session={session}")
            return rows if len(rows) > 2 else []

        rows = await come(of_session)
        assert [row["action"] for row in rows][-2:] == ["TransactionEvent", "RequestStartTransaction"]
        assert {row["transaction"] for row in rows if row["direction"] == "in"} == {name}
        assert {row["session_id"] for row in rows} == {session}
        assert place.uids[0][0] not in str(await messages(eyes, station))
        opened = (await messages(eyes, station, "?action=opened"))[0]
        assert opened["request"] == f"{version} from 127.0.0.1"
