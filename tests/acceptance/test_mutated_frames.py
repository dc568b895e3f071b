"""Messages with one thing wrong each, to a whole house: its core and its database bear them too.

F08, F09, F10, F52: the gateway alone is sent all of them, see tests/hostile; here every so many, in all three versions.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator

import pytest

from tests.acceptance.house import PASSWORD, House
from tests.acceptance.settling import settle
from tests.hostile.campaign import changes, mistakes, requests
from tests.hostile.line import Line

EVERY = {"ocpp1.6": 1, "ocpp2.0.1": 6, "ocpp2.1": 13}


@pytest.fixture(scope="module")
def besieged(new_house: Callable[..., House]) -> Iterator[House]:
    house = new_house(log_events=False)
    house.start()
    try:
        house.until_ready()
        yield house
    finally:
        house.leave()


def trouble(house: House) -> list[str]:
    lines = [json.loads(line) for line in house.log.read_text().splitlines() if line.startswith("{")]
    return [str(line) for line in lines if line.get("level") in ("error", "critical")]


@pytest.mark.parametrize("version", EVERY)
async def test_a_whole_house_bears_them(besieged: House, version: str) -> None:
    place = await settle(besieged)
    (identity,) = place.stations
    line = await Line.opened(besieged.ocpp_port, identity, version, PASSWORD)
    found: list[str] = []
    for number, schema in enumerate(requests(version)):
        chosen = itertools.islice(changes(schema), number % EVERY[version], None, EVERY[version])
        found += await mistakes(line, schema, chosen, f"{number}.")
    line.hang_up()
    assert found == []
    assert trouble(besieged) == []
