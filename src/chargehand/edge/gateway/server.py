"""The gateway: listens, lets stations in, and goes away without losing what they said."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Collection, Coroutine

from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

from chargehand.edge.gateway.caller import Caller
from chargehand.edge.gateway.conversation import CANNOT_SERVE, Conversation, House
from chargehand.edge.gateway.door.book import CredentialBook
from chargehand.edge.gateway.door.notices import Notices
from chargehand.edge.gateway.door.reception import Inside, Reception
from chargehand.edge.gateway.ports import GatewayObserver, Means, MessageLog, StationDoor, Unrecorded
from chargehand.edge.gateway.registry import Registry
from chargehand.edge.gateway.rotation import Rotation
from chargehand.edge.gateway.settings import GatewaySettings
from chargehand.edge.gateway.socket.link import FULL, POLICY, Link, Surroundings
from chargehand.edge.gateway.socket.pulse import Pulse
from chargehand.edge.gateway.socket.room import Budget, Room
from chargehand.edge.gateway.socket.secured import SecuredPort
from chargehand.engine.ports import Submit
from chargehand.model.batch import DueCall
from chargehand.model.calls import Reply
from chargehand.model.identity import StationId
from chargehand.wire.ocpp.rpc.connection import RpcLimits
from chargehand.wire.ocpp.versions import CODECS

RESTART = 1012
HANG_UP_SLICES = 5
"""With the usual pause after each, everybody has been shown out after half a second."""
_CODECS = {codec.dialect.subprotocol: codec for codec in CODECS}


class Gateway:
    """Implements `engine.ports.StationCaller`. Belongs to the event loop that `start` runs in."""

    def __init__(
        self,
        settings: GatewaySettings,
        engine: Submit,
        door: StationDoor,
        means: Means,
        observer: GatewayObserver,
        log: MessageLog | None = None,
    ) -> None:
        self._settings = settings
        self._observer = observer
        self._registry = Registry()
        self._caller = Caller(settings, means, observer, self._registry, Rotation(door, means.fresh_bytes))
        notices = Notices(means.noticed, means.monotonic)
        self._house = House(
            settings=settings,
            limits=RpcLimits(frame_bytes=settings.frame_bytes),
            engine=engine,
            means=means,
            observer=observer,
            notices=notices,
            log=log or Unrecorded(),
            budget=Budget(settings.waiting_bytes, self._hold_all, self._release_all),
            spawn=self._spawn,
            left=self._registry.remove,
        )
        book = CredentialBook(door, settings.credentials_kept_s, means.monotonic)
        inside = Inside(self._admit, self._registry.holder, notices)
        self._reception = Reception(settings, book, means, observer, inside)
        self._pulse = Pulse(settings.ping_interval_s)
        self._tasks: set[asyncio.Task[None]] = set()
        self._pulsing: asyncio.Task[None] | None = None
        self._server: asyncio.Server | None = None
        self._secured: SecuredPort | None = None
        self._closing = False

    async def start(self) -> None:
        """Listens from now on."""
        loop = asyncio.get_running_loop()
        settings = self._settings
        around = Surroundings(
            settings=settings,
            subprotocols=tuple(Subprotocol(name) for name in _CODECS),
            loop=loop,
            pulse=self._pulse,
            room=Room(settings.room_bytes // settings.frame_bytes),
            budget=self._house.budget,
            requested=self._requested,
        )
        if settings.tls is not None:
            port = settings.port if settings.tls_port is None else settings.tls_port
            self._secured = SecuredPort(
                lambda: Link(around), settings.tls, self._spawn, self._observer.insecure
            )
            self._secured.start(settings.host, port, settings.backlog, settings.write_buffer_bytes)
        if settings.tls is None or settings.tls_port is not None:
            self._server = await loop.create_server(
                lambda: Link(around), settings.host, settings.port, backlog=settings.backlog
            )
            for listening in self._server.sockets:
                # Inherited by each connection: what a station leaves unread piles up in the kernel no more than here.
                listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, settings.write_buffer_bytes)
        self._pulsing = loop.create_task(self._pulse.run())

    @property
    def port(self) -> int:
        """The port it listens on; the plain one, if there are two."""
        sockets = self._server.sockets if self._server is not None else ()
        return int(sockets[0].getsockname()[1]) if sockets else self.tls_port

    @property
    def tls_port(self) -> int:
        """The port it listens on with TLS; 0: on none."""
        return self._secured.port if self._secured is not None else 0

    def holds(self) -> int:
        """How many stations are here."""
        return len(self._registry)

    def has(self, station: StationId) -> bool:
        return self._caller.has(station)

    def known(self) -> Collection[StationId]:
        """Those with whom a conversation is here, also one that only begins or whose end is being kept."""
        return [each.station for each in self._registry.everyone()]

    async def call(self, due: DueCall, sent: Callable[[], Awaitable[None]]) -> Reply:
        return await self._caller.call(due, sent)

    def displaced(self, station: StationId, epoch: int) -> None:
        """Another gateway took `station` over with `epoch`: an older socket here is shown out (F27)."""
        self._registry.displaced(station, epoch)

    def show_out(self, station: StationId) -> None:
        """What let `station` in is not believed any more: it has to prove anew who it is."""
        here = self._registry.get(station)
        if here is not None:
            here.end(POLICY, "prove anew who you are")

    async def hang_up(self) -> None:
        """Shows everybody out because nothing can be committed; goes on listening (F96).

        However many they are, in no more than `HANG_UP_SLICES` slices.
        """
        slice_size = max(self._settings.drain_slice, -(-self.holds() // HANG_UP_SLICES))
        await self._show_out(CANNOT_SERVE, "cannot serve now", slice_size)

    async def drain(self) -> None:
        """Listens no more, finishes what is being decided, closes in slices, keeps the disconnections (F101).

        What is not done after the settings' patience is cut.
        """
        if self._pulsing is None:
            return
        self._closing = True
        if self._server is not None:
            self._server.close()
        if self._secured is not None:
            self._secured.close()
        settings = self._settings
        for conversation in self._registry.everyone():
            conversation.hear_no_more()
        await _until(lambda: not self._any_busy(), settings.drain_patience_s)
        await self._show_out(RESTART, "restart", settings.drain_slice)
        await _until(
            lambda: not self._registry.everyone(), settings.close_timeout_s + settings.drain_patience_s
        )
        for task in (*self._tasks, self._pulsing):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _hold_all(self) -> None:
        for link in self._pulse.everyone():
            link.hold(FULL)

    def _release_all(self) -> None:
        for link in self._pulse.everyone():
            link.release(FULL)

    def _any_busy(self) -> bool:
        return any(conversation.busy for conversation in self._registry.everyone())

    async def _show_out(self, code: int, reason: str, slice_size: int) -> None:
        everyone = self._registry.everyone()
        for number, conversation in enumerate(everyone, start=1):
            conversation.end(code, reason)
            if number % slice_size == 0:
                await asyncio.sleep(self._settings.drain_pause_s)

    def _requested(self, link: Link, request: Request) -> None:
        if self._closing:
            link.refuse(link.rejection(503, "restart\n"))
        else:
            self._spawn(self._reception.receive(link, request))

    def _admit(self, link: Link, station: StationId, response: Response) -> bool:
        if self._closing:
            link.refuse(link.rejection(503, "restart\n"))
            return False
        conversation = Conversation(self._house, station, _CODECS[link.subprotocol], link)
        if not link.open(response, conversation):
            return False
        self._registry.put(conversation)
        conversation.begin()
        return True

    def _spawn(self, work: Coroutine[object, object, None]) -> None:
        """Keeps the task until it is done; a fault in it is a defect and told."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (fault := task.exception()) is not None:
            self._observer.fault(None, fault)


async def _until(condition: Callable[[], bool], patience_s: float) -> bool:
    """Whether `condition` came true in time."""
    deadline = asyncio.get_running_loop().time() + patience_s
    while not condition():
        if asyncio.get_running_loop().time() >= deadline:
            return False
        await asyncio.sleep(0.02)
    return True
