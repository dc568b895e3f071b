"""What campaigns share: one station with two connectors on a stage, a scene for each seed, and the command that tells of them."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from random import Random
from typing import NamedTuple, Protocol, TypeVar

from chargehand.model.identity import PublicId
from chargehand.model.snapshot import Policy
from chargehand.model.station import Connector, Station
from chargehand.simulator.rehearsal.character import Character
from chargehand.simulator.rehearsal.gateway import Gateway
from chargehand.simulator.rehearsal.people import TOKENS
from chargehand.simulator.rehearsal.stage import STATION, Stage
from chargehand.simulator.rehearsal.stations.bay import Witness
from chargehand.simulator.rehearsal.stations.named import NamedStation
from chargehand.simulator.rehearsal.stations.numbered import NumberedStation
from chargehand.simulator.rehearsal.stations.station import VirtualStation
from chargehand.simulator.rehearsal.truth import TrueTransaction
from chargehand.simulator.rehearsal.world import Broken, World

POLICY = Policy(free_after_s=600)
"""The settings' defaults."""
SHOWN_MAX = 20


class Patient(NamedStation):
    """Its transactions end when the scene says so, and not by a card in between."""

    def end(self, transaction: TrueTransaction, reason: str) -> None:
        if reason != "Local":
            super().end(transaction, reason)


class Staged(NamedTuple):
    world: World
    stage: Stage
    station: VirtualStation


def staged(rng: Random, name: str, number: int, character: Character) -> Staged:
    """A world with one such station, whose next transaction has this number."""
    rows = tuple(Connector(number=each, power_w_max=22_000) for each in (1, 2))
    row = Station(identity=STATION, public_id=PublicId(name), name=name, next_number=number)
    world = World(row, rows, TOKENS, POLICY)
    stage = Stage(rng, world)
    kind = Patient if character.names else NumberedStation
    station = kind(stage, character, Witness())
    Gateway(stage, station)
    return Staged(world, stage, station)


class Seen(Protocol):
    """What was seen of one scene."""

    @property
    def seed(self) -> int: ...
    @property
    def manner(self) -> StrEnum: ...
    @property
    def wrongs(self) -> list[str]: ...


S_co = TypeVar("S_co", bound=Seen, covariant=True)


class Scene(Protocol[S_co]):
    @property
    def seen(self) -> S_co: ...
    def play(self) -> S_co: ...


class Report(Protocol):
    """`lines`: how the scenes ended. `total`: how many of what there were."""

    @property
    def wrongs(self) -> Sequence[Seen]: ...
    def lines(self) -> Iterable[str]: ...
    def total(self) -> str: ...


def played(scene: Callable[[int], Scene[S_co]], count: int, seed: int) -> Iterator[S_co]:
    """The scenes of the seeds from `seed` on; a law that breaks is one of their wrongs."""
    for number in range(seed, seed + count):
        here = scene(number)
        try:
            here.play()
        except Broken as broken:
            here.seen.wrongs.append(str(broken))
        yield here.seen


def tell(
    arguments: list[str], parser: argparse.ArgumentParser, what: str, campaign: Callable[[int, int], Report]
) -> int:
    """Prints how the scenes ended, and what was wrong; 1 if anything was. `what`: the option that says how many."""
    parser.add_argument(f"--{what}", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    began = time.perf_counter()
    report = campaign(getattr(asked, what), asked.seed)
    for line in report.lines():
        sys.stdout.write(f"{line}\n")
    for each in report.wrongs[:SHOWN_MAX]:
        sys.stdout.write(f"seed {each.seed}, {each.manner.value}: {'; '.join(each.wrongs[:3])}\n")
    seconds = time.perf_counter() - began
    sys.stdout.write(f"{report.total()}, {len(report.wrongs)} wrong, {seconds:.1f} s\n")
    return 1 if report.wrongs else 0
