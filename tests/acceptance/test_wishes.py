"""What drivers wish for: taken once, refused with a reason, never told as done before it is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from ocpp.v16.enums import RemoteStartStopStatus

from tests.acceptance.api import Api
from tests.acceptance.charger import Charger, plugged_in
from tests.acceptance.house import House
from tests.acceptance.settling import Place, settle
from tests.acceptance.waiting import until


def code_of(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["content-type"].startswith("application/problem+json"), answer.text
    told = answer.json()
    assert told["status"] == answer.status_code
    assert told["title"]
    return answer.status_code, told["code"]


@asynccontextmanager
async def charging(house: House, place: Place) -> AsyncIterator[tuple[Charger, Api, str, int]]:
    """The first driver charges at the first station: the charger, the driver's program, the session and its number."""
    async with (
        Api(house.url, place.people[0].token) as api,
        plugged_in(house.station_url(place.stations[0])) as charger,
    ):
        await charger.boots()
        number = await charger.begins(place.uids[0][0])
        (session,) = await api.sessions("active")
        yield charger, api, session["id"], number


async def is_still_charging(charger: Charger, api: Api, session: str, number: int) -> None:
    await charger.reads(number, 1060)
    seen = await api.session(session)
    assert (seen["phase"], seen["status"], seen["energy_kwh"], seen["ended_at"]) == (
        "active",
        "live",
        0.06,
        None,
    )


async def test_a_refused_stop_is_rejected_and_the_session_stays(house: House) -> None:
    async with charging(house, await settle(house)) as (charger, api, session, number):
        charger.stop_answer = RemoteStartStopStatus.rejected
        asked = await api.stop(session)
        command = asked.json()["command"]["id"]

        async def is_over() -> bool:
            return (await api.command(command))["ended_at"] is not None

        await until(is_over)
        told = await api.command(command)
        assert (told["state"], told["reason"]) == ("rejected", "refused")
        await is_still_charging(charger, api, session, number)

        charger.stop_answer = RemoteStartStopStatus.accepted
        again = (await api.stop(session)).json()["command"]["id"]
        assert again != command
        await charger.is_asked("RemoteStopTransaction")
        await charger.is_asked("RemoteStopTransaction")
        await charger.ends(number, 1100)
        assert (await api.command(again))["state"] == "confirmed"
        assert (await api.command(command))["state"] == "rejected"


async def test_a_refused_start_fails_at_no_cost(house: House) -> None:
    place = await settle(house)
    async with (
        Api(house.url, place.people[0].token) as api,
        plugged_in(house.station_url(place.stations[0])) as charger,
    ):
        await charger.boots()
        charger.start_answer = RemoteStartStopStatus.rejected
        told = (await api.start(place.chargers[0])).json()
        session = told["session"]["id"]

        async def has_failed() -> bool:
            return (await api.session(session))["phase"] == "failed"

        await until(has_failed)
        seen = await api.session(session)
        assert (seen["energy_kwh"], seen["card_hold"], seen["end"]["basis"]) == (
            0,
            "released",
            "never_started",
        )
        assert (await api.command(told["command"]["id"]))["state"] == "rejected"
        charger.start_answer = RemoteStartStopStatus.accepted
        assert (await api.start(place.chargers[0])).status_code == 202


async def test_fifty_stops_at_once_are_one_command(house: House) -> None:
    """F60: double taps, two tabs: one command, one call to the charger."""
    async with charging(house, await settle(house)) as (charger, api, session, number):
        answers = await asyncio.gather(*(api.stop(session) for _ in range(50)))
        assert {each.status_code for each in answers} == {202}
        (command,) = {each.json()["command"]["id"] for each in answers}
        await charger.is_asked("RemoteStopTransaction")
        await charger.ends(number, 1050)
        assert charger.asked.empty()
        assert (await api.command(command))["state"] == "confirmed"


async def test_an_idempotency_key_makes_one_wish_of_many(house: House) -> None:
    place = await settle(house, stations=2)
    async with (
        Api(house.url, place.people[0].token) as api,
        plugged_in(house.station_url(place.stations[0])) as charger,
        plugged_in(house.station_url(place.stations[1])),
    ):
        await charger.boots()
        answers = [await api.start(place.chargers[0], key="tap-1") for _ in range(3)]
        assert {each.status_code for each in answers} == {202}
        assert len({each.text for each in answers}) == 1
        assert code_of(await api.start(place.chargers[1], key="tap-1")) == (422, "idempotency_key_reused")
        await charger.is_asked("RemoteStartTransaction")
        number = await charger.begins(place.uids[0][0])
        (session,) = await api.sessions()
        assert session["id"] == answers[0].json()["session"]["id"]

        parallel = await asyncio.gather(*(api.stop(session["id"], key="tap-2") for _ in range(10)))
        (command,) = {each.json()["command"]["id"] for each in parallel}
        await charger.is_asked("RemoteStopTransaction")
        await charger.ends(number, 1050)
        assert charger.asked.empty()
        # The key still names the first wish, though by now it could not be taken any more.
        late = await api.stop(session["id"], key="tap-2")
        assert (late.status_code, late.json()["command"]["id"]) == (202, command)
        assert code_of(await api.stop(session["id"])) == (409, "already_ended")


async def test_an_offline_charger_is_told_at_once(house: House) -> None:
    place = await settle(house)
    async with charging(house, place) as (charger, api, session, _):
        charger.socket.transport.abort()

        async def is_away() -> bool:
            return (await api.charger(place.chargers[0]))["state"] == "offline"

        await until(is_away)
        assert code_of(await api.stop(session)) == (409, "charger_offline")
        assert code_of(await api.start(place.chargers[0])) == (409, "charger_offline")
        assert (await api.session(session))["stop"] is None


async def test_a_charger_that_never_came_is_offline(house: House) -> None:
    place = await settle(house)
    async with Api(house.url, place.people[0].token) as api:
        assert code_of(await api.start(place.chargers[0])) == (409, "charger_offline")
        assert await api.sessions() == []


async def test_somebody_elses_session_and_an_unknown_one_look_alike(house: House) -> None:
    async with charging(house, place := await settle(house, drivers=2)) as (charger, _, session, number):
        async with Api(house.url, place.people[1].token) as stranger:
            for path in ("/sessions/{}", "/sessions/{}/readings", "/sessions/{}/live"):
                answers = [await stranger.http.get(path.format(name)) for name in (session, "0" * 22)]
                assert [code_of(each) for each in answers] == [(404, "not_found")] * 2
                assert answers[0].text == answers[1].text
            for path in ("/sessions/{}/stop", "/sessions/{}/not-charging"):
                answers = [await stranger.http.post(path.format(name)) for name in (session, "0" * 22)]
                assert [code_of(each) for each in answers] == [(404, "not_found")] * 2
                assert answers[0].text == answers[1].text
            assert await stranger.sessions() == []
        await charger.reads(number, 1010)
        assert charger.asked.empty()


async def test_somebody_elses_command_is_unknown(house: House) -> None:
    async with charging(house, place := await settle(house, drivers=2)) as (charger, api, session, number):
        command = (await api.stop(session)).json()["command"]["id"]
        async with Api(house.url, place.people[1].token) as stranger:
            answer = await stranger.http.get(f"/commands/{command}")
            assert code_of(answer) == (404, "not_found")
        await charger.ends(number, 1010)


async def test_without_a_token_nothing_is_told(house: House) -> None:
    async with charging(house, await settle(house)) as (charger, _, session, number):
        async with Api(house.url, "no-such-token") as nobody:
            assert code_of(await nobody.http.get(f"/sessions/{session}")) == (401, "signed_out")
            assert code_of(await nobody.stop(session)) == (401, "signed_out")
        await charger.ends(number, 1010)
        assert charger.asked.empty()


async def test_the_card_is_refused_elsewhere_while_it_charges(house: House) -> None:
    """One card, one session: the second start says why; a claim of "not charging" frees the card."""
    place = await settle(house, stations=2)
    async with (
        charging(house, place) as (charger, api, session, number),
        plugged_in(house.station_url(place.stations[1])) as other,
    ):
        await other.boots()
        assert code_of(await api.start(place.chargers[1])) == (409, "card_busy")
        assert other.asked.empty()
        assert [each["id"] for each in await api.sessions()] == [session]

        claimed = await api.http.post(f"/sessions/{session}/not-charging")
        assert (claimed.status_code, claimed.json()["card_hold"]) == (202, "released")
        assert (await api.start(place.chargers[1])).status_code == 202
        await other.is_asked("RemoteStartTransaction")
        seen = await api.session(session)
        assert (seen["phase"], seen["ended_at"]) == ("active", None)
        await charger.ends(number, 1040)
        assert (await api.session(session))["energy_kwh"] == 0.04


async def test_a_connector_in_use_is_refused_to_others(house: House) -> None:
    async with charging(house, place := await settle(house, drivers=2)) as (charger, _, _session, number):
        async with Api(house.url, place.people[1].token) as other:
            assert code_of(await other.start(place.chargers[0])) == (409, "connector_busy")
        await charger.ends(number, 1010)
        assert charger.asked.empty()
