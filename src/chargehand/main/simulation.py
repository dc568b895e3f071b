"""Stations at the command line's wish: known to this house first, if asked, then busy until told to stop."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final

import uvloop

from chargehand.main.administration import StationWish, administration
from chargehand.main.chance import fresh_password
from chargehand.main.settings import Settings
from chargehand.main.talk import Refused
from chargehand.simulator.cast import CHARACTERS
from chargehand.simulator.fleet import Plan, carry_out, station_card, station_identity
from chargehand.simulator.versions import VERSIONS, Version

MIXED: Final = "mixed"
DRIVER: Final = "simulated@example.com"


@dataclass(frozen=True, kw_only=True)
class Simulation:
    stations: int
    url: str | None
    password: str | None
    add: bool
    characters: tuple[str, ...]
    protocol: str
    seconds: float
    seed: int


def characters_told() -> tuple[dict[str, object], str]:
    """All characters with what they do, as facts and as lines."""
    width = max(map(len, CHARACTERS))
    lines = [
        f"{name:<{width}}  {character.about}"
        + ("" if character.versions == VERSIONS else _only(character.versions))
        for name, character in CHARACTERS.items()
    ]
    return {name: character.about for name, character in CHARACTERS.items()}, "\n".join(lines)


def _only(versions: Sequence[str]) -> str:
    return f" (only in {' and '.join(versions)})"


def run_simulation(settings: Settings, wanted: Simulation) -> dict[str, object]:
    """What it amounted to; under `said` in one line for people."""
    for name in wanted.characters:
        if name not in CHARACTERS:
            raise Refused(f"There is no character {name}: chargehand simulate --character list")
    _versions(wanted.protocol)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_simulated(settings, wanted))


async def _simulated(settings: Settings, wanted: Simulation) -> dict[str, object]:
    password = wanted.password
    if wanted.add:
        password = password or fresh_password()
        await _make_known(settings, wanted, password)
    plan = Plan(
        url=wanted.url or settings.ocpp_address(settings.ocpp_port),
        count=wanted.stations,
        password=password,
        seed=wanted.seed,
        seconds=wanted.seconds,
        characters=wanted.characters,
        versions=_versions(wanted.protocol),
    )
    summary = await carry_out(plan)
    return {**asdict(summary), "said": str(summary)}


def _versions(protocol: str) -> tuple[Version, ...]:
    """`mixed`: all of them in turn. Refused: none is called so."""
    found: tuple[Version, ...] = tuple(each for each in VERSIONS if protocol in (each, MIXED))
    if not found:
        raise Refused(f"There is no protocol {protocol}: it is one of {', '.join(VERSIONS)}, or {MIXED}.")
    return found


async def _make_known(settings: Settings, wanted: Simulation, password: str) -> None:
    async with administration(settings) as desk:
        await desk.add_driver(DRIVER, "Simulated drivers")
        for number in range(1, wanted.stations + 1):
            await desk.add_station(StationWish(identity=station_identity(number), password=password))
            await desk.add_card(station_card(number), DRIVER, "")
