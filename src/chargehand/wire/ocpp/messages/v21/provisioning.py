# Made by `python -m tools.messages` from the official JSON schemas: change those tools, not this file.
# fmt: off
"""OCPP 2.1: provisioning."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from chargehand.wire.ocpp.messages.quantities import (
    Text6,
    Text16,
    Text20,
    Text25,
    Text48,
    Text50,
    Text64,
    Text255,
    Text1000,
    Text1024,
    Text2000,
    Text2500,
    WholeFrom0,
    WholeFrom1,
)
from chargehand.wire.ocpp.messages.shape import CustomData, Instant, Message

APNAuthenticationEnum = Literal["AUTO", "CHAP", "NONE", "PAP"]
AttributeEnum = Literal["Actual", "MaxSet", "MinSet", "Target"]
BootReasonEnum = Literal[
    "ApplicationReset", "FirmwareUpdate", "LocalReset", "PowerUp", "RemoteReset", "ScheduledReset",
    "Triggered", "Unknown", "Watchdog"
]
ComponentCriterionEnum = Literal["Active", "Available", "Enabled", "Problem"]
DataEnum = Literal[
    "MemberList", "OptionList", "SequenceList", "boolean", "dateTime", "decimal", "integer", "string"
]
GenericDeviceModelStatusEnum = Literal["Accepted", "EmptyResultSet", "NotSupported", "Rejected"]
GetVariableStatusEnum = Literal[
    "Accepted", "NotSupportedAttributeType", "Rejected", "UnknownComponent", "UnknownVariable"
]
MutabilityEnum = Literal["ReadOnly", "ReadWrite", "WriteOnly"]
OCPPInterfaceEnum = Literal[
    "Any", "Wired0", "Wired1", "Wired2", "Wired3", "Wireless0", "Wireless1", "Wireless2", "Wireless3"
]
OCPPTransportEnum = Literal["JSON", "SOAP"]
OCPPVersionEnum = Literal["OCPP12", "OCPP15", "OCPP16", "OCPP20", "OCPP201", "OCPP21"]
RegistrationStatusEnum = Literal["Accepted", "Pending", "Rejected"]
ReportBaseEnum = Literal["ConfigurationInventory", "FullInventory", "SummaryInventory"]
ResetEnum = Literal["Immediate", "ImmediateAndResume", "OnIdle"]
ResetStatusEnum = Literal["Accepted", "Rejected", "Scheduled"]
SetNetworkProfileStatusEnum = Literal["Accepted", "Failed", "Rejected"]
SetVariableStatusEnum = Literal[
    "Accepted", "NotSupportedAttributeType", "RebootRequired", "Rejected", "UnknownComponent",
    "UnknownVariable"
]
VPNEnum = Literal["IKEv2", "IPSec", "L2TP", "PPTP"]


class Modem(Message, frozen=True, kw_only=True):
    iccid: Text20 | UnsetType = UNSET
    imsi: Text20 | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class ChargingStation(Message, frozen=True, kw_only=True):
    model: Text20
    vendor_name: Text50
    serial_number: Text25 | UnsetType = UNSET
    modem: Modem | UnsetType = UNSET
    firmware_version: Text50 | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class StatusInfo(Message, frozen=True, kw_only=True):
    reason_code: Text20
    additional_info: Text1024 | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class EVSE(Message, frozen=True, kw_only=True):
    id: WholeFrom0
    connector_id: WholeFrom0 | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class Component(Message, frozen=True, kw_only=True):
    name: Text50
    evse: EVSE | UnsetType = UNSET
    instance: Text50 | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class Variable(Message, frozen=True, kw_only=True):
    name: Text50
    instance: Text50 | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class ComponentVariable(Message, frozen=True, kw_only=True):
    component: Component
    variable: Variable | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class GetVariableData(Message, frozen=True, kw_only=True):
    component: Component
    variable: Variable
    attribute_type: AttributeEnum | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class GetVariableResult(Message, frozen=True, kw_only=True):
    attribute_status: GetVariableStatusEnum
    component: Component
    variable: Variable
    attribute_status_info: StatusInfo | UnsetType = UNSET
    attribute_type: AttributeEnum | UnsetType = UNSET
    attribute_value: Text2500 | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class VariableAttribute(Message, frozen=True, kw_only=True):
    type: AttributeEnum | UnsetType = UNSET
    value: Text2500 | UnsetType = UNSET
    mutability: MutabilityEnum | UnsetType = UNSET
    persistent: bool | UnsetType = UNSET
    constant: bool | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class VariableCharacteristics(Message, frozen=True, kw_only=True):
    data_type: DataEnum
    supports_monitoring: bool
    unit: Text16 | UnsetType = UNSET
    min_limit: float | UnsetType = UNSET
    max_limit: float | UnsetType = UNSET
    max_elements: WholeFrom1 | UnsetType = UNSET
    values_list: Text1000 | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class ReportData(Message, frozen=True, kw_only=True):
    component: Component
    variable: Variable
    variable_attribute: Annotated[tuple[VariableAttribute, ...], Meta(min_length=1, max_length=4)]
    variable_characteristics: VariableCharacteristics | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class APN(Message, frozen=True, kw_only=True):
    apn: Text2000
    apn_authentication: APNAuthenticationEnum
    apn_user_name: Text50 | UnsetType = UNSET
    apn_password: Text64 | UnsetType = UNSET
    sim_pin: int | UnsetType = UNSET
    preferred_network: Text6 | UnsetType = UNSET
    use_only_preferred_network: bool | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class VPN(Message, frozen=True, kw_only=True):
    server: Text2000
    user: Text50
    password: Text64
    key: Text255
    type: VPNEnum
    group: Text50 | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class NetworkConnectionProfile(Message, frozen=True, kw_only=True):
    ocpp_interface: OCPPInterfaceEnum
    ocpp_transport: OCPPTransportEnum
    message_timeout: int
    ocpp_csms_url: Text2000
    security_profile: WholeFrom0
    apn: APN | UnsetType = UNSET
    ocpp_version: OCPPVersionEnum | UnsetType = UNSET
    identity: Text48 | UnsetType = UNSET
    basic_auth_password: Text64 | UnsetType = UNSET
    vpn: VPN | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class SetVariableData(Message, frozen=True, kw_only=True):
    attribute_value: Text2500
    component: Component
    variable: Variable
    attribute_type: AttributeEnum | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class SetVariableResult(Message, frozen=True, kw_only=True):
    attribute_status: SetVariableStatusEnum
    component: Component
    variable: Variable
    attribute_type: AttributeEnum | UnsetType = UNSET
    attribute_status_info: StatusInfo | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class BootNotificationRequest(Message, frozen=True, kw_only=True):
    charging_station: ChargingStation
    reason: BootReasonEnum
    custom_data: CustomData | UnsetType = UNSET


class BootNotificationResponse(Message, frozen=True, kw_only=True):
    current_time: Instant
    interval: int
    status: RegistrationStatusEnum
    status_info: StatusInfo | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class GetBaseReportRequest(Message, frozen=True, kw_only=True):
    request_id: int
    report_base: ReportBaseEnum
    custom_data: CustomData | UnsetType = UNSET


class GetBaseReportResponse(Message, frozen=True, kw_only=True):
    status: GenericDeviceModelStatusEnum
    status_info: StatusInfo | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class GetReportRequest(Message, frozen=True, kw_only=True):
    request_id: int
    component_variable: Annotated[tuple[ComponentVariable, ...], Meta(min_length=1)] | UnsetType = UNSET
    component_criteria: Annotated[tuple[ComponentCriterionEnum, ...], Meta(min_length=1, max_length=4)] | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class GetReportResponse(Message, frozen=True, kw_only=True):
    status: GenericDeviceModelStatusEnum
    status_info: StatusInfo | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class GetVariablesRequest(Message, frozen=True, kw_only=True):
    get_variable_data: Annotated[tuple[GetVariableData, ...], Meta(min_length=1)]
    custom_data: CustomData | UnsetType = UNSET


class GetVariablesResponse(Message, frozen=True, kw_only=True):
    get_variable_result: Annotated[tuple[GetVariableResult, ...], Meta(min_length=1)]
    custom_data: CustomData | UnsetType = UNSET


class NotifyReportRequest(Message, frozen=True, kw_only=True):
    request_id: int
    generated_at: Instant
    seq_no: WholeFrom0
    report_data: Annotated[tuple[ReportData, ...], Meta(min_length=1)] | UnsetType = UNSET
    tbc: bool | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class NotifyReportResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomData | UnsetType = UNSET


class ResetRequest(Message, frozen=True, kw_only=True):
    type: ResetEnum
    evse_id: WholeFrom0 | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class ResetResponse(Message, frozen=True, kw_only=True):
    status: ResetStatusEnum
    status_info: StatusInfo | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class SetNetworkProfileRequest(Message, frozen=True, kw_only=True):
    configuration_slot: int
    connection_data: NetworkConnectionProfile
    custom_data: CustomData | UnsetType = UNSET


class SetNetworkProfileResponse(Message, frozen=True, kw_only=True):
    status: SetNetworkProfileStatusEnum
    status_info: StatusInfo | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class SetVariablesRequest(Message, frozen=True, kw_only=True):
    set_variable_data: Annotated[tuple[SetVariableData, ...], Meta(min_length=1)]
    custom_data: CustomData | UnsetType = UNSET


class SetVariablesResponse(Message, frozen=True, kw_only=True):
    set_variable_result: Annotated[tuple[SetVariableResult, ...], Meta(min_length=1)]
    custom_data: CustomData | UnsetType = UNSET
