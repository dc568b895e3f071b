"""Whether a token may charge: Authorize, and the IdTagInfo that three answers carry (OCPP 1.6 §4.1, §7.27)."""

from __future__ import annotations

from typing import Final

import msgspec
from msgspec import Raw, Struct

from chargehand.model.answers import AuthorizeAnswer
from chargehand.model.events import TokenPresented
from chargehand.model.token import TokenStatus
from chargehand.wire.ocpp.codec import Context
from chargehand.wire.ocpp.fields import token_uid
from chargehand.wire.ocpp.instants import write_instant
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
