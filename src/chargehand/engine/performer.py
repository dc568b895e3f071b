"""Carries calls from the outbox to the stations and their outcomes back to the lanes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from datetime import datetime

from chargehand.core.station import digest_of
from chargehand.engine.ports import Feed, Observer, Outbox, StationCaller, Submit
from chargehand.model.batch import DueCall
from chargehand.model.calls import CallOutcome, Configure, Reply, ShowCost
from chargehand.model.events import CallAnswered, CallSent, StationConfigured
from chargehand.model.faults import LaneHalted, UnknownStation, WorldFault
from chargehand.model.snapshot import Change

LOOK_EVERY_S = 2.0
"""A wake-up may be lost; the rows are looked at so often in any case."""
CALM_S = 0.2
"""What stations are wished waits until for so long no other wish came, …"""
CALM_PATIENCE_S = 5.0
"""… or so long at most."""


class Performer:
    """Performs the calls of the stations that one gateway holds, until cancelled."""

    def __init__(
        self,
        gateway: str,
        submit: Submit,
        outbox: Outbox,
        caller: StationCaller,
        clock: Callable[[], datetime],
        observer: Observer,
    ) -> None:
        self._gateway = gateway
        self._submit = submit
        self._outbox = outbox
        self._caller = caller
        self._clock = clock
        self._observer = observer
        self._wake = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._wishes: list[DueCall] = []

    async def run(self, feed: Feed) -> None:
        """Take and perform until cancelled; then what is under way is cancelled too, its commands end by their deadlines."""
        leave = feed.subscribe(self._woken)
        try:
            while True:
                await self._round()
                # Not wait_for: before Python 3.12 it forgets a cancellation that meets the wake-up.
                with suppress(TimeoutError):
                    async with asyncio.timeout(LOOK_EVERY_S):
                        await self._wake.wait()
        finally:
            leave()
            for task in tuple(self._tasks):
                task.cancel()

    def _woken(self, changes: Sequence[Change]) -> None:
        if not self._wake.is_set() and any(change.calls for change in changes):
            self._wake.set()

    async def _round(self) -> None:
        self._wake.clear()
        try:
            due = await self._outbox.take(self._gateway)
        except WorldFault as fault:
            self._observer.fault(str(fault))
            return
        wishes = [each for each in due if isinstance(each.call, Configure)]
        for each in due:
            if not isinstance(each.call, Configure):
                self._start(self._perform(each))
        if wishes and not self._wishes:
            self._start(self._offer())
        self._wishes += wishes

    def _start(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _offer(self) -> None:
        """When thousands come back at once, all of them are let in before any is told what it is wished (F30)."""
        for _ in range(round(CALM_PATIENCE_S / CALM_S)):
            known = len(self._wishes)
            await asyncio.sleep(CALM_S)
            if len(self._wishes) == known:
                break
        wishes, self._wishes = self._wishes, []
        for each in wishes:
            self._start(self._perform(each))

    async def _perform(self, due: DueCall) -> None:
        try:
            if isinstance(due.call, ShowCost):
                await self._show(due)
            elif isinstance(due.call, Configure):
                await self._configure(due, due.call)
            else:
                await self._call(due)
            await self._outbox.done(due.call_id)
        except (WorldFault, LaneHalted, UnknownStation) as fault:
            # The command's own timer ends it truthfully; nothing is sent twice.
            self._observer.fault(f"call {due.call_id}: {fault}")

    async def _call(self, due: DueCall) -> None:
        async def sent() -> None:
            await self._submit.submit(
                CallSent(station=due.station, at=self._clock(), command=due.command, call_id=due.call_id)
            )

        reply = Reply(CallOutcome.OFFLINE)
        if self._clock() < due.until and self._caller.has(due.station):
            reply = await self._caller.call(due, sent)
        await self._submit.submit(
            CallAnswered(
                station=due.station,
                at=self._clock(),
                command=due.command,
                call_id=due.call_id,
                outcome=reply.outcome,
                detail=reply.detail,
                response=reply.response,
                reservation=reply.reservation,
                variables=reply.variables,
                monitors=reply.monitors,
                cleared=reply.cleared,
                certificates=reply.certificates,
                local_list=reply.local_list,
                lead=reply.lead,
            )
        )

    async def _show(self, due: DueCall) -> None:
        """Whatever becomes of it: the next reading brings the next cost."""

        async def sent() -> None:
            return None

        if self._clock() < due.until and self._caller.has(due.station):
            await self._caller.call(due, sent)

    async def _configure(self, due: DueCall, wishes: Configure) -> None:
        """A station that went away meanwhile is offered the wishes again when it comes back."""

        async def sent() -> None:
            return None

        if self._clock() >= due.until or not self._caller.has(due.station):
            return
        reply = await self._caller.call(due, sent)
        if reply.outcome is not CallOutcome.ACCEPTED:
            return
        refused, unoffered = (_keys(part) for part in reply.detail.partition(";")[::2])
        accepted = tuple(key for key, _ in wishes.wishes if key not in (*refused, *unoffered))
        await self._submit.submit(
            StationConfigured(
                station=due.station,
                at=self._clock(),
                digest=digest_of(wishes.wishes),
                accepted=accepted,
                refused=refused,
                unoffered=unoffered,
            )
        )


def _keys(listed: str) -> tuple[str, ...]:
    return tuple(key for key in listed.split(",") if key)
