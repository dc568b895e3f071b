"""An authority with an OCSP responder, for the tests."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import ocsp
from cryptography.x509.oid import NameOID

from chargehand.model.contracts import CertificateName
from tests.unit.contracts.world import NOW

DAY = timedelta(days=1)


def made(
    name: str, issuer: tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None = None
) -> tuple[Any, Any]:
    """A certificate and its key; its own issuer unless there is another."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject if issuer is None else issuer[0].subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - DAY)
        .not_valid_after(NOW + 365 * DAY)
    )
    return builder.sign(key if issuer is None else issuer[1], hashes.SHA256()), key


class Authority:
    def __init__(self) -> None:
        self.root = made("root")
        self.leaf, _ = made("contract", self.root)
        self.other, _ = made("other", self.root)

    @property
    def name(self) -> CertificateName:
        """Of the leaf, as a station says it."""
        request = ocsp.OCSPRequestBuilder().add_certificate(self.leaf, self.root[0], hashes.SHA256()).build()
        return CertificateName(
            "SHA256",
            request.issuer_name_hash.hex(),
            request.issuer_key_hash.hex(),
            f"{request.serial_number:X}",
        )

    def says(
        self,
        status: ocsp.OCSPCertStatus = ocsp.OCSPCertStatus.GOOD,
        *,
        about: x509.Certificate | None = None,
        at: datetime = NOW,
        until: datetime | None = NOW + DAY,
    ) -> bytes:
        """A responder's word in DER."""
        revoked = status is ocsp.OCSPCertStatus.REVOKED
        answer = ocsp.OCSPResponseBuilder().add_response(
            cert=about or self.leaf,
            issuer=self.root[0],
            algorithm=hashes.SHA256(),
            cert_status=status,
            this_update=at,
            next_update=until,
            revocation_time=NOW - DAY if revoked else None,
            revocation_reason=None,
        )
        signed = answer.responder_id(ocsp.OCSPResponderEncoding.HASH, self.root[0]).sign(
            self.root[1], hashes.SHA256()
        )
        return signed.public_bytes(serialization.Encoding.DER)
