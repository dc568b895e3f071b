# Made by `python -m tools.messages` from the official JSON schemas: change those tools, not this file.
# fmt: off
"""OCPP 2.1: display."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from chargehand.wire.ocpp.messages.quantities import Text36, WholeFrom0
from chargehand.wire.ocpp.messages.shape import CustomData, Instant, Message
from chargehand.wire.ocpp.messages.v21.authorization import MessageContent
from chargehand.wire.ocpp.messages.v21.provisioning import Component, StatusInfo

ClearMessageStatusEnum = Literal["Accepted", "Rejected", "Unknown"]
DisplayMessageStatusEnum = Literal[
    "Accepted", "LanguageNotSupported", "NotSupportedMessageFormat", "NotSupportedPriority",
    "NotSupportedState", "Rejected", "UnknownTransaction"
]
GetDisplayMessagesStatusEnum = Literal["Accepted", "Unknown"]
MessagePriorityEnum = Literal["AlwaysFront", "InFront", "NormalCycle"]
MessageStateEnum = Literal["Charging", "Discharging", "Faulted", "Idle", "Suspended", "Unavailable"]


class MessageInfo(Message, frozen=True, kw_only=True):
    id: WholeFrom0
    priority: MessagePriorityEnum
    message: MessageContent
    display: Component | UnsetType = UNSET
    state: MessageStateEnum | UnsetType = UNSET
    start_date_time: Instant | UnsetType = UNSET
    end_date_time: Instant | UnsetType = UNSET
    transaction_id: Text36 | UnsetType = UNSET
    message_extra: Annotated[tuple[MessageContent, ...], Meta(min_length=1, max_length=4)] | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class ClearDisplayMessageRequest(Message, frozen=True, kw_only=True):
    id: WholeFrom0
    custom_data: CustomData | UnsetType = UNSET


class ClearDisplayMessageResponse(Message, frozen=True, kw_only=True):
    status: ClearMessageStatusEnum
    status_info: StatusInfo | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class GetDisplayMessagesRequest(Message, frozen=True, kw_only=True):
    request_id: int
    id: Annotated[tuple[WholeFrom0, ...], Meta(min_length=1)] | UnsetType = UNSET
    priority: MessagePriorityEnum | UnsetType = UNSET
    state: MessageStateEnum | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class GetDisplayMessagesResponse(Message, frozen=True, kw_only=True):
    status: GetDisplayMessagesStatusEnum
    status_info: StatusInfo | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class NotifyDisplayMessagesRequest(Message, frozen=True, kw_only=True):
    request_id: int
    message_info: Annotated[tuple[MessageInfo, ...], Meta(min_length=1)] | UnsetType = UNSET
    tbc: bool | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class NotifyDisplayMessagesResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomData | UnsetType = UNSET


class SetDisplayMessageRequest(Message, frozen=True, kw_only=True):
    message: MessageInfo
    custom_data: CustomData | UnsetType = UNSET


class SetDisplayMessageResponse(Message, frozen=True, kw_only=True):
    status: DisplayMessageStatusEnum
    status_info: StatusInfo | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET
