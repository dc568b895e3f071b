"""Connections to PostgreSQL: pools whose statements end in time, on servers that keep what they promise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import asyncpg

from chargehand.store.embedded.safety import check_safety

_BY_KEY: Final = {"enable_seqscan": "off", "enable_hashjoin": "off", "enable_mergejoin": "off", "jit": "off"}
"""The last because to servers before 18 a plan that has no index to take is so dear that they would compile it."""


@dataclass(frozen=True)
class Limits:
    """No statement takes longer in health, and none waits longer for somebody else's lock (0: as long as it may take).

    `by_key`: each row is looked up by itself, through an index wherever there is one. Plans are kept; one that was made while
    a table was nearly empty would read all of it until its next analysis, however many rows have come since.
    """

    statement_ms: int = 5_000
    lock_ms: int = 0
    by_key: bool = False

    def settings(self) -> dict[str, str]:
        """As the server names them."""
        settings = {"statement_timeout": str(self.statement_ms), "lock_timeout": str(self.lock_ms)}
        if self.by_key:
            settings |= _BY_KEY
        return settings


UNIT_LIMITS: Final = Limits(statement_ms=3_500, lock_ms=500, by_key=True)
"""For what stations wait for: one that is stuck must not hold the others (F99). To the server the driver's preparing is part of
the statement, so that over a link with two seconds of delay none would ever end within two."""


class UnsafeDatabase(asyncpg.InterfaceError):
    """The server acknowledges commits that it may lose (F98): to whoever wants a connection it is away."""


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


async def _safe(connection: asyncpg.Connection) -> None:
    """Settings may be those of a role or a database, and another server may answer after an outage."""
    unsafe = await check_safety(connection)
    if unsafe:
        raise UnsafeDatabase(" ".join(unsafe))


async def open_pool(dsn: str, *, size: int = 8, limits: Limits | None = None) -> asyncpg.Pool:
    """A pool of at most `size` connections, each with our time limits, and none to a server that forgets (`UnsafeDatabase`).

    Connections are not reset between uses, which would cost a round trip each time: no `set`, cursor, lock or listen outlives
    a transaction of ours.
    """
    limits = limits or Limits()
    return await asyncpg.create_pool(
        dsn,
        min_size=1,
        max_size=size,
        command_timeout=10,
        init=_safe,
        reset=_as_it_is,
        server_settings={
            "application_name": "chargehand",
            **limits.settings(),
            "idle_in_transaction_session_timeout": "10000",
            "timezone": "UTC",
        },
    )
