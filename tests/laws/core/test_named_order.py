"""The messages of a transaction that its station names and numbers may come in any order and again; the session is the same.

What is promised: the station counts, its messages carry its own instants, start and end their registers, and its meter tells
the truth. All of them, the start and the end included, may then come in any order, each any number of times, as long as it
all comes before the bill has waited too long. Energy, start, end, basis, bill, owner and numbers are the same (F86, F88, F89).

What cannot be promised: the session's own number, which the first message takes; and the timeline's notes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from chargehand.model.events import (
    Event,
    StationConnected,
    TransactionEnded,
    TransactionStarted,
    TransactionUpdated,
)
from chargehand.model.identity import SessionId, TokenUid
from chargehand.model.reading import Reading, ReadingSource
from chargehand.model.session import Session
from chargehand.model.station import Activity
from chargehand.simulator.rehearsal.world import World
from tests.playbook.play import NOON, STATION, play

Message = TransactionStarted | TransactionUpdated | TransactionEnded

START_WH = Decimal(1_000)
REF = "tx-1"
DOING = (None, Activity.CHARGING, Activity.SUSPENDED_EV)


def facts(session: Session) -> tuple[object, ...]:
    return (
        session.energy_wh,
        session.started_at,
        session.ended_at,
        session.end_basis,
        session.bill,
        session.token,
        session.driver,
        session.connector,
        session.seq,
        session.meter_start_wh,
        session.card_hold,
    )


@st.composite
def tellings(draw: st.DrawFn) -> list[Message]:
    """What a truthful station tells, in the order in which it happened; the card comes with the start or with an update."""
    said, register, card_at = NOON, START_WH, draw(st.integers(0, 3))
    power_w = draw(st.integers(0, 22_000))
    start = TransactionStarted(
        station=STATION,
        at=said,
        fresh=SessionId("s0"),
        connector=1,
        token=TokenUid("ADA" if card_at == 0 else ""),
        meter_start_wh=START_WH,
        said_at=said,
        ref=REF,
        activity=Activity.PREPARING,
        readings=(Reading(said, START_WH, None, None, ReadingSource.START),),
        seq=0,
    )
    events: list[Message] = [start]
    for number in range(1, draw(st.integers(max(1, card_at), 6)) + 1):
        seconds = draw(st.sampled_from([1, 30, 60, 900]))
        said += timedelta(seconds=seconds)
        least, most = -(-power_w * seconds // 36), 22_000 * seconds // 36
        register += Decimal(draw(st.integers(min(least, most), most))) / 100
        reading = Reading(said, register, Decimal(power_w))
        events.append(
            TransactionUpdated(
                station=STATION,
                at=said,
                fresh=SessionId(f"s{number}"),
                ref=REF,
                connector=draw(st.sampled_from([None, 1])),
                token=TokenUid("ADA") if number == card_at else None,
                said_at=said,
                activity=draw(st.sampled_from(DOING)),
                readings=draw(st.sampled_from([(), (reading,)])),
                seq=number,
            )
        )
    said += timedelta(seconds=draw(st.integers(0, 600)))
    events.append(_end(events, register, len(events)))
    return [replace(event, offline=draw(st.booleans())) for event in events]


def _end(events: Sequence[Message], register: Decimal, number: int) -> TransactionEnded:
    said = (events[-1].said_at or NOON) + timedelta(seconds=60)
    return TransactionEnded(
        station=STATION,
        at=said,
        fresh=SessionId("end"),
        ref=REF,
        connector=1,
        meter_stop_wh=register,
        said_at=said,
        readings=(Reading(said, register, None, None, ReadingSource.STOP),),
        seq=number,
    )


def left(events: Sequence[Event]) -> World:
    """The lane after these, each arriving a moment after the one before, when all has happened."""
    world = play().world
    world.hear(StationConnected(station=STATION, at=NOON, protocol="ocpp2.0.1", gateway="g"))
    at = max(event.at for event in events)
    for event in events:
        at += timedelta(milliseconds=200)
        world.hear(replace(event, at=at))
    return world


@settings(max_examples=200, deadline=None)
@given(tellings(), st.data())
def test_any_order_and_repetition_of_all_of_it_leaves_the_same_session(
    told: list[Message], data: st.DataObject
) -> None:
    again = data.draw(st.lists(st.sampled_from(told), max_size=5))
    shuffled = data.draw(st.permutations([*told, *again]))
    one, other = left(told), left(shuffled)
    assert len(one.sessions) == len(other.sessions) == 1
    assert facts(one.sessions[0]) == facts(other.sessions[0])
    assert one.sessions[0].bill == "final"
    assert not other.timers


@settings(max_examples=150, deadline=None)
@given(tellings(), st.data())
def test_what_is_missing_is_waited_for_in_any_order(told: list[Message], data: st.DataObject) -> None:
    """One message never comes: while it may, no bill is final."""
    missing = data.draw(st.sampled_from(told[:-1]))
    shuffled = data.draw(st.permutations([event for event in told if event is not missing]))
    world = left(shuffled)
    assert [row.bill for row in world.sessions] == ["waiting"]
    assert [kind for kind, _ in world.timers] == ["gap", "gap_ask"]
