"""What an operator's calls tell of the certificates that a station holds (1.6 security extension, 2.x M03 to M05)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import ocsp

from chargehand.model.calls import AnyCall
from chargehand.model.certificates import CertificatesTold, InstalledCertificate
from chargehand.model.contracts import CertificateName
from chargehand.wire.ocpp.learning import learned
from tests.unit.contracts.authority import made

ACCEPTED = {"status": "Accepted"}
SAID = {"hashAlgorithm": "SHA256", "issuerNameHash": "AB", "issuerKeyHash": "Cd", "serialNumber": "001A"}
NAME = CertificateName("SHA256", "ab", "cd", "1a")
CHILD = CertificateName("SHA256", "ab", "cd", "2b")


def told(action: str, payload: object, answer: object) -> CertificatesTold | None:
    return learned(AnyCall(action, json.dumps(payload)), json.dumps(answer).encode()).certificates


def test_a_list_of_one_kind() -> None:
    """1.6: the kind stands in the question."""
    asked = {"certificateType": "CentralSystemRootCertificate"}
    row = InstalledCertificate(kind="CentralSystemRootCertificate", name=NAME)
    known = told("GetInstalledCertificateIds", asked, ACCEPTED | {"certificateHashData": [SAID, {"x": 1}]})
    assert known == CertificatesTold((row,), ("CentralSystemRootCertificate",))
    none = told("GetInstalledCertificateIds", asked, {"status": "NotFound"})
    assert none == CertificatesTold((), ("CentralSystemRootCertificate",))


def test_a_list_of_chains() -> None:
    """2.x: what leads to a root stands under the chain's head."""
    chain = {
        "certificateType": "V2GCertificateChain", "certificateHashData": SAID,
        "childCertificateHashData": [SAID | {"serialNumber": "2B"}],
    }  # fmt: skip
    rows = (
        InstalledCertificate(kind="V2GCertificateChain", name=NAME),
        InstalledCertificate(kind="V2GCertificateChain", name=CHILD, under="1a"),
    )
    answer = ACCEPTED | {"certificateHashDataChain": [chain]}
    assert told("GetInstalledCertificateIds", {}, answer) == CertificatesTold(rows, (), all=True)
    kinds = {"certificateType": ["V2GCertificateChain", "V2GRootCertificate"]}
    assert told("GetInstalledCertificateIds", kinds, answer) == CertificatesTold(
        rows, tuple(kinds["certificateType"])
    )


def test_what_was_installed_is_known_as_the_station_will_name_it() -> None:
    root, _ = made("root")
    pem = root.public_bytes(serialization.Encoding.PEM).decode()
    known = told(
        "InstallCertificate", {"certificateType": "V2GRootCertificate", "certificate": pem}, ACCEPTED
    )
    assert known is not None
    (row,) = known.installed
    named = ocsp.OCSPRequestBuilder().add_certificate(root, root, hashes.SHA256()).build()
    key = root.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    digest = hashes.Hash(hashes.SHA256())
    digest.update(key)
    assert row.name == CertificateName(
        "SHA256", named.issuer_name_hash.hex(), digest.finalize().hex(), f"{root.serial_number:x}"
    )
    assert (row.kind, row.pem, known.all, known.all_of) == ("V2GRootCertificate", pem, False, ())


def test_one_that_somebody_else_issued_is_named_in_part() -> None:
    issuer: Any = made("root")
    leaf, _ = made("leaf", issuer)
    assert isinstance(leaf, x509.Certificate)
    pem = leaf.public_bytes(serialization.Encoding.PEM).decode()
    known = told("InstallCertificate", {"certificateType": "X", "certificate": pem}, ACCEPTED)
    assert known is not None
    name = known.installed[0].name
    assert (name.algorithm, name.issuer_key_hash, len(name.issuer_name_hash)) == ("SHA256", "", 64)


@pytest.mark.parametrize(
    ("status", "gone"), [("Accepted", True), ("NotFound", True), ("Failed", False), ("", False)]
)
def test_what_was_deleted(status: str, *, gone: bool) -> None:
    known = told("DeleteCertificate", {"certificateHashData": SAID}, {"status": status})
    assert known == (CertificatesTold(deleted=(NAME,)) if gone else None)


@pytest.mark.parametrize("answer", [{}, {"status": "Rejected"}, {"status": 7}, [], "x", {"status": "Failed"}])
def test_what_cannot_be_read_or_was_refused_tells_nothing(answer: object) -> None:
    for action, payload in (
        ("GetInstalledCertificateIds", {"certificateType": 7}),
        ("GetInstalledCertificateIds", {}),
        ("InstallCertificate", {"certificateType": "X", "certificate": "no PEM"}),
        ("InstallCertificate", {}),
        ("DeleteCertificate", {}),
    ):
        assert told(action, payload, answer) is None


def test_a_certificate_that_cannot_be_read_is_kept_as_it_is() -> None:
    known = told("InstallCertificate", {"certificateType": "X", "certificate": "\u0000 no PEM"}, ACCEPTED)
    row = InstalledCertificate(kind="X", name=CertificateName("", "", "", ""), pem="\u0000 no PEM")
    assert known == CertificatesTold((row,))
