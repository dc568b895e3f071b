"""The API does what its own description says, whatever is thrown at it."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from tests.acceptance.charger import plugged_in
from tests.acceptance.house import House
from tests.acceptance.settling import settle

SCHEMATHESIS = Path(sys.executable).with_name("st")


async def test_bad_input_breaks_nothing(house: House, tmp_path: Path) -> None:
    """Schemathesis, a few examples for each operation: no 5xx, and answers of the described shape and type."""
    place = await settle(house)
    async with plugged_in(house.station_url(place.stations[0])) as charger:
        await charger.boots()
        number = await charger.begins(place.uids[0][0])
        run = await asyncio.create_subprocess_exec(
            str(SCHEMATHESIS),
            "run",
            f"{house.url}/openapi.json",
            "--header",
            f"Authorization: Bearer {place.people[0].token}",
            "--exclude-path-regex",
            "/live$",  # streams do not end
            "--phases",
            "examples,coverage,fuzzing",
            "--max-examples",
            "8",
            "--checks",
            "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance",
            "--seed",
            "1",
            "--no-color",
            cwd=tmp_path,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        told, _ = await asyncio.wait_for(run.communicate(), 90)
        text = told.decode(errors="replace").replace(place.people[0].token, "(token)")
        assert run.returncode == 0, text[-6000:]
        await charger.ends(number, 1010)
    assert "defect" not in house.log.read_text()
