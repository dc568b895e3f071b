"""Characters of random switches live random lives: no law breaks, no session stays behind, no final bill is wrong."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random
from typing import Final, get_args

import pytest

from chargehand.model.session import Bill, EndBasis
from chargehand.simulator.character import PLAIN, Character, Point
from chargehand.simulator.hardware.build import AC_22KW_TWIN
from chargehand.simulator.versions import VERSIONS, Version
from tests.laws.characters.house import CAR, CARD, OTHER_CARD, House
from tests.unit.simulator.test_cast import THROWS

LIVES: Final = 60
DAY_S: Final = 86_400.0
DOUBTFUL: Final = frozenset(
    {
        "after_run_wh", "bare_values", "begins_offline_s", "blank_every", "carry_lost_after", "energy_unit", "id_form",
        "keeps_delivering", "meter_resolution_wh", "meter_start_zero", "meter_stop", "register_frozen", "register_modulus_wh",
        "settings", "skips_start", "skips_started", "skips_stop", "start_points", "stop_points", "transaction_names",
        "value_text", "zero_every",
    }
)  # fmt: skip
"""What makes a station tell something else than its meter knows; the points are drawn apart."""
NOTHING: Final = frozenset({EndBasis.NEVER_STARTED, EndBasis.CONTINUED})


@dataclass(frozen=True)
class Fate:
    version: Version
    character: Character
    deeds: tuple[tuple[str, int, float], ...]
    """What is done, at which connector, and how long nothing is done then."""


def fate(seed: int) -> Fate:
    rng = Random(seed)
    version = rng.choice(VERSIONS)
    switches = [
        name
        for name, throw in THROWS.items()
        if name not in DOUBTFUL and version in replace(PLAIN, **{name: throw}).versions
    ]
    character = replace(PLAIN, **{name: THROWS[name] for name in rng.sample(switches, rng.randint(0, 3))})
    if version != "1.6":
        points = get_args(Point)
        character = replace(character, start_points=(rng.choice(points),), stop_points=(rng.choice(points),))
    deeds = ("plug", "tap", "tap", "unplug", "wait", "start", "stop", "power", "cut")
    lengths = (0.5, 3.0, 40.0, 400.0, 2000.0)
    count = rng.randint(3, 30)
    lived = tuple((rng.choice(deeds), rng.randint(1, 2), rng.choice(lengths)) for _ in range(count))
    return Fate(version, character, lived)


def live(house: House, deed: str, connector: int) -> None:
    """Ada charges at the first connector, Bob at the second; from afar only Ada asks."""
    asked = {command.kind.value for command in house.world.commands}
    match deed:
        case "plug":
            house.station.plug_in(connector, CAR)
        case "unplug":
            house.station.unplug(connector)
        case "tap":
            house.station.tap(CARD if connector == 1 else OTHER_CARD, connector)
        case "power":
            house.station.power_loss()
            house.run(100)
            house.station.power_back()
        case "cut":
            house.cut(30)
        case "start" if "start" not in asked:
            house.ask_to_start()
        case "stop" if "stop" not in asked:
            house.ask_to_stop()
        case _:
            pass


@pytest.mark.parametrize("seed", range(LIVES))
def test_a_random_life_ends_in_order(seed: int) -> None:
    drawn = fate(seed)
    house = House(drawn.version, drawn.character, seed=seed, build=AC_22KW_TWIN).run(60)
    for deed, connector, seconds in drawn.deeds:
        live(house, deed, connector)
        house.run(seconds)
    for connector in (1, 2):
        house.station.unplug(connector)
    house.run(DAY_S / 24)
    for _ in range(3):
        if house.station.queued or any(row.live for row in house.world.sessions):
            house.run(DAY_S)
    sessions = [row for row in house.world.sessions if row.end_basis not in NOTHING]
    assert not any(row.live for row in sessions), drawn
    if all(row.bill is Bill.FINAL for row in sessions):
        true_wh = sum(record.energy_wh or 0.0 for record in house.station.history)
        kept_wh = float(sum(row.energy_wh for row in sessions))
        assert abs(kept_wh - true_wh) <= 2 * len(house.station.history), drawn
