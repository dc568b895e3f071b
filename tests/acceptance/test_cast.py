"""The whole cast at once, in every version, over real sockets to a real house: what was charged is what is kept."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Final

import asyncpg
import pytest

from chargehand.main.administration import StationWish, administration_at
from chargehand.simulator.cast import CHARACTERS
from chargehand.simulator.client import Backoff, LiveStation
from chargehand.simulator.fleet import Fleet
from chargehand.simulator.hardware.build import Build
from chargehand.simulator.hardware.car import Car
from chargehand.simulator.station import VirtualStation
from chargehand.simulator.versions import VERSIONS
from tests.acceptance.house import PASSWORD, House
from tests.acceptance.waiting import until

CAR: Final = Car(capacity_wh=90_000.0, max_power_w=400_000.0, soc=0.2)
QUICK: Final = Build(connectors=1, max_power_w=300_000.0)
"""Strong enough for a few seconds to be some hundred watt hours."""
AT_ONCE: Final = Backoff(first_s=0.1, most_s=1.0)
PATIENCE_S: Final = 60.0
CHARGES_S: Final = 4.0

ELSEWHERE: Final = frozenset({"echo", "hermit", "leaking-line"})
"""One comes two days late, two wait longer for answers that are lost than is worth waiting here."""
DOUBTFUL: Final = frozenset(
    {
        "cardless", "comma", "exaggerating", "from-zero", "frozen", "ghost", "huge-id", "late-card", "leaper", "mislabelled", "nameless",
        "orphan", "reborn", "startless", "to-zero", "zero-id",
    }
)  # fmt: skip
"""See the laws of the characters: what becomes of these takes longer, or is not the truth. A late card comes with the end here."""


def cast() -> list[VirtualStation]:
    """A station of each character in each version in which it shows."""
    return [
        VirtualStation(
            f"CAST-{name}-{version}",
            character,
            seed=1,
            start_at=datetime.now(UTC),
            build=QUICK,
            version=version,
        )
        for name, character in CHARACTERS.items()
        for version in VERSIONS
        if version in character.versions and name not in ELSEWHERE
    ]


def card_of(station: VirtualStation) -> str:
    return (
        f"CARD-{station.identity[5:]}".upper()[:20]
        if station.version == "1.6"
        else f"CARD-{station.identity[5:]}"
    )


async def make_known(house: House, stations: list[VirtualStation]) -> None:
    async with administration_at(await house.dsn(), house.url) as desk:
        await desk.add_driver("cast@example.org", "The cast")
        for station in stations:
            wish = StationWish(identity=station.identity, password=PASSWORD, power_w_max=300_000)
            await desk.add_station(wish)
            await desk.add_card(card_of(station), "cast@example.org", "")


async def charges(member: LiveStation) -> None:
    """In, plugged, charging for some seconds, stopped at the button, out; and told."""
    await member.until(lambda station: station.online, PATIENCE_S)
    await member.plug_in(1, CAR)
    await member.tap(card_of(member.station))
    await member.until(lambda station: station.connector().meter.delivering, PATIENCE_S)
    await asyncio.sleep(CHARGES_S)  # nothing to wait for: energy flows meanwhile
    await member.press_stop(1)
    await member.unplug(1)
    await member.until(lambda station: not station.queued, PATIENCE_S)


@pytest.fixture(scope="module")
def crowded_house(new_house: Callable[..., House]) -> Iterator[House]:
    """Two hundred stations more would be in other tests' way."""
    house = new_house()
    house.start()
    try:
        house.until_ready()
        yield house
    finally:
        house.leave()


async def test_the_whole_cast_charges_at_once(crowded_house: House) -> None:
    stations = cast()
    assert len(stations) > 190
    await make_known(crowded_house, stations)
    fleet = Fleet(f"ws://127.0.0.1:{crowded_house.ocpp_port}/ocpp", password=PASSWORD, backoff=AT_ONCE)
    members = [fleet.add(station) for station in stations]
    stop = asyncio.Event()
    living = asyncio.create_task(fleet.run(stop))
    try:
        await asyncio.gather(*(charges(member) for member in members))
    finally:
        stop.set()
        await living
    assert fleet.tally.discarded == 0
    connection = await asyncpg.connect(await crowded_house.dsn())
    try:
        await until(lambda: _are_ended(connection, stations), 30)
        assert await _wrong(connection, stations) == []
        halted = await connection.fetch("select identity, halted from station where halted <> ''")
        assert halted == []
    finally:
        await connection.close()


_ENDED: Final = "select count(*) from session where station like 'CAST-%' and transaction = 'ended' and started_at is not null"
_KEPT: Final = "select station, bill, energy_wh, flags from session where station like 'CAST-%' and started_at is not null"


async def _are_ended(connection: asyncpg.Connection, stations: list[VirtualStation]) -> bool:
    sure = sum(station.character.name not in DOUBTFUL for station in stations)
    return await connection.fetchval(_ENDED) >= sure


async def _wrong(connection: asyncpg.Connection, stations: list[VirtualStation]) -> list[str]:
    """Those of whose session is not kept what their own meter counted; the doubtful ones are not asked."""
    rows = {row["station"]: row for row in await connection.fetch(_KEPT)}
    found: list[str] = []
    for station in stations:
        row = rows.get(station.identity)
        (record,) = station.history
        slack_wh = max(2.0, float(station.character.meter_resolution_wh))
        if station.character.name in DOUBTFUL:
            continue
        true_wh = record.energy_wh or 0.0
        if row is None or row["bill"] != "final" or abs(float(row["energy_wh"]) - true_wh) > slack_wh:
            found.append(f"{station.identity}: {true_wh:.0f} Wh, kept {row}")
    return found
