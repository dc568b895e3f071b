"""A gateway over real sockets, before an engine and a door that do as they are told."""

from __future__ import annotations

import asyncio
import base64
import itertools
import json
import secrets
import ssl
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from websockets.asyncio.client import ClientConnection, connect

from chargehand.edge.gateway.conversation import Conversation
from chargehand.edge.gateway.ports import CertificateJudge, Means
from chargehand.edge.gateway.server import Gateway
from chargehand.edge.gateway.settings import GatewaySettings
from chargehand.engine.ports import Submit
from chargehand.model.answers import (
    Answer,
    AuthorizeAnswer,
    BootAnswer,
    ConnectedAnswer,
    Noted,
    StartAnswer,
    StopAnswer,
)
from chargehand.model.batch import DueCall
from chargehand.model.calls import Call, CallOutcome, Reply
from chargehand.model.credentials import Credentials, SecurityProfile, Verifier, verifier_for
from chargehand.model.events import (
    Event,
    StationBooted,
    StationConnected,
    StationDisconnected,
    TokenPresented,
    TransactionEnded,
    TransactionStarted,
)
from chargehand.model.exchange import Exchange
from chargehand.model.identity import CommandId, StationId
from chargehand.model.refusals import Refusal
from chargehand.model.station import BootStatus
from chargehand.model.token import TokenStatus
from chargehand.wire.ocpp.faults import ErrorCode

PASSWORD = "a-secret-of-20-bytes"
PATIENCE_S = 10.0


async def until(condition: Callable[[], object], patience_s: float = PATIENCE_S) -> None:
    """Waits for `condition`, at most so long."""
    deadline = time.monotonic() + patience_s
    while not condition():
        assert time.monotonic() < deadline, "it did not come true in time"
        await asyncio.sleep(0.005)


class Engine:
    """Agrees to everything, unless told otherwise; keeps what it was told."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.frames: list[str | None] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.under_way = 0
        self.boot = BootStatus.ACCEPTED
        self.faults: dict[type[Event], Exception] = {}
        self.answers: dict[type[Event], Answer | Refusal] = {}
        self._epochs = itertools.count(1)
        self._numbers = itertools.count(101)

    def submit(self, event: Event, frame: str | None = None) -> Awaitable[Answer | Refusal]:
        """A future, as of the engine itself."""
        return asyncio.get_running_loop().create_task(self._submitted(event, frame))

    async def _submitted(self, event: Event, frame: str | None) -> Answer | Refusal:
        self.under_way += 1
        try:
            await self.gate.wait()
            await asyncio.sleep(0)
        finally:
            self.under_way -= 1
        if type(event) in self.faults:
            raise self.faults[type(event)]
        self.events.append(event)
        self.frames.append(frame)
        return self.answers.get(type(event)) or self._answer(event)

    def _answer(self, event: Event) -> Answer:
        token = AuthorizeAnswer(TokenStatus.ACCEPTED)
        match event:
            case StationConnected():
                return ConnectedAnswer(next(self._epochs), self.boot)
            case StationBooted():
                return BootAnswer(self.boot, 60, event.at)
            case TokenPresented():
                return token
            case TransactionStarted():
                return StartAnswer(next(self._numbers), token)
            case TransactionEnded():
                return StopAnswer(token)
            case _:
                return Noted()

    def told(self, kind: type[Event]) -> list[Any]:
        return [event for event in self.events if type(event) is kind]


class Door:
    """Knows stations by `passwords`; None: an open door."""

    def __init__(self) -> None:
        self.passwords: dict[str, str | None] = {}
        self.profiles: dict[str, SecurityProfile] = {}
        self.next_keys: dict[str, list[Verifier]] = {}
        self.keys: dict[str, Verifier] = {}
        """Instead of that of the password."""
        self.queries: list[Sequence[str]] = []
        self.fault: Exception | None = None
        self.gate = asyncio.Event()
        self.gate.set()

    async def credentials(self, identities: Sequence[str]) -> Mapping[str, Credentials]:
        self.queries.append(identities)
        await self.gate.wait()
        if self.fault is not None:
            raise self.fault
        known = {name: self.passwords[name] for name in identities if name in self.passwords}
        return {
            name: Credentials(
                self.profiles.get(name, SecurityProfile.OPEN if password is None else SecurityProfile.BASIC),
                self.keys.get(name) or (None if password is None else verifier_for(password, name.encode())),
                tuple(self.next_keys.get(name, ())),
            )
            for name, password in known.items()
        }

    async def raise_profile(self, identity: str, profile: SecurityProfile) -> None:
        self.profiles[identity] = max(profile, self.profiles.get(identity, SecurityProfile.OPEN))

    async def add_next_key(self, identity: str, key: Verifier) -> bool:
        self.next_keys.setdefault(identity, []).append(key)
        return True

    async def promote_key(self, identity: str, key: Verifier) -> None:
        if key in self.next_keys.pop(identity, []):
            self.keys[identity] = key

    async def settle_next_key(self, identity: str, key: Verifier, *, taken: bool) -> None:
        kept = self.next_keys[identity]
        self.next_keys[identity] = [key] if taken else [each for each in kept if each != key]


class Watch:
    """Keeps what the gateway tells those who count."""

    def __init__(self) -> None:
        self.verdicts: list[str] = []
        self.actions: list[str] = []
        self.openings: list[StationId] = []
        self.endings: list[tuple[StationId, int, str]] = []
        self.refusals: list[ErrorCode] = []
        self.passed: list[str] = []
        self.asks: list[tuple[str, CallOutcome]] = []
        self.broken: list[BaseException] = []
        self.too_big: list[tuple[StationId, int]] = []
        self.relays: list[tuple[str, str]] = []
        self.insecurities: list[tuple[str, str]] = []

    def handshake(self, verdict: str) -> None:
        self.verdicts.append(verdict)

    def insecure(self, address: str, reason: str) -> None:
        self.insecurities.append((address, reason))

    def opened(self, station: StationId, protocol: str) -> None:
        assert protocol in {"ocpp1.6", "ocpp2.0.1", "ocpp2.1"}
        self.openings.append(station)

    def closed(self, station: StationId, code: int, reason: str) -> None:
        self.endings.append((station, code, reason))

    def received(self, action: str) -> None:
        self.actions.append(action)

    def refused(self, _station: StationId, code: ErrorCode, /) -> None:
        self.refusals.append(code)

    def ignored(self, _station: StationId, why: str, /) -> None:
        self.passed.append(why)

    def asked(self, _station: StationId, action: str, outcome: CallOutcome, seconds: float, /) -> None:
        assert seconds >= 0
        self.asks.append((action, outcome))

    def relayed(self, _station: StationId, action: str, reason: str, /) -> None:
        self.relays.append((action, reason))

    def oversized(self, station: StationId, size_bytes: int, /) -> None:
        self.too_big.append((station, size_bytes))

    def fault(self, _station: StationId | None, fault: BaseException, /) -> None:
        self.broken.append(fault)


class Pages:
    """A message log in memory."""

    def __init__(self) -> None:
        self.rows: list[Exchange] = []
        self.deviations: list[tuple[str, str, str, str]] = []

    def put(self, exchange: Exchange) -> None:
        self.rows.append(exchange)

    def deviated(self, station: StationId, action: str, path: str, kind: str, at: datetime) -> None:
        assert at.tzinfo is not None
        self.deviations.append((station, action, path, kind))

    def of(self, action: str) -> list[Exchange]:
        return [row for row in self.rows if row.action == action]


class Station:
    """A client that says whatever it is told to; `call` waits for the answer to its own call."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self._ids = itertools.count(1)

    async def send(self, data: str | bytes) -> None:
        await self.socket.send(data, text=True)

    async def hear(self) -> list[Any]:
        async with asyncio.timeout(PATIENCE_S):
            return json.loads(await self.socket.recv())

    async def call(self, action: str, payload: object, message_id: str | None = None) -> list[Any]:
        name = message_id or f"s{next(self._ids)}"
        await self.send(json.dumps([2, name, action, payload]))
        answer = await self.hear()
        assert answer[1] == name
        return answer

    async def closing(self) -> int:
        """The code that the gateway closed with."""
        async with asyncio.timeout(PATIENCE_S):
            await self.socket.wait_closed()
        return self.socket.close_code or 0


class World:
    def __init__(self) -> None:
        self.engine = Engine()
        self.door = Door()
        self.watch = Watch()
        self.pages = Pages()
        self.is_ready = True
        self.judge: CertificateJudge | None = None
        self.notices: list[tuple[StationId, str, str]] = []
        """Security events."""
        self.inlet: Callable[[Submit], Submit] = lambda engine: engine
        """What stands before the engine."""
        self.sent_count = 0
        self.gateway: Gateway
        self._started = False
        self._sockets: list[ClientConnection] = []
        self._ids = itertools.count(1)

    async def start(self, **settings: Any) -> Gateway:
        means = Means(
            clock=lambda: datetime.now(UTC),
            monotonic=time.monotonic,
            fresh_id=lambda: f"fresh-{next(self._ids)}",
            ready=lambda: self.is_ready,
            fresh_bytes=secrets.token_bytes,
            certificates=self.judge,
            noticed=lambda station, kind, info: self.notices.append((station, kind, info)),
        )
        chosen = GatewaySettings(
            **({"port": 0, "name": "g1", "close_timeout_s": 1, "farewell_every_s": 0.05} | settings)
        )
        self.gateway = Gateway(chosen, self.inlet(self.engine), self.door, means, self.watch, self.pages)
        await self.gateway.start()
        self._started = True
        return self.gateway

    async def stop(self) -> None:
        self.engine.gate.set()
        self.engine.faults.clear()
        for socket in self._sockets:
            socket.transport.abort()
        if self._started:
            await self.gateway.drain()

    def url(self, identity: str, path: str | None = None, *, secured: bool = False) -> str:
        where = (
            f"wss://127.0.0.1:{self.gateway.tls_port}" if secured else f"ws://127.0.0.1:{self.gateway.port}"
        )
        return where + (path or f"/ocpp/{quote(identity, safe='')}")

    async def socket(
        self,
        identity: str,
        *,
        password: str | None = PASSWORD,
        path: str | None = None,
        offers: Sequence[str] | None = ("ocpp1.6",),
        headers: Mapping[str, str] | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> ClientConnection:
        """A socket as a station opens it; its password is not made known to the door here."""
        sent = dict(headers or {})
        if password is not None and "Authorization" not in sent:
            sent["Authorization"] = basic(identity, password)
        made = await connect(
            self.url(identity, path, secured=tls is not None),
            ssl=tls,
            subprotocols=offers,  # type: ignore[arg-type]
            additional_headers=sent,
            compression=None,
            ping_interval=None,
            max_size=None,
            open_timeout=PATIENCE_S,
            close_timeout=1,
        )
        self._sockets.append(made)
        return made

    async def station(self, identity: str = "CP1") -> Station:
        """A configured station that came in; the engine knows."""
        self.door.passwords[identity] = PASSWORD
        before = len([event for event in self.engine.told(StationConnected) if event.station == identity])
        made = Station(await self.socket(identity))
        gated = not self.engine.gate.is_set() or StationConnected in self.engine.faults
        if not gated:
            await until(
                lambda: (
                    len([e for e in self.engine.told(StationConnected) if e.station == identity]) > before
                    and self.gateway.has(StationId(identity))
                )
            )
        return made

    async def ask(
        self, call: Call, *, identity: str = "CP1", call_id: str = "c1", within_s: float = PATIENCE_S
    ) -> tuple[CallOutcome, str]:
        """What becomes of a call of ours."""
        reply = await self.reply(call, identity=identity, call_id=call_id, within_s=within_s)
        return reply.outcome, reply.detail

    async def reply(
        self, call: Call, *, identity: str = "CP1", call_id: str = "c1", within_s: float = PATIENCE_S
    ) -> Reply:
        """A call of ours, as the performer makes it."""
        due = DueCall(
            StationId(identity),
            CommandId("cmd"),
            call_id,
            call,
            datetime.now(UTC) + timedelta(seconds=within_s),
        )
        return await self.gateway.call(due, self.sent)

    async def sent(self) -> None:
        self.sent_count += 1

    def conversation(self, identity: str = "CP1") -> Conversation:
        """The one that counts for `identity`."""
        here = self.gateway._registry.get(StationId(identity))
        assert here is not None
        return here

    def calls_waiting(self, identity: str = "CP1") -> int:
        """Calls of ours that wait for their turn."""
        asking = self.conversation(identity).asking()
        return len(asking._turns._waiting) if asking is not None else 0

    async def left(self, identity: str = "CP1") -> StationDisconnected:
        """The first disconnection of `identity` that the engine heard of."""
        await until(lambda: any(event.station == identity for event in self.engine.told(StationDisconnected)))
        return next(event for event in self.engine.told(StationDisconnected) if event.station == identity)


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
