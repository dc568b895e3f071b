"""The gateway on the real engine and a real database; it can be killed and started again."""

from __future__ import annotations

import asyncio
import itertools
import json
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import asyncpg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from chargehand.edge.gateway.ports import Means, Unobserved
from chargehand.edge.gateway.server import Gateway
from chargehand.edge.gateway.settings import GatewaySettings
from chargehand.engine.feed import LocalFeed
from chargehand.engine.performer import Performer
from chargehand.engine.ports import Submit
from chargehand.engine.unit import Unit
from chargehand.model.answers import Answer, CommandTaken
from chargehand.model.calls import Call
from chargehand.model.credentials import Credentials, SecurityProfile, Verifier, verifier_for
from chargehand.model.events import Event, OperationRequested
from chargehand.model.faults import WorldFault
from chargehand.model.identity import CommandId, PublicId, StationId
from chargehand.model.refusals import Refusal
from chargehand.model.snapshot import Policy
from chargehand.store.administration import StationDraft, Stations
from chargehand.store.messages.writer import MessageWriter
from chargehand.store.units import PostgresUnits
from chargehand.wire.ocpp.masking import masked
from tests.unit.gateway.world import basic, until

PATIENCE_S = 10.0


class Quiet:
    def decided(self, event: Event, answer: Answer | Refusal, latency_s: float) -> None: ...

    def batch(self, events: int, seconds: float) -> None: ...

    def halted(self, station: StationId, law: str) -> None:
        raise AssertionError(f"{station}: {law}")

    def fault(self, reason: str) -> None: ...


class BreakableDoor:
    """The real door, which breaks before or after one of its steps."""

    def __init__(self, stations: Stations) -> None:
        self._stations = stations
        self.breaks_before = ""
        self.breaks_after = ""

    async def credentials(self, identities: Sequence[str]) -> Mapping[str, Credentials]:
        return await self._stations.credentials(identities)

    async def raise_profile(self, identity: str, profile: SecurityProfile) -> None:
        await self._stations.raise_profile(identity, profile)

    async def add_next_key(self, identity: str, key: Verifier) -> bool:
        self._before("add")
        added = await self._stations.add_next_key(identity, key)
        self._after("add")
        return added

    async def promote_key(self, identity: str, key: Verifier) -> None:
        self._before("promote")
        await self._stations.promote_key(identity, key)
        self._after("promote")

    async def settle_next_key(self, identity: str, key: Verifier, *, taken: bool) -> None:
        self._before("settle")
        await self._stations.settle_next_key(identity, key, taken=taken)
        self._after("settle")

    def _before(self, step: str) -> None:
        if self.breaks_before == step:
            raise WorldFault("killed")

    def _after(self, step: str) -> None:
        if self.breaks_after == step:
            raise WorldFault("killed")


class RealHouse:
    def __init__(self, pool: asyncpg.Pool, dsn: str) -> None:
        self.pool = pool
        self.stations = Stations(pool)
        self.door = BreakableDoor(self.stations)
        self.notices: list[tuple[StationId, str, str]] = []
        self._dsn = dsn
        self._ids = itertools.count(1)
        self._tasks: list[asyncio.Task[None]] = []
        self.gateway: Gateway | None = None
        self.inlet: Callable[[Submit], Submit] = lambda engine: engine
        """What stands before the engine."""

    async def add(self, identity: str, password: str) -> None:
        draft = StationDraft(
            identity=StationId(identity),
            public_id=PublicId(f"p-{identity}"),
            next_number=700,
            key=verifier_for(password, secrets.token_bytes(16)),
            connectors=1,
        )
        await self.stations.put(draft)

    async def start(self) -> None:
        feed, units = LocalFeed(), PostgresUnits(self.pool)
        self.unit = Unit(units, feed, Quiet(), Policy(), time.monotonic)
        means = Means(
            clock=lambda: datetime.now(UTC),
            monotonic=time.monotonic,
            fresh_id=lambda: f"f{next(self._ids)}-{secrets.token_hex(4)}",
            ready=lambda: True,
            fresh_bytes=secrets.token_bytes,
            noticed=lambda station, kind, info: self.notices.append((station, kind, info)),
        )
        settings = GatewaySettings(port=0, name="g1", close_timeout_s=0.2, tries=1000)
        log = MessageWriter(self._dsn, masked, lambda _lost, _why: None, exchanges=True)
        self.gateway = Gateway(settings, self.inlet(self.unit), self.door, means, Unobserved(), log)
        await self.gateway.start()
        performer = Performer("g1", self.unit, units, self.gateway, means.clock, Quiet())
        self._tasks = [
            asyncio.create_task(performer.run(feed)),
            asyncio.create_task(log.run()),
        ]
        self._log = log

    async def kill(self) -> None:
        """Nothing is finished: sockets are cut, tasks end where they are."""
        assert self.gateway is not None
        for task in self.gateway._tasks:
            task.cancel()
        await ended(self._tasks)
        for conversation in self.gateway._registry.everyone():
            conversation._link.abort()
        if self.gateway._server is not None:
            self.gateway._server.close()
        if self.gateway._pulsing is not None:
            self.gateway._pulsing.cancel()
        self.gateway = None

    async def restart(self) -> None:
        await self.kill()
        self.door.breaks_before = self.door.breaks_after = ""
        await self.start()

    async def stop(self) -> None:
        if self.gateway is not None:
            await self.gateway.drain()
        await ended(self._tasks)
        await self._log.close()

    @property
    def port(self) -> int:
        assert self.gateway is not None
        return self.gateway.port

    async def wants(self, station: str, call: Call, patience_s: int = 10) -> CommandTaken:
        """An operator's wish is taken."""
        wish = OperationRequested(
            station=StationId(station),
            at=datetime.now(UTC),
            command=CommandId(secrets.token_hex(11)),
            call=call,
            patience_s=patience_s,
        )
        taken = await self.unit.submit(wish)
        assert isinstance(taken, CommandTaken), taken
        return taken

    async def lets_in(self, identity: str, password: str | bytes, protocol: str = "ocpp1.6") -> bool:
        try:
            socket = await open_socket(self.port, identity, password, protocol)
        except InvalidStatus as refused:
            if refused.response.status_code not in {401, 503}:
                raise
            return False
        await socket.close()
        return True


async def ended(tasks: Sequence[asyncio.Task[None]]) -> None:
    """These tasks have ended; one whose wait was over in the same moment has to be told again."""
    left = set(tasks)
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=0.1)


async def open_socket(
    port: int, identity: str, password: str | bytes, protocol: str = "ocpp1.6"
) -> ClientConnection:
    return await connect(
        f"ws://127.0.0.1:{port}/ocpp/{identity}",
        subprotocols=[protocol],  # type: ignore[list-item]
        additional_headers={"Authorization": authorization(identity, password)},
        compression=None,
        ping_interval=None,
        close_timeout=0.2,
        proxy=None,
    )


def authorization(identity: str, password: str | bytes) -> str:
    if isinstance(password, str):
        return basic(identity, password)
    import base64

    return "Basic " + base64.b64encode(identity.encode() + b":" + password).decode()


class Charger:
    """Answers what it is asked as it is told to; remembers its password through everything."""

    def __init__(self, house: RealHouse, identity: str, password: str, protocol: str = "ocpp1.6") -> None:
        self._house = house
        self.identity = identity
        self.password: str | bytes = password
        self.protocol = protocol
        self.asked: list[list[Any]] = []
        self.status: str | None = "Accepted"
        """What it answers to a new password; None: nothing."""
        self.error: str | None = None
        """With which CALLERROR instead."""
        self.takes = True
        """Whether it keeps the new password, whatever it answers."""
        self.socket: ClientConnection | None = None
        self._listening: asyncio.Task[None] | None = None
        self._answers: dict[str, asyncio.Future[Any]] = {}
        self._ids = itertools.count(1)

    async def come(self) -> None:
        """Connects with the password that it has."""
        await self.go()
        self.socket = await open_socket(self._house.port, self.identity, self.password, self.protocol)
        self._listening = asyncio.create_task(self._listen(self.socket))
        assert self._house.gateway is not None
        gateway = self._house.gateway
        await until(lambda: gateway.has(StationId(self.identity)))

    async def go(self) -> None:
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)
        if self.socket is not None:
            await self.socket.close()
            self.socket = None

    async def tells(self, action: str, payload: object) -> list[Any]:
        """The answer to a call of its own."""
        assert self.socket is not None
        name = f"s{next(self._ids)}"
        waiting = self._answers[name] = asyncio.get_running_loop().create_future()
        await self.socket.send(json.dumps([2, name, action, payload]))
        async with asyncio.timeout(PATIENCE_S):
            return await waiting

    async def _listen(self, socket: ClientConnection) -> None:
        with suppress(ConnectionClosed):
            async for text in socket:
                frame = json.loads(text)
                if frame[0] == 2:
                    self.asked.append(frame)
                    await self._answer(socket, frame)
                elif frame[1] in self._answers:
                    self._answers.pop(frame[1]).set_result(frame)

    async def _answer(self, socket: ClientConnection, frame: list[Any]) -> None:
        key = new_password(frame)
        if key is None:
            await socket.send(json.dumps([4, frame[1], "NotImplemented", "", {}]))
            return
        if self.takes:
            self.password = key
        if self.error is not None:
            await socket.send(json.dumps([4, frame[1], self.error, "", {}]))
        elif self.status is not None:
            await socket.send(json.dumps([3, frame[1], self._conf()]))

    def _conf(self) -> object:
        if self.protocol == "ocpp1.6":
            return {"status": self.status}
        result = {
            "attributeStatus": self.status,
            "component": {"name": "SecurityCtrlr"},
            "variable": {"name": "BasicAuthPassword"},
        }
        return {"setVariableResult": [result]}


def new_password(frame: list[Any]) -> str | None:
    """The one that a call of ours brings, if it does."""
    action, payload = frame[2], frame[3]
    if action == "ChangeConfiguration" and payload["key"] == "AuthorizationKey":
        return payload["value"]
    if action == "SetVariables":
        (data,) = payload["setVariableData"]
        if data["variable"]["name"] == "BasicAuthPassword":
            assert data["component"]["name"] == "SecurityCtrlr"
            return data["attributeValue"]
    return None
