"""Connections to PostgreSQL: one pool for all but the units' own writers."""

from __future__ import annotations

import asyncpg

STATEMENT_LIMIT_MS = 5_000
"""No statement of ours takes longer in health; a stuck one must not hold a lane (F99)."""


async def open_pool(dsn: str, *, size: int = 8) -> asyncpg.Pool:
    """A pool of at most `size` connections, each with our time limits."""
    return await asyncpg.create_pool(
        dsn,
        min_size=1,
        max_size=size,
        command_timeout=10,
        server_settings={
            "application_name": "chargehand",
            "statement_timeout": str(STATEMENT_LIMIT_MS),
            "idle_in_transaction_session_timeout": "10000",
            "timezone": "UTC",
        },
    )
