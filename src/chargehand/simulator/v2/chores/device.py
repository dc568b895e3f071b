"""Its device model, asked, changed and reported (2.0.1 B05 to B08)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from chargehand.simulator.frames import JsonObject
from chargehand.simulator.parts.orders import Handler, Reply, status
from chargehand.simulator.parts.payload import choice, part, part_if_given, parts, text, text_if_given, whole
from chargehand.simulator.v2.body import Body
from chargehand.simulator.v2.configuration import Variable

_BASES: Final = ("ConfigurationInventory", "FullInventory", "SummaryInventory")


@dataclass(slots=True, eq=False)
class Device:
    body: Body
    # Called when a value has changed.
    configured: Callable[[], None]

    def handlers(self) -> dict[str, Handler]:
        return {
            "GetBaseReport": self._get_base_report,
            "GetReport": self._get_report,
            "GetVariables": self._get_variables,
            "SetVariables": self._set_variables,
        }

    def _set_variables(self, payload: JsonObject) -> Reply:
        results = [self._set_one(each) for each in parts(payload, "setVariableData")]
        return Reply({"setVariableResult": results}, self.configured)

    def _set_one(self, wish: JsonObject) -> JsonObject:
        component, variable, evse = _named(wish)
        attribute = text_if_given(wish, "attributeType") or "Actual"
        outcome = "NotSupportedAttributeType"
        if attribute == "Actual":
            match self.body.character.configuration:
                case "refuse":
                    outcome = "Rejected"
                case "unsupported":
                    outcome = "UnknownVariable"
                case "reboot":
                    outcome = self.body.model.change(component, variable, text(wish, "attributeValue"), evse)
                    outcome = "RebootRequired" if outcome == "Accepted" else outcome
                case "obey":
                    outcome = self.body.model.change(component, variable, text(wish, "attributeValue"), evse)
        return {
            "attributeType": attribute,
            "attributeStatus": outcome,
            "component": part(wish, "component"),
            "variable": part(wish, "variable"),
        }

    def _get_variables(self, payload: JsonObject) -> Reply:
        return Reply(
            {"getVariableResult": [self._get_one(each) for each in parts(payload, "getVariableData")]}
        )

    def _get_one(self, wish: JsonObject) -> JsonObject:
        attribute = text_if_given(wish, "attributeType") or "Actual"
        told: JsonObject = {
            "attributeType": attribute,
            "component": part(wish, "component"),
            "variable": part(wish, "variable"),
        }
        found = self.body.model.look(*_named(wish))
        if not isinstance(found, Variable):
            return told | {"attributeStatus": found}
        if attribute != "Actual":
            return told | {"attributeStatus": "NotSupportedAttributeType"}
        if found.mutability == "WriteOnly":
            return told | {"attributeStatus": "Rejected"}
        return told | {"attributeStatus": "Accepted", "attributeValue": found.value}

    def _get_base_report(self, payload: JsonObject) -> Reply:
        number, base = whole(payload, "requestId"), choice(payload, "reportBase", _BASES)
        rows = self.body.model.report(only_changeable=base == "ConfigurationInventory")
        return status("Accepted", partial(self._report, number, rows))

    def _get_report(self, payload: JsonObject) -> Reply:
        """B08: of the named components, or of all."""
        number = whole(payload, "requestId")
        wanted = {
            text(part(each, "component"), "name").casefold() for each in parts(payload, "componentVariable")
        }
        rows = [
            each for each in self.body.model.report() if not wanted or each.component.casefold() in wanted
        ]
        return status("Accepted" if rows else "EmptyResultSet", partial(self._report, number, rows))

    def _report(self, number: int, rows: Sequence[Variable]) -> None:
        size = self.body.model.count("DeviceDataCtrlr.ItemsPerMessage")
        pages = [rows[begin : begin + size] for begin in range(0, len(rows), size)]
        for page, held in enumerate(pages):
            told: JsonObject = {
                "requestId": number,
                "generatedAt": self.body.stamp(self.body.now),
                "seqNo": page,
                "tbc": page < len(pages) - 1,
                "reportData": [self._told(each) for each in held],
            }
            self.body.mouth.notify("NotifyReport", told, urgent=True)

    def _told(self, row: Variable) -> JsonObject:
        told = row.told
        if self.body.character.lowercase_keys:
            variable = part(told, "variable")
            told["variable"] = variable | {"name": row.variable.lower()}
        return told


def _named(wish: JsonObject) -> tuple[str, str, int]:
    component, variable = part(wish, "component"), part(wish, "variable")
    place = part_if_given(component, "evse")
    return text(component, "name"), text(variable, "name"), 0 if place is None else whole(place, "id")
