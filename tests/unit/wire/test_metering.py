"""Sampled values to readings in Wh and W (OCPP 1.6 §7.31 to §7.47)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from chargehand.model.events import MeterSampled
from chargehand.model.reading import Reading, ReadingSource
from tests.unit.wire.frames import read

REGISTER = "Energy.Active.Import.Register"
POWER = "Power.Active.Import"


def readings(*samples: dict[str, object]) -> tuple[Reading, ...]:
    payload = {
        "connectorId": 1,
        "meterValue": [{"timestamp": "2026-11-20T04:29:34Z", "sampledValue": list(samples)}],
    }
    event = read("MeterValues", payload)
    assert isinstance(event, MeterSampled)
    return event.readings


def one(*samples: dict[str, object]) -> Reading:
    (reading,) = readings(*samples)
    return reading


def energy(value: object, **more: object) -> dict[str, object]:
    return {"value": value, "measurand": REGISTER, **more}


def power(value: object, **more: object) -> dict[str, object]:
    return {"value": value, "measurand": POWER, **more}


@pytest.mark.parametrize(
    ("sample", "register_wh"),
    [
        (energy("1500"), "1500"), (energy("1500", unit="Wh"), "1500"), (energy("1.5", unit="kWh"), "1500"),
        (energy("1500", unit=None), "1500"), (energy("1500", unit=""), "1500"), (energy("1.5", unit="kwh"), "1500"),
        (energy("0.0015", unit="kWh"), "1.5"), (energy(1500), "1500"), (energy(1500.25), "1500.25"),
    ],
)  # fmt: skip
def test_energy_is_in_watt_hours_inside(sample: dict[str, object], register_wh: str) -> None:
    """F74"""
    assert one(sample).register_wh == Decimal(register_wh)


@pytest.mark.parametrize(
    ("sample", "power_w"),
    [
        (power("11000"), "11000"), (power("11000", unit="W"), "11000"), (power("11.04", unit="kW"), "11040"),
        (power("11000", unit=None), "11000"), (power("0"), "0"), (power("0.0", unit="kW"), "0"),
    ],
)  # fmt: skip
def test_power_is_in_watts_inside(sample: dict[str, object], power_w: str) -> None:
    """F74"""
    assert one(sample).power_w == Decimal(power_w)


@pytest.mark.parametrize("unit", ["varh", "MWh", "A", "Percent", "W", "x"])
def test_energy_in_an_unknown_unit_is_passed_over(unit: str) -> None:
    """F74"""
    assert readings(energy("1500", unit=unit)) == ()


@pytest.mark.parametrize("measurand", [None, ""])
def test_a_sample_without_a_measurand_is_the_import_register(measurand: object) -> None:
    """F77: OCPP 1.6 §7.43."""
    assert one({"value": "7"}).register_wh == Decimal(7)
    assert one({"value": "7", "measurand": measurand}).register_wh == Decimal(7)


@pytest.mark.parametrize(
    "measurand",
    [
        "Energy.Active.Import.Interval", "Energy.Active.Export.Register", "Energy.Active.Export.Interval",
        "Energy.Reactive.Import.Register", "Power.Active.Export", "Power.Offered", "Current.Import", "Voltage",
        "Frequency", "Temperature", "RPM", "Power.Factor", "Made.Up",
    ],
)  # fmt: skip
def test_other_measurands_do_not_touch_the_register(measurand: str) -> None:
    """F77, F85"""
    assert readings({"value": "7", "measurand": measurand}) == ()
    assert one(energy("100"), {"value": "7", "measurand": measurand}).register_wh == Decimal(100)


@pytest.mark.parametrize(
    "value", ["", " ", "12,5", "NaN", "1e5", "many", "-5", None, "0x1F", [], {}, True, "1" * 40]
)
def test_values_that_are_no_plain_number_are_passed_over(value: object) -> None:
    """F78"""
    assert readings(energy(value)) == ()
    assert one(energy(value), power("5")) == one(power("5"))


def test_blanks_around_a_number_do_no_harm() -> None:
    """F78"""
    assert one(energy(" 12.50 ")).register_wh == Decimal("12.5")


@pytest.mark.parametrize("value", ["OCMF|{}|{}", "123456", "3059301306072A8648CE3D0201"])
def test_signed_data_is_never_a_number(value: str) -> None:
    """F79"""
    assert readings(energy(value, format="SignedData")) == ()
    assert one(energy(value, format="SignedData"), energy("7", format="Raw")).register_wh == Decimal(7)


def test_the_total_counts_when_there_are_phases_too() -> None:
    """F75"""
    phases = [energy(value, phase=phase) for value, phase in (("10", "L1"), ("20", "L2"), ("30", "L3"))]
    assert one(*phases, energy("61")).register_wh == Decimal(61)
    assert one(energy("61"), *phases).register_wh == Decimal(61)


@pytest.mark.parametrize("names", [("L1", "L2", "L3"), ("L1-N", "L2-N", "L3-N")])
def test_phases_add_up_when_there_is_no_total(names: tuple[str, ...]) -> None:
    """F75"""
    values = ("1.5", "2", "3")
    samples = [energy(value, phase=name, unit="kWh") for value, name in zip(values, names, strict=True)]
    assert one(*samples).register_wh == Decimal(6500)
    samples = [power(value, phase=name, unit="kW") for value, name in zip(values, names, strict=True)]
    assert one(*samples).power_w == Decimal(6500)


def test_a_single_phase_is_its_own_sum() -> None:
    """F75"""
    assert one(energy("10", phase="L1")).register_wh == Decimal(10)
    assert one(energy("10", phase="")).register_wh == Decimal(10)


def test_a_sum_with_an_unreadable_part_is_none() -> None:
    """F75, F78: a register that lost a phase would look like a drop."""
    assert readings(energy("10", phase="L1"), energy("", phase="L2"), energy("30", phase="L3")) == ()


def test_a_phase_said_twice_counts_once() -> None:
    """F75"""
    assert one(energy("10", phase="L1"), energy("11", phase="L1-N")).register_wh == Decimal(10)


@pytest.mark.parametrize("phase", ["N", "L1-L2", "L2-L3", "L3-L1", "X"])
def test_other_phases_are_no_part_of_a_sum(phase: str) -> None:
    """F75"""
    assert one(energy("10", phase="L1"), energy("99", phase=phase)).register_wh == Decimal(10)


@pytest.mark.parametrize("location", ["Inlet", "Body", "Cable", "EV"])
def test_only_the_outlet_counts(location: str) -> None:
    """F76"""
    assert readings(energy("10", location=location)) == ()
    assert one(energy("10", location=location), energy("7", location="Outlet")).register_wh == Decimal(7)
    assert one(power("10", location=location), power("7")).power_w == Decimal(7)


@pytest.mark.parametrize("location", [None, "", "Outlet"])
def test_a_missing_location_is_the_outlet(location: object) -> None:
    """F76: OCPP 1.6 §7.29."""
    assert one(energy("10", location=location)).register_wh == Decimal(10)


@pytest.mark.parametrize(
    ("value", "soc"),
    [("55", "55"), ("0", "0"), ("100", "100"), ("55.5", "55.5"), ("101", None), ("-1", None)],
)
def test_state_of_charge_is_the_cars(value: str, soc: str | None) -> None:
    sample: dict[str, object] = {"value": value, "measurand": "SoC", "unit": "Percent", "location": "EV"}
    assert one(sample, energy("1")).soc_percent == (None if soc is None else Decimal(soc))


@pytest.mark.parametrize(
    ("context", "source"),
    [
        (None, ReadingSource.PERIODIC), ("", ReadingSource.PERIODIC), ("Sample.Periodic", ReadingSource.PERIODIC),
        ("Sample.Clock", ReadingSource.CLOCK), ("Trigger", ReadingSource.TRIGGER), ("Transaction.Begin", ReadingSource.START),
        ("Transaction.End", ReadingSource.STOP), ("Other", ReadingSource.OTHER), ("Interruption.Begin", ReadingSource.OTHER),
        ("Interruption.End", ReadingSource.OTHER), ("Made.Up", ReadingSource.OTHER),
    ],
)  # fmt: skip
def test_the_context_says_what_made_the_reading(context: object, source: ReadingSource) -> None:
    assert one(energy("1", context=context)).source is source


def test_contexts_at_one_instant_are_readings_of_their_own() -> None:
    begin = [energy("100", context="Transaction.Begin"), power("0", context="Transaction.Begin")]
    end = [energy("250", context="Transaction.End"), power("7", context="Transaction.End")]
    first, second = readings(begin[0], end[0], begin[1], end[1])
    assert (first.source, first.register_wh, first.power_w) == (ReadingSource.START, Decimal(100), Decimal(0))
    assert (second.source, second.register_wh, second.power_w) == (
        ReadingSource.STOP,
        Decimal(250),
        Decimal(7),
    )


def test_the_first_of_two_totals_counts() -> None:
    assert one(energy("10"), energy("999999")).register_wh == Decimal(10)


def test_readings_keep_their_order_and_their_own_times() -> None:
    values = [
        {"timestamp": f"2026-11-20T04:2{minute}:00Z", "sampledValue": [energy(str(minute))]}
        for minute in (3, 1, 2)
    ]
    event = read("MeterValues", {"connectorId": 1, "meterValue": values})
    assert isinstance(event, MeterSampled)
    assert [reading.register_wh for reading in event.readings] == [Decimal(3), Decimal(1), Decimal(2)]
    assert [reading.said_at.minute for reading in event.readings if reading.said_at] == [23, 21, 22]


@pytest.mark.parametrize("said", [None, "", "1970-01-01T00:00:00Z", "nonsense", 5])
def test_a_reading_without_a_possible_instant_is_kept(said: object) -> None:
    """F64, F67, F68a"""
    event = read(
        "MeterValues", {"connectorId": 1, "meterValue": [{"timestamp": said, "sampledValue": [energy("1")]}]}
    )
    assert isinstance(event, MeterSampled)
    assert [(reading.said_at, reading.register_wh) for reading in event.readings] == [(None, Decimal(1))]


def test_more_samples_than_anybody_takes_are_passed_over() -> None:
    """F100"""
    values = [{"sampledValue": [{"value": "1"}] * 1000}] * 150
    event = read("MeterValues", {"connectorId": 1, "meterValue": values})
    assert isinstance(event, MeterSampled)
    assert 90 <= len(event.readings) <= 100
