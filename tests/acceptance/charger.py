"""A charger of independent make: the package `ocpp` speaks for it and checks every frame against OCPP's own schemas."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Any

from ocpp.routing import on
from ocpp.v16 import ChargePoint, call, call_result
from ocpp.v16.enums import (
    Action,
    AuthorizationStatus,
    ChargePointErrorCode,
    ChargePointStatus,
    ConfigurationStatus,
    Reason,
    RegistrationStatus,
    RemoteStartStopStatus,
    TriggerMessageStatus,
)
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.acceptance.house import OCPP16

PATIENCE_S = 20


def stamp() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Charger(ChargePoint):
    """What it is asked lands in `asked`; how it answers is the test's to say."""

    def __init__(self, identity: str, socket: ClientConnection) -> None:
        super().__init__(identity, socket, response_timeout=PATIENCE_S)
        self.socket = socket
        self.asked: asyncio.Queue[tuple[str, dict[str, Any]]] = asyncio.Queue()
        self.start_answer = RemoteStartStopStatus.accepted
        self.stop_answer = RemoteStartStopStatus.accepted
        self.deaf: set[str] = set()
        """Actions that it reads and never answers."""
        self.may_answer = asyncio.Event()
        """Cleared, it thinks before it answers a remote start or stop."""
        self.may_answer.set()
        self.wishes: dict[str, str] = {}
        """The configuration that it was given."""

    async def listen(self) -> None:
        with suppress(ConnectionClosed):
            await self.start()

    async def route_message(self, raw_msg: str) -> None:
        frame = json.loads(raw_msg)
        if frame[0] == 2 and frame[2] in self.deaf:
            self.asked.put_nowait((frame[2], frame[3]))
            return
        await super().route_message(raw_msg)

    async def is_asked(self, action: str) -> dict[str, Any]:
        """The payload of the next remote request, which must be this one."""
        asked, payload = await asyncio.wait_for(self.asked.get(), PATIENCE_S)
        assert asked == action
        return payload

    # what it answers

    @on(Action.remote_start_transaction)
    async def _remote_start(self, **payload: Any) -> call_result.RemoteStartTransaction:
        self.asked.put_nowait(("RemoteStartTransaction", payload))
        await self.may_answer.wait()
        return call_result.RemoteStartTransaction(status=self.start_answer)

    @on(Action.remote_stop_transaction)
    async def _remote_stop(self, **payload: Any) -> call_result.RemoteStopTransaction:
        self.asked.put_nowait(("RemoteStopTransaction", payload))
        await self.may_answer.wait()
        return call_result.RemoteStopTransaction(status=self.stop_answer)

    @on(Action.trigger_message)
    async def _trigger(self, **payload: Any) -> call_result.TriggerMessage:
        self.asked.put_nowait(("TriggerMessage", payload))
        return call_result.TriggerMessage(status=TriggerMessageStatus.accepted)

    @on(Action.change_configuration)
    async def _configure(self, key: str, value: str) -> call_result.ChangeConfiguration:
        self.wishes[key] = value
        return call_result.ChangeConfiguration(status=ConfigurationStatus.accepted)

    # what it tells

    async def tells(self, payload: Any) -> Any:
        """The answer; raises for a CALLERROR."""
        return await self.call(payload, suppress=False)

    async def boots(self, connectors: int = 1) -> None:
        """Accepted, and every connector free."""
        told = await self.tells(
            call.BootNotification(charge_point_vendor="Kerbside", charge_point_model="K1")
        )
        assert told.status == RegistrationStatus.accepted
        for number in range(connectors + 1):
            await self.reports(number, ChargePointStatus.available)

    async def reports(self, connector: int, status: ChargePointStatus) -> None:
        await self.tells(
            call.StatusNotification(
                connector_id=connector,
                error_code=ChargePointErrorCode.no_error,
                status=status,
                timestamp=stamp(),
            )
        )

    async def begins(
        self, uid: str, meter_start: int = 1000, *, connector: int = 1, timestamp: str | None = None
    ) -> int:
        """The transaction's number; the card was accepted."""
        told = await self.tells(
            call.StartTransaction(
                connector_id=connector,
                id_tag=uid,
                meter_start=meter_start,
                timestamp=timestamp or stamp(),
            )
        )
        assert told.id_tag_info["status"] == AuthorizationStatus.accepted
        return told.transaction_id

    async def reads(
        self, transaction: int, register_wh: int, power_w: int = 7400, *, connector: int = 1
    ) -> None:
        sampled = [
            {"value": str(register_wh), "measurand": "Energy.Active.Import.Register", "unit": "Wh"},
            {"value": str(power_w), "measurand": "Power.Active.Import", "unit": "W"},
        ]
        await self.tells(
            call.MeterValues(
                connector_id=connector,
                transaction_id=transaction,
                meter_value=[{"timestamp": stamp(), "sampledValue": sampled}],
            )
        )

    async def ends(
        self,
        transaction: int,
        meter_stop: int,
        *,
        reason: Reason = Reason.remote,
        timestamp: str | None = None,
    ) -> None:
        await self.tells(
            call.StopTransaction(
                transaction_id=transaction,
                meter_stop=meter_stop,
                timestamp=timestamp or stamp(),
                reason=reason,
            )
        )


@asynccontextmanager
async def plugged_in(url: str) -> AsyncIterator[Charger]:
    """A charger on a connection of its own; `url` carries its name and password."""
    identity = url.rpartition("/")[2]
    async with connect(url, subprotocols=[OCPP16], ping_interval=None, proxy=None) as socket:
        charger = Charger(identity, socket)
        task = asyncio.create_task(charger.listen())
        try:
            yield charger
        finally:
            await socket.close()
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
