"""X.509 in the model's words."""

from __future__ import annotations

from collections.abc import Sequence

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtensionOID, NameOID

from chargehand.model.certificates import CsrFacts, KeyFacts

CSR_CHARS_MAX = 16_000


class Unreadable(ValueError):
    """No certificate, or no request for one."""


def csr_of(text: str) -> x509.CertificateSigningRequest:
    """Raises Unreadable for what is no PEM of a request."""
    if len(text) > CSR_CHARS_MAX:
        raise Unreadable("too long")
    try:
        return x509.load_pem_x509_csr(text.strip().encode())
    except (ValueError, UnsupportedAlgorithm, UnicodeError) as fault:
        raise Unreadable("no certificate signing request") from fault


def csr_facts(csr: x509.CertificateSigningRequest) -> CsrFacts:
    """Raises Unreadable when parts of it are not what they should be."""
    try:
        digest = csr.signature_hash_algorithm
        return CsrFacts(
            common_names=names_in(csr.subject, NameOID.COMMON_NAME),
            organisations=names_in(csr.subject, NameOID.ORGANIZATION_NAME),
            key=key_facts(csr.public_key()),
            signed=csr.is_signature_valid,
            digest="" if digest is None else digest.name,
            wants_authority=_wants_authority(csr.extensions),
        )
    except (ValueError, TypeError, UnsupportedAlgorithm, x509.DuplicateExtension) as fault:
        raise Unreadable("a certificate signing request that makes no sense") from fault


def key_facts(key: object) -> KeyFacts:
    if isinstance(key, rsa.RSAPublicKey):
        return KeyFacts("rsa", key.key_size)
    if isinstance(key, ec.EllipticCurvePublicKey):
        return KeyFacts("ec", key.key_size)
    return KeyFacts(type(key).__name__, 0)


def names_in(name: x509.Name, oid: x509.ObjectIdentifier) -> tuple[str, ...]:
    return tuple(
        value if isinstance(value, str) else value.decode("utf-8", "replace")
        for value in (attribute.value for attribute in name.get_attributes_for_oid(oid))
    )


def certificates_in(pem: bytes) -> Sequence[x509.Certificate]:
    """All in a PEM file. Raises Unreadable."""
    try:
        return x509.load_pem_x509_certificates(pem)
    except (ValueError, UnsupportedAlgorithm) as fault:
        raise Unreadable("no certificates in PEM") from fault


def _wants_authority(extensions: x509.Extensions) -> bool:
    try:
        return extensions.get_extension_for_oid(ExtensionOID.BASIC_CONSTRAINTS).value.ca  # type: ignore[attr-defined]
    except x509.ExtensionNotFound:
        return False
