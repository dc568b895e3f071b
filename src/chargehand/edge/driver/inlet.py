"""HTTP → events: what a driver wishes, stamped with our clock and told to the engine.

A command's id is made from who asks, what for and the form's nonce: a double tap is one command (S40), and nobody can
name somebody else's command or one of another kind.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from decimal import Decimal

from chargehand.edge.driver.context import DriverContext
from chargehand.edge.driver.door.guard import Caller
from chargehand.edge.driver.problems import not_found
from chargehand.edge.driver.refusals import Refused
from chargehand.model.answers import Answer, ClaimTaken, CommandTaken
from chargehand.model.calls import Call
from chargehand.model.events import (
    CloseRequested,
    CloseUndone,
    Event,
    NotChargingClaimed,
    OperationRequested,
    ProbeRequested,
    RefreshRequested,
    StartRequested,
    StopRequested,
)
from chargehand.model.faults import UnknownStation
from chargehand.model.identity import CommandId, SessionId, StationId
from chargehand.model.limits import Limits
from chargehand.model.refusals import Refusal
from chargehand.model.session import Session
from chargehand.model.token import AccountStatus

COMMAND_LENGTH = 28
"""Calls of a command are named after it, with an end of their own; a message id has 36 characters at most (OCPP-J 1.6 §4.1.4)."""


class Inlet:
    """Each wish raises Refused for a considered no, WorldFault or LaneHalted when nothing was decided."""

    def __init__(self, context: DriverContext) -> None:
        self._context = context

    def command(self, caller: Caller, purpose: str, nonce: str | None) -> CommandId:
        """The id of what a form wishes; a fresh one without a nonce."""
        if nonce is None:
            return CommandId(self._context.fresh_id())
        naming = f"{caller.driver.id}\n{purpose}\n{nonce}".encode()
        return CommandId(hashlib.sha256(naming).hexdigest()[:COMMAND_LENGTH])

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
        suspended = caller.driver.account is AccountStatus.SUSPENDED
        event = StopRequested(
            station=_named(caller.station),
            at=self._context.clock(),
            command=command,
            session=session,
            driver=caller.driver.id,
            account_active=caller.active or (suspended and self._context.settings.suspended_may_stop),
        )
        return _taken(await self._submit(event))

    async def stop_for_house(self, station: StationId, session: SessionId) -> CommandTaken:
        """An operator has the session stopped, whosever it is."""
        command = CommandId(self._context.fresh_id())
        event = StopRequested(
            station=station, at=self._context.clock(), command=command, session=session, driver=None
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

    async def probe(self, caller: Caller, session: Session) -> None:
        """An operator has the session's station asked about it now."""
        at, operator = self._context.clock(), caller.driver.id
        await self._submit(
            ProbeRequested(station=session.station, at=at, session=session.id, operator=operator)
        )

    async def close(
        self,
        caller: Caller,
        session: Session,
        reason: str,
        ended_at: datetime | None,
        register_wh: Decimal | None,
    ) -> None:
        """An operator takes the session as over."""
        event = CloseRequested(
            station=session.station,
            at=self._context.clock(),
            session=session.id,
            operator=caller.driver.id,
            reason=reason,
            ended_at=ended_at,
            register_wh=register_wh,
        )
        await self._submit(event)

    async def undo_close(self, caller: Caller, session: Session) -> None:
        at, operator = self._context.clock(), caller.driver.id
        await self._submit(CloseUndone(station=session.station, at=at, session=session.id, operator=operator))

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
