"""What the operator is told of commands and of stations' own words. No whole card number is ever told (S15)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from msgspec import Raw

from chargehand.model.command import Command, CommandKind, CommandState
from chargehand.model.device_sight import (
    KnownReservation,
    SecurityEvent,
    SecurityEventPage,
    ToldMonitor,
    ToldVariable,
    VariablePage,
)
from chargehand.model.reservation import ReservationStatus

ResultKind = Literal["result", "error", "timeout", "offline"]

_ERROR = '{"code":'
"""How a kept CALLERROR begins."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OperationObject:
    """A command of an operator's, or of the house. `response`: the station's answer as it came.

    Of a CALLERROR `{code, description, details}`; of one that is too long to keep `{cut, bytes, begins}`.
    """

    id: str
    station: str
    kind: CommandKind
    action: str
    connector: int | None
    state: CommandState
    reason: str
    """Why it ended as it did; empty while it runs, and when the station did as it was told."""
    requested_at: datetime
    deadline: datetime
    sent_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    response: Any


@dataclass(frozen=True, kw_only=True, slots=True)
class ResultObject:
    """`result`: a CALLRESULT, also one that says no. `error`: a CALLERROR. `timeout`: no answer in time. `offline`: never sent."""

    kind: ResultKind
    response: Any
    command: OperationObject | None
    """None: nothing was tried, since the station is not connected."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OperationTaken:
    command: OperationObject


@dataclass(frozen=True, kw_only=True, slots=True)
class VariableObject:
    component: str
    component_instance: str
    evse: int
    connector: int
    variable: str
    instance: str
    attribute: str
    value: str | None
    mutability: str
    data_type: str
    unit: str
    allowed: str
    told_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class VariableList:
    variables: list[VariableObject]
    cursor: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class MonitorObject:
    id: int
    component: str
    component_instance: str
    evse: int
    connector: int
    variable: str
    instance: str
    kind: str
    value: str
    severity: int
    transaction: bool
    told_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class MonitorList:
    monitors: list[MonitorObject]


@dataclass(frozen=True, kw_only=True, slots=True)
class ReservationObject:
    id: int
    """As the station knows it; unique per station only."""
    station: str
    status: ReservationStatus
    connector: int | None
    token: str | None
    """Its last characters only (S15)."""
    expires_at: datetime | None
    made_at: datetime
    changed_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class ReservationList:
    reservations: list[ReservationObject]


@dataclass(frozen=True, kw_only=True, slots=True)
class SecurityEventObject:
    id: int
    station: str
    type: str
    at: datetime
    """By the station's clock, where it told."""
    received_at: datetime
    info: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SecurityEventList:
    security_events: list[SecurityEventObject]
    cursor: str | None


def operation_object(command: Command) -> OperationObject:
    return OperationObject(
        id=command.id,
        station=command.station,
        kind=command.kind,
        action=command.action,
        connector=command.connector,
        state=command.state,
        reason=command.reason,
        requested_at=command.requested_at,
        deadline=command.deadline_at,
        sent_at=command.sent_at,
        answered_at=command.answered_at,
        ended_at=command.ended_at,
        response=None if command.response is None else Raw(command.response.encode()),
    )


def result_object(command: Command) -> ResultObject:
    """What became of it; of one that is not over the time was."""
    told = operation_object(command)
    return ResultObject(kind=_kind(command), response=told.response, command=told)


def _kind(command: Command) -> ResultKind:
    if command.response is not None:
        return "error" if command.response.startswith(_ERROR) else "result"
    if command.state is CommandState.REJECTED:
        return "error"  # what this protocol version cannot say was not sent
    if command.state is CommandState.UNANSWERED and command.reason == "offline":
        return "offline"
    return "timeout"


def variable_list(page: VariablePage) -> VariableList:
    return VariableList(variables=[_variable(row) for row in page.rows], cursor=page.cursor)


def _variable(told: ToldVariable) -> VariableObject:
    row = told.variable
    return VariableObject(
        component=row.component,
        component_instance=row.component_instance,
        evse=row.evse,
        connector=row.connector,
        variable=row.name,
        instance=row.instance,
        attribute=row.attribute,
        value=row.value,
        mutability=row.mutability,
        data_type=row.data_type,
        unit=row.unit,
        allowed=row.allowed,
        told_at=told.told_at,
    )


def monitor_object(told: ToldMonitor) -> MonitorObject:
    row = told.monitor
    return MonitorObject(
        id=row.number,
        component=row.component,
        component_instance=row.component_instance,
        evse=row.evse,
        connector=row.connector,
        variable=row.name,
        instance=row.instance,
        kind=row.kind,
        value=row.value,
        severity=row.severity,
        transaction=row.transaction,
        told_at=told.told_at,
    )


def reservation_object(known: KnownReservation) -> ReservationObject:
    row = known.reservation
    return ReservationObject(
        id=row.number,
        station=row.station,
        status=row.status,
        connector=row.connector,
        token=None if row.token is None else _tail(row.token),
        expires_at=row.expires_at,
        made_at=known.made_at,
        changed_at=known.changed_at,
    )


def _tail(uid: str) -> str:
    shown = min(4, len(uid) // 2)
    return uid[len(uid) - shown :]


def security_event_list(page: SecurityEventPage) -> SecurityEventList:
    return SecurityEventList(security_events=[_security_event(row) for row in page.rows], cursor=page.cursor)


def _security_event(row: SecurityEvent) -> SecurityEventObject:
    return SecurityEventObject(
        id=row.id, station=row.station, type=row.kind, at=row.at, received_at=row.received_at, info=row.info
    )
