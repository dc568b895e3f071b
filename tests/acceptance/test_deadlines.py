"""No command outlives its deadline, and each ends with the word that is true. No instant is measured here."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from ocpp.v16.enums import Reason

from tests.acceptance.api import Api, Json
from tests.acceptance.charger import plugged_in
from tests.acceptance.house import House
from tests.acceptance.settling import settle
from tests.acceptance.test_wishes import charging, is_still_charging
from tests.acceptance.waiting import until


@pytest.fixture(scope="module")
def impatient(new_house: Callable[..., House]) -> Iterator[House]:
    """A house whose commands have a second or two."""
    house = new_house(command_deadline_s=2, start_deadline_s=2)
    house.start()
    try:
        house.until_ready()
        yield house
    finally:
        house.leave()


async def outcome(api: Api, command: str) -> Json:
    async def over() -> Json | None:
        told = await api.command(command)
        return told if told["ended_at"] is not None else None

    return await until(over)


async def test_a_charger_that_accepts_and_does_nothing_leaves_the_stop_unconfirmed(impatient: House) -> None:
    """F55: accepted is not done."""
    async with charging(impatient, await settle(impatient)) as (charger, api, session, number):
        command = (await api.stop(session)).json()["command"]["id"]
        await charger.is_asked("RemoteStopTransaction")
        told = await outcome(api, command)
        assert (told["state"], told["reason"]) == ("unconfirmed", "not_done")
        await is_still_charging(charger, api, session, number)
        # Its end, should it come later, is the session's; the command's story is over.
        await charger.ends(number, 1100)
        assert (await api.command(command))["state"] == "unconfirmed"
        assert (await api.session(session))["phase"] == "ended"


async def test_a_silent_charger_leaves_the_stop_unanswered(impatient: House) -> None:
    """F17: it tells on, but never answers."""
    async with charging(impatient, await settle(impatient)) as (charger, api, session, number):
        charger.deaf.add("RemoteStopTransaction")
        command = (await api.stop(session)).json()["command"]["id"]
        await charger.is_asked("RemoteStopTransaction")
        told = await outcome(api, command)
        assert (told["state"], told["reason"]) == ("unanswered", "no_answer")
        await is_still_charging(charger, api, session, number)
        charger.deaf.clear()
        again = (await api.stop(session)).json()["command"]["id"]
        assert again != command
        await charger.is_asked("RemoteStopTransaction")
        await charger.ends(number, 1100)
        assert (await api.command(again))["state"] == "confirmed"


async def test_a_start_without_a_car_fails_and_frees_the_card(impatient: House) -> None:
    """F59: accepted, and no cable was plugged in."""
    place = await settle(impatient)
    async with (
        Api(impatient.url, place.people[0].token) as api,
        plugged_in(impatient.station_url(place.stations[0])) as charger,
    ):
        await charger.boots()
        told = (await api.start(place.chargers[0])).json()
        await charger.is_asked("RemoteStartTransaction")
        over = await outcome(api, told["command"]["id"])
        assert (over["state"], over["reason"]) == ("unconfirmed", "not_done")
        seen = await api.session(told["session"]["id"])
        assert (seen["phase"], seen["energy_kwh"], seen["card_hold"]) == ("failed", 0, "released")
        assert (await api.start(place.chargers[0])).status_code == 202


async def test_a_stop_dies_with_its_deadline_and_never_stops_the_next_session(impatient: House) -> None:
    """F57, F58: the charger was away when its time was over; nothing of it is said to the charger that comes back."""
    place = await settle(impatient)
    url = impatient.station_url(place.stations[0])
    async with charging(impatient, place) as (charger, api, session, number):
        charger.deaf.add("RemoteStopTransaction")
        command = (await api.stop(session)).json()["command"]["id"]
        await charger.is_asked("RemoteStopTransaction")
        charger.socket.transport.abort()
        told = await outcome(api, command)
        assert told["state"] == "unanswered"
        async with plugged_in(url) as back:
            await back.ends(number, 1030, reason=Reason.local)
            following = await back.begins(place.uids[0][0], 1030)
            await back.reads(following, 1060)
            assert back.asked.empty()
            seen = [each for each in await api.sessions() if each["id"] != session]
            assert [(each["phase"], each["energy_kwh"]) for each in seen] == [("active", 0.03)]
