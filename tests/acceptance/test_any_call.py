"""Any call through the whole house, to chargers of independent make: result, refusal, error, silence, absence, unknown ids."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
from ocpp.routing import on
from ocpp.v16 import call, call_result
from ocpp.v16.enums import Action, ReservationStatus
from websockets.asyncio.client import connect

from chargehand.main.administration import administration_at
from tests.acceptance import modern
from tests.acceptance.api import Api, Json
from tests.acceptance.charger import Charger, plugged_in, stamp
from tests.acceptance.house import OCPP16, House
from tests.acceptance.settling import settle
from tests.acceptance.waiting import until

CLEAR: Json = {"action": "ClearCache", "payload": {}}


class Willing(Charger):
    """Answers some more requests than drivers cause."""

    reserve_answer = ReservationStatus.accepted

    @on(Action.clear_cache)
    async def _clear(self, **payload: Any) -> call_result.ClearCache:
        self.asked.put_nowait(("ClearCache", payload))
        return call_result.ClearCache(status="Accepted")  # pyright: ignore[reportArgumentType]

    @on(Action.get_configuration)
    async def _configuration(self, **payload: Any) -> call_result.GetConfiguration:
        self.asked.put_nowait(("GetConfiguration", payload))
        known = {"key": "HeartbeatInterval", "readonly": False, "value": "60"}
        return call_result.GetConfiguration(configuration_key=[known], unknown_key=["NoSuchKey"])

    @on(Action.reserve_now)
    async def _reserve(self, **payload: Any) -> call_result.ReserveNow:
        self.asked.put_nowait(("ReserveNow", payload))
        return call_result.ReserveNow(status=self.reserve_answer)

    @on(Action.cancel_reservation)
    async def _cancel(self, **payload: Any) -> call_result.CancelReservation:
        self.asked.put_nowait(("CancelReservation", payload))
        return call_result.CancelReservation(status="Accepted")  # pyright: ignore[reportArgumentType]

    @on(Action.reset)
    async def _reset(self, **payload: Any) -> call_result.Reset:
        self.asked.put_nowait(("Reset", payload))
        return call_result.Reset(status="Accepted")  # pyright: ignore[reportArgumentType]


@asynccontextmanager
async def willing(url: str, *, boots: bool = True) -> AsyncIterator[Willing]:
    async with connect(url, subprotocols=[OCPP16], ping_interval=None, proxy=None) as socket:
        charger = Willing(url.rpartition("/")[2], socket)
        task = asyncio.create_task(charger.listen())
        try:
            if boots:
                await charger.boots()
            yield charger
        finally:
            await socket.close()
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


@asynccontextmanager
async def operator(house: House) -> AsyncIterator[Api]:
    async with administration_at(await house.dsn(), house.url) as desk:
        await desk.add_driver("boss@example.org", "Boss", operator=True)
        token = await desk.issue_token("boss@example.org", "operator")
    house.keeps_secret(token)
    async with Api(house.url, token) as api:
        yield api


async def ask(api: Api, station: str, wish: Json) -> Json:
    answer = await api.http.post(f"/operator/stations/{station}/call", json=wish)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_result_as_it_came(house: House) -> None:
    (station,) = (await settle(house)).stations
    async with operator(house) as api, willing(house.station_url(station)) as charger:
        told = await ask(api, station, CLEAR)
        assert (told["kind"], told["response"]) == ("result", {"status": "Accepted"})
        assert await charger.is_asked("ClearCache") == {}
        wish = {"action": "GetConfiguration", "payload": {"key": ["HeartbeatInterval", "NoSuchKey"]}}
        told = await ask(api, station, wish)
        assert told["kind"] == "result"
        assert told["response"]["unknownKey"] == ["NoSuchKey"]
        shown = await api.get(f"/operator/stations/{station}/variables?variable=heartbeatinterval")
        assert [(row["component"], row["value"]) for row in shown["variables"]] == [("Configuration", "60")]


async def test_a_refusal_is_a_result_and_a_callerror_an_error(house: House) -> None:
    """For ids nobody knows the charger's own word counts; what it does not know at all it answers with an error."""
    (station,) = (await settle(house)).stations
    async with operator(house) as api, willing(house.station_url(station)) as charger:
        charger.stop_answer = "Rejected"  # pyright: ignore[reportAttributeAccessIssue]
        wish = {"action": "RemoteStopTransaction", "payload": {"transactionId": 2147483647}}
        told = await ask(api, station, wish)
        assert (told["kind"], told["response"]) == ("result", {"status": "Rejected"})
        assert told["command"]["reason"] == "refused"
        assert await charger.is_asked("RemoteStopTransaction") == {"transaction_id": 2147483647}
        told = await ask(api, station, {"action": "GetDiagnostics", "payload": {"location": "ftp://x"}})
        assert (told["kind"], told["response"]["code"]) == ("error", "NotImplemented")
        assert set(told["response"]) == {"code", "description", "details"}


async def test_silence_is_a_timeout_and_absence_is_offline(house: House) -> None:
    (station,) = (await settle(house)).stations
    async with operator(house) as api:
        assert (await ask(api, station, CLEAR))["kind"] == "offline"
        async with plugged_in(house.station_url(station)) as charger:
            await charger.boots()
            charger.deaf.add("ClearCache")
            told = await ask(api, station, CLEAR | {"timeout_s": 1})
            assert (told["kind"], told["response"]) == ("timeout", None)
            command = await api.get(f"/operator/commands/{told['command']['id']}")
            assert (command["state"], command["reason"]) == ("unanswered", "no_answer")

        async def away() -> bool:
            return not (await api.get(f"/operator/stations/{station}"))["connected"]

        await until(away)
        assert (await ask(api, station, CLEAR))["kind"] == "offline"
        assert (await api.http.post("/operator/stations/nobody/call", json=CLEAR)).status_code == 404


@pytest.mark.parametrize("policy", ["pending", "rejected"])
async def test_a_charger_whose_boot_is_not_accepted_is_called_all_the_same(house: House, policy: str) -> None:
    (station,) = (await settle(house)).stations
    async with operator(house) as api:
        await api.http.put(f"/operator/stations/{station}", json={"boot_policy": policy})
        async with willing(house.station_url(station), boots=False) as charger:
            told = await charger.tells(
                call.BootNotification(charge_point_vendor="Kerbside", charge_point_model="K1")
            )
            assert told.status.lower() == policy
            assert (await ask(api, station, CLEAR))["response"] == {"status": "Accepted"}
            reset = await api.http.post(f"/operator/stations/{station}/reset", json={})
            assert reset.status_code == (200 if policy == "pending" else 409), reset.text


async def test_who_does_not_wait_looks_later(house: House) -> None:
    (station,) = (await settle(house)).stations
    async with operator(house) as api, willing(house.station_url(station)):
        answer = await api.http.post(f"/operator/stations/{station}/call", json=CLEAR | {"wait": False})
        assert answer.status_code == 202
        name = answer.json()["command"]["id"]

        async def over() -> Json | None:
            seen = await api.get(f"/operator/commands/{name}")
            return seen if seen["state"] == "confirmed" else None

        assert (await until(over))["response"] == {"status": "Accepted"}


@pytest.mark.says_anything("an operator insists")
async def test_the_schema_is_kept_unless_somebody_insists(house: House) -> None:
    (station,) = (await settle(house)).stations
    wrong = {"action": "ClearCache", "payload": {"why": "because"}}
    async with operator(house) as api, willing(house.station_url(station)) as charger:
        answer = await api.http.post(f"/operator/stations/{station}/call", json=wrong)
        assert (answer.status_code, answer.json()["code"], answer.json()["detail"]) == (
            422,
            "schema",
            "why: unknown",
        )
        assert charger.asked.empty()
        told = await ask(api, station, wrong | {"unchecked": True})
        assert told["kind"] == "error", "the charger holds it against the same schema"
        told = await ask(
            api, station, {"action": "Frobnicate", "payload": {"id": "nobody's"}, "unchecked": True}
        )
        assert (told["kind"], told["response"]["code"]) == ("error", "NotSupported")
        assert (await ask(api, station, CLEAR))["kind"] == "result", "and nothing is broken by it"


async def test_a_reservation_from_call_to_use(house: House) -> None:
    place = await settle(house, connectors=1)
    (station,), ((uid,),) = place.stations, place.uids

    async def stands(api: Api) -> dict[int, str]:
        rows = (await api.get(f"/operator/reservations?station={station}"))["reservations"]
        return {row["id"]: row["status"] for row in rows}

    def reserve(number: int, expires: str) -> Json:
        payload = {"connectorId": 1, "expiryDate": expires, "idTag": uid, "reservationId": number}
        return {"action": "ReserveNow", "payload": payload}

    async with operator(house) as api, willing(house.station_url(station)) as charger:
        late = "2099-01-01T00:00:00Z"
        assert (await ask(api, station, reserve(1, late)))["kind"] == "result"
        await ask(api, station, reserve(2, late))
        await ask(api, station, reserve(3, stamp()))
        charger.reserve_answer = ReservationStatus.occupied
        assert (await ask(api, station, reserve(4, late)))["response"] == {"status": "Occupied"}
        await ask(api, station, {"action": "CancelReservation", "payload": {"reservationId": 2}})
        assert await stands(api) == {1: "accepted", 2: "cancelled", 3: "expired"}
        await charger.tells(
            call.StartTransaction(
                connector_id=1, id_tag=uid, meter_start=1000, timestamp=stamp(), reservation_id=1
            )
        )
        assert await stands(api) == {1: "used", 2: "cancelled", 3: "expired"}
        for body in ({"at_once": True}, {"at_once": True, "force": True}):
            answer = await api.http.post(f"/operator/stations/{station}/reset", json=body)
            assert answer.status_code == (200 if "force" in body else 409), answer.text
        asked = [charger.asked.get_nowait() for _ in range(charger.asked.qsize())]
        assert [payload for action, payload in asked if action == "Reset"] == [{"type": "Hard"}]


async def test_a_call_from_the_command_line(house: House) -> None:
    (station,) = (await settle(house)).stations
    async with willing(house.station_url(station)):
        told = await asyncio.to_thread(house.does, "call", station, "ClearCache")
        assert (told["kind"], told["response"]) == ("result", {"status": "Accepted"})
        assert (told["command"]["kind"], told["command"]["state"]) == ("call", "confirmed")


@pytest.mark.parametrize("version", list(modern.CHARGERS))
async def test_a_later_version_has_its_own_words(house: House, version: str) -> None:
    (station,) = (await settle(house)).stations
    async with operator(house) as api, modern.plugged_in(house.station_url(station), version) as charger:
        await charger.boots()
        named = {"component": {"name": "AuthCtrlr"}, "variable": {"name": "Enabled"}}
        wish = {
            "action": "SetVariables",
            "payload": {"setVariableData": [named | {"attributeValue": "true"}]},
        }
        told = await ask(api, station, wish)
        assert told["kind"] == "result"
        assert told["response"]["setVariableResult"][0]["attributeStatus"] == "Accepted"
        shown = await api.get(f"/operator/stations/{station}/variables?component=AuthCtrlr")
        assert [(row["variable"], row["value"]) for row in shown["variables"]] == [("Enabled", "true")]
        charger.stop_answer = "Rejected"
        unknown = {"action": "RequestStopTransaction", "payload": {"transactionId": "nobody's"}}
        assert (await ask(api, station, unknown))["response"] == {"status": "Rejected"}
        wrong = {"action": "RequestStopTransaction", "payload": {"transactionId": 5}}
        answer = await api.http.post(f"/operator/stations/{station}/call", json=wrong)
        assert (answer.status_code, answer.json()["detail"]) == (422, "transactionId: type")
        old = await api.http.post(f"/operator/stations/{station}/call", json={"action": "GetConfiguration"})
        assert old.json()["detail"] == f"{version} has no action GetConfiguration."
        clear = {"action": "ClearDisplayMessage", "payload": {"id": 9}, "timeout_s": 1}
        # This charger answers what it does not know in 2.0.1 with an error, in 2.1 with nothing at all.
        told = await ask(api, station, clear)
        assert told["kind"] == ("error" if version == "ocpp2.0.1" else "timeout")


@pytest.mark.parametrize("version", list(modern.CHARGERS))
async def test_what_a_charger_tells_of_itself_can_be_looked_at(house: House, version: str) -> None:
    (station,) = (await settle(house)).stations
    async with operator(house) as api, modern.plugged_in(house.station_url(station), version) as charger:
        await charger.boots()
        data = {
            "component": {"name": "EVSE", "evse": {"id": 1}},
            "variable": {"name": "Power"},
            "variable_attribute": [{"value": "0"}, {"type": "MaxSet", "value": "22000"}],
            "variable_characteristics": {"data_type": "decimal", "supports_monitoring": True, "unit": "W"},
        }
        await charger.tells(
            "NotifyReport", request_id=1, generated_at=stamp(), seq_no=0, report_data=[data], tbc=False
        )
        await charger.tells("SecurityEventNotification", type="ResetOrReboot", timestamp=stamp())
        shown = await api.get(f"/operator/stations/{station}/variables?component=evse&variable=power")
        assert [(row["attribute"], row["value"], row["unit"], row["evse"]) for row in shown["variables"]] == [
            ("Actual", "0", "W", 1),
            ("MaxSet", "22000", "W", 1),
        ]
        events = await api.get(f"/operator/stations/{station}/security-events")
        assert [row["type"] for row in events["security_events"]] == ["ResetOrReboot"]
