"""Evidence on a real PostgreSQL: which rows a session leaves, that a doubt outlives a restart, and what lanes tell each other."""

from __future__ import annotations

from datetime import timedelta

import asyncpg
import pytest
from msgspec.structs import replace

from chargehand.model.answers import ClaimTaken, StartAnswer
from chargehand.model.calls import CallOutcome
from chargehand.model.events import (
    CallAnswered,
    CloseRequested,
    CloseUndone,
    ConnectorStatusReported,
    NotChargingClaimed,
    TimerRang,
)
from chargehand.model.identity import CommandId, DriverId, SessionId
from chargehand.model.snapshot import Policy
from chargehand.model.station import Activity, ConnectorStatus
from tests.integration.engine.test_unit import A, House, at, online, people, sample, start, stop


@pytest.fixture
async def house(pool: asyncpg.Pool) -> House:
    await people(pool, ["A", "B"])
    return House(pool, Policy())


async def begun(house: House) -> int:
    """The card charges at A for a minute; the transaction's number."""
    await online(house)
    answer = await house.unit.submit(start())
    assert isinstance(answer, StartAnswer)
    await house.unit.submit(sample(answer.number, 70, 1_100))
    return answer.number


async def told(house: House) -> list[tuple[str, str, str]]:
    rows = await house.pool.fetch("select signal, grade, note from evidence order by id")
    return [(row["signal"], row["grade"], row["note"]) for row in rows]


async def timers(house: House) -> list[tuple[str, str, str]]:
    rows = await house.pool.fetch("select station, kind, subject from timer order by station, kind")
    return [(row["station"], row["kind"], row["subject"]) for row in rows]


def reported(status: ConnectorStatus, activity: Activity, seconds: float) -> ConnectorStatusReported:
    return ConnectorStatusReported(
        station=A, at=at(seconds), connector=1, status=status, activity=activity, said_at=at(seconds)
    )


async def test_an_ordinary_session_leaves_no_evidence_and_had_one_timer(house: House) -> None:
    number = await begun(house)
    for minute in range(2, 20):
        await house.unit.submit(sample(number, 60 * minute, 1_000 + 100 * minute))
        assert await timers(house) == [("A", "watch", "s-new")]
    await house.unit.submit(stop(number, 1_200, 3_100))
    assert (await told(house), await timers(house), house.observer.halts) == ([], [], [])


async def test_a_doubt_outlives_a_restart_and_ends_on_what_was_kept(house: House) -> None:
    number = await begun(house)
    await house.unit.submit(reported(ConnectorStatus.OCCUPIED, Activity.FINISHING, 100))
    again = house.restarted()
    row = await house.pool.fetchrow("select doubt, end_signal, close_at, card_hold from session")
    assert row is not None
    assert tuple(row)[:2] == ("connector_finishing", "connector_finishing")
    assert row["card_hold"] == "released"
    ring = TimerRang(station=A, at=row["close_at"] + timedelta(seconds=1), kind="watch", subject="s-new")
    await again.unit.submit(ring)
    assert await told(house) == [
        ("connector_finishing", "B", ""),
        ("hold_released", "D", "connector_finishing"),
        ("closed", "B", "connector_finishing"),
    ]
    await again.unit.submit(stop(number, 2_000, 1_400))
    assert (await told(house))[-1] == ("corrected", "A", "connector_finishing 100")
    ended = await house.pool.fetchrow("select end_basis, bill, end_signal from session")
    assert ended is not None
    assert tuple(ended) == ("reported", "final", "")
    assert again.observer.halts == []


async def test_a_claim_asks_and_what_was_asked_is_kept(house: House) -> None:
    await begun(house)
    claim = NotChargingClaimed(
        station=A,
        at=at(90),
        command=CommandId("claim"),
        session=SessionId("s-new"),
        driver=DriverId("ada"),
    )
    answer = await house.unit.submit(claim)
    assert isinstance(answer, ClaimTaken)
    assert answer.session.probes == 1
    call = await house.pool.fetchrow("select command, call_id from outbox order by made_at desc limit 1")
    assert call is not None
    await house.unit.submit(
        CallAnswered(
            station=A,
            at=at(91),
            command=CommandId(call["command"]),
            call_id=call["call_id"],
            outcome=CallOutcome.REJECTED,
        )
    )
    assert await told(house) == [
        ("driver_claim", "B-", ""),
        ("asked", "D", "meter"),
        ("hold_released", "D", "driver_claim"),
        ("unanswered", "D", "meter rejected"),
        ("asked", "D", "status"),
    ]


async def test_an_operator_takes_a_closing_back(house: House) -> None:
    number = await begun(house)
    who, session = DriverId("ada"), SessionId("s-new")
    await house.unit.submit(
        CloseRequested(station=A, at=at(200), session=session, operator=who, reason="gone")
    )
    assert await timers(house) == []
    again = house.restarted()
    answer = await again.unit.submit(CloseUndone(station=A, at=at(230), session=session, operator=who))
    assert isinstance(answer, ClaimTaken)
    await again.unit.submit(sample(number, 240, 1_300))
    row = await house.pool.fetchrow("select transaction, bill, register_wh, ended_at from session")
    assert row is not None
    assert tuple(row) == ("open", "running", 1_300, None)
    assert [signal for signal, _, _ in await told(house)] == ["operator_closed", "operator_undid"]


async def test_a_card_that_begins_elsewhere_is_told_to_its_sessions_lane(house: House) -> None:
    await begun(house)
    await online(house, "B")
    await house.unit.submit(start(300, "s-b", "B"))
    assert ("A", "elsewhere", "s-new") in await timers(house)
    ring = TimerRang(station=A, at=at(301), kind="elsewhere", subject="s-new")
    await house.unit.submit(ring)
    assert ("token_elsewhere", "C", "") in await told(house)
    assert ("A", "elsewhere", "s-new") not in await timers(house)
    assert house.observer.halts == []


async def test_what_is_nobodys_is_kept_at_its_connector(house: House) -> None:
    number = await begun(house)
    await house.unit.submit(stop(number, 1_200, 3_100))
    await house.unit.submit(replace(sample(number, 1_300, 3_400), ref=None))
    row = await house.pool.fetchrow(
        "select register_wh, unattributed_wh, gap_wh from connector where station = 'A'"
    )
    assert row is not None
    assert tuple(row) == (3_400, 300, 300)
    assert await house.pool.fetchval("select info from security_event") == (
        "connector 1: 300 Wh without a session, register at 3400 Wh"
    )


async def test_what_flows_on_is_stopped_under_the_id_that_ended_f55a(house: House) -> None:
    """Of the session only what its connector remembers is still at hand."""
    number = await begun(house)
    await house.unit.submit(stop(number, 1_200, 3_100))
    assert await house.pool.fetchval("select ended_ref from connector where station = 'A'") == str(number)
    for second, register_wh in ((1_300, 3_400), (1_360, 3_700)):
        await house.unit.submit(replace(sample(number, second, register_wh), ref=None))
    rows = await house.pool.fetch(
        "select call_id, convert_from(call, 'utf8') as call from outbox where command like 'stray.%'"
    )
    assert [f'"{number}"' in row["call"] for row in rows] == [True]
    await house.unit.submit(
        CallAnswered(
            station=A,
            at=at(1_400),
            command=CommandId("stray.1"),
            call_id=rows[0]["call_id"],
            outcome=CallOutcome.REJECTED,
        )
    )
    assert house.observer.halts == []
    await house.unit.submit(replace(start(1_500, "s-next"), said_at=at(1_500)))
    assert await house.pool.fetchval("select ended_ref from connector where station = 'A'") is None
