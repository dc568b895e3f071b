# Made by `python -m tools.messages` from the official JSON schemas: change those tools, not this file.
# fmt: off
"""OCPP 2.0.1: display."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from chargehand.wire.ocpp.messages.quantities import Text36
from chargehand.wire.ocpp.messages.shape import CustomData, Instant, Message
from chargehand.wire.ocpp.messages.v201.authorization import MessageContent
from chargehand.wire.ocpp.messages.v201.provisioning import Component, StatusInfo

ClearMessageStatusEnum = Literal["Accepted", "Unknown"]
DisplayMessageStatusEnum = Literal[
    "Accepted", "NotSupportedMessageFormat", "NotSupportedPriority", "NotSupportedState", "Rejected",
    "UnknownTransaction"
]
GetDisplayMessagesStatusEnum = Literal["Accepted", "Unknown"]
MessagePriorityEnum = Literal["AlwaysFront", "InFront", "NormalCycle"]
MessageStateEnum = Literal["Charging", "Faulted", "Idle", "Unavailable"]


class MessageInfo(Message, frozen=True, kw_only=True):
    id: int
    priority: MessagePriorityEnum
    message: MessageContent
    custom_data: CustomData | UnsetType = UNSET
    display: Component | UnsetType = UNSET
    state: MessageStateEnum | UnsetType = UNSET
    start_date_time: Instant | UnsetType = UNSET
    end_date_time: Instant | UnsetType = UNSET
    transaction_id: Text36 | UnsetType = UNSET


class ClearDisplayMessageRequest(Message, frozen=True, kw_only=True):
    id: int
    custom_data: CustomData | UnsetType = UNSET


class ClearDisplayMessageResponse(Message, frozen=True, kw_only=True):
    status: ClearMessageStatusEnum
    custom_data: CustomData | UnsetType = UNSET
    status_info: StatusInfo | UnsetType = UNSET


class GetDisplayMessagesRequest(Message, frozen=True, kw_only=True):
    request_id: int
    custom_data: CustomData | UnsetType = UNSET
    id: Annotated[tuple[int, ...], Meta(min_length=1)] | UnsetType = UNSET
    priority: MessagePriorityEnum | UnsetType = UNSET
    state: MessageStateEnum | UnsetType = UNSET


class GetDisplayMessagesResponse(Message, frozen=True, kw_only=True):
    status: GetDisplayMessagesStatusEnum
    custom_data: CustomData | UnsetType = UNSET
    status_info: StatusInfo | UnsetType = UNSET


class NotifyDisplayMessagesRequest(Message, frozen=True, kw_only=True):
    request_id: int
    custom_data: CustomData | UnsetType = UNSET
    message_info: Annotated[tuple[MessageInfo, ...], Meta(min_length=1)] | UnsetType = UNSET
    tbc: bool | UnsetType = UNSET


class NotifyDisplayMessagesResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomData | UnsetType = UNSET


class SetDisplayMessageRequest(Message, frozen=True, kw_only=True):
    message: MessageInfo
    custom_data: CustomData | UnsetType = UNSET


class SetDisplayMessageResponse(Message, frozen=True, kw_only=True):
    status: DisplayMessageStatusEnum
    custom_data: CustomData | UnsetType = UNSET
    status_info: StatusInfo | UnsetType = UNSET
