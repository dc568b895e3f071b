"""Lists of tokens for stations: what the store knows, and the rule what is in them."""

from __future__ import annotations

from datetime import datetime

from chargehand.core.operations.local_list import drafted, fits
from chargehand.model.calls import SendLocalList
from chargehand.model.identity import StationId
from chargehand.model.local_list import KnownList
from chargehand.store.devices.lists import Lists


class DraftedLists:
    """Implements the web's `LocalLists`."""

    def __init__(self, lists: Lists) -> None:
        self._lists = lists

    async def known(self, station: StationId) -> KnownList | None:
        return await self._lists.known(station)

    async def draft(self, station: StationId, at: datetime, *, full: bool) -> SendLocalList | None:
        known, limits = await self._lists.known(station), await self._lists.limits(station)
        call = drafted(await self._lists.tokens(), known, limits, at, full=full)
        return call if fits(call, limits) else None
