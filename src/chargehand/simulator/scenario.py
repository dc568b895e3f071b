"""A life around a station: cars arrive, charge and leave, all from a seed; and the three stations of the demo."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Final, Literal, TypeAlias

from chargehand.simulator.cast import CHARACTERS
from chargehand.simulator.character import Character
from chargehand.simulator.client import Life
from chargehand.simulator.hardware.build import AC_11KW, AC_22KW_TWIN, DC_150KW, Build
from chargehand.simulator.hardware.car import Car
from chargehand.simulator.parts.memory import Memory
from chargehand.simulator.station import VirtualStation
from chargehand.simulator.versions import Version

_Phase: TypeAlias = Literal["empty", "coming", "arrived", "charging", "leaving"]


@dataclass(frozen=True, slots=True)
class Pace:
    """How busy it is. Means, except `fuss_s`: the most time a person takes for a movement of the hand."""

    gap_s: float = 60.0  # from one car to the next; 0: nobody comes unasked
    stay_s: float = 300.0
    fuss_s: float = 8.0
    # False: the car stays plugged after its session, ready for another one.
    leaves: bool = True


@dataclass(slots=True, eq=False)
class _Bay:
    phase: _Phase = "empty"
    token: str = ""
    # Came by itself and will stop by itself; a session started from afar is stopped from afar.
    own: bool = False
    lingers: bool = False
    due_at: datetime | None = None
    deed: Callable[[datetime], None] | None = None


class Bustle:
    """People with cards at one station. They also come to plug in when a start from afar waits for the cable."""

    def __init__(
        self, station: VirtualStation, *, tokens: Sequence[str], pace: Pace | None = None, seed: int = 0
    ) -> None:
        self._station = station
        self._tokens = tuple(tokens)
        self._pace = pace or Pace()
        self._rng = Random(f"{station.identity}/{seed}/people")
        self._bays = {number: _Bay() for number in range(1, station.build.connectors + 1)}
        for number, bay in self._bays.items():
            if station.connector(number).transaction is not None:
                bay.phase = "charging"
            elif self._pace.gap_s and self._tokens:
                self._later(
                    bay, station.now, self._rng.uniform(0, self._pace.gap_s), partial(self._arrive, number)
                )

    @property
    def next_due_at(self) -> datetime | None:
        return min((bay.due_at for bay in self._bays.values() if bay.due_at is not None), default=None)

    def step(self, station: VirtualStation, at: datetime) -> None:
        """Everything due until `at` has been done, and people have noticed what the station did meanwhile."""
        if station is not self._station:
            raise ValueError("these people stand at another station")
        for number, bay in self._bays.items():
            if bay.due_at is not None and bay.due_at <= at:
                deed, bay.due_at, bay.deed = bay.deed, None, None
                if deed is not None:
                    deed(at)
            self._notice(number, bay, at)

    def bring(self, connector: int, car: Car, token: str | None, *, in_s: float = 0.0) -> None:
        """A given car comes to that connector; with a token its driver taps, else waits for a start from afar."""
        bay = self._bays[connector]
        bay.token = token or ""
        self._later(bay, self._station.now, in_s, partial(self._park, connector, car))

    # ----------------------------------------------------------------------------------------------- people

    def _arrive(self, number: int, at: datetime) -> None:
        bay = self._bays[number]
        taken = {other.token for other in self._bays.values() if other is not bay and other.phase != "empty"}
        free = [token for token in self._tokens if token not in taken]
        if not free or self._station.connector(number).status != "Available":
            self._wait_for_next(number, bay, at)
            return
        bay.token, bay.own = self._rng.choice(free), True
        self._park(number, None, at)

    def _park(self, number: int, car: Car | None, at: datetime) -> None:
        bay = self._bays[number]
        bay.phase, bay.lingers = "arrived", False
        self._station.plug_in(number, car)
        if bay.token:
            self._later(bay, at, self._fuss(), partial(self._tap, number))

    def _tap(self, number: int, at: datetime) -> None:
        bay = self._bays[number]
        self._station.tap(bay.token, number)
        if bay.own:
            # Nothing after a minute: the driver gives up and leaves.
            self._later(bay, at, 60.0, partial(self._leave, number))

    def _finish(self, number: int, at: datetime) -> None:
        bay = self._bays[number]
        self._station.tap(bay.token, number)
        self._later(bay, at, 30.0 + self._fuss(), partial(self._leave, number))

    def _leave(self, number: int, at: datetime) -> None:
        bay = self._bays[number]
        self._station.unplug(number)
        bay.phase, bay.own, bay.token = "empty", False, ""
        self._wait_for_next(number, bay, at)

    def _wait_for_next(self, number: int, bay: _Bay, at: datetime) -> None:
        if self._pace.gap_s and self._tokens:
            gap_s = 1.0 + self._rng.expovariate(1.0 / self._pace.gap_s)
            self._later(bay, at, gap_s, partial(self._arrive, number))

    def _notice(self, number: int, bay: _Bay, at: datetime) -> None:
        connector = self._station.connector(number)
        charging = connector.transaction is not None
        if bay.phase == "empty" and connector.authorised is not None and not connector.plugged:
            bay.phase, bay.own, bay.token = "coming", False, ""
            self._later(bay, at, self._fuss(), partial(self._park, number, None))
        elif bay.phase in {"coming", "arrived", "leaving"} and charging:
            bay.phase = "charging"
            self._settle_in(number, bay, at)
        elif bay.phase == "charging" and not charging:
            bay.phase = "leaving"
            self._clear(bay)
            if self._pace.leaves:
                self._later(bay, at, 5.0 + self._fuss(), partial(self._leave, number))
        elif bay.phase == "charging" and bay.own and not bay.lingers and connector.status == "SuspendedEV":
            bay.lingers = True
            self._later(bay, at, 20.0 + self._fuss(), partial(self._finish, number))

    def _settle_in(self, number: int, bay: _Bay, at: datetime) -> None:
        self._clear(bay)
        if bay.own:
            stay_s = self._pace.stay_s * self._rng.uniform(0.5, 1.5)
            self._later(bay, at, stay_s, partial(self._finish, number))

    def _fuss(self) -> float:
        return self._rng.uniform(0.25, 1.0) * self._pace.fuss_s

    def _later(self, bay: _Bay, at: datetime, delay_s: float, deed: Callable[[datetime], None]) -> None:
        bay.due_at, bay.deed = at + timedelta(seconds=delay_s), deed

    def _clear(self, bay: _Bay) -> None:
        bay.due_at = bay.deed = None


# ---------------------------------------------------------------------------------------------------- the demo


@dataclass(frozen=True, slots=True)
class DemoStation:
    name: str
    station: VirtualStation
    life: Life
    latitude: float
    longitude: float
    address: str

    @property
    def identity(self) -> str:
        return self.station.identity


# Quick readings make a page worth watching; a moment between yes and deed is what real hardware needs.
_WATCHABLE: Final = (("MeterValueSampleInterval", "5"), ("TransactionMessageRetryInterval", "10"))
_CALM: Final = replace(CHARACTERS["plain"], reaction_s=0.7, settings=_WATCHABLE)
_GRUMPY: Final = replace(
    CHARACTERS["stubborn"],
    name="grumpy",
    about="refuses every remote stop and drops its line now and then",
    reaction_s=1.5,
    disconnects_every_s=150.0,
    offline_for_s=12.0,
    settings=_WATCHABLE,
)
_DEMO_CAR: Final = Car(capacity_wh=58_000.0, max_power_w=11_000.0, soc=0.42, full_soc=0.9)


def demo_stations(
    start_at: datetime,
    *,
    cards: Sequence[str] = (),
    starts_with_card: str | None = None,
    charging_for_s: float = 0.0,
    seed: int = 1,
    memories: Mapping[str, Memory] | None = None,
) -> list[DemoStation]:
    """Three stations of different character: DEMO-KERB, DEMO-TOWER (which speaks 2.0.1) and DEMO-OLD.

    At DEMO-KERB the demo driver's car is plugged in. With `starts_with_card` its session is started by that card,
    else it waits for a start from afar; the car stays plugged after the session. With `charging_for_s` the card
    was tapped so long before `start_at`, while the station was offline: it tells the whole past when it connects.
    `cards` are those of the other people, who keep the other two stations busy; the server must know them. With
    `memories` by identity the stations go on where they lost their power, and tell of it first.
    """
    held = memories or {}
    charging_for_s = charging_for_s if starts_with_card is not None else 0.0
    begun_at = start_at - timedelta(seconds=charging_for_s)
    kerb = _standing(("DEMO-KERB", seed), (_CALM, AC_11KW), begun_at, held)
    tower = _standing(("DEMO-TOWER", seed), (_CALM, DC_150KW), start_at, held, "2.0.1")
    old = _standing(("DEMO-OLD", seed), (_GRUMPY, AC_22KW_TWIN), start_at, held)
    return [
        _kerb(kerb, start_at if charging_for_s > 0 else None, starts_with_card, seed),
        _busy(
            tower,
            "Rest stop, fast tower",
            cards[::2],
            seed,
            (52.0681, 5.1478, "Ring road east, kilometre 12"),
        ),
        _busy(
            old, "Old twin behind the town hall", cards[1::2], seed, (52.0929, 5.1189, "Town hall, courtyard")
        ),
    ]


def _standing(
    name: tuple[str, int],
    kind: tuple[Character, Build],
    start_at: datetime,
    memories: Mapping[str, Memory],
    version: Version = "1.6",
) -> VirtualStation:
    identity, seed = name
    character, build = kind
    station = VirtualStation(identity, character, seed=seed, start_at=start_at, build=build, version=version)
    memory = memories.get(identity)
    if memory is not None:
        station.recall(memory)
    return station


def _kerb(
    station: VirtualStation, offline_until: datetime | None, token: str | None, seed: int
) -> DemoStation:
    if token is not None and offline_until is not None:
        station.configure("MeterValueSampleInterval", "60")
        station.plug_in(1, _DEMO_CAR)
        station.tap(token, 1)
        station.tick(offline_until)
        station.configure("MeterValueSampleInterval", "5")
    people = Bustle(station, tokens=(), pace=Pace(gap_s=0.0, leaves=False), seed=seed)
    if station.connector(1).transaction is None:
        people.bring(1, _DEMO_CAR, token, in_s=1.0)
    return DemoStation(
        "Kerb at the library", station, people, 52.0907, 5.1214, "Library square 1, by the steps"
    )


def _busy(
    station: VirtualStation, name: str, cards: Sequence[str], seed: int, place: tuple[float, float, str]
) -> DemoStation:
    pace = Pace(gap_s=45.0, stay_s=420.0, fuss_s=6.0)
    return DemoStation(name, station, Bustle(station, tokens=cards, pace=pace, seed=seed), *place)
