"""What operators see of what stations told of themselves, and of any command."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime

import asyncpg
import msgspec

from chargehand.model.command import Command
from chargehand.model.device import Monitor, Variable
from chargehand.model.device_sight import (
    KnownReservation,
    SecurityEvent,
    SecurityEventPage,
    ToldMonitor,
    ToldVariable,
    VariableFilter,
    VariablePage,
)
from chargehand.model.identity import CommandId, StationId
from chargehand.model.reservation import Reservation
from chargehand.model.visit import BadCursor
from chargehand.store.asking import Asking
from chargehand.store.queries import load

_sql = load("devices")
_command = msgspec.json.Decoder(Command).decode
_variable = msgspec.json.Decoder(Variable).decode
_monitor = msgspec.json.Decoder(Monitor).decode
_reservation = msgspec.json.Decoder(Reservation).decode

_Place = tuple[str, str, int, int, str, str, str]
_FIRST: tuple[None, ...] = (None,) * 7
_INTEGER_MAX = 2**31 - 1
MONITORS_MAX = 5_000
RESERVATIONS_MAX = 1_000


class Devices:
    """Raises WorldFault when the database cannot be asked, BadCursor for a cursor that is none of ours."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._ask = Asking(pool)

    async def command(self, command: CommandId) -> Command | None:
        text = await self._ask.fetchval(_sql["command"], command)
        return _command(text) if isinstance(text, str) else None

    async def variables(self, station: StationId, chosen: VariableFilter) -> VariablePage:
        place = _FIRST if chosen.cursor is None else _read_place(chosen.cursor)
        found = await self._ask.fetch(
            _sql["variables"], station, chosen.component, chosen.name, *place, chosen.limit + 1
        )
        rows = tuple(ToldVariable(_variable(row["row"]), row["told_at"]) for row in found[: chosen.limit])
        more = len(found) > chosen.limit
        return VariablePage(rows, _write_place(rows[-1].variable) if more else None)

    async def monitors(self, station: StationId) -> tuple[ToldMonitor, ...]:
        found = await self._ask.fetch(_sql["monitors"], station, MONITORS_MAX)
        return tuple(ToldMonitor(_monitor(row["row"]), row["told_at"]) for row in found)

    async def reservations(self, station: StationId | None, now: datetime) -> tuple[KnownReservation, ...]:
        """The latest ones first, as they stand `now`."""
        found = await self._ask.fetch(_sql["reservations"], station, now, RESERVATIONS_MAX)
        return tuple(
            KnownReservation(_reservation(row["row"]), row["made_at"], row["changed_at"]) for row in found
        )

    async def security_events(
        self, station: StationId | None, cursor: str | None, limit: int
    ) -> SecurityEventPage:
        found = await self._ask.fetch(
            _sql["security_events"], station, None if cursor is None else _number(cursor), limit + 1
        )
        rows = tuple(msgspec.convert(dict(row), SecurityEvent) for row in found[:limit])
        return SecurityEventPage(rows, str(rows[-1].id) if len(found) > limit else None)


def _write_place(row: Variable) -> str:
    place: _Place = (
        row.component,
        row.component_instance,
        row.evse,
        row.connector,
        row.name,
        row.instance,
        row.attribute,
    )
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


def _read_place(text: str) -> _Place:
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        place = msgspec.json.decode(raw, type=_Place)
    except (binascii.Error, ValueError, msgspec.DecodeError) as fault:
        raise BadCursor from fault
    storable = all("\x00" not in part for part in place if isinstance(part, str))
    if not storable or max(map(abs, place[2:4])) > _INTEGER_MAX:
        raise BadCursor
    return place


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise BadCursor
    return int(text)
