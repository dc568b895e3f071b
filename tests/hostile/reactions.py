"""The one right reaction to a station's request, whatever is wrong with it, told by what is enough to act on (F08 to F10).

Not taken from the code under test: the tables say what each message is about, the schemas what type that has.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from chargehand.wire.ocpp.deviations import DeviationKind
from chargehand.wire.ocpp.strict import Kind, check
from tests.hostile.mutations import Json, Schema

RESULT = "a result"
OCCURRENCE, TYPE, PROPERTY = (
    "OccurrenceConstraintViolation",
    "TypeConstraintViolation",
    "PropertyConstraintViolation",
)

# What a message is about: without it there is nothing to act on. `!`: only certain values say anything, `?`: anything
# that can be made out of it is taken, and what cannot counts as nothing.
ENOUGH_16: Mapping[str, tuple[str, ...]] = {
    "Authorize": ("idTag",),
    "BootNotification": ("chargePointVendor", "chargePointModel"),
    "DataTransfer": ("vendorId",),
    "DiagnosticsStatusNotification": ("status",),
    "FirmwareStatusNotification": ("status",),
    "Heartbeat": (),
    "LogStatusNotification": ("status",),
    "MeterValues": ("connectorId", "meterValue?"),
    "SecurityEventNotification": ("type",),
    "SignCertificate": ("csr",),
    "SignedFirmwareStatusNotification": ("status",),
    "StartTransaction": ("connectorId", "idTag"),
    "StatusNotification": ("connectorId!", "errorCode", "status!"),
    "StopTransaction": ("transactionId?",),
}
ENOUGH_2: Mapping[str, tuple[str, ...]] = {
    "Authorize": ("idToken.idToken",),
    "BatterySwap": ("eventType", "batteryData"),
    "BootNotification": ("chargingStation.vendorName", "chargingStation.model"),
    "ClearedChargingLimit": ("chargingLimitSource",),
    "ClosePeriodicEventStream": ("id",),
    "DataTransfer": ("vendorId",),
    "FirmwareStatusNotification": ("status",),
    "Get15118EVCertificate": ("exiRequest",),
    "GetCertificateStatus": ("ocspRequestData",),
    "Heartbeat": (),
    "LogStatusNotification": ("status",),
    "MeterValues": ("evseId", "meterValue?"),
    "NotifyChargingLimit": ("chargingLimit",),
    "NotifyCustomerInformation": ("requestId",),
    "NotifyDERAlarm": ("controlType",),
    "NotifyDERStartStop": ("controlId", "started"),
    "NotifyDisplayMessages": ("requestId",),
    "NotifyEVChargingNeeds": ("evseId", "chargingNeeds"),
    "NotifyEVChargingSchedule": ("evseId", "chargingSchedule"),
    "NotifyEvent": ("eventData",),
    "NotifyMonitoringReport": ("requestId",),
    "NotifyPeriodicEventStream": ("id", "data"),
    "NotifyPriorityCharging": ("transactionId", "activated"),
    "NotifyReport": ("requestId",),
    "NotifySettlement": ("pspRef", "status", "settlementAmount"),
    "OpenPeriodicEventStream": ("constantStreamData",),
    "PublishFirmwareStatusNotification": ("status",),
    "PullDynamicScheduleUpdate": ("chargingProfileId",),
    "ReportChargingProfiles": ("requestId", "evseId", "chargingProfile"),
    "ReportDERControl": ("requestId",),
    "ReservationStatusUpdate": ("reservationId", "reservationUpdateStatus!"),
    "SecurityEventNotification": ("type",),
    "SignCertificate": ("csr",),
    "StatusNotification": ("evseId!", "connectorStatus!"),
    "TransactionEvent": ("eventType!", "transactionInfo.transactionId!"),
}
REPEATED = {
    "GetCertificateChainStatus": ("certificateStatusRequests",),
    "VatNumberValidation": ("vatNumber",),
}
"""What must be said again in the answer, and so must be right to the letter; all else there means nothing."""
WHOLE = re.compile(r"\s*[+-]?[0-9]+(\.0+)?\s*")
NUMBER = re.compile(r"\s*[+-]?[0-9]+(\.[0-9]+)?\s*")
"""In quotes they mean one thing only."""
TRUTHS = ("true", "false", "1", "0")
UNSAID = re.compile(r"\.(customData|urls)\b")


def right(schema: Schema, payload: Json) -> set[str]:
    """Which reactions are right: RESULT or a code in the spelling of OCPP 2.x. More than one only at the edges."""
    if schema.action in REPEATED:
        return _repeated(schema, payload)
    enough = (ENOUGH_16 if schema.subprotocol == "ocpp1.6" else ENOUGH_2)[schema.action]
    wrong = [found for found in (_judged(schema, payload, each) for each in enough) if found != {RESULT}]
    sure = [found for found in wrong if RESULT not in found]
    return set().union(*(sure or wrong)) or {RESULT}


def _repeated(schema: Schema, payload: Json) -> set[str]:
    if not isinstance(payload, dict):
        return {TYPE}
    needed = REPEATED[schema.action]
    text = json.dumps({name: value for name, value in payload.items() if name in needed}).encode()
    codes = {DeviationKind.MISSING: {OCCURRENCE}, DeviationKind.TYPE: {TYPE, OCCURRENCE}}
    found = [
        codes.get(deviation.kind, {PROPERTY})
        for deviation in check(schema.subprotocol, schema.action, Kind.REQUEST, text)
        if not UNSAID.search(deviation.path) and deviation.kind is not DeviationKind.UNKNOWN
    ]
    return set().union(*found) or {RESULT}


def _judged(schema: Schema, payload: Json, place: str) -> set[str]:
    """What one essential place calls for."""
    path = place.rstrip("!?").split(".")
    value: Json = payload
    for step in path:
        if not isinstance(value, dict):
            return {TYPE}
        if value.get(step) is None:
            return {OCCURRENCE}
        value = value[step]
    if place.endswith("?"):
        return {RESULT}
    about = schema.at(tuple(path))
    found = _typed(about.get("type"), value)
    if place.endswith("!") and RESULT in found:
        return found & {TYPE} | _telling(about, value)
    return found


def _typed(kind: str | None, value: Json) -> set[str]:
    """What means one thing only is taken for that, of whatever type it is (F09)."""
    match kind, value:
        case (None, _) | ("string", str()) | ("object", dict()) | ("array", list()) | ("boolean", bool()):
            return {RESULT}
        case (_, bool()):
            return {TYPE}
        case ("boolean", str() | int()):
            return {RESULT} if str(value).strip().lower() in TRUTHS else {TYPE, PROPERTY}
        case ("integer" | "number" | "string", int()) | ("number", float()):
            return {RESULT}
        case ("integer", float()):
            return {RESULT} if value.is_integer() else {TYPE, PROPERTY}
        case ("integer" | "number", str()):
            told = (WHOLE if kind == "integer" else NUMBER).fullmatch(value)
            return {RESULT} if told else {TYPE, PROPERTY}
        case _:
            return {TYPE}


def _telling(about: Mapping[str, Json], value: Json) -> set[str]:
    """Values that say nothing: words that there are not, no name at all, numbers below zero."""
    if "enum" in about:
        known = {word.lower() for word in about["enum"]}
        return {RESULT} if isinstance(value, str) and value.lower() in known else {PROPERTY}
    if about.get("type") == "integer":
        return {PROPERTY} if float(value) < 0 else {RESULT}
    if isinstance(value, str):
        return {RESULT} if "".join(filter(str.isprintable, value)).strip() else {PROPERTY}
    return {RESULT}
