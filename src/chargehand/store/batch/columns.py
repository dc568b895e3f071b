"""Decisions as columns: what each statement of a batch gets."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, cast

import msgspec
from msgspec.structs import replace

from chargehand.model.batch import Kept
from chargehand.model.calls import AnyCall
from chargehand.model.effects import CallStation, DropTimer, KeepReading, SetTimer, ShowSession
from chargehand.model.events import Event, OperationRequested
from chargehand.model.identity import SessionId
from chargehand.model.refusals import Refusal
from chargehand.model.session import Session
from chargehand.model.snapshot import Snapshot
from chargehand.model.station import Connector
from chargehand.store.batch.facts import Facts, changed_facts, new_facts
from chargehand.store.devices.rows import DeviceRows

encode = msgspec.json.Encoder().encode

Row = tuple[object, ...]

PLAIN: Final = 0
SPELLED: Final = 1
"""Of numbers and instants: PostgreSQL reads their spelling at half of what the driver takes to encode them one by one."""
QUOTED: Final = 2
"""Of short texts, none of them null: for the same reason."""
COUNTED: Final = 3
"""Of instants, in microseconds since 2000 (UTC): half of what their spelling takes, here and there. Exact until 2285."""

TOUCHED: Final = (QUOTED, SPELLED, COUNTED, SPELLED)
PROGRESS: Final = (
    QUOTED, SPELLED, SPELLED, COUNTED, *(SPELLED,) * 5, COUNTED, COUNTED, SPELLED, QUOTED, QUOTED,
)  # fmt: skip
READINGS: Final = (QUOTED, COUNTED, COUNTED, *(SPELLED,) * 4, QUOTED, QUOTED)
JOURNAL: Final = (QUOTED, COUNTED, PLAIN, PLAIN, QUOTED, QUOTED)
OUTBOX: Final = (PLAIN, PLAIN, PLAIN, PLAIN, SPELLED)
TIMERS: Final = (PLAIN, PLAIN, PLAIN, SPELLED)
DROPPED: Final = (PLAIN, PLAIN)


def columns(rows: Collection[Row], kinds: Sequence[int]) -> list[object]:
    """One array for each column: a plain one, or its text where `kinds` says so."""
    if not rows:
        return [() if kind == PLAIN else "{}" for kind in kinds]
    turned = zip(zip(*rows, strict=True), kinds, strict=True)
    return [column if kind == PLAIN else _TEXTS[kind](column) for column, kind in turned]


def _spelling(column: Row) -> str:
    """Not for texts: nothing is quoted, and None is spelled nowhere else."""
    return "{" + ",".join(map(str, column)).replace("None", "null") + "}"


def _counting(column: Row) -> str:
    instants = cast("tuple[datetime | None, ...]", column)
    counts = ["null" if at is None else f"{(at - _ORIGIN) // _MICROSECOND}" for at in instants]
    return "{" + ",".join(counts) + "}"


def _quoting(column: Row) -> str:
    """Between quotes everything but quotes and backslashes stands for itself."""
    texts = cast("tuple[str, ...]", column)
    told = '","'.join(texts)
    if "\\" in told or told.count('"') != 2 * (len(texts) - 1):
        told = '","'.join([text.replace("\\", "\\\\").replace('"', '\\"') for text in texts])
    return f'{{"{told}"}}'


_TEXTS: Final = {SPELLED: _spelling, QUOTED: _quoting, COUNTED: _counting}
_EARLIEST: Final = datetime.min.replace(tzinfo=UTC)
_ORIGIN: Final = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


class Batch:
    """The rows of one commit, sorted by table. Built once from the decisions of different stations."""

    def __init__(self, kept: Sequence[Kept], *, mails: bool = True) -> None:
        self.touched: list[Row] = []
        self.stations: list[object] = []
        self.connectors: list[dict[str, object]] = []
        self.new_sessions: list[Facts] = []
        self.sessions: list[Facts] = []
        self.leaving: list[Facts] = []
        """Those that give their transaction's name away: to be written before the ones that get it."""
        self.progress: list[Row] = []
        self.commands: list[object] = []
        self.readings: list[Row] = []
        self.told_again = False
        """Whether any of the readings may be kept already: it is not later than all before it."""
        self._read_to: dict[SessionId, datetime] = {}
        self.journal: list[Row] = []
        self.outbox: list[Row] = []
        self.timers: dict[tuple[str, str], tuple[str, datetime]] = {}
        self.dropped: set[tuple[str, str]] = set()
        self.devices = DeviceRows(mails=mails)
        for each in kept:
            self._state(each.before, each.decision.snapshot)
            self._journal(each, self._effects(each))

    @property
    def hot(self) -> bool:
        """Whether all of it is readings of running sessions (or nothing but being heard)."""
        return not (
            self.stations
            or self.connectors
            or self.new_sessions
            or self.sessions
            or self.leaving
            or self.commands
            or self.outbox
            or self.timers
            or self.dropped
            or self.devices
        )

    def _state(self, before: Snapshot, after: Snapshot) -> None:
        station = after.station
        self.touched.append((station.identity, before.version, station.heard_at, station.next_number))
        if station is not before.station:
            same = replace(before.station, heard_at=station.heard_at, next_number=station.next_number)
            if same != station:
                self.stations.append(station)
        if after.connectors is not before.connectors:
            self._connectors(before, after)
        if after.sessions is not before.sessions:
            self._sessions(before, after)
        if after.commands is not before.commands:
            known = set(map(id, before.commands))
            self.commands += [row for row in after.commands if id(row) not in known]

    def _connectors(self, before: Snapshot, after: Snapshot) -> None:
        known = set(map(id, before.connectors))
        for row in after.connectors:
            if id(row) not in known:
                self.connectors.append(_row_of(row, after.station.identity))

    def _sessions(self, before: Snapshot, after: Snapshot) -> None:
        old = {row.id: row for row in before.sessions}
        for row in after.sessions:
            was = old.get(row.id)
            if was is row:
                continue
            self._read_to[row.id] = _EARLIEST if was is None else was.meter.read_at or _EARLIEST
            if was is None:
                self.new_sessions.append(new_facts(row))
            elif replace(was, meter=row.meter, energy_phase=row.energy_phase, seq=row.seq) == row:
                self._progress(row)
            elif (row.ref is None and was.ref is not None) or (was.live and not row.live):
                self.leaving.append(changed_facts(was, row))
            else:
                self.sessions.append(changed_facts(was, row))

    def _progress(self, row: Session) -> None:
        meter = row.meter
        values = (
            row.id,
            meter.base_wh,
            meter.register_wh,
            meter.register_at,
            meter.banked_wh,
            meter.suspect_wh,
            meter.suspect_count,
            meter.power_w,
            meter.soc_percent,
            meter.read_at,
            meter.received_at,
            meter.powered_ws,
            row.energy_phase,
            "{" + ",".join(map(str, row.seq)) + "}" if row.seq else "{}",
        )
        self.progress.append(values)

    def _effects(self, each: Kept) -> str:
        """What was wanted, in the words of the journal."""
        wanted: list[str] = []
        for effect in each.decision.effects:
            wanted.append(type(effect).__name__)
            if isinstance(effect, KeepReading):
                self._reading(effect)
            elif isinstance(effect, ShowSession):
                pass
            elif isinstance(effect, CallStation):
                call = encode(effect.call)
                self.outbox.append((effect.call_id, each.event.station, effect.command, call, effect.until))
            elif isinstance(effect, SetTimer):
                self.timers[effect.kind, effect.subject] = (
                    effect.station or each.event.station,
                    effect.due_at,
                )
            elif isinstance(effect, DropTimer):
                self.dropped.add((effect.kind, effect.subject))
            else:
                self.devices.add(effect, each.event.station, each.event.at)
        return " ".join(wanted)

    def _reading(self, effect: KeepReading) -> None:
        read_to = self._read_to.get(effect.session)
        if read_to is None or effect.at <= read_to:
            self.told_again = True
        else:
            self._read_to[effect.session] = effect.at
        values = (
            effect.session,
            effect.at,
            effect.received_at,
            effect.energy_wh,
            effect.register_wh,
            effect.power_w,
            effect.soc_percent,
            effect.source,
            effect.note,
        )
        self.readings.append(values)

    def _journal(self, each: Kept, wanted: str) -> None:
        event, answer, frame = each.event, each.decision.answer, each.frame
        said = answer.value if isinstance(answer, Refusal) else type(answer).__name__
        if frame is not None and "\x00" in frame:
            frame = frame.replace("\x00", "\ufffd")
        self.journal.append((event.station, event.at, encode(_fit_to_keep(event)), frame, said, wanted))


def _fit_to_keep(event: Event) -> Event:
    """The journal is kept for long; a password that an operator sent to a station must not be."""
    if isinstance(event, OperationRequested) and isinstance(event.call, AnyCall):
        return replace(event, call=event.call.kept)
    return event


def _row_of(connector: Connector, station: str) -> dict[str, object]:
    row: dict[str, object] = msgspec.structs.asdict(connector)
    row["station"] = station
    return row
