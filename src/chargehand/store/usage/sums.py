"""What drivers have used, as sessions that can be summed, and the tariffs in force."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import asyncpg
import msgspec
from msgspec.structs import replace

from chargehand.model.identity import DriverId, PublicId
from chargehand.model.reading import Meter
from chargehand.model.session import Session
from chargehand.model.sight import TariffSight
from chargehand.model.tariff import Tariff
from chargehand.model.visit import SessionFilter
from chargehand.store.asking import Asking
from chargehand.store.queries import load

_sql = load("usage/sums")
_session = msgspec.json.Decoder(Session).decode
_meter = msgspec.json.Decoder(Meter).decode
_tariff = msgspec.json.Decoder(Tariff).decode


class Usage:
    """Raises WorldFault when the database cannot be asked."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._ask = Asking(pool)

    async def used(self, driver: DriverId, chosen: SessionFilter) -> Sequence[Session]:
        """All that the filter lets through, in no order, without what came to nothing; page and limit are for lists (S29)."""
        rows = await self._ask.fetch(
            _sql["used"], driver, chosen.state, chosen.from_at, chosen.until_at, chosen.card, chosen.charger
        )
        return [replace(_session(row["session"]), meter=_meter(row["session"])) for row in rows]

    async def tariffs(self, at: datetime) -> Sequence[TariffSight]:
        """In force at `at`: the one for all chargers first, then chargers' own by name."""
        return [_sight(row) for row in await self._ask.fetch(_sql["tariffs"], at, None)]

    async def tariff(self, charger: PublicId, at: datetime) -> TariffSight | None:
        """What a session costs that begins at the charger at `at`: its own tariff, else the one for all."""
        rows = await self._ask.fetch(_sql["tariffs"], at, charger)
        return _sight(rows[-1]) if rows else None


def _sight(row: asyncpg.Record) -> TariffSight:
    return TariffSight(
        tariff=_tariff(row["tariff"]),
        valid_from=row["valid_from"],
        charger=None if row["charger"] is None else PublicId(row["charger"]),
        name=row["name"],
    )
