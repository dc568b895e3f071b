"""The engine's store on PostgreSQL: lanes in, decisions out, with no query per message.

Live state of lanes is kept in memory as it was last committed. A lane's rows carry a count of their commits; a write on any
other count is refused, so that another process' write is never overlooked and the memory can never lie.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TYPE_CHECKING

import asyncpg
import msgspec
from msgspec.structs import replace

from chargehand.model.batch import Course, DueCall, DueTimer, Halted, Kept, Want
from chargehand.model.calls import Call
from chargehand.model.command import Command
from chargehand.model.faults import ConflictFault, LockedFault, PassingFault, StaleSnapshot, WorldFault
from chargehand.model.identity import CommandId, DriverId, SessionId, StationId
from chargehand.model.reading import Meter
from chargehand.model.session import Session, Transaction
from chargehand.model.snapshot import Needs, Snapshot
from chargehand.model.station import Connector, Station
from chargehand.model.tariff import TariffPeriod
from chargehand.model.token import Token
from chargehand.store.batch.columns import (
    DROPPED,
    JOURNAL,
    OUTBOX,
    PROGRESS,
    READINGS,
    TIMERS,
    TOUCHED,
    Batch,
    columns,
    encode,
)
from chargehand.store.batch.facts import usual_facts
from chargehand.store.embedded.safety import check_safety
from chargehand.store.pool import UNREACHABLE
from chargehand.store.queries import load

if TYPE_CHECKING:
    from asyncpg.pool import PoolConnectionProxy

_sql = load("units")
_kept = load("kept")

_READINGS = "reading"
"""What the tables of readings are called, with their months behind it."""
TURNS_TOLD_AGAIN = _sql["turns"]
TURNS = TURNS_TOLD_AGAIN.replace("on conflict do nothing", "")
"""For readings of which none is kept already: looking for each takes as long as writing it."""
_USUAL = encode(usual_facts()).decode()

_NOTHING = Needs()

LANES_KEPT_MAX = 20_000
"""Lanes remembered; beyond it the oldest are read again when they speak."""

_station = msgspec.json.Decoder(Station).decode
_connectors = msgspec.json.Decoder(tuple[Connector, ...]).decode
_sessions = msgspec.json.Decoder(tuple[Session, ...]).decode
_meters = msgspec.json.Decoder(tuple[Meter, ...]).decode
_commands = msgspec.json.Decoder(tuple[Command, ...]).decode
_session = msgspec.json.Decoder(Session).decode
_meter = msgspec.json.Decoder(Meter).decode
_command = msgspec.json.Decoder(Command).decode
_token = msgspec.json.Decoder(Token).decode
_tariffs = msgspec.json.Decoder(tuple[TariffPeriod, ...]).decode
_call = msgspec.json.Decoder(Call).decode


@asynccontextmanager
async def translated() -> AsyncGenerator[None]:
    """Database errors in the engine's words."""
    try:
        yield
    except asyncpg.DivisionByZeroError as fault:
        raise StaleSnapshot("a lane was written elsewhere") from fault
    except (asyncpg.DeadlockDetectedError, asyncpg.SerializationError) as fault:
        raise PassingFault(str(fault)) from fault
    except asyncpg.LockNotAvailableError as fault:
        raise LockedFault(str(fault)) from fault
    except (asyncpg.IntegrityConstraintViolationError, asyncpg.DataError) as fault:
        raise ConflictFault(str(fault)) from fault
    except UNREACHABLE as fault:
        raise WorldFault(f"database: {type(fault).__name__}") from fault


class PostgresUnits:
    """Implements the engine's UnitStore, Outbox and Timers over a pool of its own.

    `prober`: a pool for probes alone, which then tell of the server and not of how busy `pool` is (F99). `mails`: whether the
    house sends letters of more than security; where it does not, most notices need no telling.
    """

    def __init__(self, pool: asyncpg.Pool, prober: asyncpg.Pool | None = None, *, mails: bool = True) -> None:
        self._pool = pool
        self._mails = mails
        self._prober = prober or pool
        self._lanes: dict[StationId, Snapshot] = {}
        self._over: set[str] = set()
        self._deleting = asyncio.Lock()

    # lanes in

    async def load(self, wants: Sequence[Want]) -> list[Snapshot | Halted | None]:
        """See `engine.ports.UnitStore`."""
        async with translated():
            halted = await self._missing([want.station for want in wants])
            found: list[Snapshot | Halted | None] = [
                halted.get(want.station) or self._lanes.get(want.station) for want in wants
            ]
            if any(want.needs is not _NOTHING and want.needs != _NOTHING for want in wants):
                await self._named(wants, found)
            return found

    async def _missing(self, stations: Sequence[StationId]) -> dict[StationId, Halted]:
        """Read the lanes that are not in memory; returns the halted ones, which are never kept there."""
        missing = [station for station in stations if station not in self._lanes]
        if not missing:
            return {}
        halted: dict[StationId, Halted] = {}
        for row in await self._pool.fetch(_sql["lanes"], missing):
            station = StationId(row["identity"])
            if row["halted"]:
                halted[station] = Halted(row["halted"])
                continue
            self._remember(
                Snapshot(
                    station=_station(row["station"]),
                    connectors=_connectors(row["connectors"] or "[]"),
                    sessions=_with_meters(row["sessions"] or "[]"),
                    commands=_commands(row["commands"] or "[]"),
                    tariffs=_tariffs(row["tariffs"] or "[]"),
                    version=row["version"],
                )
            )
        return halted

    async def _named(self, wants: Sequence[Want], found: list[Snapshot | Halted | None]) -> None:
        """Add to each snapshot what its event names and its live state does not hold."""
        refs: list[tuple[str, str]] = []
        keys: list[tuple[str, str]] = []
        ids: list[tuple[str, str]] = []
        commands: list[tuple[str, str]] = []
        starts: list[SessionId] = []
        tokens: set[str] = set()
        for want, snapshot in zip(wants, found, strict=True):
            if not isinstance(snapshot, Snapshot):
                continue
            needs, station = want.needs, want.station
            if needs.token is not None:
                tokens.add(needs.token)
            if needs.ref is not None and all(row.ref != needs.ref for row in snapshot.sessions):
                refs.append((station, needs.ref))
            if needs.start_key is not None:
                keys.append((station, needs.start_key))
            if needs.session is not None and all(row.id != needs.session for row in snapshot.sessions):
                ids.append((station, needs.session))
            if needs.command is not None and all(row.id != needs.command for row in snapshot.commands):
                commands.append((station, needs.command))
            starts += _begun_by(snapshot, needs.started_by)
        sessions = await self._sessions_named(refs, keys, ids) if refs or keys or ids else {}
        named = await self._commands_named(commands, starts) if commands or starts else {}
        held = await self._tokens(tokens) if tokens else {}
        elsewhere = await self._elsewhere(wants)
        for place, (want, snapshot) in enumerate(zip(wants, found, strict=True)):
            known = want.station not in sessions and want.station not in named and want.needs.token is None
            if isinstance(snapshot, Snapshot) and not known:
                found[place] = replace(
                    snapshot,
                    sessions=_joined(snapshot.sessions, sessions.get(want.station, ())),
                    commands=(*snapshot.commands, *named.get(want.station, ())),
                    token=held.get(want.needs.token or ""),
                    elsewhere=elsewhere[want.station][0] if want.station in elsewhere else None,
                    elsewhere_at=elsewhere[want.station][1] if want.station in elsewhere else None,
                )

    async def _sessions_named(
        self, refs: list[tuple[str, str]], keys: list[tuple[str, str]], ids: list[tuple[str, str]]
    ) -> dict[StationId, list[Session]]:
        rows = await self._pool.fetch(_sql["named_sessions"], *_pairs(refs), *_pairs(keys), *_pairs(ids))
        named: dict[StationId, list[Session]] = {}
        for row in rows:
            session = replace(_session(row["row"]), meter=_meter(row["row"]))
            named.setdefault(session.station, []).append(session)
        return named

    async def _commands_named(
        self, pairs: list[tuple[str, str]], starts: list[SessionId]
    ) -> dict[StationId, list[Command]]:
        named: dict[StationId, list[Command]] = {}
        for row in await self._pool.fetch(_sql["named_commands"], *_pairs(pairs), starts):
            command = _command(row["row"])
            named.setdefault(command.station, []).append(command)
        return named

    async def _tokens(self, uids: Iterable[str]) -> dict[str, Token]:
        rows = await self._pool.fetch(_sql["tokens"], list(uids))
        return {token.uid: token for token in (_token(row["row"]) for row in rows)}

    async def _elsewhere(self, wants: Sequence[Want]) -> dict[StationId, tuple[SessionId, StationId]]:
        """For events that ask: a live session that holds the same token at another station."""
        asking = {
            want.needs.token: want.station
            for want in wants
            if want.needs.token_elsewhere and want.needs.token
        }
        if not asking:
            return {}
        rows = await self._pool.fetch(_sql["elsewhere"], list(asking))
        return {
            asking[row["token"]]: (SessionId(row["id"]), StationId(row["station"]))
            for row in rows
            if asking[row["token"]] != row["station"]
        }

    # decisions out

    async def commit(self, kept: Sequence[Kept]) -> None:
        """See `engine.ports.UnitStore`."""
        batch = Batch(kept, mails=self._mails)
        for each in kept:
            # Until the commit has returned, what is in memory may be older than the rows, or newer.
            self._lanes.pop(each.event.station, None)
        async with translated():
            try:
                await self._keep(batch, told_again=batch.told_again)
            except asyncpg.UniqueViolationError as fault:
                if batch.told_again or not (fault.table_name or "").startswith(_READINGS):
                    raise
                await self._keep(batch, told_again=True)
        for each in kept:
            self._remember(_live(each))

    async def _keep(self, batch: Batch, *, told_again: bool) -> None:
        turns = TURNS_TOLD_AGAIN if told_again else TURNS
        if batch.hot:
            await self._pool.fetchval(turns, *_turns(batch))
            return
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.fetchval(turns, *_turns(batch))
            await self._write(connection, batch)

    @staticmethod
    async def _write(connection: PoolConnectionProxy[asyncpg.Record], batch: Batch) -> None:
        """What is more than turns, in the order in which one makes room for the other."""
        for name, rows in (
            ("write_stations", batch.stations),
            ("write_connectors", batch.connectors),
            ("write_sessions", batch.leaving),
            ("write_sessions", batch.sessions),
        ):
            if rows:
                await connection.execute(_sql[name], encode(rows).decode())
        if batch.new_sessions:
            await connection.execute(_sql["new_sessions"], encode(batch.new_sessions).decode(), _USUAL)
        if batch.commands:
            await connection.execute(_sql["write_commands"], encode(batch.commands).decode())
        for name, rows, kinds in (
            ("fill_outbox", batch.outbox, OUTBOX),
            ("drop_timers", batch.dropped, DROPPED),
            ("set_timers", [(*key, *due) for key, due in batch.timers.items()], TIMERS),
        ):
            if rows:
                await connection.execute(_sql[name], *columns(rows, kinds))
        for name, rows, kinds in batch.devices.statements():
            await connection.execute(_kept[name], *columns(rows, kinds))

    def _remember(self, snapshot: Snapshot) -> None:
        station = snapshot.station.identity
        self._lanes.pop(station, None)
        self._lanes[station] = snapshot
        if len(self._lanes) > LANES_KEPT_MAX:
            del self._lanes[next(iter(self._lanes))]

    def forget(self) -> None:
        """Forget all lanes: they are read again when they speak."""
        self._lanes.clear()

    async def halt(self, station: StationId, law: str) -> None:
        """See `engine.ports.UnitStore`."""
        self._lanes.pop(station, None)
        async with translated():
            await self._pool.execute(_sql["halt"], station, law[:500])

    async def probe(self) -> None:
        """See `engine.ports.UnitStore`."""
        async with translated():
            # Without parameters, so that it costs one round trip on whatever connection it comes to.
            if (await self._prober.execute(_sql["probe"])).endswith(" 0"):
                raise WorldFault(" ".join(await check_safety(self._prober)) or "the database may forget")

    # outbox and timers

    async def take(self, gateway: str) -> list[DueCall]:
        """See `engine.ports.Outbox`."""
        async with translated():
            rows = await self._pool.fetch(_sql["take_calls"], gateway)
        rows.sort(key=lambda row: (row["made_at"], row["call_id"]))
        return [
            DueCall(
                StationId(row["station"]),
                CommandId(row["command"]),
                row["call_id"],
                _call(row["call"]),
                row["until"],
            )
            for row in rows
        ]

    async def done(self, call_id: str) -> None:
        """See `engine.ports.Outbox`. What comes while others are being deleted goes together, next (F30)."""
        self._over.add(call_id)
        async with self._deleting:
            if call_id not in self._over:
                return
            taken, self._over = self._over, set()
            gone = False
            try:
                async with translated():
                    await self._pool.execute(_sql["call_done"], list(taken))
                gone = True
            finally:
                if not gone:  # who waits meanwhile tries for itself
                    self._over |= taken - {call_id}

    async def due(self, now: datetime, limit: int) -> list[DueTimer]:
        """See `engine.ports.Timers`."""
        async with translated():
            rows = await self._pool.fetch(_sql["due_timers"], now, limit)
        return [
            DueTimer(StationId(row["station"]), row["kind"], row["subject"], row["due_at"]) for row in rows
        ]

    # clocks

    async def course(self, boot: str) -> Course | None:
        """See `engine.ports.Courses`."""
        async with translated():
            row = await self._pool.fetchrow(_sql["course"], boot)
        return None if row is None else Course(row["steady_ns"], row["house_ns"])

    async def keep_course(self, boot: str, course: Course) -> None:
        """See `engine.ports.Courses`."""
        async with translated():
            await self._pool.execute(_sql["keep_course"], boot, course.steady_ns, course.house_ns)


def _with_meters(text: str) -> tuple[Session, ...]:
    """Sessions whose metering stands in the same flat row."""
    if text == "[]":
        return ()
    return tuple(
        replace(session, meter=meter) for session, meter in zip(_sessions(text), _meters(text), strict=True)
    )


def _joined(live: tuple[Session, ...], named: Iterable[Session]) -> tuple[Session, ...]:
    known = {row.id for row in live}
    extra = {row.id: row for row in named if row.id not in known}
    return (*extra.values(), *live)


def _begun_by(snapshot: Snapshot, driver: DriverId | None) -> list[SessionId]:
    """The driver's open sessions: their starts are over, and not among the live commands."""
    if driver is None:
        return []
    return [
        row.id
        for row in snapshot.sessions
        if row.driver == driver and row.transaction is Transaction.OPEN and row.requested_at is not None
    ]


def _live(each: Kept) -> Snapshot:
    """What of a committed decision is the lane's live state."""
    after = each.decision.snapshot
    sessions = after.sessions
    commands = after.commands
    if any(not row.live for row in sessions):
        sessions = tuple(row for row in sessions if row.live or row.parked)
    if any(not row.open for row in commands):
        commands = tuple(row for row in commands if row.open)
    return replace(
        after,
        sessions=sessions,
        commands=commands,
        token=None,
        elsewhere=None,
        elsewhere_at=None,
        version=each.before.version + 1,
    )


def _pairs(pairs: list[tuple[str, str]]) -> tuple[list[str], list[str]]:
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def _turns(batch: Batch) -> list[object]:
    return [
        *columns(batch.touched, TOUCHED),
        *columns(batch.progress, PROGRESS),
        *columns(batch.readings, READINGS),
        *columns(batch.journal, JOURNAL),
    ]
