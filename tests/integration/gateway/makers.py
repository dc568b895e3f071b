"""Certificates for the tests, good ones and bad ones, made when they are needed."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from ipaddress import IPv4Address
from pathlib import Path
from typing import TypeAlias

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NOW = datetime.now(UTC)
DAY = timedelta(days=1)
Key: TypeAlias = (
    rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | dsa.DSAPrivateKey
)
Digest: TypeAlias = hashes.SHA256 | hashes.SHA224


def name(*common: str, operator: str | None = "Kerbside") -> x509.Name:
    organisation = [] if operator is None else [x509.NameAttribute(NameOID.ORGANIZATION_NAME, operator)]
    return x509.Name([*organisation, *(x509.NameAttribute(NameOID.COMMON_NAME, each) for each in common)])


@dataclass(frozen=True)
class Holder:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: Key

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def written(self, folder: Path, label: str) -> tuple[Path, Path]:
        """Certificate and key as files."""
        certificate, key = folder / f"{label}.pem", folder / f"{label}.key"
        certificate.write_bytes(self.pem)
        key.write_bytes(
            self.key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        return certificate, key


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a certificate is to say. The default is a station's good one."""

    common: tuple[str, ...] = ("CP1",)
    operator: str | None = "Kerbside"
    since: datetime = NOW - DAY
    until: datetime = NOW + 30 * DAY
    key: Key | None = None
    digest: Digest | None = field(default_factory=hashes.SHA256)
    purposes: tuple[x509.ObjectIdentifier, ...] | None = (ExtendedKeyUsageOID.CLIENT_AUTH,)
    is_authority: bool = False
    signs: bool = True
    """Its key may be used for signatures."""
    alternative: x509.SubjectAlternativeName | None = None
    odd: bool = False
    """With a critical extension that nobody knows."""


class Maker:
    def __init__(self) -> None:
        self.authority = self.root("Tests")
        self.stranger = self.root("Tests")
        """Another authority, of the same name."""

    @cached_property
    def weak_key(self) -> rsa.RSAPrivateKey:
        return rsa.generate_private_key(public_exponent=65537, key_size=1024)

    def root(self, common: str, **changes: object) -> Holder:
        wish = Wish(common=(common,), is_authority=True, purposes=None)
        return self.make(replace(wish, **changes), None)

    def station(self, *common: str, **changes: object) -> Holder:
        """A good one for this name, but for the changes."""
        wish = Wish(common=common or ("CP1",))
        return self.make(replace(wish, **changes), self.authority)

    def server(self) -> Holder:
        local = x509.SubjectAlternativeName(
            [x509.DNSName("localhost"), x509.IPAddress(IPv4Address("127.0.0.1"))]
        )
        return self.station("localhost", purposes=(ExtendedKeyUsageOID.SERVER_AUTH,), alternative=local)

    def make(self, wish: Wish, issuer: Holder | None) -> Holder:
        """Signed by `issuer`, or by itself."""
        key = wish.key or ec.generate_private_key(ec.SECP256R1())
        subject = name(*wish.common, operator=wish.operator)
        made = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject if issuer is None else issuer.certificate.subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(wish.since)
            .not_valid_after(wish.until)
            .add_extension(x509.BasicConstraints(ca=wish.is_authority, path_length=None), critical=True)
            .add_extension(_usage(wish), critical=True)
        )
        if wish.purposes is not None:
            made = made.add_extension(x509.ExtendedKeyUsage(wish.purposes), critical=False)
        if wish.alternative is not None:
            made = made.add_extension(wish.alternative, critical=False)
        if wish.odd:
            oid = x509.ObjectIdentifier("1.3.6.1.4.1.99999.1")
            made = made.add_extension(x509.UnrecognizedExtension(oid, b"\x05\x00"), critical=True)
        signer = key if issuer is None else issuer.key
        digest = None if isinstance(signer, ed25519.Ed25519PrivateKey) else wish.digest
        return Holder(made.sign(signer, digest), key)


def _usage(wish: Wish) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=wish.signs,
        content_commitment=False,
        key_encipherment=not wish.signs,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=wish.is_authority,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


def trusting(maker: Maker, folder: Path, client: Holder | None = None) -> ssl.SSLContext:
    """How a station connects that knows the server's authority, with a certificate of its own if it has one."""
    context = ssl.create_default_context(cadata=maker.authority.pem.decode())
    if client is not None:
        context.load_cert_chain(*client.written(folder, f"client-{id(client)}"))
    return context


def request(
    *common: str,
    operator: str | None = "Kerbside",
    key: Key | None = None,
    digest: Digest | None = None,
    is_authority: bool = False,
) -> str:
    """A certificate signing request in PEM."""
    signer = key or ec.generate_private_key(ec.SECP256R1())
    made = x509.CertificateSigningRequestBuilder().subject_name(name(*common, operator=operator))
    if is_authority:
        made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    signed = made.sign(
        signer, None if isinstance(signer, ed25519.Ed25519PrivateKey) else digest or hashes.SHA256()
    )
    return signed.public_bytes(serialization.Encoding.PEM).decode()
