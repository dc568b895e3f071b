from __future__ import annotations

import json

import pytest
import typer

from chargehand.main.talk import Refused, table, talking
from chargehand.model.faults import WorldFault
from chargehand.store.embedded import SetupFault


@pytest.mark.parametrize(
    ("fault", "code"), [(Refused("No."), 1), (WorldFault("gone"), 1), (SetupFault("Two\n lines."), 2)]
)
def test_what_is_in_the_way_is_one_line_and_a_code(
    capsys: pytest.CaptureFixture[str], fault: Exception, code: int
) -> None:
    with pytest.raises(typer.Exit) as ended, talking(json=False):
        raise fault
    said = capsys.readouterr()
    assert (ended.value.exit_code, said.out) == (code, "")
    assert said.err.startswith("chargehand: ")
    assert said.err.count("\n") == 1


def test_in_json_the_reason_is_an_object_on_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit), talking(json=True):
        raise Refused("No.")
    assert json.loads(capsys.readouterr().out) == {"error": "No."}


def test_facts_are_lines_for_people_and_one_object_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    with talking(json=False) as talk:
        talk.say({"a": 1}, "first", "second")
    assert capsys.readouterr().out == "first\nsecond\n"
    with talking(json=True) as talk:
        talk.say({"a": 1}, "first", "second")
    assert capsys.readouterr().out == '{"a":1}\n'


def test_a_table_is_aligned_and_empty_without_rows() -> None:
    assert table(("A", "B"), [("long", "x"), ("y", "")]) == ["A     B", "long  x", "y"]
    assert table(("A", "B"), []) == []
