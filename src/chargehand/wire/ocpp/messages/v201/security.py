# Made by `python -m tools.messages` from the official JSON schemas: change those tools, not this file.
# fmt: off
"""OCPP 2.0.1: security."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from chargehand.wire.ocpp.messages.quantities import (
    Text40,
    Text50,
    Text128,
    Text255,
    Text5500,
    Text5600,
    Text7500,
    Text10000,
)
from chargehand.wire.ocpp.messages.shape import CustomData, Instant, Message
from chargehand.wire.ocpp.messages.v201.authorization import HashAlgorithmEnum, OCSPRequestData
from chargehand.wire.ocpp.messages.v201.provisioning import StatusInfo
from chargehand.wire.ocpp.messages.v201.smart_charging.profiles import GenericStatusEnum

CertificateActionEnum = Literal["Install", "Update"]
CertificateSignedStatusEnum = Literal["Accepted", "Rejected"]
CertificateSigningUseEnum = Literal["ChargingStationCertificate", "V2GCertificate"]
DeleteCertificateStatusEnum = Literal["Accepted", "Failed", "NotFound"]
GetCertificateIdUseEnum = Literal[
    "CSMSRootCertificate", "MORootCertificate", "ManufacturerRootCertificate", "V2GCertificateChain",
    "V2GRootCertificate"
]
GetCertificateStatusEnum = Literal["Accepted", "Failed"]
GetInstalledCertificateStatusEnum = Literal["Accepted", "NotFound"]
InstallCertificateStatusEnum = Literal["Accepted", "Failed", "Rejected"]
InstallCertificateUseEnum = Literal[
    "CSMSRootCertificate", "MORootCertificate", "ManufacturerRootCertificate", "V2GRootCertificate"
]
Iso15118EVCertificateStatusEnum = Literal["Accepted", "Failed"]


class CertificateHashData(Message, frozen=True, kw_only=True):
    hash_algorithm: HashAlgorithmEnum
    issuer_name_hash: Text128
    issuer_key_hash: Text128
    serial_number: Text40
    custom_data: CustomData | UnsetType = UNSET


class CertificateHashDataChain(Message, frozen=True, kw_only=True):
    certificate_hash_data: CertificateHashData
    certificate_type: GetCertificateIdUseEnum
    custom_data: CustomData | UnsetType = UNSET
    child_certificate_hash_data: Annotated[tuple[CertificateHashData, ...], Meta(min_length=1, max_length=4)] | UnsetType = UNSET


class CertificateSignedRequest(Message, frozen=True, kw_only=True):
    certificate_chain: Text10000
    custom_data: CustomData | UnsetType = UNSET
    certificate_type: CertificateSigningUseEnum | UnsetType = UNSET


class CertificateSignedResponse(Message, frozen=True, kw_only=True):
    status: CertificateSignedStatusEnum
    custom_data: CustomData | UnsetType = UNSET
    status_info: StatusInfo | UnsetType = UNSET


class DeleteCertificateRequest(Message, frozen=True, kw_only=True):
    certificate_hash_data: CertificateHashData
    custom_data: CustomData | UnsetType = UNSET


class DeleteCertificateResponse(Message, frozen=True, kw_only=True):
    status: DeleteCertificateStatusEnum
    custom_data: CustomData | UnsetType = UNSET
    status_info: StatusInfo | UnsetType = UNSET


class Get15118EVCertificateRequest(Message, frozen=True, kw_only=True):
    iso15118_schema_version: Text50
    action: CertificateActionEnum
    exi_request: Text5600
    custom_data: CustomData | UnsetType = UNSET


class Get15118EVCertificateResponse(Message, frozen=True, kw_only=True):
    status: Iso15118EVCertificateStatusEnum
    exi_response: Text7500
    custom_data: CustomData | UnsetType = UNSET
    status_info: StatusInfo | UnsetType = UNSET


class GetCertificateStatusRequest(Message, frozen=True, kw_only=True):
    ocsp_request_data: OCSPRequestData
    custom_data: CustomData | UnsetType = UNSET


class GetCertificateStatusResponse(Message, frozen=True, kw_only=True):
    status: GetCertificateStatusEnum
    custom_data: CustomData | UnsetType = UNSET
    status_info: StatusInfo | UnsetType = UNSET
    ocsp_result: Text5500 | UnsetType = UNSET


class GetInstalledCertificateIdsRequest(Message, frozen=True, kw_only=True):
    custom_data: CustomData | UnsetType = UNSET
    certificate_type: Annotated[tuple[GetCertificateIdUseEnum, ...], Meta(min_length=1)] | UnsetType = UNSET


class GetInstalledCertificateIdsResponse(Message, frozen=True, kw_only=True):
    status: GetInstalledCertificateStatusEnum
    custom_data: CustomData | UnsetType = UNSET
    status_info: StatusInfo | UnsetType = UNSET
    certificate_hash_data_chain: Annotated[tuple[CertificateHashDataChain, ...], Meta(min_length=1)] | UnsetType = UNSET


class InstallCertificateRequest(Message, frozen=True, kw_only=True):
    certificate_type: InstallCertificateUseEnum
    certificate: Text5500
    custom_data: CustomData | UnsetType = UNSET


class InstallCertificateResponse(Message, frozen=True, kw_only=True):
    status: InstallCertificateStatusEnum
    custom_data: CustomData | UnsetType = UNSET
    status_info: StatusInfo | UnsetType = UNSET


class SecurityEventNotificationRequest(Message, frozen=True, kw_only=True):
    type: Text50
    timestamp: Instant
    custom_data: CustomData | UnsetType = UNSET
    tech_info: Text255 | UnsetType = UNSET


class SecurityEventNotificationResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomData | UnsetType = UNSET


class SignCertificateRequest(Message, frozen=True, kw_only=True):
    csr: Text5500
    custom_data: CustomData | UnsetType = UNSET
    certificate_type: CertificateSigningUseEnum | UnsetType = UNSET


class SignCertificateResponse(Message, frozen=True, kw_only=True):
    status: GenericStatusEnum
    custom_data: CustomData | UnsetType = UNSET
    status_info: StatusInfo | UnsetType = UNSET
