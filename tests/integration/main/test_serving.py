"""`chargehand serve` from its start to its end, orderly and not, with real stations and browsers on it."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import httpx
import psutil
import pytest

from tests.integration.main.conftest import until, until_so
from tests.integration.main.program import Ada, Program, Serving, charging, peopled, station


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path)


@asynccontextmanager
async def watched(ada: Ada, serving: Serving) -> AsyncIterator[list[str]]:
    """Ada's live stream, open until the house ends it; what came of it."""
    lines: list[str] = []
    hear = lines.append

    async def read() -> None:
        async with (
            ada.client(serving.told["web"]) as client,
            client.stream("GET", "/live", timeout=60) as stream,
        ):
            async for line in stream.aiter_lines():
                hear(line)

    reading = asyncio.create_task(read())
    await until(lambda: any(line.startswith("data:") for line in lines))
    yield lines
    await asyncio.wait_for(asyncio.gather(reading, return_exceptions=True), 10)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_everything_in_order_with_live_streams_and_sessions(
    program: Program, number: signal.Signals
) -> None:
    async with program.serving() as serving, station(serving.told["ocpp"]) as live:
        ada = await peopled(program)
        await charging(live)
        async with watched(ada, serving):
            assert await serving.end(number) == 0
        await live.until(lambda it: not it.online)
    assert not [
        each
        for each in psutil.process_iter(["cmdline"])
        if str(program.data_dir) in str(each.info["cmdline"])
    ]
    (row,) = (await program.told("station", "list"))["stations"]
    assert row["connected"] is False
    assert row["heard_at"]


async def test_after_sigkill_the_next_start_finds_everything_and_knows_who_is_away(program: Program) -> None:
    async with program.serving() as serving, station(serving.told["ocpp"]) as live:
        ada = await peopled(program)
        await charging(live)
        assert await serving.end(signal.SIGKILL) == -signal.SIGKILL
    async with program.serving() as serving, ada.client(serving.told["web"]) as client:
        (row,) = (await program.told("station", "list"))["stations"]
        assert row["connected"] is False
        (session,) = (await client.get("/sessions", params={"status": "active"})).json()["sessions"]
        assert session["ended_at"] is None
        assert await serving.end() == 0


async def test_f96_a_postmaster_that_dies_is_started_anew_and_sessions_go_on(program: Program) -> None:
    async with program.serving() as serving, httpx.AsyncClient(trust_env=False) as client:
        await peopled(program)

        async def is_ready(code: int) -> bool:
            return (await client.get(f"{serving.told['web']}/readyz")).status_code == code

        async with station(serving.told["ocpp"]) as live:
            await charging(live)
            before = serving.postmaster
            before.kill()
            before.wait(10)
            await until_so(lambda: is_ready(200))
            await live.until(lambda it: it.online and it.idle, 20)
            await live.press_stop(1)
            await live.until(lambda it: it.idle and it.connector(1).transaction is None)
            assert live.station.tally.errors == 0  # F96: no CALLERROR to a transaction message
            assert live.station.tally.discarded == 0
        assert await serving.end() == 0


async def test_what_is_printed_is_where_it_serves(program: Program) -> None:
    async with program.serving() as serving, httpx.AsyncClient(trust_env=False) as client:
        assert (await client.get(f"{serving.told['web']}/readyz")).json() == {"status": "ready"}
        text = (await client.get(f"{serving.told['web']}/metrics")).text
        assert "chargehand_stations_connected 0.0" in text
        assert serving.told["ocpp"].endswith("/ocpp")
        assert await serving.end() == 0


# what is in the way


async def refused(program: Program, *arguments: str, **settings: object) -> str:
    """The one line with which a command that cannot begin ends with 2."""
    ran = await program.run(*arguments, **settings)
    assert ran.code == 2, ran
    assert ran.err.startswith("chargehand: ")
    assert ran.err.count("\n") == 1, ran.err
    assert "Traceback" not in ran.err
    return ran.err


@pytest.mark.parametrize("name", ["web_port", "ocpp_port"])
async def test_a_port_in_use_is_one_line_that_names_the_setting(program: Program, name: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        line = await refused(program, "serve", **{name: port})
    assert f"Port {port} of 127.0.0.1 is in use" in line
    assert f"CHARGEHAND_{name.upper()}" in line
    assert not program.data_dir.exists()  # said before anything was made


async def test_an_address_of_another_machine_is_one_line(program: Program) -> None:
    assert "CHARGEHAND_BIND is '192.0.2.1'" in await refused(program, "serve", bind="192.0.2.1")


async def test_a_data_directory_that_cannot_be_written_is_one_line(program: Program) -> None:
    file = program.folder / "file"
    file.write_text("in the way")
    assert str(file) in await refused(program, "serve", data_dir=file / "data")


async def test_a_data_directory_in_use_is_one_line(program: Program) -> None:
    async with program.serving() as serving:
        assert f"in use by process {serving.process.pid}" in await refused(program, "serve")
        assert await serving.end() == 0


async def test_a_newer_schema_is_one_line(program: Program, database: str, pool: asyncpg.Pool) -> None:
    await pool.execute("insert into migration (version, name) values (9999, 'tomorrow')")
    assert "schema 9999" in await refused(program, "serve", database_url=database)


async def test_f98_a_database_that_may_forget_is_one_line(
    program: Program, database: str, pool: asyncpg.Pool
) -> None:
    name = await pool.fetchval("select current_database()")
    await pool.execute(f'alter database "{name}" set synchronous_commit = off')
    assert "synchronous_commit = off" in await refused(program, "serve", database_url=database)


async def test_a_database_that_is_not_there_is_one_line_without_its_password(program: Program) -> None:
    line = await refused(program, "serve", database_url="postgresql://ada:sesame@127.0.0.1:1/house")
    assert "postgresql://ada:***@127.0.0.1:1/house cannot be used" in line
    assert "sesame" not in line


async def test_a_wrong_setting_is_one_line(program: Program) -> None:
    assert "CHARGEHAND_STALE_AFTER_S is 'soon'" in await refused(program, "serve", stale_after_s="soon")


@pytest.mark.parametrize("part", ["gateway", "web", "worker"])
async def test_a_part_alone_wants_a_database_and_a_bus(program: Program, part: str) -> None:
    assert "CHARGEHAND_DATABASE_URL is not set" in await refused(program, part)
    line = await refused(program, part, database_url="postgresql:///house")
    assert "CHARGEHAND_NATS_URL is not set" in line


async def test_in_json_the_line_is_an_object_too(program: Program) -> None:
    ran = await program.run("serve", "--json", bind="192.0.2.1")
    assert ran.code == 2
    assert "CHARGEHAND_BIND" in ran.told["error"]
