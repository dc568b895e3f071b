"""What meters say: MeterValues and the transactionData of a stop, made into readings (OCPP 1.6 §4.7, §7.31 to §7.47)."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from msgspec import Raw, Struct

from chargehand.model.events import MeterSampled
from chargehand.wire.ocpp.codec import Context
from chargehand.wire.ocpp.fields import decimal, transaction_ref, whole
from chargehand.wire.ocpp.parts.meters import REGISTER, readings_of
from chargehand.wire.ocpp.usable import Usable, readable


class SampledValue(Struct, frozen=True, gc=False):
    value: str | int | float
    context: str | None = None
    format: str | None = None
    measurand: str | None = None
    phase: str | None = None
    location: str | None = None
    unit: str | None = None

    def quantity(self) -> str:
        return "" if self.format == "SignedData" else self.measurand or REGISTER

    def unit_name(self) -> str | None:
        return self.unit

    def number(self) -> Decimal | None:
        return decimal(self.value)


class MeterValue(Struct, frozen=True, rename="camel", gc=False):
    sampled_value: list[SampledValue]
    timestamp: str | None = None


class MeterValues(Struct, frozen=True, rename="camel", gc=False):
    connector_id: int
    meter_value: list[MeterValue]
    transaction_id: int | None = None


def _mended_samples(raw: Raw) -> list[SampledValue]:
    return readable(_sample, raw)


def mended_values(raw: Raw) -> list[MeterValue]:
    """Those meter values of a list that can be read, with those of their samples that can; of anything else none."""
    return readable(_value, raw)


_sample: Final = Usable(SampledValue)
_value: Final = Usable(MeterValue, menders={"sampled_value": _mended_samples})
_meter_values: Final = Usable(MeterValues, menders={"meter_value": mended_values})


def read_meter_values(payload: Raw | bytes, context: Context) -> MeterSampled:
    said = _meter_values.read(payload)
    return MeterSampled(
        station=context.station,
        at=context.at,
        connector=whole(said.connector_id),
        readings=readings_of(said.meter_value, context.at),
        ref=transaction_ref(said.transaction_id),
    )
