"""A gateway in a process of its own, before an engine that agrees to everything and keeps nothing: `python -m tests.hostile.lonely_gateway`.

Prints its port; ends when its input does.
"""

from __future__ import annotations

import asyncio
import sys

import uvloop

from chargehand.model.answers import Answer
from chargehand.model.events import Event
from chargehand.model.refusals import Refusal
from tests.unit.gateway.world import Engine, World


class Forgetful(Engine):
    async def submit(self, event: Event, frame: str | None = None) -> Answer | Refusal:
        try:
            return await super().submit(event, frame)
        finally:
            self.events.clear()
            self.frames.clear()


class Anybody(dict[str, str | None]):
    """Every station is known, without a password."""

    def __contains__(self, name: object) -> bool:
        return True

    def __missing__(self, name: str) -> None:
        return None


async def main() -> None:
    world = World()
    world.engine = Forgetful()
    world.door.passwords = Anybody()
    await world.start()
    sys.stdout.write(f"{world.gateway.port}\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)
    await world.stop()


if __name__ == "__main__":
    uvloop.run(main())
