"""Whole sessions with `ocpp-rpc` in strict mode, in each version: it drops whatever its schemas do not allow."""

from __future__ import annotations

import pytest

from tests.acceptance.api import Api
from tests.acceptance.charger import stamp
from tests.acceptance.house import House
from tests.acceptance.settling import Place, settle
from tests.acceptance.strict import StrictCharger, plugged_in, values

MODERN = ["ocpp2.0.1", "ocpp2.1"]


async def is_final(api: Api, session: str, energy_kwh: float) -> None:
    seen = await api.session(session)
    assert (seen["phase"], seen["bill"], seen["energy_kwh"]) == ("ended", "final", energy_kwh)
    assert seen["stop"]["state"] == "confirmed"
    assert (await api.readings(session))[-1]["final"]


async def started(api: Api, place: Place) -> str:
    asked = await api.start(place.chargers[0], connector_id=1)
    assert asked.status_code == 202, asked.text
    return asked.json()["session"]["id"]


async def test_a_session_in_1_6(house: House) -> None:
    place = await settle(house)
    async with (
        plugged_in(house.ocpp_port, place.stations[0], "ocpp1.6") as charger,
        Api(house.url, place.people[0].token) as api,
    ):
        assert charger.protocol == "ocpp1.6"
        boot = await charger.tells("BootNotification", chargePointVendor="Kerb", chargePointModel="S")
        assert boot["status"] == "Accepted"
        await charger.tells("StatusNotification", connectorId=1, errorCode="NoError", status="Available")
        session = await started(api, place)
        start = await charger.is_asked("RemoteStartTransaction")
        begun = await charger.tells(
            "StartTransaction", connectorId=1, idTag=start["idTag"], meterStart=1000, timestamp=stamp()
        )
        number = begun["transactionId"]
        await charger.tells(
            "MeterValues", connectorId=1, transactionId=number, meterValue=values(1040, number=False)
        )
        assert (await api.session(session))["energy_kwh"] == 0.04
        assert (await api.stop(session)).status_code == 202
        assert await charger.is_asked("RemoteStopTransaction") == {"transactionId": number}
        await charger.tells("StopTransaction", transactionId=number, meterStop=1098, timestamp=stamp())
        await is_final(api, session, 0.098)
        await says_the_rest(charger, "1.6")


@pytest.mark.parametrize("version", MODERN)
async def test_a_session_in_2_x(house: House, version: str) -> None:
    place = await settle(house)
    async with (
        plugged_in(house.ocpp_port, place.stations[0], "ocpp1.6", version) as charger,
        Api(house.url, place.people[0].token) as api,
    ):
        assert charger.protocol == version
        station = {"vendorName": "Kerb", "model": "S"}
        boot = await charger.tells("BootNotification", reason="PowerUp", chargingStation=station)
        assert boot["status"] == "Accepted"
        await charger.tells(
            "StatusNotification", timestamp=stamp(), connectorStatus="Available", evseId=1, connectorId=1
        )
        session = await started(api, place)
        start = await charger.is_asked("RequestStartTransaction")
        told = {"transactionId": f"tx-{place.stations[0]}", "remoteStartId": start["remoteStartId"]}

        async def tells(
            kind: str, trigger: str, seq: int, register_wh: int, **more: object
        ) -> dict[str, object]:
            return await charger.tells(
                "TransactionEvent", eventType=kind, timestamp=stamp(), triggerReason=trigger, seqNo=seq,
                transactionInfo=told, evse={"id": 1, "connectorId": 1}, meterValue=values(register_wh, number=True), **more,
            )  # fmt: skip

        begun = await tells("Started", "RemoteStart", 0, 1000, idToken=start["idToken"])
        assert begun == {"idTokenInfo": {"status": "Accepted"}}
        assert await tells("Updated", "MeterValuePeriodic", 1, 1040) == {}
        assert (await api.session(session))["energy_kwh"] == 0.04
        assert (await api.stop(session)).status_code == 202
        assert await charger.is_asked("RequestStopTransaction") == {"transactionId": told["transactionId"]}
        await tells("Ended", "RemoteStop", 2, 1098)
        await is_final(api, session, 0.098)
        await says_the_rest(charger, "2.x")


REST = {
    "1.6": {
        "Authorize": {"idTag": "NOBODY"},
        "DataTransfer": {"vendorId": "x"},
        "DiagnosticsStatusNotification": {"status": "Idle"},
        "FirmwareStatusNotification": {"status": "Idle"},
        "Heartbeat": {},
    },
    "2.x": {
        "Authorize": {"idToken": {"idToken": "NOBODY", "type": "Central"}},
        "ClearedChargingLimit": {"chargingLimitSource": "EMS"},
        "DataTransfer": {"vendorId": "x"},
        "FirmwareStatusNotification": {"status": "Idle"},
        "Get15118EVCertificate": {"iso15118SchemaVersion": "v", "action": "Install", "exiRequest": "x"},
        "Heartbeat": {},
        "LogStatusNotification": {"status": "Idle", "requestId": 1},
        "MeterValues": {"evseId": 0, "meterValue": values(5, number=True)},
        "NotifyDisplayMessages": {"requestId": 1},
        "NotifyReport": {"requestId": 1, "generatedAt": "2026-11-20T04:00:00Z", "seqNo": 0},
        "ReservationStatusUpdate": {"reservationId": 1, "reservationUpdateStatus": "Expired"},
        "SecurityEventNotification": {"type": "FirmwareUpdated", "timestamp": "2026-11-20T04:00:00Z"},
        "SignCertificate": {"csr": "x"},
    },
}


async def says_the_rest(charger: StrictCharger, version: str) -> None:
    """Each gets an answer that the schema allows."""
    for action, payload in REST[version].items():
        await charger.tells(action, **payload)
