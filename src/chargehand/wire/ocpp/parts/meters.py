"""What sampled values of any version add up to: readings in Wh and W (OCPP 1.6 §7.31 to §7.47, 2.0.1 J)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final, Protocol

from chargehand.model.reading import Reading, ReadingSource
from chargehand.wire.ocpp.instants import read_instant

_SAMPLES_MAX: Final = 100_000
"""More in one message are passed over: the event loop has others to serve (F100)."""
REGISTER: Final = "Energy.Active.Import.Register"
"""What is meant when no measurand is named (F77)."""
_POWER: Final = "Power.Active.Import"
_SOC: Final = "SoC"
_FULL: Final = Decimal(100)
_KILO: Final = Decimal(1000)
_ONE: Final = Decimal(1)
# Units and other spellings of them; None and '' are the default, the unit without a prefix (F74).
_ENERGY_UNITS: Final[Mapping[str | None, Decimal]] = {
    None: _ONE, "": _ONE, "Wh": _ONE, "wh": _ONE, "WH": _ONE, "kWh": _KILO, "kwh": _KILO, "KWh": _KILO, "KWH": _KILO,
}  # fmt: skip
_POWER_UNITS: Final[Mapping[str | None, Decimal]] = {
    None: _ONE, "": _ONE, "W": _ONE, "w": _ONE, "kW": _KILO, "kw": _KILO, "KW": _KILO,
}  # fmt: skip
_PHASES: Final = {"L1": "L1", "L2": "L2", "L3": "L3", "L1-N": "L1", "L2-N": "L2", "L3-N": "L3"}
_HERE: Final = frozenset({None, "", "Outlet"})
_SOURCES: Final[Mapping[str | None, ReadingSource]] = {
    None: ReadingSource.PERIODIC,
    "": ReadingSource.PERIODIC,
    "Sample.Periodic": ReadingSource.PERIODIC,
    "Sample.Clock": ReadingSource.CLOCK,
    "Trigger": ReadingSource.TRIGGER,
    "Transaction.Begin": ReadingSource.START,
    "Transaction.End": ReadingSource.STOP,
}


class Sample(Protocol):
    """One sampled value in any version's shape."""

    @property
    def context(self) -> str | None: ...

    @property
    def phase(self) -> str | None: ...

    @property
    def location(self) -> str | None: ...

    def quantity(self) -> str:
        """The measurand, `REGISTER` when none is named; empty for what is no plain number (F79)."""
        ...

    def unit_name(self) -> str | None: ...

    def number(self) -> Decimal | None:
        """The value in its unit; None when it cannot be read."""
        ...


class Sampled(Protocol):
    """What was sampled at one instant."""

    @property
    def timestamp(self) -> str | None: ...

    @property
    def sampled_value(self) -> Sequence[Sample]: ...


class _Quantity:
    """One measurand as it is put together: its total if there is one, else its phases (F75)."""

    __slots__ = ("_broken", "_phases", "_total")

    def __init__(self) -> None:
        self._total: Decimal | None = None
        self._phases: dict[str, Decimal] | None = None
        self._broken = False

    def take(self, number: Decimal | None, phase: str | None) -> None:
        """A value for `phase`, or in total; the first one of each stands."""
        if not phase:
            self._total = number if self._total is None else self._total
        elif phase in _PHASES:
            if number is None:
                self._broken = True
                return
            if self._phases is None:
                self._phases = {}
            self._phases.setdefault(_PHASES[phase], number)

    def value(self) -> Decimal | None:
        """None without a total when a phase could not be read: part of a sum is a wrong sum."""
        if self._total is not None or self._phases is None or self._broken:
            return self._total
        return sum(self._phases.values(), Decimal(0))


class _Gathering:
    """What the samples of one context at one instant add up to."""

    __slots__ = ("power", "register", "soc")

    def __init__(self) -> None:
        self.register: _Quantity | None = None
        self.power: _Quantity | None = None
        self.soc: Decimal | None = None

    def take(self, sample: Sample) -> None:
        """Adds `sample` if it says anything that is kept. Export and intervals are left alone (F77)."""
        quantity = sample.quantity()
        if quantity == REGISTER:
            if sample.location in _HERE:
                self.register = self.register or _Quantity()
                self.register.take(_scaled(sample, _ENERGY_UNITS), sample.phase)
        elif quantity == _POWER:
            if sample.location in _HERE:
                self.power = self.power or _Quantity()
                self.power.take(_scaled(sample, _POWER_UNITS), sample.phase)
        elif quantity == _SOC:
            number = sample.number()
            if number is not None and 0 <= number <= _FULL:
                self.soc = number

    def reading(self, said_at: datetime | None, source: ReadingSource) -> Reading | None:
        """None when there is nothing to keep."""
        register = self.register.value() if self.register else None
        power = self.power.value() if self.power else None
        if register is None and power is None and self.soc is None:
            return None
        return Reading(said_at, register, power, self.soc, source)


def _scaled(sample: Sample, units: Mapping[str | None, Decimal]) -> Decimal | None:
    """The value in Wh or W; None when number or unit cannot be read, and below zero."""
    scale = units.get(sample.unit_name())
    number = sample.number()
    if number is None or scale is None or number < 0:
        return None
    return number if scale is _ONE else number * scale


def readings_of(values: Iterable[Sampled], at: datetime) -> tuple[Reading, ...]:
    """The readings in `values`, in their order: one per instant and context; `at` is our own time."""
    readings: list[Reading] = []
    left = _SAMPLES_MAX
    for value in values:
        samples = value.sampled_value
        left -= len(samples) + 1
        if left < 0:
            break
        gatherings: dict[str | None, _Gathering] = {}
        gathering: _Gathering | None = None
        context: str | None = None
        for sample in samples:
            if gathering is None or sample.context != context:
                context = sample.context
                gathering = gatherings.setdefault(context, _Gathering())
            gathering.take(sample)
        said_at = read_instant(value.timestamp, at)
        for name, gathered in gatherings.items():
            reading = gathered.reading(said_at, _SOURCES.get(name, ReadingSource.OTHER))
            if reading is not None:
                readings.append(reading)
    return tuple(readings)
