# Made by `python -m tools.messages` from the official JSON schemas: change those tools, not this file.
# fmt: off
"""OCPP 2.1: authorization."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType, field

from chargehand.wire.ocpp.messages.quantities import (
    Text3,
    Text8,
    Text20,
    Text40,
    Text50,
    Text60,
    Text128,
    Text255,
    Text1024,
    Text2000,
    Text10000,
    WholeFrom0,
)
from chargehand.wire.ocpp.messages.shape import CustomData, Instant, Message
from chargehand.wire.ocpp.messages.v21.provisioning import StatusInfo

AuthorizationStatusEnum = Literal[
    "Accepted", "Blocked", "ConcurrentTx", "Expired", "Invalid", "NoCredit", "NotAllowedTypeEVSE",
    "NotAtThisLocation", "NotAtThisTime", "Unknown"
]
AuthorizeCertificateStatusEnum = Literal[
    "Accepted", "CertChainError", "CertificateExpired", "CertificateRevoked", "ContractCancelled",
    "NoCertificateAvailable", "SignatureError"
]
ClearCacheStatusEnum = Literal["Accepted", "Rejected"]
DayOfWeekEnum = Literal["Friday", "Monday", "Saturday", "Sunday", "Thursday", "Tuesday", "Wednesday"]
EnergyTransferModeEnum = Literal[
    "AC_BPT", "AC_BPT_DER", "AC_DER", "AC_single_phase", "AC_three_phase", "AC_two_phase", "DC", "DC_ACDP",
    "DC_ACDP_BPT", "DC_BPT", "WPT"
]
EvseKindEnum = Literal["AC", "DC"]
HashAlgorithmEnum = Literal["SHA256", "SHA384", "SHA512"]
MessageFormatEnum = Literal["ASCII", "HTML", "QRCODE", "URI", "UTF8"]
SendLocalListStatusEnum = Literal["Accepted", "Failed", "VersionMismatch"]
UpdateEnum = Literal["Differential", "Full"]


class AdditionalInfo(Message, frozen=True, kw_only=True):
    additional_id_token: Text255
    type: Text50
    custom_data: CustomData | UnsetType = UNSET


class IdToken(Message, frozen=True, kw_only=True):
    id_token: Text255
    type: Text20
    additional_info: Annotated[tuple[AdditionalInfo, ...], Meta(min_length=1)] | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class OCSPRequestData(Message, frozen=True, kw_only=True):
    hash_algorithm: HashAlgorithmEnum
    issuer_name_hash: Text128
    issuer_key_hash: Text128
    serial_number: Text40
    responder_url: Text2000 = field(name="responderURL")
    custom_data: CustomData | UnsetType = UNSET


class MessageContent(Message, frozen=True, kw_only=True):
    format: MessageFormatEnum
    content: Text1024
    language: Text8 | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class IdTokenInfo(Message, frozen=True, kw_only=True):
    status: AuthorizationStatusEnum
    cache_expiry_date_time: Instant | UnsetType = UNSET
    charging_priority: int | UnsetType = UNSET
    group_id_token: IdToken | UnsetType = UNSET
    language1: Text8 | UnsetType = UNSET
    language2: Text8 | UnsetType = UNSET
    evse_id: Annotated[tuple[WholeFrom0, ...], Meta(min_length=1)] | UnsetType = UNSET
    personal_message: MessageContent | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class TariffConditions(Message, frozen=True, kw_only=True):
    start_time_of_day: str | UnsetType = UNSET
    end_time_of_day: str | UnsetType = UNSET
    day_of_week: Annotated[tuple[DayOfWeekEnum, ...], Meta(min_length=1, max_length=7)] | UnsetType = UNSET
    valid_from_date: str | UnsetType = UNSET
    valid_to_date: str | UnsetType = UNSET
    evse_kind: EvseKindEnum | UnsetType = UNSET
    min_energy: float | UnsetType = UNSET
    max_energy: float | UnsetType = UNSET
    min_current: float | UnsetType = UNSET
    max_current: float | UnsetType = UNSET
    min_power: float | UnsetType = UNSET
    max_power: float | UnsetType = UNSET
    min_time: int | UnsetType = UNSET
    max_time: int | UnsetType = UNSET
    min_charging_time: int | UnsetType = UNSET
    max_charging_time: int | UnsetType = UNSET
    min_idle_time: int | UnsetType = UNSET
    max_idle_time: int | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class TariffEnergyPrice(Message, frozen=True, kw_only=True):
    price_kwh: float
    conditions: TariffConditions | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class TaxRate(Message, frozen=True, kw_only=True):
    type: Text20
    tax: float
    stack: WholeFrom0 | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class TariffEnergy(Message, frozen=True, kw_only=True):
    prices: Annotated[tuple[TariffEnergyPrice, ...], Meta(min_length=1)]
    tax_rates: Annotated[tuple[TaxRate, ...], Meta(min_length=1, max_length=5)] | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class TariffTimePrice(Message, frozen=True, kw_only=True):
    price_minute: float
    conditions: TariffConditions | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class TariffTime(Message, frozen=True, kw_only=True):
    prices: Annotated[tuple[TariffTimePrice, ...], Meta(min_length=1)]
    tax_rates: Annotated[tuple[TaxRate, ...], Meta(min_length=1, max_length=5)] | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class TariffConditionsFixed(Message, frozen=True, kw_only=True):
    start_time_of_day: str | UnsetType = UNSET
    end_time_of_day: str | UnsetType = UNSET
    day_of_week: Annotated[tuple[DayOfWeekEnum, ...], Meta(min_length=1, max_length=7)] | UnsetType = UNSET
    valid_from_date: str | UnsetType = UNSET
    valid_to_date: str | UnsetType = UNSET
    evse_kind: EvseKindEnum | UnsetType = UNSET
    payment_brand: Text20 | UnsetType = UNSET
    payment_recognition: Text20 | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class TariffFixedPrice(Message, frozen=True, kw_only=True):
    price_fixed: float
    conditions: TariffConditionsFixed | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class TariffFixed(Message, frozen=True, kw_only=True):
    prices: Annotated[tuple[TariffFixedPrice, ...], Meta(min_length=1)]
    tax_rates: Annotated[tuple[TaxRate, ...], Meta(min_length=1, max_length=5)] | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class Price(Message, frozen=True, kw_only=True):
    excl_tax: float | UnsetType = UNSET
    incl_tax: float | UnsetType = UNSET
    tax_rates: Annotated[tuple[TaxRate, ...], Meta(min_length=1, max_length=5)] | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class Tariff(Message, frozen=True, kw_only=True):
    tariff_id: Text60
    currency: Text3
    description: Annotated[tuple[MessageContent, ...], Meta(min_length=1, max_length=10)] | UnsetType = UNSET
    energy: TariffEnergy | UnsetType = UNSET
    valid_from: Instant | UnsetType = UNSET
    charging_time: TariffTime | UnsetType = UNSET
    idle_time: TariffTime | UnsetType = UNSET
    fixed_fee: TariffFixed | UnsetType = UNSET
    reservation_time: TariffTime | UnsetType = UNSET
    reservation_fixed: TariffFixed | UnsetType = UNSET
    min_cost: Price | UnsetType = UNSET
    max_cost: Price | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class AuthorizationData(Message, frozen=True, kw_only=True):
    id_token: IdToken
    id_token_info: IdTokenInfo | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class AuthorizeRequest(Message, frozen=True, kw_only=True):
    id_token: IdToken
    certificate: Text10000 | UnsetType = UNSET
    iso15118_certificate_hash_data: Annotated[tuple[OCSPRequestData, ...], Meta(min_length=1, max_length=4)] | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class AuthorizeResponse(Message, frozen=True, kw_only=True):
    id_token_info: IdTokenInfo
    certificate_status: AuthorizeCertificateStatusEnum | UnsetType = UNSET
    allowed_energy_transfer: Annotated[tuple[EnergyTransferModeEnum, ...], Meta(min_length=1)] | UnsetType = UNSET
    tariff: Tariff | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class ClearCacheRequest(Message, frozen=True, kw_only=True):
    custom_data: CustomData | UnsetType = UNSET


class ClearCacheResponse(Message, frozen=True, kw_only=True):
    status: ClearCacheStatusEnum
    status_info: StatusInfo | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class GetLocalListVersionRequest(Message, frozen=True, kw_only=True):
    custom_data: CustomData | UnsetType = UNSET


class GetLocalListVersionResponse(Message, frozen=True, kw_only=True):
    version_number: int
    custom_data: CustomData | UnsetType = UNSET


class SendLocalListRequest(Message, frozen=True, kw_only=True):
    version_number: int
    update_type: UpdateEnum
    local_authorization_list: Annotated[tuple[AuthorizationData, ...], Meta(min_length=1)] | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class SendLocalListResponse(Message, frozen=True, kw_only=True):
    status: SendLocalListStatusEnum
    status_info: StatusInfo | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET
