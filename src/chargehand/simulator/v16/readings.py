"""What a reading looks like: sampled values, bent by the station's character."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from chargehand.simulator.character import Character
from chargehand.simulator.frames import JsonObject
from chargehand.simulator.hardware.build import Build
from chargehand.simulator.hardware.meter import Gauge
from chargehand.simulator.parts.bending import is_due, sealed

_REGISTER: Final = "Energy.Active.Import.Register"
_POWER: Final = "Power.Active.Import"


@dataclass(frozen=True, slots=True)
class Display:
    """Turns one gauge into sampled values (OCPP 1.6 §7.43)."""

    character: Character
    build: Build

    def values(
        self, gauge: Gauge, register_wh: int, number: int, measurands: Sequence[str], context: str
    ) -> list[JsonObject]:
        """`number` counts the transaction's readings from 1, 0 outside one; it decides which are blank or zero."""
        character = self.character
        if is_due(character.zero_every, number):
            register_wh = 0
        values = [value for name in measurands for value in self._measured(name, gauge, register_wh)]
        blank = is_due(character.blank_every, number)
        for value in values:
            if blank:
                value["value"] = ""
            if character.bare_values:
                for part in ("measurand", "unit"):
                    value.pop(part, None)
            else:
                value["context"] = context
        return values

    def _measured(self, name: str, gauge: Gauge, register_wh: int) -> list[JsonObject]:
        build = self.build
        # Three lines carry the power of a three-phase post; direct current has one.
        lines = [f"L{number + 1}" for number in range(build.phases)]
        match name:
            case "Energy.Active.Import.Register":
                return self._register(register_wh)
            case "Power.Active.Import" if self.character.power:
                return [self._value(_POWER, str(round(gauge.power_w)), "W")]
            case "Current.Import" if self.character.power and lines:
                current = f"{gauge.power_w / build.voltage_v / len(lines):.1f}"
                return [self._value(name, current, "A", line) for line in lines]
            case "Current.Import" if self.character.power:
                return [self._value(name, f"{gauge.power_w / build.voltage_v:.1f}", "A")]
            case "Voltage" if lines:
                return [self._value(name, f"{build.voltage_v:.1f}", "V", f"{line}-N") for line in lines]
            case "Voltage":
                return [self._value(name, f"{build.voltage_v:.1f}", "V")]
            case "SoC" if self.character.soc and build.direct_current and gauge.soc is not None:
                return [self._value(name, str(int(gauge.soc * 100)), "Percent")]
            case _:
                return []

    def _register(self, register_wh: int) -> list[JsonObject]:
        values: list[JsonObject] = []
        if self.character.register_phases != "total" and self.build.phases > 1:
            share, rest = divmod(register_wh, self.build.phases)
            for number in range(self.build.phases):
                line_wh = share + (1 if number < rest else 0)
                values.append(self._energy(line_wh, f"L{number + 1}"))
        if self.character.register_phases != "phases" or not values:
            values.append(self._energy(register_wh, ""))
        if self.character.other_places:
            # Before the outlet there are losses.
            lossy_wh = register_wh * 103 // 100
            values += [self._energy(lossy_wh, "") | {"location": place} for place in ("Inlet", "Body")]
        if self.character.intervals:
            values.append(self._value("Energy.Active.Import.Interval", "120", "Wh"))
        if self.character.exports:
            values.append(self._value("Energy.Active.Export.Register", "4711", "Wh"))
        if self.character.signed:
            values.append({"value": sealed(register_wh), "format": "SignedData", "measurand": _REGISTER})
        return values

    def _energy(self, register_wh: int, line: str) -> JsonObject:
        match self.character.energy_unit:
            case "Wh":
                return self._value(_REGISTER, str(register_wh), "Wh", line)
            case "kWh":
                return self._value(_REGISTER, f"{register_wh / 1000:.3f}", "kWh", line)
            case "kWh-unnamed":
                return self._value(_REGISTER, f"{register_wh / 1000:.3f}", "", line)
            case "kWh-named-Wh":
                return self._value(_REGISTER, f"{register_wh / 1000:.3f}", "Wh", line)
            case "multiplied":
                return self._value(_REGISTER, f"{register_wh / 1000:.3f}", "kWh", line)
            case "Wh-named-kWh":
                return self._value(_REGISTER, str(register_wh), "kWh", line)

    def _value(self, measurand: str, text: str, unit: str, line: str = "") -> JsonObject:
        if self.character.value_text == "comma":
            text = text.replace(".", ",")
        elif self.character.value_text == "padded":
            text = f" {text} "
        value: JsonObject = {"value": text, "measurand": measurand}
        if line:
            value["phase"] = line
        if unit:
            value["unit"] = unit
        return value
