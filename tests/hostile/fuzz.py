"""Looks for frames that the gateway cannot bear: `python -m tests.hostile.fuzz --seconds 60 --seed 1`.

A find is a dropped connection, a Heartbeat that is not answered, a fault inside, or an answer that no schema has; its
frame is printed, and the command ends with 1.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

import uvloop

from tests.hostile.conftest import lenient_world
from tests.hostile.line import Dropped, Line
from tests.hostile.mangling import Mangler
from tests.hostile.mutations import FOLDERS
from tests.strictness import Strictness, watching
from tests.unit.gateway.world import World

BATCH = 40
"""Frames on one connection: fewer than the answers to nothing that it bears."""


@dataclass(frozen=True)
class Find:
    version: str
    frames: list[bytes]
    what: str


class Fuzz:
    """One run over all versions in turn. `done` counts frames."""

    def __init__(self, world: World, seed: int) -> None:
        self._world = world
        self._manglers = {version: Mangler(version, seed) for version in FOLDERS}
        self._strictness = Strictness()
        self.done = 0

    async def run(self, until: float, frames_max: int) -> Find | None:
        """Nothing when nothing was found until that time of the monotonic clock, or in so many frames."""
        with watching(self._strictness):
            for version in _in_turn():
                if self.done >= frames_max or time.monotonic() >= until:
                    return None
                batch = [self._manglers[version].frame() for _ in range(BATCH)]
                found = await self._tried(version, batch)
                if found is not None:
                    return await self._narrowed(found)
                self.done += BATCH
        return None

    async def _tried(self, version: str, batch: list[bytes]) -> Find | None:
        line = await Line.opened(self._world.gateway.port, "CP1", version)
        try:
            await line.say(batch)
            await line.say([b'[2,"last beat","Heartbeat",{}]'])
            while True:
                heard = json.loads(await line.hear())
                if heard[1] == "last beat":
                    break
                if heard[0] not in (3, 4):
                    return Find(version, batch, f"said {heard}")
        except (Dropped, TimeoutError, asyncio.IncompleteReadError, ValueError) as fault:
            return Find(version, batch, repr(fault))
        finally:
            line.hang_up()
        wrong = [*self._strictness.take(), *map(repr, self._world.watch.broken)]
        self._world.watch.broken.clear()
        return Find(version, batch, "; ".join(wrong)) if wrong else None

    async def _narrowed(self, found: Find) -> Find:
        """The one frame that does it alone, if there is one."""
        for frame in found.frames:
            alone = await self._tried(found.version, [frame])
            if alone is not None:
                return alone
        return found


def _in_turn() -> Iterator[str]:
    while True:
        yield from FOLDERS


async def fuzzed(seed: int, seconds: float, frames_max: int = sys.maxsize) -> tuple[int, Find | None]:
    """How many frames were sent, and what was found first."""
    world = lenient_world()
    try:
        await world.start()
        fuzz = Fuzz(world, seed)
        found = await fuzz.run(time.monotonic() + seconds, frames_max)
        return fuzz.done, found
    finally:
        await world.stop()


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    done, found = uvloop.run(fuzzed(chosen.seed, chosen.seconds))
    sys.stdout.write(f"seed {chosen.seed}: {done} frames\n")
    if found is not None:
        sys.stdout.write(f"{found.version}: {found.what}\n" + "\n".join(map(repr, found.frames)) + "\n")
    return 0 if found is None else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
