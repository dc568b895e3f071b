"""The web's moving parts, as its routes find them."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import HTTPConnection

from chargehand.edge.driver.context import DriverContext
from chargehand.edge.driver.door.errands import Errands
from chargehand.edge.driver.door.eyes import Eyes, eyes_of
from chargehand.edge.driver.door.guard import Caller, Guard
from chargehand.edge.driver.inlet import Inlet
from chargehand.edge.driver.live.hub import Hub
from chargehand.model.identity import SessionId
from chargehand.model.session import CardHold
from chargehand.views.words.seen import Seen


@dataclass(frozen=True, eq=False)
class Web:
    context: DriverContext
    guard: Guard
    inlet: Inlet
    hub: Hub
    errands: Errands

    @classmethod
    def of(cls, context: DriverContext) -> Web:
        return cls(context, Guard(context), Inlet(context), Hub(context), Errands(context.observer))

    async def card_session(self, caller: Caller) -> SessionId | None:
        """The driver's own session that keeps the card busy which the request named."""
        live = [each.session for each in await self.context.sights.live_sessions(caller.driver.id)]
        held = (each.id for each in live if each.card_hold is CardHold.HELD and each.token == caller.token)
        return next(held, None)

    def eyes(self, request: HTTPConnection) -> Eyes:
        return eyes_of(request, self.context.settings.zone)

    def seen(self, eyes: Eyes) -> Seen:
        """What these eyes see now."""
        settings = self.context.settings
        return Seen(
            now=self.context.clock(),
            stale_after_s=settings.stale_after_s,
            close_offline_after_s=settings.close_offline_after_s,
            lang=eyes.lang,
            zone=eyes.zone,
            suspended_may_stop=settings.suspended_may_stop,
        )
