"""What is told of a decision must never be in the way of one."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, get_args

import pytest

from chargehand.edge.observability.figures import Figures
from chargehand.edge.observability.log import make_log, make_tell
from chargehand.edge.observability.sparing import SparingLog
from chargehand.edge.observability.witness import Witness, said
from chargehand.model.answers import (
    Answer,
    AuthorizeAnswer,
    BootAnswer,
    ClaimTaken,
    CommandTaken,
    ConnectedAnswer,
    ContractAnswer,
    LeadAnswer,
    NeedsAnswer,
    Noted,
    RevocationAnswer,
    SigningAnswer,
    StartAnswer,
    StopAnswer,
    Unscheduled,
    UpdateAnswer,
)
from chargehand.model.command import Command, CommandKind
from chargehand.model.events import StationHeard, TimerRang
from chargehand.model.identity import CommandId, SessionId, StationId
from chargehand.model.session import Session, Transaction
from chargehand.model.station import BootStatus
from chargehand.model.token import TokenStatus

AT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
CP1 = StationId("CP1")
YES = AuthorizeAnswer(TokenStatus.ACCEPTED)
COMMAND = Command(id=CommandId("c"), kind=CommandKind.STOP, station=CP1, requested_at=AT, deadline_at=AT)
SESSION = Session(
    id=SessionId("s"),
    station=CP1,
    number=1,
    connector=1,
    token=None,
    driver=None,
    transaction=Transaction.OPEN,
)
ANSWERS: list[tuple[Any, str]] = [
    (Noted(), "noted"),
    (BootAnswer(BootStatus.ACCEPTED, 60, AT), "accepted"),
    (ConnectedAnswer(3), "epoch 3"),
    (YES, "accepted"),
    (StartAnswer(7, YES), "number 7, accepted"),
    (StartAnswer(7, None), "number 7, noted"),
    (UpdateAnswer(), "noted"),
    (UpdateAnswer(YES), "accepted"),
    (StopAnswer(), "noted"),
    (StopAnswer(YES), "accepted"),
    (CommandTaken(COMMAND), "stop requested"),
    (ClaimTaken(SESSION), "claimed"),
    (NeedsAnswer(), "schedule follows"),
    (NeedsAnswer(Unscheduled.NO_TRANSACTION), "no_transaction"),
    (LeadAnswer(7_000), "7000 W"),
    (LeadAnswer(None), "not_found"),
    (SigningAnswer(True), "signing"),
    (ContractAnswer(False), "contract"),
    (RevocationAnswer(()), "revocation"),
]


@pytest.mark.parametrize(("answer", "word"), ANSWERS)
def test_every_answer_has_a_word(answer: Answer, word: str) -> None:
    assert said(answer) == word


def test_no_answer_is_forgotten_here() -> None:
    assert {type(answer) for answer, _ in ANSWERS} == set(get_args(Answer))


def test_a_line_tells_the_decision_and_its_instant() -> None:
    lines: list[bytes] = []
    log = make_log(lines.append)
    witness = Witness(log, SparingLog(log, lambda: 0.0), Figures(), make_tell(lines.append))
    before = datetime.now(UTC)
    witness.decided(StationHeard(station=CP1, at=AT), StartAnswer(7, None), 0.0015)
    told = json.loads(lines[0])
    assert (told["event"], told["answer"], told["latency_ms"]) == ("decided", "number 7, noted", 1.5)
    assert told["at"].endswith("Z")
    assert abs((datetime.fromisoformat(told["at"]) - before).total_seconds()) < 5


@pytest.mark.parametrize("station", ["A\n", "A\x1b[0m", "A\u202e"])
def test_s19_whatever_a_station_is_called_its_lines_are_lines(station: str) -> None:
    """As a logger's own: the same fields in the same order, in both forms."""
    for form in (True, False):
        told: list[bytes] = []
        quick: list[bytes] = []
        log, tell = make_log(told.append, json=form), make_tell(quick.append, json=form)
        witness = Witness(log, SparingLog(log, lambda: 0.0), Figures(), tell)
        event = TimerRang(station=StationId(station), at=AT, kind="free", subject=f"s{station}")
        witness.decided(event, Noted(), 0.0015)
        log.info(
            "decided",
            station=station,
            kind="TimerRang",
            session="",
            answer="noted",
            latency_ms=1.5,
            timer="free",
            subject=f"s{station}",
        )
        assert quick[0].decode().removesuffix("\n").isprintable()
        instant = 31 if form else 12
        assert quick[0][instant:] == told[0][instant:]


def test_nobody_tells_what_is_below_the_level() -> None:
    assert make_tell(print, level="warning") is None
