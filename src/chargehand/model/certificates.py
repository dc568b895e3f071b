"""Certificates of stations: what one asks for, what may be signed, what was."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from chargehand.model.contracts import CertificateName
from chargehand.model.identity import StationId


class KeyFacts(Struct, frozen=True):
    """`kind`: `rsa`, `ec`, or another algorithm's name."""

    kind: str
    bits: int


class CsrFacts(Struct, frozen=True, kw_only=True):
    """A certificate signing request, read (RFC 2986)."""

    common_names: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    key: KeyFacts
    signed: bool = True
    """By the key that it is about."""
    digest: str = "sha256"
    wants_authority: bool = False
    """It asks to become a certificate authority itself."""


class SigningPolicy(Struct, frozen=True, kw_only=True):
    signs: bool = True
    operator: str = ""
    """The organisation that a station's certificate must name; empty: any."""
    first_by_itself: bool = False
    """A station's first certificate needs nobody's approval."""
    requests_per_day_max: int = 10


class SigningHistory(Struct, frozen=True, kw_only=True):
    """What is known of a station's requests before this one."""

    certified: bool = False
    """It has a certificate of ours that is good."""
    requests_today: int = 0


class Signing(StrEnum):
    SIGN = "sign"
    WAIT = "wait"
    """For an operator."""
    REFUSE = "refuse"


class SigningVerdict(Struct, frozen=True):
    signing: Signing
    reason: str = ""


class RequestState(StrEnum):
    """waiting → approved → signed → sent; or refused."""

    WAITING = "waiting"
    APPROVED = "approved"
    SIGNED = "signed"
    SENT = "sent"
    """The call that carries the certificate was taken; what the station said is in the command of the same id."""
    REFUSED = "refused"


class CertificateRequest(Struct, frozen=True, kw_only=True):
    """`id` is also the id of the command that brings the certificate."""

    id: str
    station: StationId
    csr: str
    number: int | None = None
    """The station's own count of its requests (2.1 requestId)."""
    protocol: str = ""
    state: RequestState = RequestState.WAITING
    reason: str = ""
    asked_at: datetime
    decided_at: datetime | None = None
    chain: str | None = None


class StationCertificate(Struct, frozen=True, kw_only=True):
    """One that we signed. `fingerprint`: SHA-256 of its DER, in hex digits."""

    fingerprint: str
    station: StationId
    serial: str
    not_before: datetime
    not_after: datetime
    revoked_at: datetime | None = None


class InstalledCertificate(Struct, frozen=True, kw_only=True):
    """One that a station holds, as it names it. `kind`: what for, in OCPP's word (`V2GRootCertificate`)."""

    kind: str
    name: CertificateName
    under: str = ""
    """Of one between a root and the head of a chain: the head's serial number."""
    pem: str = ""
    """The certificate itself, where it was installed from here."""


class CertificatesTold(Struct, frozen=True):
    """What an answer tells of the certificates that a station holds.

    `installed`: these it has. `all_of`: and no others of these kinds; `all`: of any kind. `deleted`: these it has no more.
    """

    installed: tuple[InstalledCertificate, ...] = ()
    all_of: tuple[str, ...] = ()
    all: bool = False
    deleted: tuple[CertificateName, ...] = ()


class KnownCertificate(Struct, frozen=True):
    """What is known to be installed, and since when."""

    certificate: InstalledCertificate
    told_at: datetime
