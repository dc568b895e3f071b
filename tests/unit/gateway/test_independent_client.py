"""A station built with somebody else's OCPP library, which checks every answer against the schemas (F56)."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import pytest
from ocpp.routing import on
from ocpp.v16 import ChargePoint, call, call_result
from ocpp.v16.enums import RemoteStartStopStatus, TriggerMessageStatus

from chargehand.model.calls import (
    CallOutcome,
    Configure,
    StartTransaction,
    StopTransaction,
    Trigger,
    TriggerMessage,
)
from chargehand.model.identity import TokenUid
from tests.unit.gateway.world import PASSWORD, World


class Independent(ChargePoint):
    async def says(self, message: object) -> Any:
        """The checked answer to a call."""
        return await self.call(message)

    @on("RemoteStartTransaction")
    def on_start(self, id_tag: str, connector_id: int | None = None) -> call_result.RemoteStartTransaction:
        assert (id_tag, connector_id) == ("A1", 1)
        return call_result.RemoteStartTransaction(RemoteStartStopStatus.accepted)

    @on("RemoteStopTransaction")
    def on_stop(self, transaction_id: int) -> call_result.RemoteStopTransaction:
        assert transaction_id == 101
        return call_result.RemoteStopTransaction(RemoteStartStopStatus.rejected)

    @on("TriggerMessage")
    def on_trigger(self, **_: object) -> call_result.TriggerMessage:
        return call_result.TriggerMessage(TriggerMessageStatus.not_implemented)

    @on("ChangeConfiguration")
    def on_configure(self, value: str, **_: object) -> call_result.ChangeConfiguration:
        return call_result.ChangeConfiguration("Accepted" if value else "Rejected")  # type: ignore[arg-type]


async def test_a_session_with_an_independent_station(world: World) -> None:
    await world.start()
    world.door.passwords["CP1"] = PASSWORD
    station = Independent("CP1", await world.socket("CP1"))
    listening = asyncio.create_task(station.start())
    boot = await station.says(call.BootNotification(charge_point_vendor="V", charge_point_model="M"))
    assert boot.status == "Accepted"
    assert (await station.says(call.Heartbeat())).current_time
    await station.says(call.StatusNotification(connector_id=1, error_code="NoError", status="Available"))  # type: ignore[arg-type]
    assert (await station.says(call.Authorize(id_tag="a1"))).id_tag_info["status"] == "Accepted"
    assert await world.ask(StartTransaction(TokenUid("A1"), 1), call_id="c1") == (CallOutcome.ACCEPTED, "")
    start = await station.says(
        call.StartTransaction(connector_id=1, id_tag="a1", meter_start=0, timestamp="2026-11-20T04:29:24Z")
    )
    values = [{"timestamp": "2026-11-20T04:29:34Z", "sampledValue": [{"value": "5"}]}]
    await station.says(
        call.MeterValues(connector_id=1, transaction_id=start.transaction_id, meter_value=values)
    )
    stopped = await world.ask(StopTransaction("101"), call_id="c2")
    assert stopped == (CallOutcome.REJECTED, "Rejected")
    triggered = await world.ask(TriggerMessage(Trigger.METER, 1), call_id="c3")
    assert triggered == (CallOutcome.UNSUPPORTED, "NotImplemented")
    configured = await world.ask(Configure((("a", "1"), ("b", ""))), call_id="c4")
    assert configured == (CallOutcome.ACCEPTED, "b")
    stop = await station.says(
        call.StopTransaction(
            transaction_id=start.transaction_id, meter_stop=9, timestamp="2026-11-20T04:39:24Z"
        )
    )
    assert stop.id_tag_info["status"] == "Accepted"
    transfer = await station.says(call.DataTransfer(vendor_id="acme"))
    assert transfer.status == "UnknownVendorId"
    listening.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await listening
    assert not world.watch.broken


@pytest.mark.parametrize("action", ["FirmwareStatusNotification", "DiagnosticsStatusNotification"])
async def test_what_is_only_noted_is_answered_too(world: World, action: str) -> None:
    await world.start()
    station = await world.station()
    assert await station.call(action, {"status": "Idle"}, "m1") == [3, "m1", {}]
