"""The canonical tale, told once for each place where the house can die in it, and dying there.

A process that is killed leaves nothing but what it wrote before. So there are as many different deaths as there are
writes and answers that it waits for: before each of its statements reaches the database, after the database has done
it and before the house hears so, and before each of its frames reaches the charger. All of them are counted in a telling in
which nothing happens; then each has a telling of its own, in which the process is ended by SIGKILL just there.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from websockets.typing import Subprotocol

from tests.acceptance.away.modern_tale import told_by_a_modern_charger
from tests.acceptance.away.wiretap import Hearsay, Statement, Wiretap, tapped
from tests.acceptance.crashes import DEADLINE_S, Crash, Journal, Scene, Tale, looked_at
from tests.acceptance.house import OCPP16, House
from tests.acceptance.settling import Place, settle
from tests.acceptance.stubborn import StubbornCharger
from tests.acceptance.tales import stopped_from_the_app
from tests.acceptance.waiting import until

TALES: dict[str, tuple[Subprotocol, Tale]] = {
    "1.6": (OCPP16, stopped_from_the_app),
    "2.0.1": (Subprotocol("ocpp2.0.1"), told_by_a_modern_charger),
}
READS = frozenset({"lanes", "named_sessions", "named_commands", "tokens", "elsewhere"})
"""What comes back from them changes nothing outside, so that death before and after are one."""


@dataclass(frozen=True)
class Point:
    """The `number`-th time that it comes to `what`: a statement or a frame, before or after."""

    what: str
    number: int

    def __str__(self) -> str:
        return f"{self.what} #{self.number}"


class Death:
    """Counts what one station's story makes the house do; kills it at `point`, if one is given. Implements `wiretap.Ear`.

    `names`: of the station, and of what else its story speaks of.
    """

    def __init__(self, names: tuple[str, ...], point: Point | None, kill: Callable[[], None]) -> None:
        self._names = [name.encode() for name in names]
        self._point = point
        self._kill = kill
        self._counts: Counter[str] = Counter()
        self.seen: list[Point] = []

    def asked(self, statement: Statement, /) -> bool:
        if not self._is_ours(statement) or statement.name == "begin":
            return True
        return self._passes(f"before {statement.name}")

    def answered(self, statement: Statement, /) -> bool:
        taken = statement.name == "take_calls" and self._names[0] in statement.reply
        if not taken and (not self._is_ours(statement) or statement.name in READS | {"begin"}):
            return True
        return self._passes(f"after {statement.name}")

    def heard(self, frame: list[Any]) -> bool:
        """A frame of the house's arrives at the charger."""
        return self._passes(f"before {frame[2]}" if frame[0] == 2 else "before an answer")

    def _is_ours(self, statement: Statement) -> bool:
        if not statement.name:
            return False
        # It speaks of a call, not of a station; one station is there.
        return statement.name == "call_done" or any(map(statement.names, self._names))

    def _passes(self, what: str) -> bool:
        self._counts[what] += 1
        point = Point(what, self._counts[what])
        self.seen.append(point)
        if point == self._point:
            self._kill()
            return False
        return True


class TappedHouse(House):
    """A house that reaches its database through a wiretap, past which the tests look and settle."""

    def __init__(self, folder: Path, tap: Wiretap, server_dsn: str) -> None:
        super().__init__(
            folder, database_url=tap.dsn, command_deadline_s=DEADLINE_S, start_deadline_s=DEADLINE_S
        )
        self.tap = tap
        self._server_dsn = server_dsn

    async def dsn(self) -> str:
        return self._server_dsn


class DyingScene(Scene):
    """One telling, with one death or none."""

    def __init__(
        self, house: TappedHouse, journal: Journal, place: Place, version: str, dying: Dying
    ) -> None:
        super().__init__(
            house, journal, place, Crash("death", int(dying.point is not None), fresh_names=dying.fresh_names)
        )
        self.protocol, self._tale = TALES[version]
        self._tap = house.tap
        self._death = Death((self.station, *place.uids[0]), dying.point, self._kill)

    async def told(self) -> list[Point]:
        """What the house did on the way to the tale's end."""
        self._tap.ear = self._death
        try:
            await self.played(self._told, {})
        finally:
            self._tap.ear = Hearsay()
        return self._death.seen

    async def _told(self, scene: Scene, charger: StubbornCharger, driver: Any) -> None:
        await self._tale(scene, charger, driver)
        self._tap.ear, charger.hears = Hearsay(), lambda _: True

    def met(self, charger: StubbornCharger) -> None:
        charger.hears = self._death.heard

    def _kill(self) -> None:
        os.kill(self.house.pid, signal.SIGKILL)


@dataclass(frozen=True)
class Dying:
    """`fresh_names`: what the charger says again gets another message id."""

    point: Point | None = None
    fresh_names: bool = False


class Deaths:
    """All tellings happen in one house, which is brought back after each death."""

    def __init__(self, house: TappedHouse, journal: Journal) -> None:
        self._house = house
        self._journal = journal

    async def points(self, version: str) -> list[Point]:
        """Where the house can die: each of them once, in the order of an undisturbed telling."""
        return await self._told(version, Dying())

    async def die(self, version: str, point: Point, *, fresh_names: bool) -> None:
        """The house died at `point` and came back, and nothing was lost or doubled."""
        await self._told(version, Dying(point, fresh_names))

    async def _told(self, version: str, dying: Dying) -> list[Point]:
        await until(self._answers, 60)
        place = await settle(self._house)
        return await DyingScene(self._house, self._journal, place, version, dying).told()

    async def _answers(self) -> bool:
        return await asyncio.to_thread(self._house.is_ready)


@asynccontextmanager
async def mortality(folder: Path, server_dsn: str) -> AsyncIterator[Deaths]:
    """A house on the database at `server_dsn`, and deaths for it."""
    async with tapped(server_dsn) as tap:
        house = TappedHouse(folder, tap, server_dsn)
        try:
            await asyncio.to_thread(house.start)
            async with looked_at(house) as journal:
                yield Deaths(house, journal)
        finally:
            await asyncio.to_thread(house.leave)
