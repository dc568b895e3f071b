"""The commands on a real embedded database, while a house runs and while none does."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

import httpx
import pytest

from tests.integration.main.conftest import until
from tests.integration.main.program import Ada, Program, peopled, station


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path)


async def test_commands_work_without_a_running_house_and_leave_no_server_behind(program: Program) -> None:
    made = await program.told(
        "station", "add", "POST-1", "--name", "Kerb", "--connectors", "2", "--power-kw", "22"
    )
    assert (made["made"], made["name"], made["open_door"]) == (True, "Kerb", False)
    assert len(made["password"]) >= 20
    assert made["url"].endswith("/ocpp/POST-1")
    changed = await program.told("station", "add", "POST-1", "--name", "Gate")
    assert (changed["made"], changed["name"], changed["password"]) == (False, "Gate", None)
    assert changed["public_id"] == made["public_id"]
    (row,) = (await program.told("station", "list"))["stations"]
    assert (row["identity"], row["name"], row["connectors"]) == ("POST-1", "Gate", 2)
    assert not (program.data_dir / "postgres" / "postmaster.pid").exists()


async def test_stations_have_a_place_a_picture_and_stickers(
    program: Program, database: str, tmp_path: Path
) -> None:
    picture, sheet = tmp_path / "kerb.png", tmp_path / "stickers.html"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n and so on")

    async def told(*arguments: str) -> dict[str, object]:
        ran = await program.run(*arguments, "--json", database_url=database)
        assert ran.code == 0, ran.err
        return ran.told

    made = await told(
        "station", "add", "POST-1", "--name", "Kerb", "--at", "52.0907,5.1214", "--address", "Square 1"
    )
    await told("station", "set", "POST-1", "--name", "Gate")
    (row,) = json.loads(json.dumps((await told("station", "list"))["stations"]))
    assert (row["name"], row["latitude"], row["longitude"], row["address"]) == (
        "Gate",
        52.0907,
        5.1214,
        "Square 1",
    )
    assert (await told("station", "picture", "POST-1", str(picture)))["picture"] == "image/png"
    assert (await told("station", "picture", "POST-1"))["picture"] is None
    printed = await told("station", "stickers", "-o", str(sheet), "--copies", "3", "--language", "de")
    assert printed["stickers"] == 3
    text = sheet.read_text(encoding="utf-8")
    assert text.count(f'/c/{made["public_id"]}"') == 3
    assert "Scannen und laden" in text
    assert "@page" in text, "the file stands alone"


async def test_commands_reach_the_database_of_a_running_house(program: Program) -> None:
    async with program.serving() as serving:
        ada = await peopled(program)
        async with station(serving.told["ocpp"]) as live, ada.client(serving.told["web"]) as client:
            await live.until(lambda it: it.online)
            (row,) = (await program.told("station", "list"))["stations"]
            assert row["connected"] is True
            (charger,) = (await client.get("/chargers")).json()["chargers"]
            assert charger["id"] == row["public_id"]
        assert await serving.end() == 0


async def test_an_operators_token_opens_the_operators_api_and_a_drivers_does_not(program: Program) -> None:
    async with program.serving() as serving:
        ada = await peopled(program)
        await program.told("admin", "create", "root@example.com")
        root = Ada((await program.told("token", "root@example.com", "--scope", "operator"))["token"])
        async with ada.client(serving.told["web"]) as hers, root.client(serving.told["web"]) as theirs:
            assert (await hers.get("/operator/stations")).status_code in (401, 403, 404)
            (sheet,) = (await theirs.get("/operator/stations")).json()["stations"]
            assert sheet["identity"] == "POST-1"
        assert await serving.end() == 0


async def test_a_new_password_replaces_the_old_one_at_once(program: Program) -> None:
    async with program.serving() as serving:
        await peopled(program)
        await program.told("station", "add", "POST-1", "--password", "another-password-of-30-chars!!")
        async with station(serving.told["ocpp"]) as live:
            await until(lambda: "401" in live.trouble)
        assert await serving.end() == 0


async def test_people_cards_and_keys(program: Program) -> None:
    driver = await program.told("driver", "add", "Ada@Example.com", "--name", "Ada")
    assert (driver["email"], driver["name"], driver["operator"]) == ("ada@example.com", "Ada", False)
    assert "/sign-in/" in driver["sign_in"]
    card = await program.told("card", "add", "04aa", "--driver", "ada@example.com", "--name", "Blue")
    assert card["uid"] == "04AA"
    again = await program.told("card", "add", "04AA", "--driver", "ada@example.com")
    assert again["card_id"] == card["card_id"]
    assert (await program.told("token", "ada@example.com"))["scope"] == "driver"
    refused = await program.run("token", "ada@example.com", "--scope", "operator", "--json")
    assert (refused.code, refused.told) == (
        1,
        {"error": "ada@example.com is no operator: chargehand admin create ada@example.com"},
    )
    admin = await program.told("admin", "create", "ada@example.com")
    assert (admin["id"], admin["operator"], admin["name"]) == (driver["id"], True, "Ada")
    assert (await program.told("token", "ada@example.com", "--scope", "operator"))["token"]


async def test_the_sign_in_link_signs_in_once(program: Program) -> None:
    async with program.serving() as serving, httpx.AsyncClient(trust_env=False) as client:
        link = (await program.told("driver", "add", "ada@example.com"))["sign_in"]
        path = link[link.index("/sign-in/") :]
        page = await client.get(serving.told["web"] + path)
        assert page.status_code == 200
        assert 'method="post"' in page.text.lower()
        assert await serving.end() == 0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("card", "add", "04AA", "--driver", "nobody@example.com"), "There is no driver nobody@example.com"),
        (("card", "add", "", "--driver", "nobody@example.com"), "'' is no card number"),
        (("station", "add", "a/b"), "'a/b' is no identity of a station"),
        (("station", "add", "A", "--password", ""), "An empty password protects nothing"),
        (("station", "add", "A", "--password", "x", "--no-password"), "Either a password or none"),
        (("station", "add", "A", "--at", "here"), "'here' is no place"),
        (("station", "add", "A", "--at", "91,0"), "'91,0' is no place on earth"),
        (("station", "picture", "NOBODY"), "There is no station NOBODY"),
        (("station", "picture", "NOBODY", "no-such-file"), "no-such-file cannot be read"),
        (("station", "picture", "NOBODY", __file__), "A picture is a JPEG, a PNG or a WebP."),
        (("station", "stickers", "NOBODY"), "There is no station NOBODY"),
        (("station", "resume", "NOBODY"), "There is no station NOBODY"),
        (("driver", "add", "no address"), "'no address' is no e-mail address"),
        (("token", "ada@example.com", "--scope", "king"), "The scope is driver or operator"),
    ],
)
async def test_what_cannot_be_is_refused_with_one_line_and_code_1(
    program: Program, database: str, arguments: tuple[str, ...], sentence: str
) -> None:
    ran = await program.run(*arguments, database_url=database)
    assert ran.code == 1
    assert ran.err.startswith(f"chargehand: {sentence}")
    assert ran.err.count("\n") == 1


async def test_simulated_stations_charge_at_a_house_that_was_made_to_know_them(program: Program) -> None:
    async with program.serving() as serving:
        url = serving.told["ocpp"].replace("localhost", "127.0.0.1")
        few = ("simulate", "--stations", "3", "--seconds", "2", "--add", "--protocol", "mixed")
        told = await program.told(*few, "--url", url)
        assert (told["stations"], told["online"], told["errors"], told["trouble"]) == (3, 3, 0, "")
        rows = (await program.told("station", "list"))["stations"]
        assert [row["identity"] for row in rows] == ["SIM-00001", "SIM-00002", "SIM-00003"]
        assert await serving.end() == 0


async def test_an_unknown_character_is_refused_and_all_are_told(program: Program) -> None:
    ran = await program.run("simulate", "--character", "saintly")
    assert (ran.code, "There is no character saintly" in ran.err) == (1, True)
    ran = await program.run("simulate", "--protocol", "1.5")
    assert (ran.code, "There is no protocol 1.5" in ran.err) == (1, True)
    assert "stubborn" in await program.told("simulate", "--character", "list")


async def test_a_station_without_a_password_is_open(program: Program) -> None:
    made = await program.told("station", "add", "OPEN", "--no-password")
    assert (made["open_door"], made["password"]) == (True, None)


async def test_a_short_password_is_taken_and_called_weak(program: Program, database: str) -> None:
    ran = await program.run("station", "add", "A", "--password", "short", database_url=database)
    assert ran.code == 0
    assert "can be guessed" in ran.err


async def test_settings_are_told_with_their_source_and_without_secrets(program: Program) -> None:
    (program.folder / "chargehand.toml").write_text("stale_after_s = 45\n")
    ran = await program.run("settings", "--json", metrics_token="sesame", typo="1")
    told = {name: (each["value"], each["source"]) for name, each in ran.told.items()}
    assert told["CHARGEHAND_STALE_AFTER_S"] == (45, "file")
    assert told["CHARGEHAND_METRICS_TOKEN"] == ("***", "environment")
    assert told["CHARGEHAND_COMMAND_DEADLINE_S"] == (30, "default")
    assert all(each["about"] for each in ran.told.values())
    assert "CHARGEHAND_TYPO is set, but there is no such setting" in ran.err
    table = (await program.run("settings", metrics_token="sesame")).out
    assert "sesame" not in table
    assert "CHARGEHAND_STALE_AFTER_S" in table


async def test_help_needs_none_of_the_heavy_libraries(program: Program) -> None:
    script = program.folder / "help.py"
    script.write_text(
        "import json, sys\n"
        "from chargehand.main import commands\n"
        "heavy = ['fastapi', 'asyncpg', 'pydantic', 'uvicorn', 'websockets', 'nats', 'structlog']\n"
        "print(json.dumps([name for name in heavy if name in sys.modules]))\n"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(script), stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()
    assert json.loads(out) == []


async def test_the_doctor_finds_a_healthy_house_healthy(program: Program) -> None:
    ran = await program.run("doctor", "--json", web_port=0)
    grades = {finding["about"]: finding["grade"] for finding in ran.told["findings"]}
    assert {
        grades[about] for about in ("python", "settings", "clock", "web_port", "ocpp_port", "database")
    } == {"ok"}
    assert not program.data_dir.exists()  # it only looks


async def test_the_doctor_says_what_is_wrong_and_ends_with_1(program: Program) -> None:
    wrong = {
        "database_url": "postgresql://ada:sesame@127.0.0.1:1/house",
        "nats_url": "nats://127.0.0.1:1",
        "smtp_url": "smtp://127.0.0.1:1",
        "bind": "192.0.2.1",
        "typo": "1",
    }
    ran = await program.run("doctor", "--json", **wrong)
    assert ran.code == 1
    assert ran.told["ok"] is False
    grades = {(finding["about"], finding["grade"]) for finding in ran.told["findings"]}
    expected = {
        ("database", "fail"),
        ("bus", "fail"),
        ("mail", "fail"),
        ("web_port", "fail"),
        ("settings", "warn"),
    }
    assert expected <= grades
    assert "sesame" not in ran.out
    lines = (await program.run("doctor", **wrong)).out.splitlines()
    assert any(line.startswith("fail  database: postgresql://ada:***@") for line in lines)


async def test_the_doctor_knows_a_running_house_by_its_data(program: Program) -> None:
    async with program.serving() as serving:
        findings = (await program.run("doctor", "--json")).told["findings"]
        said = {finding["about"]: finding["said"] for finding in findings}
        assert said["database"].endswith("running")
        assert said["schema"]
        assert await serving.end() == 0
