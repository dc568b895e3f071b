"""What cars with contracts ask for through a station: Get15118EVCertificate, GetCertificateStatus and, since 2.1,
GetCertificateChainStatus (OCPP 2.x M).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final

import msgspec
from msgspec import Meta, Raw, Struct, field

from chargehand.model.answers import ContractAnswer, RevocationAnswer
from chargehand.model.contracts import Assurance, CertificateName, Doubt
from chargehand.model.events import ContractAsked, RevocationAsked
from chargehand.wire.ocpp.codec import Context, Question
from chargehand.wire.ocpp.faults import OurWireFault
from chargehand.wire.ocpp.fields import clean, whole
from chargehand.wire.ocpp.instants import write_instant
from chargehand.wire.ocpp.messages.quantities import Text20, Text40, Text128
from chargehand.wire.ocpp.messages.v21.authorization import HashAlgorithmEnum
from chargehand.wire.ocpp.messages.v21.security import CertificateStatusSourceEnum
from chargehand.wire.ocpp.usable import Usable

URLS_MAX: Final = 5
URL_LENGTH_MAX: Final = 2_000
EMAIDS_MAX: Final = 8


class Get15118EVCertificate(Struct, frozen=True, rename="camel"):
    exi_request: str
    action: str = ""
    iso15118_schema_version: str = ""
    maximum_contract_certificate_chains: int | None = None
    prioritized_emaids: tuple[str, ...] = field(default=(), name="prioritizedEMAIDs")


class Get15118EVCertificateResponse(Struct, frozen=True, rename="camel", omit_defaults=True):
    status: str
    exi_response: str
    remaining_contracts: int | None = None


class GetCertificateStatus(Struct, frozen=True, rename="camel"):
    ocsp_request_data: dict[str, object]


class OcspRequestData(Struct, frozen=True, rename="camel"):
    hash_algorithm: Text20
    issuer_name_hash: Text128
    issuer_key_hash: Text128
    serial_number: Text40
    responder_url: Annotated[str, Meta(max_length=URL_LENGTH_MAX)] = field(name="responderURL")


class GetCertificateStatusResponse(Struct, frozen=True, rename="camel", omit_defaults=True):
    status: str
    ocsp_result: str = ""


class HashData(Struct, frozen=True, rename="camel"):
    hash_algorithm: HashAlgorithmEnum
    issuer_name_hash: Text128
    issuer_key_hash: Text128
    serial_number: Text40


class StatusRequest(Struct, frozen=True, rename="camel"):
    """What is repeated in the answer must be right to the letter; the addresses need not be."""

    certificate_hash_data: HashData
    source: CertificateStatusSourceEnum
    urls: Raw = Raw(b"[]")


class GetCertificateChainStatus(Struct, frozen=True, rename="camel"):
    certificate_status_requests: Annotated[tuple[StatusRequest, ...], Meta(min_length=1, max_length=4)]


class CertificateStatus(Struct, frozen=True, rename="camel"):
    certificate_hash_data: HashData
    source: str
    status: str
    next_update: str


class GetCertificateChainStatusResponse(Struct, frozen=True, rename="camel"):
    certificate_status: tuple[CertificateStatus, ...]


_contract: Final = Usable(Get15118EVCertificate)
_one: Final = Usable(GetCertificateStatus)
_chain: Final = Usable(GetCertificateChainStatus, exact=True)
_hashes: Final = msgspec.json.Decoder(Annotated[tuple[OcspRequestData, ...], Meta(max_length=4)]).decode
_encode: Final = msgspec.json.Encoder().encode
_urls: Final = msgspec.json.Decoder(tuple[str, ...]).decode
_NOTHING: Final = Assurance()


def read_contract(payload: Raw | bytes, context: Context) -> ContractAsked:
    said = _contract.read(payload)
    action, schema, chains = clean(said.action), clean(said.iso15118_schema_version), None
    if said.maximum_contract_certificate_chains is not None:
        chains = max(0, whole(said.maximum_contract_certificate_chains))
    words = (
        f"{name} {word}" for name, word in (("action", action), ("iso15118SchemaVersion", schema)) if word
    )
    return ContractAsked(
        station=context.station,
        at=context.at,
        what="Get15118EVCertificate",
        text=", ".join(words),
        exi=said.exi_request,
        action=action,
        schema=schema,
        chains_max=chains,
        emaids=tuple(clean(each, 255) for each in said.prioritized_emaids[:EMAIDS_MAX]),
    )


def read_one(payload: Raw | bytes, context: Context) -> RevocationAsked:
    data = _one.read(payload).ocsp_request_data
    try:
        told = msgspec.convert(data, OcspRequestData)
    except msgspec.ValidationError:
        return _asked(context, "GetCertificateStatus", ())
    return _asked(context, "GetCertificateStatus", (_doubt(told),))


def doubts_of(hashes: Raw) -> tuple[Doubt, ...]:
    """All of the certificates that a token was presented with, or none: what is known of a part says nothing (C07)."""
    try:
        return tuple(map(_doubt, _hashes(hashes)))
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ()


def read_chain(payload: Raw | bytes, context: Context) -> RevocationAsked:
    doubts = tuple(
        Doubt(_name(each.certificate_hash_data), _addresses(each.urls), each.source)
        for each in _chain.read(payload).certificate_status_requests
    )
    return _asked(context, "GetCertificateChainStatus", doubts, f"{len(doubts)} asked for")


def write_contract(answer: ContractAnswer, *, tells_remaining: bool) -> bytes:
    """`tells_remaining`: the version has a word for it (2.1)."""
    status = "Accepted" if answer.accepted else "Failed"
    remaining = answer.remaining if tells_remaining else None
    return _encode(Get15118EVCertificateResponse(status, answer.exi, remaining))


def write_revocation(action: str, answer: RevocationAnswer, asked: Question | None) -> bytes:
    if action == "GetCertificateStatus":
        # Accepted: that it was told, not what (M06.FR.07).
        proof = answer.assurances[0].proof if answer.assurances else ""
        return _encode(GetCertificateStatusResponse("Accepted" if proof else "Failed", proof))
    return write_chain(answer.assurances, asked)


def write_chain(assurances: Sequence[Assurance], asked: Question | None) -> bytes:
    """Each certificate again with what is known of it; without an assurance that is nothing."""
    if asked is None:
        raise OurWireFault("an answer that must repeat what was asked")
    requests = _chain.read(asked.payload).certificate_status_requests
    missing = [_NOTHING] * (len(requests) - len(assurances))
    statuses = tuple(
        CertificateStatus(
            certificate_hash_data=request.certificate_hash_data,
            source=request.source,
            status=told.standing.value,
            next_update=write_instant(told.next_update or asked.at),
        )
        for request, told in zip(requests, [*assurances, *missing], strict=False)
    )
    return _encode(GetCertificateChainStatusResponse(statuses))


def write_failed_chain(asked: Question) -> bytes:
    """Nobody was asked."""
    return write_chain((), asked)


def _asked(context: Context, what: str, doubts: tuple[Doubt, ...], text: str = "") -> RevocationAsked:
    return RevocationAsked(station=context.station, at=context.at, what=what, text=text, doubts=doubts)


def _doubt(told: OcspRequestData) -> Doubt:
    name = CertificateName(
        told.hash_algorithm, told.issuer_name_hash, told.issuer_key_hash, told.serial_number
    )
    return Doubt(name, (told.responder_url,))


def _name(said: HashData) -> CertificateName:
    return CertificateName(
        said.hash_algorithm, said.issuer_name_hash, said.issuer_key_hash, said.serial_number
    )


def _addresses(raw: Raw) -> tuple[str, ...]:
    """As far as they can be read: who cannot be asked is no reason not to answer."""
    try:
        told = _urls(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ()
    return tuple(each for each in told[:URLS_MAX] if len(each) <= URL_LENGTH_MAX)
