"""A car's question goes to the service that is set, once it is kept; whatever goes wrong is told as having failed (2.x M01, M02)."""

from __future__ import annotations

import asyncio
import json

import pytest

from chargehand.edge.contracts.inlet import AT_ONCE, LATE, ContractInlet
from chargehand.edge.contracts.outgoing import Outgoing, Reply
from chargehand.edge.contracts.shop import ContractShop
from chargehand.edge.contracts.targets import Hosts, private
from chargehand.model.answers import Answer, ContractAnswer, Noted
from chargehand.model.events import ContractAsked, StationHeard
from chargehand.model.refusals import Refusal
from tests.unit.contracts.world import CP1, NOW, Engine, Net, contract, doubt, revocation

URL = "https://contracts.example.com/v1/fetch?tenant=7"


class House:
    def __init__(self, secret: str = "") -> None:
        self.net, self.engine = Net(), Engine()
        self.shop = ContractShop(Outgoing(private(URL), self.net, 1000), URL, secret)
        self.inlet = ContractInlet(self.engine, self.shop, None, 5)

    async def fetched(self, event: ContractAsked) -> ContractAnswer:
        answer = await self.inlet.submit(event, "frame")
        assert isinstance(answer, ContractAnswer)
        return answer


async def test_the_service_gets_the_question_and_the_car_its_answer() -> None:
    house = House("s3cret")
    house.net.says({"status": "Accepted", "exiResponse": "cmVz", "remainingContracts": 2, "more": []})
    asked = contract(chains_max=3, emaids=("DEABC1",))
    assert await house.fetched(asked) == ContractAnswer(True, "cmVz", 2)
    assert house.engine.events == [asked]
    head, body = house.net.sent
    assert json.loads(body) == {
        "station": "CP1", "exiRequest": "ZXhp", "action": "Install", "iso15118SchemaVersion": "urn:v",
        "maximumContractCertificateChains": 3, "prioritizedEMAIDs": ["DEABC1"],
    }  # fmt: skip
    lines = head.split("\r\n")
    assert lines[0] == "POST /v1/fetch?tenant=7 HTTP/1.1"
    assert {
        "Host: contracts.example.com",
        "Authorization: Bearer s3cret",
        f"Content-Length: {len(body)}",
    } <= set(lines)


async def test_a_no_of_the_service_is_handed_on() -> None:
    house = House()
    house.net.says({"status": "Failed", "exiResponse": "bm8="})
    assert await house.fetched(contract()) == ContractAnswer(False, "bm8=", reason="the service said Failed")
    assert "Authorization" not in house.net.sent[0]


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(200, b""), "unreadable answer"),
        (Reply(200, b"<html>"), "unreadable answer"),
        (Reply(200, b'{"status":"Maybe","exiResponse":"x"}'), "unreadable answer"),
        (Reply(200, b'{"status":"Accepted","exiResponse":7}'), "unreadable answer"),
        (Reply(200, b'{"status":"Accepted"}'), "accepted without an answer for the car"),
        (Reply(503, b""), "answered 503"),
        (Reply(302, b""), "answered 302"),
        (ConnectionRefusedError(), "no connection"),
        (OSError(), "no connection"),
    ],
)
async def test_whatever_goes_wrong_is_told_as_failed(reply: Reply | OSError, reason: str) -> None:
    house = House()
    house.net.reply = reply
    assert await house.fetched(contract()) == ContractAnswer(False, reason=reason)


async def test_what_the_engine_refuses_goes_nowhere() -> None:
    house = House()
    house.engine.answer = Refusal.NOT_FOUND
    assert await house.inlet.submit(contract()) is Refusal.NOT_FOUND
    assert house.net.lookups == []


async def test_everything_else_passes_by() -> None:
    house = House()
    for event in (StationHeard(station=CP1, at=NOW), revocation(doubt("http://contracts.example.com/"))):
        assert await house.inlet.submit(event) == Noted()
    assert house.net.lookups == []
    alone = ContractInlet(house.engine, None, None, 5)
    assert await alone.submit(contract()) == Noted()


class Slow:
    """A service that answers when it is let."""

    def __init__(self) -> None:
        self.gate = asyncio.Event()
        self.under_way = 0

    async def fetch(self, asked: ContractAsked) -> ContractAnswer:
        self.under_way += 1
        try:
            await self.gate.wait()
        finally:
            self.under_way -= 1
        return ContractAnswer(True, asked.exi)


async def test_nobody_waits_for_ever() -> None:
    slow = Slow()
    inlet = ContractInlet(Engine(), slow, None, 0.01)
    assert await inlet.submit(contract()) == ContractAnswer(False, reason=LATE)
    assert slow.under_way == 0, "it is not waited for any longer"


async def test_only_so_many_are_asked_at_once() -> None:
    slow = Slow()
    inlet = ContractInlet(Engine(), slow, None, 30)

    async def told() -> Answer | Refusal:
        return await inlet.submit(contract())

    waiting = [asyncio.create_task(told()) for _ in range(AT_ONCE + 5)]
    for _ in range(200):
        await asyncio.sleep(0)
    assert slow.under_way == AT_ONCE
    slow.gate.set()
    assert {type(each) for each in await asyncio.gather(*waiting)} == {ContractAnswer}


def test_no_host_is_no_host() -> None:
    assert not Hosts(())
    assert not Hosts(("", " "))
    assert Hosts((" ocsp.example.com ",))
