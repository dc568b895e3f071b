"""driver.md §1: what a charger may be called, whole and per connector."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from chargehand.model.sight import StationSight
from chargehand.model.station import Activity, BootStatus, ConnectorStatus
from chargehand.views.availability import Availability, availability
from tests.unit.views.facts import (
    CONNECTOR,
    STATION,
    ago,
    ended,
    offline,
    pending,
    session,
    sight,
    station_sight,
)

FREE = replace(CONNECTOR, status=ConnectorStatus.AVAILABLE, activity=Activity.NONE, status_at=ago(600))
PLUGGED = replace(FREE, status=ConnectorStatus.OCCUPIED, activity=Activity.PREPARING)
BROKEN = replace(FREE, status=ConnectorStatus.FAULTED)
SECOND = replace(FREE, number=2)

STATES = [
    (station_sight(), Availability.FREE, True),
    (station_sight(connectors=(CONNECTOR,), mine=(sight(),)), Availability.MINE, False),
    (station_sight(connectors=(CONNECTOR,), busy=(1,)), Availability.IN_USE, False),
    (station_sight(station=offline()), Availability.OFFLINE, False),
    (
        station_sight(station=replace(STATION, boot_policy=BootStatus.REJECTED)),
        Availability.OUT_OF_SERVICE,
        False,
    ),
    (
        station_sight(station=replace(STATION, status=ConnectorStatus.UNAVAILABLE)),
        Availability.OUT_OF_SERVICE,
        False,
    ),
    (station_sight(connectors=(BROKEN,)), Availability.OUT_OF_SERVICE, False),
    (station_sight(connectors=(PLUGGED,)), Availability.PLUGGED_IN, True),
    (
        station_sight(connectors=(replace(FREE, status=ConnectorStatus.RESERVED),)),
        Availability.RESERVED,
        True,
    ),
    (station_sight(connectors=(replace(FREE, status=ConnectorStatus.UNKNOWN),)), Availability.UNKNOWN, True),
    (station_sight(connectors=()), Availability.UNKNOWN, True),
]


@pytest.mark.parametrize(("seen", "state", "startable"), STATES)
def test_the_charger_is_called_by_what_is_known(
    seen: StationSight, state: Availability, startable: bool
) -> None:
    shown = availability(seen)
    assert shown.state is state
    assert shown.startable is startable


def test_every_state_is_reached() -> None:
    assert {state for _, state, _ in STATES} == set(Availability)


def test_start_is_offered_whatever_the_last_status_because_status_can_lag() -> None:
    """§6: a reported charge without a known session does not forbid a start."""
    shown = availability(station_sight(connectors=(CONNECTOR,)))
    assert shown.state is Availability.IN_USE
    assert shown.startable


def test_one_free_connector_makes_the_charger_free() -> None:
    shown = availability(station_sight(connectors=(CONNECTOR, SECOND), busy=(1,)))
    assert shown.state is Availability.FREE
    assert [each.startable for each in shown.connectors] == [False, True]


def test_one_broken_connector_does_not_take_the_other_out_of_service() -> None:
    shown = availability(station_sight(connectors=(BROKEN, SECOND)))
    assert shown.state is Availability.FREE
    assert [each.startable for each in shown.connectors] == [False, True]


def test_my_session_stays_mine_while_the_charger_is_offline() -> None:
    shown = availability(station_sight(station=offline(), connectors=(CONNECTOR,), mine=(sight(),)))
    assert shown.state is Availability.OFFLINE
    assert shown.mine
    assert shown.connectors[0].state is Availability.MINE


def test_a_pending_start_without_connector_is_mine_too() -> None:
    shown = availability(station_sight(mine=(sight(pending(connector=None)),)))
    assert shown.state is Availability.MINE


def test_what_the_connector_said_before_the_end_of_my_session_is_not_another_car() -> None:
    shown = availability(station_sight(connectors=(CONNECTOR,), last=sight(ended(seconds=2))))
    assert shown.state is Availability.PLUGGED_IN


def test_what_it_said_after_the_end_of_my_session_is() -> None:
    charging = replace(CONNECTOR, status_at=ago(1))
    shown = availability(station_sight(connectors=(charging,), last=sight(ended(seconds=60))))
    assert shown.state is Availability.IN_USE


@pytest.mark.parametrize(
    ("seen", "seconds"),
    [
        (station_sight(), 600),
        (station_sight(station=offline(300)), 300),
        (station_sight(connectors=(CONNECTOR,), mine=(sight(session()),)), 2530),
        (station_sight(connectors=()), 4),
    ],
)
def test_the_time_of_the_state_is_that_of_its_evidence(seen: StationSight, seconds: float) -> None:
    assert availability(seen).at == ago(seconds)
