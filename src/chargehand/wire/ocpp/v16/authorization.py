"""Whether a token may charge: Authorize, the IdTagInfo that three answers carry, SendLocalList (OCPP 1.6 §4.1, §5.15, §7.27)."""

from __future__ import annotations

from typing import Final

import msgspec
from msgspec import Raw, Struct

from chargehand.model.answers import AuthorizeAnswer
from chargehand.model.calls import SendLocalList
from chargehand.model.events import TokenPresented
from chargehand.model.local_list import ListedToken
from chargehand.model.token import TokenStatus
from chargehand.wire.ocpp.codec import CallText, Context
from chargehand.wire.ocpp.fields import token_uid
from chargehand.wire.ocpp.instants import write_instant
from chargehand.wire.ocpp.parts.lists import messages
from chargehand.wire.ocpp.usable import Usable

ID_TAG_LENGTH: Final = 20


class Authorize(Struct, frozen=True, rename="camel", gc=False):
    id_tag: str


class IdTagInfo(Struct, frozen=True, rename="camel", omit_defaults=True):
    status: str
    expiry_date: str | None = None
    parent_id_tag: str | None = None


class AuthorizeConf(Struct, frozen=True, rename="camel"):
    id_tag_info: IdTagInfo


class Listed(Struct, frozen=True, rename="camel", omit_defaults=True):
    id_tag: str
    id_tag_info: IdTagInfo | None = None


class SendLocalListReq(Struct, frozen=True, rename="camel"):
    list_version: int
    update_type: str
    local_authorization_list: tuple[Listed, ...]


_authorize: Final = Usable(Authorize)
_encode: Final = msgspec.json.Encoder().encode
_STATUS: Final = {
    TokenStatus.ACCEPTED: "Accepted",
    TokenStatus.BLOCKED: "Blocked",
    TokenStatus.EXPIRED: "Expired",
    TokenStatus.INVALID: "Invalid",
    TokenStatus.CONCURRENT: "ConcurrentTx",
}


def read_authorize(payload: Raw | bytes, context: Context) -> TokenPresented:
    return TokenPresented(
        station=context.station, at=context.at, token=token_uid(_authorize.read(payload).id_tag)
    )


def id_tag_info(answer: AuthorizeAnswer) -> IdTagInfo:
    """What 1.6 can say of a token; a group's name that is too long for it is left out."""
    return IdTagInfo(
        status=_STATUS[answer.status],
        expiry_date=write_instant(answer.expires_at) if answer.expires_at else None,
        parent_id_tag=answer.group_id if answer.group_id and len(answer.group_id) <= ID_TAG_LENGTH else None,
    )


def write_authorize(answer: AuthorizeAnswer) -> bytes:
    return _encode(AuthorizeConf(id_tag_info(answer)))


def write_list(call: SendLocalList) -> tuple[CallText, ...]:
    """Tokens that are too long for 1.6 can be presented by nobody there, and are left out."""
    return tuple(
        CallText(
            "SendLocalList",
            _encode(SendLocalListReq(each.version, each.update, tuple(map(_listed, each.entries)))),
        )
        for each in messages(call, ID_TAG_LENGTH)
    )


def _listed(entry: ListedToken) -> Listed:
    if entry.status is None:
        return Listed(entry.uid)
    return Listed(entry.uid, id_tag_info(AuthorizeAnswer(entry.status, entry.group_id, entry.expires_at)))
