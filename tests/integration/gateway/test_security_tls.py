"""S09, S10: how connections are secured, and whom we believe about those behind a proxy."""

from __future__ import annotations

import asyncio
import base64
import ssl
import warnings
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import quote

import pytest
from websockets.datastructures import Headers
from websockets.exceptions import InvalidStatus

from chargehand.core.operations.signing import is_strong
from chargehand.edge.certificates.context import LOOK_EVERY_S, Contexts, make_context
from chargehand.edge.certificates.judge import Judge
from chargehand.edge.gateway.door.origin import Origins, Seen, certificate_in, neighbourhood
from chargehand.model.credentials import SecurityProfile
from chargehand.model.events import StationConnected
from tests.integration.gateway.makers import NOW, Maker, trusting
from tests.unit.gateway.world import PASSWORD, World, until

HERE = (ip_network("127.0.0.0/8"),)
ELSEWHERE = (ip_network("192.0.2.0/24"),)


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_old_versions_are_not_spoken(maker: Maker, tmp_path: Path, version: ssl.TLSVersion) -> None:
    """S09"""
    context = make_context(maker.server().written(tmp_path, "server"), [])
    assert context.minimum_version == ssl.TLSVersion.TLSv1_2
    assert version < context.minimum_version
    assert context.options & ssl.OP_NO_COMPRESSION
    assert context.verify_mode is ssl.CERT_NONE, "without an authority nobody is asked for a certificate"


def test_the_suites_of_the_specification_are_spoken_and_no_weak_ones(maker: Maker, tmp_path: Path) -> None:
    """S09: OCPP 2.0.1 part 2 A00.FR.318, 319"""
    context = make_context(maker.server().written(tmp_path, "server"), [])
    names = {each["name"] for each in context.get_ciphers()}
    assert names >= {
        "ECDHE-ECDSA-AES128-GCM-SHA256",
        "ECDHE-ECDSA-AES256-GCM-SHA384",
        "AES128-GCM-SHA256",
        "AES256-GCM-SHA384",
    }
    assert not [name for name in names if "CBC" in name or ("SHA256" not in name and "SHA384" not in name)]


async def test_a_tls_1_1_client_is_refused(world: World, maker: Maker, tmp_path: Path) -> None:
    """S09"""
    context = make_context(maker.server().written(tmp_path, "server"), [])
    await world.start(tls=lambda: context)
    assert world.gateway.port == world.gateway.tls_port, "without a port of its own TLS has the only one"
    old = trusting(maker, tmp_path)
    old.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises((ssl.SSLError, OSError)):
        await world.socket("CP1", tls=old)


async def test_the_plain_port_speaks_no_tls_and_the_other_nothing_else(
    world: World, maker: Maker, tmp_path: Path
) -> None:
    context = make_context(maker.server().written(tmp_path, "server"), [])
    await world.start(tls=lambda: context, tls_port=0)
    assert world.gateway.port != world.gateway.tls_port
    reader, writer = await asyncio.open_connection("127.0.0.1", world.gateway.tls_port)
    writer.write(b"GET /ocpp/CP1 HTTP/1.1\r\nHost: x\r\n\r\n")
    async with asyncio.timeout(5):
        assert b"HTTP" not in await reader.read()
    writer.close()


def test_a_new_certificate_is_used_without_a_restart(maker: Maker, tmp_path: Path) -> None:
    files = maker.server().written(tmp_path, "server")
    now, told = 0.0, []
    contexts = Contexts(files, list, lambda: now, told.append)
    first = contexts.current()
    assert contexts.current() is first
    maker.server().written(tmp_path, "server")
    now += LOOK_EVERY_S
    second = contexts.current()
    assert second is not first
    files[0].write_text("nonsense")
    now += LOOK_EVERY_S
    assert contexts.current() is second, "what works is kept"
    assert len(told) == 1
    files[0].unlink()
    now += LOOK_EVERY_S
    assert contexts.current() is second


def test_a_new_authority_counts_without_a_restart(maker: Maker, tmp_path: Path) -> None:
    files = maker.server().written(tmp_path, "server")
    now, known = 0.0, list[object]()
    contexts = Contexts(files, lambda: known, lambda: now, lambda _: None)  # type: ignore[arg-type]
    assert contexts.current().verify_mode is ssl.CERT_NONE
    known.append(maker.authority.certificate)
    now += LOOK_EVERY_S
    assert contexts.current().verify_mode is ssl.CERT_OPTIONAL


# behind a proxy

FORGED = {
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "elsewhere",
    "Forwarded": "for=203.0.113.9;proto=https",
    "X-Real-IP": "203.0.113.9",
}


async def test_forged_headers_change_nothing(world: World, maker: Maker) -> None:
    """S10: from whoever is no proxy of ours."""
    world.judge = Judge(lambda: [maker.authority.certificate], lambda _: False, is_strong, lambda: NOW)
    await world.start(proxies=ELSEWHERE, certificate_header="Client-Cert", credentials_kept_s=0)
    world.door.passwords["CP1"] = PASSWORD
    shown = base64.b64encode(maker.station("CP1").der).decode()
    forged = FORGED | {"Client-Cert": f":{shown}:"}
    await world.socket("CP1", headers=forged)
    await until(lambda: world.engine.told(StationConnected))
    assert world.engine.told(StationConnected)[0].address == "127.0.0.1"
    assert "CP1" not in world.door.profiles, "nothing was raised"
    with pytest.raises(InvalidStatus, match="401"):
        await world.socket("CP1", password=None, headers=forged)
    world.door.profiles["CP1"] = SecurityProfile.BASIC_TLS
    with pytest.raises(InvalidStatus, match="401"):
        await world.socket("CP1", headers=forged)


async def test_a_trusted_proxy_is_believed(world: World, maker: Maker) -> None:
    """S10"""
    world.judge = Judge(lambda: [maker.authority.certificate], lambda _: False, is_strong, lambda: NOW)
    await world.start(proxies=HERE, certificate_header="Client-Cert", tries=100)
    world.door.passwords["CP1"] = PASSWORD
    world.door.profiles["CP1"] = SecurityProfile.BASIC_TLS
    with pytest.raises(InvalidStatus, match="401"):
        await world.socket("CP1")
    told = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
    await world.socket("CP1", headers=told)
    await until(lambda: world.engine.told(StationConnected))
    assert world.engine.told(StationConnected)[0].address == "203.0.113.9"
    good, bad = (base64.b64encode(each.der).decode() for each in (maker.station("CP1"), maker.station("CP2")))
    await world.socket("CP1", password=None, headers=told | {"Client-Cert": f":{good}:"})
    assert world.door.profiles["CP1"] is SecurityProfile.CERTIFICATE
    for headers in (told | {"Client-Cert": f":{bad}:"}, {"Client-Cert": f":{good}:"}, told):
        with pytest.raises(InvalidStatus, match="401"):
            await world.socket("CP1", headers=headers)


async def test_an_open_door_is_shut_to_those_behind_a_proxy(world: World) -> None:
    """S10: the proxy is on this machine, the station is not."""
    await world.start(proxies=HERE)
    world.door.passwords["CP1"] = None
    with pytest.raises(InvalidStatus, match="401"):
        await world.socket("CP1", password=None, headers={"X-Forwarded-For": "203.0.113.9"})


SEEN = Seen("127.0.0.1", tls=False, certificate=None)


@pytest.mark.parametrize(
    ("told", "address"),
    [
        ([], "127.0.0.1"),
        (["203.0.113.9"], "203.0.113.9"),
        (["10.9.9.9, 203.0.113.9"], "203.0.113.9"),
        (["10.9.9.9", "203.0.113.9"], "203.0.113.9"),
        (["203.0.113.9, 127.0.0.2"], "203.0.113.9"),
        (["127.0.0.3, 127.0.0.2"], "127.0.0.3"),
        (["::ffff:203.0.113.9"], "203.0.113.9"),
        (["[2001:db8::1]"], "2001:db8::1"),
        (["203.0.113.9, nonsense"], "127.0.0.1"),
        (["nonsense, 203.0.113.9"], "203.0.113.9"),
        ([""], "127.0.0.1"),
    ],
)
def test_the_last_address_that_a_trusted_proxy_wrote_counts(told: list[str], address: str) -> None:
    """S10: what stands left of it the peer may have made up."""
    headers = Headers([("X-Forwarded-For", each) for each in told])
    assert Origins(HERE, "").of(SEEN, headers).address == address


def test_our_own_tls_to_the_proxy_says_nothing_of_the_station(maker: Maker) -> None:
    """S10"""
    seen = Seen("127.0.0.1", tls=True, certificate=maker.station().der)
    assert Origins(HERE, "").of(seen, Headers()) == ("127.0.0.1", False, None)
    assert Origins((), "").of(seen, Headers()) == seen


def test_certificates_come_in_the_ways_of_proxies(maker: Maker) -> None:
    holder = maker.station()
    packed = base64.b64encode(holder.der).decode()
    for text in (f":{packed}:", packed, quote(holder.pem), quote(packed), f"{packed},{packed}"):
        assert certificate_in(text) == holder.der
    for text in ("", "nonsense!", ":", "%", "x" * 40_000):
        assert certificate_in(text) is None
    twice = Headers([("X-Forwarded-Proto", "https"), ("Cert", packed), ("Cert", packed)])
    assert Origins(HERE, "Cert").of(SEEN, twice).certificate is None, "one was slipped past the proxy"


def test_a_customers_whole_network_counts_as_one() -> None:
    """S03"""
    assert neighbourhood("2001:db8::1") == neighbourhood("2001:db8::ffff:1")
    assert neighbourhood("2001:db8::1") != neighbourhood("2001:db8:0:1::1")
    assert neighbourhood("::ffff:192.0.2.1") == neighbourhood("192.0.2.1") != neighbourhood("192.0.2.2")
