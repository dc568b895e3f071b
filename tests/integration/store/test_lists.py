"""Stations' lists of tokens, on a real PostgreSQL: what was sent last, how they want it, what there is (1.6 §5.15, 2.x D)."""

from __future__ import annotations

from datetime import timedelta

import asyncpg
import pytest

from chargehand.model.calls import CallOutcome
from chargehand.model.device import Variable
from chargehand.model.events import CallAnswered
from chargehand.model.identity import CommandId, TokenUid
from chargehand.model.local_list import KnownList, ListedToken, ListLimits, LocalList
from chargehand.model.token import AccountStatus, TokenStatus
from chargehand.store.devices.lists import Lists
from tests.integration.store.test_devices import T0, A, B, House, at, told

ENTRIES = (
    ListedToken(TokenUid("ADA"), TokenStatus.ACCEPTED, "FLEET", T0 + timedelta(days=1)),
    ListedToken(TokenUid("BOB"), None),
)


@pytest.fixture
async def lists(pool: asyncpg.Pool) -> Lists:
    for identity in (A, B):
        await pool.execute("insert into station (identity, public_id) values ($1, $1)", identity)
    return Lists(pool)


def answered(seconds: float, sent: LocalList) -> CallAnswered:
    return CallAnswered(
        station=A,
        at=at(seconds),
        command=CommandId("c1"),
        call_id="c1",
        outcome=CallOutcome.ACCEPTED,
        local_list=sent,
    )


async def test_what_was_sent_last_is_known(lists: Lists, pool: asyncpg.Pool) -> None:
    house = House(pool)
    assert await lists.known(A) is None
    await house.hears(answered(1, LocalList(3, ENTRIES)))
    assert await lists.known(A) == KnownList(LocalList(3, ENTRIES), at(1))
    await house.hears(answered(2, LocalList(4)), answered(3, LocalList(2**40)))
    assert await lists.known(A) == KnownList(LocalList(4), at(2))
    assert await lists.known(B) is None


@pytest.mark.parametrize(
    ("rows", "limits"),
    [
        (
            {"Configuration": {"SendLocalListMaxLength": "30", "localauthlistmaxlength": "100"}},
            ListLimits(per_message=30, most=100),
        ),
        (
            {"LocalAuthListCtrlr": {"ItemsPerMessage": "25", "BytesPerMessage": " 8000 "}},
            ListLimits(per_message=25, bytes_per_message=8000),
        ),
        ({"Configuration": {"SendLocalListMaxLength": "many", "LocalAuthListMaxLength": "0"}}, ListLimits()),
        ({"DeviceDataCtrlr": {"ItemsPerMessage": "25"}}, ListLimits()),
        ({}, ListLimits()),
    ],
)
async def test_how_a_station_wants_it(
    lists: Lists, pool: asyncpg.Pool, rows: dict[str, dict[str, str]], limits: ListLimits
) -> None:
    house = House(pool)
    for component, values in rows.items():
        known = (Variable(component=component, name=name, value=value) for name, value in values.items())
        await house.hears(told(*known))
    assert await lists.limits(A) == limits


async def test_every_token_with_its_holders_account(lists: Lists, pool: asyncpg.Pool) -> None:
    await pool.execute("insert into driver (id, email, account) values ('d1', 'a@example.org', 'suspended')")
    await pool.execute(
        "insert into token (uid, card_id, driver, status, group_id) values"
        " ('B', 'c2', null, 'blocked', 'G'), ('A', 'c1', 'd1', 'accepted', null)"
    )
    first, second = await lists.tokens()
    assert (first.uid, first.account, first.status) == ("A", AccountStatus.SUSPENDED, TokenStatus.ACCEPTED)
    assert (second.uid, second.account, second.group_id) == ("B", None, "G")
