"""`chargehand messages` beside a running house, and what the settings leave out."""

from __future__ import annotations

import asyncio
import json
import signal
from pathlib import Path

import asyncpg
import pytest

from chargehand.store.embedded import find_running
from tests.integration.main.conftest import until_so
from tests.integration.main.program import PROGRAM, Program, peopled, station


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path)


async def actions(program: Program, *options: str) -> set[str]:
    told = await program.told("messages", "POST-1", *options)
    return {row["action"] for row in told["messages"]}


async def test_what_goes_over_the_line_is_printed_and_followed(program: Program) -> None:
    async with program.serving() as serving:
        await peopled(program)
        following = await asyncio.create_subprocess_exec(
            str(PROGRAM),
            *("messages", "POST-1", "--follow", "--json"),
            env=program.environment,
            stdout=asyncio.subprocess.PIPE,
        )
        assert following.stdout is not None
        async with station(serving.told["ocpp"]) as live:
            await live.until(lambda it: it.online and it.idle)
            async with asyncio.timeout(20):
                rows = [json.loads(await following.stdout.readline()) for _ in range(2)]
            assert [row["action"] for row in rows] == ["opened", "BootNotification"]

            async def all_there() -> bool:
                return {"opened", "BootNotification", "StatusNotification"} <= await actions(program)

            await until_so(all_there)
        following.send_signal(signal.SIGINT)
        assert await asyncio.wait_for(following.wait(), 10) == 130
        ran = await program.run("messages", "POST-1", "--action", "BootNotification", "--since", "5m")
        assert "→ BootNotification  StationBooted → BootAnswer" in ran.out
        assert '    [2,"' in ran.out
        assert await serving.end() == 0


@pytest.mark.parametrize(("choice", "kept"), [("off", False), ("without_heartbeats", True)])
async def test_the_setting_says_what_is_kept(program: Program, choice: str, kept: bool) -> None:
    async with program.serving(message_log=choice) as serving:
        await peopled(program)
        async with station(serving.told["ocpp"]) as live:
            await live.until(lambda it: it.online and it.idle)
        assert await serving.end() == 0  # what waited is written by then
    found = await actions(program)
    assert ("BootNotification" in found) is kept
    assert "Heartbeat" not in found


async def test_days_are_kept_as_the_setting_says(program: Program) -> None:
    async with program.serving():
        pass
    async with program.serving(message_days=3) as serving:
        running = await find_running(program.data_dir)
        assert running is not None
        connection = await asyncpg.connect(running.dsn)
        days = await connection.fetchval(
            "select count(*) from pg_inherits where inhparent = 'message'::regclass"
        )
        await connection.close()
        assert days == 4, "today, two days ahead, and what lies outside"
        assert await serving.end() == 0


async def test_an_unknown_station_and_an_odd_time_are_told_so(program: Program) -> None:
    ran = await program.run("messages", "NOBODY")
    assert (ran.code, ran.err) == (1, "chargehand: There is no station NOBODY.\n")
    ran = await program.run("messages", "NOBODY", "--since", "soon")
    assert ran.code == 1
    assert "'soon' is no time" in ran.err
