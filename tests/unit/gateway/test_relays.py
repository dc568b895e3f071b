"""What stations ask for cars, on a real line: kept first, answered with what came back, and in nobody's way meanwhile (2.x M)."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime

import pytest

from chargehand.edge.contracts.inlet import LATE, ContractInlet
from chargehand.edge.contracts.ports import Unhelped
from chargehand.model.answers import AuthorizeAnswer, ContractAnswer
from chargehand.model.calls import CallOutcome, StopTransaction
from chargehand.model.contracts import Assurance, Doubt, Standing
from chargehand.model.events import ContractAsked, RevocationAsked, StationHeard, TokenPresented
from chargehand.model.token import TokenStatus
from tests.unit.gateway.world import PASSWORD, Station, World, until

OLD, NEW = "ocpp2.0.1", "ocpp2.1"
ASKED = {"iso15118SchemaVersion": "urn:v", "action": "Update", "exiRequest": "ZXhp"}
HASHES = {"hashAlgorithm": "SHA256", "issuerNameHash": "ab", "issuerKeyHash": "cd", "serialNumber": "1a"}
SOON = datetime(2026, 11, 21, tzinfo=UTC)


class Outside:
    """Both services; they say what they are told to, once they may."""

    def __init__(self) -> None:
        self.contract = ContractAnswer(True, "cmVz", 1)
        self.assurance = Assurance(Standing.REVOKED, "cHJvb2Y=", SOON)
        self.unhelped = ""
        self.gate = asyncio.Event()
        self.gate.set()
        self.contracts: list[ContractAsked] = []
        self.doubts: list[Doubt] = []

    async def fetch(self, asked: ContractAsked) -> ContractAnswer:
        self.contracts.append(asked)
        await self._help()
        return self.contract

    async def assure(self, doubt: Doubt) -> Assurance:
        self.doubts.append(doubt)
        await self._help()
        return self.assurance

    async def _help(self) -> None:
        await self.gate.wait()
        if self.unhelped:
            raise Unhelped(self.unhelped)


@pytest.fixture
def outside() -> Outside:
    return Outside()


async def station(world: World, outside: Outside, version: str, deadline_s: float = 10) -> Station:
    world.inlet = lambda engine: ContractInlet(engine, outside, outside, deadline_s)
    await world.start()
    world.door.passwords["CP1"] = PASSWORD
    made = Station(await world.socket("CP1", offers=(version,)))
    await until(lambda: world.gateway.has(world.conversation().station))
    return made


async def errors(world: World, action: str) -> list[str]:
    await until(lambda: world.pages.of(action))
    return [row.error for row in world.pages.of(action)]


@pytest.mark.parametrize("version", [OLD, NEW])
async def test_a_contract_is_fetched(world: World, outside: Outside, version: str) -> None:
    """M01, M02. The question is in the journal before anybody is asked."""
    asking = await station(world, outside, version)
    said = ASKED | (
        {"maximumContractCertificateChains": 2, "prioritizedEMAIDs": ["DEABC"]} if version == NEW else {}
    )
    answer = (await asking.call("Get15118EVCertificate", said))[2]
    assert answer == {"status": "Accepted", "exiResponse": "cmVz"} | (
        {"remainingContracts": 1} if version == NEW else {}
    )
    (kept,) = world.engine.told(ContractAsked)
    assert outside.contracts == [kept]
    assert (kept.exi, kept.action, kept.schema) == ("ZXhp", "Update", "urn:v")
    assert (kept.chains_max, kept.emaids) == ((2, ("DEABC",)) if version == NEW else (None, ()))
    assert await errors(world, "Get15118EVCertificate") == [""]
    assert world.watch.relays == [("Get15118EVCertificate", "")]


@pytest.mark.parametrize("version", [OLD, NEW])
async def test_whether_a_certificate_is_good_is_told_with_the_proof(
    world: World, outside: Outside, version: str
) -> None:
    """M06: Accepted says that it was told, the proof says what."""
    asking = await station(world, outside, version)
    answer = await asking.call(
        "GetCertificateStatus", {"ocspRequestData": HASHES | {"responderURL": "http://o/"}}
    )
    assert answer[2] == {"status": "Accepted", "ocspResult": "cHJvb2Y="}
    assert [each.urls for each in outside.doubts] == [("http://o/",)]
    assert len(world.engine.told(RevocationAsked)) == 1


async def test_a_chain_is_told_certificate_by_certificate(world: World, outside: Outside) -> None:
    """2.1 M07"""
    asking = await station(world, outside, NEW)
    one = {"certificateHashData": HASHES, "source": "OCSP", "urls": ["http://o/"]}
    two = {"certificateHashData": HASHES | {"serialNumber": "2b"}, "source": "CRL", "urls": ["http://l/"]}
    answer = await asking.call("GetCertificateChainStatus", {"certificateStatusRequests": [one, two]})
    assert answer[2] == {
        "certificateStatus": [
            {"certificateHashData": each["certificateHashData"], "source": each["source"], "status": "Revoked",
             "nextUpdate": "2026-11-21T00:00:00.000Z"}
            for each in (one, two)
        ]
    }  # fmt: skip


@pytest.mark.parametrize("version", [OLD, NEW])
@pytest.mark.parametrize(
    ("standing", "said"),
    [
        (Standing.GOOD, {"idTokenInfo": {"status": "Accepted"}, "certificateStatus": "Accepted"}),
        (Standing.REVOKED, {"idTokenInfo": {"status": "Invalid"}, "certificateStatus": "CertificateRevoked"}),
        (Standing.UNKNOWN, {"idTokenInfo": {"status": "Invalid"}, "certificateStatus": "CertChainError"}),
        (Standing.FAILED, {"idTokenInfo": {"status": "Accepted"}}),
    ],
)
async def test_a_contract_is_as_good_as_its_certificates(
    world: World, outside: Outside, version: str, standing: Standing, said: object
) -> None:
    """C07: each of them is asked about; where nobody can tell, nothing is told."""
    outside.assurance = Assurance(standing, "cHJvb2Y=", SOON)
    asking = await station(world, outside, version)
    hashes = [HASHES | {"serialNumber": serial, "responderURL": "http://o/"} for serial in ("1a", "2b")]
    contract = {"idToken": {"idToken": "DEABC12345", "type": "eMAID"}, "iso15118CertificateHashData": hashes}
    assert (await asking.call("Authorize", contract))[2] == said
    assert [each.certificate.serial for each in outside.doubts] == ["1a", "2b"]


async def test_of_a_contract_that_may_not_charge_nobody_is_asked(world: World, outside: Outside) -> None:
    asking = await station(world, outside, NEW)
    world.engine.answers[TokenPresented] = AuthorizeAnswer(TokenStatus.BLOCKED)
    hashes = [HASHES | {"responderURL": "http://o/"}]
    contract = {"idToken": {"idToken": "DEABC12345", "type": "eMAID"}, "iso15118CertificateHashData": hashes}
    assert (await asking.call("Authorize", contract))[2] == {"idTokenInfo": {"status": "Blocked"}}
    assert outside.doubts == []


async def test_why_it_failed_stands_in_the_log_and_not_in_the_answer(world: World, outside: Outside) -> None:
    outside.unhelped = "answered 503"
    asking = await station(world, outside, NEW)
    contract = await asking.call("Get15118EVCertificate", ASKED)
    assert contract[2] == {"status": "Failed", "exiResponse": ""}
    data = {"ocspRequestData": HASHES | {"responderURL": "http://o/"}}
    assert (await asking.call("GetCertificateStatus", data))[2] == {"status": "Failed"}
    assert (await asking.call("GetCertificateStatus", {"ocspRequestData": {}}))[2] == {"status": "Failed"}
    assert await errors(world, "Get15118EVCertificate") == ["answered 503"]
    assert await errors(world, "GetCertificateStatus") == ["answered 503", "nothing that can be asked"]
    assert [reason for _, reason in world.watch.relays] == [
        "answered 503",
        "answered 503",
        "nothing that can be asked",
    ]


async def test_what_the_schema_would_not_have_does_not_reach_a_station(
    world: World, outside: Outside
) -> None:
    """7500 characters are the most in 2.0.1, of a proof 5500."""
    outside.contract = ContractAnswer(True, "x" * 7501)
    outside.assurance = Assurance(Standing.GOOD, "x" * 5501)
    asking = await station(world, outside, OLD)
    assert (await asking.call("Get15118EVCertificate", ASKED))[2] == {"status": "Failed", "exiResponse": ""}
    data = {"ocspRequestData": HASHES | {"responderURL": "http://o/"}}
    assert (await asking.call("GetCertificateStatus", data))[2] == {"status": "Failed"}
    assert await errors(world, "Get15118EVCertificate") == ["not as the schema says: exiResponse"]
    assert await errors(world, "GetCertificateStatus") == ["not as the schema says: ocspResult"]


async def test_our_own_calls_go_out_while_a_service_thinks(world: World, outside: Outside) -> None:
    """F16. Other stations do not wait either, and what this one says next is answered next."""
    outside.gate.clear()
    asking = await station(world, outside, OLD)
    await asking.send(json.dumps([2, "m1", "Get15118EVCertificate", ASKED]))
    await until(lambda: outside.contracts)
    stopping = asyncio.create_task(world.ask(StopTransaction("t-1")))
    ours = await asking.hear()
    assert ours[2] == "RequestStopTransaction"
    await asking.send(json.dumps([3, ours[1], {"status": "Accepted"}]))
    assert (await stopping)[0] is CallOutcome.ACCEPTED
    other = await world.station("CP2")
    assert (await other.call("Heartbeat", {}))[0] == 3
    await asking.send(json.dumps([2, "m2", "Heartbeat", {}]))
    outside.gate.set()
    assert [(await asking.hear())[1] for _ in range(2)] == ["m1", "m2"]
    assert not world.engine.told(StationHeard)


async def test_a_service_that_says_nothing_is_not_waited_for(world: World, outside: Outside) -> None:
    outside.gate.clear()
    asking = await station(world, outside, OLD, deadline_s=0.05)
    assert (await asking.call("Get15118EVCertificate", ASKED))[2]["status"] == "Failed"
    assert await errors(world, "Get15118EVCertificate") == [LATE]


async def test_a_station_that_leaves_meanwhile_hurts_nobody(world: World, outside: Outside) -> None:
    outside.gate.clear()
    asking = await station(world, outside, OLD)
    await asking.send(json.dumps([2, "m1", "Get15118EVCertificate", ASKED]))
    await until(lambda: outside.contracts)
    asking.socket.transport.abort()
    again = Station(await world.socket("CP1", offers=(OLD,)))
    assert (await again.call("Heartbeat", {}))[0] == 3
    outside.gate.set()
    await world.left()
    assert not world.watch.broken
