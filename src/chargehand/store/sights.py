"""Rows joined for eyes. Each sight is read as JSON texts that carry the model's own names, and msgspec checks them."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime

import asyncpg
import msgspec
from msgspec import Struct

from chargehand.model.command import Command
from chargehand.model.effects import KeepReading
from chargehand.model.evidence import Evidence
from chargehand.model.identity import CommandId, DriverId, PublicId, SessionId, StationId
from chargehand.model.reading import Meter
from chargehand.model.session import Session
from chargehand.model.sight import CardSight, SessionPage, SessionSight, SessionTotals, StationSight, Timeline
from chargehand.model.station import Connector, Station
from chargehand.model.visit import BadCursor, SessionFilter
from chargehand.store.asking import Asking, beginning
from chargehand.store.queries import load

_sql = load("sights")

_session = msgspec.json.Decoder(Session).decode
_meter = msgspec.json.Decoder(Meter).decode
_station = msgspec.json.Decoder(Station).decode
_connector = msgspec.json.Decoder(Connector).decode
_connectors = msgspec.json.Decoder(tuple[Connector, ...]).decode
_card = msgspec.json.Decoder(CardSight).decode
_command = msgspec.json.Decoder(Command).decode
_evidence = msgspec.json.Decoder(tuple[Evidence, ...]).decode
_readings = msgspec.json.Decoder(tuple[KeepReading, ...]).decode


class _Cursor(Struct, array_like=True):
    began_at: datetime
    id: str


class Sights:
    """What drivers may see. Every question names the driver, and the query itself checks whose it is (S29)."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = Asking(pool)

    async def session(self, driver: DriverId, session: SessionId) -> SessionSight | None:
        """The driver's own session; None for an unknown one and for somebody else's alike."""
        return (await self.look_sessions([(session, driver)]))[0]

    async def look_sessions(self, pairs: Sequence[tuple[SessionId, DriverId]]) -> list[SessionSight | None]:
        """One query for all; in the order of `pairs`, None where the session is not that driver's."""
        found: list[SessionSight | None] = [None] * len(pairs)
        if pairs:
            ids, drivers = [session for session, _ in pairs], [driver for _, driver in pairs]
            for row in await self._pool.fetch(_sql["session_sights"], ids, drivers):
                found[row["place"] - 1] = session_sight(row)
        return found

    async def station(self, driver: DriverId, charger: PublicId) -> StationSight | None:
        """The charger as this driver sees it; None if there is none."""
        identity = await self._pool.fetchval(_sql["station_of"], charger)
        if not isinstance(identity, str):
            return None
        return (await self.look_stations([(StationId(identity), driver)]))[0]

    async def stations(self, driver: DriverId) -> list[StationSight]:
        """The chargers that the driver may use, by name."""
        rows = await self._pool.fetch(_sql["stations_of"])
        found = await self.look_stations([(StationId(row["identity"]), driver) for row in rows])
        return [sight for sight in found if sight is not None]

    async def look_stations(self, pairs: Sequence[tuple[StationId, DriverId]]) -> list[StationSight | None]:
        """Two queries for all; in the order of `pairs`, None where there is no such station."""
        found: list[StationSight | None] = [None] * len(pairs)
        if not pairs:
            return found
        stations, drivers = [station for station, _ in pairs], [driver for _, driver in pairs]
        rows = await self._pool.fetch(_sql["station_sights"], stations, drivers)
        wanted: list[tuple[SessionId, DriverId]] = []
        for row in rows:
            place: int = row["place"]
            driver = pairs[place - 1][1]
            wanted += [(SessionId(session), driver) for session in row["mine"]]
            if row["last"] is not None:
                wanted.append((SessionId(row["last"]), driver))
        seen = await self.look_sessions(wanted)
        sessions = {sight.session.id: sight for sight in seen if sight is not None}
        for row in rows:
            found[row["place"] - 1] = _station_sight(row, sessions)
        return found

    async def live_sessions(self, driver: DriverId) -> list[SessionSight]:
        """The driver's sessions that have not ended, oldest first."""
        found = await self.look_sessions(await self.live_pairs([driver]))
        return [sight for sight in found if sight is not None]

    async def live_pairs(self, drivers: Sequence[DriverId]) -> list[tuple[SessionId, DriverId]]:
        """The sessions of these drivers that have not ended, each with its driver, oldest first."""
        rows = await self._pool.fetch(_sql["live_sessions"], list(drivers))
        return [(SessionId(row["id"]), DriverId(row["driver"])) for row in rows]

    async def owners(
        self, sessions: Sequence[SessionId], drivers: Sequence[DriverId]
    ) -> list[tuple[SessionId, DriverId]]:
        """Which of the sessions belong to which of the drivers."""
        rows = await self._pool.fetch(_sql["owners"], list(sessions), list(drivers))
        return [(SessionId(row["id"]), DriverId(row["driver"])) for row in rows]

    async def sessions(self, driver: DriverId, chosen: SessionFilter) -> SessionPage:
        """One page, newest first. Raises BadCursor for a cursor that is none of ours."""
        after = None if chosen.cursor is None else _read_cursor(chosen.cursor)
        rows = await self._pool.fetch(
            _sql["sessions_page"],
            driver,
            chosen.state,
            chosen.from_at,
            chosen.until_at,
            chosen.card,
            chosen.charger,
            None if after is None else after.began_at,
            None if after is None else after.id,
            chosen.limit + 1,
        )
        here = rows[: chosen.limit]
        found = await self.look_sessions([(SessionId(row["id"]), driver) for row in here])
        cursor = (
            _write_cursor(_Cursor(here[-1]["began_at"], here[-1]["id"])) if len(rows) > chosen.limit else None
        )
        return SessionPage(rows=tuple(sight for sight in found if sight is not None), cursor=cursor)

    async def totals(self, driver: DriverId, now: datetime) -> SessionTotals:
        row = await self._pool.fetchrow(_sql["session_totals"], driver, now)
        assert row is not None  # an aggregate without groups always has one row
        return SessionTotals(
            sessions_24h=row["sessions_24h"],
            energy_wh_7d=row["energy_wh_7d"],
            active=row["active"],
            sessions_7d=row["sessions_7d"],
        )

    async def timeline(self, driver: DriverId, session: SessionId) -> Timeline | None:
        """All kept readings of the driver's own session; None for any other session."""
        row = await self._pool.fetchrow(_sql["timeline"], session, driver)
        return None if row is None else Timeline(rows=_readings(row["readings"] or "[]"))

    async def evidence(self, driver: DriverId, session: SessionId) -> tuple[Evidence, ...] | None:
        """All that was kept of the driver's own session, in the order in which it came; None for any other session."""
        row = await self._pool.fetchrow(_sql["evidence"], session, driver)
        return None if row is None else _evidence(row["evidence"] or "[]")

    async def look_timelines(self, asked: Sequence[tuple[SessionId, int]]) -> list[tuple[Timeline, int]]:
        """Per session its latest readings, as many as asked for, and how many came before; whose they are is not checked."""
        if not asked:
            return []
        sessions, most = [session for session, _ in asked], [limit for _, limit in asked]
        rows = await self._pool.fetch(_sql["latest_readings"], sessions, most)
        latest = [(_readings(row["readings"] or "[]"), int(row["total"])) for row in rows]
        return [(Timeline(rows=readings), total - len(readings)) for readings, total in latest]

    async def command(self, driver: DriverId, command: CommandId) -> Command | None:
        """A command that this driver gave, or about the driver's own session; None for any other."""
        text = await self._pool.fetchval(_sql["command"], command, driver)
        return _command(text) if isinstance(text, str) else None

    async def used_chargers(self, driver: DriverId) -> list[tuple[PublicId, str]]:
        """The chargers where the driver had sessions: public id and name, by name."""
        rows = await self._pool.fetch(_sql["used_chargers"], driver)
        return [(PublicId(row["public_id"]), row["name"]) for row in rows]

    async def cards(self, driver: DriverId) -> list[CardSight]:
        """The driver's cards, the one last used first."""
        rows = await self._pool.fetch(_sql["cards"], driver)
        return [msgspec.convert(dict(row), CardSight) for row in rows]


def session_sight(row: asyncpg.Record) -> SessionSight:
    """A row of `session_sights`, or of another query with its columns."""
    text: str = row["session"]
    return SessionSight(
        session=msgspec.structs.replace(_session(text), meter=_meter(text)),
        station=_station(row["station"]),
        connector=None if row["connector"] is None else _connector(row["connector"]),
        card=None if row["card"] is None else _card(row["card"]),
        start=None if row["start"] is None else _command(row["start"]),
        stop=None if row["stop"] is None else _command(row["stop"]),
        evidence=_evidence(row["evidence"] or "[]"),
        version=row["version"],
    )


def _station_sight(row: asyncpg.Record, sessions: dict[SessionId, SessionSight]) -> StationSight:
    """Sessions are read after their station: one that ended in between is last here, not among the live ones."""
    mine = [sessions[each] for each in row["mine"] if each in sessions]
    last = sessions.get(row["last"])
    ended = [sight for sight in mine if not sight.session.live]
    return StationSight(
        station=_station(row["station"]),
        connectors=() if row["connectors"] is None else _connectors(row["connectors"]),
        mine=tuple(sight for sight in mine if sight.session.live),
        busy=tuple(row["busy"]),
        refresh=None if row["refresh"] is None else _command(row["refresh"]),
        last=ended[-1] if ended else last,
        version=row["version"],
    )


def _write_cursor(cursor: _Cursor) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(cursor)).decode().rstrip("=")


def _read_cursor(text: str) -> _Cursor:
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        cursor = msgspec.json.decode(raw, type=_Cursor)
    except (binascii.Error, ValueError, msgspec.DecodeError) as fault:
        raise BadCursor from fault
    return _Cursor(*beginning(cursor.began_at, cursor.id))
