"""S12: a station that names another one's transactions changes nothing of it, and is answered all the same."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import asyncpg
import pytest

from tests.integration.gateway.house import Charger, RealHouse

PASSWORD = "a-password-of-20-chars"
TABLES = ("station", "connector", "session", "reading", "command", "timer", "outbox")


@pytest.fixture
async def house(pool: asyncpg.Pool, database: str) -> AsyncIterator[RealHouse]:
    made = RealHouse(pool, database)
    await made.add("VICTIM", PASSWORD)
    await made.add("THIEF", PASSWORD)
    await pool.execute("insert into token (uid, card_id) values ('CARD', 'k1')")
    await made.start()
    yield made
    await made.stop()


def stamp() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


async def rows(pool: asyncpg.Pool) -> dict[str, list[str]]:
    """Every row of the victim's. That its card is used elsewhere may have it asked about, which changes nothing of it."""
    found: dict[str, list[str]] = {}
    for table in TABLES:
        column = {"station": "identity", "reading": "session"}.get(table, "station")
        whose = "in (select id from session where station = 'VICTIM')" if table == "reading" else "= 'VICTIM'"
        if table == "timer":
            whose += " and t.kind <> 'elsewhere'"
        told = await pool.fetch(f"select t::text as row from {table} t where t.{column} {whose} order by 1")
        found[table] = [each["row"] for each in told]
    return found


def sampled(wh: int) -> list[dict[str, object]]:
    return [
        {
            "timestamp": stamp(),
            "sampledValue": [{"value": str(wh), "measurand": "Energy.Active.Import.Register"}],
        }
    ]


async def test_in_16(house: RealHouse) -> None:
    """S12"""
    victim, thief = Charger(house, "VICTIM", PASSWORD), Charger(house, "THIEF", PASSWORD)
    await victim.come()
    await thief.come()
    start = {"connectorId": 1, "idTag": "CARD", "meterStart": 100, "timestamp": stamp()}
    number = (await victim.tells("StartTransaction", start))[2]["transactionId"]
    await victim.tells("MeterValues", {"connectorId": 1, "transactionId": number, "meterValue": sampled(200)})
    before = await rows(house.pool)
    assert before["session"]
    assert before["reading"]
    for guess in (number, number - 1, number + 1, -1, 0):
        answer = await thief.tells(
            "MeterValues", {"connectorId": 1, "transactionId": guess, "meterValue": sampled(90_000)}
        )
        assert answer[0] == 3, answer
        answer = await thief.tells(
            "StopTransaction",
            {
                "transactionId": guess,
                "meterStop": 99_000,
                "timestamp": stamp(),
                "idTag": "CARD",
                "reason": "Remote",
            },
        )
        assert answer[0] == 3, answer
    assert await rows(house.pool) == before
    again = (await thief.tells("StartTransaction", start))[2]["transactionId"]
    assert (await rows(house.pool)) == before, "the same content is no resend from somebody else"
    assert await house.pool.fetchval(
        "select count(*) from session where station = 'THIEF' and number = $1", again
    )


@pytest.mark.parametrize("protocol", ["ocpp2.0.1", "ocpp2.1"])
async def test_in_2(house: RealHouse, protocol: str) -> None:
    """S12: there the ids are the station's own words, so that two may have the same."""
    victim = Charger(house, "VICTIM", PASSWORD, protocol)
    thief = Charger(house, "THIEF", PASSWORD, protocol)
    await victim.come()
    await thief.come()

    def event(kind: str, seq: int, wh: int, **more: object) -> dict[str, object]:
        value = {"value": wh, "measurand": "Energy.Active.Import.Register"}
        return {
            "eventType": kind,
            "timestamp": stamp(),
            "triggerReason": "Authorized" if kind == "Started" else "MeterValuePeriodic",
            "seqNo": seq,
            "transactionInfo": {"transactionId": "tx-of-the-victim"} | more,
            "evse": {"id": 1, "connectorId": 1},
            "idToken": {"idToken": "CARD", "type": "ISO14443"},
            "meterValue": [{"timestamp": stamp(), "sampledValue": [value]}],
        }

    assert (await victim.tells("TransactionEvent", event("Started", 0, 100, chargingState="Charging")))[
        0
    ] == 3
    assert (await victim.tells("TransactionEvent", event("Updated", 1, 200, chargingState="Charging")))[
        0
    ] == 3
    before = await rows(house.pool)
    assert before["session"]
    assert before["reading"]
    for kind, seq, wh, more in (
        ("Updated", 2, 90_000, {"chargingState": "SuspendedEV"}),
        ("Ended", 3, 99_000, {"stoppedReason": "Remote"}),
        ("Started", 0, 1, {"chargingState": "Charging"}),
    ):
        answer = await thief.tells("TransactionEvent", event(kind, seq, wh, **more))
        assert answer[0] == 3, answer
    meter = {"evseId": 1, "meterValue": [{"timestamp": stamp(), "sampledValue": [{"value": 95_000}]}]}
    assert (await thief.tells("MeterValues", meter))[0] == 3
    assert await rows(house.pool) == before
