"""Columns that are spelled mean the same to PostgreSQL as the values they were made of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import asyncpg
import pytest

from chargehand.store.batch.columns import COUNTED, PLAIN, QUOTED, SPELLED, columns

T0 = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (
            "numeric",
            [Decimal("12345.678"), None, Decimal("1E+3"), Decimal("-0.000001"), Decimal("1E-15"), Decimal(0)],
        ),
        (
            "timestamptz",
            [T0, None, T0 + timedelta(microseconds=1), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)],
        ),
        (
            "timestamptz",
            [datetime(1, 1, 1, tzinfo=UTC), T0.astimezone(timezone(timedelta(hours=-9, minutes=-30)))],
        ),
        ("bigint", [0, None, 2**63 - 1, -(2**63)]),
        ("integer", []),
    ],
)
async def test_numbers_and_instants_arrive_as_they_were_told(
    pool: asyncpg.Pool, kind: str, values: list[object]
) -> None:
    (spelled,) = columns([(value,) for value in values], [SPELLED])
    assert await pool.fetchval(f"select $1::text::{kind}[]", spelled) == values


async def test_counted_instants_arrive_as_they_were_told(pool: asyncpg.Pool) -> None:
    instants = [
        T0,
        None,
        T0 + timedelta(microseconds=1),
        T0.astimezone(timezone(timedelta(hours=-9, minutes=-30))) - timedelta(microseconds=999_999),
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(1, 1, 1, tzinfo=UTC),
        datetime(2284, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC),
    ]
    (counted,) = columns([(instant,) for instant in instants], [COUNTED])
    rows = await pool.fetch("select instant(us) as at from unnest($1::text::bigint[]) us", counted)
    assert [row["at"] for row in rows] == instants


@pytest.mark.parametrize(
    "texts",
    [
        ["evse-1", "Ladesäule 2", ""],
        ['a"b', "c,d", "{e}", "f\\g", "null", "", " h ", '","', "\\"],
        ['","', "x"],
        ["\\"],
        ['"'],
        [],
    ],
)
async def test_quoted_texts_arrive_as_they_were_told(pool: asyncpg.Pool, texts: list[str]) -> None:
    (quoted,) = columns([(text,) for text in texts], [QUOTED])
    assert await pool.fetchval("select $1::text::text[]", quoted) == texts


async def test_texts_are_never_spelled_whatever_stands_in_them(pool: asyncpg.Pool) -> None:
    texts = ['a"b', "c,d", "{e}", "f\\g", "null", "", None, " h "]
    (plain,) = columns([(text,) for text in texts], [PLAIN])
    assert await pool.fetchval("select $1::text[]", plain) == texts


def test_rows_become_columns_in_their_order() -> None:
    kinds = [PLAIN, SPELLED, QUOTED, COUNTED]
    rows = [("a", 1, "x", datetime(2000, 1, 1, 0, 0, 1, tzinfo=UTC)), ("b", None, "y z", None)]
    assert columns(rows, kinds) == [("a", "b"), "{1,null}", '{"x","y z"}', "{1000000,null}"]
    assert columns([], kinds) == [(), "{}", "{}", "{}"]
