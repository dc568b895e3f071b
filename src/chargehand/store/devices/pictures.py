"""What stations look like to those who look for them."""

from __future__ import annotations

import asyncpg

from chargehand.model.identity import PublicId, StationId
from chargehand.model.place import Picture
from chargehand.store.asking import Asking
from chargehand.store.queries import load

_sql = load("places")


class Pictures:
    """Raises WorldFault when the database cannot be asked."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._ask = Asking(pool)

    async def put(self, station: StationId, picture: Picture) -> bool:
        """The station looks like this; False: there is no such station."""
        return bool(
            await self._ask.fetchval(_sql["put_picture"], station, picture.kind, picture.content, picture.tag)
        )

    async def drop(self, station: StationId) -> bool:
        """The station has no picture; False: there is no such station."""
        return bool(await self._ask.fetchval(_sql["drop_picture"], station))

    async def picture(self, charger: PublicId) -> Picture | None:
        row = await self._ask.fetchrow(_sql["picture"], charger)
        return None if row is None else Picture(kind=row["kind"], content=row["content"], tag=row["tag"])
