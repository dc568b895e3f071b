"""Messages overtake each other and come twice; the session that is left is the same.

Exactly what is promised: a station whose start was heard, whose messages carry its own instants, whose readings and
end name their transaction, and whose meter tells the truth (of power at most what always flowed, F83). Its readings, its reports of status and its end may then come in
any order, each any number of times, as long as it all comes after it happened. Energy, start, end, basis, bill and number
are the same.

What cannot be promised, each because the evidence itself differs with the order:
- An end without a register: its energy is the last reading that had come by then (`test_an_end_without_a_register…`).
- Nonsense among the readings: it is doubted by what was known when it came.
- Instants that are missing or ahead of ours: they become those of arrival.
- The start after its end, where we name the transaction: the station could not have named it.
What differs freely: the timeline's notes, `late_reading`, and power and status, which are the newest by the station's time.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from chargehand.model.events import (
    ConnectorStatusReported,
    Event,
    MeterSampled,
    StationConnected,
    TransactionEnded,
    TransactionStarted,
)
from chargehand.model.identity import SessionId, TokenUid
from chargehand.model.reading import Reading
from chargehand.model.session import Session
from chargehand.model.station import Activity, ConnectorStatus
from chargehand.simulator.rehearsal.world import World
from tests.playbook.play import NOON, STATION, play

START_WH = Decimal(1_000)


def facts(session: Session) -> tuple[object, ...]:
    return (
        session.energy_wh,
        session.started_at,
        session.ended_at,
        session.end_basis,
        session.bill,
        session.number,
        session.card_hold,
    )


def begin(world: World, start: TransactionStarted) -> None:
    world.hear(StationConnected(station=STATION, at=NOON, protocol="ocpp1.6", gateway="g"))
    world.hear(start)


START = TransactionStarted(
    station=STATION,
    at=NOON,
    fresh=SessionId("s"),
    connector=1,
    token=TokenUid("ADA"),
    meter_start_wh=START_WH,
    said_at=NOON,
)


@st.composite
def tellings(draw: st.DrawFn, *, stop_register: bool = True) -> list[Event]:
    """What a truthful station tells after its start, in the order in which it happened; `at` is yet to be stamped."""
    said, register = NOON, START_WH
    power_w = draw(st.integers(0, 22_000))
    events: list[Event] = []
    for _ in range(draw(st.integers(0, 7))):
        seconds = draw(st.sampled_from([1, 30, 60, 900]))
        said += timedelta(seconds=seconds)
        least, most = -(-power_w * seconds // 36), 22_000 * seconds // 36
        register += Decimal(draw(st.integers(min(least, most), most))) / 100
        if draw(st.booleans()):
            reading = Reading(said, register, Decimal(power_w))
            events.append(MeterSampled(station=STATION, at=said, connector=1, readings=(reading,), ref="7"))
        else:
            events.append(
                ConnectorStatusReported(
                    station=STATION,
                    at=said,
                    connector=1,
                    status=ConnectorStatus.OCCUPIED,
                    activity=draw(st.sampled_from([Activity.CHARGING, Activity.SUSPENDED_EV])),
                    said_at=said,
                )
            )
    said += timedelta(seconds=draw(st.integers(0, 600)))
    stop = Decimal(int(register)) if draw(st.booleans()) else register
    events.append(_end(said, stop if stop_register else None))
    return events


def _end(said: datetime, register: Decimal | None) -> TransactionEnded:
    return TransactionEnded(
        station=STATION, at=said, fresh=SessionId("other"), ref="7", meter_stop_wh=register, said_at=said
    )


def left(events: Sequence[Event]) -> World:
    """The lane after the start and these, each arriving a moment after the one before, when all has happened."""
    world = play().world
    begin(world, START)
    at = max((event.at for event in events), default=NOON)
    for event in events:
        at += timedelta(milliseconds=200)
        world.hear(replace(event, at=at))
    return world


@settings(max_examples=150, deadline=None)
@given(tellings(), st.data())
def test_any_order_and_repetition_leaves_the_same_session(told: list[Event], data: st.DataObject) -> None:
    again = data.draw(st.lists(st.sampled_from(told), max_size=5))
    shuffled = data.draw(st.permutations([*told, *again]))
    one, other = left(told), left(shuffled)
    assert len(one.sessions) == len(other.sessions) == 1
    assert facts(one.sessions[0]) == facts(other.sessions[0])
    for here, there in zip(one.snapshot.connectors, other.snapshot.connectors, strict=True):
        assert (here.status, here.status_at) == (there.status, there.status_at)
        assert here.register_wh == there.register_wh


@settings(max_examples=60, deadline=None)
@given(tellings(stop_register=False), st.data())
def test_an_end_without_a_register_is_an_estimate_in_any_order(
    told: list[Event], data: st.DataObject
) -> None:
    """Its energy is that of the readings that had come: never more than in the true order, and never a final bill."""
    one, other = left(told), left(data.draw(st.permutations(told)))
    assert other.sessions[0].energy_wh <= one.sessions[0].energy_wh
    assert {row.bill for row in (*one.sessions, *other.sessions)} == {"estimated"}


@settings(max_examples=80, deadline=None)
@given(tellings(), st.data())
def test_a_start_told_again_at_any_time_gets_the_same_number(told: list[Event], data: st.DataObject) -> None:
    """F35, also after the end, also under another session's fresh name."""
    repeats = [replace(START, fresh=SessionId(f"again{place}")) for place in range(3)]
    places = data.draw(st.lists(st.integers(0, len(told)), min_size=3, max_size=3))
    mixed: list[Event] = list(told)
    for place, repeat in zip(sorted(places, reverse=True), repeats, strict=True):
        mixed.insert(place, repeat)
    world = left(mixed)
    assert len(world.sessions) == 1
    assert facts(world.sessions[0]) == facts(left(told).sessions[0])
