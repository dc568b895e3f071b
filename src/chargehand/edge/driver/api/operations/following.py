"""Waits for a command to be over. Its row is the truth; news only say when to look."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from chargehand.edge.driver.context import DriverContext
from chargehand.edge.driver.ports import Devices
from chargehand.model.command import Command
from chargehand.model.faults import WorldFault
from chargehand.model.snapshot import Change

LOOK_EVERY_S = 1.0
"""News may be lost."""
GRACE_S = 3.0
"""The deadline's own timer may be so late."""


class Following:
    def __init__(self, context: DriverContext, devices: Devices) -> None:
        self._context = context
        self._devices = devices

    async def until_over(self, command: Command) -> Command:
        """The command as it ended; as it was last known if it is not over shortly after its deadline."""
        context = self._context
        news = asyncio.Event()

        def hear(changes: Sequence[Change]) -> None:
            if any(change.station == command.station for change in changes):
                news.set()

        waits_s = (command.deadline_at - context.clock()).total_seconds() + GRACE_S
        until_s = context.monotonic() + waits_s
        leave = context.feed.subscribe(hear)
        try:
            while command.open and (left_s := until_s - context.monotonic()) > 0:
                news.clear()
                command = await self._look(command)
                if command.open:
                    # Not wait_for: before Python 3.12 it forgets a cancellation that meets the news.
                    with suppress(TimeoutError):
                        async with asyncio.timeout(min(LOOK_EVERY_S, left_s)):
                            await news.wait()
        finally:
            leave()
        return command

    async def _look(self, command: Command) -> Command:
        """A fault of the database is waited out: the call is on its way all the same."""
        with suppress(WorldFault):
            return await self._devices.command(command.id) or command
        return command
