"""The house's own time: the wall's, but it never goes back and never leaps (F68b)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from chargehand.engine.ports import Courses, Observer
from chargehand.model.batch import Course
from chargehand.model.faults import WorldFault

CATCHES_UP: Final = 10
"""One part in so many of the time that passes is what the house's time may gain or lose: an hour is made up for in ten."""
LEAP_NS: Final = 3_600_000_000_000
"""A wall that is further away is followed at once."""
KEPT_EVERY_S: Final = 30.0


class HouseClock:
    """Shows the wall's time while that flows. When somebody puts the wall's clock to another time, the house's flows on, a tenth
    faster or slower until both are the same again.

    So whatever waits, waits its time: what was to happen in 30 s happens after 27 to 34 s, however the wall's clock was put, and
    of two instants of the house the later one was later. Two things it cannot do. A step of more than an hour is followed at
    once: receipts must not be wrong for days. And without a course kept by a process of the same boot of the machine, a new
    process begins with the wall's time: a step while nothing ran, or while another one was being made up for, is not seen.

    `wall_ns`: since 1970. `steady_ns`: since the machine started, never put; the same in all of its processes.
    """

    def __init__(self, wall_ns: Callable[[], int], steady_ns: Callable[[], int]) -> None:
        self._wall_ns = wall_ns
        self._steady_ns = steady_ns
        self._stood = steady_ns(), wall_ns()
        """By the steady clock and by ours; one value, so that threads may ask too."""

    def __call__(self) -> datetime:
        """Now, in UTC."""
        steady_ns = self._steady_ns()
        house_ns = advanced(self._stood, steady_ns, self._wall_ns())
        self._stood = steady_ns, house_ns
        return datetime.fromtimestamp(house_ns / 1e9, UTC)

    def course(self) -> Course:
        """Where it stands now."""
        self()
        return Course(*self._stood)

    def resume(self, course: Course) -> None:
        """Go on where another process of this machine stood; nothing may have been told the time before."""
        if course.steady_ns <= self._steady_ns():  # else the machine was put back to an earlier state
            self._stood = course.steady_ns, course.house_ns

    def ahead_s(self) -> float:
        """Of the wall; below 0: behind it."""
        return (self.course().house_ns - self._wall_ns()) / 1e9


def advanced(stood: tuple[int, int], steady_ns: int, wall_ns: int) -> int:
    """What the house's clock shows when the others show this, if it stood so before: as near to the wall as may be."""
    passed_ns = max(0, steady_ns - stood[0])  # of two threads the later one may have been quicker
    house_ns = stood[1] + passed_ns
    apart_ns, most_ns = wall_ns - house_ns, passed_ns // CATCHES_UP
    if -most_ns <= apart_ns <= most_ns or abs(apart_ns) > LEAP_NS:
        return wall_ns  # it has caught up, or never would
    return house_ns + (most_ns if apart_ns > 0 else -most_ns)


class Timekeeper:
    """Lets the processes of one machine have one time, also those that begin after another has died."""

    def __init__(self, clock: HouseClock, boot: str, courses: Courses, observer: Observer) -> None:
        """`boot`: names the machine's present life."""
        self._clock = clock
        self._boot = boot
        self._courses = courses
        self._observer = observer

    async def begin(self) -> None:
        """The clock goes on where the last process stood. Raises WorldFault."""
        course = await self._courses.course(self._boot)
        if course is not None:
            self._clock.resume(course)

    async def run(self) -> None:
        """Keeps the course, until cancelled."""
        while True:
            try:
                await self._courses.keep_course(self._boot, self._clock.course())
            except WorldFault as fault:
                self._observer.fault(str(fault))
            await asyncio.sleep(KEPT_EVERY_S)
