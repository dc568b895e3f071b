"""Any call and operations over the operator API: asked for over HTTP, decided by the engine, answered by a station that is played."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from chargehand.engine.performer import Performer
from chargehand.model.batch import DueCall
from chargehand.model.calls import (
    STATION_LIMIT,
    AnyCall,
    Call,
    CallOutcome,
    ChangeAvailability,
    Reply,
    Reset,
    SetChargingLimit,
    UnlockConnector,
    UpdateFirmware,
)
from chargehand.model.device import Variable
from chargehand.model.events import SecurityEventReported, StationBooted, TimerRang, VariablesReported
from chargehand.model.identity import StationId
from chargehand.model.reservation import Reservation, ReservationStatus
from chargehand.store.units import PostgresUnits
from tests.integration.web.site import Browser, Decided, Site, until

OPERATOR = "/api/v1/operator"
CALL = f"{OPERATOR}/stations/CP1/call"
CLEAR = {"action": "ClearCache", "payload": {}}


@dataclass
class Line:
    """The gateway's line to a station: says `reply` to whatever it is asked, once it may."""

    reply: Reply = field(default_factory=lambda: Reply(CallOutcome.ACCEPTED, "", '{"status":"Accepted"}'))
    asked: list[Call] = field(default_factory=list[Call])
    may_answer: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.may_answer.set()

    def has(self, station: StationId) -> bool:
        return station == "CP1"

    async def call(self, due: DueCall, sent: Callable[[], Awaitable[None]]) -> Reply:
        self.asked.append(due.call)
        await sent()
        await self.may_answer.wait()
        return self.reply


@asynccontextmanager
async def connected(site: Site) -> AsyncIterator[Line]:
    """CP1 is on the line."""
    await site.world.station("CP1", connectors=2)
    line = Line()
    store = PostgresUnits(site.world.pool)
    performer = Performer("g", site.submit, store, line, site.world.clock, Decided(site.observed.faults))
    task = asyncio.create_task(performer.run(site.feed))
    try:
        yield line
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def operator(site: Site) -> Browser:
    boss = await site.world.driver("boss", operator=True)
    return site.program(await site.world.api_token(boss, "operator"))


async def ask(api: Browser, **wish: object) -> dict[str, Any]:
    answer = await api.post(CALL, json=CLEAR | wish)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_call_returns_the_answer_as_it_came(site: Site) -> None:
    api = await operator(site)
    async with connected(site) as line:
        odd = '{"status":"Accepted","more":[1.10,{"a":"\\u00fc"}],"customData":{"vendorId":"x"}}'
        line.reply = Reply(CallOutcome.ACCEPTED, "", odd)
        told = await ask(api)
    assert (told["kind"], told["response"]) == ("result", json.loads(odd))
    assert line.asked == [AnyCall("ClearCache", "{}")]
    command = told["command"]
    assert (command["kind"], command["action"], command["state"]) == ("call", "ClearCache", "confirmed")
    assert command["deadline"] == f"{site.world.clock() + timedelta(seconds=30):%Y-%m-%dT%H:%M:%SZ}"
    assert (await api.get(f"{OPERATOR}/commands/{command['id']}")).json() == command


@pytest.mark.parametrize(
    ("reply", "kind", "reason"),
    [
        (Reply(CallOutcome.REJECTED, "Rejected", '{"status":"Rejected"}'), "result", "refused"),
        (
            Reply(
                CallOutcome.UNSUPPORTED,
                "NotSupported",
                '{"code":"NotSupported","description":"no","details":{}}',
            ),
            "error",
            "unsupported",
        ),
        (Reply(CallOutcome.UNSUPPORTED, "no such thing in 1.6"), "error", "unsupported"),
        (Reply(CallOutcome.UNANSWERED, "no_answer"), "timeout", "no_answer"),
        (Reply(CallOutcome.OFFLINE), "offline", "offline"),
    ],
)
async def test_whatever_becomes_of_it_is_told(site: Site, reply: Reply, kind: str, reason: str) -> None:
    api = await operator(site)
    async with connected(site) as line:
        line.reply = reply
        told = await ask(api)
    assert (told["kind"], told["command"]["reason"]) == (kind, reason)
    assert told["response"] == (None if reply.response is None else json.loads(reply.response))


async def test_a_station_that_is_away_is_offline_at_once(site: Site) -> None:
    api = await operator(site)
    await site.world.station("CP1", connected=False)
    assert await ask(api) == {"kind": "offline", "response": None, "command": None}
    assert await ask(api, wait=False) == {"kind": "offline", "response": None, "command": None}
    reset = await api.post(f"{OPERATOR}/stations/CP1/reset", json={})
    assert (reset.status_code, reset.json()["code"]) == (409, "charger_offline")
    assert (await api.post(f"{OPERATOR}/stations/nobody/call", json=CLEAR)).status_code == 404
    assert (await api.post(f"{OPERATOR}/stations/nobody/reset", json={})).status_code == 404


async def test_who_does_not_wait_is_told_the_command(site: Site) -> None:
    api = await operator(site)
    async with connected(site) as line:
        line.may_answer.clear()
        answer = await api.post(CALL, json=CLEAR | {"wait": False, "timeout_s": 7.2})
        assert answer.status_code == 202, answer.text
        command = answer.json()["command"]
        assert (command["state"], command["response"]) == ("requested", None)
        assert command["deadline"] == f"{site.world.clock() + timedelta(seconds=8):%Y-%m-%dT%H:%M:%SZ}"

        async def over() -> bool:
            return (await api.get(f"{OPERATOR}/commands/{command['id']}")).json()["state"] == "confirmed"

        await until(lambda: bool(line.asked))
        assert not await over()
        line.may_answer.set()
        await until(over)


async def test_silence_ends_with_the_time_that_was_given(site: Site) -> None:
    """Here by the deadline's own timer: the gateway died with the call."""
    api = await operator(site)
    async with connected(site) as line:
        line.may_answer.clear()
        waiting = asyncio.create_task(ask(api, timeout_s=5))
        await until(lambda: bool(line.asked))
        command = await site.world.pool.fetchval("select id from command")
        site.world.clock.pass_by(seconds=5)
        event = TimerRang(station=StationId("CP1"), at=site.world.clock(), kind="deadline", subject=command)
        await site.submit.submit(event)
        told = await waiting
        line.may_answer.set()
    assert (told["kind"], told["response"], told["command"]["state"]) == ("timeout", None, "unanswered")


async def test_an_answer_that_another_process_heard_is_found(site: Site) -> None:
    """Lost news costs a second, not the answer."""
    api = await operator(site)
    async with connected(site) as line:
        line.may_answer.clear()
        waiting = asyncio.create_task(ask(api))

        async def is_sent() -> bool:
            return await site.world.pool.fetchval("select state from command") == "sent"

        await until(is_sent)
        await site.world.pool.execute(
            "update command set state = 'confirmed', response = '[7]', ended_at = now()"
        )
        assert (await waiting)["response"] == [7]


async def test_a_payload_that_the_schema_does_not_know_is_told_why(site: Site) -> None:
    api = await operator(site)
    async with connected(site) as line:
        wrong = {"action": "ChangeAvailability", "payload": {"connectorId": "one", "colour": "red"}}
        answer = await api.post(CALL, json=wrong)
        assert (answer.status_code, answer.json()["code"]) == (422, "schema")
        assert set(answer.json()["detail"].split("; ")) == {
            "connectorId: type",
            "type: missing",
            "colour: unknown",
        }
        for action, why in (
            ("Frobnicate", "ocpp1.6 has no action Frobnicate."),
            ("GetVariables", "ocpp1.6 has no action GetVariables."),
            ("StartTransaction", "In ocpp1.6 only stations send StartTransaction."),
        ):
            answer = await api.post(CALL, json={"action": action, "payload": {}})
            assert (answer.status_code, answer.json()["detail"]) == (422, why)
        assert line.asked == []
        assert (await ask(api, **wrong, unchecked=True))["kind"] == "result"
        assert line.asked == [AnyCall("ChangeAvailability", '{"connectorId":"one","colour":"red"}')]
        assert (await ask(api, action="Frobnicate", unchecked=True))["kind"] == "result"
        assert (await ask(api, action="DataTransfer", payload={"vendorId": "x", "data": "y"}))[
            "kind"
        ] == "result"


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b'{"action":""}',
        b'{"action":"a\\"b"}',
        b'{"action":"ClearCache","payload":[]}',
        b'{"action":"ClearCache","payload":null}',
        b'{"action":"ClearCache","payload":{"a":NaN},"unchecked":true}',
        b'{"action":"ClearCache","payload":{"a":"\\ud800"},"unchecked":true}',
        b'{"action":"ClearCache","payload":' + b'{"a":' * 40 + b"1" + b"}" * 40 + b',"unchecked":true}',
        b'{"action":"ClearCache","timeout_s":0}',
        b'{"action":"ClearCache","timeout_s":601}',
        b'{"action":"ClearCache","colour":"red"}',
    ],
)
async def test_what_no_frame_can_carry_is_not_sent(site: Site, body: bytes) -> None:
    api = await operator(site)
    async with connected(site) as line:
        answer = await api.post(CALL, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422, answer.text
    assert line.asked == []


async def test_a_whole_local_list_fits_into_a_call(site: Site) -> None:
    api = await operator(site)
    entries = [
        {"idTag": f"CARD{number:012d}", "idTagInfo": {"status": "Accepted"}} for number in range(3_000)
    ]
    wish: dict[str, object] = {"listVersion": 1, "updateType": "Full", "localAuthorizationList": entries}
    async with connected(site) as line:
        assert (await ask(api, action="SendLocalList", payload=wish))["kind"] == "result"
        (call,) = line.asked
        assert isinstance(call, AnyCall)
        assert json.loads(call.payload) == wish
        answer = await api.post(CALL, json=CLEAR | {"payload": {"x": "x" * 300_000}})
        assert answer.status_code == 413


async def test_a_wish_with_a_key_is_one_call(site: Site) -> None:
    api = await operator(site)
    async with connected(site) as line:
        key = {"Idempotency-Key": "k1"}
        first = await api.post(CALL, json=CLEAR, headers=key)
        again = await api.post(CALL, json=CLEAR, headers=key)
        assert again.json() == first.json()
        assert again.headers["Idempotent-Replayed"] == "true"
        other = await api.post(CALL, json=CLEAR | {"wait": False}, headers=key)
        assert other.status_code == 422
        assert len(line.asked) == 1


async def test_operations_with_rules_go_out_in_the_models_words(site: Site) -> None:
    api = await operator(site)
    async with connected(site) as line:
        for path, body, wanted in (
            ("reset", {}, Reset()),
            ("reset", {"at_once": True, "connector": 2}, Reset(at_once=True, connector=2)),
            ("unlock", {"connector": 2}, UnlockConnector(2)),
            ("availability", {"operative": False}, ChangeAvailability(operative=False)),
            (
                "availability",
                {"operative": True, "connector": 1},
                ChangeAvailability(operative=True, connector=1),
            ),
        ):
            answer = await api.post(f"{OPERATOR}/stations/CP1/{path}", json=body)
            assert (answer.status_code, answer.json()["kind"]) == (200, "result"), answer.text
            assert line.asked[-1] == wanted
        answer = await api.post(
            f"{OPERATOR}/stations/CP1/firmware", json={"location": "https://x.example/fw", "retries": 2}
        )
        assert answer.json()["command"]["kind"] == "firmware"
        call = line.asked[-1]
        assert isinstance(call, UpdateFirmware)
        assert (call.location, call.retries, call.retrieve_at) == (
            "https://x.example/fw",
            2,
            site.world.clock(),
        )
        assert 0 < call.number < 2**31


async def test_a_whole_station_is_limited(site: Site) -> None:
    """K01, K10; F62: not by 0 W where that ends what runs."""
    api = await operator(site)
    limit = f"{OPERATOR}/stations/CP1/limit"
    async with connected(site) as line:
        for power_w in (11_000, 0, None):
            answer = await api.put(limit, json={"power_w": power_w})
            assert (answer.status_code, answer.json()["kind"]) == (200, "result"), answer.text
            assert line.asked[-1] == SetChargingLimit(STATION_LIMIT, power_w, site.world.clock())
        at = site.world.clock()
        await site.submit.submit(StationBooted(station=StationId("CP1"), at=at, vendor="Huawei", model="S"))
        line.asked.clear()
        answer = await api.put(limit, json={"power_w": 0})
        assert (answer.status_code, answer.json()["code"]) == (409, "zero_stops")
        for body in (
            {},
            {"power_w": -1},
            {"power_w": 2**31},
            {"power_w": "much"},
            {"power_w": 1, "force": True},
        ):
            assert (await api.put(limit, json=body)).status_code == 422
    assert line.asked == []
    ada = site.program(await site.world.api_token(await site.world.driver("ada")))
    assert (await ada.put(limit, json={"power_w": 1})).status_code == 403


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("unlock", {}),
        ("unlock", {"connector": 0}),
        ("availability", {"connector": 1}),
        ("firmware", {"location": "https://x.example/fw", "certificate": "x"}),
        ("firmware", {"location": ""}),
        ("reset", {"hard": True}),
    ],
)
async def test_a_wish_that_is_not_whole_is_none(site: Site, path: str, body: dict[str, object]) -> None:
    api = await operator(site)
    async with connected(site) as line:
        assert (await api.post(f"{OPERATOR}/stations/CP1/{path}", json=body)).status_code == 422
    assert line.asked == []


async def test_who_charges_is_not_cut_off_unless_forced(site: Site) -> None:
    api, ada = await operator(site), await site.world.driver("ada")
    async with connected(site) as line:
        await site.world.session(ada, "CP1", connector=1)
        for path, body in (("unlock", {"connector": 1}), ("reset", {"at_once": True})):
            answer = await api.post(f"{OPERATOR}/stations/CP1/{path}", json=body)
            assert (answer.status_code, answer.json()["code"]) == (409, "connector_busy")
            assert line.asked == []
            forced = await api.post(f"{OPERATOR}/stations/CP1/{path}", json=body | {"force": True})
            assert forced.json()["kind"] == "result"
            line.asked.clear()


async def test_what_the_station_told_is_shown(site: Site) -> None:
    api = await operator(site)
    station = StationId("CP1")
    async with connected(site) as line:
        at = site.world.clock()
        rows = tuple(
            Variable(component="Configuration", name=f"Key{number}", value="1") for number in range(3)
        )
        await site.submit.submit(VariablesReported(station=station, at=at, variables=rows))
        await site.submit.submit(SecurityEventReported(station=station, at=at, kind="Tamper", info="lid"))
        line.reply = Reply(
            CallOutcome.ACCEPTED,
            "",
            '{"status":"Accepted"}',
            Reservation(
                station=StationId(""),
                number=9,
                status=ReservationStatus.ACCEPTED,
                expires_at=at + timedelta(seconds=60),
            ),
        )
        await ask(api)
    page = (await api.get(f"{OPERATOR}/stations/CP1/variables?component=configuration&limit=2")).json()
    assert [row["variable"] for row in page["variables"]] == ["Key0", "Key1"]
    rest = (await api.get(f"{OPERATOR}/stations/CP1/variables?limit=2&cursor={page['cursor']}")).json()
    assert ([row["variable"] for row in rest["variables"]], rest["cursor"]) == (["Key2"], None)
    events = (await api.get(f"{OPERATOR}/stations/CP1/security-events")).json()["security_events"]
    assert [(row["type"], row["info"]) for row in events] == [("Tamper", "lid")]
    assert (await api.get(f"{OPERATOR}/stations/CP1/monitors")).json() == {"monitors": []}

    async def reservations() -> list[tuple[int, str]]:
        told = (await api.get(f"{OPERATOR}/reservations?station=CP1")).json()["reservations"]
        return [(row["id"], row["status"]) for row in told]

    assert await reservations() == [(9, "accepted")]
    site.world.clock.pass_by(seconds=61)
    assert await reservations() == [(9, "expired")]
    for path in ("variables?cursor=x", "security-events?cursor=x"):
        assert (await api.get(f"{OPERATOR}/stations/CP1/{path}")).status_code == 422
    assert (await api.get(f"{OPERATOR}/stations/nobody/variables")).status_code == 404


async def test_only_operators_get_there(site: Site) -> None:  # S30
    ada = await site.world.driver("ada")
    await site.world.station("CP1")
    await site.world.command("c1", "refresh", "CP1", ada)
    program = site.program(await site.world.api_token(ada))
    for path in ("call", "reset", "unlock", "availability", "firmware"):
        body = {"action": "ClearCache", "connector": 1, "operative": True, "location": "x"}
        fitting = {
            "call": ("action",),
            "reset": (),
            "unlock": ("connector",),
            "availability": ("operative",),
            "firmware": ("location",),
        }[path]
        wish = {name: body[name] for name in fitting}
        assert (await program.post(f"{OPERATOR}/stations/CP1/{path}", json=wish)).status_code == 403
        assert (
            await site.program("nothing").post(f"{OPERATOR}/stations/CP1/{path}", json=wish)
        ).status_code == 401
    for path in ("stations/CP1/variables", "stations/CP1/security-events", "reservations", "commands/c1"):
        assert (await program.get(f"{OPERATOR}/{path}")).status_code == 403
    assert await site.world.pool.fetchval("select count(*) from command") == 1
    api = await operator(site)
    assert (await api.get(f"{OPERATOR}/commands/c1")).json()["kind"] == "refresh"
    assert (await api.get(f"{OPERATOR}/commands/c2")).status_code == 404
