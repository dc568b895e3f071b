"""Each wall of the house, with holes broken into a copy: the import contracts must name each of them."""

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


def lint(copy: Path, *options: str) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"]
    return subprocess.run(
        [*program, "--no-logo", "--no-cache", *options],
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


def copied(folder: Path) -> Path:
    """The package's sources and the contracts, free to be damaged."""
    shutil.copy(ROOT / CONFIG, folder / CONFIG)
    shutil.copytree(ROOT / "src" / "chargehand", folder / "src" / "chargehand", ignore=not_python)
    for room in ROOMS:
        room_folder(folder, room)
    return folder


def plant(copy: Path, room: str, name: str, *imported: str) -> None:
    text = "".join(f"import {each}\n" for each in imported)
    (room_folder(copy, room) / f"{name}.py").write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What each contract says of a copy with all holes in it; each hole is a module with a name of its own."""
    copy = copied(tmp_path_factory.mktemp("holes"))
    for number, (_, room, imported) in enumerate(HOLES):
        plant(copy, room, f"planted_{number}", imported)
    plant(copy, "simulator.rehearsal", "planted_judge", "chargehand.core", "chargehand.model")
    outcome = lint(copy)
    assert outcome.returncode == 1, outcome.stdout + outcome.stderr
    return {
        contract: outcome.stdout.partition(f"\n{name}\n---")[2].partition("\n---")[0]
        for contract, name in contracts().items()
    }


@pytest.mark.parametrize("number", range(len(HOLES)), ids=["-".join(hole) for hole in HOLES])
def test_a_hole_in_the_wall_is_named(told: dict[str, str], number: int) -> None:
    contract, room, imported = HOLES[number]
    if room == "attic":
        assert "not listed as layers:\n\n- chargehand.attic\n" in told[contract]
    else:
        assert f" chargehand.{room}.planted_{number} -> {imported} " in told[contract]


def test_a_circle_is_named(tmp_path: Path) -> None:
    copy = copied(tmp_path)
    plant(copy, "core", "planted_hen", "chargehand.core.planted_egg")
    plant(copy, "core", "planted_egg", "chargehand.core.planted_hen")

    outcome = lint(copy, "--contract", "circles")

    assert outcome.returncode == 1, outcome.stdout + outcome.stderr
    assert f"{contracts()['circles']} BROKEN" in outcome.stdout
    assert "planted_" in outcome.stdout


def test_the_rehearsal_may_judge_the_core(told: dict[str, str]) -> None:
    assert told["core"]
    assert "planted_judge" not in told["core"]


def test_every_contract_has_a_hole_planted_for_it() -> None:
    assert {contract for contract, _, _ in HOLES} | {"circles"} == set(contracts())
