"""What the feed says of a committed decision."""

from __future__ import annotations

from datetime import UTC, datetime

from chargehand.engine.unit import change_of
from chargehand.model.answers import Noted
from chargehand.model.calls import StopTransaction
from chargehand.model.effects import CallStation, ShowSession, ShowStation
from chargehand.model.events import Event, StationConnected, StationHeard
from chargehand.model.identity import CommandId, PublicId, SessionId, StationId
from chargehand.model.snapshot import Change, Decision, Snapshot
from chargehand.model.station import Station

AT = datetime(2026, 3, 1, tzinfo=UTC)
A = StationId("A")
SNAPSHOT = Snapshot(station=Station(identity=A, public_id=PublicId("a"), name=""))
HEARD = StationHeard(station=A, at=AT)


def change(event: Event, *effects: ShowSession | ShowStation | CallStation) -> Change:
    return change_of(event, Decision(SNAPSHOT, Noted(), effects))


def test_each_session_is_named_once() -> None:
    one, two = ShowSession(SessionId("1")), ShowSession(SessionId("2"))
    assert change(HEARD, one, ShowStation(A), two, one) == Change(A, (SessionId("1"), SessionId("2")))


def test_a_call_wakes_the_performer() -> None:
    call = CallStation(CommandId("c"), "c", StopTransaction("1"), AT)
    assert change(HEARD, call).calls
    assert not change(HEARD, ShowStation(A)).calls


def test_a_station_that_is_back_may_have_calls_waiting() -> None:
    back = StationConnected(station=A, at=AT, protocol="ocpp1.6", gateway="g")
    assert change(back, ShowStation(A)).calls
