"""The unit of work: what the lanes have ready → snapshots → decisions → one commit → answers.

No timer: what waits when a commit returns is the next batch. A decision that breaks a law is taken out and its lane halted;
the others go on. If we cannot commit, nobody is answered.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from chargehand.core.decide import decide
from chargehand.core.laws import LawBroken, check
from chargehand.core.needs import needs
from chargehand.core.quirks.mending import mended
from chargehand.engine.lanes import Lanes, Pending
from chargehand.engine.ports import Feed, Observer, UnitStore
from chargehand.model.answers import Answer
from chargehand.model.batch import Halted, Kept, Want
from chargehand.model.effects import CallStation, ShowSession
from chargehand.model.events import Event, StationConnected
from chargehand.model.faults import (
    ConflictFault,
    LaneHalted,
    LockedFault,
    PassingFault,
    StaleSnapshot,
    UnknownStation,
    WorldFault,
)
from chargehand.model.identity import SessionId
from chargehand.model.refusals import Refusal
from chargehand.model.snapshot import Change, Decision, Policy, Snapshot

TRIES_MAX = 4
"""A batch is tried so often when lanes were written elsewhere or the database saw a deadlock (F24)."""


class Pace(Struct, frozen=True, kw_only=True):
    """`writers` batches may be under way at once, over disjoint lanes; none takes more than `batch_max` events."""

    writers: int = 2
    batch_max: int = 256


class Unit:
    """Implements `ports.Submit` over a store."""

    def __init__(
        self,
        store: UnitStore,
        feed: Feed,
        observer: Observer,
        policy: Policy,
        monotonic: Callable[[], float],
        pace: Pace | None = None,
    ) -> None:
        self._store = store
        self._feed = feed
        self._observer = observer
        self._policy = policy
        self._monotonic = monotonic
        self._pace = pace or Pace()
        self._lanes = Lanes()
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing = False

    def submit(self, event: Event, frame: str | None = None) -> asyncio.Future[Answer | Refusal]:
        """See `ports.Submit`."""
        future: asyncio.Future[Answer | Refusal] = asyncio.get_running_loop().create_future()
        try:
            if self._closing:
                raise WorldFault("shutting down")
            self._lanes.put(Pending(event, frame, future, self._monotonic()))
        except WorldFault as fault:
            future.set_exception(fault)
        else:
            if len(self._tasks) < self._pace.writers:
                self._start_writer()
        return future

    async def drain(self) -> None:
        """Take no more, finish what waits."""
        self._closing = True
        while self._tasks:
            await asyncio.wait(tuple(self._tasks))

    def waiting(self) -> int:
        return self._lanes.waiting()

    def _start_writer(self) -> None:
        task = asyncio.get_running_loop().create_task(self._write())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _write(self) -> None:
        """One writer: batch after batch until nothing is ready. From that moment it counts no more: what comes next needs another."""
        try:
            while self._lanes:
                await self._take_one()
        finally:
            if (this := asyncio.current_task()) is not None:
                self._tasks.discard(this)

    async def _take_one(self) -> None:
        batch = self._lanes.take(self._pace.batch_max)
        try:
            await self._run(batch)
        except Exception as fault:  # the lane's own edge: nobody may wait for ever on a defect of ours
            self._observer.fault(f"unit: {type(fault).__name__}: {fault}")
            for pending in batch:
                pending.fail(WorldFault("the unit failed"))
        finally:
            self._lanes.done(pending.event.station for pending in batch)

    async def _run(self, batch: Sequence[Pending]) -> None:
        began = self._monotonic()
        for attempt in range(TRIES_MAX):
            try:
                kept = await self._decide(batch)
                if kept:
                    await self._store.commit([each[1] for each in kept])
            except (StaleSnapshot, PassingFault) as fault:
                self._observer.fault(type(fault).__name__)
                if isinstance(fault, LockedFault) and len(batch) > 1:
                    await self._each_alone(batch)
                elif attempt + 1 < TRIES_MAX:
                    continue
                else:
                    self._fail(batch, fault)
            except WorldFault as fault:
                self._observer.fault(str(fault))
                self._fail(batch, fault)
            except ConflictFault as fault:
                await self._apart(batch, fault)
            else:
                self._answer(kept, began)
            return

    async def _decide(self, batch: Sequence[Pending]) -> list[tuple[Pending, Kept]]:
        """Decisions to commit; who cannot be decided is told so at once."""
        wants = [Want(pending.event.station, needs(pending.event)) for pending in batch]
        snapshots = await self._store.load(wants)
        kept: list[tuple[Pending, Kept]] = []
        for pending, snapshot in zip(batch, snapshots, strict=True):
            if pending.future.done():
                continue
            if snapshot is None:
                pending.fail(UnknownStation(pending.event.station))
            elif isinstance(snapshot, Halted):
                pending.fail(LaneHalted(snapshot.law))
            else:
                decided = self._lawful(pending, snapshot)
                if isinstance(decided, Kept):
                    kept.append((pending, decided))
                else:
                    await self._halt(pending, decided)
        return kept

    def _lawful(self, pending: Pending, snapshot: Snapshot) -> Kept | str:
        """The decision, if it breaks no law; otherwise why its lane is to be halted and shown red."""
        if snapshot.policy is not self._policy:
            snapshot = replace(snapshot, policy=self._policy)
        try:
            seen, event = mended(snapshot, pending.event)
            decision = check(seen, event, decide(seen, event))
        except LawBroken as broken:
            return str(broken)
        except Exception as defect:  # the lane's own edge: a defect on one lane must not touch the others
            return f"{type(defect).__name__}: {defect}"
        return Kept(snapshot, decision, pending.event, pending.frame)

    async def _halt(self, pending: Pending, law: str) -> None:
        self._observer.halted(pending.event.station, law)
        await self._store.halt(pending.event.station, law)
        pending.fail(LaneHalted(law))

    async def _apart(self, batch: Sequence[Pending], fault: ConflictFault) -> None:
        """The database refused one of several decisions: each alone, so that only the offender suffers."""
        if len(batch) == 1:
            await self._halt(batch[0], f"database: {fault}")
            return
        for pending in batch:
            if not pending.future.done():
                await self._run([pending])

    async def _each_alone(self, batch: Sequence[Pending]) -> None:
        """A lane that is locked elsewhere waits for nobody's sake but its own (F99)."""
        async with asyncio.TaskGroup() as tasks:
            for pending in batch:
                if not pending.future.done():
                    tasks.create_task(self._run([pending]))

    @staticmethod
    def _fail(batch: Sequence[Pending], fault: WorldFault) -> None:
        for pending in batch:
            pending.fail(fault)

    def _answer(self, kept: Sequence[tuple[Pending, Kept]], began: float) -> None:
        """After the commit: answers first, then wake whoever watches."""
        now = self._monotonic()
        changes: list[Change] = []
        for pending, written in kept:
            decision = written.decision
            pending.answer(decision.answer)
            self._observer.decided(pending.event, decision.answer, now - pending.since)
            if decision.effects:
                changes.append(change_of(pending.event, decision))
        self._observer.batch(len(kept), now - began)
        if changes:
            self._feed.publish(changes)


def change_of(event: Event, decision: Decision) -> Change:
    """What the feed says of a committed decision."""
    sessions: list[SessionId] = []
    # A station that is back may have calls waiting in the outbox.
    calls = isinstance(event, StationConnected)
    for effect in decision.effects:
        if type(effect) is ShowSession:
            if effect.session not in sessions:
                sessions.append(effect.session)
        elif type(effect) is CallStation:
            calls = True
    return Change(event.station, tuple(sessions), calls)
