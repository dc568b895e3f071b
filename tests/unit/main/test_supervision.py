"""Tasks that must not die, and signals: what is told, and what happens then."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

import pytest

from chargehand.edge.observability.log import make_log
from chargehand.main.serving.signals import AGAIN_S
from chargehand.main.serving.supervision import Supervision


class World:
    def __init__(self) -> None:
        self.lines: list[bytes] = []
        self.tasks = Supervision(make_log(self.lines.append))

    @property
    def told(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.lines]


async def forever() -> None:
    await asyncio.Event().wait()


async def broken() -> None:
    raise ValueError("odd")


async def over() -> None:
    return None


async def test_a_task_that_dies_brings_the_house_down_and_is_told() -> None:
    world = World()
    world.tasks.start("lungs", broken())
    await asyncio.wait_for(world.tasks.ending.wait(), 5)
    assert world.tasks.failed == "lungs"
    (line,) = world.told
    assert (line["event"], line["task"], line["level"]) == ("task_died", "lungs", "error")
    assert str(line["fault"]).startswith("ValueError: odd")


async def test_a_task_that_just_ends_brings_it_down_too() -> None:
    world = World()
    world.tasks.start("heart", over())
    await asyncio.wait_for(world.tasks.ending.wait(), 5)
    assert (world.tasks.failed, world.told[0]["event"]) == ("heart", "task_ended")


async def test_tasks_that_are_ended_on_purpose_are_no_failure() -> None:
    world = World()
    tasks = [world.tasks.start(name, forever()) for name in ("a", "b")]
    await world.tasks.end(*tasks)
    assert all(task.done() for task in tasks)
    assert (world.tasks.failed, world.tasks.ending.is_set(), world.lines) == ("", False, [])


async def test_what_was_let_go_may_end_as_it_likes() -> None:
    world = World()
    task = asyncio.create_task(over())
    world.tasks.adopt(task)
    world.tasks.let_go(task)
    await task
    assert not world.tasks.ending.is_set()


SCRIPT = """
import asyncio, sys
from chargehand.main.serving.signals import heeded

async def main():
    with heeded(lambda: print("asked", flush=True), lambda: print("last words", flush=True)):
        print("here", flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_the_second_signal_ends_the_process_at_once_but_an_echo_of_the_first_does_not(
    tmp_path: Path, number: signal.Signals
) -> None:
    script = tmp_path / "stubborn.py"
    script.write_text(SCRIPT)
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(script), stdout=asyncio.subprocess.PIPE, env=dict(os.environ)
    )
    assert process.stdout is not None

    async def said() -> str:
        assert process.stdout is not None
        return (await asyncio.wait_for(process.stdout.readline(), 10)).decode().strip()

    assert await said() == "here"
    process.send_signal(number)
    process.send_signal(number)
    assert await said() == "asked"
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(process.wait(), AGAIN_S + 0.1)
    process.send_signal(number)
    assert await said() == "last words"
    assert await asyncio.wait_for(process.wait(), 10) == 128 + number
