"""Limits of sessions and abilities of stations on a real PostgreSQL: the next process goes on with them."""

from __future__ import annotations

from decimal import Decimal

import asyncpg
from msgspec.structs import replace

from chargehand.model.answers import LeadAnswer, NeedsAnswer, StartAnswer
from chargehand.model.device import Variable
from chargehand.model.events import (
    ChargingNeedsReported,
    LeadAsked,
    StartRequested,
    StationConnected,
    TimerRang,
    VariablesReported,
)
from chargehand.model.identity import CommandId, DriverId, SessionId, StationId, TokenUid
from chargehand.model.limits import Limits
from chargehand.model.snapshot import Policy
from tests.integration.engine.test_named import T0, A, at, started, updated
from tests.integration.engine.test_unit import House, people

LIMITS = Limits(energy_wh=10_000, lasts_s=1_800, soc_percent=80)


async def test_what_was_asked_for_is_told_and_kept_by_whoever_runs(pool: asyncpg.Pool) -> None:
    await people(pool, ["A"])
    house = House(pool, Policy())
    await house.unit.submit(StationConnected(station=A, at=T0, protocol="ocpp2.1", gateway="g"))
    told = Variable(component="TxCtrlr", name="SupportedLimits", value="maxEnergy,maxTime,maxCost")
    await house.unit.submit(VariablesReported(station=A, at=at(1), variables=(told,)))
    wish = StartRequested(
        station=StationId("A"),
        at=at(5),
        command=CommandId("c1"),
        fresh=SessionId("mine"),
        driver=DriverId("ada"),
        account_active=True,
        token=TokenUid("CARD"),
        connector=1,
        limits=LIMITS,
    )
    await house.unit.submit(wish)
    answer = await house.restarted().unit.submit(replace(started(10), asked=700))
    assert isinstance(answer, StartAnswer)
    assert answer.limits == Limits(energy_wh=10_000, lasts_s=1_800)
    again = house.restarted()
    await again.unit.submit(updated(310, 1, 1_500, limits=Limits(cost=Decimal("7.25"), lasts_s=1_200)))
    assert await pool.fetchval("select due_at from timer where kind = 'limit'") == at(1_210)
    await house.restarted().unit.submit(TimerRang(station=A, at=at(1_300), kind="limit", subject="mine"))
    row = await pool.fetchrow(
        "select limits::text, limits_told ->> 'cost' as cost, limit_stop_at from session"
    )
    assert row is not None
    assert (row["cost"], row["limit_stop_at"]) == ("7.25", at(1_300))
    assert await pool.fetchval("select kind from command where id like 'limit%'") == "stop"


async def test_a_car_that_is_led_is_led_on(pool: asyncpg.Pool) -> None:
    await people(pool, ["A"])
    house = House(pool, Policy())
    await house.unit.submit(StationConnected(station=A, at=T0, protocol="ocpp2.1", gateway="g"))
    await house.unit.submit(started(10))
    needs = ChargingNeedsReported(
        station=A, at=at(20), fresh=CommandId("n1"), connector=1, power_w_max=7_400, led=True
    )
    assert await house.unit.submit(needs) == NeedsAnswer()
    asked = LeadAsked(station=A, at=at(320), number=700)
    assert await house.restarted().unit.submit(asked) == LeadAnswer(7_400)
