"""Lost cards are followed to their end: what runs on one stops, and stations that know it by themselves forget it.

What a station cannot be told now it is told when it is back; a stop that came to nothing is asked for again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final, Protocol

from chargehand.engine.ports import Submit
from chargehand.model.answers import CommandTaken
from chargehand.model.calls import AnyCall, SendLocalList
from chargehand.model.card import Recall, RecallKind
from chargehand.model.command import CommandState
from chargehand.model.events import Event, OperationRequested, StopRequested
from chargehand.model.faults import LaneHalted, UnknownStation, WorldFault
from chargehand.model.identity import CommandId, StationId
from chargehand.model.refusals import Refusal

EVERY_S: Final = 2.0
AGAIN: Final = timedelta(seconds=5)
"""So soon it is looked at how a command went, or whether the station can be asked now."""
LATER: Final = timedelta(minutes=1)
STOPS_MAX: Final = 20
"""A stop is asked for so often; by then the operator sees that it failed."""
CALLS_MAX: Final = 6
PATIENCE_S: Final = 30

DONE, FAILED = "done", "failed"
_NOTHING_TO_STOP: Final = (Refusal.ALREADY_ENDED, Refusal.NOT_FOUND)


class Rows(Protocol):
    async def due(self, now: datetime) -> list[Recall]:
        """Of stations that are connected."""
        ...

    async def again(self, recall: int, at: datetime, command: CommandId | None) -> None: ...

    async def done(self, recall: int, at: datetime, outcome: str) -> None: ...


class Lists(Protocol):
    async def draft(self, station: StationId, at: datetime, *, full: bool) -> SendLocalList | None: ...


class Recalls:
    def __init__(
        self,
        rows: Rows,
        submit: Submit,
        lists: Lists,
        clock: Callable[[], datetime],
        fresh_id: Callable[[], str],
    ) -> None:
        self._rows = rows
        self._submit = submit
        self._lists = lists
        self._clock = clock
        self._fresh_id = fresh_id

    async def run(self) -> None:
        """Looks every other second, until cancelled."""
        while True:
            with suppress(WorldFault):  # what could not be looked at or told now is still written down
                await self.round()
            await asyncio.sleep(EVERY_S)

    async def round(self) -> None:
        """All that is due was tried, or has come to its end. Raises WorldFault when the database cannot be asked.

        A lane that takes nothing just now keeps none of the others waiting.
        """
        for recall in await self._rows.due(self._clock()):
            try:
                await self._look(recall)
            except (LaneHalted, UnknownStation, WorldFault):
                await self._rows.again(recall.id, self._clock() + LATER, None)

    async def _look(self, recall: Recall) -> None:
        now = self._clock()
        if recall.command_open:
            await self._rows.again(recall.id, now + AGAIN, None)
            return
        outcome = _stopped(recall) if recall.kind is RecallKind.STOP else _told(recall)
        if outcome is not None:
            await self._rows.done(recall.id, now, outcome)
            return
        await self._ask(recall, now)

    async def _ask(self, recall: Recall, now: datetime) -> None:
        command = CommandId(self._fresh_id())
        event = await self._event(recall, command, now)
        if event is None:
            await self._rows.done(recall.id, now, FAILED)
            return
        answer = await self._submit.submit(event)
        if isinstance(answer, CommandTaken):
            await self._rows.again(recall.id, now + AGAIN, answer.command.id)
        elif answer in _NOTHING_TO_STOP:
            await self._rows.done(recall.id, now, DONE)
        else:
            await self._rows.again(recall.id, now + AGAIN, None)

    async def _event(self, recall: Recall, command: CommandId, now: datetime) -> Event | None:
        """None: the station has no room for the list."""
        if recall.session is not None:
            return StopRequested(
                station=recall.station, at=now, command=command, session=recall.session, driver=None
            )
        call: AnyCall | SendLocalList | None = AnyCall("ClearCache", "{}")
        if recall.kind is RecallKind.LIST:
            call = await self._lists.draft(recall.station, now, full=recall.tries > 0)
        if call is None:
            return None
        return OperationRequested(
            station=recall.station, at=now, command=command, call=call, patience_s=PATIENCE_S, forced=True
        )


def _stopped(recall: Recall) -> str | None:
    if recall.over:
        return DONE
    return FAILED if recall.tries >= STOPS_MAX else None


def _told(recall: Recall) -> str | None:
    """A station without a cache says no to clearing it: then there is nothing to forget."""
    if recall.command_state == CommandState.CONFIRMED:
        return DONE
    if recall.command_state == CommandState.REJECTED and recall.kind is RecallKind.CACHE:
        return DONE
    return FAILED if recall.tries >= CALLS_MAX else None
