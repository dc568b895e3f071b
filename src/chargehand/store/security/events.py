"""What the gateway noticed of stations, beside what they tell of themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import asyncpg

from chargehand.model.identity import StationId
from chargehand.store.asking import Asking
from chargehand.store.queries import load

_sql = load("security")


class SecurityEvents:
    """Raises WorldFault when the database cannot be asked."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._ask = Asking(pool)

    async def keep(self, noticed: Sequence[tuple[StationId, str, datetime, str]]) -> None:
        """Station, kind, instant, what is known; of stations that there are not nothing is kept."""
        await self._ask.execute(_sql["keep_notices"], *map(list, zip(*noticed, strict=True)))
