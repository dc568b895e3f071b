# Made by `python -m tools.messages` from the official JSON schemas: change those tools, not this file.
# fmt: off
"""OCPP 1.6 and its security extension: authorization."""

from __future__ import annotations

from typing import Literal

from msgspec import UNSET, UnsetType

from chargehand.wire.ocpp.messages.quantities import Text20
from chargehand.wire.ocpp.messages.shape import Instant, Message

ClearCacheStatus = Literal["Accepted", "Rejected"]
IdTagInfoStatus = Literal["Accepted", "Blocked", "ConcurrentTx", "Expired", "Invalid"]
SendLocalListStatus = Literal["Accepted", "Failed", "NotSupported", "VersionMismatch"]
SendLocalListUpdateType = Literal["Differential", "Full"]


class IdTagInfo(Message, frozen=True, kw_only=True):
    status: IdTagInfoStatus
    expiry_date: Instant | UnsetType = UNSET
    parent_id_tag: Text20 | UnsetType = UNSET


class AuthorizationData(Message, frozen=True, kw_only=True):
    id_tag: Text20
    id_tag_info: IdTagInfo | UnsetType = UNSET


class AuthorizeRequest(Message, frozen=True, kw_only=True):
    id_tag: Text20


class AuthorizeResponse(Message, frozen=True, kw_only=True):
    id_tag_info: IdTagInfo


class ClearCacheRequest(Message, frozen=True, kw_only=True):
    pass


class ClearCacheResponse(Message, frozen=True, kw_only=True):
    status: ClearCacheStatus


class GetLocalListVersionRequest(Message, frozen=True, kw_only=True):
    pass


class GetLocalListVersionResponse(Message, frozen=True, kw_only=True):
    list_version: int


class SendLocalListRequest(Message, frozen=True, kw_only=True):
    list_version: int
    update_type: SendLocalListUpdateType
    local_authorization_list: tuple[AuthorizationData, ...] | UnsetType = UNSET


class SendLocalListResponse(Message, frozen=True, kw_only=True):
    status: SendLocalListStatus
