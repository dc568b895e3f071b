"""What an operator's call and its answer tell of a station: reservations made and cancelled, variables read and set,
schedules changed.

Versions differ in their actions here, not within one: each action has one reader. Whatever cannot be read tells nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final, NamedTuple

import msgspec
from msgspec import Raw, Struct, field

from chargehand.model.calls import AnyCall, Lead
from chargehand.model.certificates import CertificatesTold
from chargehand.model.device import Monitor, Variable
from chargehand.model.identity import StationId
from chargehand.model.local_list import LocalList
from chargehand.model.reservation import Reservation, ReservationStatus
from chargehand.wire.ocpp.faults import WireFault
from chargehand.wire.ocpp.fields import INT_MAX, clean, token_uid
from chargehand.wire.ocpp.parts import installed
from chargehand.wire.ocpp.parts.passwords import SECRET
from chargehand.wire.ocpp.usable import Usable, readable

CONFIGURATION: Final = "Configuration"
"""The component of 1.6's configuration keys."""
_DONE: Final = ("accepted", "rebootrequired")
"""Never kept, whoever tells them (S07)."""


class Learned(NamedTuple):
    """The facts of a `Reply`, in its order. `reservation`: what it is if the station accepted the call."""

    reservation: Reservation | None = None
    variables: tuple[Variable, ...] = ()
    monitors: tuple[Monitor, ...] = ()
    cleared: tuple[int, ...] = ()
    certificates: CertificatesTold | None = None
    local_list: LocalList | None = None
    lead: Lead | None = None


_NONE: Final = Raw(b"[]")


# shapes


class _IdToken(Struct, frozen=True, rename="camel"):
    id_token: str = ""


class _ReserveNow16(Struct, frozen=True, rename="camel"):
    reservation_id: int
    token: str = field(default="", name="idTag")
    connector_id: int | None = None
    expiry_date: str = ""


class _ReserveNow2(Struct, frozen=True, rename="camel"):
    id: int
    id_token: _IdToken = _IdToken()
    evse_id: int | None = None
    expiry_date_time: str = ""


class _CancelReservation(Struct, frozen=True, rename="camel"):
    reservation_id: int


class _Key(Struct, frozen=True, rename="camel"):
    key: str
    readonly: bool = False
    value: str | None = None


class _GetConfigurationConf(Struct, frozen=True, rename="camel"):
    configuration_key: Raw = _NONE


class _ChangeConfiguration(Struct, frozen=True, rename="camel"):
    key: str
    value: str


class _Status(Struct, frozen=True, rename="camel"):
    status: str = ""


class _SendLocalList(Struct, frozen=True, rename="camel"):
    """The version is `listVersion` in 1.6, `versionNumber` later."""

    list_version: int = 0
    version_number: int = 0


class _ScheduleUpdate(Struct, frozen=True, rename="camel"):
    limit: float | None = None


class _UpdateDynamicSchedule(Struct, frozen=True, rename="camel"):
    charging_profile_id: int
    schedule_update: _ScheduleUpdate


class _Evse(Struct, frozen=True, rename="camel"):
    id: int = 0
    connector_id: int = 0


class _Component(Struct, frozen=True, rename="camel"):
    name: str
    instance: str = ""
    evse: _Evse = _Evse()


class _VariableName(Struct, frozen=True, rename="camel"):
    name: str
    instance: str = ""


class _GetVariable(Struct, frozen=True, rename="camel"):
    component: _Component
    variable: _VariableName
    attribute_status: str = ""
    attribute_type: str = "Actual"
    attribute_value: str | None = None


class _GetVariablesResponse(Struct, frozen=True, rename="camel"):
    get_variable_result: Raw = _NONE


class _SetVariable(Struct, frozen=True, rename="camel"):
    component: _Component
    variable: _VariableName
    attribute_value: str = ""
    attribute_type: str = "Actual"
    attribute_status: str = ""


class _SetVariables(Struct, frozen=True, rename="camel"):
    set_variable_data: tuple[_SetVariable, ...] = ()


class _SetVariablesResponse(Struct, frozen=True, rename="camel"):
    set_variable_result: Raw = _NONE


class _Monitor(Struct, frozen=True, rename="camel"):
    """Of the call, where it says what is wanted, and of the answer, where it says what became of it."""

    component: _Component
    variable: _VariableName
    id: int | None = None
    type: str = ""
    value: int | float | None = None
    severity: int = 0
    transaction: bool = False
    status: str = ""


class _SetMonitoring(Struct, frozen=True, rename="camel"):
    set_monitoring_data: Raw = _NONE


class _SetMonitoringResponse(Struct, frozen=True, rename="camel"):
    set_monitoring_result: Raw = _NONE


class _Cleared(Struct, frozen=True):
    id: int
    status: str = ""


class _ClearMonitoringResponse(Struct, frozen=True, rename="camel"):
    clear_monitoring_result: Raw = _NONE


_monitor: Final = Usable(_Monitor)
_cleared_one: Final = Usable(_Cleared)
_key: Final = Usable(_Key)
_get: Final = Usable(_GetVariable)
_set: Final = Usable(_SetVariable)


# readers: the call's payload and the answer's, to what they tell


def _reserved(payload: bytes, _: bytes) -> Learned:
    """The version is told by the name of the number: `reservationId` in 1.6, `id` later."""
    try:
        old = msgspec.json.decode(payload, type=_ReserveNow16)
    except msgspec.ValidationError:
        new = msgspec.json.decode(payload, type=_ReserveNow2)
        return _reservation(new.id, new.id_token.id_token, new.evse_id, new.expiry_date_time)
    return _reservation(old.reservation_id, old.token, old.connector_id, old.expiry_date)


def _reservation(number: int, uid: str, connector: int | None, expires: str) -> Learned:
    return Learned(
        Reservation(
            station=StationId(""),
            number=number,
            status=ReservationStatus.ACCEPTED,
            token=token_uid(uid) if uid else None,
            connector=connector or None,
            expires_at=_instant(expires),
        )
    )


def _cancelled(payload: bytes, _: bytes) -> Learned:
    number = msgspec.json.decode(payload, type=_CancelReservation).reservation_id
    return Learned(Reservation(station=StationId(""), number=number, status=ReservationStatus.CANCELLED))


def _configuration(_: bytes, answer: bytes) -> Learned:
    keys = readable(_key, msgspec.json.decode(answer, type=_GetConfigurationConf).configuration_key)
    rows = [
        Variable(
            component=CONFIGURATION,
            name=clean(each.key, 100),
            value=each.value,
            mutability="ReadOnly" if each.readonly else "ReadWrite",
        )
        for each in keys
    ]
    return Learned(variables=_speakable(rows))


def _configured(payload: bytes, answer: bytes) -> Learned:
    status = msgspec.json.decode(answer, type=_Status).status.lower()
    if status not in _DONE:
        return Learned()
    asked = msgspec.json.decode(payload, type=_ChangeConfiguration)
    row = Variable(component=CONFIGURATION, name=clean(asked.key, 100), value=asked.value)
    return Learned(variables=_speakable([row]))


def _got(_: bytes, answer: bytes) -> Learned:
    told = readable(_get, msgspec.json.decode(answer, type=_GetVariablesResponse).get_variable_result)
    rows = [
        _variable(each, each.attribute_value) for each in told if each.attribute_status.lower() == "accepted"
    ]
    return Learned(variables=_speakable(rows))


def _were_set(payload: bytes, answer: bytes) -> Learned:
    """The answer repeats which variables, not their values; a value counts when its own variable was accepted."""
    told = readable(_set, msgspec.json.decode(answer, type=_SetVariablesResponse).set_variable_result)
    asked = msgspec.json.decode(payload, type=_SetVariables).set_variable_data
    taken = [_variable(each, None) for each in told if each.attribute_status.lower() in _DONE]
    rows = [_variable(each, each.attribute_value) for each in asked if _variable(each, None) in taken]
    return Learned(variables=_speakable(rows))


def _monitored(payload: bytes, answer: bytes) -> Learned:
    """The answer has a result for each wish, in their order; what was taken got its number there (2.x N04)."""
    asked = readable(_monitor, msgspec.json.decode(payload, type=_SetMonitoring).set_monitoring_data)
    told = readable(_monitor, msgspec.json.decode(answer, type=_SetMonitoringResponse).set_monitoring_result)
    if len(asked) != len(told):
        return Learned()
    rows = [
        _watching(wish, result.id)
        for wish, result in zip(asked, told, strict=True)
        if result.id is not None and result.status.lower() == "accepted"
    ]
    return Learned(monitors=tuple(rows))


def _watching(wish: _Monitor, number: int) -> Monitor:
    return Monitor(
        number=number,
        component=clean(wish.component.name, 100),
        component_instance=clean(wish.component.instance, 100),
        name=clean(wish.variable.name, 100),
        instance=clean(wish.variable.instance, 100),
        evse=wish.component.evse.id,
        connector=wish.component.evse.connector_id,
        kind=clean(wish.type),
        value="" if wish.value is None else str(wish.value),
        severity=wish.severity,
        transaction=wish.transaction,
    )


def _unmonitored(_: bytes, answer: bytes) -> Learned:
    """One that the station does not find is no more either."""
    told = readable(
        _cleared_one, msgspec.json.decode(answer, type=_ClearMonitoringResponse).clear_monitoring_result
    )
    return Learned(cleared=tuple(each.id for each in told if each.status.lower() in ("accepted", "notfound")))


def _held(payload: bytes, answer: bytes) -> Learned:
    return Learned(certificates=installed.listed(payload, answer))


def _installed(payload: bytes, answer: bytes) -> Learned:
    done = msgspec.json.decode(answer, type=_Status).status.lower() == "accepted"
    return Learned(certificates=installed.installed(payload) if done else None)


def _deleted(payload: bytes, answer: bytes) -> Learned:
    """One that the station does not find is no more either."""
    gone = msgspec.json.decode(answer, type=_Status).status.lower() in ("accepted", "notfound")
    return Learned(certificates=installed.deleted(payload) if gone else None)


def _listed(payload: bytes, answer: bytes) -> Learned:
    """What an operator wrote by hand is not taken for known; the next list that is made here goes out whole."""
    if msgspec.json.decode(answer, type=_Status).status.lower() != "accepted":
        return Learned()
    told = msgspec.json.decode(payload, type=_SendLocalList)
    return Learned(local_list=LocalList(told.list_version or told.version_number))


def _led(payload: bytes, _: bytes) -> Learned:
    told = msgspec.json.decode(payload, type=_UpdateDynamicSchedule)
    power_w = told.schedule_update.limit
    if power_w is None or not 0 <= power_w <= INT_MAX:
        return Learned()
    return Learned(lead=Lead(told.charging_profile_id, int(power_w)))


def _variable(told: _GetVariable | _SetVariable, value: str | None) -> Variable:
    return Variable(
        component=clean(told.component.name, 100),
        name=clean(told.variable.name, 100),
        component_instance=clean(told.component.instance, 100),
        instance=clean(told.variable.instance, 100),
        evse=told.component.evse.id,
        connector=told.component.evse.connector_id,
        attribute=told.attribute_type,
        value=value,
    )


def _speakable(rows: list[Variable]) -> tuple[Variable, ...]:
    return tuple(row for row in rows if row.name.lower() not in SECRET)


def _instant(text: str) -> datetime | None:
    """As the operator wrote it: an expiry lies ahead, so that no station's clock is asked."""
    try:
        at = datetime.fromisoformat(text)
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


_READERS: Final[Mapping[str, Callable[[bytes, bytes], Learned]]] = {
    "ReserveNow": _reserved,
    "CancelReservation": _cancelled,
    "GetConfiguration": _configuration,
    "ChangeConfiguration": _configured,
    "GetVariables": _got,
    "SetVariables": _were_set,
    "SetVariableMonitoring": _monitored,
    "ClearVariableMonitoring": _unmonitored,
    "GetInstalledCertificateIds": _held,
    "SendLocalList": _listed,
    "InstallCertificate": _installed,
    "DeleteCertificate": _deleted,
    "UpdateDynamicSchedule": _led,
}


def learned(call: AnyCall, answer: Raw | bytes) -> Learned:
    """What `call` and the payload of its CALLRESULT tell."""
    reader = _READERS.get(call.action)
    if reader is None:
        return Learned()
    try:
        return reader(call.payload.encode(), bytes(answer))
    except (msgspec.DecodeError, UnicodeDecodeError, WireFault):
        return Learned()
