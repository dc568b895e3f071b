"""The rows, with the tables' own constraints: a commit is kept whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from msgspec.structs import replace

from chargehand.model.batch import Course, Halted, Kept
from chargehand.model.calls import Call
from chargehand.model.command import Command, CommandKind
from chargehand.model.effects import CallStation, DropTimer, KeepReading, SetTimer
from chargehand.model.events import Event
from chargehand.model.faults import ConflictFault, StaleSnapshot
from chargehand.model.identity import CommandId, DriverId, SessionId, StationId, TokenUid
from chargehand.model.reading import ReadingSource
from chargehand.model.refusals import Refusal
from chargehand.model.session import CardHold, Session, Transaction
from chargehand.model.snapshot import Snapshot
from chargehand.model.station import Connector, Station
from chargehand.model.tariff import TariffPeriod
from chargehand.model.token import Token

NUMBERS_MAX = 2_147_483_647
ReadingKey = tuple[SessionId, datetime, ReadingSource]


@dataclass(slots=True)
class StationRow:
    station: Station
    version: int = 0
    halted: str = ""
    connectors: dict[int, Connector] = field(default_factory=dict[int, Connector])
    live: dict[SessionId, None] = field(default_factory=dict[SessionId, None])
    """Its sessions that have not ended, in the order in which they were made."""
    asked: dict[CommandId, None] = field(default_factory=dict[CommandId, None])
    """Its commands that are not over."""


class Entry(NamedTuple):
    """A row of the journal."""

    station: StationId
    at: datetime
    event: Event
    frame: str | None
    answer: str
    effects: tuple[str, ...]


@dataclass(slots=True)
class WaitingCall:
    """A row of the outbox."""

    station: StationId
    command: CommandId
    call: Call
    until: datetime
    made: int
    taken: bool = False


class Rows:
    """What was committed. One for all processes of a house, and for all their lives."""

    def __init__(self) -> None:
        self.stations: dict[StationId, StationRow] = {}
        self.sessions: dict[SessionId, Session] = {}
        self.commands: dict[CommandId, Command] = {}
        self.tokens: dict[TokenUid, Token] = {}
        self.tariffs: tuple[TariffPeriod, ...] = ()
        self.readings: dict[ReadingKey, KeepReading] = {}
        self.journal: list[Entry] = []
        self.outbox: dict[str, WaitingCall] = {}
        self.timers: dict[tuple[str, str], tuple[StationId, datetime]] = {}
        self.courses: dict[str, Course] = {}
        self.kept: Callable[[Sequence[Kept]], None] | None = None
        """Sees what was committed, at once."""
        self._named: dict[tuple[str, StationId, object], SessionId] = {}
        """The unique indexes of sessions: by number, by the protocol's id, by their start's content, by open connector."""
        self._stops: dict[SessionId, CommandId] = {}
        """The unique index of open stops."""
        self._undo: list[Callable[[], object]] = []
        self._made = 0

    def add(self, station: Station, connectors: Iterable[Connector]) -> None:
        """A station that is configured."""
        row = StationRow(station)
        row.connectors.update((each.number, each) for each in connectors)
        self.stations[station.identity] = row

    # reading

    def snapshot(self, identity: StationId) -> Snapshot | Halted | None:
        row = self.stations.get(identity)
        if row is None:
            return None
        if row.halted:
            return Halted(row.halted)
        commands = [self.commands[each] for each in row.asked]
        if len(commands) > 1:
            commands.sort(key=lambda each: (each.requested_at, each.id))
        return Snapshot(
            station=row.station,
            connectors=tuple(row.connectors[number] for number in sorted(row.connectors)),
            sessions=tuple(self.sessions[each] for each in row.live),
            commands=tuple(commands),
            tariffs=self.tariffs,
            version=row.version,
        )

    def named(self, kind: str, station: StationId, value: object) -> Session | None:
        """The session of this station with that `ref` or `start`; never without the station."""
        found = self._named.get((kind, station, value))
        return None if found is None else self.sessions[found]

    def holding(self, token: TokenUid) -> Iterable[Session]:
        """Live sessions that hold the token."""
        for row in self.stations.values():
            for each in row.live:
                session = self.sessions[each]
                if session.token == token and session.card_hold is CardHold.HELD:
                    yield session

    def starts_of(self, station: StationId, driver: DriverId) -> list[Command]:
        """What the driver's live sessions at the station were asked for with."""
        mine = {each for each in self.stations[station].live if self.sessions[each].driver == driver}
        if not mine:
            return []
        asked = reversed(self.commands.values())
        return [row for row in asked if row.session in mine and row.kind is CommandKind.START]

    # writing

    def commit(self, kept: Sequence[Kept]) -> None:
        """All decisions, in the order in which the statements of one transaction would write them; or none of them."""
        self._undo = []
        try:
            self._write(kept)
        except BaseException:
            for undo in reversed(self._undo):
                undo()
            raise
        finally:
            self._undo = []
        if self.kept is not None:
            self.kept(kept)

    def _write(self, kept: Sequence[Kept]) -> None:
        for each in kept:
            self._turn(each)
        for each in kept:
            self._write_sessions(each)
        for each in kept:
            before = set(map(id, each.before.commands))
            for row in each.decision.snapshot.commands:
                if id(row) not in before:
                    self._write_command(row)
        for each in kept:
            self._perform(each)

    def _turn(self, each: Kept) -> None:
        """The lane's turn, refused if it was written elsewhere; its station and connectors as they are now."""
        after = each.decision.snapshot
        row = self.stations.get(each.event.station)
        if row is None or row.version != each.before.version:
            raise StaleSnapshot("a lane was written elsewhere")
        if not 1 <= after.station.next_number <= NUMBERS_MAX:
            raise ConflictFault("next_number")
        was, version, connectors = row.station, row.version, row.connectors

        def undo() -> None:
            row.station, row.version, row.connectors = was, version, connectors

        self._undo.append(undo)
        row.version += 1
        row.station = after.station
        if after.connectors is not each.before.connectors:
            row.connectors = {**connectors, **{one.number: one for one in after.connectors}}

    def _write_sessions(self, each: Kept) -> None:
        after = each.decision.snapshot.sessions
        if after is each.before.sessions:
            return
        old = {row.id: row for row in each.before.sessions}
        changed = [row for row in after if old.get(row.id) is not row]
        leaving = [row for row in changed if _gives_way(old.get(row.id), row)]
        staying = [row for row in changed if row.id in old and not _gives_way(old.get(row.id), row)]
        for row in (*leaving, *staying, *(row for row in changed if row.id not in old)):
            self._write_session(row, is_new=row.id not in old)

    def _write_session(self, row: Session, *, is_new: bool) -> None:
        was = self.sessions.get(row.id)
        if (was is not None) is is_new:
            if is_new:
                raise ConflictFault(f"session {row.id} is there already")
            return  # an update of nothing
        _must_be_a_row(row)
        if row.station not in self.stations:
            raise ConflictFault(f"{row.id}: no station {row.station}")
        if was is not None:  # what a session begins with is never written again
            row = replace(
                row,
                station=was.station,
                number=was.number,
                requested_at=was.requested_at,
                tariff=was.tariff,
                tariff_from=was.tariff_from,
                tariff_own=was.tariff_own,
            )
            for key in _names(was):
                self._unname(key)
        for key in _names(row):
            self._name(key, row.id)
        sessions, live = self.sessions, self.stations[row.station].live
        sessions[row.id] = row
        order = dict(live)

        def undo() -> None:
            live.clear()
            live.update(order)
            if was is None:
                del sessions[row.id]
            else:
                sessions[row.id] = was

        self._undo.append(undo)
        if row.live or row.parked:
            live[row.id] = None
        else:
            live.pop(row.id, None)

    def _name(self, key: tuple[str, StationId, object], session: SessionId) -> None:
        if key in self._named:
            raise ConflictFault(f"{key[0]} {key[2]} belongs to two sessions")
        self._named[key] = session
        self._undo.append(lambda: self._named.pop(key, None))

    def _unname(self, key: tuple[str, StationId, object]) -> None:
        session = self._named.pop(key)
        self._undo.append(lambda: self._named.__setitem__(key, session))

    def _write_command(self, row: Command) -> None:
        was = self.commands.get(row.id)
        if row.session is not None and row.session not in self.sessions:
            raise ConflictFault(f"command {row.id} is for no session")
        if was is not None and was.station != row.station:
            return  # another station's command of that name is not touched
        open_stop = row.session if row.kind is CommandKind.STOP and row.open else None
        if open_stop is not None and self._stops.get(open_stop, row.id) != row.id:
            raise ConflictFault(f"two stops are open for {row.session}")
        asked, stops, order = self.stations[row.station].asked, self._stops, dict(self._stops)
        standing = dict(asked)

        def undo() -> None:
            stops.clear()
            stops.update(order)
            asked.clear()
            asked.update(standing)
            if was is None:
                del self.commands[row.id]
            else:
                self.commands[row.id] = was

        self._undo.append(undo)
        self.commands[row.id] = row
        if open_stop is not None:
            stops[open_stop] = row.id
        elif row.session is not None and stops.get(row.session) == row.id:
            del stops[row.session]
        if row.open:
            asked[row.id] = None
        else:
            asked.pop(row.id, None)

    def _perform(self, each: Kept) -> None:
        """Nothing here can be refused, so nothing needs to be undone."""
        station, decision = each.event.station, each.decision
        for effect in decision.effects:
            if isinstance(effect, KeepReading):
                self.readings.setdefault((effect.session, effect.at, effect.source), effect)
            elif isinstance(effect, CallStation) and effect.call_id not in self.outbox:
                self._made += 1
                self.outbox[effect.call_id] = WaitingCall(
                    station, effect.command, effect.call, effect.until, self._made
                )
            elif isinstance(effect, DropTimer):
                self.timers.pop((effect.kind, effect.subject), None)
        for effect in decision.effects:
            if isinstance(effect, SetTimer):
                self.timers[effect.kind, effect.subject] = (station, effect.due_at)
        answer = decision.answer
        said = answer.value if isinstance(answer, Refusal) else type(answer).__name__
        wanted = tuple(type(effect).__name__ for effect in decision.effects)
        self.journal.append(Entry(station, each.event.at, each.event, each.frame, said, wanted))

    def halt(self, station: StationId, law: str) -> None:
        row = self.stations.get(station)
        if row is not None:
            row.halted = law[:500]
            row.version += 1


def _gives_way(was: Session | None, row: Session) -> bool:
    """It gives its transaction's name or its connector away, and is written before the one that gets it."""
    return was is not None and ((row.ref is None and was.ref is not None) or (was.live and not row.live))


def _names(row: Session) -> Iterable[tuple[str, StationId, object]]:
    yield "number", row.station, row.number
    if row.ref is not None:
        yield "ref", row.station, row.ref
    if row.start_key is not None:
        yield "start", row.station, row.start_key
    if row.transaction is Transaction.OPEN and row.connector is not None:
        yield "open", row.station, row.connector


def _must_be_a_row(row: Session) -> None:
    if (row.transaction is Transaction.ENDED) != (row.ended_at is not None):
        raise ConflictFault(f"{row.id}: an end without its instant")
    if row.energy_wh < 0:
        raise ConflictFault(f"{row.id}: {row.energy_wh} Wh")
