"""The audit log from the command line: read as it is, or followed from its beginning."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from chargehand.main.database import visited
from chargehand.main.settings import Settings
from chargehand.store.audit.entries import AuditLog
from chargehand.store.pool import open_pool


@asynccontextmanager
async def trail(settings: Settings) -> AsyncGenerator[AuditLog]:
    """The house's audit log for a moment, wherever it is."""
    async with visited(settings) as dsn:
        pool = await open_pool(dsn, size=1)
        try:
            yield AuditLog(pool)
        finally:
            await pool.close()
