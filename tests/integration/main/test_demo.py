"""`chargehand demo`: a driver who is charging, from nothing, again and again."""

from __future__ import annotations

import signal
from pathlib import Path

import httpx
import pytest

from tests.integration.main.conftest import until_so
from tests.integration.main.program import Ada, Program, Serving


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path)


async def demo_driver(program: Program) -> Ada:
    return Ada((await program.told("token", "demo@example.com"))["token"])


async def sessions(ada: Ada, serving: Serving) -> list[dict[str, object]]:
    async with ada.client(serving.told["web"]) as client:
        return (await client.get("/sessions", params={"status": "all"})).json()["sessions"]


async def test_from_nothing_to_a_driver_who_is_charging(program: Program) -> None:
    async with program.serving("demo") as serving:
        assert serving.told["charging"] is True
        ada = await demo_driver(program)
        (session,) = await sessions(ada, serving)
        assert session["ended_at"] is None
        assert float(str(session["energy_kwh"])) > 1  # it began a while ago, and all of it was told
        identities = [row["identity"] for row in (await program.told("station", "list"))["stations"]]
        assert identities == ["DEMO-KERB", "DEMO-OLD", "DEMO-TOWER"]
        async with httpx.AsyncClient(trust_env=False) as client:
            assert (await client.get(serving.told["sign_in"])).status_code == 200
        assert await serving.end(signal.SIGINT) == 0
    rows = (await program.told("station", "list"))["stations"]
    assert {row["connected"] for row in rows} == {False}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
async def test_the_next_demo_finds_its_data_and_ends_the_old_session_truthfully(
    program: Program, number: signal.Signals
) -> None:
    async with program.serving("demo") as serving:
        ada = await demo_driver(program)
        (before,) = await sessions(ada, serving)
        await serving.end(number)
    async with program.serving("demo") as serving:

        async def only_the_new_one_lives() -> bool:
            return [row["ended_at"] is None for row in await sessions(ada, serving)] == [True, False]

        await until_so(only_the_new_one_lives)
        _, old = await sessions(ada, serving)
        assert (old["id"], old["bill"]) == (before["id"], "final")
        assert float(str(old["energy_kwh"])) >= float(str(before["energy_kwh"]))
        assert await serving.end() == 0


async def test_a_port_in_use_is_one_line(program: Program) -> None:
    async with program.serving("demo") as serving:
        port = serving.told["web"].rpartition(":")[2]
        ran = await program.run("demo", data_dir=program.folder / "other", web_port=port)
        assert ran.code == 2
        assert f"Port {port} of 127.0.0.1 is in use" in ran.err
        assert ran.err.count("\n") == 1
        assert await serving.end() == 0
