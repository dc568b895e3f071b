"""docs/asvs.md has a row for everything that is asked, and what it rests on exists."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import msgspec
import pytest

from tools.asvs.__main__ import FILE
from tools.asvs.evidence import is_there, wrong_with
from tools.asvs.page import whole
from tools.asvs.rows import Row, State, rows
from tools.asvs.standard import numbers

HERE = Path(__file__).parents[2]


def test_what_is_committed_is_what_is_made() -> None:
    """After a wanted change: `make asvs`."""
    assert (HERE / FILE).read_text(encoding="utf-8") == whole()


def test_every_row_is_there_with_what_shows_it_or_why_not() -> None:
    assert wrong_with(HERE, rows()) == []


def test_the_standard_has_so_many_rows() -> None:
    counted = Counter(level for _, level in numbers(1, 2, 3))
    assert counted == {1: 70, 2: 183, 3: 92}


def test_a_row_that_is_missing_or_rests_on_nothing_is_told() -> None:
    known = rows()
    first, second, third, *_ = known
    missing = {number: row for number, row in known.items() if number != first}
    assert f"{first} is missing" in wrong_with(HERE, missing)
    assert wrong_with(HERE, {**known, "V1.2.10": known[first]}) == ["V1.2.10 is no row of level 1 or 2"]
    assert wrong_with(HERE, dict(reversed(known.items()))) == ["the rows are not in the standard's order"]

    empty = Row(asks="three small words", state=State.MET)
    idle = Row(asks="three small words", state=State.NOT_YET)
    gone = Row(asks="short", state=State.MET, by=("house/test_asvs.py::test_that_there_is_not",))
    told = wrong_with(HERE, {**known, first: empty, second: idle, third: gone})
    assert told == [
        f"{first} is met by nothing",
        f"{second} is not yet for no reason",
        f"{third} asks in 1 words, not in 3 to 8",
        f"{third} rests on house/test_asvs.py::test_that_there_is_not, which is not there",
    ]


@pytest.mark.parametrize(
    ("place", "there"),
    [
        ("house/test_asvs.py::test_what_is_committed_is_what_is_made", True),
        ("house/test_asvs.py::HERE", False),
        ("house/test_asvs.py", False),
        ("house/test_nothing.py::test_it", False),
        ("docs/security.md", True),
        ("docs/security.md#behind-a-proxy", True),
        ("docs/security.md#nowhere", False),
        ("docs/nothing.md", False),
        ("SECURITY.md", True),
    ],
)
def test_what_a_row_rests_on_is_looked_for(place: str, there: bool) -> None:
    assert is_there(HERE, place) is there


def test_every_danger_of_the_web_has_a_test_that_names_it() -> None:
    """S42 is about several operators in one house, which there are not; S43 about an audit log, which there is not yet."""
    wanted = {f"S{number}" for number in range(29, 51)} - {"S42", "S43"}
    named: set[str] = set()
    for file in (HERE / "tests").rglob("*.py"):
        if "house" not in file.relative_to(HERE / "tests").parts:
            named.update(re.findall(r"\bS\d{2}\b", file.read_text(encoding="utf-8")))
    assert wanted - named == set()


def test_what_is_no_row_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        rows('["V1.1.1"]\nasks = "a thing or two"\nstate = "perhaps"\n')
    with pytest.raises(msgspec.ValidationError):
        rows('["V1.1.1"]\nasks = "a thing or two"\nstate = "met"\ntest = "x"\n')
