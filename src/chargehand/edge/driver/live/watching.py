"""Who watches what: the register behind the hub."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field

from chargehand.edge.driver.door.guard import Caller
from chargehand.edge.driver.live.slot import Slot
from chargehand.edge.driver.live.subject import Face, Kind, Readings, Subject
from chargehand.model.identity import DriverId
from chargehand.model.snapshot import Change


@dataclass(eq=False)
class Watch:
    """One stream of one browser."""

    subject: Subject
    face: Face
    caller: Caller
    slot: Slot = field(default_factory=Slot)


@dataclass(eq=False)
class Drawn:
    """What a face of a thing was like when it was last drawn."""

    sign: Hashable
    frame: bytes


@dataclass(eq=False)
class Group:
    """All who watch one subject."""

    watches: dict[Face, set[Watch]] = field(default_factory=dict[Face, set[Watch]])
    fresh: set[Watch] = field(default_factory=set[Watch])
    """Those who have been sent nothing yet."""
    drawn: dict[tuple[str, Face], Drawn] = field(default_factory=dict[tuple[str, Face], Drawn])
    """By thing and face: a driver's sessions are several things of one subject."""
    looked_at_s: float = 0.0

    @property
    def readings(self) -> Readings:
        """As many as the most demanding face shows."""
        return max((face.readings for face in self.watches), default=Readings.NONE)

    def forget(self, things: set[str]) -> None:
        """Only the look of `things` is remembered."""
        self.drawn = {each: drawn for each, drawn in self.drawn.items() if each[0] in things}

    def leave(self, watch: Watch) -> None:
        self.fresh.discard(watch)
        watches = self.watches[watch.face]
        watches.discard(watch)
        if not watches:
            del self.watches[watch.face]
            self.drawn = {each: drawn for each, drawn in self.drawn.items() if each[1] != watch.face}


class Watching:
    def __init__(self) -> None:
        self.groups: dict[Subject, Group] = {}
        self._named: dict[tuple[Kind, str], set[Subject]] = {}
        self._streams: Counter[DriverId] = Counter()
        self._all_of: dict[Subject, None] = {}
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def streams_of(self, driver: DriverId) -> int:
        return self._streams[driver]

    def add(self, watch: Watch) -> None:
        subject = watch.subject
        if subject not in self.groups:
            self.groups[subject] = Group()
            self._named.setdefault((subject.kind, subject.id), set()).add(subject)
            if subject.kind is Kind.DRIVER:
                self._all_of[subject] = None
        group = self.groups[subject]
        group.watches.setdefault(watch.face, set()).add(watch)
        group.fresh.add(watch)
        self._streams[subject.driver] += 1
        self._count += 1

    def remove(self, watch: Watch) -> None:
        """Nothing of the watch is left; nor of its subject, if nobody else watches it."""
        subject = watch.subject
        group = self.groups[subject]
        group.leave(watch)
        if not group.watches:
            del self.groups[subject]
            self._all_of.pop(subject, None)
            name = (subject.kind, subject.id)
            self._named[name].discard(subject)
            if not self._named[name]:
                del self._named[name]
        self._count -= 1
        self._streams[subject.driver] -= 1
        if not self._streams[subject.driver]:
            del self._streams[subject.driver]

    def touched(self, change: Change) -> Iterator[Subject]:
        """The watched stations and sessions that a change speaks of."""
        yield from self._named.get((Kind.STATION, change.station), ())
        for session in change.sessions:
            yield from self._named.get((Kind.SESSION, session), ())

    def drivers(self) -> list[DriverId]:
        """Those of whom all sessions are watched."""
        return [subject.driver for subject in self._all_of]

    def all(self) -> Iterator[Watch]:
        for group in self.groups.values():
            for watches in group.watches.values():
                yield from watches
