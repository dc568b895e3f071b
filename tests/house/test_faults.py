"""docs/faults.md is what the tests say now, and no row of the sessions' faults is without a test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.faults.__main__ import FILE, main
from tools.faults.page import whole
from tools.faults.places import Place, places, rows_in
from tools.faults.rows import titles

HERE = Path(__file__).parents[2]


def test_what_is_committed_is_what_is_made() -> None:
    """After a wanted change: `make faults`."""
    assert (HERE / FILE).read_text(encoding="utf-8") == whole(HERE)


def test_every_row_about_sessions_and_the_platform_under_them_has_a_test() -> None:
    named = places(HERE)
    wanted = [f"F{number:02}" for number in (*range(35, 64), *range(69, 103))]
    assert [row for row in wanted if row not in named] == []
    assert set(wanted) <= set(titles())


def test_no_test_names_a_row_that_there_is_not() -> None:
    unknown = {row: known for row, known in places(HERE).items() if row not in titles()}
    assert {
        row: known for row, known in unknown.items() if known[0].file != "tests/house/test_faults.py"
    } == {}


def test_names_are_found_alone_in_ranges_and_in_the_names_of_tests() -> None:
    assert list(rows_in("F55a, F08-F10 and test_it_f49 but not F1, xF22, F12x or OFF44")) == [
        "F55a",
        "F08",
        "F09",
        "F10",
        "F49",
    ]


def test_a_row_is_shown_by_the_test_that_names_it_else_by_its_file(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_it.py").write_text(
        '"""F01"""\ndef test_one():\n    """F02"""\nROWS = ["F03"]\n', encoding="utf-8"
    )
    file = "tests/test_it.py"
    assert places(tmp_path) == {
        "F01": [Place(file, "")],
        "F02": [Place(file, "test_one")],
        "F03": [Place(file, "")],
    }


def test_a_stale_file_is_told_and_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs").mkdir()
    assert main(["--check"]) == 1
    assert not (tmp_path / FILE).exists()
    assert main([]) == 0
    assert main(["--check"]) == 0
    assert capsys.readouterr().out.split() == [str(FILE), str(FILE)]
