"""HTTP → events: what a driver wishes, stamped with our clock and told to the engine.

A command's id is made from who asks, what for and the form's nonce: a double tap is one command (S40), and nobody can
name somebody else's command or one of another kind.
"""

from __future__ import annotations

import hashlib

from chargehand.edge.driver.context import DriverContext
from chargehand.edge.driver.door.guard import Caller
from chargehand.edge.driver.problems import not_found
from chargehand.edge.driver.refusals import Refused
from chargehand.model.answers import Answer, ClaimTaken, CommandTaken
from chargehand.model.calls import Call
from chargehand.model.events import (
    Event,
    NotChargingClaimed,
    OperationRequested,
    RefreshRequested,
    StartRequested,
    StopRequested,
)
from chargehand.model.faults import UnknownStation
from chargehand.model.identity import CommandId, SessionId, StationId
from chargehand.model.limits import Limits
from chargehand.model.refusals import Refusal


class Inlet:
    """Each wish raises Refused for a considered no, WorldFault or LaneHalted when nothing was decided."""

    def __init__(self, context: DriverContext) -> None:
        self._context = context

    def command(self, caller: Caller, purpose: str, nonce: str | None) -> CommandId:
        """The id of what a form wishes; a fresh one without a nonce."""
        if nonce is None:
            return CommandId(self._context.fresh_id())
        naming = f"{caller.driver.id}\n{purpose}\n{nonce}".encode()
        return CommandId(hashlib.sha256(naming).hexdigest()[:32])

    async def start(
        self, caller: Caller, connector: int | None, command: CommandId, limits: Limits | None = None
    ) -> CommandTaken:
        """The charger that the request named is asked to charge with the chosen card, up to `limits`."""
        station = _named(caller.station)
        event = StartRequested(
            station=station,
            at=self._context.clock(),
            command=command,
            fresh=SessionId(self._context.fresh_id()),
            driver=caller.driver.id,
            account_active=caller.active,
            token=caller.token,
            connector=connector,
            limits=limits,
        )
        return _taken(await self._submit(event))

    async def stop(self, caller: Caller, session: SessionId, command: CommandId) -> CommandTaken:
        event = StopRequested(
            station=_named(caller.station),
            at=self._context.clock(),
            command=command,
            session=session,
            driver=caller.driver.id,
            account_active=caller.active,
        )
        return _taken(await self._submit(event))

    async def refresh(self, caller: Caller, connector: int | None, command: CommandId) -> CommandTaken:
        station = _named(caller.station)
        event = RefreshRequested(
            station=station,
            at=self._context.clock(),
            command=command,
            driver=caller.driver.id,
            connector=connector,
        )
        return _taken(await self._submit(event))

    async def claim_not_charging(self, caller: Caller, session: SessionId, command: CommandId) -> ClaimTaken:
        event = NotChargingClaimed(
            station=_named(caller.station),
            at=self._context.clock(),
            command=command,
            session=session,
            driver=caller.driver.id,
        )
        answer = await self._submit(event)
        if not isinstance(answer, ClaimTaken):
            raise TypeError(f"a claim was answered with {type(answer).__name__}")
        return answer

    async def operate(
        self,
        caller: Caller,
        station: StationId,
        call: Call,
        command: CommandId,
        patience_s: int,
        *,
        forced: bool,
    ) -> CommandTaken:
        """An operator has `station` asked for `call`."""
        event = OperationRequested(
            station=station,
            at=self._context.clock(),
            command=command,
            call=call,
            operator=caller.driver.id,
            patience_s=patience_s,
            forced=forced,
        )
        return _taken(await self._submit(event))

    async def _submit(self, event: Event) -> Answer:
        try:
            answer = await self._context.submit.submit(event)
        except UnknownStation as fault:
            raise not_found() from fault
        if isinstance(answer, Refusal):
            raise Refused(answer)
        return answer


def _named(station: StationId | None) -> StationId:
    """The station of what the request named; an unknown thing and somebody else's look the same (S29)."""
    if station is None:
        raise Refused(Refusal.NOT_FOUND)
    return station


def _taken(answer: Answer) -> CommandTaken:
    if not isinstance(answer, CommandTaken):
        raise TypeError(f"a wish was answered with {type(answer).__name__}")
    return answer
