from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from chargehand.simulator.hardware.car import KNEE_SOC, Car, Charge, some_car
from chargehand.simulator.hardware.meter import Meter
from chargehand.simulator.hardware.timers import Timers
from tests.unit.simulator.fake_csms import START

CARS = [
    (Car(60_000, 11_000, 0.1), 11_000.0),  # the car is the limit
    (Car(60_000, 120_000, 0.1), 11_000.0),  # the supply is the limit, far above the knee too
    (Car(60_000, 100_000, 0.5), 150_000.0),
    (Car(60_000, 100_000, 0.9), 150_000.0),  # arrives above the knee
    (Car(60_000, 100_000, 0.2, full_soc=0.8), 150_000.0),  # never gets there
]


@pytest.mark.parametrize(("car", "limit_w"), CARS)
def test_energy_is_the_sum_of_power(car: Car, limit_w: float) -> None:
    charge = Charge(car, limit_w)
    steps = 20_000
    step_s = charge.full_s / steps
    summed_wh = sum(charge.power_w((number + 0.5) * step_s) * step_s / 3600 for number in range(steps))
    assert summed_wh == pytest.approx(charge.total_wh, rel=1e-4)
    half_wh = sum(charge.power_w((number + 0.5) * step_s) * step_s / 3600 for number in range(steps // 2))
    assert half_wh == pytest.approx(charge.energy_wh(charge.full_s / 2), rel=1e-4)


@pytest.mark.parametrize(("car", "limit_w"), CARS)
def test_a_car_takes_what_fits_and_no_more(car: Car, limit_w: float) -> None:
    charge = Charge(car, limit_w)
    grown = [charge.energy_wh(second) for second in range(0, int(charge.full_s) + 600, 60)]
    assert grown == sorted(grown)
    assert grown[-1] == pytest.approx((car.full_soc - car.soc) * car.capacity_wh)
    assert charge.soc(charge.full_s + 1) == pytest.approx(car.full_soc)
    assert charge.power_w(charge.full_s + 1) == 0.0
    assert max(charge.power_w(second) for second in range(0, int(charge.full_s), 60)) <= limit_w


def test_power_tapers_above_the_knee() -> None:
    car = Car(60_000, 100_000, 0.5)
    charge = Charge(car, 150_000)
    knee_s = (KNEE_SOC - 0.5) * 60_000 / 100_000 * 3600
    assert charge.power_w(knee_s - 1) == 100_000
    after = [charge.power_w(knee_s + seconds) for seconds in (60, 120, 300, 600)]
    assert after == sorted(after, reverse=True)
    assert after[0] < 100_000


def test_a_full_car_takes_nothing() -> None:
    charge = Charge(Car(60_000, 11_000, 0.8, full_soc=0.8), 11_000)
    assert (charge.full_s, charge.energy_wh(100), charge.power_w(0)) == (0.0, 0.0, 0.0)


def test_likely_cars_differ_and_follow_from_the_seed() -> None:
    cars = [some_car(Random(seed), direct_current=False) for seed in range(30)]
    assert cars == [some_car(Random(seed), direct_current=False) for seed in range(30)]
    assert len({car.capacity_wh for car in cars}) > 2
    assert all(0.1 <= car.soc <= 0.6 for car in cars)


def test_the_register_never_falls_and_remembers() -> None:
    meter = Meter(1_000.0, START)
    car: Car | None = Car(50_000, 11_000, 0.1)
    at = START
    seen: list[tuple[float, float]] = []
    for _ in range(5):
        assert car is not None
        meter.begin(car, 11_000, at)
        at += timedelta(seconds=3600)
        car = meter.end(at)
        at += timedelta(seconds=600)
        seen.append((meter.register_wh(at), (at - START).total_seconds()))
    assert [wh for wh, _ in seen][:3] == [12_000.0, 23_000.0, 34_000.0]
    assert [meter.register_wh(START + timedelta(seconds=seconds)) for _, seconds in seen] == [
        wh for wh, _ in seen
    ]
    grown = [meter.register_wh(START + timedelta(minutes=minute)) for minute in range(400)]
    assert grown == sorted(grown)
    assert meter.register_wh(START - timedelta(days=1)) == 1_000.0


def test_timers_run_in_order_each_at_its_own_instant() -> None:
    timers = Timers(START)
    ran: list[tuple[str, float]] = []

    def note(name: str) -> None:
        ran.append((name, (timers.now - START).total_seconds()))

    timers.set(("b", 0), 2, lambda: note("b"))

    def note_and_go_on() -> None:
        note("a")
        timers.set(("c", 0), 0.5, lambda: note("c"))

    timers.set(("a", 0), 1, note_and_go_on)
    timers.set(("d", 0), 9, lambda: note("never"))
    timers.set(("e", 0), 2, lambda: note("e"))
    timers.cancel(("d", 0))
    timers.run_until(START + timedelta(seconds=10))
    assert ran == [("a", 1), ("c", 1.5), ("b", 2), ("e", 2)]
    timers.run_until(START)
    assert timers.now == START + timedelta(seconds=10)
