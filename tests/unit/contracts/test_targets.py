"""S23: what stations name is asked only if it is set, and only where it should be."""

from __future__ import annotations

import itertools
from contextlib import suppress

import pytest

from chargehand.edge.contracts.inlet import ContractInlet
from chargehand.edge.contracts.outgoing import Outgoing, Reply
from chargehand.edge.contracts.ports import Unhelped
from chargehand.edge.contracts.responders import OcspResponders
from chargehand.edge.contracts.targets import Hosts, private
from chargehand.model.answers import RevocationAnswer
from chargehand.model.contracts import Standing
from tests.unit.contracts.world import NOW, OPEN, Engine, Net, doubt, revocation

SET = ("ocsp.example.com", "ocsp.example.org:8080")

INNER = (
    "127.0.0.1", "127.1", "127.255.255.254", "0.0.0.0", "0", "localhost", "localhost.", "10.0.0.1", "10.255.255.255",
    "172.16.0.1", "172.31.255.255", "192.168.0.1", "100.64.0.1", "169.254.169.254", "169.254.170.2", "198.18.0.1",
    "224.0.0.1", "255.255.255.255", "192.0.0.192", "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "017700000001",
    "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::ffff:169.254.169.254]", "[::127.0.0.1]", "[fe80::1]",
    "[fe80::1%25eth0]", "[fc00::1]", "[fd00:ec2::254]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[2001:0:7f00:1::]",
    "metadata.google.internal", "metadata", "kubernetes.default.svc", "ocsp.example.com.evil.net", "evil.net",
    "xn--80ak6aa92e.com", "ocsp.example.com.", "ocsp-example.com", "OCSP.EXAMPLE.NET", "1.1.1.1",
)  # fmt: skip
SHAPES = ("http://{}/", "https://{}/ocsp", "http://{}:80/", "http://{}:8080/", "//{}/")
CUNNING = (
    "", " ", "ocsp.example.com", "/ocsp", "http:", "http://", "http:///path", "http:ocsp.example.com", "file:///etc/passwd",
    "gopher://ocsp.example.com/_x", "ftp://ocsp.example.com/", "dict://ocsp.example.com:11211/", "ldap://ocsp.example.com/",
    "data:text/plain,x", "javascript:0", "jar:http://ocsp.example.com!/", "unix:///run/docker.sock",
    "http://ocsp.example.com@127.0.0.1/", "http://127.0.0.1@ocsp.example.com/", "http://user:pass@ocsp.example.com/",
    "http://ocsp.example.com:80@127.0.0.1/", "http://127.0.0.1\\@ocsp.example.com/", "http://ocsp.example.com\\.evil.net/",
    "http://127.0.0.1#@ocsp.example.com/", "http://127.0.0.1?@ocsp.example.com/", "http://ocsp.example.com#x",
    "http://ocsp.example.com:22/", "http://ocsp.example.com:0/", "http://ocsp.example.com:99999/",
    "http://ocsp.example.com:-1/", "http://ocsp.example.com:x/", "http://ocsp.example.org/", "https://ocsp.example.org/",
    "http://ocsp.example.com/\r\nHost: evil.net\r\n\r\n", "http://ocsp.example.com/ x", "http://ocsp.example.com/\x00",
    "http://ocsp.example.com\t/", "\nhttp://ocsp.example.com/", " http://ocsp.example.com/", "http://ocsp.example.com/é",
    "http://ocsp。example。com/", "http://ⓞcsp.example.com/", "http://ocsp.example.com%2eevil.net/", "http://[::1/",
    "http://[ocsp.example.com]/", "http://%6f%63sp.example.com/", "http://ocsp.example.com%00.evil.net/",
    "http://ocsp.example.com:80:80/", "http://:80/", "http://./", "http://../", "http://*/", "http://*.example.com/",
    "http://ocsp.example.com/" + "a" * 3000, "http://127.0.0.1:80\\@ocsp.example.com/", "http:\\\\ocsp.example.com/",
    "http://ocsp.example.com/<script>", "http://ocsp.example.com/`id`", "http://ocsp.example.com/{x}",
)  # fmt: skip
CORPUS = (*(shape.format(host) for host, shape in itertools.product(INNER, SHAPES)), *CUNNING)

REBINDING = (
    ["127.0.0.1"], ["10.0.0.1"], ["169.254.169.254"], ["::1"], ["::ffff:127.0.0.1"], ["::ffff:10.0.0.1"], ["fe80::1"],
    ["fd00:ec2::254"], ["64:ff9b::a00:1"], ["2002:a00:1::"], ["100.64.0.1"], ["0.0.0.0"], ["224.0.0.1"], ["192.0.2.1"],
    [OPEN, "127.0.0.1"], ["127.0.0.1", OPEN], ["::127.0.0.1"], ["fe80::1%eth0"], ["no address"], [],
)  # fmt: skip


async def asked(net: Net, url: str, *hosts: str) -> str:
    """The reason why a station that names `url` is told nothing."""
    responders = OcspResponders(Outgoing(Hosts(hosts), net, 1000), lambda: NOW)
    inlet = ContractInlet(Engine(), None, responders, 5)
    answer = await inlet.submit(revocation(doubt(url)))
    assert isinstance(answer, RevocationAnswer)
    assert [each.standing for each in answer.assurances] == [Standing.FAILED]
    return answer.reason


async def test_no_address_of_a_strangers_choice_is_asked() -> None:
    """S23: 0 connections, and not even a lookup."""
    net = Net()
    for url in CORPUS:
        assert await asked(net, url, *SET) in {"unusable address", "host not allowed"}, url
    assert len(CORPUS) >= 200
    assert (net.lookups, net.connections) == ([], [])


async def test_with_nothing_set_nobody_is_asked() -> None:
    """S23"""
    net = Net()
    for url in (*CORPUS, "http://ocsp.example.com/"):
        assert await asked(net, url) in {"unusable address", "host not allowed"}
    assert (net.lookups, net.connections) == ([], [])


@pytest.mark.parametrize("addresses", REBINDING, ids=str)
async def test_a_name_that_leads_inside_is_not_followed(addresses: list[str]) -> None:
    """S23: what a name leads to is judged, all of it, and a name is looked up once."""
    net = Net()
    net.names["ocsp.example.com"] = addresses
    assert await asked(net, "http://ocsp.example.com/", *SET) in {"address not allowed", "no such host"}
    assert net.lookups == ["ocsp.example.com"]
    assert net.connections == []


@pytest.mark.parametrize(
    ("hosts", "url", "leads_to"),
    [
        (SET, "http://ocsp.example.com/a?b=c", [OPEN]),
        (SET, "HTTPS://OCSP.example.com", [OPEN]),
        (SET, "http://ocsp.example.com:80/", [OPEN]),
        (SET, "http://ocsp.example.org:8080/", ["2606:2800:21f:cb07:6820:80da:af6b:8b2c"]),
        (("127.0.0.1:8080",), "http://127.0.0.1:8080/", ["127.0.0.1"]),
        (("[::1]:8080",), "http://[::1]:8080/", ["::1"]),
        (("ocsp.corp", "10.1.0.0/16"), "http://ocsp.corp/", ["10.1.2.3"]),
        (("ocsp.corp", "10.1.0.0/16"), "http://ocsp.corp/", ["::ffff:10.1.2.3"]),
    ],
)
async def test_what_is_set_is_asked_where_it_was_found(
    hosts: tuple[str, ...], url: str, leads_to: list[str]
) -> None:
    """S23: connected to is the address that was judged."""
    net = Net()
    net.names = dict.fromkeys(("ocsp.example.com", "ocsp.example.org", "ocsp.corp"), leads_to)
    assert await asked(net, url, *hosts) == "unreadable answer"
    assert [address for address, _ in net.connections] == leads_to


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308, 204, 400, 401, 500])
async def test_no_redirect_is_followed(status: int) -> None:
    """S23"""
    net = Net()
    net.reply = Reply(status, b"http://169.254.169.254/")
    assert await asked(net, "http://ocsp.example.com/", *SET) == f"answered {status}"
    assert len(net.connections) == 1


async def test_a_secret_does_not_cross_the_open_net_in_plain_text() -> None:
    net = Net()
    net.names = {"far.example": [OPEN], "near.example": ["10.0.0.7"]}
    for url, way in (
        ("http://near.example/", 1),
        ("https://far.example/", 1),
        ("https://near.example/", 1),
        ("http://far.example/", 0),
        (f"http://{OPEN}/", 0),
    ):
        net.connections.clear()
        with suppress(Unhelped):
            await Outgoing(private(url), net, 1000).post(url, "text/plain", b"")
        assert len(net.connections) == way, url


@pytest.mark.parametrize(
    "entry", ["http://a", "a@b", "a b", "a:x", "10.0.0.1/8", "a/b", "ä.example", ":80", "[::1", "a#b", "a?b"]
)
def test_what_is_no_host_cannot_be_set(entry: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Hosts((entry,))


@pytest.mark.parametrize(
    ("address", "may"), [("10.1.2.3", True), ("127.0.0.1", True), ("169.254.169.254", False)]
)
def test_ones_own_service_may_stand_in_ones_own_net(address: str, *, may: bool) -> None:
    """S23: the operator named it; the services of a machine room's own link are still none of ours."""
    hosts = private("https://contracts.internal/v1")
    assert hosts.target("https://contracts.internal/v1").path == "/v1"
    assert hosts.admits(address) is may
    with pytest.raises(Unhelped):
        hosts.target("https://10.0.0.1/")
