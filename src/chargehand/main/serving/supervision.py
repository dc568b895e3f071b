"""Who owns the background tasks, and what happens when one dies: the house stops, it never limps."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine

from structlog.typing import FilteringBoundLogger


class Supervision:
    """Owner of all tasks that are meant to run until they are cancelled. `ending` is set when the house should stop."""

    def __init__(self, log: FilteringBoundLogger) -> None:
        self.log = log
        self._tasks: set[asyncio.Task[None]] = set()
        self.ending = asyncio.Event()
        self.failed = ""
        """The task that died, if one did."""

    def start(self, name: str, work: Coroutine[object, object, None]) -> asyncio.Task[None]:
        """`work` runs until it is cancelled; if it ends in any other way, the house is asked to stop."""
        task = asyncio.get_running_loop().create_task(work, name=name)
        self.adopt(task)
        return task

    def adopt(self, task: asyncio.Task[None]) -> None:
        """From now on this task must not end by itself."""
        self._tasks.add(task)
        task.add_done_callback(self._done)

    async def end(self, *tasks: asyncio.Task[None]) -> None:
        """These tasks have ended."""
        for task in tasks:
            self._tasks.discard(task)
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def let_go(self, task: asyncio.Task[None]) -> None:
        """From now on this task may end as it likes."""
        self._tasks.discard(task)

    def _done(self, task: asyncio.Task[None]) -> None:
        if task not in self._tasks:
            return
        self._tasks.discard(task)
        fault = None if task.cancelled() else task.exception()
        if fault is None:
            self.log.error("task_ended", task=task.get_name())
        else:
            self.log.error(
                "task_died", task=task.get_name(), exc_info=(type(fault), fault, fault.__traceback__)
            )
        self.failed = self.failed or task.get_name()
        self.ending.set()
