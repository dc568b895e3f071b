"""Connections to PostgreSQL: one pool for all but the units' own writers."""

from __future__ import annotations

from typing import Final

import asyncpg

STATEMENT_LIMIT_MS = 5_000
"""No statement of ours takes longer in health; a stuck one must not hold a lane (F99)."""

UNREACHABLE: Final = (
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OSError,
    TimeoutError,
)
"""What comes instead of an answer when the server is away. A connection that is used at the moment of its death may be told
so by the driver as an internal error of its own, which is neither of the two before it."""


async def _as_it_is(_connection: object) -> None:
    """Between two uses of a connection nothing needs resetting: no statement of ours leaves anything behind."""


async def open_pool(dsn: str, *, size: int = 8) -> asyncpg.Pool:
    """A pool of at most `size` connections, each with our time limits.

    Connections are not reset between uses, which would cost a round trip each time: no `set`, cursor, lock or listen outlives
    a transaction of ours.
    """
    return await asyncpg.create_pool(
        dsn,
        min_size=1,
        max_size=size,
        command_timeout=10,
        reset=_as_it_is,
        server_settings={
            "application_name": "chargehand",
            "statement_timeout": str(STATEMENT_LIMIT_MS),
            "idle_in_transaction_session_timeout": "10000",
            "timezone": "UTC",
        },
    )
