"""What one journey has for itself: chargers at the kerb and drivers with cards, each under a name nobody else uses."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Self

import httpx

from chargehand.main.administration import Administration, StationWish, administration_at
from chargehand.simulator.character import PLAIN, Character
from chargehand.simulator.client import Backoff, LiveStation
from chargehand.simulator.hardware.build import Build
from chargehand.simulator.hardware.car import Car
from chargehand.simulator.station import VirtualStation
from chargehand.simulator.versions import Version
from tests.acceptance.house import PASSWORD, House

CAR = Car(capacity_wh=77_000.0, max_power_w=400_000.0, soc=0.2, full_soc=1.0)
QUICK = Build(model="Tower 300", connectors=1, max_power_w=300_000.0, phases=0, direct_current=True)
"""Strong enough for kWh with one decimal to change every second or two, and it knows the car's state of charge."""
CALM = Build(connectors=1, max_power_w=11_000.0)

_AT_ONCE = Backoff(first_s=0.2, most_s=1.0)
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Person:
    """A driver with one card."""

    email: str
    name: str
    uid: str
    token: str


class AttentiveStation(VirtualStation):
    """A virtual station that remembers what it was asked, and thinks about some of it for as long as a test likes."""

    asked: list[str]
    triggered: list[str]
    """What it was asked to tell (TriggerMessage)."""
    thinks_about: set[str]
    """Actions that it does not even hear until it has `thought`."""

    def received(self, frame: str, at: datetime) -> None:
        told = json.loads(frame)
        if told[0] == 2:
            self.asked.append(told[2])
            if told[2] == "TriggerMessage":
                self.triggered.append(told[3]["requestedMessage"])
            if told[2] in self.thinks_about:
                self._pending.append(frame)
                return
        super().received(frame, at)

    def think(self, *actions: str) -> None:
        self.asked, self.triggered, self._pending = [], [], list[str]()
        self.thinks_about = set(actions)

    def thought(self) -> None:
        """What waited is answered now."""
        self.thinks_about.clear()
        for frame in self._pending:
            super().received(frame, datetime.now(UTC))
        self._pending.clear()


@dataclass(frozen=True, kw_only=True)
class Make:
    """How a charger is. `every_s`: how often it reads its meter. `thinks_about`: see AttentiveStation."""

    name: str = "Kerb at the library"
    character: Character = PLAIN
    thinks_about: tuple[str, ...] = ()
    build: Build = QUICK
    connectors: int = 1
    every_s: int = 1
    began_ago_s: float = 0.0
    """So long ago it was switched on, without a line until now."""
    version: Version = "1.6"


@dataclass
class Charger:
    """A simulated charger. As a context manager it is connected; `loses_line` and `finds_line` in between."""

    station: AttentiveStation
    public_id: str
    name: str
    url: str
    line: LiveStation = field(init=False)
    connected: bool = False

    async def __aenter__(self) -> Self:
        await self.finds_line()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.loses_line()

    async def finds_line(self) -> None:
        """Connected and accepted, with nothing left to tell."""
        self.line = LiveStation(self.station, self.url, password=PASSWORD, backoff=_AT_ONCE)
        await self.line.__aenter__()
        self.connected = True
        await self.line.until(lambda station: station.online and station.idle, 20)

    async def loses_line(self) -> None:
        """The socket is gone and stays so; the station itself lives on."""
        if self.connected:
            self.connected = False
            await self.line.drop()
            await self.line.__aexit__(None, None, None)

    async def charges_for(self, person: Person, car: Car = CAR) -> None:
        """The person's own car is plugged in and charging, started with the card."""
        await self.line.plug_in(1, car)
        await self.line.tap(person.uid)
        await self.line.until(lambda station: station.connector().transaction is not None and station.idle)

    def has_charged_for(self, person: Person, car: Car = CAR) -> None:
        """Since it was switched on, without a line: it will tell the whole past when it finds one."""
        self.station.plug_in(1, car)
        self.station.tap(person.uid, 1)
        self.station.tick(datetime.now(UTC))
        self.station.configure("MeterValueSampleInterval", "2")

    async def answers(self) -> None:
        """What it was thinking about is answered."""
        await self.line.act(lambda _: self.station.thought())

    def times_asked(self, action: str) -> int:
        return self.station.asked.count(action)


@dataclass(frozen=True)
class Street:
    people: tuple[Person, ...]
    chargers: tuple[Charger, ...]

    @property
    def person(self) -> Person:
        return self.people[0]

    @property
    def charger(self) -> Charger:
        return self.chargers[0]


async def street(house: House, *makes: Make, names: Sequence[str] = ("Robin",)) -> Street:
    """Chargers of these makes, not connected yet, and a driver with a card for each name."""
    mark = f"{next(_numbers):03d}"
    async with administration_at(house.environment["CHARGEHAND_DATABASE_URL"], house.url) as desk:
        people = [await _person(desk, mark, place, name) for place, name in enumerate(names, start=1)]
        chargers = [
            await _charger(desk, house, f"KERB-{mark}-{place}", make)
            for place, make in enumerate(makes or (Make(),), start=1)
        ]
    house.keeps_secret(*(person.token for person in people))
    return Street(tuple(people), tuple(chargers))


async def sign_in_link(house: House, person: Person) -> str:
    """An address that signs this person in, once."""
    async with administration_at(house.environment["CHARGEHAND_DATABASE_URL"], house.url) as desk:
        return await desk.sign_in_link(person.email)


async def operator_at(house: House) -> Person:
    """Somebody who runs the house; without a card."""
    email = f"desk-{next(_numbers):03d}@example.org"
    async with administration_at(house.environment["CHARGEHAND_DATABASE_URL"], house.url) as desk:
        await desk.add_driver(email, "Desk", operator=True)
        token = await desk.issue_token(email, "operator")
    house.keeps_secret(token)
    return Person(email, "Desk", "", token)


async def operator_of(house: House) -> httpx.AsyncClient:
    """A client that may do what operators may."""
    headers = {"Authorization": f"Bearer {(await operator_at(house)).token}"}
    return httpx.AsyncClient(base_url=house.url, headers=headers, timeout=20, trust_env=False)


async def _person(desk: Administration, mark: str, place: int, name: str) -> Person:
    email, uid = f"{name.lower()}-{mark}-{place}@example.org", f"04A2{mark}{place}7F80"
    await desk.add_driver(email, name)
    await desk.add_card(uid, email, "Key fob")
    return Person(email, name, uid, await desk.issue_token(email, "driver"))


async def _charger(desk: Administration, house: House, identity: str, make: Make) -> Charger:
    build = replace(make.build, connectors=make.connectors)
    wish = StationWish(
        identity=identity,
        password=PASSWORD,
        name=make.name,
        connectors=make.connectors,
        connector_type="CCS" if build.direct_current else "Type 2",
        power_w_max=round(build.max_power_w),
    )
    public_id = (await desk.add_station(wish)).put.public_id
    settings = (("MeterValueSampleInterval", str(make.every_s)), ("TransactionMessageRetryInterval", "2"))
    # A charger that takes no configuration keeps to its own pace of readings.
    character = replace(
        make.character, configuration="refuse", settings=(*make.character.settings, *settings)
    )
    start_at = datetime.now(UTC) - timedelta(seconds=make.began_ago_s)
    station = AttentiveStation(
        identity, character, seed=7, start_at=start_at, build=build, version=make.version
    )
    station.think(*make.thinks_about)
    url = f"ws://127.0.0.1:{house.ocpp_port}/ocpp"
    return Charger(station, public_id, make.name, url)
