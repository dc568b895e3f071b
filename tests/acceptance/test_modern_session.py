"""A whole session of a charger that names its own transactions, in 2.0.1 and in 2.1, as everybody sees it."""

from __future__ import annotations

import pytest

from tests.acceptance.api import Api, Json
from tests.acceptance.house import House
from tests.acceptance.modern import CHARGERS, ModernCharger, meter, plugged_in
from tests.acceptance.settling import settle
from tests.acceptance.waiting import until

VERSIONS = list(CHARGERS)


async def begun(charger: ModernCharger, api: Api, charger_id: str) -> tuple[Json, str, str]:
    """A session that the driver asked for and the charger began: its start, its id and the transaction's name."""
    asked = await api.start(charger_id, connector_id=1)
    assert asked.status_code == 202, asked.text
    session = asked.json()["session"]["id"]
    start = await charger.is_asked("RequestStartTransaction")
    assert (await api.session(session))["phase"] == "pending", "asked is not begun"
    name = await charger.begins(start["id_token"]["id_token"], "RemoteStart", start=start["remote_start_id"])
    return start, session, name


@pytest.mark.parametrize("version", VERSIONS)
async def test_a_session_from_remote_start_to_final_reading(house: House, version: str) -> None:
    place = await settle(house)
    async with (
        plugged_in(house.station_url(place.stations[0]), version) as charger,
        Api(house.url, place.people[0].token) as api,
    ):
        await charger.boots()
        start, session, name = await begun(charger, api, place.chargers[0])
        seen = await api.session(session)
        assert (seen["phase"], seen["number"], seen["connector"]) == ("active", start["remote_start_id"], 1)
        assert start["evse_id"] == 1
        assert start["id_token"] == {"id_token": place.uids[0][0], "type": "Central"}
        await charger.reports(1, "Occupied")

        for register_wh, energy_kwh in ((1000, 0), (1030, 0.03), (1060, 0.06), (1090, 0.09)):
            await charger.reads(name, register_wh)
            seen = await api.session(session)
            assert (seen["phase"], seen["energy_kwh"], seen["power_kw"]) == ("active", energy_kwh, 7.4)

        stop = await api.stop(session)
        assert stop.status_code == 202, stop.text
        assert await charger.is_asked("RequestStopTransaction") == {"transaction_id": name}
        ended = {"transaction_id": name, "stopped_reason": "Remote"}
        values = meter(1098, context="Transaction.End")
        await charger.event("Ended", "RemoteStop", ended, evse={"id": 1}, meter_value=values)
        await charger.reports(1, "Available")
        await is_completed(api, session, stop.json()["command"]["id"])


async def is_completed(api: Api, session: str, command: str) -> None:
    """Ended on the charger's own word, with its energy exactly, and the stop confirmed by that."""
    seen = await api.session(session)
    assert (seen["phase"], seen["bill"], seen["card_hold"]) == ("ended", "final", "released")
    assert (seen["end"]["basis"], seen["end"]["grade"]) == ("reported", "A")
    assert seen["energy_kwh"] == 0.098
    told = await api.command(command)
    assert (told["state"], told["reason"]) == ("confirmed", "")
    timeline = await api.readings(session)
    assert (timeline[-1]["final"], timeline[-1]["energy_kwh"]) == (True, 0.098)


@pytest.mark.parametrize("version", VERSIONS)
async def test_charging_stops_before_the_transaction_ends(house: House, version: str) -> None:
    """F03, F04: the driver has to take the cable out before it is over."""
    place = await settle(house)
    async with (
        plugged_in(house.station_url(place.stations[0]), version) as charger,
        Api(house.url, place.people[0].token) as api,
    ):
        await charger.boots()
        _, session, name = await begun(charger, api, place.chargers[0])
        await charger.reads(name, 1000)
        stop = await api.stop(session)
        assert stop.status_code == 202, stop.text
        await charger.is_asked("RequestStopTransaction")
        stopped = {"transaction_id": name, "charging_state": "EVConnected"}
        await charger.event("Updated", "RemoteStop", stopped, meter_value=meter(1098, power_w=0))
        seen = await api.session(session)
        assert seen["phase"] != "ended", "the cable is still in"
        assert (seen["end"], seen["energy_kwh"]) == (None, 0.098)
        over = {"transaction_id": name, "charging_state": "Idle", "stopped_reason": "Remote"}
        await charger.event(
            "Ended", "EVCommunicationLost", over, meter_value=meter(1098, context="Transaction.End")
        )
        await is_completed(api, session, stop.json()["command"]["id"])


async def test_the_newest_version_that_a_charger_offers_is_spoken(house: House) -> None:
    """Whatever the order of its offer."""
    place = await settle(house)
    for offers, taken in (
        (("ocpp1.6", "ocpp2.0.1"), "ocpp2.0.1"), (("ocpp1.6", "ocpp2.0.1", "ocpp2.1"), "ocpp2.1"),
        (("ocpp9.9", "ocpp2.0.1"), "ocpp2.0.1"),
    ):  # fmt: skip
        async with plugged_in(house.station_url(place.stations[0]), *offers) as charger:
            assert str(charger.socket.subprotocol) == taken
            await charger.boots()


async def test_a_modern_charger_is_configured_in_its_own_words(house: House) -> None:
    """B05: what truth needs is set, one variable after the other."""
    place = await settle(house)
    async with plugged_in(house.station_url(place.stations[0]), "ocpp2.0.1") as charger:
        await charger.boots()
        await until(lambda: "OCPPCommCtrlr.HeartbeatInterval" in charger.variables)
        assert charger.variables["OCPPCommCtrlr.MessageAttempts.TransactionEvent"] == "10"
        assert charger.variables["SampledDataCtrlr.TxEndedMeasurands"] == "Energy.Active.Import.Register"
        assert "Energy.Active.Import.Register" in charger.variables["SampledDataCtrlr.TxUpdatedMeasurands"]
