# Made by `python -m tools.messages` from the official JSON schemas: change those tools, not this file.
# fmt: off
"""OCPP 2.1: diagnostics."""

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
    Text2000,
    Text2500,
    WholeFrom0,
)
from chargehand.wire.ocpp.messages.shape import CustomData, Instant, Message
from chargehand.wire.ocpp.messages.v21.authorization import IdToken
from chargehand.wire.ocpp.messages.v21.provisioning import (
    Component,
    ComponentVariable,
    GenericDeviceModelStatusEnum,
    StatusInfo,
    Variable,
)
from chargehand.wire.ocpp.messages.v21.security import CertificateHashData
from chargehand.wire.ocpp.messages.v21.smart_charging.profiles import GenericStatusEnum

ClearMonitoringStatusEnum = Literal["Accepted", "NotFound", "Rejected"]
CustomerInformationStatusEnum = Literal["Accepted", "Invalid", "Rejected"]
EventNotificationEnum = Literal[
    "CustomMonitor", "HardWiredMonitor", "HardWiredNotification", "PreconfiguredMonitor"
]
EventTriggerEnum = Literal["Alerting", "Delta", "Periodic"]
LogEnum = Literal["DataCollectorLog", "DiagnosticsLog", "SecurityLog"]
LogStatusEnum = Literal["Accepted", "AcceptedCanceled", "Rejected"]
MonitorEnum = Literal[
    "Delta", "LowerThreshold", "Periodic", "PeriodicClockAligned", "TargetDelta", "TargetDeltaRelative",
    "UpperThreshold"
]
MonitoringBaseEnum = Literal["All", "FactoryDefault", "HardWiredOnly"]
MonitoringCriterionEnum = Literal["DeltaMonitoring", "PeriodicMonitoring", "ThresholdMonitoring"]
SetMonitoringStatusEnum = Literal[
    "Accepted", "Duplicate", "Rejected", "UnknownComponent", "UnknownVariable", "UnsupportedMonitorType"
]
UploadLogStatusEnum = Literal[
    "AcceptedCanceled", "BadMessage", "Idle", "NotSupportedOperation", "PermissionDenied", "UploadFailure",
    "Uploaded", "Uploading"
]


class PeriodicEventStreamParams(Message, frozen=True, kw_only=True):
    interval: WholeFrom0 | UnsetType = UNSET
    values: WholeFrom0 | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class ClearMonitoringResult(Message, frozen=True, kw_only=True):
    status: ClearMonitoringStatusEnum
    id: WholeFrom0
    status_info: StatusInfo | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class LogParameters(Message, frozen=True, kw_only=True):
    remote_location: Text2000
    oldest_timestamp: Instant | UnsetType = UNSET
    latest_timestamp: Instant | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class ConstantStreamData(Message, frozen=True, kw_only=True):
    id: WholeFrom0
    params: PeriodicEventStreamParams
    variable_monitoring_id: WholeFrom0
    custom_data: CustomData | UnsetType = UNSET


class EventData(Message, frozen=True, kw_only=True):
    event_id: WholeFrom0
    timestamp: Instant
    trigger: EventTriggerEnum
    actual_value: Text2500
    component: Component
    event_notification_type: EventNotificationEnum
    variable: Variable
    cause: WholeFrom0 | UnsetType = UNSET
    tech_code: Text50 | UnsetType = UNSET
    tech_info: Text500 | UnsetType = UNSET
    cleared: bool | UnsetType = UNSET
    transaction_id: Text36 | UnsetType = UNSET
    variable_monitoring_id: WholeFrom0 | UnsetType = UNSET
    severity: WholeFrom0 | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class VariableMonitoring(Message, frozen=True, kw_only=True):
    id: WholeFrom0
    transaction: bool
    value: float
    type: MonitorEnum
    severity: WholeFrom0
    event_notification_type: EventNotificationEnum
    custom_data: CustomData | UnsetType = UNSET


class MonitoringData(Message, frozen=True, kw_only=True):
    component: Component
    variable: Variable
    variable_monitoring: Annotated[tuple[VariableMonitoring, ...], Meta(min_length=1)]
    custom_data: CustomData | UnsetType = UNSET


class StreamDataElement(Message, frozen=True, kw_only=True):
    t: float
    v: Text2500
    custom_data: CustomData | UnsetType = UNSET


class SetMonitoringData(Message, frozen=True, kw_only=True):
    value: float
    type: MonitorEnum
    severity: WholeFrom0
    component: Component
    variable: Variable
    id: WholeFrom0 | UnsetType = UNSET
    periodic_event_stream: PeriodicEventStreamParams | UnsetType = UNSET
    transaction: bool | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class SetMonitoringResult(Message, frozen=True, kw_only=True):
    status: SetMonitoringStatusEnum
    type: MonitorEnum
    component: Component
    variable: Variable
    severity: WholeFrom0
    id: WholeFrom0 | UnsetType = UNSET
    status_info: StatusInfo | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class AdjustPeriodicEventStreamRequest(Message, frozen=True, kw_only=True):
    id: WholeFrom0
    params: PeriodicEventStreamParams
    custom_data: CustomData | UnsetType = UNSET


class AdjustPeriodicEventStreamResponse(Message, frozen=True, kw_only=True):
    status: GenericStatusEnum
    status_info: StatusInfo | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class ClearVariableMonitoringRequest(Message, frozen=True, kw_only=True):
    id: Annotated[tuple[WholeFrom0, ...], Meta(min_length=1)]
    custom_data: CustomData | UnsetType = UNSET


class ClearVariableMonitoringResponse(Message, frozen=True, kw_only=True):
    clear_monitoring_result: Annotated[tuple[ClearMonitoringResult, ...], Meta(min_length=1)]
    custom_data: CustomData | UnsetType = UNSET


class ClosePeriodicEventStreamRequest(Message, frozen=True, kw_only=True):
    id: WholeFrom0
    custom_data: CustomData | UnsetType = UNSET


class ClosePeriodicEventStreamResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomData | UnsetType = UNSET


class CustomerInformationRequest(Message, frozen=True, kw_only=True):
    request_id: WholeFrom0
    report: bool
    clear: bool
    customer_certificate: CertificateHashData | UnsetType = UNSET
    id_token: IdToken | UnsetType = UNSET
    customer_identifier: Text64 | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class CustomerInformationResponse(Message, frozen=True, kw_only=True):
    status: CustomerInformationStatusEnum
    status_info: StatusInfo | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class GetLogRequest(Message, frozen=True, kw_only=True):
    log: LogParameters
    log_type: LogEnum
    request_id: int
    retries: WholeFrom0 | UnsetType = UNSET
    retry_interval: int | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class GetLogResponse(Message, frozen=True, kw_only=True):
    status: LogStatusEnum
    status_info: StatusInfo | UnsetType = UNSET
    filename: Text255 | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class GetMonitoringReportRequest(Message, frozen=True, kw_only=True):
    request_id: int
    component_variable: Annotated[tuple[ComponentVariable, ...], Meta(min_length=1)] | UnsetType = UNSET
    monitoring_criteria: Annotated[tuple[MonitoringCriterionEnum, ...], Meta(min_length=1, max_length=3)] | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class GetMonitoringReportResponse(Message, frozen=True, kw_only=True):
    status: GenericDeviceModelStatusEnum
    status_info: StatusInfo | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class GetPeriodicEventStreamRequest(Message, frozen=True, kw_only=True):
    custom_data: CustomData | UnsetType = UNSET


class GetPeriodicEventStreamResponse(Message, frozen=True, kw_only=True):
    constant_stream_data: Annotated[tuple[ConstantStreamData, ...], Meta(min_length=1)] | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class LogStatusNotificationRequest(Message, frozen=True, kw_only=True):
    status: UploadLogStatusEnum
    request_id: int | UnsetType = UNSET
    status_info: StatusInfo | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class LogStatusNotificationResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomData | UnsetType = UNSET


class NotifyCustomerInformationRequest(Message, frozen=True, kw_only=True):
    data: Text512
    seq_no: WholeFrom0
    generated_at: Instant
    request_id: WholeFrom0
    tbc: bool | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class NotifyCustomerInformationResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomData | UnsetType = UNSET


class NotifyEventRequest(Message, frozen=True, kw_only=True):
    generated_at: Instant
    seq_no: WholeFrom0
    event_data: Annotated[tuple[EventData, ...], Meta(min_length=1)]
    tbc: bool | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class NotifyEventResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomData | UnsetType = UNSET


class NotifyMonitoringReportRequest(Message, frozen=True, kw_only=True):
    request_id: int
    seq_no: WholeFrom0
    generated_at: Instant
    monitor: Annotated[tuple[MonitoringData, ...], Meta(min_length=1)] | UnsetType = UNSET
    tbc: bool | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class NotifyMonitoringReportResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomData | UnsetType = UNSET


class NotifyPeriodicEventStreamRequest(Message, frozen=True, kw_only=True):
    data: Annotated[tuple[StreamDataElement, ...], Meta(min_length=1)]
    id: WholeFrom0
    pending: WholeFrom0
    basetime: Instant
    custom_data: CustomData | UnsetType = UNSET


class OpenPeriodicEventStreamRequest(Message, frozen=True, kw_only=True):
    constant_stream_data: ConstantStreamData
    custom_data: CustomData | UnsetType = UNSET


class OpenPeriodicEventStreamResponse(Message, frozen=True, kw_only=True):
    status: GenericStatusEnum
    status_info: StatusInfo | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class SetMonitoringBaseRequest(Message, frozen=True, kw_only=True):
    monitoring_base: MonitoringBaseEnum
    custom_data: CustomData | UnsetType = UNSET


class SetMonitoringBaseResponse(Message, frozen=True, kw_only=True):
    status: GenericDeviceModelStatusEnum
    status_info: StatusInfo | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class SetMonitoringLevelRequest(Message, frozen=True, kw_only=True):
    severity: WholeFrom0
    custom_data: CustomData | UnsetType = UNSET


class SetMonitoringLevelResponse(Message, frozen=True, kw_only=True):
    status: GenericStatusEnum
    status_info: StatusInfo | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class SetVariableMonitoringRequest(Message, frozen=True, kw_only=True):
    set_monitoring_data: Annotated[tuple[SetMonitoringData, ...], Meta(min_length=1)]
    custom_data: CustomData | UnsetType = UNSET


class SetVariableMonitoringResponse(Message, frozen=True, kw_only=True):
    set_monitoring_result: Annotated[tuple[SetMonitoringResult, ...], Meta(min_length=1)]
    custom_data: CustomData | UnsetType = UNSET
