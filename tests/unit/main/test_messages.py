from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from chargehand.main.messages import instant, lines
from chargehand.main.talk import Refused
from chargehand.model.exchange import Direction, ExchangeRow
from chargehand.model.identity import CommandId, SessionId

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("90s", NOW - timedelta(seconds=90)),
        ("10m", NOW - timedelta(minutes=10)),
        (" 2h ", NOW - timedelta(hours=2)),
        ("3d", NOW - timedelta(days=3)),
        ("2026-11-20T10:00:00Z", NOW - timedelta(hours=2)),
        ("2026-11-20T11:00:00+01:00", NOW - timedelta(hours=2)),
        ("2026-11-20 10:00", NOW - timedelta(hours=2)),
    ],
)
def test_a_time_is_said_as_a_span_or_an_instant(text: str, expected: datetime) -> None:
    assert instant(text, NOW) == expected


@pytest.mark.parametrize("text", ["", "soon", "10", "999999d", "-5m", "10 parsecs"])
def test_no_time_is_told_so(text: str) -> None:
    with pytest.raises(Refused, match="is no time"):
        instant(text, NOW)


def row(**facts: object) -> ExchangeRow:
    usual: dict[str, object] = {
        "at": NOW, "number": 1, "direction": Direction.IN, "action": "MeterValues", "message_id": "m1",
        "request": "[2]", "answer": "[3]", "event": "MeterSampled", "decision": "Noted", "error": "", "took_ms": 1.234,
        "transaction": "7", "session": SessionId("S"), "command": CommandId("C"), "repeats": 0,
    }  # fmt: skip
    return ExchangeRow(**(usual | facts))  # pyright: ignore[reportArgumentType]


def test_a_row_is_a_line_with_its_frames_below() -> None:
    assert lines(row()) == [
        "2026-11-20 12:00:00.000 → MeterValues  MeterSampled → Noted  1.2 ms",
        "    [2]",
        "    [3]",
    ]
    assert lines(row(action="", event="", decision="", error="unreadable", took_ms=None, answer=None)) == [
        "2026-11-20 12:00:00.000 → -  ! unreadable",
        "    [2]",
    ]
    opened = row(
        direction=Direction.LINE, action="closed", event="", decision="", request="1006", answer=None, took_ms=None,
        repeats=3,
    )  # fmt: skip
    assert lines(opened) == ["2026-11-20 12:00:00.000 · closed  and 3 more before", "    1006"]
