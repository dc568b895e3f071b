"""A small certificate authority for stations: one key in one file that only we can read."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from chargehand.edge.certificates.facts import Unreadable, certificates_in, csr_of, names_in
from chargehand.model.faults import WorldFault
from chargehand.model.identity import StationId

FILE: Final = "station-ca.pem"
"""Key and certificate in one, so that there is never one without the other."""
PUBLIC_FILE: Final = "station-ca-certificate.pem"
DAYS: Final = 3650
LEEWAY: Final = timedelta(hours=1)
"""A station's clock may be behind ours (F64)."""
_NAME: Final = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Chargehand station CA")])


class BrokenAuthority(WorldFault):
    """The file with the key cannot be used."""


class OwnAuthority:
    """Implements CertificateAuthority: signs with a key in `folder`, which is made at the first need."""

    def __init__(self, folder: Path, clock: Callable[[], datetime], days: int) -> None:
        self._folder = folder
        self._clock = clock
        self._days = days
        self._loaded: tuple[ec.EllipticCurvePrivateKey, x509.Certificate] | None = None

    def certificate(self) -> x509.Certificate:
        """Raises BrokenAuthority."""
        return self._own()[1]

    async def sign(self, csr: str, station: StationId) -> str:
        """For `station` whatever the request says; what may be signed was decided before."""
        key, own = self._own()
        try:
            request = csr_of(csr)
        except Unreadable as fault:
            raise BrokenAuthority(str(fault)) from fault
        organisations = names_in(request.subject, NameOID.ORGANIZATION_NAME)[:1]
        subject = x509.Name(
            [
                *(x509.NameAttribute(NameOID.ORGANIZATION_NAME, each) for each in organisations),
                x509.NameAttribute(NameOID.COMMON_NAME, station),
            ]
        )
        now = self._clock()
        made = (
            _begun(subject, own.subject, request.public_key())
            .not_valid_before(now - LEEWAY)
            .not_valid_after(min(now + timedelta(days=self._days), own.not_valid_after_utc))
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs_certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False
            )
            .sign(key, hashes.SHA256())
        )
        return _pem(made) + _pem(own)

    def _own(self) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
        if self._loaded is None:
            file = self._folder / FILE
            try:
                if not file.exists():
                    self._make(file)
                self._loaded = _read(file.read_bytes())
            except (OSError, ValueError, TypeError) as fault:
                raise BrokenAuthority(f"{file} cannot be used: {fault}") from fault
        return self._loaded

    def _make(self, file: Path) -> None:
        """Whoever is first makes it; the others find it."""
        key, now = ec.generate_private_key(ec.SECP256R1()), self._clock()
        own = (
            _begun(_NAME, _NAME, key.public_key())
            .not_valid_before(now - LEEWAY)
            .not_valid_after(now + timedelta(days=DAYS))
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(signs_certificates=True), critical=True)
            .sign(key, hashes.SHA256())
        )
        secret = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = file.with_suffix(f".{os.getpid()}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as content:
                content.write(secret + _pem(own).encode())
            os.link(fresh, file)
        except FileExistsError:
            return
        finally:
            fresh.unlink()
        (self._folder / PUBLIC_FILE).write_text(_pem(own))


def _begun(subject: x509.Name, issuer: x509.Name, key: object) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)  # type: ignore[arg-type]  # whatever kind of key may be signed was decided before
        .serial_number(x509.random_serial_number())
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)  # type: ignore[arg-type]
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _read(content: bytes) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    key = serialization.load_pem_private_key(content, None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("not the kind of key that we make")
    return key, certificates_in(content)[0]


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()
