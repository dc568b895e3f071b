"""The house with three simulated stations and a driver who is charging; killed or stopped, it goes on where it was."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from chargehand.main.administration import Administration, StationWish, administration_at
from chargehand.main.chance import clock
from chargehand.main.serving.house import ALL, Serving, run_house
from chargehand.main.settings import Loaded, variable
from chargehand.main.talk import Talk
from chargehand.model.place import Coordinates
from chargehand.simulator.client import Backoff, LiveStation
from chargehand.simulator.parts.memory import Memory
from chargehand.simulator.scenario import DemoStation, demo_stations
from chargehand.simulator.station import VirtualStation
from chargehand.store.embedded import SetupFault

DRIVER: Final = "demo@example.com"
CARD: Final = "04DE3A0C4A6D80"
NEIGHBOUR: Final = "neighbour@example.com"
OTHER_CARDS: Final = ("04AE12C0010180", "04AE12C0020280", "04AE12C0030380", "04AE12C0040480")
LINK_MINUTES: Final = 24 * 60
CHARGING_FOR_S: Final = 25 * 60.0
REMEMBER_EVERY_S: Final = 1.0
GREETING_S: Final = 5.0
GOODBYE_S: Final = 1.5

_decode = msgspec.json.Decoder(dict[str, Memory]).decode
_encode = msgspec.json.Encoder().encode


class _Scene(NamedTuple):
    stations: list[DemoStation]
    passwords: Mapping[str, str]
    link: str


def run_demo(loaded: Loaded, talk: Talk) -> int:
    """Serves as `serve` does, with simulated stations, until a signal comes; the exit code."""
    settings = loaded.settings
    if settings.ocpp_tls_cert is not None:
        raise SetupFault(
            f"The demo's stations speak without TLS: do not set {variable('ocpp_tls_cert')} for it."
        )
    if loaded.sources["log_level"] == "default":
        settings = settings.model_copy(update={"log_level": "warning"})  # the sign-in link must stay in sight
    return run_house(settings, ALL, lambda serving: _played(serving, talk))


@asynccontextmanager
async def _played(serving: Serving, talk: Talk) -> AsyncGenerator[None]:
    """The stations live; at the end they are switched off in order and remember what they have not told yet."""
    memory_file = serving.settings.data_dir / "demo.json"
    scene = await _set(serving, _memories(memory_file))
    backoff = Backoff(first_s=0.2, most_s=5.0)
    async with AsyncExitStack() as held:
        lives = [
            await held.enter_async_context(
                LiveStation(
                    each.station,
                    _line(serving),
                    password=scene.passwords[each.identity],
                    backoff=backoff,
                    life=each.life,
                )
            )
            for each in scene.stations
        ]
        remembering = serving.tasks.start("demo memory", _remember(lives, memory_file))
        with contextlib.suppress(TimeoutError):
            await lives[0].until(_charges, GREETING_S)
        _greet(serving, scene, talk)
        try:
            yield
        finally:
            await serving.tasks.end(remembering)
            await _switch_off(lives)
            _write(memory_file, _memories_of(lives, clock()))


async def _set(serving: Serving, memories: Mapping[str, Memory]) -> _Scene:
    """Everything that the scene needs is known to the house; passwords are new at each start and kept nowhere."""
    now = clock()
    # The past that is told must not reach into what was told before.
    gap_s = min(((now - memory.at).total_seconds() for memory in memories.values()), default=CHARGING_FOR_S)
    stations = demo_stations(
        now,
        cards=OTHER_CARDS,
        starts_with_card=CARD,
        charging_for_s=max(0.0, min(gap_s, CHARGING_FOR_S)),
        memories=memories,
    )
    async with administration_at(serving.dsn, serving.web or "") as desk:
        await desk.add_driver(DRIVER, "Ada Demo")
        await desk.add_card(CARD, DRIVER, "Blue card")
        await desk.add_driver(NEIGHBOUR, "Neighbours")
        for uid in OTHER_CARDS:
            await desk.add_card(uid, NEIGHBOUR, "")
        passwords = {each.identity: await _add(desk, each) for each in stations}
        return _Scene(stations, passwords, await desk.sign_in_link(DRIVER, LINK_MINUTES))


async def _add(desk: Administration, demo: DemoStation) -> str:
    build = demo.station.build
    return await desk.renew_station(
        StationWish(
            identity=demo.identity,
            name=demo.name,
            connectors=build.connectors,
            connector_type="CCS" if build.direct_current else "Type 2",
            power_w_max=round(build.max_power_w),
            at=Coordinates(demo.latitude, demo.longitude),
            address=demo.address,
        )
    )


def _greet(serving: Serving, scene: _Scene, talk: Talk) -> None:
    charging = _charges(scene.stations[0].station)
    told = {
        "web": serving.web,
        "ocpp": serving.ocpp,
        "pid": os.getpid(),
        "driver": DRIVER,
        "charging": charging,
        "sign_in": scene.link,
    }
    names = [
        f"  {each.identity:<11} {each.name}, OCPP {each.station.version}, {each.station.character.about}"
        for each in scene.stations
    ]
    talk.say(
        told,
        "",
        "Chargehand runs, with three simulated stations and a driver who is charging.",
        "",
        f"  sign in     {scene.link}",
        f"              (as {DRIVER}; works once, each start prints a new one)",
        f"  web         {serving.web}",
        f"  ocpp        {serving.ocpp}/{{identity}}",
        "",
        *names,
        "",
        f"The data lies in {serving.settings.data_dir}. Ctrl-C stops everything; the next start goes on from there.",
        "",
    )


def _line(serving: Serving) -> str:
    host = "127.0.0.1" if serving.settings.bind in ("0.0.0.0", "localhost") else serving.settings.bind  # noqa: S104
    return f"ws://{f'[{host}]' if ':' in host else host}:{serving.ocpp_port}/ocpp"


def _charges(station: VirtualStation) -> bool:
    """Its first transaction runs, and the house knows of it."""
    transaction = station.connector(1).transaction
    return station.online and transaction is not None and transaction.settled


async def _switch_off(lives: list[LiveStation]) -> None:
    for live in lives:
        await live.act(lambda station: station.switch_off())
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(GOODBYE_S):
            await asyncio.gather(*(live.until(_has_told, GOODBYE_S) for live in lives if live.station.online))


def _has_told(station: VirtualStation) -> bool:
    return not station.queued


async def _remember(lives: list[LiveStation], file: Path) -> None:
    """Once a second, what the stations would know if all power went within the next second."""
    while True:
        _write(file, _memories_of(lives, clock() + timedelta(seconds=REMEMBER_EVERY_S)))
        await asyncio.sleep(REMEMBER_EVERY_S)


def _memories_of(lives: list[LiveStation], at: datetime) -> dict[str, Memory]:
    return {live.station.identity: live.station.memory(at) for live in lives}


def _memories(file: Path) -> dict[str, Memory]:
    try:
        return _decode(file.read_bytes())
    except (OSError, msgspec.MsgspecError):
        return {}


def _write(file: Path, memories: dict[str, Memory]) -> None:
    draft = file.with_suffix(".new")
    with contextlib.suppress(OSError):  # a demo without a memory is still a demo
        file.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(_encode(memories))
        draft.replace(file)
