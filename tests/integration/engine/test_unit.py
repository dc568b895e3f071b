"""The unit on a real PostgreSQL: what is answered is committed, and a repeat finds the first answer."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import asyncpg
import pytest

from chargehand.engine import unit as unit_module
from chargehand.engine.feed import LocalFeed
from chargehand.engine.unit import Unit
from chargehand.model.answers import Answer, CommandTaken, StartAnswer
from chargehand.model.calls import CallOutcome
from chargehand.model.events import (
    CallAnswered,
    CallSent,
    Event,
    MeterSampled,
    StartRequested,
    StationBooted,
    StationConnected,
    StopRequested,
    TransactionEnded,
    TransactionStarted,
)
from chargehand.model.faults import LaneHalted, UnknownStation, WorldFault
from chargehand.model.identity import CommandId, DriverId, SessionId, StationId, TokenUid
from chargehand.model.reading import Reading
from chargehand.model.refusals import Refusal
from chargehand.model.snapshot import Change, Decision, Policy, Snapshot
from chargehand.store.units import PostgresUnits

T0 = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
A = StationId("A")


class Quiet:
    """An observer that only remembers."""

    def __init__(self) -> None:
        self.batches: list[int] = []
        self.halts: list[str] = []

    def decided(self, event: Event, answer: Answer | Refusal, latency_s: float) -> None: ...

    def batch(self, events: int, seconds: float) -> None:
        self.batches.append(events)
        self.seconds = seconds

    def halted(self, station: StationId, law: str) -> None:
        self.halts.append(f"{station}: {law}")

    def fault(self, reason: str) -> None: ...


def at(seconds: float) -> datetime:
    return T0 + timedelta(seconds=seconds)


async def people(pool: asyncpg.Pool, stations: list[str]) -> None:
    await pool.execute("insert into driver (id, email) values ('ada', 'ada@example.com')")
    await pool.execute("insert into token (uid, card_id, driver) values ('CARD', 'k1', 'ada')")
    for place, identity in enumerate(stations):
        await pool.execute(
            "insert into station (identity, public_id, next_number) values ($1, $2, 700)",
            identity,
            f"p{place}",
        )
        await pool.execute("insert into connector (station, number) values ($1, 1)", identity)


class House:
    def __init__(self, pool: asyncpg.Pool, policy: Policy) -> None:
        self.pool = pool
        self.policy = policy
        self.feed = LocalFeed()
        self.changes: list[Change] = []
        self.feed.subscribe(self.changes.extend)
        self.observer = Quiet()
        self.store = PostgresUnits(pool)
        self.unit = Unit(self.store, self.feed, self.observer, policy, time.monotonic)

    def restarted(self) -> House:
        """Another process on the same rows, knowing nothing but them."""
        return House(self.pool, self.policy)


@pytest.fixture
async def house(pool: asyncpg.Pool) -> House:
    await people(pool, ["A", "B"])
    return House(pool, Policy())


def start(seconds: float = 10, fresh: str = "s-new", station: str = "A") -> TransactionStarted:
    return TransactionStarted(
        station=StationId(station),
        at=at(seconds),
        fresh=SessionId(fresh),
        connector=1,
        token=TokenUid("CARD"),
        meter_start_wh=Decimal(1000),
        said_at=at(10),
    )


def sample(number: int, seconds: float, register: int, station: str = "A") -> MeterSampled:
    reading = Reading(said_at=at(seconds), register_wh=Decimal(register), power_w=Decimal(7_000))
    return MeterSampled(
        station=StationId(station), at=at(seconds), connector=1, ref=str(number), readings=(reading,)
    )


def stop(number: int, seconds: float, register: int, station: str = "A") -> TransactionEnded:
    return TransactionEnded(
        station=StationId(station),
        at=at(seconds),
        fresh=SessionId("orphan"),
        ref=str(number),
        meter_stop_wh=Decimal(register),
        said_at=at(seconds),
    )


async def online(house: House, station: str = "A") -> None:
    here = StationId(station)
    await house.unit.submit(StationConnected(station=here, at=at(0), protocol="ocpp1.6", gateway="g"))
    await house.unit.submit(StationBooted(station=here, at=at(1), vendor="v", model="m"))


async def started_remotely(house: House) -> Answer | Refusal:
    """The driver asked, the station accepted; nothing has begun yet."""
    await online(house)
    asked = await house.unit.submit(
        StartRequested(
            station=A,
            at=at(5),
            command=CommandId("c-start"),
            fresh=SessionId("s1"),
            driver=DriverId("ada"),
            account_active=True,
            token=TokenUid("CARD"),
        )
    )
    taken = await house.store.take("g")
    assert [call.command for call in taken] == ["c-start"]
    assert await house.store.take("g") == []
    told = {"station": A, "command": CommandId("c-start"), "call_id": "c-start"}
    await house.unit.submit(CallSent(at=at(6), **told))
    await house.unit.submit(CallAnswered(at=at(7), outcome=CallOutcome.ACCEPTED, **told))
    return asked


async def test_a_whole_remote_session_is_told_by_the_rows(house: House) -> None:
    asked = await started_remotely(house)
    assert isinstance(asked, CommandTaken)
    answer = await house.unit.submit(start(), frame='[2,"x"]')
    assert isinstance(answer, StartAnswer)
    assert answer.number == 700
    for place in range(1, 4):
        await house.unit.submit(sample(700, 10 + 10 * place, 1000 + 20 * place))
    await house.unit.submit(
        StopRequested(
            station=A,
            at=at(50),
            command=CommandId("c-stop"),
            session=SessionId("s1"),
            driver=DriverId("ada"),
        )
    )
    await house.unit.submit(stop(700, 55, 1077))
    row = await house.pool.fetchrow("select * from session where id = 's1'")
    assert row is not None
    assert (row["transaction"], row["energy_wh"], row["bill"]) == ("ended", 77, "final")
    commands = await house.pool.fetch("select kind, state from command order by requested_at")
    assert {row["kind"]: row["state"] for row in commands} == {"start": "confirmed", "stop": "confirmed"}
    assert await house.pool.fetchval("select count(*) from timer") == 0
    assert await house.pool.fetchval("select count(*) from reading where session = 's1'") == 5
    assert await house.pool.fetchval("select frame from journal where frame is not null") == '[2,"x"]'
    assert any("s1" in change.sessions for change in house.changes)


async def test_a_repeat_after_a_restart_gets_the_first_answer_f35(house: House) -> None:
    first = await house.unit.submit(start())
    await house.unit.submit(stop(700, 40, 1300))
    again = await house.restarted().unit.submit(start(90, fresh="s-again"))
    assert first == again
    assert await house.pool.fetchval("select count(*) from session") == 1


async def test_what_the_power_makes_is_known_after_a_restart_f83(house: House) -> None:
    await house.unit.submit(start())
    for minute in range(1, 6):
        house = house.restarted()
        await house.unit.submit(sample(700, 10 + 60 * minute, 1001))
    await house.restarted().unit.submit(stop(700, 320, 1001))
    row = await house.pool.fetchrow("select powered_ws, bill, flags from session")
    assert row is not None
    assert (row["powered_ws"], row["bill"], row["flags"]) == (7_000 * 240, "in_review", ["below_power"])


async def test_many_lanes_share_commits_and_each_is_serial(pool: asyncpg.Pool) -> None:
    names = [f"S{place}" for place in range(40)]
    await people(pool, names)
    house = House(pool, Policy())
    await asyncio.gather(*(house.unit.submit(start(fresh=f"f-{name}", station=name)) for name in names))
    readings = [sample(700, 20 + place, 1000 + place, name) for place in range(1, 6) for name in names]
    await asyncio.gather(*(house.unit.submit(reading) for reading in readings))
    rows = await pool.fetch("select energy_wh from session")
    assert [row["energy_wh"] for row in rows] == [5] * 40
    assert max(house.observer.batches) > 10
    assert await pool.fetchval("select count(*) from journal") == 40 * 6


async def test_two_processes_on_one_lane_never_overlook_each_other(house: House) -> None:
    other = house.restarted()
    await house.unit.submit(start())
    await other.unit.submit(sample(700, 20, 1010))
    await house.unit.submit(sample(700, 30, 1020))
    await other.unit.submit(sample(700, 40, 1030))
    await house.unit.submit(stop(700, 50, 1040))
    row = await house.pool.fetchrow("select energy_wh, bill from session")
    assert row is not None
    assert (row["energy_wh"], row["bill"]) == (40, "final")


async def test_a_foreign_station_touches_nothing_s12(house: House) -> None:
    await house.unit.submit(start())
    await house.unit.submit(sample(700, 20, 9_000, station="B"))
    await house.unit.submit(stop(700, 30, 9_000, station="B"))
    row = await house.pool.fetchrow("select transaction, energy_wh from session where station = 'A'")
    assert row is not None
    assert (row["transaction"], row["energy_wh"]) == ("open", 0)


async def test_an_unknown_station_is_told_so(house: House) -> None:
    with pytest.raises(UnknownStation):
        await house.unit.submit(start(station="nobody"))


async def test_a_broken_law_halts_one_lane_and_no_other(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = unit_module.decide

    def raving(snapshot: Snapshot, event: Event) -> Decision:
        if event.station == "A":
            raise ValueError("a defect")
        return honest(snapshot, event)

    monkeypatch.setattr(unit_module, "decide", raving)
    halted, fine = await asyncio.gather(
        house.unit.submit(start()), house.unit.submit(start(station="B")), return_exceptions=True
    )
    assert isinstance(halted, LaneHalted)
    assert isinstance(fine, StartAnswer)
    assert house.observer.halts == ["A: ValueError: a defect"]
    monkeypatch.undo()
    with pytest.raises(LaneHalted):
        await house.unit.submit(start())


async def test_what_cannot_be_committed_is_not_answered_f24_f96(house: House) -> None:
    await house.unit.submit(start())
    await house.pool.execute("alter table journal rename to journal_away")
    with pytest.raises(WorldFault):
        await house.unit.submit(sample(700, 20, 1010))
    await house.pool.execute("alter table journal_away rename to journal")
    await house.unit.submit(sample(700, 30, 1010))
    assert await house.pool.fetchval("select energy_wh from session") == 10
