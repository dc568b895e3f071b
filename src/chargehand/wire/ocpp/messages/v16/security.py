# Made by `python -m tools.messages` from the official JSON schemas: change those tools, not this file.
# fmt: off
"""OCPP 1.6 and its security extension: security."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from chargehand.wire.ocpp.messages.quantities import Text40, Text50, Text128, Text255, Text5500, Text10000
from chargehand.wire.ocpp.messages.shape import Instant, Message

CertificateSignedStatusEnum = Literal["Accepted", "Rejected"]
CertificateUseEnum = Literal["CentralSystemRootCertificate", "ManufacturerRootCertificate"]
DeleteCertificateStatusEnum = Literal["Accepted", "Failed", "NotFound"]
GenericStatusEnum = Literal["Accepted", "Rejected"]
GetInstalledCertificateStatusEnum = Literal["Accepted", "NotFound"]
HashAlgorithmEnum = Literal["SHA256", "SHA384", "SHA512"]
InstallCertificateStatusEnum = Literal["Accepted", "Failed", "Rejected"]


class CertificateHashData(Message, frozen=True, kw_only=True):
    hash_algorithm: HashAlgorithmEnum
    issuer_name_hash: Text128
    issuer_key_hash: Text128
    serial_number: Text40


class CertificateSignedRequest(Message, frozen=True, kw_only=True):
    certificate_chain: Text10000


class CertificateSignedResponse(Message, frozen=True, kw_only=True):
    status: CertificateSignedStatusEnum


class DeleteCertificateRequest(Message, frozen=True, kw_only=True):
    certificate_hash_data: CertificateHashData


class DeleteCertificateResponse(Message, frozen=True, kw_only=True):
    status: DeleteCertificateStatusEnum


class GetInstalledCertificateIdsRequest(Message, frozen=True, kw_only=True):
    certificate_type: CertificateUseEnum


class GetInstalledCertificateIdsResponse(Message, frozen=True, kw_only=True):
    status: GetInstalledCertificateStatusEnum
    certificate_hash_data: Annotated[tuple[CertificateHashData, ...], Meta(min_length=1)] | UnsetType = UNSET


class InstallCertificateRequest(Message, frozen=True, kw_only=True):
    certificate_type: CertificateUseEnum
    certificate: Text5500


class InstallCertificateResponse(Message, frozen=True, kw_only=True):
    status: InstallCertificateStatusEnum


class SecurityEventNotificationRequest(Message, frozen=True, kw_only=True):
    type: Text50
    timestamp: Instant
    tech_info: Text255 | UnsetType = UNSET


class SecurityEventNotificationResponse(Message, frozen=True, kw_only=True):
    pass


class SignCertificateRequest(Message, frozen=True, kw_only=True):
    csr: Text5500


class SignCertificateResponse(Message, frozen=True, kw_only=True):
    status: GenericStatusEnum
