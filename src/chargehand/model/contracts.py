"""What cars that charge by contract need of services outside (ISO 15118): contract certificates, and whether certificates
are still good.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct


class CertificateName(Struct, frozen=True):
    """Names a certificate without showing it (RFC 6960 §4.1.1): digests and number in hex digits, as they were said."""

    algorithm: str
    issuer_name_hash: str
    issuer_key_hash: str
    serial: str


class Doubt(Struct, frozen=True):
    """Is this certificate still good? `urls`: who can tell, as whoever asks says; `source`: `OCSP` or `CRL`."""

    certificate: CertificateName
    urls: tuple[str, ...]
    source: str = "OCSP"


class Standing(StrEnum):
    GOOD = "Good"
    REVOKED = "Revoked"
    UNKNOWN = "Unknown"
    """The responder does not know the certificate."""
    FAILED = "Failed"
    """Nobody could be asked, or nothing was told that can be used."""


class ContractStanding(StrEnum):
    """What is told of the certificates that a token was presented with, in OCPP's words (2.x C07)."""

    GOOD = "Accepted"
    REVOKED = "CertificateRevoked"
    UNKNOWN = "CertChainError"
    """A responder does not know one of them."""


class Assurance(Struct, frozen=True):
    """`proof`: the responder's signed answer (DER, RFC 6960) in base64, empty with FAILED."""

    standing: Standing = Standing.FAILED
    proof: str = ""
    next_update: datetime | None = None
