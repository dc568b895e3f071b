"""Security events and certificates: what stations say and ask (OCPP 1.6 security extension §4)."""

from __future__ import annotations

from typing import Final

from msgspec import Raw, Struct

from chargehand.model.answers import SigningAnswer
from chargehand.model.events import CertificateAsked, SecurityEventReported
from chargehand.wire.ocpp.codec import Context
from chargehand.wire.ocpp.fields import clean
from chargehand.wire.ocpp.instants import read_instant
from chargehand.wire.ocpp.parts.reports import TEXT_LENGTH
from chargehand.wire.ocpp.usable import Usable


class SecurityEventNotification(Struct, frozen=True, rename="camel", gc=False):
    type: str
    timestamp: str | None = None
    tech_info: str | None = None


class SignCertificate(Struct, frozen=True, rename="camel", gc=False):
    csr: str


_event: Final = Usable(SecurityEventNotification)
_signing: Final = Usable(SignCertificate)
_CSR_LENGTH: Final = 16_000
# An answer without a decision: nobody here signs.
ANSWERS: Final = {"SignCertificate": b'{"status":"Rejected"}'}


def read_security_event(payload: Raw | bytes, context: Context) -> SecurityEventReported:
    said = _event.read(payload)
    return SecurityEventReported(
        station=context.station,
        at=context.at,
        kind=clean(said.type),
        said_at=read_instant(said.timestamp, context.at),
        info=clean(said.tech_info, TEXT_LENGTH),
    )


def read_signing(payload: Raw | bytes, context: Context) -> CertificateAsked:
    said = _signing.read(payload)
    return CertificateAsked(station=context.station, at=context.at, csr=said.csr[:_CSR_LENGTH])


def write_signing(answer: SigningAnswer) -> bytes:
    return b'{"status":"Accepted"}' if answer.accepted else ANSWERS["SignCertificate"]
