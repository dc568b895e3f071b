"""Security events and stations' own certificates: what stations say and ask (OCPP 2.0.1 A)."""

from __future__ import annotations

from typing import Final

from msgspec import Raw, Struct

from chargehand.model.answers import SigningAnswer
from chargehand.model.events import CertificateAsked, SecurityEventReported
from chargehand.wire.ocpp.codec import Context
from chargehand.wire.ocpp.fields import clean, whole
from chargehand.wire.ocpp.instants import read_instant
from chargehand.wire.ocpp.parts.reports import TEXT_LENGTH
from chargehand.wire.ocpp.usable import Usable


class SecurityEventNotification(Struct, frozen=True, rename="camel", gc=False):
    type: str
    timestamp: str | None = None
    tech_info: str | None = None


class SignCertificate(Struct, frozen=True, rename="camel", gc=False):
    csr: str
    certificate_type: str = "ChargingStationCertificate"
    request_id: int | None = None


_event: Final = Usable(SecurityEventNotification)
_signing: Final = Usable(SignCertificate)
_CSR_LENGTH: Final = 16_000
# Answers without a decision: nobody here signs, and no service of contracts and no certificate authority is asked.
ANSWERS: Final = {
    "SignCertificate": b'{"status":"Rejected"}',
    "Get15118EVCertificate": b'{"status":"Failed","exiResponse":""}',
    "GetCertificateStatus": b'{"status":"Failed"}',
}


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
    return CertificateAsked(
        station=context.station,
        at=context.at,
        csr=said.csr[:_CSR_LENGTH],
        kind=clean(said.certificate_type),
        number=None if said.request_id is None else whole(said.request_id),
    )


def write_signing(answer: SigningAnswer) -> bytes:
    return b'{"status":"Accepted"}' if answer.accepted else ANSWERS["SignCertificate"]
