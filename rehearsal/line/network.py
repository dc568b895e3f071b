"""Connections as TCP makes them: bytes in order or not at all, late, stuck, or to nobody."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Protocol

from rehearsal.time.agenda import Agenda
from rehearsal.time.loop import VirtualLoop

CONNECT_S = 10.0
LATE_S = 2.0
RESET_S = 1.0
"""A dead peer's machine answers so soon, once it is there again."""


class Peer(Protocol):
    """The station's end of a connection."""

    def stands(self) -> None:
        """TCP's handshake is done."""
        ...

    def received(self, data: bytes) -> None: ...

    def gone(self) -> None:
        """The connection is known to be no more; called once, last."""
        ...


class Direction:
    """Bytes on their way, delivered in their order."""

    __slots__ = ("_agenda", "_deliver", "_last_at", "_latency_s", "_waiting", "is_dead", "is_held")

    def __init__(
        self, agenda: Agenda, latency_s: Callable[[], float], deliver: Callable[[bytes | None], None]
    ) -> None:
        self._agenda = agenda
        self._latency_s = latency_s
        self._deliver = deliver
        self._waiting: deque[bytes | None] = deque()
        self._last_at = 0.0
        self.is_dead = False
        """What is said from now on gets nowhere, and nobody hears of that."""
        self.is_held = False
        """The receiver does not read."""

    @property
    def is_late(self) -> bool:
        """What is said now arrives much later than usual."""
        return self._last_at > self._agenda.now + LATE_S

    def put(self, data: bytes | None) -> None:
        """None: the end."""
        if self.is_dead:
            return
        self._last_at = max(self._last_at, self._agenda.now + self._latency_s())
        self._waiting.append(data)
        self._agenda.at(self._last_at, self._arrived)

    def stall(self, seconds: float) -> None:
        """Nothing arrives for so long."""
        self._last_at = max(self._last_at, self._agenda.now) + seconds

    def hold(self) -> None:
        self.is_held = True

    def release(self) -> None:
        self.is_held = False
        for _ in range(len(self._waiting)):
            self._agenda.at(max(self._last_at, self._agenda.now), self._arrived)

    def clear(self) -> None:
        """What was on its way is lost."""
        self._waiting.clear()

    def _arrived(self) -> None:
        if self._waiting and not self.is_held:
            self._deliver(self._waiting.popleft())


class Connection(asyncio.Transport):
    """Both ends: to the house it is the transport; the station speaks through `say` and `leave`."""

    def __init__(self, network: Network, peer: Peer, loop: VirtualLoop, address: str) -> None:
        super().__init__()
        self.address = address
        self.peer = peer
        self.up = Direction(network.agenda, network.latency_s, self._arrive_up)
        self.down = Direction(network.agenda, network.latency_s, self._arrive_down)
        self.heard: Callable[[bytes], None] | None = None
        """Sees what the house writes, at once."""
        self._network = network
        self._loop = loop
        self._protocol: asyncio.Protocol | None = None
        self._closing = False
        self._peer_knows = False
        self._inbox: deque[Callable[[], None]] = deque()
        """What the protocol is told next: in its order, whatever order the loop keeps."""

    # the house's end, as asyncio.Transport

    def begin(self, protocol: asyncio.Protocol) -> None:
        self._protocol = protocol
        protocol.connection_made(self)
        self._network.agenda.later(self._network.latency_s(), self._stands)

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None: ...

    def get_extra_info(self, name: str, default: object = None) -> object:
        return (self.address, 40_000) if name == "peername" else default

    def is_closing(self) -> bool:
        return self._closing

    def pause_reading(self) -> None:
        self.up.hold()

    def resume_reading(self) -> None:
        self.up.release()

    def write(self, data: bytes | bytearray | memoryview) -> None:
        if not self._closing and self._loop.alive:
            whole = bytes(data)
            if self.heard is not None:
                self.heard(whole)
            self.down.put(whole)

    def can_write_eof(self) -> bool:
        return True

    def write_eof(self) -> None:
        if not self._closing and self._loop.alive:
            self.down.put(None)

    def close(self) -> None:
        if not self._closing and self._loop.alive:
            self._closing = True
            self.down.put(None)
            self._lost(None)

    def abort(self) -> None:
        if not self._closing and self._loop.alive:
            self._closing = True
            self.down.put(None)
            self._lost(None)

    @property
    def has_house(self) -> bool:
        """Whether the process that took it still lives."""
        return self._loop.alive

    # the station's end

    def say(self, data: bytes) -> None:
        """Writes; to a process that is no more the answer is a reset, a little later."""
        if self._loop.alive:
            self.up.put(data)
        elif not self.down.is_dead:
            self._network.agenda.later(RESET_S, self._tell_peer)

    def leave(self) -> None:
        """Closes without a word: what it said before still arrives."""
        self._peer_knows = True
        self.up.put(None)

    def forget(self) -> None:
        """Walks away: neither closed nor read, as by a station whose line went dead."""
        self._peer_knows = True
        self.down.is_dead = True

    # what goes wrong

    def cut(self) -> None:
        """Both ends see a reset; what was on its way is lost."""
        self.up.clear()
        self.down.clear()
        self.up.is_dead = self.down.is_dead = True
        self._network.agenda.later(self._network.latency_s(), self._tell_peer)
        self._network.agenda.later(self._network.latency_s(), self._tell_house)

    def go_dead(self) -> None:
        """Half-open: nothing arrives any more, and neither end is told."""
        self.up.clear()
        self.down.clear()
        self.up.is_dead = self.down.is_dead = True

    def house_died(self, *, silently: bool) -> None:
        """The process at the other end is gone; of a machine's end the station hears when it next speaks."""
        self.up.clear()
        if not silently:
            self.down.put(None)

    # inside

    def _stands(self) -> None:
        if not self._peer_knows:
            self.peer.stands()

    def _arrive_up(self, data: bytes | None) -> None:
        if not self._loop.alive:
            return
        if data is None:
            self._tell(self._read_end)
        elif not self._closing:
            self._tell(lambda: self._read(data))

    def _tell(self, what: Callable[[], None]) -> None:
        self._inbox.append(what)
        self._loop.enter(self._next_of_inbox)

    def _next_of_inbox(self) -> None:
        self._inbox.popleft()()

    def _read(self, data: bytes) -> None:
        if self._protocol is not None:
            self._protocol.data_received(data)

    def _read_end(self) -> None:
        if self._protocol is not None and not self._closing:
            self._protocol.eof_received()
            if not self._closing:
                self._closing = True
                self._lost(None)

    def _arrive_down(self, data: bytes | None) -> None:
        if data is None:
            self._tell_peer()
        elif not self._peer_knows:
            self.peer.received(data)

    def _tell_peer(self) -> None:
        if not self._peer_knows:
            self._peer_knows = True
            self.up.put(None)
            self.peer.gone()

    def _tell_house(self) -> None:
        """A reset."""
        if self._loop.alive and not self._closing:
            self._closing = True
            self._lost(ConnectionResetError("reset"))

    def _lost(self, fault: Exception | None) -> None:
        self._network.ended(self)
        self._tell(lambda: self._say_lost(fault))

    def _say_lost(self, fault: Exception | None) -> None:
        protocol, self._protocol = self._protocol, None
        if protocol is not None:
            protocol.connection_lost(fault)


class Network:
    """Where the house is found, as long as somebody listens there."""

    def __init__(self, agenda: Agenda, latency_s: Callable[[], float]) -> None:
        self.agenda = agenda
        self.latency_s = latency_s
        self.here: VirtualLoop | None = None
        self._open: dict[Connection, None] = {}

    def connect(self, peer: Peer, address: str) -> Connection | None:
        """A connection that will stand, or None: refused, or nobody there."""
        loop = self.here
        listening = loop.listening if loop is not None and loop.alive else None
        if loop is None or listening is None or listening.made is None:
            return None
        connection, made = Connection(self, peer, loop, address), listening.made
        self._open[connection] = None

        def accept() -> None:
            protocol = made()
            assert isinstance(protocol, asyncio.Protocol)
            connection.begin(protocol)

        def arrive() -> None:
            if loop.alive:
                loop.enter(accept)
            else:
                connection.house_died(silently=False)

        self.agenda.later(self.latency_s(), arrive)
        return connection

    def ended(self, connection: Connection) -> None:
        self._open.pop(connection, None)

    def died(self, *, silently: bool) -> None:
        """The process that held all these is gone."""
        for connection in tuple(self._open):
            connection.house_died(silently=silently)
        self._open.clear()
