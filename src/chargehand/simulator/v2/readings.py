"""What a reading looks like in 2.x: sampled values with numbers, bent by the station's character."""

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


@dataclass(frozen=True, slots=True)
class Display:
    """Turns one gauge into a list of SampledValueType (2.0.1 part 2 §2.48)."""

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
                for part in ("measurand", "unitOfMeasure"):
                    value.pop(part, None)
            else:
                value["context"] = context
        return values

    def _measured(self, name: str, gauge: Gauge, register_wh: int) -> list[JsonObject]:
        build, power = self.build, self.character.power
        lines = [f"L{number + 1}" for number in range(build.phases)]
        match name:
            case "Energy.Active.Import.Register":
                return self._register(register_wh)
            case "Power.Active.Import" if power:
                return [self._value(name, round(gauge.power_w), "W")]
            case "Current.Import" if power and lines:
                current = round(gauge.power_w / build.voltage_v / len(lines), 1)
                return [self._value(name, current, "A", line) for line in lines]
            case "Current.Import" if power:
                return [self._value(name, round(gauge.power_w / build.voltage_v, 1), "A")]
            case "Voltage" if lines:
                return [self._value(name, build.voltage_v, "V", f"{line}-N") for line in lines]
            case "Voltage":
                return [self._value(name, build.voltage_v, "V")]
            case "SoC" if self.character.soc and build.direct_current and gauge.soc is not None:
                return [self._value(name, int(gauge.soc * 100), "Percent")]
            case _:
                return []

    def _register(self, register_wh: int) -> list[JsonObject]:
        character = self.character
        values: list[JsonObject] = []
        if character.register_phases != "total" and self.build.phases > 1:
            share, rest = divmod(register_wh, self.build.phases)
            values += [
                self._energy(share + (1 if number < rest else 0), f"L{number + 1}")
                for number in range(self.build.phases)
            ]
        if character.register_phases != "phases" or not values:
            values.append(self._energy(register_wh))
        if character.other_places:
            values += [
                self._energy(register_wh * 103 // 100) | {"location": place} for place in ("Inlet", "Body")
            ]
        if character.intervals:
            values.append(self._value("Energy.Active.Import.Interval", 120, "Wh"))
        if character.exports:
            values.append(self._value("Energy.Active.Export.Register", 4711, "Wh"))
        if character.signed:
            values[0]["signedMeterValue"] = {
                "signedMeterData": sealed(register_wh),
                "signingMethod": "",
                "encodingMethod": "OCMF",
                "publicKey": "",
            }
        return values

    def _energy(self, register_wh: int, line: str = "") -> JsonObject:
        match self.character.energy_unit:
            case "Wh":
                return self._value(_REGISTER, register_wh, "Wh", line)
            case "kWh":
                return self._value(_REGISTER, register_wh / 1000, "kWh", line)
            case "kWh-unnamed":
                return self._value(_REGISTER, register_wh / 1000, "", line)
            case "kWh-named-Wh":
                return self._value(_REGISTER, register_wh / 1000, "Wh", line)
            case "Wh-named-kWh":
                return self._value(_REGISTER, register_wh, "kWh", line)
            case "multiplied":
                value = self._value(_REGISTER, register_wh / 1000, "Wh", line)
                return value | {"unitOfMeasure": {"unit": "Wh", "multiplier": 3}}

    def _value(self, measurand: str, number: float, unit: str, line: str = "") -> JsonObject:
        shown: object = number
        if self.character.value_text == "comma":
            shown = str(number).replace(".", ",")
        elif self.character.value_text == "padded":
            shown = f" {number} "
        value: JsonObject = {"value": shown, "measurand": measurand}
        if line:
            value["phase"] = line
        if unit:
            value["unitOfMeasure"] = {"unit": unit}
        return value
