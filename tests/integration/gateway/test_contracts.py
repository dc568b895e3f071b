"""2.x M: what stations ask for cars, through the real engine and a real HTTP server of this machine, which the settings name."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from chargehand.main.serving.contracts import with_contracts
from chargehand.main.settings import Settings
from tests.integration.gateway.house import Charger, RealHouse
from tests.unit.contracts.authority import Authority

PASSWORD = "a-password-of-20-chars"
ASKED = {"iso15118SchemaVersion": "urn:v", "action": "Install", "exiRequest": "ZXhpLXJlcXVlc3Q="}


class Site:
    """A web server of one page for each path."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {}
        self.heard: list[bytes] = []
        self.port = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        size = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        self.heard.append(head + await reader.readexactly(size))
        page = self.pages.get(head.split()[1].decode())
        status = b"404 Not Found" if page is None else b"200 OK"
        body = page or b""
        writer.write(b"HTTP/1.1 %b\r\nContent-Length: %d\r\n\r\n%b" % (status, len(body), body))
        await writer.drain()
        writer.close()


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    made = Site()
    listening = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.port = listening.sockets[0].getsockname()[1]
    yield made
    listening.close()


@pytest.fixture
async def house(pool: asyncpg.Pool, database: str, site: Site) -> AsyncIterator[RealHouse]:
    settings = Settings(
        iso15118_url=f"http://127.0.0.1:{site.port}/contracts",
        iso15118_secret="s3cret",
        ocsp_hosts=f"127.0.0.1:{site.port}",
        iso15118_deadline_s=10,
    )
    made = RealHouse(pool, database)
    made.inlet = lambda engine: with_contracts(settings, engine)
    await made.add("CP1", PASSWORD)
    await made.start()
    yield made
    await made.stop()


async def written(house: RealHouse, action: str) -> str:
    """The error that the message log has of the only call."""
    for _ in range(500):
        rows = await house.pool.fetch("select error from message where action = $1", action)
        if rows:
            return rows[0]["error"]
        await asyncio.sleep(0.02)
    raise AssertionError("it is not written down in time")


@pytest.mark.parametrize("protocol", ["ocpp2.0.1", "ocpp2.1"])
async def test_a_contract_comes_from_the_service_that_is_set(
    house: RealHouse, site: Site, protocol: str
) -> None:
    """M01, M02"""
    site.pages["/contracts"] = json.dumps({"status": "Accepted", "exiResponse": "cmVz"}).encode()
    charger = Charger(house, "CP1", PASSWORD, protocol)
    await charger.come()
    answer = await charger.tells("Get15118EVCertificate", ASKED)
    assert answer[2] == {"status": "Accepted", "exiResponse": "cmVz"}
    (heard,) = site.heard
    head, _, body = heard.partition(b"\r\n\r\n")
    assert b"Authorization: Bearer s3cret" in head
    assert json.loads(body)["station"] == "CP1"
    assert await written(house, "Get15118EVCertificate") == ""
    kept = await house.pool.fetchval("select frame from journal where frame like '%Get15118EVCertificate%'")
    assert ASKED["exiRequest"] in kept
    await charger.go()


async def test_whether_a_certificate_is_good(house: RealHouse, site: Site) -> None:
    """M06; S23: the same server under another name is not asked."""
    authority, now = Authority(), datetime.now(UTC)
    proof = authority.says(at=now, until=now + timedelta(days=1))
    site.pages["/ocsp"] = proof
    name = authority.name
    data = {
        "hashAlgorithm": name.algorithm, "issuerNameHash": name.issuer_name_hash, "issuerKeyHash": name.issuer_key_hash,
        "serialNumber": name.serial,
    }  # fmt: skip
    charger = Charger(house, "CP1", PASSWORD, "ocpp2.0.1")
    await charger.come()
    url = f"http://127.0.0.1:{site.port}/ocsp"
    answer = await charger.tells("GetCertificateStatus", {"ocspRequestData": data | {"responderURL": url}})
    assert answer[2] == {"status": "Accepted", "ocspResult": base64.b64encode(proof).decode()}
    for other in (
        url.replace("127.0.0.1", "localhost"),
        url.replace("127.0.0.1", "127.1"),
        "http://169.254.169.254/",
    ):
        answer = await charger.tells(
            "GetCertificateStatus", {"ocspRequestData": data | {"responderURL": other}}
        )
        assert answer[2] == {"status": "Failed"}
    assert len(site.heard) == 1
    await charger.go()


async def test_a_service_that_is_of_no_help(house: RealHouse, site: Site) -> None:
    charger = Charger(house, "CP1", PASSWORD, "ocpp2.1")
    await charger.come()
    answer = await charger.tells("Get15118EVCertificate", ASKED)
    assert answer[2] == {"status": "Failed", "exiResponse": ""}
    assert await written(house, "Get15118EVCertificate") == "answered 404"
    assert len(site.heard) == 1
    await charger.go()
