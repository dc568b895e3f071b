"""What meters say: MeterValues and the meter values of a TransactionEvent, made into readings (OCPP 2.0.1 J)."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from msgspec import Raw, Struct

from chargehand.model.events import MeterSampled
from chargehand.wire.ocpp.codec import Context
from chargehand.wire.ocpp.fields import decimal, whole
from chargehand.wire.ocpp.parts.meters import REGISTER, readings_of
from chargehand.wire.ocpp.usable import Usable, loosely, readable

_MULTIPLIER_MAX: Final = 12
_NO_MULTIPLIER: Final = 99
"""Stands for one that cannot be read: a value that may be a thousand times as much is none."""


class UnitOfMeasure(Struct, frozen=True, gc=False):
    unit: str | None = None
    multiplier: int | None = None


class SampledValue(Struct, frozen=True, rename="camel", gc=False):
    """Signed data stands beside the value, and is left as it came (F79)."""

    value: str | int | float
    context: str | None = None
    measurand: str | None = None
    phase: str | None = None
    location: str | None = None
    unit_of_measure: UnitOfMeasure | None = None

    def quantity(self) -> str:
        return self.measurand or REGISTER

    def unit_name(self) -> str | None:
        return self.unit_of_measure.unit if self.unit_of_measure is not None else None

    def number(self) -> Decimal | None:
        """The value times ten to its multiplier (part 2 §2.51)."""
        number = decimal(self.value)
        exponent = self.unit_of_measure.multiplier if self.unit_of_measure is not None else None
        if number is None or not exponent:
            return number
        return number.scaleb(exponent) if abs(exponent) <= _MULTIPLIER_MAX else None


class MeterValue(Struct, frozen=True, rename="camel", gc=False):
    sampled_value: list[SampledValue]
    timestamp: str | None = None


class MeterValues(Struct, frozen=True, rename="camel", gc=False):
    evse_id: int
    meter_value: list[MeterValue]


def _mended_multiplier(raw: Raw) -> int | None:
    value = loosely(raw)
    if not value:
        return None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    try:
        return int(value) if isinstance(value, str) else _NO_MULTIPLIER
    except ValueError:
        return _NO_MULTIPLIER


def _mended_unit(raw: Raw) -> UnitOfMeasure:
    """A unit's bare name is taken too; what tells nothing at all is the default."""
    value = loosely(raw)
    return UnitOfMeasure(value) if isinstance(value, str) else _unit.read(raw)


def _mended_samples(raw: Raw) -> list[SampledValue]:
    return readable(_sample, raw)


def mended_values(raw: Raw) -> list[MeterValue]:
    """Those meter values of a list that can be read, with those of their samples that can; of anything else none."""
    return readable(_value, raw)


_unit: Final = Usable(UnitOfMeasure, menders={"multiplier": _mended_multiplier})
_sample: Final = Usable(SampledValue, menders={"unit_of_measure": _mended_unit})
_value: Final = Usable(MeterValue, menders={"sampled_value": _mended_samples})
_meter_values: Final = Usable(MeterValues, menders={"meter_value": mended_values})


def read_meter_values(payload: Raw | bytes, context: Context) -> MeterSampled:
    """Values outside of transactions (J01); evseId 0 is the main meter."""
    said = _meter_values.read(payload)
    return MeterSampled(
        station=context.station,
        at=context.at,
        connector=whole(said.evse_id),
        readings=readings_of(said.meter_value, context.at),
    )
