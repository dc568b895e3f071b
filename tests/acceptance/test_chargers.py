"""What chargers do wrong in the field: doors, connections and transactions (rows of the fault catalogue)."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from ocpp.v16 import call
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Subprotocol

from tests.acceptance.api import Api
from tests.acceptance.charger import plugged_in, stamp
from tests.acceptance.house import OCPP16, House
from tests.acceptance.settling import settle
from tests.acceptance.test_wishes import charging
from tests.acceptance.waiting import until


async def knocks(url: str, *subprotocols: str) -> tuple[int, str]:
    """Status and body of a handshake that is refused."""
    with pytest.raises(InvalidStatus) as refused:
        async with connect(
            url, subprotocols=[Subprotocol(each) for each in subprotocols] or None, proxy=None
        ):
            pass
    response = refused.value.response
    return response.status_code, bytes(response.body).decode()


async def test_only_the_right_password_opens_the_door(house: House) -> None:
    """S01: no, an empty or a wrong password, another's name, an unknown station: all alike."""
    place = await settle(house, stations=2)
    known, other = place.stations
    right = house.station_url(known)
    wrong = [
        house.station_url(known, None),
        house.station_url(known, ""),
        house.station_url(known, "wrong-password-of-20"),
        right.replace(f"{known}:", f"{other}:"),
        house.station_url("KERB-NOWHERE"),
    ]
    answers = {await knocks(each, "ocpp1.6") for each in wrong}
    assert len(answers) == 1
    assert answers.pop()[0] == 401
    async with plugged_in(right) as charger:
        await charger.boots()


async def test_a_charger_must_speak_a_protocol_of_ours(house: House) -> None:
    """F22."""
    place = await settle(house)
    url = house.station_url(place.stations[0])
    assert (await knocks(url))[0] == 400
    assert (await knocks(url, "ocpp9.9"))[0] == 400
    async with connect(url, subprotocols=[Subprotocol("ocpp9.9"), OCPP16], proxy=None) as socket:
        assert socket.subprotocol == "ocpp1.6"


async def test_the_newest_connection_wins_and_gets_the_commands(house: House) -> None:
    """F26, F27, F28: the newcomer is let in at once, the old one shown out, and its end takes nothing away."""
    place = await settle(house)
    async with charging(house, place) as (old, api, session, number):
        async with plugged_in(house.station_url(place.stations[0])) as charger:
            await asyncio.wait_for(old.socket.wait_closed(), 10)
            assert old.socket.close_code == 4001
            await charger.reads(number, 1020)
            assert (await api.charger(place.chargers[0]))["state"] == "my_session"
            assert (await api.stop(session)).status_code == 202
            assert await charger.is_asked("RemoteStopTransaction") == {"transaction_id": number}
            assert old.asked.empty()
            await charger.ends(number, 1040)
        assert (await api.session(session))["energy_kwh"] == 0.04


async def test_many_chargers_at_once_get_no_error(house: House) -> None:
    """F24: never-seen chargers connect, boot and start in one tick."""
    place = await settle(house, stations=40)

    async def comes(identity: str) -> int:
        async with plugged_in(house.station_url(identity)) as charger:
            await charger.boots()  # raises on a CALLERROR
            return (await charger.tells(call.StartTransaction(1, "NOBODY", 0, stamp()))).transaction_id

    numbers = await asyncio.gather(*(comes(identity) for identity in place.stations))
    assert all(0 < number < 2**31 for number in numbers)


async def test_a_start_told_again_is_the_same_transaction(house: House) -> None:
    """F35: the same content under another message id gets the same number, at once or later."""
    place = await settle(house)
    url, (uid,) = house.station_url(place.stations[0]), place.uids[0]
    began = stamp()
    async with Api(house.url, place.people[0].token) as api:
        async with plugged_in(url) as charger:
            numbers = {await charger.begins(uid, 1000, timestamp=began) for _ in range(3)}
        async with plugged_in(url) as charger:
            numbers.add(await charger.begins(uid, 1000, timestamp=began))
            await charger.ends(number := numbers.pop(), 1050)
            assert not numbers
            assert await charger.begins(uid, 1000, timestamp=began) == number
        (session,) = await api.sessions()
        assert (session["number"], session["phase"], session["energy_kwh"]) == (number, "ended", 0.05)


async def test_an_end_told_again_changes_nothing(house: House) -> None:
    """F36: same answer, one close."""
    async with charging(house, await settle(house)) as (charger, api, session, number):
        at = stamp()
        for _ in range(3):
            await charger.ends(number, 1050, timestamp=at)
        first = await api.session(session)
        await charger.ends(number, 1090)
        assert await api.session(session) | {"version": 0} == first | {"version": 0}
        assert len(await api.sessions()) == 1


@pytest.mark.parametrize("number", [-1, 0, -16, 2**31 - 1, 9_223_372_036_854_775_807])
async def test_an_end_that_names_nothing_of_ours_is_answered(house: House, number: int) -> None:
    """F37, F38, F39, F40: acknowledged always, and no session of ours is ended by a guess."""
    async with charging(house, place := await settle(house)) as (charger, api, session, own):
        # By its register it cannot be the session that is open.
        await charger.ends(number, 999_000)
        seen = await api.session(session)
        assert (seen["phase"], seen["ended_at"]) == ("active", None)
        await charger.reads(own, 1030)
        await charger.ends(own, 1060)
        assert (await api.session(session))["energy_kwh"] == 0.06
        assert len([each for each in await api.sessions() if each["charger"]["id"] == place.chargers[0]]) == 1


async def test_an_end_without_its_number_finds_the_session_it_continues(house: House) -> None:
    """F39: the answer to the start was lost, so the charger says -1; card, time and register fit one session only."""
    async with charging(house, await settle(house)) as (charger, api, session, _):
        await charger.ends(-1, 1050)
        seen = await api.session(session)
        assert (seen["phase"], seen["energy_kwh"], seen["bill"]) == ("ended", 0.05, "estimated")


async def test_one_charger_cannot_touch_anothers_session(house: House) -> None:
    """S12: readings and ends under a foreign number are answered and change nothing."""
    place = await settle(house, stations=2)
    async with (
        charging(house, place) as (_, api, session, number),
        plugged_in(house.station_url(place.stations[1])) as thief,
    ):
        await thief.boots()
        before = await api.session(session)
        await thief.reads(number, 1300)
        await thief.ends(number, 1300)
        after = await api.session(session)
        assert (after["phase"], after["energy_kwh"]) == ("active", 0)
        assert after == before
        assert len(await api.readings(session)) == 1


async def test_numbers_are_no_count(house: House) -> None:
    """F41: a station's numbers begin somewhere, go on, and are never used twice."""
    place = await settle(house)
    async with plugged_in(house.station_url(place.stations[0])) as charger:
        numbers = []
        for start in range(1000, 1300, 100):
            numbers.append(await charger.begins(place.uids[0][0], start))
            await charger.ends(numbers[-1], start + 50)
        assert len(set(numbers)) == 3
        assert all(1000 < number < 2**31 for number in numbers)


async def test_a_charger_gets_the_configuration_that_truth_needs(house: House) -> None:
    """F19, F54: no samples in the stop, a queue that survives long faults; offered once."""
    place = await settle(house)
    url = house.station_url(place.stations[0])
    async with plugged_in(url) as charger:
        await charger.boots()
        await until(lambda: charger.wishes.get("HeartbeatInterval"))
        assert charger.wishes["StopTxnSampledData"] == ""
        assert int(charger.wishes["TransactionMessageAttempts"]) >= 10


async def test_health_is_open_and_figures_are_counted(house: House) -> None:
    async with httpx.AsyncClient(base_url=house.url) as client:
        assert (await client.get("/healthz")).json() == {"status": "ok"}
        assert (await client.get("/readyz")).json() == {"status": "ready"}
        figures = await client.get("/metrics")
        assert figures.status_code == 200
        assert "stations_connected" in figures.text
