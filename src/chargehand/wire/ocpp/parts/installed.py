"""Certificates that stations hold, as calls and answers tell of them: 1.6 and 2.x differ in names only (2.x M03 to M05).

A station names its certificates by digests. Of one that we install we work them out, so that both are seen to be the same.
"""

from __future__ import annotations

from typing import Final

import msgspec
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.x509 import ocsp
from msgspec import Raw, Struct

from chargehand.model.certificates import CertificatesTold, InstalledCertificate
from chargehand.model.contracts import CertificateName
from chargehand.wire.ocpp.fields import clean
from chargehand.wire.ocpp.usable import Usable, readable

_NONE: Final = Raw(b"[]")


class _HashData(Struct, frozen=True, rename="camel"):
    hash_algorithm: str
    issuer_name_hash: str
    issuer_key_hash: str
    serial_number: str


class _Chain(Struct, frozen=True, rename="camel"):
    certificate_hash_data: _HashData
    certificate_type: str = ""
    child_certificate_hash_data: Raw = _NONE


class _Asked(Struct, frozen=True, rename="camel"):
    """One kind in 1.6; later several, or none for all of them."""

    certificate_type: str | tuple[str, ...] = ()


class _Listed(Struct, frozen=True, rename="camel"):
    status: str = ""
    certificate_hash_data: Raw = _NONE
    certificate_hash_data_chain: Raw = _NONE


class _Install(Struct, frozen=True, rename="camel"):
    certificate_type: str
    certificate: str


class _Delete(Struct, frozen=True, rename="camel"):
    certificate_hash_data: _HashData


_hashes: Final = Usable(_HashData)
_chains: Final = Usable(_Chain)


def listed(payload: bytes, answer: bytes) -> CertificatesTold | None:
    """All of the kinds that were asked for. Raises msgspec.DecodeError."""
    kinds = msgspec.json.decode(payload, type=_Asked).certificate_type
    told = msgspec.json.decode(answer, type=_Listed)
    if told.status.lower() not in ("accepted", "notfound"):
        return None
    asked = (kinds,) if isinstance(kinds, str) else kinds
    plain = readable(_hashes, told.certificate_hash_data)
    rows = [InstalledCertificate(kind=asked[0] if asked else "", name=_name(each)) for each in plain]
    for chain in readable(_chains, told.certificate_hash_data_chain):
        head, kind = _name(chain.certificate_hash_data), clean(chain.certificate_type)
        rows.append(InstalledCertificate(kind=kind, name=head))
        children = readable(_hashes, chain.child_certificate_hash_data)
        rows += [InstalledCertificate(kind=kind, name=_name(each), under=head.serial) for each in children]
    return CertificatesTold(tuple(rows), asked, all=not asked)


def installed(payload: bytes) -> CertificatesTold:
    """One more. Raises msgspec.DecodeError."""
    asked = msgspec.json.decode(payload, type=_Install)
    row = InstalledCertificate(
        kind=asked.certificate_type, name=name_of(asked.certificate), pem=asked.certificate
    )
    return CertificatesTold((row,))


def deleted(payload: bytes) -> CertificatesTold:
    """Raises msgspec.DecodeError."""
    asked = msgspec.json.decode(payload, type=_Delete)
    return CertificatesTold(deleted=(_name(asked.certificate_hash_data),))


def name_of(pem: str) -> CertificateName:
    """How a station will name it with SHA-256; of one that somebody else issued, whose key we have not, only in part."""
    try:
        certificate = x509.load_pem_x509_certificate(pem.encode())
        issued_by_itself = certificate.issuer == certificate.subject
        asked = ocsp.OCSPRequestBuilder().add_certificate(certificate, certificate, hashes.SHA256()).build()
        name_hash, key_hash = asked.issuer_name_hash, asked.issuer_key_hash
        if not issued_by_itself:
            digest = hashes.Hash(hashes.SHA256())
            digest.update(certificate.issuer.public_bytes())
            name_hash, key_hash = digest.finalize(), b""
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return CertificateName("", "", "", "")
    return CertificateName("SHA256", name_hash.hex(), key_hash.hex(), f"{certificate.serial_number:x}")


def _name(said: _HashData) -> CertificateName:
    """In small letters, since stations write digits of both cases, and numbers with and without zeros before them."""
    return CertificateName(
        clean(said.hash_algorithm).upper(),
        clean(said.issuer_name_hash, 128).lower(),
        clean(said.issuer_key_hash, 128).lower(),
        clean(said.serial_number, 100).lower().lstrip("0") or "0",
    )
