# Made by `python -m tools.messages` from the official JSON schemas: change those tools, not this file.
# fmt: off
"""OCPP 2.1: tariff."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from chargehand.wire.ocpp.messages.quantities import (
    Text20,
    Text36,
    Text50,
    Text60,
    Text100,
    Text255,
    Text500,
    Text2000,
    WholeFrom0,
)
from chargehand.wire.ocpp.messages.shape import CustomData, Instant, Message
from chargehand.wire.ocpp.messages.v21.authorization import Tariff
from chargehand.wire.ocpp.messages.v21.provisioning import StatusInfo
from chargehand.wire.ocpp.messages.v21.smart_charging.profiles import GenericStatusEnum

PaymentStatusEnum = Literal["Canceled", "Failed", "Rejected", "Settled"]
TariffChangeStatusEnum = Literal[
    "Accepted", "ConditionNotSupported", "NoCurrencyChange", "Rejected", "TooManyElements", "TxNotFound"
]
TariffClearStatusEnum = Literal["Accepted", "NoTariff", "Rejected"]
TariffGetStatusEnum = Literal["Accepted", "NoTariff", "Rejected"]
TariffKindEnum = Literal["DefaultTariff", "DriverTariff"]
TariffSetStatusEnum = Literal[
    "Accepted", "ConditionNotSupported", "DuplicateTariffId", "Rejected", "TooManyElements"
]


class ClearTariffsResult(Message, frozen=True, kw_only=True):
    status: TariffClearStatusEnum
    status_info: StatusInfo | UnsetType = UNSET
    tariff_id: Text60 | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class TariffAssignment(Message, frozen=True, kw_only=True):
    tariff_id: Text60
    tariff_kind: TariffKindEnum
    valid_from: Instant | UnsetType = UNSET
    evse_ids: Annotated[tuple[WholeFrom0, ...], Meta(min_length=1)] | UnsetType = UNSET
    id_tokens: Annotated[tuple[Text255, ...], Meta(min_length=1)] | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class Address(Message, frozen=True, kw_only=True):
    name: Text50
    address1: Text100
    city: Text100
    country: Text50
    address2: Text100 | UnsetType = UNSET
    postal_code: Text20 | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class ChangeTransactionTariffRequest(Message, frozen=True, kw_only=True):
    tariff: Tariff
    transaction_id: Text36
    custom_data: CustomData | UnsetType = UNSET


class ChangeTransactionTariffResponse(Message, frozen=True, kw_only=True):
    status: TariffChangeStatusEnum
    status_info: StatusInfo | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class ClearTariffsRequest(Message, frozen=True, kw_only=True):
    tariff_ids: Annotated[tuple[Text60, ...], Meta(min_length=1)] | UnsetType = UNSET
    evse_id: WholeFrom0 | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class ClearTariffsResponse(Message, frozen=True, kw_only=True):
    clear_tariffs_result: Annotated[tuple[ClearTariffsResult, ...], Meta(min_length=1)]
    custom_data: CustomData | UnsetType = UNSET


class CostUpdatedRequest(Message, frozen=True, kw_only=True):
    total_cost: float
    transaction_id: Text36
    custom_data: CustomData | UnsetType = UNSET


class CostUpdatedResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomData | UnsetType = UNSET


class GetTariffsRequest(Message, frozen=True, kw_only=True):
    evse_id: WholeFrom0
    custom_data: CustomData | UnsetType = UNSET


class GetTariffsResponse(Message, frozen=True, kw_only=True):
    status: TariffGetStatusEnum
    status_info: StatusInfo | UnsetType = UNSET
    tariff_assignments: Annotated[tuple[TariffAssignment, ...], Meta(min_length=1)] | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class NotifySettlementRequest(Message, frozen=True, kw_only=True):
    psp_ref: Text255
    status: PaymentStatusEnum
    settlement_amount: float
    settlement_time: Instant
    transaction_id: Text36 | UnsetType = UNSET
    status_info: Text500 | UnsetType = UNSET
    receipt_id: Text50 | UnsetType = UNSET
    receipt_url: Text2000 | UnsetType = UNSET
    vat_company: Address | UnsetType = UNSET
    vat_number: Text20 | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class NotifySettlementResponse(Message, frozen=True, kw_only=True):
    receipt_url: Text2000 | UnsetType = UNSET
    receipt_id: Text50 | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class NotifyWebPaymentStartedRequest(Message, frozen=True, kw_only=True):
    evse_id: WholeFrom0
    timeout: int
    custom_data: CustomData | UnsetType = UNSET


class NotifyWebPaymentStartedResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomData | UnsetType = UNSET


class SetDefaultTariffRequest(Message, frozen=True, kw_only=True):
    evse_id: WholeFrom0
    tariff: Tariff
    custom_data: CustomData | UnsetType = UNSET


class SetDefaultTariffResponse(Message, frozen=True, kw_only=True):
    status: TariffSetStatusEnum
    status_info: StatusInfo | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class VatNumberValidationRequest(Message, frozen=True, kw_only=True):
    vat_number: Text20
    evse_id: WholeFrom0 | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class VatNumberValidationResponse(Message, frozen=True, kw_only=True):
    vat_number: Text20
    status: GenericStatusEnum
    company: Address | UnsetType = UNSET
    status_info: StatusInfo | UnsetType = UNSET
    evse_id: WholeFrom0 | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET
