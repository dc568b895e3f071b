"""The ready-made linters, with this repository's settings: each still sees what it is there for."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OPENING = "from __future__ import annotations\n\n"

SMELLS = {
    "RUF006": "import asyncio\n\n\nasync def greet() -> None:\n    asyncio.create_task(greet())\n",
    "DTZ005": "from datetime import datetime\n\nNOW = datetime.now()\n",
    "TID251": "from datetime import datetime\n\nNOW = datetime.utcnow()\n",
    "TID252": "from . import session\n\nX = session\n",
    "F401": "import decimal\n",
    "E722": "try:\n    X = 1\nexcept:\n    X = 2\n",
    "T201": 'print("here")\n',
    "S608": "def find(name: str) -> str:\n    return f\"SELECT * FROM driver WHERE name = '{name}'\"\n",
    "S602": 'import subprocess\n\nsubprocess.run("ls " + input(), shell=True, check=True)\n',
    "S307": "X = eval(input())\n",
    "S324": "import hashlib\n\nX = hashlib.md5(b'')\n",
    "ASYNC251": "import time\n\n\nasync def wait() -> None:\n    time.sleep(1)\n",
}


def run(*command: str, cwd: Path, text: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, input=text, capture_output=True, text=True, check=False)


def ruff(text: str) -> list[str]:
    """The rules broken by `text`, were it a module of the engine."""
    options = [
        "--no-cache",
        "--output-format=concise",
        "--stdin-filename=src/chargehand/engine/planted.py",
        "-",
    ]
    outcome = run(sys.executable, "-m", "ruff", "check", *options, cwd=ROOT, text=text)
    return [line.split()[1] for line in outcome.stdout.splitlines() if ".py:" in line]


@pytest.mark.parametrize(("rule", "text"), SMELLS.items())
def test_ruff_sees(rule: str, text: str) -> None:
    assert rule in ruff(OPENING + text)


def test_ruff_wants_annotations_unread() -> None:
    assert "I002" in ruff("X = 1\n")


def test_ruff_is_silent_where_nothing_is_wrong() -> None:
    text = '''"""Greets."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime


async def greet() -> datetime:
    """The instant of the greeting."""
    async with asyncio.TaskGroup() as group:
        group.create_task(asyncio.sleep(0))
    return datetime.now(UTC)
'''
    assert ruff(text) == []


def test_ruff_sees_an_unformatted_file() -> None:
    outcome = run(
        sys.executable, "-m", "ruff", "format", "--check", "--no-cache", "-", cwd=ROOT, text="x=1\n"
    )
    assert outcome.returncode == 1


def test_pyright_is_strict_with_the_package(tmp_path: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    package = tmp_path / "src" / "chargehand"
    package.mkdir(parents=True)
    (package / "planted.py").write_text(
        "from __future__ import annotations\n\n\n"
        "def total(readings):\n    return sum(readings)\n\n\n"
        'energy_wh: int = "12"\n',
        encoding="utf-8",
    )

    outcome = run(sys.executable, "-m", "pyright", "--pythonpath", sys.executable, cwd=tmp_path)

    assert outcome.returncode == 1, outcome.stdout + outcome.stderr
    assert "reportMissingParameterType" in outcome.stdout
    assert "reportAssignmentType" in outcome.stdout
