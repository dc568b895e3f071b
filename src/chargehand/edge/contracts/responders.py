"""OCSP responders: whether a certificate is still good, as far as one that may be asked tells it (RFC 6960; OCPP 2.x M06)."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import ocsp

from chargehand.edge.contracts.outgoing import Outgoing
from chargehand.edge.contracts.ports import Unhelped
from chargehand.model.contracts import Assurance, CertificateName, Doubt, Standing

ANSWER_BYTES_MAX: Final = 64 * 1024
CLOCKS_APART: Final = timedelta(minutes=5)
_DIGESTS: Final = {"SHA256": hashes.SHA256, "SHA384": hashes.SHA384, "SHA512": hashes.SHA512}
_STANDINGS: Final = {
    ocsp.OCSPCertStatus.GOOD: Standing.GOOD,
    ocsp.OCSPCertStatus.REVOKED: Standing.REVOKED,
    ocsp.OCSPCertStatus.UNKNOWN: Standing.UNKNOWN,
}


class OcspResponders:
    """Implements `Responders`."""

    def __init__(self, outgoing: Outgoing, clock: Callable[[], datetime]) -> None:
        self._outgoing = outgoing
        self._clock = clock

    async def assure(self, doubt: Doubt) -> Assurance:
        """The first usable word of those named. Whether it is signed well, is seen by whoever holds the issuer's certificate."""
        if doubt.source != "OCSP":
            raise Unhelped("no lists are fetched")
        question = _question(doubt.certificate)
        reason = "nobody named"
        for url in doubt.urls:
            try:
                told = await self._outgoing.post(url, "application/ocsp-request", question)
                return self._assurance(told, doubt.certificate)
            except Unhelped as unhelped:
                reason = str(unhelped)
        raise Unhelped(reason)

    def _assurance(self, told: bytes, name: CertificateName) -> Assurance:
        try:
            answer = ocsp.load_der_ocsp_response(told)
            if answer.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
                raise Unhelped(f"responder says {answer.response_status.name.lower()}")
            if not _is_about(answer, name):
                raise Unhelped("about another certificate")
            now = self._clock()
            ends = answer.next_update_utc
            if answer.this_update_utc > now + CLOCKS_APART or (
                ends is not None and ends < now - CLOCKS_APART
            ):
                raise Unhelped("out of date")
            standing = _STANDINGS[answer.certificate_status]
        except (ValueError, TypeError, UnsupportedAlgorithm):
            raise Unhelped("unreadable answer") from None
        return Assurance(standing, base64.b64encode(told).decode(), ends)


def _question(name: CertificateName) -> bytes:
    """Raises Unhelped for a name that can be nobody's."""
    digest = _DIGESTS.get(name.algorithm)
    if digest is None:
        raise Unhelped("unknown digest")
    try:
        asked = ocsp.OCSPRequestBuilder().add_certificate_by_hash(
            bytes.fromhex(name.issuer_name_hash),
            bytes.fromhex(name.issuer_key_hash),
            int(name.serial, 16),
            digest(),
        )
        return asked.build().public_bytes(serialization.Encoding.DER)
    except (ValueError, TypeError, OverflowError):
        raise Unhelped("unusable name of a certificate") from None


def _is_about(answer: ocsp.OCSPResponse, name: CertificateName) -> bool:
    said = (
        answer.hash_algorithm.name.upper(),
        answer.issuer_name_hash,
        answer.issuer_key_hash,
        answer.serial_number,
    )
    digests = (bytes.fromhex(name.issuer_name_hash), bytes.fromhex(name.issuer_key_hash))
    return said == (name.algorithm, *digests, int(name.serial, 16))
