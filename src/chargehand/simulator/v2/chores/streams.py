"""What only 2.1 knows: periodic event streams told in SEND frames (N11 to N15), tariffs, and much that is refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import Final

from chargehand.simulator.frames import JsonObject
from chargehand.simulator.parts.mouth import Message
from chargehand.simulator.parts.orders import Handler, Reply, status
from chargehand.simulator.parts.payload import part, whole, whole_if_given
from chargehand.simulator.v2.body import Body

_USUAL_INTERVAL_S: Final = 60
_REFUSED: Final = ("AFRRSignal", "NotifyAllowedEnergyTransfer", "RequestBatterySwap", "UpdateDynamicSchedule")
_UNSUPPORTED: Final = ("ClearDERControl", "GetDERControl", "SetDERControl")


@dataclass(slots=True, eq=False)
class Streams:
    body: Body
    _open: dict[int, JsonObject] = field(default_factory=dict[int, JsonObject])
    _tariff: str = ""

    def handlers(self) -> dict[str, Handler]:
        others: dict[str, Handler] = {
            "AdjustPeriodicEventStream": self._adjust,
            "ChangeTransactionTariff": lambda _: status("TxNotFound"),
            "ClearTariffs": self._clear_tariffs,
            "GetPeriodicEventStream": self._list,
            "GetTariffs": self._get_tariffs,
            "NotifyWebPaymentStarted": lambda _: Reply({}),
            "SetDefaultTariff": self._set_tariff,
            "UsePriorityCharging": lambda _: status("NoProfile"),
        }
        refused: dict[str, Handler] = {action: lambda _: status("Rejected") for action in _REFUSED}
        unsupported: dict[str, Handler] = {
            action: lambda _: status("NotSupported") for action in _UNSUPPORTED
        }
        return refused | unsupported | others

    # ------------------------------------------------------------------------------------------------ streams

    def open(self, monitor: int, wanted: JsonObject) -> None:
        """A stream of that monitor is opened if the server agrees (N11)."""
        params: JsonObject = {
            "interval": whole_if_given(wanted, "interval") or _USUAL_INTERVAL_S,
            "values": whole_if_given(wanted, "values") or 1,
        }
        stream: JsonObject = {"id": monitor, "params": params, "variableMonitoringId": monitor}
        payload: JsonObject = {"constantStreamData": stream}
        self.body.mouth.say(
            Message(
                action="OpenPeriodicEventStream",
                build=lambda: payload,
                answered=partial(self._answered, monitor, stream),
            )
        )

    def _answered(self, monitor: int, stream: JsonObject, payload: JsonObject) -> None:
        if payload.get("status") == "Accepted":
            self._open[monitor] = stream
            self._arm(monitor)

    def _arm(self, monitor: int) -> None:
        interval_s = whole(part(self._open[monitor], "params"), "interval")
        self.body.timers.set(("stream", monitor), interval_s, partial(self._send, monitor))

    def _send(self, monitor: int) -> None:
        if monitor not in self._open:
            return
        body = self.body
        register_wh = next(iter(body.connectors.values())).meter.register_wh(body.now)
        payload: JsonObject = {
            "id": monitor,
            "pending": 0,
            "basetime": body.stamp(body.now),
            "data": [{"t": 0, "v": f"{register_wh:.0f}"}],
        }
        body.mouth.send("NotifyPeriodicEventStream", payload)
        self._arm(monitor)

    def _adjust(self, payload: JsonObject) -> Reply:
        stream = self._open.get(whole(payload, "id"))
        if stream is None:
            return status("Rejected")
        stream["params"] = part(stream, "params") | part(payload, "params")
        return status("Accepted")

    def _list(self, _payload: JsonObject) -> Reply:
        return Reply({"constantStreamData": list(self._open.values())} if self._open else {})

    # ------------------------------------------------------------------------------------------------ tariffs

    def _set_tariff(self, payload: JsonObject) -> Reply:
        tariff = part(payload, "tariff").get("tariffId")
        self._tariff = tariff if isinstance(tariff, str) else ""
        return status("Accepted")

    def _get_tariffs(self, _payload: JsonObject) -> Reply:
        if not self._tariff:
            return status("NoTariff")
        assigned: JsonObject = {"tariffId": self._tariff, "tariffKind": "DefaultTariff"}
        return Reply({"status": "Accepted", "tariffAssignments": [assigned]})

    def _clear_tariffs(self, _payload: JsonObject) -> Reply:
        tariff, self._tariff = self._tariff, ""
        result: JsonObject = {"status": "Accepted", "tariffId": tariff} if tariff else {"status": "NoTariff"}
        return Reply({"clearTariffsResult": [result]})
