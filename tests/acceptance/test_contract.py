"""The API does what its own description says, whatever is thrown at it."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.acceptance.api import Api
from tests.acceptance.charger import plugged_in
from tests.acceptance.house import House, Person
from tests.acceptance.settling import settle

SCHEMATHESIS = Path(sys.executable).with_name("st")
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


@pytest.fixture(scope="module")
def house(new_house: Callable[..., House]) -> Iterator[House]:
    """One of its own: what is thrown at it uses up all tries to sign in from this address."""
    own = new_house()
    own.start()
    try:
        own.until_ready()
        yield own
    finally:
        own.leave()


async def is_kept(house: House, person: Person, folder: Path, phases: str) -> str:
    """What a driver may ask: a few examples for each operation get no 5xx, and answers of the described status, type and shape."""
    run = await asyncio.create_subprocess_exec(
        str(SCHEMATHESIS),
        "run",
        f"{house.url}/openapi.json",
        *("--header", f"Authorization: Bearer {person.token}"),
        # Streams do not end, and who has signed out or left finds nothing more.
        *("--exclude-path-regex", "/operator/|/(live|sign-out|deletion)$"),
        *("--phases", phases),
        *("--max-examples", "8"),
        *("--checks", CHECKS),
        *("--seed", "1"),
        "--no-color",
        cwd=folder,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    told, _ = await asyncio.wait_for(run.communicate(), 90)
    text = told.decode(errors="replace").replace(person.token, "(token)")
    assert run.returncode == 0, text[-6000:]
    selected, tested = (re.search(rf"{word}: (\d+)", text) for word in ("Selected", "Tested"))
    assert selected is not None
    assert tested is not None
    assert int(tested[1]) == int(selected[1]) >= 10
    return text


async def test_bad_input_breaks_nothing(house: House, tmp_path: Path) -> None:
    """Bad ids, bad bodies, bad headers."""
    place = await settle(house)
    await is_kept(house, place.people[0], tmp_path, "coverage,fuzzing")


async def test_bad_wishes_about_good_things_break_nothing(house: House, tmp_path: Path) -> None:
    """The same about a charger that is there, a session that runs and a command of it."""
    place = await settle(house)
    async with (
        Api(house.url, place.people[0].token) as api,
        plugged_in(house.station_url(place.stations[0])) as charger,
    ):
        await charger.boots()
        number = await charger.begins(place.uids[0][0])
        (session,) = await api.sessions("active")
        command = (await api.http.post(f"/chargers/{place.chargers[0]}/refresh")).json()["command"]["id"]
        named = {"charger": place.chargers[0], "session": session["id"], "command": command}
        lines = "".join(f'"path.{name}" = "{value}"\n' for name, value in named.items())
        (tmp_path / "schemathesis.toml").write_text(f"[parameters]\n{lines}")
        text = await is_kept(house, place.people[0], tmp_path, "fuzzing")
        for path in ("/sessions/{session}/readings", "/commands/{command}", "/chargers/{charger}"):
            assert f"- GET /api/v1{path}\n" not in text, "told of as never found"
        await charger.ends(number, 1010)
        assert (await api.session(session["id"]))["energy_kwh"] == 0.01
