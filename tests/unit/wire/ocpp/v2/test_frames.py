"""What 2.0.1 and 2.1 do with frames otherwise than 1.6 (OCPP 2.0.1 and 2.1, part 4 §4)."""

from __future__ import annotations

import json
from itertools import product

import pytest

from chargehand.wire.ocpp.codec import Codec
from chargehand.wire.ocpp.dialect import OCPP16, OCPP21, OCPP201, Dialect
from chargehand.wire.ocpp.faults import ErrorCode
from chargehand.wire.ocpp.rpc.connection import Rpc
from chargehand.wire.ocpp.rpc.inbound import CallReceived, Ignored, Inbound, Refused, ResultReceived
from chargehand.wire.ocpp.versions import CODECS
from tests.unit.wire.frames import call, parts
from tests.unit.wire.ocpp.v2.speech import BOTH, fault

OTHER_TYPES = [0, 1, 5, 6, 7, 8, 9, 10, -2, 2**40]


def received(dialect: Dialect, data: bytes) -> Inbound:
    return Rpc(dialect).receive(data, 0.0)


def refusal(dialect: Dialect, data: bytes) -> tuple[object, object]:
    inbound = received(dialect, data)
    assert isinstance(inbound, Refused), inbound
    return tuple(parts(inbound.frame)[1:3])  # type: ignore[return-value]


def test_the_newest_of_what_a_station_offers_is_taken() -> None:
    assert [codec.dialect for codec in CODECS] == [OCPP21, OCPP201, OCPP16]


@pytest.mark.parametrize(("dialect", "kind"), list(product([OCPP16, OCPP201, OCPP21], OTHER_TYPES)))
def test_each_message_type_in_each_version(dialect: Dialect, kind: int) -> None:
    """F07"""
    told = received(dialect, f'[{kind},"m7","Heartbeat",{{}}]'.encode())
    if dialect is OCPP201:
        assert isinstance(told, Refused)
        assert parts(told.frame)[:3] == [4, "m7", "MessageTypeNotSupported"]
    elif dialect is OCPP21 and kind in (5, 6):
        assert told == Ignored("result_error" if kind == 5 else "send")
    else:
        assert told == Ignored("type")


@pytest.mark.parametrize("dialect", [OCPP201, OCPP21])
@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"hello", ("-1", "RpcFrameworkError")), (b'[2,"m7","Heartbeat",{', ("m7", "RpcFrameworkError")),
        (b'{"a":1}', ("-1", "RpcFrameworkError")), (b'[2,null,"Heartbeat",{}]', ("-1", "RpcFrameworkError")),
        (b'[2,"m7","Heartbeat"]', ("m7", "RpcFrameworkError")), (b'[2,"","Heartbeat",{}]', ("-1", "RpcFrameworkError")),
        (b"\xff\xfe", ("-1", "RpcFrameworkError")), (b'["2","m7","Heartbeat",{}]', ("m7", "RpcFrameworkError")),
    ],
)  # fmt: skip
def test_what_is_no_call_is_said_so(dialect: Dialect, data: bytes, expected: object) -> None:
    """F01, F04, F05"""
    assert refusal(dialect, data) == expected


@pytest.mark.parametrize("dialect", [OCPP201, OCPP21])
def test_errors_are_spelled_as_in_the_specification(dialect: Dialect) -> None:
    """F08: part 4 §4.3."""
    table = {
        "FormatViolation", "FormationViolation", "GenericError", "InternalError", "MessageTypeNotSupported", "NotImplemented",
        "NotSupported", "OccurrenceConstraintViolation", "PropertyConstraintViolation", "ProtocolError",
        "RpcFrameworkError", "SecurityError", "TypeConstraintViolation",
    }  # fmt: skip
    assert set(dialect.spelling) == set(ErrorCode)
    assert set(dialect.spelling.values()) <= table
    assert (
        json.loads(Rpc(dialect).write_error("m", ErrorCode.OCCURRENCE, ""))[2]
        == "OccurrenceConstraintViolation"
    )


# SEND


STREAM = {"id": 1, "pending": 0, "basetime": "2026-11-20T04:29:34Z", "data": [{"t": 0, "v": "1"}]}


def sent(action: str, payload: object = STREAM, message_id: object = "m7") -> bytes:
    return json.dumps([6, message_id, action, payload]).encode()


def test_what_is_told_is_heard_and_never_answered() -> None:
    """F07"""
    side = Rpc(OCPP21)
    told = side.receive(sent("NotifyPeriodicEventStream"), 0.0)
    assert isinstance(told, CallReceived)
    assert told.silent
    assert side.known(told) is None
    assert side.answer(told, b"{}") == b""
    assert side.error(told, ErrorCode.PROPERTY) == b""
    assert side.known(told) is None


@pytest.mark.parametrize(
    "data",
    [
        sent("Heartbeat"), sent("MadeUp"), sent("NotifyPeriodicEventStream", message_id=""), b'[6,"m7"]', b"[6]",
        sent("NotifyPeriodicEventStream", message_id=5), sent("NotifyPeriodicEventStream", message_id=None),
        b'[6,"m7","NotifyPeriodicEventStream",{},{}]', b'[6,"m7",{},{}]',
    ],
)  # fmt: skip
def test_nothing_that_is_told_gets_an_error(data: bytes) -> None:
    """F07"""
    assert received(OCPP21, data) == Ignored("send")


def test_a_broken_telling_gets_no_error_either() -> None:
    """F07"""
    for data in (b'[6,"m7","NotifyPeriodicEventStream",{', b'[5,"m7",', b'[6,"m7",\xff]'):
        assert received(OCPP21, data) == Ignored("type")


def test_what_is_to_be_told_cannot_be_asked() -> None:
    """F06"""
    assert refusal(OCPP21, call("NotifyPeriodicEventStream", STREAM)) == ("m1", "NotSupported")
    assert isinstance(received(OCPP201, call("NotifyPeriodicEventStream", STREAM)), CallReceived)


# CALLRESULTERROR


@pytest.mark.parametrize(
    "data", [b'[5,"m7","FormatViolation","no",{}]', b'[5,"m7"]', b"[5]", b"[5,null,{},1]"]
)
def test_a_refused_result_closes_nothing_and_gets_nothing(data: bytes) -> None:
    """F07, F13"""
    side = Rpc(OCPP21)
    side.call("m7", "Reset", b'{"type":"OnIdle"}', due=30.0)
    for _ in range(300):
        assert side.receive(data, 0.0) == Ignored("result_error")
    assert side.open_call == "m7", "our own call is another matter"
    assert isinstance(side.receive(b'[3,"m7",{"status":"Accepted"}]', 1.0), ResultReceived)


# actions


ASKED_BY_STATIONS = {
    "Authorize", "BootNotification", "ClearedChargingLimit", "DataTransfer", "FirmwareStatusNotification",
    "Get15118EVCertificate", "GetCertificateStatus", "Heartbeat", "LogStatusNotification", "MeterValues",
    "NotifyChargingLimit", "NotifyCustomerInformation", "NotifyDisplayMessages", "NotifyEVChargingNeeds",
    "NotifyEVChargingSchedule", "NotifyEvent", "NotifyMonitoringReport", "NotifyReport",
    "PublishFirmwareStatusNotification", "ReportChargingProfiles", "ReservationStatusUpdate",
    "SecurityEventNotification", "SignCertificate", "StatusNotification", "TransactionEvent",
}  # fmt: skip
SINCE_21 = {
    "BatterySwap", "ClosePeriodicEventStream", "GetCertificateChainStatus", "NotifyDERAlarm",
    "NotifyDERStartStop", "NotifyPeriodicEventStream", "NotifyPriorityCharging", "NotifySettlement",
    "OpenPeriodicEventStream", "PullDynamicScheduleUpdate", "ReportDERControl", "VatNumberValidation",
}  # fmt: skip


@pytest.mark.parametrize("codec", BOTH)
def test_what_stations_do_not_ask_is_not_supported_and_the_rest_is_unknown(codec: Codec) -> None:
    """F06"""
    own = ASKED_BY_STATIONS | (SINCE_21 if codec.dialect is OCPP21 else set())
    for action in sorted(codec.dialect.actions - own):
        assert fault(action, {}, codec) is ErrorCode.NOT_SUPPORTED, action
    for action in sorted(own):
        assert fault(action, b"[]", codec) is ErrorCode.FORMATION, action
    for action in ("", "heartbeat", "StartTransaction", "__init__", *(SINCE_21 - own)):
        assert fault(action, {}, codec) is ErrorCode.NOT_IMPLEMENTED, action
