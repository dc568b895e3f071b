"""Each wall of the house, with a hole broken into a copy: the import contracts must name it."""

from __future__ import annotations

import configparser
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONFIG = ".importlinter"

# Rooms that a planted import needs as a neighbour; made in the copy where the house has not built them yet.
ROOMS = [
    "main",
    "edge",
    "edge.gateway",
    "edge.driver",
    "simulator",
    "simulator.rehearsal",
    "engine",
    "core",
    "views",
    "store",
    "model",
    "wire",
    "wire.ocpp",
    "wire.ocpp.v16",
    "wire.ocpp.v2",
    "wire.ocpi",
]

# Contract, the room that gets a new module, what that module imports.
HOLES = [
    ("floors", "model", "chargehand.core"),
    ("floors", "core", "chargehand.wire"),
    ("floors", "views", "chargehand.core"),
    ("floors", "store", "chargehand.engine"),
    ("floors", "edge.gateway", "chargehand.main"),
    ("floors", "edge.gateway", "chargehand.simulator"),
    ("floors", "attic", "chargehand.model"),
    ("edges", "edge.gateway", "chargehand.edge.driver"),
    ("store", "edge.gateway", "chargehand.store"),
    ("store", "engine", "chargehand.store"),
    ("core", "edge.driver", "chargehand.core"),
    ("core", "simulator", "chargehand.core"),
    ("engine", "engine", "chargehand.wire"),
    ("engine", "engine", "chargehand.views"),
    ("engine", "engine", "asyncpg"),
    ("simulator", "simulator", "chargehand.engine"),
    ("simulator", "simulator.rehearsal", "chargehand.store"),
    ("tongues", "wire.ocpi", "chargehand.wire.ocpp"),
    ("versions", "wire.ocpp.v16", "chargehand.wire.ocpp.v2"),
    ("versions", "wire.ocpp.v2", "chargehand.wire.ocpp.v16"),
    ("pure", "model", "asyncio"),
    ("pure", "core", "random"),
    ("pure", "core", "time"),
    ("pure", "wire.ocpp", "socket"),
    ("pure", "wire.ocpi", "websockets"),
    ("pure", "views", "uuid"),
    ("pure", "views", "asyncpg"),
    ("plain", "core", "jinja2"),
]


def contracts() -> dict[str, str]:
    """The contracts by id, with the name each is reported under."""
    config = configparser.ConfigParser()
    config.read(ROOT / CONFIG, encoding="utf-8")
    prefix = "importlinter:contract:"
    return {
        name.removeprefix(prefix): config[name]["name"]
        for name in config.sections()
        if name.startswith(prefix)
    }


def lint(copy: Path, contract: str) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"]
    return subprocess.run(
        [*program, "--no-logo", "--no-cache", "--contract", contract],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy / "src"), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def room_folder(copy: Path, room: str) -> Path:
    """The room's folder in the copy, with a door; a room that is a single module stays one."""
    folder = copy / "src" / "chargehand" / Path(*room.split("."))
    if not folder.with_suffix(".py").exists():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "__init__.py").touch()
    return folder


def not_python(folder: str, names: list[str]) -> list[str]:
    """What a copy of the sources need not have."""
    return [name for name in names if not name.endswith(".py") and not Path(folder, name).is_dir()]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The package's sources and the contracts, free to be damaged."""
    shutil.copy(ROOT / CONFIG, tmp_path / CONFIG)
    shutil.copytree(ROOT / "src" / "chargehand", tmp_path / "src" / "chargehand", ignore=not_python)
    for room in ROOMS:
        room_folder(tmp_path, room)
    return tmp_path


@pytest.mark.parametrize(("contract", "room", "imported"), HOLES)
def test_a_hole_in_the_wall_is_named(copy: Path, contract: str, room: str, imported: str) -> None:
    hole = room_folder(copy, room) / "planted_hole.py"
    hole.write_text(f"import {imported}\n", encoding="utf-8")

    outcome = lint(copy, contract)

    assert outcome.returncode == 1, outcome.stdout + outcome.stderr
    assert f"{contracts()[contract]} BROKEN" in outcome.stdout
    assert room.split(".", maxsplit=1)[0] in outcome.stdout
    assert "planted_hole" in outcome.stdout or room == "attic"


def test_a_circle_is_named(copy: Path) -> None:
    folder = room_folder(copy, "core")
    (folder / "planted_hen.py").write_text("import chargehand.core.planted_egg\n", encoding="utf-8")
    (folder / "planted_egg.py").write_text("import chargehand.core.planted_hen\n", encoding="utf-8")

    outcome = lint(copy, "circles")

    assert outcome.returncode == 1, outcome.stdout + outcome.stderr
    assert f"{contracts()['circles']} BROKEN" in outcome.stdout
    assert "planted_" in outcome.stdout


def test_the_rehearsal_may_judge_the_core(copy: Path) -> None:
    judge = room_folder(copy, "simulator.rehearsal") / "planted_judge.py"
    judge.write_text("import chargehand.core\nimport chargehand.model\n", encoding="utf-8")

    outcome = lint(copy, "core")

    assert "planted_judge" not in outcome.stdout


def test_every_contract_has_a_hole_planted_for_it() -> None:
    assert {contract for contract, _, _ in HOLES} | {"circles"} == set(contracts())
