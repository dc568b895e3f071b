"""Many stations in one event loop, one task each, and what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from chargehand.simulator.cast import CHARACTERS
from chargehand.simulator.character import Character
from chargehand.simulator.client import Backoff, Life, LiveStation
from chargehand.simulator.parts.record import Record
from chargehand.simulator.scenario import Bustle, Pace
from chargehand.simulator.station import VirtualStation
from chargehand.simulator.tally import Tally
from chargehand.simulator.versions import Version

# How many handshakes begin per second; a server under test is not to be stormed by accident.
_CONNECTS_PER_S: Final = 200.0
_BRISK: Final = Pace(gap_s=20.0, stay_s=120.0)


class Fleet:
    """Stations that share an address, a password, an event loop and a tally."""

    def __init__(
        self,
        url: str,
        *,
        password: str | None = None,
        connects_per_s: float = _CONNECTS_PER_S,
        backoff: Backoff | None = None,
    ) -> None:
        self.tally = Tally()
        self.members: list[LiveStation] = []
        self._url = url
        self._password = password
        self._pause_s = 1.0 / connects_per_s
        self._backoff = backoff

    def add(self, station: VirtualStation, life: Life | None = None) -> LiveStation:
        """One more station, which lives while the fleet runs."""
        station.tally = self.tally
        member = LiveStation(station, self._url, password=self._password, backoff=self._backoff, life=life)
        self.members.append(member)
        return member

    @property
    def online(self) -> int:
        """Stations connected and accepted now."""
        return sum(member.station.online for member in self.members)

    async def run(self, stop: asyncio.Event) -> None:
        """All stations live until `stop`, connecting one after the other; every socket is closed at the end."""
        lives: list[asyncio.Task[None]] = []
        async with asyncio.TaskGroup() as group:
            starting = group.create_task(self._start(group, lives))
            await stop.wait()
            for task in (starting, *lives):
                task.cancel()

    async def _start(self, group: asyncio.TaskGroup, lives: list[asyncio.Task[None]]) -> None:
        for member in self.members:
            lives.append(group.create_task(member.live()))
            await asyncio.sleep(self._pause_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to simulate: stations SIM-00001 and so on, which take the named characters in turn.

    Each has a card of its own unless `tokens` are given; the server must know stations and cards.
    """

    url: str
    count: int
    password: str | None = None
    seed: int = 1
    # 0: until stopped.
    seconds: float = 0.0
    characters: Sequence[str] = ("plain",)
    # They take these in turn, so that in time each character speaks each of them.
    versions: Sequence[Version] = ("1.6",)
    tokens: Sequence[str] = ()
    pace: Pace = _BRISK
    connects_per_s: float = _CONNECTS_PER_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a simulation amounted to; as text, one line for a person."""

    stations: int
    online: int
    seconds: float
    calls: int
    answers: int
    errors: int
    timeouts: int
    discarded: int
    commands: int
    refused: int
    misunderstood: int
    transactions: int
    energy_kwh: float
    answer_p50_ms: float
    answer_p99_ms: float
    trouble: str

    def __str__(self) -> str:
        line = (
            f"{self.stations} stations ({self.online} online at the end) in {self.seconds:.0f} s: "
            f"{self.transactions} transactions, {self.energy_kwh:.3f} kWh, {self.calls} calls, "
            f"{self.answers} answers (p50 {self.answer_p50_ms:.1f} ms, p99 {self.answer_p99_ms:.1f} ms), "
            f"{self.errors} errors, {self.timeouts} unanswered, {self.discarded} given up, "
            f"{self.refused} cards refused, {self.commands} commands"
        )
        return f"{line}; trouble: {self.trouble}" if self.trouble else line


def station_identity(number: int) -> str:
    """The identity of the n-th simulated station, counting from 1."""
    return f"SIM-{number:05d}"


def station_card(number: int) -> str:
    """The card of the n-th simulated station's driver, if the plan names none."""
    return f"SIMCARD{number:05d}"


def simulate(
    url: str, count: int, password: str | None, seed: int, seconds: float, characters: Sequence[str]
) -> Summary:
    """Runs busy stations for so long (0: until Ctrl-C) and sums up, after Ctrl-C too; KeyError: unknown character."""
    plan = Plan(url=url, count=count, password=password, seed=seed, seconds=seconds, characters=characters)
    return asyncio.run(carry_out(plan))


async def carry_out(plan: Plan, stop: asyncio.Event | None = None) -> Summary:
    """As `simulate`, until `stop` if that comes first. Cancelling it ends the simulation and still sums up."""
    fleet = _manned(plan)
    begun_at = datetime.now(UTC)
    ending = asyncio.Event()
    running = asyncio.create_task(fleet.run(ending))
    stopping = asyncio.create_task((stop or asyncio.Event()).wait())
    try:
        await asyncio.wait(
            {running, stopping}, timeout=plan.seconds or None, return_when=asyncio.FIRST_COMPLETED
        )
    except asyncio.CancelledError:
        # Ctrl-C: what was done so far is wanted, and the sockets are to be closed in order.
        task = asyncio.current_task()
        if task is not None:
            task.uncancel()
    online = fleet.online
    stopping.cancel()
    ending.set()
    await running
    return _summary(fleet, online, (datetime.now(UTC) - begun_at).total_seconds())


def _manned(plan: Plan) -> Fleet:
    characters = [CHARACTERS[name] for name in plan.characters] or [CHARACTERS["plain"]]
    fleet = Fleet(plan.url, password=plan.password, connects_per_s=plan.connects_per_s)
    start_at = datetime.now(UTC)
    for number in range(1, plan.count + 1):
        turn, place = divmod(number - 1, len(characters))
        station = VirtualStation(
            station_identity(number),
            characters[place],
            seed=plan.seed,
            start_at=start_at,
            version=_version(characters[place], plan.versions, turn + place),
        )
        tokens = plan.tokens or [station_card(number)]
        fleet.add(station, Bustle(station, tokens=tokens, pace=plan.pace, seed=plan.seed))
    return fleet


def _version(character: Character, versions: Sequence[Version], turn: int) -> Version:
    """One of those in which the character shows, in turn; any if it shows in none of them."""
    fit: list[Version] = [each for each in versions if each in character.versions] or list(versions)
    return fit[turn % len(fit)]


def _summary(fleet: Fleet, online: int, seconds: float) -> Summary:
    tally = fleet.tally
    told = [(member.station, record) for member in fleet.members for record in member.station.history]
    return Summary(
        stations=len(fleet.members),
        online=online,
        seconds=seconds,
        calls=tally.calls,
        answers=tally.answers,
        errors=tally.errors,
        timeouts=tally.timeouts,
        discarded=tally.discarded,
        commands=tally.commands,
        refused=tally.refused,
        misunderstood=tally.misunderstood,
        transactions=len(told),
        energy_kwh=sum(_energy_wh(station, record) for station, record in told) / 1000,
        answer_p50_ms=tally.answer_s(0.5) * 1000,
        answer_p99_ms=tally.answer_s(0.99) * 1000,
        trouble=next((member.trouble for member in fleet.members if member.trouble), ""),
    )


def _energy_wh(station: VirtualStation, record: Record) -> float:
    """What the transaction truly took, so far if it is still running."""
    if record.energy_wh is not None:
        return record.energy_wh
    return station.true_register_wh(record.connector_id, station.now) - record.true_start_wh
