from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http import HTTPStatus
from random import Random

import pytest
import websockets
from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Request, Response

from chargehand.simulator.character import PLAIN, Character
from chargehand.simulator.client import Backoff, LiveStation, authorization, run_station, station_url
from chargehand.simulator.fleet import Fleet, Plan, Summary, carry_out, station_card, station_identity
from chargehand.simulator.frames import Call, read
from chargehand.simulator.scenario import Pace
from chargehand.simulator.station import VirtualStation
from chargehand.simulator.versions import Version
from tests.unit.simulator.fake_csms import FakeCsms, Payload

QUICK = Backoff(first_s=0.01, most_s=0.05)


@dataclass
class Server:
    """The tiny central system behind a real socket; one connection's stories per path."""

    url: str = ""
    systems: dict[str, FakeCsms] = field(default_factory=dict)
    opened: list[Request] = field(default_factory=list)
    closed: list[int | None] = field(default_factory=list)
    refuses: HTTPStatus | None = None

    def door(self, connection: ServerConnection, request: Request) -> Response | None:
        self.opened.append(request)
        return None if self.refuses is None else connection.respond(self.refuses, "no\n")

    async def hear(self, connection: ServerConnection) -> None:
        assert connection.request is not None
        system = self.systems.setdefault(connection.request.path, FakeCsms())
        with contextlib.suppress(websockets.ConnectionClosed):
            async for text in connection:
                system.now = datetime.now(UTC)
                answer = system.hear(text)
                if answer is not None:
                    await connection.send(answer)
        self.closed.append(
            None if connection.protocol.close_rcvd is None else connection.protocol.close_rcvd.code
        )

    def calls(self, path: str, action: str) -> list[Payload]:
        return [payload for _, name, payload in self.systems[path].heard if name == action]


@contextlib.asynccontextmanager
async def serving(*, port: int = 0, subprotocol: str = "ocpp1.6") -> AsyncIterator[Server]:
    server = Server()
    # The client need not agree on a subprotocol here: whether it minds is what one test asks.
    async with serve(
        server.hear,
        "127.0.0.1",
        port,
        process_request=server.door,
        select_subprotocol=lambda _connection, offered: subprotocol if subprotocol in offered else None,  # type: ignore[arg-type, return-value]
        compression=None,
    ) as listening:
        server.url = f"ws://127.0.0.1:{next(iter(listening.sockets)).getsockname()[1]}/ocpp"
        yield server


def a_station(name: str = "POST-1", character: Character = PLAIN) -> VirtualStation:
    return VirtualStation(name, character, seed=1, start_at=datetime.now(UTC))


async def eventually(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while True:
            if condition():
                return
            await asyncio.sleep(0.01)


def test_the_identity_is_the_last_segment_percent_encoded() -> None:
    assert station_url("ws://host:9000/ocpp", "A/1 ä") == "ws://host:9000/ocpp/A%2F1%20%C3%A4"
    assert station_url("ws://host/ocpp/", "A") == "ws://host/ocpp/A"
    assert station_url("ws://host/{identity}/x", "A") == "ws://host/A/x"


def test_waits_grow_are_spread_and_bounded() -> None:
    waits = [[Backoff().wait_s(failures, Random(seed)) for seed in range(50)] for failures in range(1, 12)]
    assert all(0.5 <= wait <= 1.5 for wait in waits[0])
    assert all(30 <= wait <= 90 for wait in waits[-1])
    assert len(set(waits[3])) == 50


async def test_a_session_over_a_real_socket() -> None:
    async with serving() as server:
        async with LiveStation(a_station(), server.url, password="open sesame") as sim:
            await sim.until(lambda it: it.online and it.idle)
            await sim.plug_in(1)
            await sim.tap("CARD-1")
            await sim.until(lambda it: it.connector(1).status == "Charging" and it.idle)
            await sim.press_stop(1)
            await sim.until(lambda it: it.history[0].ended_at is not None and it.idle)
            await sim.unplug(1)
            await sim.until(lambda it: it.connector(1).status == "Available" and it.idle)
        actions = [action for _, action, _ in server.systems["/ocpp/POST-1"].heard]
        assert actions.index("StartTransaction") < actions.index("StopTransaction")
        (request,) = server.opened
        assert request.headers["Authorization"] == authorization("POST-1", "open sesame")
        assert request.headers["Sec-WebSocket-Protocol"] == "ocpp1.6"
        assert "Sec-WebSocket-Extensions" not in request.headers


@pytest.mark.parametrize("version", ["2.0.1", "2.1"])
async def test_a_session_over_a_real_socket_in_another_version(version: Version) -> None:
    station = VirtualStation("POST-1", seed=1, start_at=datetime.now(UTC), version=version)
    async with serving(subprotocol=f"ocpp{version}") as server:
        async with LiveStation(station, server.url) as sim:
            await sim.until(lambda it: it.online and it.idle)
            await sim.plug_in(1)
            await sim.tap("CARD-1")
            await sim.until(lambda it: it.connector(1).status == "Charging" and it.idle)
            await sim.press_stop(1)
            await sim.until(lambda it: it.history[0].told)
        kinds = [payload["eventType"] for payload in server.calls("/ocpp/POST-1", "TransactionEvent")]
        assert kinds == ["Started", "Updated", "Ended"]


async def test_a_dead_line_is_walked_away_from_f25() -> None:
    """F27: the old socket still stands when the new one is opened, until the station itself ends."""
    character = replace(PLAIN, abandons_sockets=True, disconnects_every_s=0.01, offline_for_s=0.02)
    async with serving() as server:
        async with LiveStation(a_station(character=character), server.url, backoff=QUICK):
            await eventually(lambda: len(server.opened) >= 2)
            assert server.closed == []
        await eventually(lambda: len(server.closed) == len(server.opened))


async def test_every_so_many_calls_leave_as_binary_frames_f18() -> None:
    character = replace(PLAIN, binary_every=2)
    station = a_station(character=character)
    station.connected(datetime.now(UTC))
    (boot,) = station.take_frames()
    assert isinstance(boot, str)
    clock = datetime.now(UTC).isoformat()
    answer = {"status": "Accepted", "interval": 300, "currentTime": clock}
    station.received(json.dumps([3, json.loads(boot)[1], answer]), datetime.now(UTC))
    (status,) = station.take_frames()
    assert isinstance(status, bytes)
    assert json.loads(status)[2] == "StatusNotification"


async def test_frames_leave_in_order_however_slowly_they_leave() -> None:
    class SlowSocket:
        def __init__(self) -> None:
            self.sent: list[str] = []

        async def send(self, text: str) -> None:
            await asyncio.sleep(0.01 if not self.sent else 0)
            self.sent.append(text)

    station = a_station(character=replace(PLAIN, pipelines=True))
    station.connected(datetime.now(UTC))
    sim, socket = LiveStation(station, "ws://nowhere"), SlowSocket()
    sim._socket = socket  # type: ignore[assignment]
    await asyncio.gather(sim.plug_in(1), sim.tap("CARD-1"))
    actions = [frame.action for text in socket.sent if isinstance(frame := read(text), Call)]
    assert actions == ["BootNotification", *["StatusNotification"] * 3, "Authorize"]


async def test_it_says_goodbye_when_told_to_stop() -> None:
    async with serving() as server:
        stop = asyncio.Event()
        station = a_station()
        running = asyncio.create_task(run_station(station, server.url, stop=stop))
        await eventually(lambda: station.online)
        stop.set()
        await running
        await eventually(lambda: server.closed)
        assert server.closed == [1000]
        assert not station.online


async def test_a_lost_line_is_mended_and_the_queue_delivered() -> None:
    async with serving() as server, LiveStation(a_station(), server.url, backoff=QUICK) as sim:
        await sim.until(lambda it: it.online and it.idle)
        await sim.plug_in(1)
        await sim.tap("CARD-1")
        await sim.until(lambda it: bool(it.history) and it.idle)
        await sim.drop()
        await sim.until(lambda it: not it.online)
        await sim.press_stop(1)
        await sim.until(lambda it: it.online and not it.queued)
        assert len(server.calls("/ocpp/POST-1", "StopTransaction")) == 1
        assert len(server.calls("/ocpp/POST-1", "BootNotification")) == 1
        assert sim.attempts >= 2


async def test_without_power_the_line_is_dead_without_a_word() -> None:
    async with serving() as server, LiveStation(a_station(), server.url, backoff=QUICK) as sim:
        await sim.until(lambda it: it.online and it.idle)
        await sim.power_loss()
        await sim.until(lambda it: not it.online)
        await eventually(lambda: server.closed)
        assert server.closed == [None]
        await sim.power_back()
        await sim.until(lambda it: it.online and it.idle)
        assert len(server.calls("/ocpp/POST-1", "BootNotification")) == 2


async def test_a_reset_comes_back_by_itself() -> None:
    character = replace(PLAIN, boot_takes_s=0.05)
    async with (
        serving() as server,
        LiveStation(a_station(character=character), server.url, backoff=QUICK) as sim,
    ):
        await sim.until(lambda it: it.online and it.idle)
        await sim.act(lambda it: it.received('[2,"r","Reset",{"type":"Hard"}]', datetime.now(UTC)))
        await sim.until(lambda it: not it.online)
        await sim.until(lambda it: it.online and it.idle)
        assert server.systems["/ocpp/POST-1"].results["r"] == [{"status": "Accepted"}]
        assert len(server.calls("/ocpp/POST-1", "BootNotification")) == 2


async def test_a_refused_handshake_is_told_and_tried_again() -> None:
    async with serving() as server:
        server.refuses = HTTPStatus.UNAUTHORIZED
        async with LiveStation(a_station(), server.url, backoff=QUICK) as sim:
            await eventually(lambda: sim.attempts >= 3)
            assert "401" in sim.trouble
            server.refuses = None
            await sim.until(lambda it: it.online)
            assert sim.trouble == ""


async def test_a_server_that_does_not_speak_the_version_is_left() -> None:
    async with serving(subprotocol="ocpp2.0.1") as server:
        async with LiveStation(a_station(), server.url, backoff=QUICK) as sim:
            await eventually(lambda: sim.attempts >= 2)
            assert sim.trouble == "the server does not speak ocpp1.6"
        assert server.systems["/ocpp/POST-1"].heard == []


async def test_waiting_in_vain_ends_and_says_how_it_stands() -> None:
    async with LiveStation(a_station(), "ws://127.0.0.1:1/ocpp") as sim:
        with pytest.raises(TimeoutError, match=r"POST-1 offline .*, Available, queued"):
            await sim.until(lambda it: it.online, bound_s=0.2)


async def test_a_fleet_runs_in_one_loop_and_counts_together() -> None:
    async with serving() as server:
        fleet = Fleet(server.url, connects_per_s=2000)
        for number in range(50):
            fleet.add(a_station(station_identity(number + 1)))
        stop = asyncio.Event()
        running = asyncio.create_task(fleet.run(stop))
        await eventually(lambda: fleet.online == 50 and all(it.station.idle for it in fleet.members))
        assert fleet.tally.calls == fleet.tally.answers == 150
        stop.set()
        await running
        assert fleet.online == 0
        assert len(server.systems) == 50


async def test_a_simulation_sums_up() -> None:
    async with serving() as server:
        plan = Plan(
            url=server.url,
            count=6,
            characters=["plain", "eager", "stubborn"],
            pace=Pace(gap_s=0.1, stay_s=0.3, fuss_s=0.1),
            connects_per_s=1000,
        )
        stop = asyncio.Event()
        running = asyncio.create_task(carry_out(plan, stop))
        await eventually(
            lambda: sum(bool(server.calls(path, "StopTransaction")) for path in server.systems) == 6
        )
        stop.set()
        summary = await running
        assert isinstance(summary, Summary)
        assert (summary.stations, summary.errors, summary.refused) == (6, 0, 0)
        assert summary.transactions >= 6
        assert str(summary).startswith("6 stations (6 online at the end)")
        assert server.calls("/ocpp/SIM-00002", "Authorize")[0]["idTag"] == station_card(2)
