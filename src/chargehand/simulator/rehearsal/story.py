"""One story: a station, its cars and cards, drivers with phones, and an hour or three of what may happen."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from random import Random

import msgspec
from msgspec import Struct

from chargehand.model.events import Event
from chargehand.model.identity import PublicId, SessionId, TokenUid
from chargehand.model.session import Bill
from chargehand.model.station import Connector, Station
from chargehand.model.tariff import Tariff, TariffPeriod
from chargehand.simulator.rehearsal.character import drawn
from chargehand.simulator.rehearsal.gateway import Gateway
from chargehand.simulator.rehearsal.people import LOCAL_CARDS, TOKENS, People
from chargehand.simulator.rehearsal.stage import EPOCH, STATION, Stage
from chargehand.simulator.rehearsal.stations.bay import Bay
from chargehand.simulator.rehearsal.stations.named import NamedStation
from chargehand.simulator.rehearsal.stations.numbered import NumberedStation
from chargehand.simulator.rehearsal.stations.station import VirtualStation
from chargehand.simulator.rehearsal.windows import Windows
from chargehand.simulator.rehearsal.witnesses.named_oracle import NamedOracle
from chargehand.simulator.rehearsal.witnesses.oracle import Oracle
from chargehand.simulator.rehearsal.world import Broken, World

DECLARED_W = 22_000
TARIFFS = (
    TariffPeriod(
        valid_from=EPOCH - timedelta(days=1),
        tariff=Tariff(
            currency="EUR", per_kwh=Decimal("0.49"), per_minute=Decimal("0.013"), per_session=Decimal("0.35")
        ),
    ),
    TariffPeriod(
        valid_from=EPOCH + timedelta(minutes=20),
        tariff=Tariff(
            currency="EUR", per_kwh=Decimal("0.599"), per_idle_minute=Decimal("0.25"), idle_grace_s=300
        ),
    ),
)
"""Prices change while sessions run; in one story of eleven nothing has a price."""
QUIET_S = 4_500.0
"""After the story everything has so long to come to rest."""


class Ending(Struct, frozen=True):
    """How a story went. `laws` is empty when nothing was broken."""

    seed: int
    events: tuple[Event, ...]
    digest: str
    paths: dict[str, int]
    laws: tuple[str, ...] = ()
    detail: str = ""


def world_of(seed: int) -> World:
    """The lane as it is before the story."""
    character = drawn(Random(f"character {seed}"))
    station = Station(
        identity=STATION,
        public_id=PublicId("rehearsal"),
        name="Rehearsal",
        next_number=1 + seed * 7_919 % 1_000_000,
        has_reader=seed % 65 != 6,
    )
    rows = tuple(
        Connector(number=number, power_w_max=DECLARED_W) for number in range(1, character.connectors + 1)
    )
    world = World(station, rows, TOKENS, tariffs=() if seed % 11 == 5 else TARIFFS)
    if seed % 10 == 3:
        world.elsewhere[LOCAL_CARDS[-4]] = SessionId("far-away")
    return world


def told(seed: int) -> Ending:
    """The story of this seed, the same each time."""
    rng, world = Random(f"story {seed}"), world_of(seed)
    stage = Stage(rng, world)
    character = drawn(Random(f"character {seed}"))
    if character.names:
        oracle: Oracle = NamedOracle(world, character.count)
        station: VirtualStation = NamedStation(stage, character, oracle)
    else:
        oracle = Oracle(world)
        station = NumberedStation(stage, character, oracle)
    laws, detail = (), ""
    try:
        _play(stage, station, waits_for_taps=seed % 13 == 6)
        oracle.judge(station, stage.now_s)
        if seed % 4 == 0:
            _replay(seed, world)
    except Broken as broken:
        laws, detail = broken.laws, str(broken)
    stage.digest.update(msgspec.json.encode((world.sessions, world.commands)))
    return Ending(seed, tuple(world.journal), stage.digest.hexdigest(), dict(stage.paths), laws, detail)


def _play(stage: Stage, station: VirtualStation, *, waits_for_taps: bool) -> None:
    Gateway(stage, station)
    if waits_for_taps:
        stage.later(1, Windows(stage).ask)
    people = People(stage)
    rng, character = stage.rng, station.character
    station.connect(boot=True)
    length_s = rng.choice((1_800.0, 3_600.0, 7_200.0))
    for _ in range(rng.randint(1, 2 * character.connectors)):
        stage.later(rng.uniform(5, length_s * 0.7), lambda: _visit(stage, station, people))
    for share, wish in (
        (0.6, people.ask_start),
        (0.8, people.ask_stop),
        (0.6, people.ask_stop),
        (0.3, people.ask_refresh),
        (0.15, people.claim),
        (0.2, people.doubt),
        (0.5, people.ask_operation),
        (0.3, people.ask_operation),
    ):
        if stage.chance(share):
            stage.later(rng.uniform(5, length_s), wish)
    for _ in range(character.cuts):
        stage.later(rng.uniform(60, length_s), lambda: station.cut(rng.choice((1.0, 20.0, 300.0, 1_500.0))))
    for _ in range(character.boots):
        stage.later(rng.uniform(60, length_s), station.reboot)
    for minute in range(0, int(length_s), 900):
        stage.later(minute, station.heartbeat)
    stage.run(length_s)
    station.calm = True
    for bay in station.bays:
        if stage.chance(0.8):
            station.unplug(bay)
    stage.run(length_s + QUIET_S)
    if any(row.bill is Bill.WAITING for row in stage.world.sessions):  # a car that left only just now
        stage.run(stage.now_s + stage.world.snapshot.policy.gap_wait_s + 1)


def _visit(stage: Stage, station: VirtualStation, people: People) -> None:
    """A car comes to a connector if that is free."""
    bay = stage.rng.choice(station.bays)
    if not bay.plugged:
        _visit_at(bay, stage, station, people)


def _visit_at(bay: Bay, stage: Stage, station: VirtualStation, people: People) -> None:
    """A card is held to the reader, and later somebody ends it or unplugs; the next car may have waited for that."""
    rng = stage.rng
    card = rng.choice(LOCAL_CARDS)
    if station.character.names:
        _named_visit(stage, station, people, bay, card)
    else:
        station.plug(bay)
        stage.later(rng.uniform(1, 20), lambda: station.tap(bay, card))

    def leave() -> None:
        if bay.plugged:
            station.unplug(bay)
        if brief and stage.chance(0.9):
            stage.later(rng.uniform(1, 15), follow)

    def follow() -> None:
        if not bay.plugged and bay.running is None:
            _visit_at(bay, stage, station, people)

    brief = station.character.names and stage.chance(0.5)
    stage.later(rng.uniform(15, 60) if brief else rng.uniform(60, 4_000), leave)


def _named_visit(stage: Stage, station: VirtualStation, people: People, bay: Bay, card: TokenUid) -> None:
    """Where stations begin transactions at the cable or at the card either may come first, or the driver asks at the page."""
    soon_s = stage.rng.uniform(1, 20)

    def plug() -> None:
        if not bay.plugged and not stage.chance(0.1):
            station.plug(bay)

    if stage.chance(0.3):
        station.tap(bay, card)
        stage.later(soon_s, plug)
        return
    station.plug(bay)
    if stage.chance(0.3):
        stage.later(soon_s, lambda: people.ask_here(bay.number))
    else:
        stage.later(soon_s, lambda: station.tap(bay, card))


def _replay(seed: int, world: World) -> None:
    """The journal told again leaves the same lane, ended sessions included."""
    again = world_of(seed)
    for event in world.journal:
        again.hear(event)
    if (again.snapshot, again.ended, again.over) != (world.snapshot, world.ended, world.over):
        raise Broken(("replay_is_the_same",), "the journal told again leaves something else")
