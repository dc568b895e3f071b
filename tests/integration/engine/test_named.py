"""Transactions that stations name (OCPP 2.x) on a real PostgreSQL: rows hold what the decisions say, also for the next process."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import asyncpg
import pytest
from msgspec.structs import replace

from chargehand.model.answers import CommandTaken, StartAnswer, UpdateAnswer
from chargehand.model.calls import CallOutcome
from chargehand.model.events import (
    CallAnswered,
    CallSent,
    StartRequested,
    StationConnected,
    TimerRang,
    TransactionEnded,
    TransactionStarted,
    TransactionUpdated,
)
from chargehand.model.identity import CommandId, DriverId, SessionId, StationId, TokenUid
from chargehand.model.reading import Reading
from chargehand.model.snapshot import Policy
from chargehand.model.station import Activity
from tests.integration.engine.test_unit import House, people

A = StationId("A")
T0 = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return T0 + timedelta(seconds=seconds)


@pytest.fixture
async def house(pool: asyncpg.Pool) -> House:
    await people(pool, ["A", "B"])
    house = House(pool, Policy())
    for station in ("A", "B"):
        await house.unit.submit(
            StationConnected(station=StationId(station), at=T0, protocol="ocpp2.0.1", gateway="g")
        )
    return house


def started(seconds: float, token: str = "CARD", station: str = "A") -> TransactionStarted:
    return TransactionStarted(
        station=StationId(station),
        at=at(seconds),
        fresh=SessionId(f"s-{station}{seconds}"),
        connector=1,
        token=TokenUid(token),
        meter_start_wh=Decimal(1000),
        said_at=at(seconds),
        ref="tx-1",
        seq=0,
        activity=Activity.PREPARING if not token else Activity.CHARGING,
    )


def updated(seconds: float, seq: int, register: int, **facts: object) -> TransactionUpdated:
    plain = TransactionUpdated(
        station=A,
        at=at(seconds),
        fresh=SessionId(f"u{seconds}"),
        ref="tx-1",
        connector=1,
        said_at=at(seconds),
        readings=(Reading(at(seconds), Decimal(register)),),
        seq=seq,
    )
    return replace(plain, **facts)


def ended(seconds: float, seq: int, register: int) -> TransactionEnded:
    return TransactionEnded(
        station=A,
        at=at(seconds),
        fresh=SessionId(f"e{seconds}"),
        ref="tx-1",
        meter_stop_wh=Decimal(register),
        said_at=at(seconds),
        seq=seq,
        connector=1,
    )


async def rows(house: House) -> list[asyncpg.Record]:
    return await house.pool.fetch(
        "select id, transaction, ref, driver, token, seq, energy_wh, bill, end_basis, stopped_at"
        "  from session order by number"
    )


async def test_numbers_readings_and_energy_survive_a_restart(house: House) -> None:
    await house.unit.submit(started(10))
    await house.unit.submit(updated(310, 1, 1_500))
    again = house.restarted()
    await again.unit.submit(updated(610, 2, 2_000))
    await again.unit.submit(ended(700, 3, 2_100))
    (row,) = await rows(house)
    assert (row["transaction"], row["bill"], row["energy_wh"]) == ("ended", "final", 1_100)
    assert row["seq"] == [0, 3]
    assert await house.pool.fetchval("select count(*) from reading") == 4


async def test_a_bill_waits_for_what_is_missing_across_a_restart_f86(house: House) -> None:
    await house.unit.submit(started(10))
    await house.unit.submit(ended(700, 2, 2_100))
    assert [row["bill"] for row in await rows(house)] == ["waiting"]
    assert await house.pool.fetchval("select count(*) from timer where kind = 'gap'") == 1
    await house.restarted().unit.submit(updated(705, 1, 1_500))
    assert [(row["bill"], row["seq"]) for row in await rows(house)] == [("final", [0, 2])]
    assert await house.pool.fetchval("select count(*) from timer where kind = 'gap'") == 0


async def test_a_station_that_has_nothing_more_is_waited_for_no_longer(house: House) -> None:
    """E14: asked by a call that is no command's; each step in another process."""
    await house.unit.submit(started(10))
    await house.unit.submit(ended(700, 2, 2_100))
    (row,) = await rows(house)
    await house.restarted().unit.submit(TimerRang(station=A, at=at(1240), kind="gap_ask", subject=row["id"]))
    call = await house.pool.fetchrow("select call_id, command from outbox where station = 'A'")
    assert call is not None
    said = {"station": A, "command": CommandId(call["command"]), "call_id": call["call_id"]}
    asked = house.restarted()
    await asked.unit.submit(CallSent(at=at(1241), **said))
    await asked.unit.submit(CallAnswered(at=at(1242), outcome=CallOutcome.ACCEPTED, **said))
    assert [row["bill"] for row in await rows(house)] == ["final"]
    assert await house.pool.fetchval("select count(*) from timer where kind like 'gap%'") == 0


async def test_what_ran_for_nobody_goes_on_as_the_session_that_was_asked_for(house: House) -> None:
    """The transaction's name moves from one row to the other in one commit."""
    unit = house.unit
    assert await unit.submit(started(10, token="")) == StartAnswer(700, None)
    wish = StartRequested(
        station=A,
        at=at(30),
        command=CommandId("c1"),
        fresh=SessionId("mine"),
        driver=DriverId("ada"),
        account_active=True,
        token=TokenUid("CARD"),
        connector=1,
    )
    taken = await unit.submit(wish)
    assert isinstance(taken, CommandTaken)
    assert taken.session is not None
    await unit.submit(CallSent(station=A, at=at(31), command=CommandId("c1"), call_id="c1"))
    await unit.submit(
        CallAnswered(
            station=A, at=at(32), command=CommandId("c1"), call_id="c1", outcome=CallOutcome.ACCEPTED
        )
    )
    news = updated(
        40, 1, 1_000, asked=taken.session.number, token=TokenUid("CARD"), activity=Activity.CHARGING
    )
    assert isinstance(await unit.submit(news), UpdateAnswer)
    await house.restarted().unit.submit(ended(900, 2, 1_800))
    nobodys, mine = await rows(house)
    assert (nobodys["end_basis"], nobodys["ref"], nobodys["energy_wh"]) == ("continued", None, 0)
    assert (mine["id"], mine["ref"], mine["driver"]) == ("mine", "tx-1", "ada")
    assert (mine["bill"], mine["energy_wh"], mine["seq"]) == ("final", 800, [0, 2])
    assert await house.pool.fetchval("select state from command where id = 'c1'") == "confirmed"


async def test_a_place_is_left_before_an_older_session_takes_it(house: House) -> None:
    """The transaction that is over began after the one that was told its place later (F46)."""
    await house.unit.submit(replace(started(10), connector=0, ref="tx-2", fresh=SessionId("older")))
    await house.unit.submit(replace(started(5, token="OTHER"), ref="tx-1", at=at(12)))
    await house.unit.submit(replace(updated(20, 1, 1_500), ref="tx-2"))
    assert [(row["ref"], row["end_basis"]) for row in await rows(house)] == [
        ("tx-2", None),
        ("tx-1", "superseded"),
    ]


async def test_a_start_that_was_asked_for_takes_the_place_of_what_began_after_it(house: House) -> None:
    wish = StartRequested(
        station=A,
        at=at(5),
        command=CommandId("c1"),
        fresh=SessionId("mine"),
        driver=DriverId("ada"),
        account_active=True,
        token=TokenUid("CARD"),
        connector=1,
    )
    await house.unit.submit(wish)
    await house.unit.submit(replace(started(10, token="OTHER"), ref="tx-0"))
    await house.unit.submit(replace(started(20), asked=700))
    assert [(row["id"], row["transaction"]) for row in await rows(house)] == [
        ("mine", "open"),
        ("s-A10", "ended"),
    ]


async def test_the_first_token_says_whose_it_is(house: House) -> None:
    await house.unit.submit(started(10, token=""))
    await house.unit.submit(updated(20, 1, 1_000, token=TokenUid("CARD")))
    assert [(row["token"], row["driver"]) for row in await rows(house)] == [("CARD", "ada")]
    (seen,) = await house.pool.fetch("select stopped_at from session")
    assert seen["stopped_at"] is None
    await house.unit.submit(updated(60, 2, 1_100, stopped="StopAuthorized", activity=Activity.PREPARING))
    assert [row["stopped_at"] for row in await rows(house)] == [at(60)]


async def test_the_same_name_at_another_station_is_another_transaction_f90(house: House) -> None:
    await house.unit.submit(started(10))
    await house.unit.submit(started(10, station="B"))
    await house.unit.submit(ended(700, 1, 2_100))
    found = await house.pool.fetch("select station, transaction from session order by station")
    assert [tuple(row) for row in found] == [("A", "ended"), ("B", "open")]


async def test_a_name_that_is_used_again_is_another_session_f90(house: House) -> None:
    await house.unit.submit(started(10))
    await house.unit.submit(ended(700, 1, 2_100))
    again = house.restarted()
    await again.unit.submit(started(900))
    assert [(row["transaction"], row["ref"]) for row in await rows(again)] == [
        ("ended", None),
        ("open", "tx-1"),
    ]
