"""The hub: what is dirty and watched is read in one go, drawn once per face and handed to all who watch.

No timer between rounds: what gets dirty meanwhile is the next round. A rest twice as long as the drawing, at most 100 ms,
keeps most of the loop for others; under load rounds grow instead of queueing, and what changes twice is drawn once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice

from chargehand.edge.driver.context import DriverContext
from chargehand.edge.driver.door.guard import Caller
from chargehand.edge.driver.live.looking import Wanted, look
from chargehand.edge.driver.live.slot import Slot
from chargehand.edge.driver.live.subject import Face, Kind, Look, Subject, frame
from chargehand.edge.driver.live.watching import Drawn, Watch, Watching
from chargehand.model.faults import WorldFault
from chargehand.model.identity import DriverId, SessionId
from chargehand.model.snapshot import Change

ROUND_MAX = 128
REST_MIN_S, REST_MAX_S = 0.002, 0.1
REST_PER_STREAM_S = 20e-6
"""The more watch, the more is new within a moment: read together it costs half. A thousand streams wait 20 ms."""
AFTER_FAULT_S = 1.0
TICK_S = 1.0
LOOK_AGAIN_S = 15.0
"""So often what is watched is looked at without news: a lost wake-up costs that much, and a stale card is seen to be stale."""
BEAT_EVERY_S = 15.0
DRAWN_AT_ONCE = 4
"""So many drawings, then others may run."""


class Hub:
    def __init__(self, context: DriverContext) -> None:
        self._context = context
        self._watching = Watching()
        self._dirty: dict[Subject, None] = {}
        self._strays: set[SessionId] = set()
        """Changed sessions that may belong to somebody all of whose sessions are watched."""
        self._woken = asyncio.Event()
        self._closed = False

    def room_for(self, driver: DriverId) -> bool:
        """Whether this driver may open one more stream."""
        return self._watching.streams_of(driver) < self._context.settings.streams_per_driver

    @contextmanager
    def watch(self, subject: Subject, face: Face, caller: Caller) -> Generator[Slot]:
        """The slot gets what the subject looks like now, and every later look, while the context lasts."""
        watch = Watch(subject, face, caller)
        self._watching.add(watch)
        self._context.observer.streams(len(self._watching))
        if self._closed:
            watch.slot.close()
        self._mark([subject])
        try:
            yield watch.slot
        finally:
            self._watching.remove(watch)
            self._context.observer.streams(len(self._watching))

    def close(self) -> None:
        """All streams end now, later ones at once: a server that stops waits for nobody's browser."""
        self._closed = True
        for watch in self._watching.all():
            watch.slot.close()

    async def run(self) -> None:
        """Shows what changes, until cancelled."""
        leave = self._context.feed.subscribe(self._hear)
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._rounds())
                tasks.create_task(self._ticks())
        finally:
            leave()

    def _hear(self, changes: Sequence[Change]) -> None:
        for change in changes:
            self._mark(self._watching.touched(change))
        if self._watching.drivers():
            self._strays.update(session for change in changes for session in change.sessions)
            self._woken.set()

    def _mark(self, subjects: Iterable[Subject]) -> None:
        for subject in subjects:
            self._dirty[subject] = None
            self._woken.set()

    async def _rounds(self) -> None:
        while True:
            await self._woken.wait()
            self._woken.clear()
            rest_s = REST_MIN_S
            try:
                most_s = max(2 * await self._round(), REST_PER_STREAM_S * len(self._watching))
                rest_s = max(REST_MIN_S, min(REST_MAX_S, most_s))
            except WorldFault:
                rest_s = AFTER_FAULT_S
            except Exception as fault:  # the hub's own edge: the next round may well go through
                self._context.observer.fault("live", "live", fault)
                rest_s = AFTER_FAULT_S
            if self._dirty or self._strays:
                self._woken.set()
            await asyncio.sleep(rest_s)

    async def _round(self) -> float:
        """One round; returns the seconds that were spent drawing. Raises WorldFault, then everything stays dirty."""
        monotonic = self._context.monotonic
        began_s = monotonic()
        served = self._take()
        strays, self._strays = self._strays, set()
        groups = self._watching.groups
        wanted = Wanted({each: groups[each].readings for each in served}, strays, self._watching.drivers())
        try:
            looks = await look(self._context.sights, wanted)
        except WorldFault:
            self._mark(served)
            self._strays |= strays
            raise
        frames, drawing_s = 0, 0.0
        for count, (subject, seen) in enumerate(looks, start=1):
            drawn_from_s = monotonic()
            frames += self._show(subject, seen)
            drawing_s += monotonic() - drawn_from_s
            if count % DRAWN_AT_ONCE == 0:
                await asyncio.sleep(0)
        self._settle(served, looks)
        self._context.observer.shown(len(served), frames, monotonic() - began_s)
        return drawing_s

    def _take(self) -> dict[Subject, set[Watch]]:
        """The subjects of this round, each with those who have been sent nothing yet."""
        taken: dict[Subject, set[Watch]] = {}
        for subject in list(islice(self._dirty, ROUND_MAX)):
            del self._dirty[subject]
            group = self._watching.groups.get(subject)
            if group is not None:
                taken[subject] = set(group.fresh)
        return taken

    def _show(self, subject: Subject, seen: Look) -> int:
        """Everybody who watches has or gets the newest look; returns how many frames were handed out."""
        group = self._watching.groups.get(subject)
        if group is None:
            return 0
        frames = 0
        for face, watches in group.watches.items():
            before = group.drawn.get((seen.thing, face))
            drawn = self._draw(face, seen, before, due=bool(watches & group.fresh))
            if drawn is None:
                continue
            group.drawn[seen.thing, face] = drawn
            changed = before is None or before.sign != drawn.sign
            for watch in watches if changed else watches & group.fresh:
                watch.slot.put(seen.thing, drawn.frame)
                frames += 1
        return frames

    def _draw(self, face: Face, seen: Look, before: Drawn | None, *, due: bool) -> Drawn | None:
        """The face as it is now; None if it looks as before and nobody is due a first frame."""
        try:
            prepared = face.prepare(seen)
            if not due and before is not None and before.sign == prepared.sign:
                return None
            return Drawn(prepared.sign, frame(prepared.draw(), seen.sight.version, face.event))
        except Exception as fault:  # the hub's own edge: what cannot be drawn must not darken the rest
            self._context.observer.fault("live", "live", fault)
            return None

    def _settle(self, served: Mapping[Subject, set[Watch]], looks: Sequence[tuple[Subject, Look]]) -> None:
        """The subjects have been looked at; of a driver's sessions only those that live are remembered."""
        now_s = asyncio.get_running_loop().time()
        things: dict[Subject, set[str]] = {}
        for subject, seen in looks:
            things.setdefault(subject, set()).add(seen.thing)
        for subject, watches in served.items():
            group = self._watching.groups.get(subject)
            if group is not None:
                group.looked_at_s = now_s
                group.fresh -= watches
                if subject.kind is Kind.DRIVER:
                    group.forget(things.get(subject, set()))

    async def _ticks(self) -> None:
        """Looks again without news, keeps quiet streams open, ends those whose key or account is not what it was (S31)."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(TICK_S)
            now_s = loop.time()
            groups = self._watching.groups.items()
            self._mark([subject for subject, group in groups if now_s - group.looked_at_s >= LOOK_AGAIN_S])
            for watch in self._watching.all():
                if now_s - watch.slot.beaten_at_s >= BEAT_EVERY_S:
                    watch.slot.beat(watch.face.beat, now_s)
            await self._turn_out()

    async def _turn_out(self) -> None:
        keys = {watch.caller.key.secret: watch.caller.key for watch in self._watching.all()}
        if not keys:
            return
        try:
            good = await self._context.accounts.still_good(list(keys.values()))
        except WorldFault:
            return
        for watch in self._watching.all():
            key, account = watch.caller.key, watch.caller.driver.account
            if key.secret in keys and good.get(key.secret) is not account:
                watch.slot.close()
