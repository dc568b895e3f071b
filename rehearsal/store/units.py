"""One process' way to the rows: implements the engine's UnitStore, Outbox, Timers and Courses, and the gateway's StationDoor."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime

from msgspec.structs import replace

from chargehand.model.batch import Course, DueCall, DueTimer, Halted, Kept, Want
from chargehand.model.command import Command
from chargehand.model.credentials import Credentials, SecurityProfile, Verifier
from chargehand.model.identity import SessionId, StationId, TokenUid
from chargehand.model.session import Session
from chargehand.model.snapshot import Needs, Snapshot
from rehearsal.store.rows import Rows, StationRow

CALLS_AT_ONCE = 200
_NOTHING = Needs()
Trip = Callable[[str], Awaitable[None]]
"""The way to the database and back, by what is wanted there: takes its time, and raises what the world makes of it."""


async def _no_distance(_what: str) -> None:
    await asyncio.sleep(0)


class MemoryUnits:
    """Lives remembered like the rows, which are at hand: what PostgreSQL's keeps in memory is never older than these."""

    def __init__(self, rows: Rows, there: Trip = _no_distance, back: Trip = _no_distance) -> None:
        self.rows = rows
        self._there = there
        self._back = back

    # lanes

    async def load(self, wants: Sequence[Want]) -> list[Snapshot | Halted | None]:
        """See `engine.ports.UnitStore`."""
        await self._there("load")
        return [self._wanted(want) for want in wants]

    def _wanted(self, want: Want) -> Snapshot | Halted | None:
        snapshot, needs = self.rows.snapshot(want.station), want.needs
        if not isinstance(snapshot, Snapshot) or needs is _NOTHING or needs == _NOTHING:
            return snapshot
        sessions = self._sessions(want.station, needs, snapshot.sessions)
        commands = self._commands(want.station, needs, snapshot.commands)
        token = None if needs.token is None else self.rows.tokens.get(needs.token)
        elsewhere = (
            self._elsewhere(want.station, needs.token) if needs.token_elsewhere and needs.token else None
        )
        return replace(snapshot, sessions=sessions, commands=commands, token=token, elsewhere=elsewhere)

    def _sessions(self, station: StationId, needs: Needs, live: tuple[Session, ...]) -> tuple[Session, ...]:
        named: dict[SessionId, Session] = {}
        for found in (
            None if needs.ref is None else self.rows.named("ref", station, needs.ref),
            None if needs.start_key is None else self.rows.named("start", station, needs.start_key),
            None if needs.session is None else self.rows.sessions.get(needs.session),
        ):
            if found is not None and found.station == station and all(row.id != found.id for row in live):
                named[found.id] = found
        return (*named.values(), *live) if named else live

    def _commands(self, station: StationId, needs: Needs, live: tuple[Command, ...]) -> tuple[Command, ...]:
        named = None if needs.command is None else self.rows.commands.get(needs.command)
        found = [] if named is None else [named]
        if needs.started_by is not None:
            found += self.rows.starts_of(station, needs.started_by)
        known = {row.id for row in live}
        extra = {row.id: row for row in found if row.station == station and row.id not in known}
        return (*live, *extra.values()) if extra else live

    def _elsewhere(self, station: StationId, token: TokenUid) -> SessionId | None:
        found = [row.id for row in self.rows.holding(token) if row.station != station]
        return found[-1] if found else None

    async def commit(self, kept: Sequence[Kept]) -> None:
        """See `engine.ports.UnitStore`."""
        await self._there("commit")
        self.rows.commit(kept)
        await self._back("commit")

    async def halt(self, station: StationId, law: str) -> None:
        """See `engine.ports.UnitStore`."""
        await self._there("halt")
        self.rows.halt(station, law)

    async def probe(self) -> None:
        """See `engine.ports.UnitStore`."""
        await self._there("probe")

    # outbox and timers

    async def take(self, gateway: str) -> list[DueCall]:
        """See `engine.ports.Outbox`."""
        await self._there("take")
        waiting = [
            (call.made, call_id, call)
            for call_id, call in self.rows.outbox.items()
            if not call.taken and self._holds(gateway, call.station)
        ]
        taken = sorted(waiting, key=lambda each: each[:2])[:CALLS_AT_ONCE]
        for _, _, call in taken:
            call.taken = True
        if taken:
            await self._back("take")
        return [
            DueCall(call.station, call.command, call_id, call.call, call.until) for _, call_id, call in taken
        ]

    def _holds(self, gateway: str, identity: StationId) -> bool:
        station = self.rows.stations[identity].station
        return station.connected and station.gateway == gateway

    async def done(self, call_id: str) -> None:
        """See `engine.ports.Outbox`."""
        await self._there("done")
        self.rows.outbox.pop(call_id, None)

    async def due(self, now: datetime, limit: int) -> list[DueTimer]:
        """See `engine.ports.Timers`."""
        await self._there("due")
        due = [
            DueTimer(station, kind, subject, due_at)
            for (kind, subject), (station, due_at) in self.rows.timers.items()
            if due_at <= now and not self.rows.stations[station].halted
        ]
        return sorted(due, key=lambda each: each.due_at)[:limit]

    async def course(self, boot: str) -> Course | None:
        """See `engine.ports.Courses`."""
        await self._there("course")
        return self.rows.courses.get(boot)

    async def keep_course(self, boot: str, course: Course) -> None:
        """See `engine.ports.Courses`."""
        await self._there("course")
        kept = self.rows.courses.get(boot)
        if kept is None or kept.steady_ns < course.steady_ns:
            self.rows.courses[boot] = course

    # what main asks when a process begins

    async def held_by(self, gateway: str) -> list[tuple[StationId, int]]:
        """The stations, with their epochs, whose sockets the gateway is said to hold."""
        await self._there("held_by")
        held = [row.station for row in self.rows.stations.values() if self._is_held(row, gateway)]
        return sorted((station.identity, station.epoch) for station in held)

    def _is_held(self, row: StationRow, gateway: str) -> bool:
        return row.station.connected and row.station.gateway == gateway


class MemoryDoor:
    """Who may come in: implements `edge.gateway.ports.StationDoor`. Keys of stations do not change here."""

    def __init__(self, known: Mapping[str, Credentials], there: Trip = _no_distance) -> None:
        self._known = known
        self._there = there

    async def credentials(self, identities: Sequence[str]) -> Mapping[str, Credentials]:
        await self._there("credentials")
        return {each: self._known[each] for each in identities if each in self._known}

    async def raise_profile(self, identity: str, profile: SecurityProfile) -> None:
        del identity, profile

    async def add_next_key(self, identity: str, key: Verifier) -> bool:
        del identity, key
        return False

    async def promote_key(self, identity: str, key: Verifier) -> None:
        del identity, key

    async def settle_next_key(self, identity: str, key: Verifier, *, taken: bool) -> None:
        del identity, key, taken
