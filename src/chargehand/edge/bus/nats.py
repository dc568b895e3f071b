"""The feed over NATS core: what one process commits, all processes hear."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from typing import Final, Self

import msgspec
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError

from chargehand.engine.feed import LocalFeed
from chargehand.model.faults import WorldFault
from chargehand.model.snapshot import Change

SUBJECT: Final = "chargehand.feed"
AT_ONCE: Final = 500
"""Changes in one message, some 40 kB; the server's limit is 1 MB."""
WAITING_MAX: Final = 50_000
"""Changes that may wait for the bus; beyond it the oldest are dropped, and whoever missed them looks a little later."""
CONNECT_S: Final = 5
RETRY_S: Final = 1

Tell = Callable[[str], None]


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(tuple[Change, ...]).decode


class NatsFeed:
    """Implements the engine's Feed. Listeners of this process are served at once, those of others over the bus.

    A connection that is lost is sought again for ever; `tell` hears of it in a sentence.
    """

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._local = LocalFeed()
        self._others = LocalFeed()
        self._client = Client()
        self._waiting: deque[Change] = deque(maxlen=WAITING_MAX)
        self._some = asyncio.Event()
        self._closing = False

    @classmethod
    async def connect(cls, url: str, name: str, tell: Tell) -> Self:
        """A feed that hears and is heard; `name` is for the bus's own monitoring. Raises WorldFault if nobody answers."""
        feed = cls(tell)
        try:
            await asyncio.wait_for(feed._reach(url, name), CONNECT_S)
            # The library leaves one parameter's type open.
            await feed._client.subscribe(SUBJECT, cb=feed._hear)  # pyright: ignore[reportUnknownMemberType]
            # The library's PING may overtake the SUB that still waits to be written; the second one cannot.
            await feed._client.flush(timeout=CONNECT_S)
            await feed._client.flush(timeout=CONNECT_S)
        except (NatsError, OSError, TimeoutError) as fault:
            await feed.close()
            raise WorldFault(f"no bus answers: {type(fault).__name__}") from fault
        return feed

    def publish(self, changes: Sequence[Change]) -> None:
        """See `ports.Feed`."""
        self._local.publish(changes)
        self._waiting.extend(changes)
        self._some.set()

    def subscribe(self, listener: Callable[[Sequence[Change]], None]) -> Callable[[], None]:
        """See `ports.Feed`."""
        return self._local.subscribe(listener)

    def overhear(self, listener: Callable[[Sequence[Change]], None]) -> Callable[[], None]:
        """As `subscribe`, but only what other processes publish."""
        return self._others.subscribe(listener)

    async def run(self) -> None:
        """Sends what is published, until cancelled."""
        while True:
            await self._some.wait()
            self._some.clear()
            await self._send_waiting()

    async def close(self) -> None:
        """What was published is sent, if the bus can be reached; then the connection is gone."""
        self._closing = True
        if self._client.is_connected:
            await self._send_waiting()
        try:
            await asyncio.wait_for(self._client.close(), CONNECT_S)
        except (NatsError, OSError, TimeoutError):
            self._tell("the bus was not left in order")

    @property
    def connected(self) -> bool:
        return self._client.is_connected

    @property
    def waiting(self) -> int:
        """Changes that the bus has not been given yet."""
        return len(self._waiting)

    async def _send_waiting(self) -> None:
        while self._waiting:
            some = tuple(self._waiting.popleft() for _ in range(min(AT_ONCE, len(self._waiting))))
            try:
                await self._client.publish(SUBJECT, _encode(some))
            except NatsError as fault:
                self._tell(f"{len(some)} wake-ups were lost: {type(fault).__name__}")

    async def _hear(self, message: Msg) -> None:
        try:
            changes = _decode(message.data)
        except msgspec.MsgspecError:
            self._tell("something else speaks on our subject")
            return
        self._local.publish(changes)
        self._others.publish(changes)

    async def _reach(self, url: str, name: str) -> None:
        async def lost() -> None:
            if not self._closing:
                self._tell("the bus is lost")

        async def found() -> None:
            self._tell("the bus is back")

        async def broke(fault: Exception) -> None:
            if not isinstance(fault, ConnectionRefusedError):
                self._tell(f"bus: {type(fault).__name__}")

        await self._client.connect(
            url,
            name=name,
            no_echo=True,  # our own listeners have been served
            connect_timeout=CONNECT_S,
            max_reconnect_attempts=-1,
            reconnect_time_wait=RETRY_S,
            disconnected_cb=lost,
            reconnected_cb=found,
            error_cb=broke,
        )
