"""What stations tell of themselves, on a real PostgreSQL: each thing once, as it was told last, whatever it says."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest
from msgspec.structs import replace

from chargehand.engine.feed import LocalFeed
from chargehand.engine.unit import Unit
from chargehand.model.answers import Noted
from chargehand.model.calls import AnyCall, CallOutcome
from chargehand.model.command import CommandKind, CommandState
from chargehand.model.device import Monitor, Variable
from chargehand.model.device_sight import VariableFilter
from chargehand.model.events import (
    CallAnswered,
    CallSent,
    Event,
    MonitorsReported,
    OperationRequested,
    ReservationReported,
    SecurityEventReported,
    StationConnected,
    VariablesReported,
)
from chargehand.model.identity import CommandId, StationId, TokenUid
from chargehand.model.reservation import Reservation, ReservationStatus
from chargehand.model.snapshot import Policy
from chargehand.model.visit import BadCursor
from chargehand.store.devices.shelf import Devices
from chargehand.store.units import PostgresUnits
from tests.integration.engine.test_unit import Quiet

T0 = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
A, B = StationId("A"), StationId("B")
ALL = VariableFilter()


class House:
    def __init__(self, pool: asyncpg.Pool) -> None:
        self.observer = Quiet()
        self.store = PostgresUnits(pool)
        self.unit = Unit(self.store, LocalFeed(), self.observer, Policy(), time.monotonic)
        self.devices = Devices(pool)

    async def hears(self, *events: Event) -> None:
        for event in events:
            answer = await self.unit.submit(event)
            assert isinstance(answer, Noted), answer
        assert self.observer.halts == []

    async def names(self, chosen: VariableFilter = ALL, station: StationId = A) -> list[str]:
        page = await self.devices.variables(station, chosen)
        return [f"{row.variable.component}.{row.variable.name}={row.variable.value}" for row in page.rows]


@pytest.fixture
async def house(pool: asyncpg.Pool) -> House:
    for identity in (A, B):
        await pool.execute("insert into station (identity, public_id) values ($1, $1)", identity)
    return House(pool)


def at(seconds: float) -> datetime:
    return T0 + timedelta(seconds=seconds)


def told(*rows: Variable, seconds: float = 1, station: StationId = A) -> VariablesReported:
    return VariablesReported(station=station, at=at(seconds), variables=rows)


HEARTBEAT = Variable(
    component="OCPPCommCtrlr",
    name="HeartbeatInterval",
    value="60",
    mutability="ReadWrite",
    data_type="integer",
    unit="s",
    allowed="10,3600",
)


async def test_each_attribute_is_kept_as_it_was_told_last(house: House) -> None:
    ready = Variable(component="Connector", name="Available", evse=1, connector=2, value="true")
    await house.hears(told(HEARTBEAT, ready, replace(HEARTBEAT, value="61")))
    bare = Variable(component="OCPPCommCtrlr", name="HeartbeatInterval", value="300")
    await house.hears(told(bare, seconds=9), told(replace(bare, value="7"), station=B))

    page = await house.devices.variables(A, ALL)
    assert [row.variable for row in page.rows] == [ready, replace(HEARTBEAT, value="300")]
    assert [row.told_at for row in page.rows] == [at(1), at(9)]
    assert await house.names(station=B) == ["OCPPCommCtrlr.HeartbeatInterval=7"]


async def test_variables_are_found_by_name_and_page_by_page(house: House) -> None:
    rows = [
        Variable(component=f"C{number % 3}", name=f"V{number}", evse=number, value=str(number))
        for number in range(10)
    ]
    await house.hears(told(*rows))
    assert await house.names(VariableFilter(component="c1")) == ["C1.V1=1", "C1.V4=4", "C1.V7=7"]
    assert await house.names(VariableFilter(name="v4")) == ["C1.V4=4"]
    found: list[str] = []
    cursor: str | None = None
    for _ in range(5):
        page = await house.devices.variables(A, VariableFilter(limit=3, cursor=cursor))
        found += [row.variable.name for row in page.rows]
        cursor = page.cursor
        if cursor is None:
            break
    assert cursor is None
    assert found == sorted(found, key=lambda name: (int(name[1:]) % 3, int(name[1:])))
    assert len(found) == 10


@pytest.mark.parametrize("cursor", ["", "x", "bnVsbA", "WzFd", "WyIiLCIiLDEsMSwiIiwiIiwiXHUwMDAwIl0"])
async def test_a_foreign_cursor_is_told_to_be_one(house: House, cursor: str) -> None:
    with pytest.raises(BadCursor):
        await house.devices.variables(A, VariableFilter(cursor=cursor))
    with pytest.raises(BadCursor):
        await house.devices.security_events(A, cursor, 10)


async def test_nothing_that_a_station_says_halts_its_lane(house: House) -> None:  # F08, S19
    wild = "\x00\ud7ff\U0010ffff'\"\\{},null" * 200
    await house.hears(
        told(
            Variable(component=wild, name=wild, instance=wild, component_instance=wild, value=wild, unit=wild)
        ),
        told(Variable(component="C", name="V", evse=2**40), Variable(component="C", name="V", evse=-1)),
        MonitorsReported(
            station=A,
            at=at(2),
            monitors=(Monitor(number=1, component=wild, name=wild, value=wild, kind=wild),),
        ),
        SecurityEventReported(
            station=A, at=at(3), kind=wild, info=wild, said_at=datetime.min.replace(tzinfo=UTC)
        ),
        ReservationReported(station=A, at=at(4), number=2**70, status=ReservationStatus.USED),
    )
    assert len(await house.names()) == 1
    assert len(await house.devices.monitors(A)) == 1


async def test_monitors_are_replaced_by_number(house: House) -> None:
    first = Monitor(number=1, component="EVSE", name="Power", kind="UpperThreshold", value="1", severity=3)
    second = replace(first, number=2, transaction=True)
    await house.hears(
        MonitorsReported(station=A, at=at(1), monitors=(first, second)),
        MonitorsReported(station=A, at=at(2), monitors=(replace(first, value="2"),)),
    )
    assert [(row.monitor, row.told_at) for row in await house.devices.monitors(A)] == [
        (replace(first, value="2"), at(2)),
        (second, at(1)),
    ]


async def test_a_monitor_that_was_cleared_is_no_more(house: House) -> None:
    rows = tuple(Monitor(number=number, component="EVSE", name="Power") for number in (1, 2))
    command = CommandId("c1")
    told = {"station": A, "command": command, "call_id": "c1", "outcome": CallOutcome.ACCEPTED}
    await house.hears(
        MonitorsReported(station=B, at=at(1), monitors=rows),
        CallAnswered(at=at(1), monitors=rows, **told),
        CallAnswered(at=at(2), cleared=(1, 9, 2**40), **told),
    )
    assert [row.monitor.number for row in await house.devices.monitors(A)] == [2]
    assert len(await house.devices.monitors(B)) == 2


async def test_a_security_event_is_kept_once_however_often_it_is_told(house: House) -> None:
    events = [
        SecurityEventReported(station=A, at=at(5 + number), kind=kind, info="lid", said_at=at(1))
        for number, kind in enumerate(("Tamper", "Tamper", "Reboot", "Tamper"))
    ]
    await house.hears(*events)
    first = await house.devices.security_events(A, None, 1)
    rest = await house.devices.security_events(A, first.cursor, 10)
    assert [(row.kind, row.at, row.received_at) for row in (*first.rows, *rest.rows)] == [
        ("Reboot", at(1), at(7)),
        ("Tamper", at(1), at(5)),
    ]
    assert (rest.cursor, (await house.devices.security_events(B, None, 10)).rows) == (None, ())


async def answered(house: House, name: str, meant: Reservation, outcome: CallOutcome, seconds: float) -> None:
    command = CommandId(name)
    call = AnyCall("ReserveNow", "{}")
    await house.unit.submit(OperationRequested(station=A, at=at(seconds), command=command, call=call))
    await house.hears(
        CallSent(station=A, at=at(seconds), command=command, call_id=name),
        CallAnswered(
            station=A,
            at=at(seconds),
            command=command,
            call_id=name,
            outcome=outcome,
            response='{"status":"\\u0000"}',
            reservation=meant,
        ),
    )


async def test_a_reservation_from_its_beginning_to_its_end(house: House) -> None:
    await house.unit.submit(StationConnected(station=A, at=at(0), protocol="ocpp1.6", gateway="g"))
    meant = Reservation(
        station=A,
        number=5,
        status=ReservationStatus.ACCEPTED,
        token=TokenUid("ADA"),
        connector=1,
        expires_at=at(60),
    )
    await answered(house, "c1", meant, CallOutcome.ACCEPTED, 1)
    await answered(house, "c2", replace(meant, number=6), CallOutcome.REJECTED, 2)

    async def stands(seconds: float) -> list[Reservation]:
        return [row.reservation for row in await house.devices.reservations(A, at(seconds))]

    assert await stands(59) == [meant]
    assert await stands(60) == [replace(meant, status=ReservationStatus.EXPIRED)], (
        "without a word of the station"
    )
    over = Reservation(station=A, number=5, status=ReservationStatus.CANCELLED)
    await answered(house, "c3", over, CallOutcome.ACCEPTED, 3)
    assert await stands(4) == [replace(meant, status=ReservationStatus.CANCELLED)], (
        "what is known stays known"
    )
    again = replace(meant, token=TokenUid("BOB"), connector=None)
    await answered(house, "c4", again, CallOutcome.ACCEPTED, 5)
    assert await stands(6) == [again], "the same number again is another reservation"
    assert await house.devices.reservations(B, at(6)) == ()
    assert len(await house.devices.reservations(None, at(6))) == 1


async def test_a_password_that_was_sent_is_not_kept(house: House, pool: asyncpg.Pool) -> None:  # S07
    await house.unit.submit(StationConnected(station=A, at=at(0), protocol="ocpp1.6", gateway="g"))
    payload = '{"key":"AuthorizationKey","value":"30313233"}'
    call = AnyCall("ChangeConfiguration", payload)
    await house.unit.submit(OperationRequested(station=A, at=at(1), command=CommandId("c1"), call=call))
    (due,) = await house.store.take("g")
    assert due.call == call, "the station gets it"
    await house.store.done(due.call_id)
    tables = await pool.fetch(
        "select table_name from information_schema.tables where table_schema = 'public'"
    )
    for row in tables:
        name = row["table_name"]
        told = await pool.fetch(f"select t::text as row from {name} t")
        spelled = ("30313233", b"30313233".hex())  # bytes are shown in hex digits
        assert not [each for each in told if any(text in each["row"] for text in spelled)], name
    (event,) = await pool.fetch(
        "select convert_from(event, 'utf8') as event from journal where at = $1", at(1)
    )
    assert '"payload":"{}"' in event["event"]


async def test_a_command_keeps_what_was_asked_and_answered(house: House, pool: asyncpg.Pool) -> None:
    await house.unit.submit(StationConnected(station=A, at=at(0), protocol="ocpp1.6", gateway="g"))
    meant = Reservation(station=A, number=5, status=ReservationStatus.ACCEPTED)
    await answered(house, "c1", meant, CallOutcome.REJECTED, 1)
    command = await house.devices.command(CommandId("c1"))
    assert command is not None
    assert (command.kind, command.action, command.state) == (
        CommandKind.CALL,
        "ReserveNow",
        CommandState.REJECTED,
    )
    assert command.response == '{"status":"\\u0000"}'
    assert await house.devices.command(CommandId("nobody's")) is None
    assert await pool.fetchval("select count(*) from timer") == 0
