"""S09, S11: whose certificate proves what, and what may be signed; a corpus of bad ones, made here."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from chargehand.core.operations.signing import is_strong, may_sign
from chargehand.edge.certificates.facts import Unreadable, csr_facts, csr_of
from chargehand.edge.certificates.judge import Judge
from chargehand.model.certificates import Signing, SigningHistory, SigningPolicy
from chargehand.model.identity import StationId
from tests.integration.gateway.makers import DAY, NOW, Holder, Maker, Wish, request

Bad = Callable[[Maker], bytes]


def judge(
    trusted: Sequence[x509.Certificate],
    *,
    operator: str = "",
    revoked: bytes = b"",
    at: datetime | None = None,
) -> Judge:
    return Judge(
        lambda: trusted,
        lambda digest: digest == revoked,
        is_strong,
        lambda: at or datetime.now(UTC),
        operator,
    )


def test_a_good_certificate_proves_its_own_name_only(maker: Maker) -> None:
    here = judge([maker.authority.certificate], operator="Kerbside")
    good = maker.station("CP1").der
    assert here.judge(good, "CP1") == ""
    assert here.judge(good, "CP2") == "other_name"
    assert (
        here.judge(
            maker.station("CP1", key=rsa.generate_private_key(public_exponent=65537, key_size=2048)).der,
            "CP1",
        )
        == ""
    )


def _altered(holder: Holder) -> bytes:
    return holder.der[:-1] + bytes([holder.der[-1] ^ 1])


def _below(maker: Maker) -> bytes:
    """Signed by a station that takes itself for an authority."""
    return maker.make(Wish(), maker.station("CP9")).der


BAD: dict[str, tuple[str, Bad]] = {
    "expired": ("expired", lambda m: m.station(since=NOW - 30 * DAY, until=NOW - DAY).der),
    "not yet valid": ("not_yet_valid", lambda m: m.station(since=NOW + DAY, until=NOW + 30 * DAY).der),
    "of another authority": ("unknown_authority", lambda m: m.make(Wish(), m.root("Others")).der),
    "of another authority of the same name": ("unknown_authority", lambda m: m.make(Wish(), m.stranger).der),
    "self-signed": ("unknown_authority", lambda m: m.make(Wish(), None).der),
    "signed by another station": ("unknown_authority", _below),
    "altered": ("unknown_authority", lambda m: _altered(m.station())),
    "of another station": ("other_name", lambda m: m.station("CP2").der),
    "without a name": ("other_name", lambda m: m.make(Wish(common=()), m.authority).der),
    "with two names": ("other_name", lambda m: m.station("CP1", "CP2").der),
    "with the name twice": ("other_name", lambda m: m.station("CP1", "CP1").der),
    "with the name in another case": ("other_name", lambda m: m.station("cp1").der),
    "with more than the name": ("other_name", lambda m: m.station("CP1 ").der),
    "with the name only as an alternative": (
        "other_name",
        lambda m: m.station("CP2", alternative=x509.SubjectAlternativeName([x509.DNSName("CP1")])).der,
    ),
    "of another operator": ("other_operator", lambda m: m.station(operator="Thieves").der),
    "of no operator": ("other_operator", lambda m: m.station(operator=None).der),
    "with a short RSA key": ("weak_key", lambda m: m.station(key=m.weak_key).der),
    "with a small curve": ("weak_key", lambda m: m.station(key=ec.generate_private_key(ec.SECP192R1())).der),
    "with a DSA key": ("weak_key", lambda m: m.station(key=dsa.generate_private_key(2048)).der),
    "with a key that OCPP does not know": (
        "weak_key",
        lambda m: m.station(key=ed25519.Ed25519PrivateKey.generate()).der,
    ),
    "signed with SHA-224": ("weak_signature", lambda m: m.station(digest=hashes.SHA224()).der),
    "without a purpose": ("not_for_clients", lambda m: m.station(purposes=None).der),
    "for servers": ("not_for_clients", lambda m: m.station(purposes=(ExtendedKeyUsageOID.SERVER_AUTH,)).der),
    "not for signatures": ("not_for_signatures", lambda m: m.station(signs=False).der),
    "an authority itself": ("is_an_authority", lambda m: m.station(is_authority=True).der),
    "with an extension that nobody knows": ("unknown_extension", lambda m: m.station(odd=True).der),
    "cut off": ("unreadable", lambda m: m.station().der[:-20]),
    "with something after it": ("unreadable", lambda m: m.station().der + b"x"),
    "nothing": ("unreadable", lambda _: b""),
    "no certificate": ("unreadable", lambda _: b"-----BEGIN CERTIFICATE-----"),
}  # fmt: skip


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_certificate_proves_nothing(maker: Maker, bad: str) -> None:
    """S09"""
    reason, made = BAD[bad]
    assert judge([maker.authority.certificate], operator="Kerbside").judge(made(maker), "CP1") == reason


def test_the_corpus_is_large_enough() -> None:
    assert len(BAD) >= 20


def test_what_was_revoked_proves_nothing(maker: Maker) -> None:
    """S09"""
    lost = maker.station()
    here = judge([maker.authority.certificate], revoked=lost.certificate.fingerprint(hashes.SHA256()))
    assert here.judge(lost.der, "CP1") == "revoked"
    assert here.judge(maker.station().der, "CP1") == ""


def test_nobody_counts_where_no_authority_does(maker: Maker) -> None:
    assert judge([]).judge(maker.station().der, "CP1") == "no_authority"


def test_an_authority_that_is_over_vouches_for_nobody(maker: Maker) -> None:
    old = maker.root("Old", since=NOW - 9 * DAY, until=NOW - DAY)
    assert judge([old.certificate]).judge(maker.make(Wish(), old).der, "CP1") == "unknown_authority"


def test_who_is_called_an_authority_and_is_none_vouches_for_nobody(maker: Maker) -> None:
    """Somebody put a station's certificate into the file of authorities."""
    false = maker.station("CP9")
    assert judge([false.certificate]).judge(maker.make(Wish(), false).der, "CP1") == "unknown_authority"


def test_authorities_between_stand_in_the_file_too(maker: Maker) -> None:
    between = maker.make(Wish(common=("Between",), is_authority=True, purposes=None), maker.authority)
    leaf = maker.make(Wish(), between).der
    assert judge([maker.authority.certificate]).judge(leaf, "CP1") == "unknown_authority"
    assert judge([maker.authority.certificate, between.certificate]).judge(leaf, "CP1") == ""
    assert judge([between.certificate]).judge(leaf, "CP1") == ""


# requests

POLICY = SigningPolicy(operator="Kerbside")
KNOWN = SigningHistory(certified=True)


def verdict(
    csr: str, policy: SigningPolicy = POLICY, history: SigningHistory = KNOWN, station: str = "CP1"
) -> tuple[Signing, str]:
    told = may_sign(csr_facts(csr_of(csr)), StationId(station), policy, history)
    return told.signing, told.reason


def test_a_station_may_be_certified_under_its_own_name() -> None:
    assert verdict(request("CP1")) == (Signing.SIGN, "")
    rsa_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert verdict(request("CP1", key=rsa_key)) == (Signing.SIGN, "")
    assert verdict(request("CP1", operator=None), replaced(operator="")) == (Signing.SIGN, "")


def test_the_first_certificate_waits_for_a_person() -> None:
    """S11"""
    first = SigningHistory()
    assert verdict(request("CP1"), history=first)[0] is Signing.WAIT
    assert verdict(request("CP1"), replaced(first_by_itself=True), first)[0] is Signing.SIGN
    assert verdict(request("CP2"), replaced(first_by_itself=True), first)[0] is Signing.REFUSE


FORGED: dict[str, tuple[str, Callable[[], str]]] = {
    "another station": ("other_name", lambda: request("CP2")),
    "two names": ("other_name", lambda: request("CP1", "CP2")),
    "no name": ("other_name", request),
    "another case": ("other_name", lambda: request("cp1")),
    "another operator": ("other_operator", lambda: request("CP1", operator="Thieves")),
    "no operator": ("other_operator", lambda: request("CP1", operator=None)),
    "an authority": ("wants_authority", lambda: request("CP1", is_authority=True)),
    "a short key": ("weak_key", lambda: request("CP1", key=rsa.generate_private_key(public_exponent=65537, key_size=1024))),
    "a small curve": ("weak_key", lambda: request("CP1", key=ec.generate_private_key(ec.SECP192R1()))),
    "another kind of key": ("weak_signature", lambda: request("CP1", key=ed25519.Ed25519PrivateKey.generate())),
    "signed with SHA-224": ("weak_signature", lambda: request("CP1", digest=hashes.SHA224())),
    "another key's signature": ("not_signed_by_its_key", lambda: _forged(request("CP1"))),
}  # fmt: skip


def _forged(csr: str) -> str:
    """With the last byte of the signature changed."""
    lines = csr.splitlines()
    body = bytearray(base64.b64decode("".join(lines[1:-1])))
    body[-1] ^= 1
    return "\n".join([lines[0], base64.b64encode(bytes(body)).decode(), lines[-1]])


@pytest.mark.parametrize("forged", FORGED)
def test_a_forged_request_is_refused(forged: str) -> None:
    """S11"""
    reason, made = FORGED[forged]
    assert verdict(made()) == (Signing.REFUSE, reason)


@pytest.mark.parametrize(
    "nonsense",
    [
        "",
        "CP1",
        "x" * 20_000,
        "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----",
        "\ud800",
    ],
)
def test_what_is_no_request_is_none(nonsense: str) -> None:
    """S11"""
    with pytest.raises(Unreadable):
        csr_facts(csr_of(nonsense))


def test_asking_without_end_is_refused() -> None:
    """S11: the rate is limited."""
    often = SigningHistory(certified=True, requests_today=POLICY.requests_per_day_max)
    assert verdict(request("CP1"), history=often) == (Signing.REFUSE, "too_many")


def test_a_house_that_does_not_sign_says_so() -> None:
    assert verdict(request("CP1"), replaced(signs=False)) == (Signing.REFUSE, "no_authority")


def replaced(**changes: object) -> SigningPolicy:
    values = {"operator": "Kerbside"} | changes
    return SigningPolicy(**values)  # type: ignore[arg-type]
