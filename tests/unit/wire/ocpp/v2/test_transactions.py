"""What TransactionEvent tells, and how little it may say (OCPP 2.0.1 E)."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from chargehand.model.events import MeterSampled, TransactionEnded, TransactionStarted, TransactionUpdated
from chargehand.model.reading import Reading, ReadingSource
from chargehand.model.station import Activity
from chargehand.wire.ocpp.codec import Codec
from chargehand.wire.ocpp.faults import ErrorCode
from tests.unit.wire.frames import NOW
from tests.unit.wire.ocpp.v2.speech import BOTH, fault, read

SAID = "2026-11-20T04:29:24.075Z"
SAID_AT = datetime(2026, 11, 20, 4, 29, 24, 75000, tzinfo=UTC)
REF = "0731b91a-6244-4d65-8e7a-0e122bb8e9b0"


def sample(value: object, **more: object) -> dict[str, object]:
    return {"value": value, **more}


def meter(*samples: object, at: str = SAID) -> dict[str, object]:
    return {"timestamp": at, "sampledValue": list(samples)}


def event(kind: str, info: dict[str, object] | None = None, **more: object) -> dict[str, object]:
    told = {"transactionId": REF} | (info or {})
    said: dict[str, object] = {
        "eventType": kind, "timestamp": SAID, "triggerReason": "Trigger", "seqNo": 3, "transactionInfo": told
    }  # fmt: skip
    return said | more


def started(payload: object) -> TransactionStarted:
    told = read("TransactionEvent", payload)
    assert isinstance(told, TransactionStarted)
    return told


def updated(payload: object) -> TransactionUpdated:
    told = read("TransactionEvent", payload)
    assert isinstance(told, TransactionUpdated)
    return told


def ended(payload: object) -> TransactionEnded:
    told = read("TransactionEvent", payload)
    assert isinstance(told, TransactionEnded)
    return told


@pytest.mark.parametrize("codec", BOTH)
def test_a_start(codec: Codec) -> None:
    told = read(
        "TransactionEvent",
        event(
            "Started",
            {"chargingState": "EVConnected", "remoteStartId": 7},
            evse={"id": 2, "connectorId": 1},
            idToken={"idToken": "04a2b9ff", "type": "ISO14443"},
            meterValue=[meter(sample(1200.5, context="Transaction.Begin"))],
            offline=True,
            reservationId=9,
        ),
        codec,
    )
    assert told == TransactionStarted(
        station=told.station,
        at=NOW,
        fresh=told.fresh,  # type: ignore[union-attr]
        connector=2,
        token="04A2B9FF",  # type: ignore[arg-type]
        meter_start_wh=Decimal("1200.5"),
        said_at=SAID_AT,
        ref=REF,
        activity=Activity.PREPARING,
        readings=(Reading(SAID_AT, Decimal("1200.5"), source=ReadingSource.START),),
        asked=7,
        seq=3,
        offline=True,
        reservation=9,
    )


def test_a_start_that_says_no_more_than_it_must() -> None:
    """F92: a token may come late or never, an EVSE may be open."""
    told = started({"eventType": "Started", "transactionInfo": {"transactionId": REF}})
    assert (told.connector, told.token, told.meter_start_wh, told.said_at) == (0, "", None, None)
    assert (told.activity, told.readings, told.asked, told.seq, told.offline) == (None, (), None, None, False)


@pytest.mark.parametrize(
    ("samples", "start_wh", "stop_wh"),
    [
        ([sample(5), sample(7, context="Transaction.Begin")], 7, 7),
        ([sample(5), sample(7, context="Transaction.End")], 5, 7),
        ([sample(5), sample(7, context="Sample.Clock")], 5, 7),
        ([sample(5, measurand="Power.Active.Import")], None, None),
        ([sample(-1)], None, None),
    ],
)
def test_the_registers_at_both_ends(samples: list[object], start_wh: object, stop_wh: object) -> None:
    """F70, F80: as the station marks them, else the first and the last that there are."""
    assert started(event("Started", meterValue=[meter(*samples)])).meter_start_wh == start_wh
    assert ended(event("Ended", meterValue=[meter(*samples)])).meter_stop_wh == stop_wh


@pytest.mark.parametrize(
    ("state", "activity"),
    [
        ("Charging", Activity.CHARGING), ("EVConnected", Activity.PREPARING), ("SuspendedEV", Activity.SUSPENDED_EV),
        ("SuspendedEVSE", Activity.SUSPENDED_EVSE), ("Idle", Activity.NONE), ("charging", Activity.CHARGING),
        ("Elsewhere", None), (None, None), (5, None), ([], None),
    ],
)  # fmt: skip
def test_what_goes_on(state: object, activity: Activity | None) -> None:
    """F09, F63"""
    assert updated(event("Updated", {"chargingState": state})).activity is activity


def test_an_update_tells_only_what_is_new() -> None:
    told = updated(event("Updated"))
    assert told == TransactionUpdated(
        station=told.station, at=NOW, fresh=told.fresh, ref=REF, said_at=SAID_AT, seq=3
    )


@pytest.mark.parametrize(
    ("trigger", "stopped"),
    [
        ("RemoteStop", "RemoteStop"), ("StopAuthorized", "StopAuthorized"), ("Deauthorized", "Deauthorized"),
        ("EnergyLimitReached", "EnergyLimitReached"), ("TimeLimitReached", "TimeLimitReached"),
        ("CostLimitReached", "CostLimitReached"), ("SoCLimitReached", "SoCLimitReached"), ("remotestop", "remotestop"),
        ("MeterValuePeriodic", ""), ("EVCommunicationLost", ""), ("RemoteStart", ""), ("TxResumed", ""), ("", ""),
        ("MadeUp", ""), (None, ""), (5, ""),
    ],
)  # fmt: skip
def test_an_update_may_say_that_charging_was_stopped(trigger: object, stopped: str) -> None:
    """F03, F04: the transaction goes on until the cable is out."""
    assert updated(event("Updated", triggerReason=trigger)).stopped == stopped


@pytest.mark.parametrize(
    ("info", "trigger", "reason"),
    [
        ({"stoppedReason": "EVDisconnected"}, "EVDeparted", "EVDisconnected"), ({}, "StopAuthorized", "Local"),
        ({}, "RemoteStop", "Remote"), ({"stoppedReason": ""}, "RemoteStop", "Remote"), ({}, "Deauthorized", "DeAuthorized"),
        ({"stoppedReason": "MadeUp"}, "RemoteStop", "MadeUp"), ({}, None, "Local"),
    ],
)  # fmt: skip
def test_why_it_ended(info: dict[str, object], trigger: object, reason: str) -> None:
    assert ended(event("Ended", info, triggerReason=trigger)).reason == reason


def test_an_end() -> None:
    told = ended(
        event(
            "Ended",
            {"stoppedReason": "Local"},
            evse={"id": 1},
            idToken={"idToken": "b1", "type": "Central"},
            meterValue=[meter(sample(9, context="Transaction.Begin"), sample(20, context="Transaction.End"))],
        )
    )
    assert (told.ref, told.meter_stop_wh, told.connector, told.token) == (REF, Decimal(20), 1, "B1")
    assert [each.register_wh for each in told.readings] == [9, 20]
    assert (told.seq, told.offline, told.said_at) == (3, False, SAID_AT)


@pytest.mark.parametrize(
    ("token", "uid"),
    [
        ({"idToken": "a1", "type": "ISO14443"}, "A1"), ({"idToken": "a1"}, "A1"), ({"idToken": 4711}, "4711"),
        ({"idToken": "", "type": "NoAuthorization"}, None), ({"idToken": "x", "type": "noAuthorization"}, None),
        ({"idToken": ""}, None), ({}, None), (None, None), ("A1", None), ([], None),
    ],
)  # fmt: skip
def test_who_is_charging(token: object, uid: str | None) -> None:
    """F09, F10"""
    assert updated(event("Updated", idToken=token)).token == uid
    assert started(event("Started", idToken=token)).token == (uid or "")


NOTHING = [None, "", [], {}]


@pytest.mark.parametrize("kind", ["Started", "Updated", "Ended"])
@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("timestamp", [*NOTHING, "yesterday", "1970-01-01T00:00:00Z", 5]), ("seqNo", [*NOTHING, "x", -1, 2.5, 10**30]),
        ("triggerReason", NOTHING), ("offline", [*NOTHING, "maybe"]), ("evse", [*NOTHING, {"id": "x"}, 7]),
        ("idToken", NOTHING), ("meterValue", [*NOTHING, [None], [{}], [{"sampledValue": 5}]]), ("reservationId", NOTHING),
        ("customData", [*NOTHING, {"vendorId": "v", "any": [1]}]),
    ],
)  # fmt: skip
def test_no_event_is_refused_for_a_field_that_is_not_needed(
    kind: str, field: str, values: list[object]
) -> None:
    """F09, F10, F64, F89"""
    for value in values:
        read("TransactionEvent", event(kind) | {field: value})


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ({"transactionInfo": {"transactionId": REF}}, ErrorCode.OCCURRENCE),
        ({"eventType": "Started"}, ErrorCode.OCCURRENCE), ({"eventType": "Started", "transactionInfo": {}}, ErrorCode.OCCURRENCE),
        ({"eventType": "Started", "transactionInfo": None}, ErrorCode.OCCURRENCE), (event("Stopped"), ErrorCode.PROPERTY),
        (event("Ended", {"transactionId": ""}), ErrorCode.PROPERTY), (event("Ended", {"transactionId": None}), ErrorCode.OCCURRENCE),
        (event("Ended", {"transactionId": []}), ErrorCode.TYPE), ([], ErrorCode.FORMATION),
    ],
)  # fmt: skip
def test_an_event_that_does_not_say_what_became_of_which(payload: object, code: ErrorCode) -> None:
    """F08"""
    assert fault("TransactionEvent", payload) is code


@pytest.mark.parametrize("name", ["x" * 60, 47974, "a b"])
def test_a_transaction_may_have_an_odd_name(name: object) -> None:
    """F09: it is not lost for that."""
    assert ended(event("Ended", {"transactionId": name})).ref == str(name)


@pytest.mark.parametrize(
    ("said", "asked"), [(7, 7), ("7", 7), (0, None), (-1, None), (2**31, None), ("x", None)]
)
def test_which_start_was_asked_for(said: object, asked: int | None) -> None:
    """F40"""
    assert started(event("Started", {"remoteStartId": said})).asked == asked


def readings(*samples: object) -> tuple[Reading, ...]:
    told = read("MeterValues", {"evseId": 1, "meterValue": [meter(*samples)]})
    assert isinstance(told, MeterSampled)
    assert told.ref is None
    return told.readings


@pytest.mark.parametrize(
    ("unit", "register_wh"),
    [
        (None, 15), ({}, 15), ({"unit": "Wh"}, 15), ({"unit": "kWh"}, 15000), ({"unit": "Wh", "multiplier": 3}, 15000),
        ({"multiplier": -1}, "1.5"), ({"unit": "kWh", "multiplier": 0}, 15000), ({"unit": "", "multiplier": None}, 15),
        ("kWh", 15000), ({"unit": "kWh", "multiplier": "1"}, 150_000), ({"unit": "Wh", "multiplier": 2.0}, 1500), ([], 15),
        ("", 15),
    ],
)  # fmt: skip
def test_energy_is_in_watt_hours_inside(unit: object, register_wh: object) -> None:
    """F10, F74"""
    (reading,) = readings(sample(15, unitOfMeasure=unit))
    assert reading.register_wh == Decimal(str(register_wh))


@pytest.mark.parametrize(
    "unit",
    [
        {"unit": "A"}, {"unit": "MWh"}, {"multiplier": "x"}, {"multiplier": 300}, {"multiplier": 1.5}, {"multiplier": [1]},
        "V",
    ],
)  # fmt: skip
def test_energy_in_a_unit_that_is_none_is_passed_over(unit: object) -> None:
    """F74"""
    assert readings(sample(15, unitOfMeasure=unit)) == ()


def test_what_a_meter_says_beside_its_register() -> None:
    """F75, F76, F77, F79"""
    watts = {"unit": "W", "multiplier": 3}
    (reading,) = readings(
        sample("1500", signedMeterValue={"signedMeterData": "QUJD", "encodingMethod": "OCMF"}),
        sample(3.7, measurand="Power.Active.Import", phase="L1", unitOfMeasure=watts),
        sample(3.6, measurand="Power.Active.Import", phase="L2", unitOfMeasure=watts),
        sample(55, measurand="SoC", location="EV"),
        sample(99, measurand="Energy.Active.Export.Register"),
        sample(98, location="Inlet"),
    )
    assert reading == Reading(SAID_AT, Decimal(1500), Decimal(7300), Decimal(55))


def test_broken_samples_do_not_take_the_others_with_them() -> None:
    """F78"""
    (reading,) = readings({"measurand": "SoC"}, None, sample("1,5"), sample("  20 "), sample(10, phase=5))
    assert reading.register_wh == Decimal(20)
