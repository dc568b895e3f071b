"""S07, S08: new passwords for stations, on the real engine and database: nobody is locked out, nothing keeps the key."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator

import asyncpg
import pytest

from chargehand.model.calls import AnyCall, SetPassword
from chargehand.model.credentials import NEXT_KEYS_MAX
from chargehand.model.identity import StationId
from chargehand.wire.ocpp.parts.passwords import password_in
from tests.integration.gateway.house import Charger, RealHouse, new_password
from tests.unit.gateway.world import until

PASSWORD = "a-password-of-20-chars"
PROTOCOLS = ["ocpp1.6", "ocpp2.0.1", "ocpp2.1"]


@pytest.fixture
async def house(pool: asyncpg.Pool, database: str) -> AsyncIterator[RealHouse]:
    made = RealHouse(pool, database)
    await made.add("CP1", PASSWORD)
    await made.start()
    yield made
    await made.stop()


async def command(house: RealHouse, identity: str) -> tuple[str, str]:
    """State and reason of the command, once it is over."""

    for _ in range(500):
        row = await house.pool.fetchrow(
            "select state, reason from command where id = $1 and ended_at is not null", identity
        )
        if row is not None:
            return row["state"], row["reason"]
        await asyncio.sleep(0.02)
    raise AssertionError("the command is not over in time")


async def rotated(house: RealHouse, patience_s: int = 10) -> tuple[str, str]:
    taken = await house.wants("CP1", SetPassword(), patience_s)
    return await command(house, taken.command.id)


async def next_keys(house: RealHouse) -> int:
    return len((await house.stations.credentials(["CP1"]))["CP1"].next_keys)


@pytest.mark.parametrize("protocol", PROTOCOLS)
async def test_a_new_password_ends_the_old_one_with_its_first_use(house: RealHouse, protocol: str) -> None:
    """S08: until then both are good."""
    charger = Charger(house, "CP1", PASSWORD, protocol)
    await charger.come()
    state, _ = await rotated(house)
    assert state in {"accepted", "confirmed"}
    assert isinstance(charger.password, str)
    assert re.fullmatch("[0-9a-f]{40}", charger.password), "20 bytes in hex digits"
    assert await house.lets_in("CP1", PASSWORD, protocol)
    assert await next_keys(house) == 1
    await charger.come()
    await until(lambda: ("CP1", "key_changed") in [notice[:2] for notice in house.notices])
    assert not await house.lets_in("CP1", PASSWORD, protocol)
    assert await next_keys(house) == 0
    await charger.come()


async def test_a_station_may_log_in_with_the_bytes_or_with_the_digits(house: RealHouse) -> None:
    """OCPP-J 1.6 §6.2 logs in with the key's bytes, many stations with its hex digits."""
    charger = Charger(house, "CP1", PASSWORD)
    await charger.come()
    await rotated(house)
    assert isinstance(charger.password, str)
    digits, raw = charger.password, bytes.fromhex(charger.password)
    assert await house.lets_in("CP1", raw)
    assert await house.lets_in("CP1", digits)
    assert await house.lets_in("CP1", digits.upper())
    assert not await house.lets_in("CP1", raw[:-1])


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("status", ["Rejected", "NotSupported", "Whatever"])
async def test_the_old_password_stays_when_the_station_refuses(
    house: RealHouse, protocol: str, status: str
) -> None:
    """S08"""
    charger = Charger(house, "CP1", PASSWORD, protocol)
    charger.status, charger.takes = status, False
    await charger.come()
    assert (await rotated(house))[0] == "rejected"
    assert await next_keys(house) == 0
    refused = new_password(charger.asked[-1])
    assert refused is not None
    assert not await house.lets_in("CP1", refused, protocol)
    await charger.come()


async def test_an_error_may_come_from_a_station_that_did_it(house: RealHouse) -> None:
    """S08: both stay good, unless the error says that it does not know the request."""
    charger = Charger(house, "CP1", PASSWORD)
    charger.error = "InternalError"
    await charger.come()
    assert (await rotated(house))[0] == "rejected"
    assert await next_keys(house) == 1
    await charger.come()
    assert await next_keys(house) == 0, "it had done it"
    charger.error, charger.takes = "NotSupported", False
    await rotated(house)
    assert await next_keys(house) == 0
    await charger.come()


@pytest.mark.parametrize("does_it", [True, False])
async def test_a_station_that_says_nothing_gets_in_with_whatever_it_has(
    house: RealHouse, does_it: bool
) -> None:
    """S08"""
    charger = Charger(house, "CP1", PASSWORD)
    charger.status, charger.takes = None, does_it
    await charger.come()
    assert (await rotated(house, patience_s=1))[0] == "unanswered"
    await charger.come()


async def test_several_changes_that_broke_off_lock_nobody_out(house: RealHouse) -> None:
    """S08: the station may have done any of them; when as many as may be are under way, no more are made."""
    charger = Charger(house, "CP1", PASSWORD)
    charger.status = None
    await charger.come()
    seen: list[str | bytes] = []
    for _ in range(NEXT_KEYS_MAX):
        assert (await rotated(house, patience_s=1))[0] == "unanswered"
        seen.append(charger.password)
    asked = len(charger.asked)
    assert await rotated(house, patience_s=1) == ("rejected", "refused")
    assert len(charger.asked) == asked, "nothing was sent"
    for password in (PASSWORD, seen[1]):
        assert await house.lets_in("CP1", password)
    for password in (PASSWORD, seen[0], seen[2]):
        assert not await house.lets_in("CP1", password), "one was used, the others are gone"


STEPS = [
    ("before", "add"),
    ("after", "add"),
    ("before", "settle"),
    ("after", "settle"),
    ("before", "promote"),
    ("after", "promote"),
]


@pytest.mark.parametrize(("when", "step"), STEPS)
@pytest.mark.parametrize("takes", [True, False])
async def test_killed_at_any_step_the_station_always_gets_back_in(
    house: RealHouse, when: str, step: str, takes: bool
) -> None:
    """S08: whether or not it had taken the new password when the house died; and the change can be made again."""
    charger = Charger(house, "CP1", PASSWORD)
    charger.takes = takes
    charger.status = "Accepted" if takes else "Rejected"
    await charger.come()
    setattr(house.door, f"breaks_{when}", step)
    await house.wants("CP1", SetPassword())
    if (when, step) == ("before", "add"):
        await asyncio.sleep(0)
    elif (when, step) != ("after", "add"):
        await until(lambda: any(new_password(frame) for frame in charger.asked))
    await house.kill()
    house.door.breaks_before = house.door.breaks_after = ""
    await house.start()
    await charger.come()
    charger.takes, charger.status = True, "Accepted"
    assert (await rotated(house))[0] in {"accepted", "confirmed"}
    await charger.come()
    assert not await house.lets_in("CP1", PASSWORD)


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_first_use_that_breaks_off_is_only_put_off(house: RealHouse, when: str) -> None:
    """S08: the door cannot keep that the new password was used: nobody is let in by that, and the next try is."""
    charger = Charger(house, "CP1", PASSWORD)
    await charger.come()
    await rotated(house)
    await charger.go()
    setattr(house.door, f"breaks_{when}", "promote")
    assert not await house.lets_in("CP1", charger.password)
    setattr(house.door, f"breaks_{when}", "")
    assert await house.lets_in("CP1", charger.password)


async def test_killed_between_question_and_answer(house: RealHouse) -> None:
    """S08: the frame had left, the answer never came."""
    charger = Charger(house, "CP1", PASSWORD)
    charger.status = None
    await charger.come()
    await house.wants("CP1", SetPassword())
    await until(lambda: any(new_password(frame) for frame in charger.asked))
    await house.restart()
    await charger.come()
    await house.restart()
    await charger.come()
    assert not await house.lets_in("CP1", PASSWORD)


async def test_nothing_keeps_the_new_password(house: RealHouse, capfd: pytest.CaptureFixture[str]) -> None:
    """S07: no table, no journal, no message log, no outbox, no line of a log."""
    charger = Charger(house, "CP1", PASSWORD)
    await charger.come()
    await rotated(house)
    charger.status = None
    await rotated(house, patience_s=1)
    keys = [key for frame in charger.asked if (key := new_password(frame))]
    assert len(keys) == 2
    for _ in range(100):  # the message log writes a little later
        if (
            await house.pool.fetchval("select count(*) from message where action = 'ChangeConfiguration'")
            >= 2
        ):
            break
        await asyncio.sleep(0.05)
    dump = (await everything(house.pool)).lower()
    assert "changeconfiguration" in dump, "the scan sees what is there"
    for key in keys:
        assert key.lower() not in dump
        assert bytes.fromhex(key).hex() not in dump
        assert PASSWORD not in dump
    told = "".join(capfd.readouterr())
    assert not [key for key in keys if key in told]
    assert await house.pool.fetchval("select count(*) from outbox where station = 'CP1'") <= 1


async def test_nothing_keeps_a_password_that_a_station_tells_itself(house: RealHouse) -> None:
    """S07: a report of its variables with the password in clear, and data of its vendor."""
    charger = Charger(house, "CP1", PASSWORD, "ocpp2.0.1")
    await charger.come()
    boot = {"reason": "PowerUp", "chargingStation": {"model": "M", "vendorName": "V"}}
    assert (await charger.tells("BootNotification", boot))[0] == 3
    told = {
        "requestId": 1,
        "seqNo": 0,
        "generatedAt": "2026-11-20T04:29:24Z",
        "reportData": [
            {
                "component": {"name": "SecurityCtrlr"},
                "variable": {"name": "BasicAuthPassword"},
                "variableAttribute": [{"type": "Actual", "value": PASSWORD}],
            }
        ],
    }
    assert (await charger.tells("NotifyReport", told))[0] == 3
    data = {"vendorId": "V", "data": {"password": PASSWORD}}
    assert (await charger.tells("DataTransfer", data))[0] == 3
    for _ in range(100):  # the message log writes a little later
        if await house.pool.fetchval("select count(*) from message where action = 'DataTransfer'"):
            break
        await asyncio.sleep(0.05)
    dump = (await everything(house.pool)).lower()
    assert "basicauthpassword" in dump, "the scan sees what is there"
    assert PASSWORD not in dump


async def everything(pool: asyncpg.Pool) -> str:
    """All rows of all tables as text; bytes as text and as hex digits."""
    tables = await pool.fetch(
        "select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " where c.relkind in ('r', 'p') and n.nspname = 'public'"
    )
    found: list[str] = []
    for table in tables:
        for row in await pool.fetch(f"select t::text as row, t.* from {table['name']} t"):
            found.append(row["row"])
            found += [value.decode("utf-8", "replace") for value in row.values() if isinstance(value, bytes)]
    return "\n".join(found)


async def test_a_password_that_a_person_enters_works_the_same_way(house: RealHouse) -> None:
    """S08: `station key`"""
    from chargehand.model.credentials import verifier_for

    fresh = "0123456789abcdef0123456789abcdef01234567"
    assert await house.stations.add_next_key("CP1", verifier_for(fresh, b"salt"))
    assert await house.lets_in("CP1", PASSWORD)
    assert await house.lets_in("CP1", fresh)
    assert not await house.lets_in("CP1", PASSWORD)
    assert house.notices[-1][:2] == (StationId("CP1"), "key_changed")


def by_hand(protocol: str, password: str) -> AnyCall:
    """The call that an operator writes who wants to give the station this password."""
    if protocol == "ocpp1.6":
        return AnyCall("ChangeConfiguration", json.dumps({"key": "AuthorizationKey", "value": password}))
    data = {
        "attributeValue": password,
        "component": {"name": "SecurityCtrlr"},
        "variable": {"name": "BasicAuthPassword"},
    }
    return AnyCall("SetVariables", json.dumps({"setVariableData": [data]}))


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("status", ["Accepted", "RebootRequired", "Rejected"])
async def test_a_password_in_a_call_by_hand_counts_too(house: RealHouse, protocol: str, status: str) -> None:
    """S07, S08: an operator who sends one with any call locks nobody out, and it is kept nowhere."""
    fresh = "0011223344556677889900112233445566778899"
    charger = Charger(house, "CP1", PASSWORD, protocol)
    charger.status, charger.takes = status, status != "Rejected"
    await charger.come()
    taken = await house.wants("CP1", by_hand(protocol, fresh))
    await command(house, taken.command.id)
    assert await next_keys(house) == (0 if status == "Rejected" else 1)
    await charger.come()
    assert await house.lets_in("CP1", PASSWORD, protocol) is (status == "Rejected")
    assert fresh not in await everything(house.pool)


@pytest.mark.parametrize(
    ("action", "payload"),
    [
        ("ChangeConfiguration", '{"key":"HeartbeatInterval","value":"60"}'),
        ("ChangeConfiguration", '{"key":"AuthorizationKey"}'),
        ("ChangeConfiguration", '{"key":"AuthorizationKey","value":""}'),
        ("SetVariables", '{"setVariableData":[]}'),
        ("SetVariables", '{"setVariableData":[{"attributeValue":"x","component":{"name":"A"},"variable":{"name":"B"}}]}'),
        ("Reset", '{"key":"AuthorizationKey","value":"x"}'),
        ("Reset", "[]"),
        ("Reset", "nonsense"),
    ],
)  # fmt: skip
def test_other_calls_bring_no_password(action: str, payload: str) -> None:
    assert password_in(AnyCall(action, payload)) is None
