"""Security profiles through the program itself: TLS, certificates that it signs, passwords that it changes, guessers."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from ocpp.routing import on
from ocpp.v16 import call as call16
from ocpp.v16.enums import RegistrationStatus
from ocpp.v201 import ChargePoint as ChargePoint201
from ocpp.v201 import call, call_result
from ocpp.v201.datatypes import ChargingStationType
from ocpp.v201.enums import Action, BootReasonEnumType, CertificateSigningUseEnumType
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Subprotocol

from tests.acceptance.house import PASSWORD, HeldPort, House
from tests.integration.gateway.makers import Maker, request, trusting

OCPP201 = Subprotocol("ocpp2.0.1")
KIND = CertificateSigningUseEnumType.charging_station_certificate


class Charger(ChargePoint201):
    """Of independent make: the package `ocpp` checks every frame against OCPP's own schemas."""

    def __init__(self, identity: str, socket: ClientConnection) -> None:
        super().__init__(identity, socket, response_timeout=20)
        self.socket = socket
        self.chains: asyncio.Queue[str] = asyncio.Queue()
        self.passwords: asyncio.Queue[str] = asyncio.Queue()

    @on(Action.certificate_signed)
    async def _signed(self, certificate_chain: str, **_: Any) -> call_result.CertificateSigned:
        self.chains.put_nowait(certificate_chain)
        return call_result.CertificateSigned(status="Accepted")  # type: ignore[arg-type]

    @on(Action.set_variables)
    async def _set(self, set_variable_data: list[dict[str, Any]]) -> call_result.SetVariables:
        told: list[dict[str, Any]] = []
        for each in set_variable_data:
            if each["variable"]["name"] == "BasicAuthPassword":
                self.passwords.put_nowait(each["attribute_value"])
            told.append(
                {
                    "attribute_status": "Accepted",
                    "component": each["component"],
                    "variable": each["variable"],
                }
            )
        return call_result.SetVariables(set_variable_result=cast("Any", told))

    async def says(self, payload: Any) -> Any:
        return await self.call(payload, suppress=False)


class Secured:
    """A house with a plain port and one with TLS, and an operator."""

    def __init__(self, folder: Path, maker: Maker) -> None:
        self.folder = folder
        self.maker = maker
        self._port = HeldPort()
        certificate, key = maker.server().written(folder, "server")
        self.house = House(
            folder,
            ocpp_tls_port=self._port.number,
            ocpp_tls_cert=certificate,
            ocpp_tls_key=key,
            message_log="all",
        )
        self.token = ""

    def begin(self) -> None:
        self.house.start()
        self.house.until_ready()
        self.house.does("admin", "create", "boss@example.org")
        self.token = self.house.does("token", "boss@example.org", "--scope", "operator")["token"]
        self.house.keeps_secret(self.token)

    def leave(self) -> None:
        self.house.leave()
        self._port.give_back()

    def operator(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            base_url=f"{self.house.url}/api/v1/operator",
            headers={"Authorization": f"Bearer {self.token}"},
            timeout=20,
            trust_env=False,
        )

    def url(self, identity: str, password: str | None) -> str:
        who = "" if password is None else f"{identity}:{password}@"
        return f"wss://{who}127.0.0.1:{self._port.number}/ocpp/{identity}"

    async def lets_in(self, identity: str, password: str | None, tls: ssl.SSLContext | None = None) -> bool:
        url = self.house.station_url(identity, password) if tls is None else self.url(identity, password)
        try:
            async with connect(url, ssl=tls, subprotocols=[OCPP201], proxy=None):
                return True
        except InvalidStatus as refused:
            if refused.response.status_code != 401:
                raise
            return False

    @asynccontextmanager
    async def charger(
        self, identity: str, password: str | None, tls: ssl.SSLContext
    ) -> AsyncIterator[Charger]:
        async with connect(
            self.url(identity, password), ssl=tls, subprotocols=[OCPP201], proxy=None, ping_interval=None
        ) as socket:
            made = Charger(identity, socket)
            listening = asyncio.create_task(made.start())
            try:
                boot = call.BootNotification(
                    charging_station=ChargingStationType(model="K2", vendor_name="Kerbside"),
                    reason=BootReasonEnumType.power_up,
                )
                assert (await made.says(boot)).status == "Accepted"
                yield made
            finally:
                listening.cancel()
                with suppress(asyncio.CancelledError, Exception):
                    await listening


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    place = Secured(tmp_path_factory.mktemp("secured"), Maker())
    try:
        place.begin()
        yield place
    finally:
        place.leave()


async def certified(secured: Secured, identity: str, tls: ssl.SSLContext) -> ssl.SSLContext:
    """What the station connects with after it asked for a certificate and an operator approved."""
    key = ec.generate_private_key(ec.SECP256R1())
    async with secured.charger(identity, PASSWORD, tls) as charger, secured.operator() as api:
        other = call.SignCertificate(csr=request("ANOTHER", key=key), certificate_type=KIND)
        assert (await charger.says(other)).status == "Rejected"
        own = call.SignCertificate(csr=request(identity, key=key), certificate_type=KIND)
        assert (await charger.says(own)).status == "Accepted"
        told = (await api.get(f"/stations/{identity}/certificates")).json()
        (waiting,) = [each for each in told["requests"] if each["state"] == "waiting"]
        assert charger.chains.empty(), "the first one waits for a person"
        path = f"/stations/{identity}/certificate-requests/{waiting['id']}"
        approved = await api.post(path, json={"approve": True})
        assert approved.status_code == 200, approved.text
        chain = await asyncio.wait_for(charger.chains.get(), 20)
    files = secured.folder / "station.pem", secured.folder / "station.key"
    files[0].write_text(chain)
    files[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    made = ssl.create_default_context(cadata=secured.maker.authority.pem.decode())
    made.load_cert_chain(*files)
    return made


async def test_a_station_gets_a_certificate_and_has_to_show_it_from_then_on(secured: Secured) -> None:
    """S06, S09, S11: from a password over TLS to a certificate of our own, and no way back but an operator's."""
    secured.house.does("station", "add", "CERT-1", "--password", PASSWORD)
    plain = trusting(secured.maker, secured.folder)
    own = await certified(secured, "CERT-1", plain)
    async with secured.charger("CERT-1", None, own):
        pass
    assert not await secured.lets_in("CERT-1", PASSWORD, plain)
    assert not await secured.lets_in("CERT-1", PASSWORD)
    assert not await secured.lets_in("CERT-1", None, plain)
    async with secured.operator() as api:
        assert (await api.get("/stations/CERT-1")).json()["security_profile"] == 3
        kinds = await _kinds(api, "CERT-1")
        assert {"certificate_refused", "certificate_waits", "profile_raised", "profile_too_low"} <= kinds
        (known,) = (await api.get("/stations/CERT-1/certificates")).json()["certificates"]
        async with secured.charger("CERT-1", None, own) as charger:
            gone = await api.post(f"/stations/CERT-1/certificates/{known['fingerprint']}/revoke")
            assert gone.json()["certificates"][0]["revoked_at"]
            async with asyncio.timeout(20):
                await charger.socket.wait_closed()
            assert charger.socket.close_code == 1008, "whoever is in with it has to go"
    for _ in range(100):
        if not await secured.lets_in("CERT-1", None, own):
            break
        await asyncio.sleep(0.2)
    assert not await secured.lets_in("CERT-1", None, own)
    secured.house.does("station", "set", "CERT-1", "--security-profile", "2")
    assert not await secured.lets_in("CERT-1", PASSWORD)
    await _until_in(secured, "CERT-1", plain)


async def test_the_authoritys_key_is_ours_alone(secured: Secured) -> None:
    folder = secured.house.data_dir / "certificates"
    (file,) = folder.glob("station-ca.pem")
    assert file.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    assert "PRIVATE" not in (folder / "station-ca-certificate.pem").read_text()


async def test_a_password_is_changed_over_the_wire_and_nobody_sees_it(secured: Secured) -> None:
    """S07, S08"""
    secured.house.does("station", "add", "KEY-1", "--password", PASSWORD)
    plain = trusting(secured.maker, secured.folder)
    async with secured.charger("KEY-1", PASSWORD, plain) as charger, secured.operator() as api:
        told = await api.post("/stations/KEY-1/rotate-key", json={})
        assert (told.status_code, told.json()["kind"]) == (200, "result"), told.text
        fresh = await charger.passwords.get()
        secured.house.keeps_secret(fresh)
        assert fresh not in told.text
        for where in ("messages", "certificates", "security-events"):
            assert fresh not in (await api.get(f"/stations/KEY-1/{where}")).text
    assert await secured.lets_in("KEY-1", PASSWORD, plain)
    assert await secured.lets_in("KEY-1", fresh, plain)
    assert not await secured.lets_in("KEY-1", PASSWORD, plain)


async def test_killed_while_a_password_changes(secured: Secured) -> None:
    """S08: the station has the new password, the house died before it heard so."""
    secured.house.does("station", "add", "KEY-2", "--password", PASSWORD)
    plain = trusting(secured.maker, secured.folder)
    async with secured.charger("KEY-2", PASSWORD, plain) as charger, secured.operator() as api:
        await api.post("/stations/KEY-2/rotate-key", json={"wait": False})
        fresh = await asyncio.wait_for(charger.passwords.get(), 20)
        secured.house.keeps_secret(fresh)
        await asyncio.to_thread(secured.house.kill)
    await asyncio.to_thread(secured.house.start)
    await asyncio.to_thread(secured.house.until_ready)
    assert await secured.lets_in("KEY-2", PASSWORD, plain), "it may not have taken it"
    assert await secured.lets_in("KEY-2", fresh, plain)
    assert not await secured.lets_in("KEY-2", PASSWORD, plain)


async def test_a_password_for_a_person_is_shown_once(secured: Secured) -> None:
    secured.house.does("station", "add", "KEY-3", "--password", PASSWORD)
    fresh = secured.house.does("station", "key", "KEY-3")["password"]
    secured.house.keeps_secret(fresh)
    async with secured.operator() as api:
        other = await api.post("/stations/KEY-3/key")
        assert other.status_code == 201, other.text
        assert len(other.json()["password"]) == 40
    assert await secured.lets_in("KEY-3", PASSWORD)
    assert await secured.lets_in("KEY-3", fresh)
    assert not await secured.lets_in("KEY-3", PASSWORD)
    assert not await secured.lets_in("KEY-3", other.json()["password"])


async def test_a_profile_is_set_and_lowered_by_people(secured: Secured) -> None:
    """S06"""
    secured.house.does("station", "add", "LOW-1", "--password", PASSWORD, "--security-profile", "2")
    plain = trusting(secured.maker, secured.folder)
    assert not await secured.lets_in("LOW-1", PASSWORD)
    assert await secured.lets_in("LOW-1", PASSWORD, plain)
    async with secured.operator() as api:
        lowered = await api.put("/stations/LOW-1", json={"security_profile": 1})
        assert lowered.json()["security_profile"] == 1
    await _until_in(secured, "LOW-1", None)
    async with secured.operator() as api:
        assert "profile_too_low" in await _kinds(api, "LOW-1")


async def test_the_real_station_comes_in_while_somebody_guesses(secured: Secured) -> None:
    """S03: from the same address, within seconds, with an old charger's 1.6."""
    secured.house.does("station", "add", "BUSY-1", "--password", PASSWORD)
    ended = asyncio.Event()

    async def guess(number: int) -> list[int]:
        seen: list[int] = []
        while not ended.is_set():
            url = secured.house.station_url("BUSY-1", f"guess-{number}-{len(seen)}")
            try:
                async with connect(url, subprotocols=[OCPP201], proxy=None):
                    seen.append(101)
            except InvalidStatus as refused:
                seen.append(refused.response.status_code)
        return seen

    guessers = [asyncio.create_task(guess(number)) for number in range(8)]
    await asyncio.sleep(0)
    try:
        async with asyncio.timeout(5):
            assert await secured.lets_in("BUSY-1", PASSWORD)
        await asyncio.wait(guessers, timeout=1)
        async with asyncio.timeout(5):
            assert await secured.lets_in("BUSY-1", PASSWORD)
    finally:
        ended.set()
    seen = [status for each in await asyncio.gather(*guessers) for status in each]
    assert set(seen) == {401, 429}
    async with secured.operator() as api:
        assert "throttled" in await _kinds(api, "BUSY-1")


async def test_an_independent_16_charger_over_tls(secured: Secured) -> None:
    from tests.acceptance.charger import Charger as Charger16
    from tests.acceptance.house import OCPP16

    secured.house.does("station", "add", "OLD-1", "--password", PASSWORD, "--security-profile", "2")
    tls = trusting(secured.maker, secured.folder)
    async with connect(secured.url("OLD-1", PASSWORD), ssl=tls, subprotocols=[OCPP16], proxy=None) as socket:
        charger = Charger16("OLD-1", socket)
        listening = asyncio.create_task(charger.listen())
        told = await charger.tells(
            call16.BootNotification(charge_point_vendor="Kerbside", charge_point_model="K1")
        )
        assert told.status == RegistrationStatus.accepted
        refused = await charger.tells(call16.SignCertificate(csr=request("OLD-2")))
        assert refused.status == "Rejected"
        accepted = await charger.tells(call16.SignCertificate(csr=request("OLD-1")))
        assert accepted.status == "Accepted"
        waiting = await asyncio.to_thread(secured.house.does, "station", "approve", "OLD-1")
        listed = await asyncio.to_thread(secured.house.does, "station", "certificates", "OLD-1")
        (asked,) = [each for each in listed["requests"] if each["id"] == waiting["request"]]
        assert asked["state"] in {"approved", "signed", "sent"}
        listening.cancel()


async def _kinds(api: httpx.AsyncClient, identity: str) -> set[str]:
    """The kinds of security events that are shown; those of the gateway come a moment later."""
    found: set[str] = set()
    for _ in range(50):
        told = (await api.get(f"/stations/{identity}/security-events")).json()
        (rows,) = [value for value in told.values() if isinstance(value, list)]
        now = {each["type"] for each in rows}
        if now and now == found:
            return now
        found = now
        await asyncio.sleep(0.1)
    return found


async def _until_in(secured: Secured, identity: str, tls: ssl.SSLContext | None) -> None:
    """What the gateway knew of the station is a moment old."""
    for _ in range(100):
        if await secured.lets_in(identity, PASSWORD, tls):
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"{identity} is not let in")
