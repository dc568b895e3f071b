"""The audit log and the command line: what commands do is in it, and what it says can be read and checked: S43."""

from __future__ import annotations

import json
from pathlib import Path

import asyncpg
import pytest
import typer.main

from chargehand.main.audit.names import READING
from chargehand.main.commands.program import program as whole
from tests.integration.main.conftest import until_so
from tests.integration.main.program import Program, Ran

ACTING = {
    "admin create",
    "call",
    "card add",
    "driver activate",
    "driver add",
    "driver close",
    "driver invite",
    "driver sign-out",
    "driver suspend",
    "session close",
    "session probe",
    "session undo",
    "simulate",
    "station add",
    "station approve",
    "station key",
    "station picture",
    "station resume",
    "station set",
    "token",
}
SERVING = {"demo", "gateway", "serve", "web", "worker"}


def commands(group: object, name: str = "") -> set[str]:
    known: dict[str, object] | None = getattr(group, "commands", None)
    if known is None:
        return {name}
    return {each for word, command in known.items() for each in commands(command, f"{name} {word}".strip())}


def test_every_command_is_known_to_act_to_read_or_to_serve() -> None:
    """One that is new is entered unless it is named as one that reads."""
    assert commands(typer.main.get_command(whole)) == ACTING | READING | SERVING
    assert not ACTING & READING


@pytest.fixture
def program(tmp_path: Path, database: str) -> Program:
    return Program(tmp_path, database_url=database)


def lines(ran: Ran) -> list[dict[str, str]]:
    assert ran.code == 0, ran
    return [json.loads(line) for line in ran.out.splitlines()]


async def test_what_commands_do_is_entered_once_and_by_ids(
    program: Program, database: str
) -> None:  # S43, S45
    station = await program.told("station", "add", "POST-1")
    driver = await program.told("driver", "add", "ada@example.org", "--name", "Ada Lovelace")
    card = await program.told("card", "add", "04AABBCCDD", "--driver", "ada@example.org")
    secret = (await program.told("token", "ada@example.org"))["token"]
    await program.told("driver", "sign-out", "ada@example.org")
    refused = await program.run("station", "key", "POST-9")
    for reading in (("station", "list"), ("driver", "list"), ("doctor",)):
        await program.run(*reading)
    assert refused.code == 1

    ran = await program.run("audit", "--json")
    told = lines(ran)
    assert [(each["act"], each["subject"], each["outcome"]) for each in told] == [
        ("station add", "POST-1", "done"),
        ("driver add", driver["id"], "done"),
        ("card add", f"{driver['id']}/{card['card_id']}", "done"),
        ("token", driver["id"], "done"),
        ("driver sign-out", driver["id"], "done"),
        ("station key", "", "refused"),
    ]
    assert {(each["actor"], each["role"]) for each in told} == {("command-line", "house")}
    for mark in ("ada@", "Lovelace", "04AABBCCDD", secret, station["password"]):
        assert mark.lower() not in ran.out.lower()

    shown = await program.run("audit", "--act", "driver", "--limit", "1")
    assert ("driver sign-out" in shown.out, "driver add" in shown.out) == (True, False)
    later = lines(await program.run("audit", "--after", "2", "--limit", "2", "--json"))
    assert [each["act"] for each in later] == ["card add", "token"]
    connection = await asyncpg.connect(database)
    try:
        assert await connection.fetchval("select count(*) from api_token") == 0
    finally:
        await connection.close()


async def test_the_first_broken_entry_is_told_with_code_1(program: Program, database: str) -> None:  # S43
    for number in range(3):
        await program.told("station", "add", f"POST-{number}")
    whole_log = await program.run("audit", "--verify", "--json")
    assert (whole_log.code, whole_log.told["holds"], whole_log.told["number"]) == (0, True, 3)

    connection = await asyncpg.connect(database)
    try:
        await connection.execute(
            "alter table audit disable trigger user; update audit set subject = 'POST-8' where number = 2;"
            " alter table audit enable trigger user"
        )
    finally:
        await connection.close()
    broken = await program.run("audit", "--verify")
    assert broken.code == 1
    assert broken.out == "Entry 2: it is not what was written. Up to 1 the log is as it was written.\n"
    told = (await program.run("audit", "--verify", "--json")).told
    assert (told["holds"], told["broken_at"]) == (False, 2)


async def test_what_commands_did_is_told_in_the_log_of_the_house(tmp_path: Path) -> None:  # S43
    program = Program(tmp_path)
    await program.told("station", "add", "BEFORE")
    async with program.serving() as serving:
        await program.told("station", "add", "MEANWHILE")

        async def are_told() -> bool:
            lines = [json.loads(line) for line in serving.log.read_text().splitlines()]
            told = [line for line in lines if line["event"] == "audit"]
            return [(each["number"], each["subject"]) for each in told] == [(1, "BEFORE"), (2, "MEANWHILE")]

        await until_so(are_told)
        assert await serving.end() == 0
