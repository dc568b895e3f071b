"""Stations, drivers and cards for a test, put in place by the program's own administration in one visit."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from chargehand.main.administration import StationWish, administration_at
from tests.acceptance.house import PASSWORD, House, Person

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Place:
    """What one test has for itself. Stations by number, with what drivers call them; card numbers are in upper case."""

    stations: tuple[str, ...]
    chargers: tuple[str, ...]
    people: tuple[Person, ...]
    uids: tuple[tuple[str, ...], ...]


async def settle(
    house: House, *, stations: int = 1, connectors: int = 1, drivers: int = 1, cards: int = 1
) -> Place:
    """Fresh names each time, so that tests may share a house."""
    mark = f"{next(_numbers):03d}"
    identities = tuple(f"KERB-{mark}-{number}" for number in range(1, stations + 1))
    uids = tuple(
        tuple(f"CARD{mark}{driver}{card}" for card in range(1, cards + 1)) for driver in range(1, drivers + 1)
    )
    async with administration_at(await house.dsn(), house.url) as desk:
        chargers: list[str] = []
        for identity in identities:
            wish = StationWish(identity=identity, password=PASSWORD, connectors=connectors)
            chargers.append((await desk.add_station(wish)).put.public_id)
        people: list[Person] = []
        for number, own in enumerate(uids, start=1):
            email = f"driver-{mark}-{number}@example.org"
            await desk.add_driver(email, f"Driver {mark}-{number}")
            kept = {uid: str(await desk.add_card(uid, email, "")) for uid in own}
            people.append(Person(email, await desk.issue_token(email, "driver"), kept))
    house.keeps_secret(*(person.token for person in people))
    return Place(identities, tuple(chargers), tuple(people), uids)
