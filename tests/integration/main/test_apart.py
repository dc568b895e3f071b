"""The three parts as three processes: a session told at the gateway is seen and stopped through the web."""

from __future__ import annotations

import asyncio
import socket
from contextlib import AsyncExitStack
from pathlib import Path

import asyncpg
import httpx

from tests.integration.main.conftest import Bus, until_so
from tests.integration.main.program import Program, charging, peopled, station


async def test_a_session_and_its_stop_go_through_three_processes(
    bus: Bus, database: str, pool: asyncpg.Pool, tmp_path: Path
) -> None:
    program = Program(tmp_path, database_url=database, nats_url=bus.url)
    ada = await peopled(program)
    with socket.create_server(("127.0.0.1", 0)) as free:
        metrics = free.getsockname()[1]
    async with AsyncExitStack() as held:
        gateway = await held.enter_async_context(program.serving("gateway", metrics_port=metrics))
        web = await held.enter_async_context(program.serving("web"))
        worker = await held.enter_async_context(program.serving("worker"))
        assert [gateway.told["web"], web.told["ocpp"]] == [None, None]
        live = await held.enter_async_context(station(gateway.told["ocpp"]))
        client = await held.enter_async_context(ada.client(web.told["web"]))
        await charging(live)
        figures = await client.get(f"http://127.0.0.1:{metrics}/metrics")
        assert "chargehand_stations_connected 1.0" in figures.text
        seen = await client.get("/sessions", params={"status": "active"})
        (session,) = seen.json()["sessions"]

        await _answers_an_operator(program, web.told["web"])

        heard = asyncio.create_task(_heard(client, session["id"]))
        stop = await client.post(f"/sessions/{session['id']}/stop")
        assert stop.status_code == 202, stop.text
        command = stop.json()["command"]["id"]

        async def confirmed() -> bool:
            answer = await client.get(f"/commands/{command}")
            return answer.json()["state"] == "confirmed"

        await until_so(confirmed)
        assert live.station.connector(1).transaction is None
        assert '"ended_at":"' in (await asyncio.wait_for(heard, 20)).replace(" ", "")

        async def called() -> bool:
            return await pool.fetchval("select count(*) from outbox") == 0

        await until_so(called)
        assert (
            await pool.fetchval("select count(*) from pg_inherits where inhparent = 'journal'::regclass") > 1
        )
        for part in (worker, web, gateway):
            assert await part.end() == 0
    assert await pool.fetchval("select connected from station") is False


async def _answers_an_operator(program: Program, web: str) -> None:
    """Asked for in the web's process, made in the gateway's, and the answer is waited for."""
    await program.told("admin", "create", "boss@example.com")
    token = (await program.told("token", "boss@example.com", "--scope", "operator"))["token"]
    async with httpx.AsyncClient(headers={"Authorization": f"Bearer {token}"}, timeout=20) as boss:
        answer = await boss.post(
            f"{web}/api/v1/operator/stations/POST-1/call", json={"action": "ClearCache", "timeout_s": 15}
        )
    assert (answer.status_code, answer.json()["kind"]) == (200, "result"), answer.text


async def _heard(client: httpx.AsyncClient, session: str) -> str:
    """What the live stream of the web process says, up to the session's end."""
    said = ""
    async with client.stream("GET", f"/sessions/{session}/live", timeout=60) as stream:
        async for line in stream.aiter_lines():
            said += line
            if '"ended_at":"' in line.replace(" ", ""):
                break
    return said


async def test_timers_ring_in_the_worker_when_the_station_is_silent(
    bus: Bus, database: str, tmp_path: Path
) -> None:
    """A start that comes to nothing ends by its deadline although web, gateway and worker are three processes."""
    program = Program(
        tmp_path, database_url=database, nats_url=bus.url, start_deadline_s=1, command_deadline_s=1
    )
    ada = await peopled(program)
    async with AsyncExitStack() as held:
        gateway, web, _worker = [
            await held.enter_async_context(program.serving(part)) for part in ("gateway", "web", "worker")
        ]
        live = await held.enter_async_context(station(gateway.told["ocpp"]))
        client = await held.enter_async_context(ada.client(web.told["web"]))
        await live.until(lambda it: it.online)
        (charger,) = (await client.get("/chargers")).json()["chargers"]
        started = await client.post("/sessions", json={"charger_id": charger["id"]})
        assert started.status_code == 202, started.text
        session = started.json()["session"]["id"]

        async def over() -> bool:
            return (await client.get(f"/sessions/{session}")).json()["ended_at"] is not None

        await until_so(over)
        told = (await client.get(f"/sessions/{session}")).json()
        assert float(told["energy_kwh"]) == 0


async def test_each_part_keeps_its_machines_time_f68b(
    bus: Bus, database: str, pool: asyncpg.Pool, tmp_path: Path
) -> None:
    """The worker may be on another machine, whose life nobody here knows of."""
    program = Program(tmp_path, database_url=database, nats_url=bus.url)

    async def kept() -> bool:
        return await pool.fetchval("select count(*) from clock") == 1

    async with program.serving("gateway") as gateway:
        await until_so(kept)
        assert await gateway.end() == 0
