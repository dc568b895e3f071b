"""Whether a certificate proves that its holder is a certain station (OCPP 2.0.1 A00.FR.403-427; S09).

OpenSSL has seen to the handshake; what it leaves open, and what a proxy hands over, is looked into here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from cryptography.x509.verification import (
    Criticality,
    ExtensionPolicy,
    Policy,
    PolicyBuilder,
    Store,
    VerificationError,
)

from chargehand.edge.certificates.facts import key_facts, names_in
from chargehand.model.certificates import KeyFacts

CHAIN_LENGTH_MAX: Final = 4
_WEAK_DIGESTS: Final = frozenset({"md5", "sha1", "sha224"})
_KNOWN_EXTENSIONS: Final = (
    x509.BasicConstraints,
    x509.KeyUsage,
    x509.ExtendedKeyUsage,
    x509.SubjectAlternativeName,
    x509.SubjectKeyIdentifier,
    x509.AuthorityKeyIdentifier,
    x509.CertificatePolicies,
    x509.CRLDistributionPoints,
    x509.AuthorityInformationAccess,
)


class Judge:
    """Implements the gateway's CertificateJudge.

    `trusted`: the authorities that count now. `revoked`: whether the certificate with this fingerprint (SHA-256) is not to
    be believed any more. `operator`: the organisation that must be named; empty: any.
    """

    def __init__(
        self,
        trusted: Callable[[], Sequence[x509.Certificate]],
        revoked: Callable[[bytes], bool],
        is_strong: Callable[[KeyFacts], bool],
        clock: Callable[[], datetime],
        operator: str = "",
    ) -> None:
        self._trusted = trusted
        self._revoked = revoked
        self._is_strong = is_strong
        self._clock = clock
        self._operator = operator

    def judge(self, certificate: bytes, identity: str) -> str:
        """Why it does not prove it, in a word; empty: it does."""
        try:
            read = x509.load_der_x509_certificate(certificate)
            return self._fault_in(read, identity)
        except (ValueError, TypeError, UnsupportedAlgorithm, x509.DuplicateExtension):
            return "unreadable"

    def _fault_in(self, certificate: x509.Certificate, identity: str) -> str:
        now = self._clock()
        if now < certificate.not_valid_before_utc:
            return "not_yet_valid"
        if now > certificate.not_valid_after_utc:
            return "expired"
        if not self._is_strong(key_facts(certificate.public_key())):
            return "weak_key"
        digest = certificate.signature_hash_algorithm
        if digest is None or digest.name in _WEAK_DIGESTS:
            return "weak_signature"
        return (
            _fault_in_purpose(certificate)
            or self._fault_in_chain(certificate, now)
            or self._fault_in_name(certificate, identity)
            or ("revoked" if self._revoked(certificate.fingerprint(hashes.SHA256())) else "")
        )

    def _fault_in_chain(self, certificate: x509.Certificate, now: datetime) -> str:
        trusted = self._trusted()
        if not trusted:
            return "no_authority"
        policy = (
            PolicyBuilder()
            .store(Store(list(trusted)))
            .time(now)
            .max_chain_depth(CHAIN_LENGTH_MAX)
            .extension_policies(ca_policy=_AUTHORITIES, ee_policy=_STATIONS)
        )
        try:
            policy.build_client_verifier().verify(certificate, list(trusted))
        except VerificationError:
            return "unknown_authority"
        return ""

    def _fault_in_name(self, certificate: x509.Certificate, identity: str) -> str:
        if names_in(certificate.subject, NameOID.COMMON_NAME) != (identity,):
            return "other_name"
        organisations = names_in(certificate.subject, NameOID.ORGANIZATION_NAME)
        return "other_operator" if self._operator and organisations != (self._operator,) else ""


def _fault_in_purpose(certificate: x509.Certificate) -> str:
    usage: x509.KeyUsage | None = None
    purposes: x509.ExtendedKeyUsage | None = None
    for extension in certificate.extensions:
        value = extension.value
        if extension.critical and not isinstance(value, _KNOWN_EXTENSIONS):
            return "unknown_extension"
        if isinstance(value, x509.BasicConstraints) and value.ca:
            return "is_an_authority"
        usage = value if isinstance(value, x509.KeyUsage) else usage
        purposes = value if isinstance(value, x509.ExtendedKeyUsage) else purposes
    if usage is not None and not usage.digital_signature:
        return "not_for_signatures"
    if purposes is None or ExtendedKeyUsageOID.CLIENT_AUTH not in purposes:
        return "not_for_clients"
    return ""


def _is_authority(_: Policy, __: x509.Certificate, constraints: x509.BasicConstraints) -> None:
    if not constraints.ca:
        raise ValueError("no authority")


def _signs(_: Policy, __: x509.Certificate, usage: x509.KeyUsage | None) -> None:
    if usage is not None and not usage.key_cert_sign:
        raise ValueError("an authority that may not sign")


# Authorities of operators are rarely made for the web: what is asked of them is that they are ones.
_AUTHORITIES: Final = (
    ExtensionPolicy.permit_all()
    .require_present(x509.BasicConstraints, Criticality.AGNOSTIC, _is_authority)
    .may_be_present(x509.KeyUsage, Criticality.AGNOSTIC, _signs)
)
_STATIONS: Final = ExtensionPolicy.permit_all()
