"""Questions whose answer must repeat what was asked: GetCertificateChainStatus, VatNumberValidation (OCPP 2.1 M, C).

We ask no certificate authority and no tax office; the answers say so. What is repeated must keep to the schema.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Final

import msgspec
from msgspec import Meta, Raw, Struct

from chargehand.model.events import StationReported
from chargehand.wire.ocpp.codec import Context, Question
from chargehand.wire.ocpp.instants import write_instant
from chargehand.wire.ocpp.messages.quantities import Text20, Text40, Text128
from chargehand.wire.ocpp.messages.v21.authorization import HashAlgorithmEnum
from chargehand.wire.ocpp.messages.v21.security import CertificateStatusSourceEnum
from chargehand.wire.ocpp.parts.reports import reported
from chargehand.wire.ocpp.usable import Usable


class HashData(Struct, frozen=True, rename="camel"):
    hash_algorithm: HashAlgorithmEnum
    issuer_name_hash: Text128
    issuer_key_hash: Text128
    serial_number: Text40


class StatusRequest(Struct, frozen=True, rename="camel"):
    certificate_hash_data: HashData
    source: CertificateStatusSourceEnum


class GetCertificateChainStatus(Struct, frozen=True, rename="camel"):
    certificate_status_requests: Annotated[tuple[StatusRequest, ...], Meta(min_length=1, max_length=4)]


class CertificateStatus(Struct, frozen=True, rename="camel"):
    certificate_hash_data: HashData
    source: str
    status: str
    next_update: str


class GetCertificateChainStatusResponse(Struct, frozen=True, rename="camel"):
    certificate_status: tuple[CertificateStatus, ...]


class VatNumberValidation(Struct, frozen=True, rename="camel"):
    vat_number: Text20
    evse_id: Annotated[int, Meta(ge=0)] | None = None


class VatNumberValidationResponse(Struct, frozen=True, rename="camel", omit_defaults=True):
    vat_number: str
    status: str
    evse_id: int | None = None


_chain: Final = Usable(GetCertificateChainStatus)
_vat: Final = Usable(VatNumberValidation)
_encode: Final = msgspec.json.Encoder().encode


def read_chain(payload: Raw | bytes, context: Context) -> StationReported:
    number = len(_chain.read(payload).certificate_status_requests)
    return reported(context, "GetCertificateChainStatus", f"{number} asked for")


def read_vat(payload: Raw | bytes, context: Context) -> StationReported:
    return reported(context, "VatNumberValidation", _vat.read(payload).vat_number)


def _write_chain(asked: Question) -> bytes:
    requests = _chain.read(asked.payload).certificate_status_requests
    now = write_instant(asked.at)
    statuses = (
        CertificateStatus(each.certificate_hash_data, each.source, "Failed", now) for each in requests
    )
    return _encode(GetCertificateChainStatusResponse(tuple(statuses)))


def _write_vat(asked: Question) -> bytes:
    said = _vat.read(asked.payload)
    return _encode(VatNumberValidationResponse(said.vat_number, "Rejected", said.evse_id))


READERS: Final = {"GetCertificateChainStatus": read_chain, "VatNumberValidation": read_vat}
WRITERS: Final[Mapping[str, Callable[[Question], bytes]]] = {
    "GetCertificateChainStatus": _write_chain,
    "VatNumberValidation": _write_vat,
}
