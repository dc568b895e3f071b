"""What the wallet wants of stations: that one waits for a tap, that a session on a lost card stops."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from chargehand.edge.driver.context import DriverContext
from chargehand.edge.driver.ports.wallet import Taps
from chargehand.edge.driver.problems import not_found
from chargehand.edge.driver.refusals import Refused
from chargehand.model.card import Stopping
from chargehand.model.events import PairingOpened, StopRequested
from chargehand.model.faults import LaneHalted, UnknownStation, WorldFault
from chargehand.model.identity import CommandId, DriverId, PairingId, StationId
from chargehand.model.refusals import Refusal

CLAIM_WITHIN: Final = timedelta(seconds=90)
ENTER_WITHIN: Final = timedelta(seconds=60)


class Wishes:
    def __init__(self, context: DriverContext, taps: Taps) -> None:
        self._context = context
        self._taps = taps

    async def wait_for_tap(
        self, station: StationId, secret: str, driver: DriverId | None
    ) -> tuple[PairingId, datetime]:
        """The station waits from now on; until when. Raises Refused for a considered no, then nobody waits.

        Whoever is not known yet waits only where nobody else is: the next tap there is to be theirs.
        """
        context = self._context
        at, pairing = context.clock(), PairingId(context.fresh_id())
        ends_at = at + (ENTER_WITHIN if driver is None else CLAIM_WITHIN)
        await self._taps.open(pairing, station, secret, driver, (at, ends_at))
        event = PairingOpened(station=station, at=at, pairing=pairing, ends_at=ends_at, alone=driver is None)
        try:
            answer = await context.submit.submit(event)
        except UnknownStation as fault:
            await self._taps.drop(pairing)
            raise not_found() from fault
        except LaneHalted:
            await self._taps.drop(pairing)
            raise
        if isinstance(answer, Refusal):
            await self._taps.drop(pairing)
            raise Refused(answer)
        return pairing, ends_at

    async def stop(self, stopping: Stopping) -> None:
        """The session on a lost card is to stop, whatever its account. What cannot be asked now is asked again later."""
        context = self._context
        event = StopRequested(
            station=stopping.station,
            at=context.clock(),
            command=CommandId(context.fresh_id()),
            session=stopping.session,
            driver=None,
        )
        with suppress(WorldFault, LaneHalted, UnknownStation):
            await context.submit.submit(event)
