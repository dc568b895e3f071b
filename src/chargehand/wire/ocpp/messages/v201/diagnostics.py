# Made by `python -m tools.messages` from the official JSON schemas: change those tools, not this file.
# fmt: off
"""OCPP 2.0.1: diagnostics."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from chargehand.wire.ocpp.messages.quantities import (
    Text36,
    Text50,
    Text64,
    Text255,
    Text500,
    Text512,
    Text2500,
)
from chargehand.wire.ocpp.messages.shape import CustomData, Instant, Message
from chargehand.wire.ocpp.messages.v201.authorization import IdToken
from chargehand.wire.ocpp.messages.v201.provisioning import (
    Component,
    ComponentVariable,
    GenericDeviceModelStatusEnum,
    StatusInfo,
    Variable,
)
from chargehand.wire.ocpp.messages.v201.security import CertificateHashData
from chargehand.wire.ocpp.messages.v201.smart_charging.profiles import GenericStatusEnum

ClearMonitoringStatusEnum = Literal["Accepted", "NotFound", "Rejected"]
CustomerInformationStatusEnum = Literal["Accepted", "Invalid", "Rejected"]
EventNotificationEnum = Literal[
    "CustomMonitor", "HardWiredMonitor", "HardWiredNotification", "PreconfiguredMonitor"
]
EventTriggerEnum = Literal["Alerting", "Delta", "Periodic"]
LogEnum = Literal["DiagnosticsLog", "SecurityLog"]
LogStatusEnum = Literal["Accepted", "AcceptedCanceled", "Rejected"]
MonitorEnum = Literal["Delta", "LowerThreshold", "Periodic", "PeriodicClockAligned", "UpperThreshold"]
MonitoringBaseEnum = Literal["All", "FactoryDefault", "HardWiredOnly"]
MonitoringCriterionEnum = Literal["DeltaMonitoring", "PeriodicMonitoring", "ThresholdMonitoring"]
SetMonitoringStatusEnum = Literal[
    "Accepted", "Duplicate", "Rejected", "UnknownComponent", "UnknownVariable", "UnsupportedMonitorType"
]
UploadLogStatusEnum = Literal[
    "AcceptedCanceled", "BadMessage", "Idle", "NotSupportedOperation", "PermissionDenied", "UploadFailure",
    "Uploaded", "Uploading"
]


class ClearMonitoringResult(Message, frozen=True, kw_only=True):
    status: ClearMonitoringStatusEnum
    id: int
    custom_data: CustomData | UnsetType = UNSET
    status_info: StatusInfo | UnsetType = UNSET


class LogParameters(Message, frozen=True, kw_only=True):
    remote_location: Text512
    custom_data: CustomData | UnsetType = UNSET
    oldest_timestamp: Instant | UnsetType = UNSET
    latest_timestamp: Instant | UnsetType = UNSET


class EventData(Message, frozen=True, kw_only=True):
    event_id: int
    timestamp: Instant
    trigger: EventTriggerEnum
    actual_value: Text2500
    component: Component
    event_notification_type: EventNotificationEnum
    variable: Variable
    custom_data: CustomData | UnsetType = UNSET
    cause: int | UnsetType = UNSET
    tech_code: Text50 | UnsetType = UNSET
    tech_info: Text500 | UnsetType = UNSET
    cleared: bool | UnsetType = UNSET
    transaction_id: Text36 | UnsetType = UNSET
    variable_monitoring_id: int | UnsetType = UNSET


class VariableMonitoring(Message, frozen=True, kw_only=True):
    id: int
    transaction: bool
    value: float
    type: MonitorEnum
    severity: int
    custom_data: CustomData | UnsetType = UNSET


class MonitoringData(Message, frozen=True, kw_only=True):
    component: Component
    variable: Variable
    variable_monitoring: Annotated[tuple[VariableMonitoring, ...], Meta(min_length=1)]
    custom_data: CustomData | UnsetType = UNSET


class SetMonitoringData(Message, frozen=True, kw_only=True):
    value: float
    type: MonitorEnum
    severity: int
    component: Component
    variable: Variable
    custom_data: CustomData | UnsetType = UNSET
    id: int | UnsetType = UNSET
    transaction: bool | UnsetType = UNSET


class SetMonitoringResult(Message, frozen=True, kw_only=True):
    status: SetMonitoringStatusEnum
    type: MonitorEnum
    component: Component
    variable: Variable
    severity: int
    custom_data: CustomData | UnsetType = UNSET
    id: int | UnsetType = UNSET
    status_info: StatusInfo | UnsetType = UNSET


class ClearVariableMonitoringRequest(Message, frozen=True, kw_only=True):
    id: Annotated[tuple[int, ...], Meta(min_length=1)]
    custom_data: CustomData | UnsetType = UNSET


class ClearVariableMonitoringResponse(Message, frozen=True, kw_only=True):
    clear_monitoring_result: Annotated[tuple[ClearMonitoringResult, ...], Meta(min_length=1)]
    custom_data: CustomData | UnsetType = UNSET


class CustomerInformationRequest(Message, frozen=True, kw_only=True):
    request_id: int
    report: bool
    clear: bool
    custom_data: CustomData | UnsetType = UNSET
    customer_certificate: CertificateHashData | UnsetType = UNSET
    id_token: IdToken | UnsetType = UNSET
    customer_identifier: Text64 | UnsetType = UNSET


class CustomerInformationResponse(Message, frozen=True, kw_only=True):
    status: CustomerInformationStatusEnum
    custom_data: CustomData | UnsetType = UNSET
    status_info: StatusInfo | UnsetType = UNSET


class GetLogRequest(Message, frozen=True, kw_only=True):
    log: LogParameters
    log_type: LogEnum
    request_id: int
    custom_data: CustomData | UnsetType = UNSET
    retries: int | UnsetType = UNSET
    retry_interval: int | UnsetType = UNSET


class GetLogResponse(Message, frozen=True, kw_only=True):
    status: LogStatusEnum
    custom_data: CustomData | UnsetType = UNSET
    status_info: StatusInfo | UnsetType = UNSET
    filename: Text255 | UnsetType = UNSET


class GetMonitoringReportRequest(Message, frozen=True, kw_only=True):
    request_id: int
    custom_data: CustomData | UnsetType = UNSET
    component_variable: Annotated[tuple[ComponentVariable, ...], Meta(min_length=1)] | UnsetType = UNSET
    monitoring_criteria: Annotated[tuple[MonitoringCriterionEnum, ...], Meta(min_length=1, max_length=3)] | UnsetType = UNSET


class GetMonitoringReportResponse(Message, frozen=True, kw_only=True):
    status: GenericDeviceModelStatusEnum
    custom_data: CustomData | UnsetType = UNSET
    status_info: StatusInfo | UnsetType = UNSET


class LogStatusNotificationRequest(Message, frozen=True, kw_only=True):
    status: UploadLogStatusEnum
    custom_data: CustomData | UnsetType = UNSET
    request_id: int | UnsetType = UNSET


class LogStatusNotificationResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomData | UnsetType = UNSET


class NotifyCustomerInformationRequest(Message, frozen=True, kw_only=True):
    data: Text512
    seq_no: int
    generated_at: Instant
    request_id: int
    custom_data: CustomData | UnsetType = UNSET
    tbc: bool | UnsetType = UNSET


class NotifyCustomerInformationResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomData | UnsetType = UNSET


class NotifyEventRequest(Message, frozen=True, kw_only=True):
    generated_at: Instant
    seq_no: int
    event_data: Annotated[tuple[EventData, ...], Meta(min_length=1)]
    custom_data: CustomData | UnsetType = UNSET
    tbc: bool | UnsetType = UNSET


class NotifyEventResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomData | UnsetType = UNSET


class NotifyMonitoringReportRequest(Message, frozen=True, kw_only=True):
    request_id: int
    seq_no: int
    generated_at: Instant
    custom_data: CustomData | UnsetType = UNSET
    monitor: Annotated[tuple[MonitoringData, ...], Meta(min_length=1)] | UnsetType = UNSET
    tbc: bool | UnsetType = UNSET


class NotifyMonitoringReportResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomData | UnsetType = UNSET


class SetMonitoringBaseRequest(Message, frozen=True, kw_only=True):
    monitoring_base: MonitoringBaseEnum
    custom_data: CustomData | UnsetType = UNSET


class SetMonitoringBaseResponse(Message, frozen=True, kw_only=True):
    status: GenericDeviceModelStatusEnum
    custom_data: CustomData | UnsetType = UNSET
    status_info: StatusInfo | UnsetType = UNSET


class SetMonitoringLevelRequest(Message, frozen=True, kw_only=True):
    severity: int
    custom_data: CustomData | UnsetType = UNSET


class SetMonitoringLevelResponse(Message, frozen=True, kw_only=True):
    status: GenericStatusEnum
    custom_data: CustomData | UnsetType = UNSET
    status_info: StatusInfo | UnsetType = UNSET


class SetVariableMonitoringRequest(Message, frozen=True, kw_only=True):
    set_monitoring_data: Annotated[tuple[SetMonitoringData, ...], Meta(min_length=1)]
    custom_data: CustomData | UnsetType = UNSET


class SetVariableMonitoringResponse(Message, frozen=True, kw_only=True):
    set_monitoring_result: Annotated[tuple[SetMonitoringResult, ...], Meta(min_length=1)]
    custom_data: CustomData | UnsetType = UNSET
