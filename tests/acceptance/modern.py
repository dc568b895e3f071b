"""Chargers of 2.0.1 and 2.1 of independent make: the package `ocpp` speaks and checks every frame against the schemas."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any
from uuid import uuid4

import ocpp.v21.call
import ocpp.v21.call_result
import ocpp.v201.call
import ocpp.v201.call_result
from ocpp.routing import on
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from tests.acceptance.charger import PATIENCE_S, stamp

Json = dict[str, Any]


class ModernCharger:
    """What both versions' chargers do alike. What it is asked lands in `asked`; how it answers is the test's to say."""

    def __init__(self, identity: str, socket: ClientConnection) -> None:
        super().__init__(identity, socket, response_timeout=PATIENCE_S)  # type: ignore[call-arg]
        self.socket = socket
        self.asked: asyncio.Queue[tuple[str, Json]] = asyncio.Queue()
        self.start_answer = "Accepted"
        self.stop_answer = "Accepted"
        self.variables: dict[str, str] = {}
        """What it was given, by component, variable and instance."""
        self.costs: asyncio.Queue[Json] = asyncio.Queue()
        """What it is to show, as it was told."""
        self._seq = 0

    async def listen(self) -> None:
        with suppress(ConnectionClosed):
            await self.start()  # type: ignore[attr-defined]

    async def is_asked(self, action: str) -> Json:
        """The payload of the next remote request, which must be this one."""
        asked, payload = await asyncio.wait_for(self.asked.get(), PATIENCE_S)
        assert asked == action
        return payload

    # what it answers

    @on("RequestStartTransaction")
    async def _remote_start(self, **payload: Any) -> Any:
        self.asked.put_nowait(("RequestStartTransaction", payload))
        return self._call_result.RequestStartTransaction(status=self.start_answer)  # type: ignore[attr-defined]

    @on("RequestStopTransaction")
    async def _remote_stop(self, **payload: Any) -> Any:
        self.asked.put_nowait(("RequestStopTransaction", payload))
        return self._call_result.RequestStopTransaction(status=self.stop_answer)  # type: ignore[attr-defined]

    @on("TriggerMessage")
    async def _trigger(self, **payload: Any) -> Any:
        self.asked.put_nowait(("TriggerMessage", payload))
        return self._call_result.TriggerMessage(status="Accepted")  # type: ignore[attr-defined]

    @on("SetVariables")
    async def _set(self, set_variable_data: list[Json], **_: Any) -> Any:
        for each in set_variable_data:
            place = (each["component"]["name"], each["variable"]["name"], each["variable"].get("instance"))
            self.variables[".".join(filter(None, place))] = each["attribute_value"]
        results = [
            {"attribute_status": "Accepted", "component": each["component"], "variable": each["variable"]}
            for each in set_variable_data
        ]
        return self._call_result.SetVariables(set_variable_result=results)  # type: ignore[attr-defined]

    @on("CostUpdated")
    async def _cost(self, **payload: Any) -> Any:
        self.costs.put_nowait(payload)
        return self._call_result.CostUpdated()  # type: ignore[attr-defined]

    # what it tells

    async def tells(self, action: str, **payload: Any) -> Any:
        """The answer; raises for a CALLERROR."""
        message = getattr(self._call, action)(**payload)  # type: ignore[attr-defined]
        return await self.call(message, suppress=False)  # type: ignore[attr-defined]

    async def boots(self, evses: int = 1) -> None:
        """Accepted, and every connector free."""
        station = {"vendor_name": "Kerbside", "model": "K2"}
        told = await self.tells("BootNotification", charging_station=station, reason="PowerUp")
        assert told.status == "Accepted"
        for number in range(1, evses + 1):
            await self.reports(number, "Available")

    async def reports(self, evse: int, status: str) -> None:
        await self.tells(
            "StatusNotification", timestamp=stamp(), connector_status=status, evse_id=evse, connector_id=1
        )

    async def begins(self, uid: str | None, trigger: str, *, start: int | None = None, evse: int = 1) -> str:
        """The transaction's name, which is the charger's own; its register stands at 1000 Wh."""
        name = str(uuid4())
        self._seq = 0
        told: Json = {"transaction_id": name, "charging_state": "EVConnected"}
        if start is not None:
            told["remote_start_id"] = start
        values = meter(1000, context="Transaction.Begin")
        place = {"id": evse, "connector_id": 1}
        await self.event("Started", trigger, told, evse=place, id_token=token(uid), meter_value=values)
        return name

    async def event(self, kind: str, trigger: str, info: Json, **more: Any) -> Any:
        given = {name: value for name, value in more.items() if value is not None}
        number, self._seq = self._seq, self._seq + 1
        return await self.tells(
            "TransactionEvent",
            event_type=kind,
            timestamp=stamp(),
            trigger_reason=trigger,
            seq_no=number,
            transaction_info=info,
            **given,
        )

    async def reads(self, name: str, register_wh: int, *, state: str = "Charging") -> None:
        info = {"transaction_id": name, "charging_state": state}
        values = meter(register_wh, power_w=7400 if state == "Charging" else 0)
        await self.event("Updated", "MeterValuePeriodic", info, meter_value=values)


class _Charger201(ModernCharger, ocpp.v201.ChargePoint):
    pass


class _Charger21(ModernCharger, ocpp.v21.ChargePoint):
    pass


CHARGERS: dict[str, type[ModernCharger]] = {"ocpp2.0.1": _Charger201, "ocpp2.1": _Charger21}


def token(uid: str | None) -> Json | None:
    return None if uid is None else {"id_token": uid, "type": "ISO14443"}


def meter(register_wh: int, *, power_w: int | None = None, context: str = "Sample.Periodic") -> list[Json]:
    """The register in kWh, as many chargers tell it."""
    sampled: list[Json] = [
        {
            "value": register_wh / 1000, "context": context, "measurand": "Energy.Active.Import.Register",
            "unit_of_measure": {"unit": "Wh", "multiplier": 3},
        },
    ]  # fmt: skip
    if power_w is not None:
        sampled.append(
            {"value": power_w / 1000, "context": context, "measurand": "Power.Active.Import", "unit_of_measure": {"unit": "kW"}}
        )  # fmt: skip
    return [{"timestamp": stamp(), "sampled_value": sampled}]


@asynccontextmanager
async def plugged_in(url: str, *offers: str) -> AsyncIterator[ModernCharger]:
    """A charger of the version that is taken of those it offers; `url` carries its name and password."""
    identity = url.rpartition("/")[2]
    subprotocols = [Subprotocol(name) for name in offers]
    async with connect(url, subprotocols=subprotocols, ping_interval=None, proxy=None) as socket:
        charger = CHARGERS[str(socket.subprotocol)](identity, socket)
        task = asyncio.create_task(charger.listen())
        try:
            yield charger
        finally:
            await socket.close()
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
