"""Entries that commands made leave the machine as those of the web do: as lines of the log of a house that runs."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Final

from structlog.typing import FilteringBoundLogger

from chargehand.edge.observability.web import tell_entry
from chargehand.model.faults import WorldFault
from chargehand.store.audit.entries import AuditLog

EVERY_S: Final = 5.0


async def tell_entries(audit: AuditLog, log: FilteringBoundLogger) -> None:
    """Until cancelled: what commands did, soon after, and what they did while no house ran. Now and then twice, never not."""
    while True:
        with suppress(WorldFault):
            while found := await audit.untold():
                for entry in found:
                    tell_entry(log, entry.act, entry)
                await audit.told(found[-1].number)
        await asyncio.sleep(EVERY_S)
