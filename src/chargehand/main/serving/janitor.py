"""Once an hour: room for the months and days to come; what is old swept out; closed accounts forgotten."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Final

from structlog.typing import FilteringBoundLogger

from chargehand.model.faults import WorldFault
from chargehand.store.housekeeping import Housekeeping
from chargehand.store.people.erasure import Erasure

EVERY_S: Final = 3600.0
AGAIN_S: Final = 60.0
MESSAGE_DAYS: Final = 14
SECURITY_DAYS: Final = 730


class Janitor:
    def __init__(
        self,
        keeping: Housekeeping,
        clock: Callable[[], datetime],
        log: FilteringBoundLogger,
        message_days: int = MESSAGE_DAYS,
        security_days: int = SECURITY_DAYS,
        erasure: Erasure | None = None,
    ) -> None:
        """`erasure` None: nobody is forgotten here."""
        self._keeping = keeping
        self._message_days = message_days
        self._security_days = security_days
        self._erasure = erasure
        self._clock = clock
        self._log = log

    async def run(self) -> None:
        """A round every hour until cancelled; one that could not be finished is tried again in a minute."""
        done = True
        while True:
            await asyncio.sleep(EVERY_S if done else AGAIN_S)
            done = await self.round() and await self.forget()

    async def round(self) -> bool:
        """One round; False if the database could not be asked."""
        now = self._clock()
        try:
            made = await self._keeping.make_room(now)
            days, dropped = await self._keeping.keep_days(now, self._message_days)
            await self._keeping.sweep_outbox(now)
            await self._keeping.sweep_security_events(now, self._security_days)
            await self._keeping.sweep_notices(now)
        except WorldFault as fault:
            self._log.warning("housekeeping_failed", reason=str(fault))
            return False
        if made or days:
            self._log.info("partitions_made", names=" ".join([*made, *days]))
        if dropped:
            self._log.info("messages_dropped", names=" ".join(dropped))
        return True

    async def forget(self) -> bool:
        """Nothing personal is left of accounts whose time is over; False if the database could not be asked."""
        if self._erasure is None:
            return True
        try:
            count = await self._erasure.erase(self._clock())
        except WorldFault as fault:
            self._log.warning("erasure_failed", reason=str(fault))
            return False
        if count:
            self._log.info("accounts_erased", count=count)
        return True
