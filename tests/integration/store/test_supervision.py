"""The operators' lists of what is wrong do not read what is not."""

from __future__ import annotations

import asyncpg
import pytest

from chargehand.store.queries import load

CHOICES = {"doubted": (None, True, None, None), "in review": (None, None, True, None)}


@pytest.mark.parametrize("choice", CHOICES)
async def test_no_list_of_what_is_wrong_reads_all_sessions(pool: asyncpg.Pool, choice: str) -> None:
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(
            "insert into station (identity, public_id, name, next_number) values ('A', 'a', 'A', 1)"
        )
        await connection.execute(
            "insert into session (id, station, number, transaction, bill, ended_at)"
            " select 's' || i, 'A', i, 'ended', case when i % 1000 = 7 then 'in_review' else 'final' end, now()"
            " from generate_series(1, 5000) i"
        )
        await connection.execute("analyze session")
        rows = await connection.fetch(f"explain {load('supervision')['chosen']}", *CHOICES[choice], 50)
    plan = "\n".join(row[0] for row in rows)
    assert "Seq Scan on session" not in plan, plan
