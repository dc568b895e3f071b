"""docs/driver.md: each promise to drivers has a test that `make test` runs in a browser, and it speaks of the words quoted."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from chargehand.views.words.english import SENTENCES as ENGLISH
from tools.asvs.evidence import is_there

HERE = Path(__file__).parents[2]
JOURNEYS = HERE / "tests" / "journeys"
FILE = HERE / "docs" / "driver.md"
SECTION = re.compile(r"^## (\d+)\. .+\n", re.MULTILINE)
NAMED = re.compile(r"`tests/([\w/]+\.py::[\w:]+)`")
QUOTED = re.compile(r'"([^"]+)"')
NOT_YET = re.compile(r"\*\*(not true|never told) yet\*\*")
WORD_FOR_WORD = {1, 2, 12, 13}
"""Sections whose quoted words all stand in the tests named beside them; elsewhere they stand there or in the catalogue."""
LOOKED_AT = ("journeys/test_album.py", "journeys/test_pictures.py")
"""Only draw pictures; what fails there fails nobody."""
SHARED = (JOURNEYS / "screens.py", JOURNEYS / "tour.py")


class Row(NamedTuple):
    section: int
    promise: str
    test: str


def rows(text: str) -> list[Row]:
    """The tables' rows, without their heads."""
    _, *parts = SECTION.split(text)
    found: list[Row] = []
    for number, table in zip(parts[::2], parts[1::2], strict=True):
        for line in table.splitlines():
            if line.startswith("| ") and line != "| promise | test |":
                promise, test = line.strip("| ").split(" | ")
                found.append(Row(int(number), promise, test))
    return found


def wrong_with(row: Row) -> list[str]:
    """What keeps this row from being believed."""
    named: list[str] = NAMED.findall(row.test)
    if not named:
        return [] if NOT_YET.search(row.test) else [f"{row.promise}: no test"]
    found = [f"{row.promise}: {each} is not there" for each in named if not _is_there(each)]
    found += [f"{row.promise}: {each} shows nothing" for each in named if each.startswith(LOOKED_AT)]
    if found:
        return found
    said = _said(named) if row.section in WORD_FOR_WORD else [*_said(named), *ENGLISH.values()]
    return [
        f'{row.promise}: nothing there speaks of "{words}"'
        for words in QUOTED.findall(row.promise)
        if not any(words in each for each in said)
    ]


def _is_there(named: str) -> bool:
    """Also of a method: its class is not looked at."""
    file, *_, name = named.split("::")
    return is_there(HERE, f"{file}::{name}")


def _said(named: list[str]) -> list[str]:
    files = [HERE / "tests" / each.partition("::")[0] for each in named]
    texts = [file.read_text(encoding="utf-8") for file in (*files, *SHARED)]
    return [re.sub(r'\\|"\s*\n\s*"', "", text) for text in texts]


def test_each_promise_has_a_test_that_is_there_and_speaks_of_it() -> None:
    told = rows(FILE.read_text(encoding="utf-8"))
    assert len(told) > 50
    wrong = [each for row in told for each in wrong_with(row)]
    assert not wrong, "\n".join(wrong)


def test_its_sections_are_those_of_the_product_in_their_order() -> None:
    numbers = [int(each) for each in SECTION.findall(FILE.read_text(encoding="utf-8"))]
    assert numbers == list(range(1, 14))


@pytest.mark.parametrize(
    ("promise", "test", "told"),
    [
        ("a thing", "shown by nothing", "no test"),
        ("a thing", "**not true yet**: there is no such thing", ""),
        ("a thing", "`tests/journeys/test_album.py::test_pictures_at_the_door`", "shows nothing"),
        ("a thing", "`tests/journeys/test_live.py::test_that_there_is_not`", "is not there"),
        ('"Stop charging?"', "`tests/journeys/test_stop.py::test_the_sheet_asks_first_and_can_be_left`", ""),
        (
            '"Stop it!"',
            "`tests/journeys/test_stop.py::test_the_sheet_asks_first_and_can_be_left`",
            "speaks of",
        ),
    ],
)
def test_a_row_that_rests_on_nothing_is_told(promise: str, test: str, told: str) -> None:
    wrong = wrong_with(Row(1, promise, test))
    assert len(wrong) == bool(told)
    assert all(told in each for each in wrong)
