"""Whether a token may charge: Authorize, the IdTokenInfo that two answers carry, SendLocalList, VatNumberValidation (OCPP 2.x C, D)."""

from __future__ import annotations

import re
from typing import Annotated, Final

import msgspec
from msgspec import Meta, Raw, Struct

from chargehand.model.answers import AuthorizeAnswer
from chargehand.model.calls import SendLocalList
from chargehand.model.events import StationReported, TokenPresented
from chargehand.model.identity import TokenUid
from chargehand.model.local_list import ListedToken
from chargehand.model.token import TokenStatus
from chargehand.wire.ocpp.codec import CallText, Context, Question
from chargehand.wire.ocpp.fields import token_uid
from chargehand.wire.ocpp.instants import write_instant
from chargehand.wire.ocpp.messages.quantities import Text20
from chargehand.wire.ocpp.parts.lists import messages
from chargehand.wire.ocpp.parts.prices import TariffFigures, figures, sentence
from chargehand.wire.ocpp.parts.reports import reported
from chargehand.wire.ocpp.usable import Usable
from chargehand.wire.ocpp.v2.contracts import doubts_of

TOKEN_LENGTH: Final = 36
TOKEN_LENGTH_21: Final = 255
_ISO14443: Final = re.compile(r"(?:[0-9A-F]{8}|[0-9A-F]{14}|[0-9A-F]{20})")
_NOBODY: Final = "noauthorization"
TRANSFERS: Final = (
    *("AC_single_phase", "AC_two_phase", "AC_three_phase", "DC", "AC_BPT", "DC_BPT"),
    *("DC_ACDP", "DC_ACDP_BPT", "WPT"),
)
"""All ways that power may flow where it may flow back, but for those that serve the grid (2.1 R)."""


class IdToken(Struct, frozen=True, rename="camel", gc=False):
    id_token: str
    type: str | None = None


class Authorize(Struct, frozen=True, rename="camel", gc=False):
    id_token: IdToken
    iso15118_certificate_hash_data: Raw = Raw(b"")


class MessageContent(Struct, frozen=True, rename="camel"):
    format: str
    content: str


class IdTokenInfo(Struct, frozen=True, rename="camel", omit_defaults=True):
    status: str
    cache_expiry_date_time: str | None = None
    group_id_token: IdToken | None = None
    personal_message: MessageContent | None = None


class AuthorizeResponse(Struct, frozen=True, rename="camel", omit_defaults=True):
    id_token_info: IdTokenInfo
    certificate_status: str | None = None
    allowed_energy_transfer: tuple[str, ...] = ()
    tariff: TariffFigures | None = None


class Listed(Struct, frozen=True, rename="camel", omit_defaults=True):
    id_token: IdToken
    id_token_info: IdTokenInfo | None = None


class SendLocalListRequest(Struct, frozen=True, rename="camel", omit_defaults=True):
    version_number: int
    update_type: str
    local_authorization_list: tuple[Listed, ...] = ()


class VatNumberValidation(Struct, frozen=True, rename="camel"):
    """What is repeated in the answer must be right to the letter."""

    vat_number: Text20
    evse_id: Annotated[int, Meta(ge=0)] | None = None


class VatNumberValidationResponse(Struct, frozen=True, rename="camel", omit_defaults=True):
    vat_number: str
    status: str
    evse_id: int | None = None


id_tokens: Final = Usable(IdToken)
_authorize: Final = Usable(Authorize, menders={"id_token": id_tokens.read})
_vat: Final = Usable(VatNumberValidation, exact=True)
_encode: Final = msgspec.json.Encoder().encode
_STATUS: Final = {
    TokenStatus.ACCEPTED: "Accepted",
    TokenStatus.BLOCKED: "Blocked",
    TokenStatus.EXPIRED: "Expired",
    TokenStatus.INVALID: "Invalid",
    TokenStatus.CONCURRENT: "ConcurrentTx",
}


def read_authorize(payload: Raw | bytes, context: Context) -> TokenPresented:
    """The token decides; of its contract's certificates it may be asked whether they still are good (C07)."""
    said = _authorize.read(payload)
    hashes = said.iso15118_certificate_hash_data
    return TokenPresented(
        station=context.station,
        at=context.at,
        token=uid_of(said.id_token),
        doubts=doubts_of(hashes) if memoryview(hashes).nbytes else (),
    )


def uid_of(token: IdToken) -> TokenUid:
    """Under what the token is known; empty when nobody is to be authorised (C02: a start button)."""
    if token.type is not None and token.type.lower() == _NOBODY:
        return TokenUid("")
    return token_uid(token.id_token)


def written_token(uid: str) -> IdToken:
    """A uid as a token: a card's serial number by its length (ISO 14443-3 §6.4.4), else one that we know of."""
    return IdToken(uid, "ISO14443" if _ISO14443.fullmatch(uid) else "Central")


def token_info(answer: AuthorizeAnswer) -> IdTokenInfo:
    """A group's name that is too long is left out."""
    group = answer.group_id
    return IdTokenInfo(
        status=_STATUS[answer.status],
        cache_expiry_date_time=write_instant(answer.expires_at) if answer.expires_at else None,
        group_id_token=IdToken(group, "Central") if group and len(group) <= TOKEN_LENGTH else None,
        personal_message=MessageContent("UTF8", sentence(answer.tariff)) if answer.tariff else None,
    )


def write_authorize(answer: AuthorizeAnswer, *, newer: bool) -> bytes:
    """`newer`: 2.1, which can tell a tariff in figures (I08), and that power may flow back (Q01); unsaid it may not."""
    told = answer.certificates
    itemized = answer.tariff if newer and answer.itemized else None
    return _encode(
        AuthorizeResponse(
            token_info(answer),
            None if told is None else told.value,
            TRANSFERS if newer and answer.gives_back else (),
            figures(itemized) if itemized is not None else None,
        )
    )


def write_list(call: SendLocalList, *, newer: bool) -> tuple[CallText, ...]:
    """Tokens that are too long for the version can be presented by nobody there, and are left out."""
    return tuple(
        CallText(
            "SendLocalList",
            _encode(SendLocalListRequest(each.version, each.update, tuple(map(_listed, each.entries)))),
        )
        for each in messages(call, TOKEN_LENGTH_21 if newer else TOKEN_LENGTH)
    )


def _listed(entry: ListedToken) -> Listed:
    token = written_token(entry.uid)
    if entry.status is None:
        return Listed(token)
    return Listed(token, token_info(AuthorizeAnswer(entry.status, entry.group_id, entry.expires_at)))


def read_vat(payload: Raw | bytes, context: Context) -> StationReported:
    return reported(context, "VatNumberValidation", _vat.read(payload).vat_number)


def write_vat(asked: Question) -> bytes:
    """We ask no tax office, and say so."""
    said = _vat.read(asked.payload)
    return _encode(VatNumberValidationResponse(said.vat_number, "Rejected", said.evse_id))
