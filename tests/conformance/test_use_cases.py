"""What is only kept or only sent is so in each use case; and every use case names tests that there are."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from chargehand.model.command import CommandState
from chargehand.model.events import StationReported
from chargehand.wire.ocpp.strict import Direction, Kind, direction
from tests.conformance.cases.every import BLOCKS, cases
from tests.conformance.cases.roads import ROADS
from tests.conformance.messages import VERSIONS, Message, Status, finding
from tests.conformance.talk import Talk
from tests.conformance.use_cases import UseCase

ROOT = Path(__file__).parents[2]
COUNTS = {
    "A": 5, "B": 12, "C": 16, "D": 2, "E": 15, "F": 6, "G": 5, "H": 4, "I": 6, "J": 3, "K": 17, "L": 4, "M": 6, "N": 10,
    "O": 6, "P": 2,
}  # fmt: skip
"""So many use cases each block of 2.0.1 has (part 0 §4)."""
MORE = {"B": 13, "C": 25, "E": 17, "F": 7, "I": 12, "K": 29, "M": 7, "N": 15, "Q": 12, "R": 5, "S": 4}
"""So many those blocks of 2.1 have in which there are more; its E18 is block S."""
OF_MESSAGES = [
    pytest.param(version, case, id=f"{version}-{case.number}")
    for version in VERSIONS
    for case in cases(version)
    if case.messages
]


@pytest.mark.parametrize(("version", "case"), OF_MESSAGES)
def test_messages_of_a_use_case(version: str, case: UseCase) -> None:
    """What a station says is taken, noted and answered; what we say goes out, and its answer is kept."""
    told: list[str] = []
    for action in case.messages:
        way = direction(VERSIONS[version], action)
        if way is not Direction.CSMS:
            told += said(version, action)
        if way is not Direction.STATION:
            sent(version, action)
    wanted = set(case.answer.split("|")) if case.answer else set(told)
    assert wanted >= set(told)


def said(version: str, action: str) -> Iterator[str]:
    """The statuses that a station hears on the least and on the most that it may say."""
    message = Message(version, action, from_station=True)
    for whole in (False, True):
        talk = Talk(version)
        answer = talk.says(action, **message.schema(Kind.REQUEST).example(whole=whole))
        if "status" in answer:
            yield answer["status"]


def sent(version: str, action: str) -> None:
    message = Message(version, action, from_station=False)
    for whole in (False, True):
        talk = Talk(version)
        payload = message.schema(Kind.REQUEST).example(whole=whole)
        assert talk.calls(action, **payload) == payload
        if not message.is_answered:
            continue
        answer = message.schema(Kind.RESPONSE).example(whole=whole)
        command = talk.replies(**answer)
        assert command is not None
        assert command.state in (CommandState.CONFIRMED, CommandState.REJECTED)
        assert json.loads(command.response or "") == answer


@pytest.mark.parametrize("version", BLOCKS)
def test_each_use_case_names_tests_that_there_are(version: str) -> None:
    for case in cases(version):
        shown = case.shown_by(version)
        assert shown, f"{version} {case.number} is shown by nothing"
        for node in shown:
            path, _, names = node.partition("[")[0].partition("::")
            assert names in names_in(path), f"{version} {case.number}: {node}"


def test_each_road_names_tests_that_there_are() -> None:
    for road, shown in ROADS.items():
        for node in shown:
            path, _, names = node.partition("::")
            assert names in names_in(path), f"{road}: {node}"


@cache
def names_in(path: str) -> frozenset[str]:
    """The tests of a file, those of classes with their class."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(_tests(tree.body, ""))


def _tests(body: list[ast.stmt], prefix: str) -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            yield from _tests(node.body, f"{prefix}{node.name}::")
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            yield prefix + node.name


@pytest.mark.parametrize(("version", "counts"), [("2.0.1", COUNTS), ("2.1", COUNTS | MORE)])
def test_no_use_case_is_left_out(version: str, counts: dict[str, int]) -> None:
    numbers = sorted(case.number for case in cases(version))
    assert numbers == [f"{block}{count:02}" for block, most in counts.items() for count in range(1, most + 1)]


def test_who_does_not_support_tells_why() -> None:
    for version in BLOCKS:
        for case in cases(version):
            assert case.note or case.status in (Status.SUPPORTED, Status.STORED), case.number


@pytest.mark.parametrize(
    "case", [case for case in cases("2.0.1") if case.status is Status.STORED], ids=lambda case: case.number
)
def test_what_is_only_noted_has_no_event_of_its_own(case: UseCase) -> None:
    """A use case is called stored no longer than each of its messages is."""
    for action in case.messages:
        if direction(VERSIONS["2.0.1"], action) is not Direction.CSMS:
            message = Message("2.0.1", action, from_station=True)
            assert StationReported.__name__ in finding(message).told
