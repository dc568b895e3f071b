"""The HTTP upgrade: who comes in, and what the others hear."""

from __future__ import annotations

import asyncio
import base64

import pytest
from websockets.exceptions import InvalidHandshake, InvalidStatus

from chargehand.edge.gateway.door.reception import identity_of
from chargehand.edge.gateway.door.throttle import Throttle
from chargehand.edge.gateway.door.verifier import is_right
from chargehand.edge.gateway.socket.link import Link
from chargehand.model.credentials import Credentials, verifier_for
from chargehand.model.events import StationConnected
from chargehand.model.faults import WorldFault
from tests.unit.gateway.world import PASSWORD, Station, World, basic, until


async def status(world: World, identity: str = "CP1", **how: object) -> int:
    """The HTTP status that an upgrade gets; 101 when it is let in."""
    try:
        await world.socket(identity, **how)  # type: ignore[arg-type]
    except InvalidStatus as refused:
        return refused.response.status_code
    return 101


@pytest.mark.parametrize(
    ("path", "identity"),
    [
        ("/ocpp/CP1", "CP1"), ("/ocpp/CP1/", "CP1"), ("/ocpp/CP1?x=/y", "CP1"), ("/ocpp/CP%20%2F1", "CP /1"),
        ("/ocpp/%C3%A9", "é"), ("/ocpp/a:b", "a:b"), ("/ocpp/" + "x" * 48, "x" * 48),
        ("/", None), ("/ocpp", None), ("/ocpp/", None), ("/ocpp//", None), ("/ocpp/a/b", None), ("/OCPP/CP1", None),
        ("/other/CP1", None), ("/ocpp/" + "x" * 49, None), ("/ocpp/%00", None), ("/ocpp/a%0Ab", None), ("/ocpp/%FF", None),
    ],
)  # fmt: skip
def test_the_identity_is_the_last_segment_of_the_path(path: str, identity: str | None) -> None:
    assert identity_of(path) == identity


async def test_a_station_comes_in_and_the_engine_hears_of_it(world: World) -> None:
    await world.start()
    await world.station("CP1")
    (event,) = world.engine.told(StationConnected)
    assert (event.station, event.protocol, event.gateway, event.address) == (
        "CP1",
        "ocpp1.6",
        "g1",
        "127.0.0.1",
    )
    assert world.watch.verdicts == ["accepted"]
    assert world.gateway.holds() == 1


@pytest.mark.parametrize("identity", ["CP /1", "a:b", "é", "x" * 48])
async def test_identities_are_percent_decoded(world: World, identity: str) -> None:
    await world.start()
    await world.station(identity)
    assert world.engine.told(StationConnected)[0].station == identity


DENIED = [
    ("CP1", None, None),
    ("CP1", "", None),
    ("CP1", "wrong", None),
    ("CP1", PASSWORD + "x", None),
    ("CP1", PASSWORD[:-1], None),
    ("CP1", None, basic("CP2", PASSWORD)),
    ("CP1", None, basic("cp1", PASSWORD)),
    ("CP1", None, basic("", PASSWORD)),
    ("CP1", None, "Basic"),
    ("CP1", None, "Basic !!!"),
    ("CP1", None, "Bearer " + PASSWORD),
    ("CP1", None, "Basic " + base64.b64encode(b"CP1").decode()),
    ("CP1", None, "Basic " + base64.b64encode(b"\xff\xfe:\xff").decode()),
    ("NOBODY", PASSWORD, None),
    ("NOBODY", None, None),
]


async def test_whoever_is_denied_hears_the_same(world: World) -> None:
    """S01, S04, S05: unknown station, missing, empty or wrong password, another name: 401 before the upgrade, word for word."""
    await world.start(tries=1000)
    world.door.passwords["CP1"] = PASSWORD
    heard: set[tuple[object, ...]] = set()
    for identity, password, header in DENIED:
        with pytest.raises(InvalidStatus) as caught:
            await world.socket(
                identity, password=password, headers={"Authorization": header} if header else None
            )
        response = caught.value.response
        shown = {name: value for name, value in response.headers.raw_items() if name != "Date"}
        heard.add((response.status_code, bytes(response.body or b""), *sorted(shown.items())))
    assert len(heard) == 1, heard
    assert next(iter(heard))[0] == 401
    assert not world.engine.events


def test_a_password_is_checked_the_same_way_for_nobody() -> None:
    """S04: the work is done whether or not there is a station."""
    known, other = (Credentials(key=verifier_for("x" * 16, salt)) for salt in (b"salt", b"other"))
    right = basic("CP1", "x" * 16)
    assert is_right(known, "CP1", right)
    assert not is_right(None, "CP1", right)
    assert not is_right(known, "CP2", right)
    assert not is_right(other, "CP1", basic("CP1", "y" * 16))
    assert known.key != other.key, "salted"


@pytest.mark.parametrize(
    ("offers", "expected"),
    [
        (["ocpp1.6"], 101), (["ocpp2.1", "ocpp2.0.1", "ocpp1.6"], 101), (["ocpp1.6", "x"], 101),
        (None, 400), (["ocpp1.5"], 400), (["ocpp9.9", "soap"], 400), (["OCPP1.6"], 400),
    ],
)  # fmt: skip
async def test_one_of_our_protocols_must_be_offered(
    world: World, offers: list[str] | None, expected: int
) -> None:
    """F22"""
    await world.start()
    world.door.passwords["CP1"] = PASSWORD
    assert await status(world, offers=offers) == expected


async def test_the_chosen_protocol_is_named(world: World) -> None:
    await world.start()
    world.door.passwords["CP1"] = PASSWORD
    socket = await world.socket("CP1", offers=["soap", "ocpp1.6"])
    assert socket.subprotocol == "ocpp1.6"


@pytest.mark.parametrize("path", ["/", "/ocpp", "/ocpp/", "/ocpp/a/b", "/healthz"])
async def test_other_paths_are_not_found(world: World, path: str) -> None:
    await world.start()
    assert await status(world, path=path) == 404


@pytest.mark.parametrize(
    ("request_text", "expected"),
    [
        (b"GET /ocpp/CP1 HTTP/1.1\r\nHost: x\r\n\r\n", b"426"),
        (b"POST /ocpp/CP1 HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", b"405"),
        (b"GET /ocpp/CP1 HTTP/1.1\r\n" + b"X: y\r\n" * 500 + b"\r\n", b"431"),
        (b"GET /" + b"x" * 20_000 + b" HTTP/1.1\r\n\r\n", b"414"),
        (b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", b""),
        (b"nonsense\r\n\r\n", b""),
    ],
)
async def test_what_is_no_upgrade_is_shown_out(world: World, request_text: bytes, expected: bytes) -> None:
    await world.start()
    reader, writer = await asyncio.open_connection("127.0.0.1", world.gateway.port)
    writer.write(request_text)
    async with asyncio.timeout(5):
        answer = await reader.read()
    writer.close()
    assert answer[9:12] == expected
    assert not world.engine.events


async def test_an_upgrade_may_come_with_other_connection_options(world: World) -> None:
    """Some proxies and stations send `Connection: keep-alive, Upgrade`."""
    await world.start()
    world.door.passwords["CP1"] = PASSWORD
    reader, writer = await asyncio.open_connection("127.0.0.1", world.gateway.port)
    writer.write(upgrade("CP1", connection="keep-alive, Upgrade"))
    async with asyncio.timeout(5):
        assert (await reader.readline()).startswith(b"HTTP/1.1 101")
    writer.close()


def upgrade(identity: str, *, connection: str = "Upgrade", password: str = PASSWORD) -> bytes:
    lines = [
        f"GET /ocpp/{identity} HTTP/1.1",
        "Host: x",
        "Upgrade: websocket",
        f"Connection: {connection}",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Protocol: ocpp1.6",
        f"Authorization: {basic(identity, password)}",
        "",
        "",
    ]
    return "\r\n".join(lines).encode()


async def test_whoever_does_not_finish_the_request_is_cut(world: World) -> None:
    await world.start(open_timeout_s=0.2)
    reader, writer = await asyncio.open_connection("127.0.0.1", world.gateway.port)
    writer.write(upgrade("CP1")[:-4])
    async with asyncio.timeout(5):
        assert await reader.read() == b""
    writer.close()


async def test_whoever_speaks_before_the_upgrade_is_answered_is_cut(world: World) -> None:
    await world.start()
    world.door.passwords["CP1"] = PASSWORD
    reader, writer = await asyncio.open_connection("127.0.0.1", world.gateway.port)
    writer.write(upgrade("CP1") + b"\x81\x80\x00\x00\x00\x00" * 100)
    async with asyncio.timeout(5):
        assert b"101" not in await reader.read()
    writer.close()
    assert not world.engine.events


async def test_whoever_goes_while_the_password_is_looked_up_is_not_let_in(world: World) -> None:
    await world.start()
    world.door.passwords["CP1"] = PASSWORD
    world.door.gate.clear()
    _, writer = await asyncio.open_connection("127.0.0.1", world.gateway.port)
    writer.write(upgrade("CP1"))
    await until(lambda: world.door.queries)
    writer.transport.abort()
    world.door.gate.set()
    await until(lambda: world.watch.verdicts)
    assert world.watch.verdicts in (["gone"], ["accepted"])
    await until(lambda: world.gateway.holds() == 0)


async def test_guessing_is_slowed_and_the_real_station_still_gets_in(world: World) -> None:
    """S03"""
    await world.start(tries=3, tries_per_s=0.001)
    world.door.passwords["CP1"] = world.door.passwords["CP2"] = PASSWORD
    assert [await status(world, password="guess") for _ in range(5)] == [401, 401, 401, 429, 429]
    assert await status(world) == 101, "from the same address under the same name"
    assert await status(world, "CP2") == 101, "another name is another matter"
    assert [kind for _, kind, _ in world.notices] == ["throttled"]


def test_tries_grow_again() -> None:
    """S03"""
    throttle = Throttle(2, 0.5)
    for _ in range(2):
        assert throttle.allows("a", 0.0)
        throttle.take("a", 0.0)
    assert not throttle.allows("a", 1.9)
    assert throttle.allows("a", 2.0)
    assert throttle.allows("b", 0.0)


def test_a_throttle_forgets_who_was_there_longest_ago() -> None:
    throttle = Throttle(1, 0.0)
    for number in range(10_001):
        throttle.take(number, 0.0)
    assert throttle.allows(0, 0.0)
    assert not throttle.allows(1, 0.0)


async def test_nobody_is_let_in_while_nothing_can_be_committed(world: World) -> None:
    """F96, S50"""
    await world.start()
    world.door.passwords["CP1"] = PASSWORD
    world.is_ready = False
    assert await status(world) == 503
    world.is_ready = True
    assert await status(world) == 101


@pytest.mark.parametrize("fault", [WorldFault("no database"), RuntimeError("a defect")])
async def test_nobody_is_let_in_by_a_fault(world: World, fault: Exception) -> None:
    """S50"""
    await world.start()
    world.door.passwords["CP1"] = None
    world.door.fault = fault
    assert await status(world) == 503
    world.door.fault = None
    assert await status(world) == 101


async def test_upgrades_beyond_the_pace_are_put_off(world: World) -> None:
    """F30"""
    await world.start(handshakes_per_s=2)
    world.door.passwords["CP1"] = PASSWORD
    got = [await status(world) for _ in range(6)]
    assert got[:2] == [101, 101]
    assert 503 in got[2:]


async def test_an_open_door_lets_a_station_in_from_this_machine(world: World) -> None:
    await world.start()
    world.door.passwords["CP1"] = None
    assert await status(world, password=None) == 101
    assert await status(world, password="anything") == 101


async def test_an_open_door_is_shut_to_other_machines(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await world.start(tries=100)
    world.door.passwords["CP1"] = None
    for address, expected in (
        ("192.0.2.1", 401), ("2001:db8::1", 401), ("::ffff:192.0.2.1", 401), ("", 401),
        ("127.0.0.2", 101), ("::1", 101), ("::ffff:127.0.0.1", 101),
    ):  # fmt: skip
        monkeypatch.setattr(Link, "address", address)
        assert await status(world, password=None) == expected, address


async def test_an_open_door_may_be_open_to_all(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await world.start(open_doors_anywhere=True)
    world.door.passwords["CP1"] = None
    monkeypatch.setattr(Link, "address", "192.0.2.1")
    assert await status(world, password=None) == 101


async def test_guessing_elsewhere_does_not_keep_the_real_station_out(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S03: no lockout of the real station."""
    await world.start(tries=3, tries_per_s=0.001)
    world.door.passwords["CP1"] = PASSWORD
    monkeypatch.setattr(Link, "address", "192.0.2.1")
    assert [await status(world, password="guess") for _ in range(4)] == [401, 401, 401, 429]
    monkeypatch.setattr(Link, "address", "192.0.2.2")
    assert await status(world) == 101


async def test_a_storm_of_connections_is_a_few_questions(world: World) -> None:
    """F30"""
    await world.start()
    names = [f"CP{number}" for number in range(200)]
    world.door.passwords = dict.fromkeys(names, PASSWORD)
    world.door.gate.clear()
    first = asyncio.create_task(world.socket("CP0"))
    await until(lambda: world.door.queries)
    others = [asyncio.create_task(world.socket(name)) for name in names[1:]]
    await until(lambda: len(world.gateway._reception._book._waiting) == 199)
    world.door.gate.set()
    await asyncio.gather(first, *others)
    await until(lambda: len(world.engine.told(StationConnected)) == 200)
    assert len(world.door.queries) == 2
    again = len(world.door.queries)
    await asyncio.gather(*(world.socket(name) for name in names[:50]))
    assert len(world.door.queries) == again, "kept for a moment"


async def test_a_changed_password_counts_soon(world: World) -> None:
    """S08: what is kept is kept for moments only."""
    await world.start(credentials_kept_s=0)
    world.door.passwords["CP1"] = PASSWORD
    assert await status(world) == 101
    world.door.passwords["CP1"] = "another-secret-of-ours"
    assert await status(world) == 401
    assert await status(world, password="another-secret-of-ours") == 101


async def test_no_secret_comes_back(world: World) -> None:
    """S07"""
    await world.start()
    with pytest.raises(InvalidHandshake) as caught:
        await world.socket("CP1", password="very-secret-guess")
    assert b"secret" not in bytes(caught.value.response.body or b"")  # type: ignore[attr-defined]


async def test_stations_that_were_let_in_can_talk(world: World) -> None:
    await world.start()
    station: Station = await world.station()
    assert (await station.call("Heartbeat", {}))[0] == 3
