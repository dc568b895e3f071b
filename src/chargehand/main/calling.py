"""One call to a station from the command line: asked for like any other, made by the gateway that holds the station's socket."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import asyncpg
import msgspec

from chargehand.edge.driver.api.operations.objects import ResultObject, result_object
from chargehand.engine.feed import LocalFeed
from chargehand.engine.unit import Unit
from chargehand.main.audit.acts import about
from chargehand.main.chance import boot, clock, fresh_id, monotonic
from chargehand.main.database import visited
from chargehand.main.settings import Settings
from chargehand.main.talk import Refused
from chargehand.model.answers import Answer, CommandTaken
from chargehand.model.calls import AnyCall
from chargehand.model.command import Command
from chargehand.model.events import Event, OperationRequested
from chargehand.model.faults import LaneHalted, UnknownStation
from chargehand.model.identity import CommandId, StationId
from chargehand.model.refusals import Refusal
from chargehand.store.devices.shelf import Devices
from chargehand.store.operations import Operations
from chargehand.store.pool import open_pool
from chargehand.store.units import PostgresUnits
from chargehand.wire.ocpp.strict import Direction, Kind, check, direction, knows

_LOOK_EVERY_S: Final = 0.1
_GRACE: Final = timedelta(seconds=5)
"""So much later than its deadline a command is over at the latest, if any worker runs."""


@dataclass(frozen=True, kw_only=True)
class CallWish:
    """`payload` is the JSON object that goes out."""

    station: StationId
    action: str
    payload: str
    timeout_s: int
    unchecked: bool


class _Silent:
    """An engine's observer that looks away: the house itself counts and logs what becomes of the call."""

    def decided(self, event: Event, answer: Answer | Refusal, latency_s: float) -> None: ...

    def batch(self, events: int, seconds: float) -> None: ...

    def halted(self, station: StationId, law: str) -> None: ...

    def fault(self, reason: str) -> None: ...


def unit_at(pool: asyncpg.Pool, settings: Settings) -> Unit:
    """Decides beside a running house, over the same database."""
    return Unit(PostgresUnits(pool), LocalFeed(), _Silent(), settings.policy(), monotonic)


async def in_step(pool: asyncpg.Pool) -> None:
    """This process' clock shows the house's time."""
    course = await PostgresUnits(pool).course(boot())
    if course is not None:
        clock.resume(course)


async def called(settings: Settings, wish: CallWish) -> ResultObject:
    """What the station answered, as the API tells it. Raises Refused for what the protocol does not allow."""
    async with visited(settings) as dsn:
        pool = await open_pool(dsn, size=2)
        try:
            await in_step(pool)
            await _insist(pool, wish)
            command = await _asked(pool, settings, wish)
        finally:
            await pool.close()
    if command is None:
        return ResultObject(kind="offline", response=None, command=None)
    return result_object(command)


async def _insist(pool: asyncpg.Pool, wish: CallWish) -> None:
    """The station exists, the payload is an object and, unless unchecked, what the protocol allows."""
    try:
        msgspec.json.decode(wish.payload, type=dict[str, object])
    except msgspec.DecodeError as fault:
        raise Refused(f"The payload is no JSON object: {fault}.") from fault
    about(wish.station)
    sheets = await Operations(pool).stations(wish.station)
    if not sheets:
        raise Refused(f"There is no station {wish.station}.")
    protocol = sheets[0].station.protocol
    if wish.unchecked or not protocol:
        return
    if not knows(protocol, wish.action):
        raise Refused(f"{protocol} has no action {wish.action}; --unchecked sends it all the same.")
    if direction(protocol, wish.action) is Direction.STATION:
        raise Refused(f"In {protocol} only stations send {wish.action}; --unchecked sends it all the same.")
    found = check(protocol, wish.action, Kind.REQUEST, wish.payload.encode())
    if found:
        told = ", ".join(f"{each.path or 'the payload'}: {each.kind}" for each in found)
        raise Refused(f"{protocol} does not allow it ({told}); --unchecked sends it all the same.")


async def _asked(pool: asyncpg.Pool, settings: Settings, wish: CallWish) -> Command | None:
    """The command when it is over; None when the station is not connected."""
    unit = unit_at(pool, settings)
    event = OperationRequested(
        station=wish.station,
        at=clock(),
        command=CommandId(fresh_id()),
        call=AnyCall(wish.action, wish.payload),
        patience_s=wish.timeout_s,
    )
    try:
        answer = await unit.submit(event)
    except LaneHalted as halted:
        raise Refused(f"The station's lane is halted: {halted}.") from halted
    except UnknownStation as unknown:
        raise Refused(f"There is no station {wish.station}.") from unknown
    if isinstance(answer, CommandTaken):
        return await _over(Devices(pool), answer.command)
    return None


async def _over(devices: Devices, command: Command) -> Command:
    while command.open and clock() < command.deadline_at + _GRACE:
        await asyncio.sleep(_LOOK_EVERY_S)
        command = await devices.command(command.id) or command
    return command
