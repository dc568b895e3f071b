"""What gets installed: named exactly, with hashes, and without saying from where."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(ROOT.glob("requirements*.txt"))
PIN = re.compile(r"^([a-z0-9][a-z0-9.-]*)==(\S+)")


def pins(file: Path) -> dict[str, str]:
    """The pinned version by package; a package pinned per platform counts once."""
    found = (PIN.match(line) for line in file.read_text(encoding="utf-8").splitlines())
    return {match[1]: match[2] for match in found if match}


def wanted(requirements: list[object]) -> set[str]:
    """The packages' names in the form of the index: lower case, dashes."""
    names = (re.split(r"[\[<>=!~; ]", text, maxsplit=1)[0] for text in requirements if isinstance(text, str))
    return {re.sub(r"[-_.]+", "-", name).lower() for name in names}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_pin_has_a_hash(file: Path) -> None:
    entries = re.split(r"\n(?=[a-z0-9])", file.read_text(encoding="utf-8"))
    bare = [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry]
    assert entries
    assert bare == []


def test_what_the_project_asks_for_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    run_time = wanted(project["project"]["dependencies"])

    assert run_time <= set(pins(ROOT / "requirements.txt"))
    assert run_time | wanted(groups["dev"]) | wanted(groups["build"]) <= set(
        pins(ROOT / "requirements-dev.txt")
    )
    assert wanted(groups["build"]) == set(pins(ROOT / "requirements-build.txt"))
    assert wanted(groups["install"]) == set(pins(ROOT / "requirements-uv.txt"))


def test_tests_run_with_what_is_shipped() -> None:
    everything = pins(ROOT / "requirements-dev.txt")
    for file in FILES:
        assert pins(file).items() <= everything.items(), file.name


def test_front_end_packages_are_exact_and_hashed_and_from_nowhere() -> None:
    wish = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    locked = {name: entry for name, entry in lock.items() if name}

    assert {name: locked[f"node_modules/{name}"]["version"] for name in wish} == wish
    assert all(re.fullmatch(r"[0-9.]+", version) for version in wish.values())
    assert all(entry["integrity"].startswith("sha512-") for entry in locked.values())
    assert not any("resolved" in entry for entry in locked.values())


def test_stations_of_independent_make_are_exact_and_hashed_and_from_nowhere() -> None:
    folder = ROOT / "tests" / "clients"
    wish = json.loads((folder / "package.json").read_text(encoding="utf-8"))["dependencies"]
    text = (folder / "package-lock.json").read_text(encoding="utf-8")
    locked = {name: entry for name, entry in json.loads(text)["packages"].items() if name}

    assert all(re.fullmatch(r"[0-9.]+", version) for version in wish.values())
    assert {f"node_modules/{name}" for name in wish} <= set(locked)
    assert all(entry["integrity"].startswith("sha512-") for entry in locked.values())
    assert "://" not in text
