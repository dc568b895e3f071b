# Made by `python -m tools.messages` from the official JSON schemas: change those tools, not this file.
# fmt: off
"""OCPP 2.0.1: authorization."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType, field

from chargehand.wire.ocpp.messages.quantities import Text8, Text36, Text40, Text50, Text128, Text512, Text5500
from chargehand.wire.ocpp.messages.shape import CustomData, Instant, Message
from chargehand.wire.ocpp.messages.v201.provisioning import StatusInfo

AuthorizationStatusEnum = Literal[
    "Accepted", "Blocked", "ConcurrentTx", "Expired", "Invalid", "NoCredit", "NotAllowedTypeEVSE",
    "NotAtThisLocation", "NotAtThisTime", "Unknown"
]
AuthorizeCertificateStatusEnum = Literal[
    "Accepted", "CertChainError", "CertificateExpired", "CertificateRevoked", "ContractCancelled",
    "NoCertificateAvailable", "SignatureError"
]
ClearCacheStatusEnum = Literal["Accepted", "Rejected"]
HashAlgorithmEnum = Literal["SHA256", "SHA384", "SHA512"]
IdTokenEnum = Literal[
    "Central", "ISO14443", "ISO15693", "KeyCode", "Local", "MacAddress", "NoAuthorization", "eMAID"
]
MessageFormatEnum = Literal["ASCII", "HTML", "URI", "UTF8"]
SendLocalListStatusEnum = Literal["Accepted", "Failed", "VersionMismatch"]
UpdateEnum = Literal["Differential", "Full"]


class AdditionalInfo(Message, frozen=True, kw_only=True):
    additional_id_token: Text36
    type: Text50
    custom_data: CustomData | UnsetType = UNSET


class IdToken(Message, frozen=True, kw_only=True):
    id_token: Text36
    type: IdTokenEnum
    custom_data: CustomData | UnsetType = UNSET
    additional_info: Annotated[tuple[AdditionalInfo, ...], Meta(min_length=1)] | UnsetType = UNSET


class OCSPRequestData(Message, frozen=True, kw_only=True):
    hash_algorithm: HashAlgorithmEnum
    issuer_name_hash: Text128
    issuer_key_hash: Text128
    serial_number: Text40
    responder_url: Text512 = field(name="responderURL")
    custom_data: CustomData | UnsetType = UNSET


class MessageContent(Message, frozen=True, kw_only=True):
    format: MessageFormatEnum
    content: Text512
    custom_data: CustomData | UnsetType = UNSET
    language: Text8 | UnsetType = UNSET


class IdTokenInfo(Message, frozen=True, kw_only=True):
    status: AuthorizationStatusEnum
    custom_data: CustomData | UnsetType = UNSET
    cache_expiry_date_time: Instant | UnsetType = UNSET
    charging_priority: int | UnsetType = UNSET
    language1: Text8 | UnsetType = UNSET
    evse_id: Annotated[tuple[int, ...], Meta(min_length=1)] | UnsetType = UNSET
    group_id_token: IdToken | UnsetType = UNSET
    language2: Text8 | UnsetType = UNSET
    personal_message: MessageContent | UnsetType = UNSET


class AuthorizationData(Message, frozen=True, kw_only=True):
    id_token: IdToken
    custom_data: CustomData | UnsetType = UNSET
    id_token_info: IdTokenInfo | UnsetType = UNSET


class AuthorizeRequest(Message, frozen=True, kw_only=True):
    id_token: IdToken
    custom_data: CustomData | UnsetType = UNSET
    certificate: Text5500 | UnsetType = UNSET
    iso15118_certificate_hash_data: Annotated[tuple[OCSPRequestData, ...], Meta(min_length=1, max_length=4)] | UnsetType = UNSET


class AuthorizeResponse(Message, frozen=True, kw_only=True):
    id_token_info: IdTokenInfo
    custom_data: CustomData | UnsetType = UNSET
    certificate_status: AuthorizeCertificateStatusEnum | UnsetType = UNSET


class ClearCacheRequest(Message, frozen=True, kw_only=True):
    custom_data: CustomData | UnsetType = UNSET


class ClearCacheResponse(Message, frozen=True, kw_only=True):
    status: ClearCacheStatusEnum
    custom_data: CustomData | UnsetType = UNSET
    status_info: StatusInfo | UnsetType = UNSET


class GetLocalListVersionRequest(Message, frozen=True, kw_only=True):
    custom_data: CustomData | UnsetType = UNSET


class GetLocalListVersionResponse(Message, frozen=True, kw_only=True):
    version_number: int
    custom_data: CustomData | UnsetType = UNSET


class SendLocalListRequest(Message, frozen=True, kw_only=True):
    version_number: int
    update_type: UpdateEnum
    custom_data: CustomData | UnsetType = UNSET
    local_authorization_list: Annotated[tuple[AuthorizationData, ...], Meta(min_length=1)] | UnsetType = UNSET


class SendLocalListResponse(Message, frozen=True, kw_only=True):
    status: SendLocalListStatusEnum
    custom_data: CustomData | UnsetType = UNSET
    status_info: StatusInfo | UnsetType = UNSET
