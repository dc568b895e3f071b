"""S03, S04: guessing is slowed and seen, never at the cost of the real station, and teaches nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import pytest
from websockets.exceptions import InvalidStatus

from chargehand.edge.gateway.door import verifier
from chargehand.edge.gateway.door.notices import AGAIN_S, AT_ONCE, Notice, Notices
from chargehand.edge.gateway.door.throttle import Throttle
from chargehand.edge.gateway.socket.link import Link
from chargehand.model.credentials import Credentials, Verifier, digest
from tests.unit.gateway.world import PASSWORD, Door, World, until

GUESSERS = 20
TRIES = 60


async def status(world: World, identity: str = "CP1", password: str | None = PASSWORD) -> int:
    try:
        socket = await world.socket(identity, password=password)
    except InvalidStatus as refused:
        return refused.response.status_code
    await socket.close()
    return 101


async def test_the_real_station_comes_in_through_a_crowd_of_guessers(world: World) -> None:
    """S03: from their own address, at its first try, while more than a thousand wrong ones come."""
    await world.start()
    world.door.passwords["CP1"] = PASSWORD
    seen: list[int] = []

    async def guess(number: int) -> None:
        for each in range(TRIES):
            answer = await status(world, password=f"guess {number} {each}")
            seen.append(answer)

    guessing = [asyncio.create_task(guess(number)) for number in range(GUESSERS)]
    await until(lambda: len(seen) >= 100)
    before = len(seen)
    async with asyncio.timeout(5):
        assert await status(world) == 101
    assert len(seen) < GUESSERS * TRIES, "it did not wait for them to end"
    assert before >= 100
    await asyncio.gather(*guessing)
    assert seen.count(101) == 0
    assert seen.count(429) > seen.count(401) > 0
    assert [kind for _, kind, _ in world.notices] == ["throttled"], "told once, not a thousand times"


async def test_one_address_that_tries_many_names_is_slowed_too(world: World) -> None:
    """S03"""
    await world.start(tries_of_address=5, tries_of_address_per_s=0.001)
    world.door.passwords["CP9"] = PASSWORD
    assert [await status(world, f"CP{number}", "guess") for number in range(7)] == [401] * 5 + [429] * 2
    assert [(station, kind) for station, kind, _ in world.notices] == [("", "throttled")], (
        "told of the address"
    )
    assert await status(world, "CP9") == 101


def test_what_is_remembered_of_guessers_is_bounded() -> None:
    """S03: a hundred thousand addresses and names cost no more than ten thousand."""
    throttle = Throttle(3, 0.001)
    for number in range(100_000):
        throttle.take((f"CP{number}", f"198.51.{number // 256 % 256}.{number % 256}"), 0.0)
    assert len(throttle._left) == 10_000


async def test_guessers_elsewhere_change_nothing_for_the_real_station(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S03"""
    await world.start(tries=1, tries_per_s=0.001)
    world.door.passwords["CP1"] = PASSWORD
    for number in range(20):
        monkeypatch.setattr(Link, "address", f"192.0.2.{number}")
        assert await status(world, password="guess") == 401
    monkeypatch.setattr(Link, "address", "198.51.100.1")
    assert await status(world) == 101


@dataclass
class Work:
    """What one denial cost."""

    digests: int = 0
    questions: int = 0
    compared: list[int] = field(default_factory=list)


class Measured:
    """Counts the work of the door."""

    def __init__(self, door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
        self.work = Work()

        def counted(salt: bytes, password: bytes) -> bytes:
            self.work.digests += 1
            self.work.compared.append(len(salt) > 0)
            return digest(salt, password)

        ask: Callable[..., object] = door.credentials

        async def asked(identities: Sequence[str]) -> Mapping[str, Credentials]:
            self.work.questions += 1
            return await ask(identities)

        monkeypatch.setattr(verifier, "digest", counted)
        monkeypatch.setattr(door, "credentials", asked)


STRANGERS = [
    ("KNOWN", "wrong"),
    ("KNOWN", None),
    ("KNOWN", ""),
    ("WITH-NEXT-KEYS", "wrong"),
    ("WITHOUT-PASSWORD", "wrong"),
    ("NOBODY", "wrong"),
    ("NOBODY", None),
    ("NOBODY", PASSWORD),
]


@pytest.mark.parametrize("known_lately", [True, False])
async def test_every_denial_costs_the_same_work(
    world: World, monkeypatch: pytest.MonkeyPatch, known_lately: bool
) -> None:
    """S04: whether there is such a station, and whatever is kept of it."""
    await world.start(tries=1000, credentials_kept_s=60)
    world.door.passwords["KNOWN"] = world.door.passwords["WITH-NEXT-KEYS"] = PASSWORD
    world.door.next_keys["WITH-NEXT-KEYS"] = [Verifier(b"salt", b"x" * 32)] * 3
    world.door.passwords["WITHOUT-PASSWORD"] = PASSWORD
    world.door.keys["WITHOUT-PASSWORD"] = Verifier(b"\0" * 16, b"")
    if known_lately:
        assert await status(world, "KNOWN") == 101
    measured = Measured(world.door, monkeypatch)
    costs: list[Work] = []
    for identity, password in STRANGERS:
        measured.work = Work()
        assert await status(world, identity, password) == 401
        costs.append(measured.work)
    assert costs == [Work(digests=8, questions=1, compared=[True] * 8)] * len(STRANGERS)


def test_a_flood_of_names_is_no_flood_of_news() -> None:
    """S03, S19: whoever tries a thousand names writes no thousand lines; what a station's own doing tells is never lost."""
    told: list[tuple[str, str]] = []
    now = 0.0
    notices = Notices(lambda station, kind, _: told.append((station, kind)), lambda: now)
    for number in range(1000):
        notices.tell(f"CP{number}", Notice.THROTTLED, "")
    assert len(told) == AT_ONCE
    for number in range(1000):
        notices.tell(f"CP{number}", Notice.DISPLACED, "")
        notices.tell(f"CP{number}", Notice.DISPLACED, "again")
    assert len(told) == AT_ONCE + 1000
    now += AGAIN_S
    notices.tell("CP1", Notice.DISPLACED, "")
    notices.tell("CP999", Notice.THROTTLED, "")
    assert told[-2:] == [("CP1", "displaced"), ("CP999", "throttled")]
