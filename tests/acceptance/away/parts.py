"""The house as several processes that know each other by database and bus alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Literal

from tests.acceptance.house import PROGRAM, House
from tests.acceptance.waiting import until
from tests.integration.main.conftest import Bus

Kind = Literal["gateway", "web", "worker"]


class Part(House):
    """One process; what it says of its health is at the usual place, whatever it does."""

    def __init__(self, folder: Path, kind: Kind, name: str, **settings: object) -> None:
        folder.mkdir()
        super().__init__(folder, command=[str(PROGRAM), kind], gateway_name=name, **settings)
        self.calm = False
        if kind != "web":
            self.environment["CHARGEHAND_METRICS_PORT"] = str(self._web.number)


class Parts:
    """All of them; new ones are made and readied by `begin`."""

    def __init__(self, folder: Path, held: AsyncExitStack, settings: dict[str, object]) -> None:
        self._folder = folder
        self._held = held
        self._settings = settings

    async def begin(self, *wanted: tuple[Kind, str]) -> list[Part]:
        """These run and are ready."""
        parts = [Part(self._folder / name, kind, name, **self._settings) for kind, name in wanted]
        for part in parts:
            self._held.push_async_callback(asyncio.to_thread, part.leave)
            await asyncio.to_thread(part.start)
        for part in parts:
            await until(lambda part=part: asyncio.to_thread(part.is_ready), 60)
        return parts


@asynccontextmanager
async def apart(folder: Path, database_url: str, **settings: object) -> AsyncIterator[Parts]:
    """A bus, and what is begun upon it; all have ended in order afterwards."""
    bus = Bus(folder)
    await bus.start()
    try:
        async with AsyncExitStack() as held:
            yield Parts(folder, held, {"database_url": database_url, "nats_url": bus.url, **settings})
    finally:
        await bus.stop()
