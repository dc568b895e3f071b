"""Whether a certificate is still good is what a responder says of this very one, now (RFC 6960; 2.x M06)."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.x509 import ocsp
from msgspec.structs import replace

from chargehand.edge.contracts.inlet import ContractInlet
from chargehand.edge.contracts.outgoing import Outgoing, Reply
from chargehand.edge.contracts.responders import OcspResponders
from chargehand.edge.contracts.targets import Hosts
from chargehand.model.answers import RevocationAnswer
from chargehand.model.contracts import Assurance, Doubt, Standing
from tests.unit.contracts.authority import DAY, Authority
from tests.unit.contracts.world import NOW, Engine, Net, doubt, revocation

URL = "http://ocsp.example.com/"


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


async def assured(net: Net, *doubts: Doubt) -> RevocationAnswer:
    responders = OcspResponders(Outgoing(Hosts(("ocsp.example.com",)), net, 64_000), lambda: NOW)
    answer = await ContractInlet(Engine(), None, responders, 5).submit(revocation(*doubts))
    assert isinstance(answer, RevocationAnswer)
    return answer


def saying(told: bytes) -> Net:
    net = Net()
    net.reply = Reply(200, told)
    return net


@pytest.mark.parametrize(
    ("status", "standing"),
    [
        (ocsp.OCSPCertStatus.GOOD, Standing.GOOD),
        (ocsp.OCSPCertStatus.REVOKED, Standing.REVOKED),
        (ocsp.OCSPCertStatus.UNKNOWN, Standing.UNKNOWN),
    ],
)
async def test_the_responders_word_is_handed_on_with_its_proof(
    authority: Authority, status: ocsp.OCSPCertStatus, standing: Standing
) -> None:
    told = authority.says(status)
    net = saying(told)
    answer = await assured(net, Doubt(authority.name, (URL,)))
    assert answer == RevocationAnswer((Assurance(standing, base64.b64encode(told).decode(), NOW + DAY),))
    ((_, call),) = net.connections
    head, _, body = call.text.partition(b"\r\n\r\n")
    assert b"Content-Type: application/ocsp-request\r\n" in head
    asked = ocsp.load_der_ocsp_request(body)
    assert (asked.serial_number, asked.issuer_key_hash.hex()) == (
        authority.leaf.serial_number,
        authority.name.issuer_key_hash,
    )


async def test_a_word_about_something_else_or_out_of_its_time_is_none(authority: Authority) -> None:
    empty = ocsp.OCSPResponseBuilder.build_unsuccessful(ocsp.OCSPResponseStatus.TRY_LATER)
    old = NOW - timedelta(days=9)
    for told, reason in (
        (authority.says(about=authority.other), "about another certificate"),
        (authority.says(at=old, until=old + DAY), "out of date"),
        (authority.says(at=NOW + DAY, until=NOW + 2 * DAY), "out of date"),
        (empty.public_bytes(serialization.Encoding.DER), "responder says try_later"),
        (b"", "unreadable answer"),
        (b"\x30\x03\x0a\x01", "unreadable answer"),
        (authority.says()[:-9], "unreadable answer"),
    ):
        assert await assured(saying(told), Doubt(authority.name, (URL,))) == RevocationAnswer(
            (Assurance(),), reason
        )


@pytest.mark.parametrize(
    "odd",
    [
        {"algorithm": "MD5"}, {"issuer_name_hash": "zz"}, {"issuer_key_hash": "ab"}, {"serial": "-"}, {"serial": ""},
        {"serial": "-1"},
    ],
)  # fmt: skip
async def test_a_name_that_is_nobodys_is_asked_of_nobody(authority: Authority, odd: dict[str, str]) -> None:
    net = Net()
    answer = await assured(net, Doubt(replace(authority.name, **odd), (URL,)))
    assert answer.assurances == (Assurance(),)
    assert answer.reason
    assert net.connections == []


async def test_each_certificate_of_a_chain_has_its_own_answer(authority: Authority) -> None:
    """2.1 M07: the first of the addresses that helps; lists of revoked ones are not fetched."""
    net = saying(authority.says())
    mine = Doubt(authority.name, ("http://127.0.0.1/", URL, URL))
    answer = await assured(net, mine, doubt(URL), doubt(URL, source="CRL"), doubt())
    assert [each.standing for each in answer.assurances] == [Standing.GOOD, *[Standing.FAILED] * 3]
    assert answer.reason == "about another certificate, no lists are fetched, nobody named"
    assert len(net.connections) == 2


async def test_nothing_that_can_be_asked() -> None:
    assert await assured(Net()) == RevocationAnswer((), "nothing that can be asked")
