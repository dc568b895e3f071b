"""A defect of ours that one notice or letter meets keeps neither the others nor the house waiting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import pytest

from chargehand.edge.notices.sender import Sender
from chargehand.edge.notices.teller import House, Teller
from chargehand.model.identity import DriverId
from chargehand.model.notice import Notice, NoticeFacts, NoticeKind, Reader, Telling
from chargehand.model.visit import Letter
from tests.counted import Counted

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


class TwoNotices:
    def __init__(self) -> None:
        self.told: list[str] = []

    async def take(self, now: datetime, limit: int, until: datetime) -> list[tuple[Notice, Reader]]:
        assert now < until
        assert limit >= 2
        reader = Reader(driver=DriverId("ada"), email="ada@example.org", lang="en", zone="", choices={})
        rows = [
            Notice(id=each, driver=reader.driver, kind=NoticeKind.SESSION_ENDED, at=NOW, facts=NoticeFacts())
            for each in ("n1", "n2")
        ]
        return [(row, reader) for row in rows]

    async def plan(self, now: datetime, tellings: Sequence[Telling]) -> None:
        assert now == NOW
        self.told += [each.notice for each in tellings]


class TwoLetters:
    def __init__(self) -> None:
        self.left: list[int] = []
        self.tried_again: list[int] = []

    async def take(self, now: datetime, limit: int, until: datetime) -> list[Letter]:
        assert now < until
        assert limit >= 2
        return [
            Letter(id=each, recipient="ada@example.org", subject="s", body="b", made_at=NOW, tries=1)
            for each in (1, 2)
        ]

    async def gone(self, letter: int, now: datetime) -> None:
        assert now == NOW
        self.left.append(letter)

    async def later(self, letter: int, at: datetime) -> None:
        assert at > NOW
        self.tried_again.append(letter)

    async def drop(self, letter: int, reason: str) -> None:
        pytest.fail(f"letter {letter} is dropped: {reason}")


class BadFirst:
    async def send(self, letter: Letter) -> None:
        if letter.id == 1:
            raise KeyError(letter.body)


def secrets() -> Iterator[str]:
    yield "s" * 40


async def test_a_notice_that_cannot_be_told_is_left_and_the_next_one_told() -> None:
    notices, counted, left = TwoNotices(), Counted(), secrets()
    house = House(base_url="https://charge.example")
    teller = Teller(notices, house, lambda: NOW, lambda: next(left), counted)

    assert await teller.tell_due() == 2

    assert notices.told == ["n1"]
    assert counted.faults == ["notice n2 (session_ended): StopIteration"]


async def test_a_letter_that_cannot_be_sent_is_tried_again_and_the_next_one_leaves() -> None:
    letters, counted = TwoLetters(), Counted()

    assert await Sender(letters, BadFirst(), lambda: NOW, counted).send_due() == 2

    assert (letters.left, letters.tried_again) == ([2], [1])
    assert counted.faults == ["letter 1: KeyError"], "and nothing of its text"
