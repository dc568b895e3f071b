"""What a station is asked to do, told in frames (2.0.1 and 2.1 F, H, L)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from chargehand.model.calls import UpdateFirmware
from chargehand.model.command import CommandState
from chargehand.model.effects import KeepReservation
from chargehand.model.reservation import Reservation, ReservationStatus
from tests.conformance.talk import REF, Talk, token
from tests.playbook.lines import refresh_asked, start_asked, stop_asked

pytestmark = pytest.mark.parametrize("version", ["2.0.1", "2.1"])


def asked_to_start(version: str, *, plugged_in: bool) -> tuple[Talk, dict[str, Any]]:
    """A start that was asked for, and what the station hears of it."""
    talk = Talk(version)
    if plugged_in:
        talk.event("Started", "CablePluggedIn", info={"chargingState": "EVConnected"})
    talk.hears(start_asked(card="ADA", connector=1))
    return talk, talk.gets("RequestStartTransaction")


def test_f01_started_from_afar_when_plugged_in(version: str) -> None:
    talk, asked = asked_to_start(version, plugged_in=True)
    assert (asked["idToken"], asked["evseId"]) == (token("ADA"), 1)
    talk.replies(status="Accepted", transactionId=REF)
    info = {"chargingState": "Charging", "remoteStartId": asked["remoteStartId"]}
    talk.event("Updated", "RemoteStart", info=info, idToken=token("ADA"))
    talk.leaves(0, end_basis="continued", energy_wh=0, driver=None)
    talk.leaves(1, start="confirmed", driver="ada", energy_phase="charging", ref=REF).has(sessions=2)


def test_f02_started_from_afar_and_then_plugged_in(version: str) -> None:
    talk, asked = asked_to_start(version, plugged_in=False)
    talk.replies(status="Accepted")
    remote = {"remoteStartId": asked["remoteStartId"]}
    talk.event("Started", "RemoteStart", info=remote, idToken=token("ADA"))
    talk.event("Updated", "CablePluggedIn", info={"chargingState": "Charging"})
    talk.leaves(start="confirmed", driver="ada", energy_phase="charging").has(sessions=1)


def test_f01_f02_a_refused_start_costs_nothing(version: str) -> None:
    talk, _ = asked_to_start(version, plugged_in=False)
    talk.replies(status="Rejected", statusInfo={"reasonCode": "TxInProgress"})
    talk.leaves(start="rejected", end_basis="never_started")


@pytest.mark.parametrize("stays", [False, True])
def test_f03_f04_stopped_from_afar(version: str, *, stays: bool) -> None:
    """With a transaction that is over, or one that goes on until the cable is out."""
    talk = Talk(version)
    talk.starts()
    talk.hears(stop_asked())
    assert talk.gets("RequestStopTransaction") == {"transactionId": REF}
    talk.replies(status="Accepted")
    talk.leaves(stop="accepted", transaction="open")
    if stays:
        talk.event("Updated", "RemoteStop", info={"chargingState": "EVConnected"})
        talk.leaves(stop="confirmed", transaction="open", card_hold="released")
    talk.event("Ended", "RemoteStop", info={"stoppedReason": "Remote"}, meterValue=[talk.meter(2_000)])
    talk.leaves(stop="confirmed", transaction="ended", end_reason="Remote")


def test_f06_a_reading_is_triggered(version: str) -> None:
    talk = Talk(version)
    talk.starts()
    talk.hears(refresh_asked(connector=1))
    assert [asked["requestedMessage"] for asked in all_triggers(talk)] == [
        "StatusNotification",
        "TransactionEvent",
    ]
    talk.event("Updated", "Trigger", info={"chargingState": "Charging"}, meterValue=[talk.meter(1_700)])
    talk.leaves(energy_wh=700)


def all_triggers(talk: Talk) -> list[dict[str, Any]]:
    """All that the station is asked to tell, each accepted."""
    found: list[dict[str, Any]] = []
    while not talk.gets_no_more():
        found.append(talk.gets("TriggerMessage"))
        talk.replies(status="Accepted")
    return found


# reservations


def reserved(talk: Talk) -> None:
    until = talk.stamp(-3_600)
    talk.calls("ReserveNow", id=5, expiryDateTime=until, idToken=token("ADA"), evseId=1)
    talk.replies(status="Accepted")


def kept(talk: Talk) -> list[Reservation]:
    return [each.reservation for each in talk.told.effects if isinstance(each, KeepReservation)]


def test_h01_a_reservation_is_known_once_it_is_accepted(version: str) -> None:
    talk = Talk(version)
    reserved(talk)
    (row,) = kept(talk)
    assert (row.number, row.status, row.token, row.connector) == (5, ReservationStatus.ACCEPTED, "ADA", 1)
    talk.says(
        "StatusNotification", timestamp=talk.stamp(), connectorStatus="Reserved", evseId=1, connectorId=1
    )
    assert talk.world.snapshot.connectors[0].status == "reserved"


@pytest.mark.parametrize("word", ["Occupied", "Faulted", "Unavailable", "Rejected"])
def test_h01_a_reservation_that_was_refused_is_none(version: str, word: str) -> None:
    talk = Talk(version)
    talk.calls("ReserveNow", id=5, expiryDateTime=talk.stamp(-60), idToken=token("ADA"))
    command = talk.replies(status=word)
    assert command is not None
    assert command.state is CommandState.REJECTED
    assert kept(talk) == []


def test_h02_a_reservation_is_cancelled(version: str) -> None:
    talk = Talk(version)
    reserved(talk)
    talk.calls("CancelReservation", reservationId=5)
    talk.replies(status="Accepted")
    assert [row.status for row in kept(talk)] == [ReservationStatus.CANCELLED]


def test_h03_a_transaction_uses_its_reservation(version: str) -> None:
    talk = Talk(version)
    reserved(talk)
    talk.starts(reservationId=5)
    assert [(row.number, row.status) for row in kept(talk)] == [(5, ReservationStatus.USED)]


@pytest.mark.parametrize(("word", "status"), [("Expired", "expired"), ("Removed", "cancelled")])
def test_h04_a_station_says_that_a_reservation_is_over(version: str, word: str, status: str) -> None:
    talk = Talk(version)
    reserved(talk)
    assert talk.says("ReservationStatusUpdate", reservationId=5, reservationUpdateStatus=word) == {}
    assert [row.status for row in kept(talk)] == [status]


# firmware


@pytest.mark.parametrize("signed", [True, False])
def test_l01_l02_firmware_is_updated(version: str, *, signed: bool) -> None:
    talk = Talk(version)
    trust = ("-----BEGIN CERTIFICATE-----", "c2lnbmF0dXJl") if signed else ("", "")
    talk.asks(UpdateFirmware(9, "https://example.com/fw", talk.now, talk.now + timedelta(hours=1), *trust))
    heard = talk.gets("UpdateFirmware")
    assert (heard["requestId"], heard["firmware"]["location"]) == (9, "https://example.com/fw")
    assert ("signature" in heard["firmware"], "signingCertificate" in heard["firmware"]) == (signed, signed)
    command = talk.replies(status="Accepted")
    assert command is not None
    assert command.state is CommandState.CONFIRMED
    for word in ("Downloading", "Downloaded", "SignatureVerified", "Installing", "Installed"):
        assert talk.says("FirmwareStatusNotification", status=word, requestId=9) == {}
