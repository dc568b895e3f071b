"""The house's time when the wall's clock is put to another time (F68b)."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chargehand.engine.clock import CATCHES_UP, LEAP_NS, HouseClock, Timekeeper
from chargehand.model.answers import Answer
from chargehand.model.batch import Course
from chargehand.model.events import Event
from chargehand.model.faults import WorldFault
from chargehand.model.identity import StationId
from chargehand.model.refusals import Refusal

T0 = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
S = 1_000_000_000
HOUR_S = 3_600


class World:
    """Time that passes, and a wall's clock that somebody may put."""

    def __init__(self) -> None:
        self.steady_ns = 500 * S
        self.wall_ns = round(T0.timestamp()) * S

    def clock(self) -> HouseClock:
        return HouseClock(lambda: self.wall_ns, lambda: self.steady_ns)

    def passes(self, seconds: float) -> None:
        self.steady_ns += round(seconds * S)
        self.wall_ns += round(seconds * S)

    def put(self, by_s: float) -> None:
        self.wall_ns += round(by_s * S)


@pytest.fixture
def world() -> World:
    return World()


def at(seconds: float) -> datetime:
    return T0 + timedelta(seconds=seconds)


def test_it_shows_the_walls_time(world: World) -> None:
    clock = world.clock()
    assert (clock(), clock().tzinfo) == (T0, UTC)
    world.passes(86_400.25)
    assert clock() == at(86_400.25)


@pytest.mark.parametrize("by_s", [HOUR_S, 1800, 5, -5, -1800, -HOUR_S])
def test_a_step_of_the_wall_is_none_of_the_houses(world: World, by_s: float) -> None:
    """F68b: what waits for 30 s waits 27 to 34 s, in both directions."""
    clock = world.clock()
    before = clock()
    world.put(by_s)
    assert clock() == before
    world.passes(30)
    assert 26.9 < (clock() - before).total_seconds() < 33.1


@pytest.mark.parametrize("by_s", [HOUR_S, -HOUR_S])
def test_it_is_made_up_for_in_ten_times_as_long(world: World, by_s: float) -> None:
    clock = world.clock()
    world.put(by_s)
    world.passes(9 * HOUR_S)
    assert clock() == at(9 * HOUR_S + by_s * 0.9)
    assert clock.ahead_s() == pytest.approx(-by_s * 0.1)
    world.passes(HOUR_S)
    assert clock() == at(10 * HOUR_S + by_s)
    world.passes(HOUR_S)
    assert clock() == at(11 * HOUR_S + by_s)


@pytest.mark.parametrize("by_s", [HOUR_S + 1, -HOUR_S - 1, 10 * 365 * 86_400])
def test_a_step_of_more_than_an_hour_is_followed(world: World, by_s: float) -> None:
    clock = world.clock()
    world.put(by_s)
    assert clock() == at(by_s)


@given(st.lists(st.tuples(st.integers(0, 600 * S), st.integers(-LEAP_NS // 20, LEAP_NS // 20)), max_size=20))
def test_it_never_goes_back_and_never_leaps(course: list[tuple[int, int]]) -> None:
    world = World()
    clock = world.clock()
    stands = [clock.course()]
    for passes_ns, by_ns in course:
        world.put(by_ns / S)
        world.passes(passes_ns / S)
        stands.append(clock.course())
    for before, after in pairwise(stands):
        passed_ns = after.steady_ns - before.steady_ns
        assert abs(after.house_ns - before.house_ns - passed_ns) <= passed_ns // CATCHES_UP


def test_often_asked_or_rarely_it_shows_the_same(world: World) -> None:
    often, rarely = world.clock(), world.clock()
    world.put(-600)
    for _ in range(1_000):
        world.passes(0.1)
        often()
    assert abs((often() - rarely()).total_seconds()) < 1e-5


# several processes


class Shelf:
    """Implements `engine.ports.Courses`."""

    def __init__(self) -> None:
        self.kept: dict[str, Course] = {}
        self.faults = 0

    async def course(self, boot: str) -> Course | None:
        return self.kept.get(boot)

    async def keep_course(self, boot: str, course: Course) -> None:
        if self.faults:
            self.faults -= 1
            raise WorldFault("away")
        self.kept[boot] = course


class Told:
    def __init__(self) -> None:
        self.faults: list[str] = []

    def fault(self, reason: str) -> None:
        self.faults.append(reason)

    def decided(self, event: Event, answer: Answer | Refusal, latency_s: float) -> None: ...

    def batch(self, events: int, seconds: float) -> None: ...

    def halted(self, station: StationId, law: str) -> None: ...


async def test_a_new_process_goes_on_where_the_last_one_stood(world: World) -> None:
    first, shelf = world.clock(), Shelf()
    world.put(1800)
    shelf.kept["life"] = first.course()
    world.passes(100)
    second = world.clock()
    await Timekeeper(second, "life", shelf, Told()).begin()
    assert second() == first() == at(110)


async def test_a_step_while_nothing_ran_is_seen_if_the_machine_did(world: World) -> None:
    shelf = Shelf()
    shelf.kept["life"] = world.clock().course()
    world.passes(60)
    world.put(-1800)
    second = world.clock()
    await Timekeeper(second, "life", shelf, Told()).begin()
    assert second() == at(54)


async def test_after_a_start_of_the_machine_the_walls_time_is_the_houses(world: World) -> None:
    shelf = Shelf()
    shelf.kept["life"] = world.clock().course()
    world.put(1800)
    second = world.clock()
    await Timekeeper(second, "another life", shelf, Told()).begin()
    assert second() == at(1800)


async def test_a_machine_put_back_to_an_earlier_state_has_the_walls_time(world: World) -> None:
    shelf = Shelf()
    shelf.kept["life"] = Course(world.steady_ns + S, world.wall_ns + S)
    second = world.clock()
    await Timekeeper(second, "life", shelf, Told()).begin()
    assert second() == T0


async def test_the_course_is_kept_also_after_the_database_was_away(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chargehand.engine.clock.KEPT_EVERY_S", 0.0)
    clock, shelf, told = world.clock(), Shelf(), Told()
    shelf.faults = 1
    running = asyncio.create_task(Timekeeper(clock, "life", shelf, told).run())
    for _ in range(100):
        await asyncio.sleep(0)
        if shelf.kept:
            break
    running.cancel()
    assert (told.faults, shelf.kept["life"]) == (["away"], clock.course())
