"""Operations of 1.6 and of its security extension, told in frames."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from chargehand.model.calls import Call, ChangeAvailability, Reset, UnlockConnector, UpdateFirmware
from chargehand.model.command import CommandState
from chargehand.model.effects import Effect, KeepReservation, KeepSecurityEvent, KeepVariables
from tests.conformance.messages import NOW
from tests.conformance.talk import Talk

AT = "2026-11-20T04:30:00.000Z"
FROM = "https://example.com/fw"
FIRMWARE = {"location": FROM, "retrieveDateTime": AT, "signingCertificate": "C", "signature": "S"}


@pytest.mark.parametrize(
    ("call", "action", "payload", "word"),
    [
        (Reset(), "Reset", {"type": "Soft"}, "Accepted"),
        (Reset(at_once=True), "Reset", {"type": "Hard"}, "Accepted"),
        (UnlockConnector(2), "UnlockConnector", {"connectorId": 2}, "Unlocked"),
        (
            ChangeAvailability(False, 1),
            "ChangeAvailability",
            {"connectorId": 1, "type": "Inoperative"},
            "Scheduled",
        ),
        (ChangeAvailability(True), "ChangeAvailability", {"connectorId": 0, "type": "Operative"}, "Accepted"),
        (UpdateFirmware(7, FROM, NOW), "UpdateFirmware", {"location": FROM, "retrieveDate": AT}, None),
        (
            UpdateFirmware(7, FROM, NOW, None, "C", "S"),
            "SignedUpdateFirmware",
            {"requestId": 7, "firmware": FIRMWARE},
            "Accepted",
        ),
    ],
)
def test_an_operation_is_spelled_and_followed(
    call: Call, action: str, payload: dict[str, Any], word: str | None
) -> None:
    talk = Talk("1.6")
    talk.asks(call)
    assert talk.gets(action) == payload
    command = talk.replies(**({"status": word} if word else {}))
    assert command is not None
    assert command.state is CommandState.CONFIRMED


def effects(talk: Talk, kind: type[Effect]) -> list[Any]:
    return [each for each in talk.told.effects if isinstance(each, kind)]


def test_configuration_is_known_as_it_was_set_and_told() -> None:
    talk = Talk("1.6")
    talk.calls("ChangeConfiguration", key="MeterValueSampleInterval", value="30")
    talk.replies(status="RebootRequired")
    (kept,) = effects(talk, KeepVariables)
    assert [(row.name, row.value) for row in kept.variables] == [("MeterValueSampleInterval", "30")]
    talk.calls("GetConfiguration")
    told = [
        {"key": "NumberOfConnectors", "readonly": True, "value": "2"},
        {"key": "AuthorizationKey", "readonly": False, "value": "secret"},
    ]
    talk.replies(configurationKey=told, unknownKey=[])
    (kept,) = effects(talk, KeepVariables)
    assert [(row.name, row.value, row.mutability) for row in kept.variables] == [
        ("NumberOfConnectors", "2", "ReadOnly")
    ]


def test_a_reservation_is_made_used_and_cancelled() -> None:
    talk = Talk("1.6")
    expires = talk.stamp(-3_600)
    for number in (5, 6):
        talk.calls("ReserveNow", connectorId=1, expiryDate=expires, idTag="ADA", reservationId=number)
        talk.replies(status="Accepted")
        (kept,) = effects(talk, KeepReservation)
        assert (kept.reservation.number, kept.reservation.status) == (number, "accepted")
    talk.calls("CancelReservation", reservationId=6)
    talk.replies(status="Accepted")
    assert [each.reservation.status for each in effects(talk, KeepReservation)] == ["cancelled"]
    talk.says(
        "StartTransaction", connectorId=1, idTag="ADA", meterStart=10, timestamp=talk.stamp(), reservationId=5
    )
    assert [each.reservation.status for each in effects(talk, KeepReservation)] == ["used"]


def test_a_station_is_asked_to_ask_for_a_certificate() -> None:
    talk = Talk("1.6")
    talk.calls("ExtendedTriggerMessage", requestedMessage="SignChargePointCertificate")
    command = talk.replies(status="Accepted")
    assert command is not None
    assert command.state is CommandState.CONFIRMED


def test_a_security_event_is_kept() -> None:
    talk = Talk("1.6")
    assert talk.says("SecurityEventNotification", type="InvalidTLSVersion", timestamp=talk.stamp(60)) == {}
    (kept,) = effects(talk, KeepSecurityEvent)
    assert kept.kind == "InvalidTLSVersion"
    assert talk.now - kept.at == timedelta(seconds=61)
