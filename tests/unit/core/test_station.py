from __future__ import annotations

import pytest
from msgspec.structs import replace

from chargehand.core.station import digest_of
from chargehand.model.answers import BootAnswer, ConnectedAnswer
from chargehand.model.calls import Configure
from chargehand.model.events import ConnectorStatusReported, Event, StationConfigured, StationHeard
from chargehand.model.snapshot import Policy
from chargehand.model.station import BootStatus, ConnectorStatus
from tests.playbook.lines import booted, connected, disconnected, online, started, status, told
from tests.playbook.play import STATION, Line, Play, calls, play

WISHES = (("MeterValueSampleInterval", "60"), ("StopTransactionOnInvalidId", "true"))


def wishing(boot: str = "accepted", protocol: str = "ocpp1.6") -> Play:
    story = play(boot=boot, protocol=protocol)
    story.world.snapshot = replace(story.world.snapshot, policy=Policy(wishes=WISHES))
    return story


def test_all_statuses_of_one_message_count_in_their_order() -> None:
    """2.1 G01"""
    story = play([*online()], protocol="ocpp2.1", connectors=2)
    order = ((1, "occupied"), (2, "occupied"), (1, "faulted"))

    def several(story: Play) -> Event:
        told = [status(says, None, connector=number)(story) for number, says in order]
        first, *others = (each for each in told if isinstance(each, ConnectorStatusReported))
        return replace(first, others=tuple(others))

    story.hears(several, after_s=5)
    assert [row.status for row in story.world.snapshot.connectors] == ["faulted", "occupied"]


def configured(story: Play) -> StationConfigured:
    return StationConfigured(
        station=STATION,
        at=story.now,
        digest=digest_of(WISHES),
        accepted=("MeterValueSampleInterval",),
        refused=(),
    )


@pytest.mark.parametrize("policy", list(BootStatus))
def test_a_boot_is_answered_as_the_station_is_meant_to_be(policy: BootStatus) -> None:
    story = play([connected()], boot=policy).hears(booted(), after_s=1)
    story.answers(BootAnswer(policy, 60, story.now))
    station = story.world.snapshot.station
    assert (station.vendor, station.model, station.booted_at) == ("Volta", "Pile", story.now)


def test_wishes_are_offered_once_for_each_firmware() -> None:
    story = wishing().hears(connected()).does_nothing()
    story.hears(booted("1.0")).does(calls(Configure(WISHES), until_s=600))
    story.hears(configured).hears(booted("1.0")).does_nothing()
    story.hears(disconnected()).hears(connected()).does_nothing()
    story.hears(booted("1.1")).does(calls(Configure(WISHES)))


def test_a_station_with_a_device_model_is_asked_to_tell_it() -> None:
    """2.x B07: with the wishes, and so once for each firmware."""
    story = wishing(protocol="ocpp2.1").hears(connected())
    story.hears(booted("1.0")).does(calls(Configure(WISHES, inventory=1)))
    story.hears(configured).hears(booted("1.0")).does_nothing()


def test_wishes_that_were_not_heard_are_offered_again_after_a_reconnect() -> None:
    wishing().hears(connected()).hears(booted()).hears(disconnected()).hears(connected()).does(
        calls(Configure(WISHES))
    )


def test_a_station_that_may_not_work_yet_is_not_configured() -> None:
    wishing("pending").hears(connected()).hears(booted()).does_nothing()


def test_a_digest_names_a_set_of_wishes() -> None:
    assert digest_of(()) == ""
    assert digest_of(WISHES) == digest_of(tuple(WISHES)) != digest_of(WISHES[:1])


def test_a_connection_is_told_how_the_boot_stands() -> None:
    """F23: a station need not boot again to connect."""
    wishing("pending").hears(connected()).answers(ConnectedAnswer(1, BootStatus.PENDING))


def test_each_connection_counts() -> None:
    play().hears(connected()).answers(ConnectedAnswer(1)).hears(connected()).answers(ConnectedAnswer(2))


def test_whatever_a_station_says_it_is_heard() -> None:
    lines = [
        connected(),
        booted(),
        status("available"),
        started("ADA"),
        lambda story: StationHeard(station=STATION, at=story.now),
    ]
    for line in lines:
        story = play().hears(line, after_s=7)
        assert story.world.snapshot.station.heard_at == story.now
    assert play().hears(disconnected(), after_s=7).world.snapshot.station.heard_at is None


def test_connector_0_is_the_station_itself() -> None:
    story = play([connected()]).hears(status("faulted", connector=0))
    assert story.world.snapshot.station.status is ConnectorStatus.FAULTED
    assert [row.status for row in story.world.snapshot.connectors] == ["unknown"]


def test_a_status_of_a_connector_that_cannot_be_is_passed_over() -> None:
    story = play([connected()]).hears(status("faulted", connector=5_000)).does_nothing()
    assert len(story.world.snapshot.connectors) == 1


def test_an_instant_ahead_of_ours_does_not_block_the_next_report() -> None:
    story = (
        play([connected()]).hears(status("occupied", said_s=-86_400)).hears(status("available"), after_s=1)
    )
    assert story.world.snapshot.connectors[0].status is ConnectorStatus.AVAILABLE


def of_plug(plug: int, says: str) -> Line:
    return told(status(says, None), plug=plug)


def test_an_evse_with_two_cables_is_free_only_when_none_is_in_use() -> None:
    """2.x: each of an EVSE's connectors reports for itself, and an idle one's report is no word about the other (F47)."""
    story = play([connected(), booted()], protocol="ocpp2.0.1")
    story.hears(of_plug(1, "occupied")).hears(of_plug(2, "available"))
    (connector,) = story.world.snapshot.connectors
    assert connector.status is ConnectorStatus.OCCUPIED
    story.hears(of_plug(1, "available"))
    assert story.world.snapshot.connectors[0].status is ConnectorStatus.AVAILABLE
    story.hears(of_plug(1, "faulted"))
    assert story.world.snapshot.connectors[0].status is ConnectorStatus.AVAILABLE
    story.hears(of_plug(2, "unavailable"))
    assert story.world.snapshot.connectors[0].status is ConnectorStatus.FAULTED
    assert story.world.snapshot.connectors[0].plugs == ((1, "faulted"), (2, "unavailable"))
