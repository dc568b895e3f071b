"""`chargehand serve`, but for one thing: at a chosen write of a chosen station's lane the process kills itself.

CRASH_STATION, CRASH_POINT (commit, take or done), CRASH_AT (1 is the first such write) and CRASH_WHEN (before, after)
choose it. "Before" leaves an answer that was given too early the time to get out; "after" is after the database's word and
before anybody hears of it. Without CRASH_AT nothing happens.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from typing import NoReturn

import asyncpg

from chargehand.main import entry
from chargehand.model.batch import DueCall, Kept
from chargehand.store.units import PostgresUnits

STATION = os.environ.get("CRASH_STATION", "")
POINT = os.environ.get("CRASH_POINT", "")
AT = int(os.environ.get("CRASH_AT", "0"))
WHEN = os.environ.get("CRASH_WHEN", "")

TOO_EARLY_S = 0.05


def die() -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("still alive")


class CrashingUnits(PostgresUnits):
    """Counts the writes of each kind that touch the chosen station."""

    def __init__(self, pool: asyncpg.Pool, prober: asyncpg.Pool | None = None, *, mails: bool = True) -> None:
        super().__init__(pool, prober, mails=mails)
        self.counts = {"commit": 0, "take": 0, "done": 0}
        self.calls: set[str] = set()
        """Names of the station's calls that were taken from the outbox."""

    def is_it(self, point: str) -> bool:
        self.counts[point] += 1
        return point == POINT and self.counts[point] == AT

    async def commit(self, kept: Sequence[Kept]) -> None:
        now = any(each.event.station == STATION for each in kept) and self.is_it("commit")
        if now and WHEN == "before":
            await asyncio.sleep(TOO_EARLY_S)
            die()
        await super().commit(kept)
        if now:
            die()

    async def take(self, gateway: str) -> list[DueCall]:
        """What stands to be taken is known only once it was: before and after are one here."""
        due = await super().take(gateway)
        own = {each.call_id for each in due if each.station == STATION}
        self.calls |= own
        if own and self.is_it("take"):
            die()
        return due

    async def done(self, call_id: str) -> None:
        now = call_id in self.calls and self.is_it("done")
        if now and WHEN == "before":
            die()
        await super().done(call_id)
        if now:
            die()


def main() -> None:
    # Whoever wires the house finds the crashing store in the real one's place.
    import chargehand.store.units

    chargehand.store.units.PostgresUnits = CrashingUnits
    sys.argv = ["chargehand", "serve"]
    entry()


if __name__ == "__main__":
    main()
