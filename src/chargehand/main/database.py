"""Where the house's data lies: a server that was named, the embedded one, or the one that a running house started."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final

import asyncpg

from chargehand.main.audit.acts import entered
from chargehand.main.settings import Settings, masked
from chargehand.store.administration import schema_version
from chargehand.store.embedded import EmbeddedPostgres, InUse, SetupFault, check_safety, find_running
from chargehand.store.migrate import known, migrate

Tell = Callable[[str], None]

_MOMENT_S: Final = 0.1
_STARTING_S: Final = 15.0
_RETRY_S: Final = 1.0


class Database:
    """The database of a serving process. An embedded server that ends by itself is started anew by `keep`."""

    def __init__(self, settings: Settings, tell: Tell) -> None:
        self._settings = settings
        self._tell = tell
        self._server = (
            None if settings.database_url else EmbeddedPostgres(settings.data_dir, pg_bin=settings.pg_bin)
        )

    async def start(self) -> str:
        """The address of a database that is safe to promise on and has our schema. Raises SetupFault."""
        dsn = self._settings.database_url if self._server is None else (await self._server.start()).dsn
        async with AsyncExitStack() as undoing:
            undoing.push_async_callback(self.stop)
            await _insist(dsn, self._settings)
            undoing.pop_all()
        return dsn

    async def keep(self) -> None:
        """Until cancelled: whenever the embedded server is gone, another one takes its place (F96)."""
        if self._server is None:
            await asyncio.Event().wait()
            return
        while True:
            code = await self._server.lost()
            self._tell(f"PostgreSQL ended by itself ({code}), starting it anew")
            await self._restart(self._server)

    async def stop(self) -> None:
        if self._server is not None:
            await self._server.stop()

    async def _restart(self, server: EmbeddedPostgres) -> None:
        while True:
            try:
                await server.start()
            except SetupFault as fault:
                self._tell(str(fault))
                await asyncio.sleep(_RETRY_S)
            else:
                self._tell("PostgreSQL is back")
                return


@asynccontextmanager
async def visited(settings: Settings) -> AsyncGenerator[str]:
    """The database for a moment: the one that was named, that of a running house, or the embedded one just for now.

    What the running command does there is one entry of the audit log.
    """
    if settings.database_url:
        await _insist(settings.database_url, settings)
        async with entered(settings.database_url):
            yield settings.database_url
        return
    server = EmbeddedPostgres(settings.data_dir, pg_bin=settings.pg_bin)
    try:
        dsn = await _running(settings) or await _started(settings, server)
        async with entered(dsn):
            yield dsn
    finally:
        await server.stop()


async def _running(settings: Settings) -> str | None:
    """The database of a running house as soon as it has our schema; None if no house runs."""
    deadline_s = asyncio.get_running_loop().time() + _STARTING_S
    while True:
        cluster = await find_running(settings.data_dir)
        if cluster is None:
            return None
        version, newest = await schema_version(cluster.dsn), known()[-1][0]
        if version == newest:
            return cluster.dsn
        if asyncio.get_running_loop().time() > deadline_s:
            raise SetupFault(
                f"The running program keeps schema {version}, this one {newest}: restart the running one."
            )
        await asyncio.sleep(_MOMENT_S)


async def _started(settings: Settings, server: EmbeddedPostgres) -> str:
    """The embedded database, started; or that of a house that was just starting, too."""
    deadline_s = asyncio.get_running_loop().time() + _STARTING_S
    while True:
        try:
            dsn = (await server.start()).dsn
        except InUse:
            running = await _running(settings)
            if running is not None:
                return running
            if asyncio.get_running_loop().time() > deadline_s:
                raise
            await asyncio.sleep(_MOMENT_S)
        else:
            await _insist(dsn, settings)
            return dsn


async def _insist(dsn: str, settings: Settings) -> None:
    """The database can be reached, keeps what it promises (F98), and has our schema, or SetupFault says what is not so."""
    try:
        connection = await asyncpg.connect(dsn, timeout=10)
        try:
            unsafe = await check_safety(connection)
        finally:
            await connection.close()
        if unsafe:
            raise SetupFault(" ".join(unsafe))
        await migrate(dsn)
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError, ValueError) as fault:
        shown = masked("database_url", settings.database_url) or "the embedded database"
        raise SetupFault(f"{shown} cannot be used: {fault or type(fault).__name__}.") from fault
