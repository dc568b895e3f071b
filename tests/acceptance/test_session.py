"""A whole session, driven by an independent charger and an API client, as everybody sees it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import pytest
from ocpp.v16.enums import ChargePointStatus, Reason

from tests.acceptance.api import Api, Json
from tests.acceptance.charger import Charger, plugged_in
from tests.acceptance.house import House
from tests.acceptance.settling import settle
from tests.acceptance.waiting import until


@pytest.fixture(scope="module")
def own_house(new_house: Callable[..., House]) -> Iterator[House]:
    house = new_house()
    house.start()
    try:
        house.until_ready()
        yield house
    finally:
        house.leave()


def comes_before(seen: list[tuple[str, str | None]], *stages: tuple[str, str | None]) -> bool:
    """Whether `stages` were seen in this order, whatever stood between them."""
    rest = iter(seen)
    return all(stage in rest for stage in stages)


async def test_a_whole_session_is_seen_as_it_goes(own_house: House) -> None:
    """Remote start to final reading: REST and the live stream tell each stage, nothing before it is so."""
    house = own_house
    charger_id = await asyncio.to_thread(house.adds_station, "KERB-ADA")
    ada = await asyncio.to_thread(house.adds_driver, "ada", "04ADA1")
    async with plugged_in(house.station_url("KERB-ADA")) as charger, Api(house.url, ada.token) as api:
        await charger.boots()
        seen = await api.charger(charger_id)
        assert (seen["state"], seen["my_session"]) == ("free", None)

        asked = await api.start(charger_id, card_id=ada.cards["04ADA1"])
        assert asked.status_code == 202, asked.text
        told = asked.json()
        session = told["session"]["id"]
        assert (told["session"]["phase"], told["session"]["energy_kwh"]) == ("pending", 0)
        assert told["command"]["kind"] == "start"
        assert told["command"]["ended_at"] is None

        async with api.watching(session) as live:
            await until(lambda: live.seen)
            assert live.last["phase"] == "pending"
            assert (await charger.is_asked("RemoteStartTransaction"))["id_tag"] == "04ADA1"
            await until(lambda: live.last["start"]["state"] == "accepted")
            number = await begins_after_remote_start(charger, api, session)
            await until(lambda: live.last["phase"] == "active")
            assert live.last["start"]["state"] == "confirmed"

            for register_wh, energy_kwh in ((1070, 0.07), (1145, 0.145), (1230, 0.23)):
                await charger.reads(number, register_wh)
                seen = await api.session(session)
                assert (seen["phase"], seen["energy_kwh"], seen["power_kw"]) == ("active", energy_kwh, 7.4)
                await until(lambda kwh=energy_kwh: live.last["energy_kwh"] == kwh)

            await stops_step_by_step(charger, api, session, number)
            await until(lambda: live.last["phase"] == "ended")
            assert comes_before(
                live.stages,
                ("pending", None),
                ("active", None),
                ("stopping", "sent"),
                ("stopping", "accepted"),
                ("ended", "confirmed"),
            )
            energies = [each["energy_kwh"] for each in live.seen]
            assert energies == sorted(energies)
            assert live.versions == sorted(live.versions)
            assert live.last["energy_kwh"] == 0.298
        await is_completed(api, session, energy_kwh=0.298, readings=5)
        assert (await api.session(session))["started_at"] == (await api.readings(session))[0]["at"]


async def begins_after_remote_start(charger: Charger, api: Api, session: str) -> int:
    """Accepted is not begun: the session stays pending until the charger says that it began."""
    assert (await api.session(session))["phase"] == "pending"
    await charger.reports(1, ChargePointStatus.preparing)
    assert (await api.session(session))["phase"] == "pending"
    number = await charger.begins("04ADA1", 1000)
    await charger.reports(1, ChargePointStatus.charging)
    seen = await api.session(session)
    assert (seen["phase"], seen["number"], seen["connector"]) == ("active", number, 1)
    return number


async def stops_step_by_step(charger: Charger, api: Api, session: str, number: int) -> None:
    """requested → sent → accepted → confirmed; the session lives until the charger says that it ended."""
    charger.may_answer.clear()
    asked = await api.stop(session)
    assert asked.status_code == 202, asked.text
    command = asked.json()["command"]
    assert set(command) >= {"id", "state", "deadline"}
    assert command["state"] in {"requested", "sent"}

    async def command_is(state: str) -> bool:
        return (await api.command(command["id"]))["state"] == state

    assert await charger.is_asked("RemoteStopTransaction") == {"transaction_id": number}
    await until(lambda: command_is("sent"))
    seen = await api.session(session)
    assert (seen["phase"], seen["stop"]["state"], seen["ended_at"]) == ("stopping", "sent", None)

    charger.may_answer.set()
    await until(lambda: command_is("accepted"))
    seen = await api.session(session)
    assert (seen["phase"], seen["stop"]["state"], seen["end"]) == ("stopping", "accepted", None)
    assert not any(each["final"] for each in await api.readings(session))

    await charger.ends(number, 1298)
    await charger.reports(1, ChargePointStatus.finishing)
    await charger.reports(1, ChargePointStatus.available)
    ended = await api.command(command["id"])
    assert (ended["state"], ended["reason"]) == ("confirmed", "")
    assert ended["ended_at"] is not None


async def is_completed(api: Api, session: str, *, energy_kwh: float, readings: int) -> Json:
    """Ended on the charger's own word, with this energy exactly and the final reading last."""
    seen = await api.session(session)
    assert (seen["phase"], seen["bill"], seen["card_hold"]) == ("ended", "final", "released")
    assert (seen["end"]["basis"], seen["end"]["grade"]) == ("reported", "A")
    assert seen["energy_kwh"] == energy_kwh
    assert seen["power_kw"] is None
    timeline = await api.readings(session)
    assert len(timeline) == readings
    assert [each["final"] for each in timeline] == [False] * (readings - 1) + [True]
    assert timeline[-1]["energy_kwh"] == energy_kwh
    assert timeline[0]["energy_kwh"] == 0
    return seen


async def test_the_same_session_goes_on_after_a_reconnect(house: House) -> None:
    """A lost socket ends nothing; the charger comes back without a boot and its transaction goes on."""
    place = await settle(house)
    url = house.station_url(place.stations[0])
    async with Api(house.url, place.people[0].token) as api:
        async with plugged_in(url) as charger:
            await charger.boots()
            number = await charger.begins(place.uids[0][0])
            await charger.reads(number, 1050)
            (session,) = await api.sessions("active")
            charger.socket.transport.abort()

        async def is_away() -> bool:
            return (await api.charger(place.chargers[0]))["state"] == "offline"

        await until(is_away)
        seen = await api.session(session["id"])
        assert (seen["phase"], seen["status"]) == ("active", "live_unconfirmed")
        async with plugged_in(url) as charger:
            await charger.reads(number, 1100)
            seen = await api.session(session["id"])
            assert (seen["phase"], seen["status"], seen["energy_kwh"]) == ("active", "live", 0.1)
            await charger.ends(number, 1150, reason=Reason.local)
        assert [each["id"] for each in await api.sessions()] == [session["id"]]
        await is_completed(api, session["id"], energy_kwh=0.15, readings=4)


async def test_two_stations_charge_in_parallel(house: House) -> None:
    """Two stations, two connectors each, four drivers: each session gets its own energy and its own end."""
    place = await settle(house, stations=2, connectors=2, drivers=4)

    async def charges(station: int, connector: int, driver: int, gain_wh: int) -> None:
        charger = chargers[station]
        async with Api(house.url, place.people[driver].token) as api:
            asked = await api.start(place.chargers[station], connector_id=connector)
            assert asked.status_code == 202, asked.text
            session = asked.json()["session"]["id"]
            number = await charger.begins(place.uids[driver][0], 5000, connector=connector)
            for step in range(1, 4):
                await charger.reads(number, 5000 + step * gain_wh // 4, connector=connector)
            assert (await api.stop(session)).status_code == 202
            await charger.ends(number, 5000 + gain_wh)
            await is_completed(api, session, energy_kwh=gain_wh / 1000, readings=5)
            assert (await api.session(session))["stop"]["state"] == "confirmed"

    async with (
        plugged_in(house.station_url(place.stations[0])) as first,
        plugged_in(house.station_url(place.stations[1])) as second,
    ):
        chargers = (first, second)
        await asyncio.gather(*(each.boots(2) for each in chargers))
        await asyncio.gather(
            charges(0, 1, 0, 100), charges(0, 2, 1, 140), charges(1, 1, 2, 180), charges(1, 2, 3, 220)
        )
