"""How the database finds what lanes ask for, whatever it knew of the tables when it planned."""

from __future__ import annotations

import re

import asyncpg
import pytest
from asyncpg.pool import PoolConnectionProxy

from chargehand.store.pool import UNIT_LIMITS, open_pool
from chargehand.store.queries import load

STATEMENTS = {**load("units"), **load("kept")}
GROWING = {
    "session", "station", "connector", "command", "driver", "token", "timer", "outbox", "evidence", "notice",
}  # fmt: skip
FEW = """
insert into driver (id, email) select 'd' || n, n || '@example.org' from generate_series(1, 50) n;
insert into token (uid, card_id, driver) select 'C' || n, 'k' || n, 'd' || n from generate_series(1, 50) n;
insert into station (identity, public_id) select 'S' || n, 'p' || n from generate_series(1, 50) n;
insert into session (id, station, number, transaction, ended_at)
select 's' || n, 'S' || n, n, 'ended', now() from generate_series(1, 50) n;
insert into timer (kind, subject, station, due_at) select 'watch', 's' || n, 'S' || n, now() from generate_series(1, 50) n;
analyze
"""
OF_EACH_SESSION = {
    "turns",
    "new_sessions",
    "write_sessions",
    "named_sessions",
    "tokens",
    "drop_timers",
    "keep_notices",
}
UNBOUND = r"Index (?:Only )?Scan using \w+ on (\w+).*\n(?!\s*Index Cond)"
"""An index that is read through."""


async def plan(connection: PoolConnectionProxy[asyncpg.Record], text: str) -> str:
    """As it is kept for any parameters."""
    count = max((int(each) for each in re.findall(r"\$(\d+)", text)), default=0)
    nothing = f"({', '.join(['null'] * count)})" if count else ""
    await connection.execute(f"prepare asked as {text}")
    rows = await connection.fetch(f"explain execute asked{nothing}")
    await connection.execute("deallocate asked")
    return "\n".join(row[0] for row in rows)


@pytest.mark.parametrize("rows", ["analyze", FEW], ids=["empty", "small"])
async def test_what_was_planned_while_tables_were_small_reads_no_table_through(
    pool: asyncpg.Pool, database: str, rows: str
) -> None:
    await pool.execute(rows)
    units = await open_pool(database, size=1, limits=UNIT_LIMITS)
    try:
        async with units.acquire() as connection:
            await connection.execute("set plan_cache_mode = force_generic_plan")
            plans = {name: await plan(connection, text) for name, text in STATEMENTS.items()}
    finally:
        await units.close()
    for name, planned in plans.items():
        assert not GROWING & {*re.findall(r"Seq Scan on (\w+)", planned)}, (name, planned)
        if name in OF_EACH_SESSION:
            assert not GROWING & {*re.findall(UNBOUND, planned + "\n")}, (name, planned)
        assert not re.search("Hash (?:Left |Right |)Join|Merge", planned), (name, planned)
