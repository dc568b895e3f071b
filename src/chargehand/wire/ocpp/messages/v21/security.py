# Made by `python -m tools.messages` from the official JSON schemas: change those tools, not this file.
# fmt: off
"""OCPP 2.1: security."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType, field

from chargehand.wire.ocpp.messages.quantities import (
    Text40,
    Text50,
    Text128,
    Text255,
    Text2000,
    Text5500,
    Text10000,
    Text11000,
    Text17000,
    Text18000,
    WholeFrom0,
)
from chargehand.wire.ocpp.messages.shape import CustomData, Instant, Message
from chargehand.wire.ocpp.messages.v21.authorization import HashAlgorithmEnum, OCSPRequestData
from chargehand.wire.ocpp.messages.v21.provisioning import StatusInfo
from chargehand.wire.ocpp.messages.v21.smart_charging.profiles import GenericStatusEnum

CertificateActionEnum = Literal["Install", "Update"]
CertificateSignedStatusEnum = Literal["Accepted", "Rejected"]
CertificateSigningUseEnum = Literal["ChargingStationCertificate", "V2G20Certificate", "V2GCertificate"]
CertificateStatusEnum = Literal["Failed", "Good", "Revoked", "Unknown"]
CertificateStatusSourceEnum = Literal["CRL", "OCSP"]
DeleteCertificateStatusEnum = Literal["Accepted", "Failed", "NotFound"]
GetCertificateIdUseEnum = Literal[
    "CSMSRootCertificate", "MORootCertificate", "ManufacturerRootCertificate", "OEMRootCertificate",
    "V2GCertificateChain", "V2GRootCertificate"
]
GetCertificateStatusEnum = Literal["Accepted", "Failed"]
GetInstalledCertificateStatusEnum = Literal["Accepted", "NotFound"]
InstallCertificateStatusEnum = Literal["Accepted", "Failed", "Rejected"]
InstallCertificateUseEnum = Literal[
    "CSMSRootCertificate", "MORootCertificate", "ManufacturerRootCertificate", "OEMRootCertificate",
    "V2GRootCertificate"
]
Iso15118EVCertificateStatusEnum = Literal["Accepted", "Failed"]


class CertificateHashData(Message, frozen=True, kw_only=True):
    hash_algorithm: HashAlgorithmEnum
    issuer_name_hash: Text128
    issuer_key_hash: Text128
    serial_number: Text40
    custom_data: CustomData | UnsetType = UNSET


class CertificateStatusRequestInfo(Message, frozen=True, kw_only=True):
    certificate_hash_data: CertificateHashData
    source: CertificateStatusSourceEnum
    urls: Annotated[tuple[Text2000, ...], Meta(min_length=1, max_length=5)]
    custom_data: CustomData | UnsetType = UNSET


class CertificateStatus(Message, frozen=True, kw_only=True):
    certificate_hash_data: CertificateHashData
    source: CertificateStatusSourceEnum
    status: CertificateStatusEnum
    next_update: Instant
    custom_data: CustomData | UnsetType = UNSET


class CertificateHashDataChain(Message, frozen=True, kw_only=True):
    certificate_hash_data: CertificateHashData
    certificate_type: GetCertificateIdUseEnum
    child_certificate_hash_data: Annotated[tuple[CertificateHashData, ...], Meta(min_length=1, max_length=4)] | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class CertificateSignedRequest(Message, frozen=True, kw_only=True):
    certificate_chain: Text10000
    certificate_type: CertificateSigningUseEnum | UnsetType = UNSET
    request_id: int | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class CertificateSignedResponse(Message, frozen=True, kw_only=True):
    status: CertificateSignedStatusEnum
    status_info: StatusInfo | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class DeleteCertificateRequest(Message, frozen=True, kw_only=True):
    certificate_hash_data: CertificateHashData
    custom_data: CustomData | UnsetType = UNSET


class DeleteCertificateResponse(Message, frozen=True, kw_only=True):
    status: DeleteCertificateStatusEnum
    status_info: StatusInfo | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class Get15118EVCertificateRequest(Message, frozen=True, kw_only=True):
    iso15118_schema_version: Text50
    action: CertificateActionEnum
    exi_request: Text11000
    maximum_contract_certificate_chains: WholeFrom0 | UnsetType = UNSET
    prioritized_emaids: Annotated[tuple[Text255, ...], Meta(min_length=1, max_length=8)] | UnsetType = field(default=UNSET, name="prioritizedEMAIDs")
    custom_data: CustomData | UnsetType = UNSET


class Get15118EVCertificateResponse(Message, frozen=True, kw_only=True):
    status: Iso15118EVCertificateStatusEnum
    exi_response: Text17000
    status_info: StatusInfo | UnsetType = UNSET
    remaining_contracts: WholeFrom0 | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class GetCertificateChainStatusRequest(Message, frozen=True, kw_only=True):
    certificate_status_requests: Annotated[tuple[CertificateStatusRequestInfo, ...], Meta(min_length=1, max_length=4)]
    custom_data: CustomData | UnsetType = UNSET


class GetCertificateChainStatusResponse(Message, frozen=True, kw_only=True):
    certificate_status: Annotated[tuple[CertificateStatus, ...], Meta(min_length=1, max_length=4)]
    custom_data: CustomData | UnsetType = UNSET


class GetCertificateStatusRequest(Message, frozen=True, kw_only=True):
    ocsp_request_data: OCSPRequestData
    custom_data: CustomData | UnsetType = UNSET


class GetCertificateStatusResponse(Message, frozen=True, kw_only=True):
    status: GetCertificateStatusEnum
    status_info: StatusInfo | UnsetType = UNSET
    ocsp_result: Text18000 | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class GetInstalledCertificateIdsRequest(Message, frozen=True, kw_only=True):
    certificate_type: Annotated[tuple[GetCertificateIdUseEnum, ...], Meta(min_length=1)] | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class GetInstalledCertificateIdsResponse(Message, frozen=True, kw_only=True):
    status: GetInstalledCertificateStatusEnum
    status_info: StatusInfo | UnsetType = UNSET
    certificate_hash_data_chain: Annotated[tuple[CertificateHashDataChain, ...], Meta(min_length=1)] | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class InstallCertificateRequest(Message, frozen=True, kw_only=True):
    certificate_type: InstallCertificateUseEnum
    certificate: Text10000
    custom_data: CustomData | UnsetType = UNSET


class InstallCertificateResponse(Message, frozen=True, kw_only=True):
    status: InstallCertificateStatusEnum
    status_info: StatusInfo | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class SecurityEventNotificationRequest(Message, frozen=True, kw_only=True):
    type: Text50
    timestamp: Instant
    tech_info: Text255 | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class SecurityEventNotificationResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomData | UnsetType = UNSET


class SignCertificateRequest(Message, frozen=True, kw_only=True):
    csr: Text5500
    certificate_type: CertificateSigningUseEnum | UnsetType = UNSET
    hash_root_certificate: CertificateHashData | UnsetType = UNSET
    request_id: int | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class SignCertificateResponse(Message, frozen=True, kw_only=True):
    status: GenericStatusEnum
    status_info: StatusInfo | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET
