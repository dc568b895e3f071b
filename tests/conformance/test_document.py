"""docs/conformance.md is what the code and its tests say now."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conformance.cases.every import cases
from tests.conformance.messages import from_stations, to_stations
from tools.conformance.__main__ import FILE, main
from tools.conformance.page import whole

HERE = Path(__file__).parents[2] / FILE


def test_what_is_committed_is_what_is_made() -> None:
    """After a wanted change: `make conformance`."""
    assert HERE.read_text(encoding="utf-8") == whole()


def test_every_row_has_a_test_in_a_file_that_there_is() -> None:
    rows = [line for line in whole().splitlines() if re.match(r"\| [A-Z0-9][\w.]* \|", line)]
    shown = [line for line in rows if line.count("|") == 6]
    assert len(shown) >= 300
    for line in shown:
        files = re.findall(r"\]\(\.\./([\w./]+)\)", line)
        assert files, line
        assert all((HERE.parents[1] / file).is_file() for file in files)


def test_no_message_and_no_use_case_is_left_out() -> None:
    text = whole()
    for message in (*from_stations(), *to_stations()):
        if message.version != "2.1":
            assert f"[{message}]" in text
    for version in ("1.6", "2.0.1", "2.1"):
        for case in cases(version):
            assert re.search(
                rf"^\| {re.escape(case.number)} \| {re.escape(case.name)} \|", text, re.MULTILINE
            )


def test_a_stale_file_is_told_and_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs").mkdir()
    assert main(["--check"]) == 1
    assert not (tmp_path / FILE).exists()
    assert main([]) == 0
    assert main(["--check"]) == 0
    (tmp_path / FILE).write_text("other", encoding="utf-8")
    capsys.readouterr()
    assert main(["--check"]) == 1
    assert capsys.readouterr().out.split() == [str(FILE)]
