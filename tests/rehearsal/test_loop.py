"""The loop on virtual time: what asyncio promises holds, time passes only when nothing is left to do, and processes die."""

from __future__ import annotations

import asyncio
from random import Random

import pytest

from rehearsal.time.agenda import Agenda
from rehearsal.time.loop import Order, VirtualLoop


class Stage:
    def __init__(self, order: Random | None = None) -> None:
        self.agenda = Agenda(Random(1))
        self.broken: list[str] = []
        self.deaths = 0
        self.loop = VirtualLoop(self.agenda, Order(order), self.broken.append, self._died)

    def _died(self) -> None:
        self.deaths += 1


def test_callbacks_run_in_the_order_in_which_they_got_ready() -> None:
    stage, seen = Stage(), list[int]()
    for number in range(5):
        stage.loop.call_soon(seen.append, number)
    stage.loop.call_soon(lambda: stage.agenda.now)
    stage.agenda.at(0, lambda: None)
    stage.agenda.run(1)
    assert seen == [0, 1, 2, 3, 4]


def test_any_order_is_the_same_for_the_same_seed() -> None:
    def order(seed: int) -> list[int]:
        stage, seen = Stage(Random(seed)), list[int]()
        for number in range(20):
            stage.loop.call_soon(seen.append, number)
        stage.agenda.at(0, lambda: None)
        stage.agenda.run(1)
        return seen

    assert order(1) == order(1) != list(range(20))
    assert sorted(order(2)) == list(range(20))


def test_hours_of_sleep_take_no_time() -> None:
    stage, told = Stage(), list[float]()

    async def sleep() -> None:
        await asyncio.sleep(3600)
        told.append(stage.loop.time())
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(60):
                await asyncio.Event().wait()
        told.append(stage.loop.time())

    stage.agenda.at(0, lambda: stage.loop.enter(lambda: stage.loop.create_task(sleep())))
    stage.agenda.run(10_000)
    assert told == [3600, 3660]
    assert stage.broken == []


def test_a_process_dies_between_two_steps_and_never_stirs_again() -> None:
    for step in range(1, 12):
        stage, done = Stage(), list[int]()

        async def live(done: list[int] = done) -> None:
            try:
                for number in range(100):
                    done.append(number)
                    await asyncio.sleep(0)
            finally:
                done.append(-1)

        stage.loop.die_at = step
        stage.agenda.at(
            0, lambda stage=stage, live=live: stage.loop.enter(lambda: stage.loop.create_task(live()))
        )
        stage.agenda.run(1)
        assert (stage.loop.steps, stage.deaths) == (step, 1)
        assert -1 not in done
        stage.agenda.run(100)
        assert len(done) == step - 1


def test_what_breaks_is_told() -> None:
    stage = Stage()
    stage.agenda.at(0, lambda: stage.loop.enter(lambda: 1 / 0))
    stage.agenda.run(1)
    assert "ZeroDivisionError" in stage.broken[0]


def test_a_loop_without_an_end_is_told() -> None:
    stage = Stage()

    def again() -> None:
        stage.loop.call_soon(again)

    stage.agenda.at(0, again)
    stage.agenda.run(1)
    assert stage.broken == ["a loop without an end"]
