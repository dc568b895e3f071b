"""Monitors that the server sets on variables (2.0.1 N02 to N08); 2.1 streams what they see."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import cast

from chargehand.simulator.frames import JsonObject
from chargehand.simulator.parts.orders import Handler, Reply, status
from chargehand.simulator.parts.payload import part, part_if_given, parts, text, whole, whole_if_given
from chargehand.simulator.v2.body import Body
from chargehand.simulator.v2.chores.streams import Streams
from chargehand.simulator.v2.configuration import Variable


@dataclass(slots=True, eq=False)
class Monitoring:
    body: Body
    streams: Streams
    _monitors: dict[int, JsonObject] = field(default_factory=dict[int, JsonObject])

    def handlers(self) -> dict[str, Handler]:
        return {
            "ClearVariableMonitoring": self._clear,
            "GetMonitoringReport": self._report_wanted,
            "SetMonitoringBase": lambda _: status("Accepted"),
            "SetMonitoringLevel": lambda _: status("Accepted"),
            "SetVariableMonitoring": self._set,
        }

    def _set(self, payload: JsonObject) -> Reply:
        wishes = parts(payload, "setMonitoringData")
        results = [self._set_one(each) for each in wishes]
        return Reply({"setMonitoringResult": results}, partial(self._stream, results, wishes))

    def _set_one(self, wish: JsonObject) -> JsonObject:
        component, variable = part(wish, "component"), part(wish, "variable")
        place = part_if_given(component, "evse")
        evse = 0 if place is None else whole(place, "id")
        found = self.body.model.look(text(component, "name"), text(variable, "name"), evse)
        told: JsonObject = {
            "type": text(wish, "type"),
            "severity": whole(wish, "severity"),
            "component": component,
            "variable": variable,
        }
        if not isinstance(found, Variable):
            return told | {"status": found}
        number = whole_if_given(wish, "id") or len(self._monitors) + 1
        self._monitors[number] = wish | {"id": number}
        return told | {"status": "Accepted", "id": number}

    def _stream(self, results: list[JsonObject], wishes: list[JsonObject]) -> None:
        """2.1 N11: a monitor may ask for a stream of its own."""
        for result, wish in zip(results, wishes, strict=True):
            wanted = part_if_given(wish, "periodicEventStream")
            number = result.get("id")
            if wanted is not None and isinstance(number, int) and self.body.dialect.sends:
                self.streams.open(number, wanted)

    def _clear(self, payload: JsonObject) -> Reply:
        numbers = payload.get("id")
        wanted = (
            [each for each in cast("list[object]", numbers) if isinstance(each, int)]
            if isinstance(numbers, list)
            else []
        )
        results: list[JsonObject] = [
            {"id": number, "status": "Accepted" if self._monitors.pop(number, None) else "NotFound"}
            for number in wanted
        ]
        return Reply({"clearMonitoringResult": results})

    def _report_wanted(self, payload: JsonObject) -> Reply:
        number = whole(payload, "requestId")
        then = partial(self._report, number)
        return status("Accepted" if self._monitors else "EmptyResultSet", then if self._monitors else None)

    def _report(self, number: int) -> None:
        told: JsonObject = {
            "requestId": number,
            "seqNo": 0,
            "tbc": False,
            "generatedAt": self.body.stamp(self.body.now),
            "monitor": [_told(each, sends=self.body.dialect.sends) for each in self._monitors.values()],
        }
        self.body.mouth.notify("NotifyMonitoringReport", told)


def _told(monitor: JsonObject, *, sends: bool) -> JsonObject:
    setting = {key: monitor[key] for key in ("id", "value", "type", "severity")}
    setting["transaction"] = monitor.get("transaction", False)
    if sends:
        setting["eventNotificationType"] = "CustomMonitor"
    return {
        "component": monitor["component"],
        "variable": monitor["variable"],
        "variableMonitoring": [setting],
    }
