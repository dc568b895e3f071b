"""The asyncio shell: a virtual station on a real socket and the real clock."""

from __future__ import annotations

import asyncio
import base64
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from types import TracebackType
from typing import Final, Protocol, Self
from urllib.parse import quote

import websockets
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from chargehand.simulator.hardware.car import Car
from chargehand.simulator.station import VirtualStation
from chargehand.simulator.versions import subprotocol

# The socket is given this long to stand, and to close in order.
_PATIENCE_S: Final = 10.0
_CLOSE_PATIENCE_S: Final = 1.0


class Life(Protocol):
    """What happens at a station from outside: who comes, what they do."""

    @property
    def next_due_at(self) -> datetime | None:
        """When to `step` at the latest."""
        ...

    def step(self, station: VirtualStation, at: datetime) -> None:
        """Everything due until `at` has been done to the station, whose clock stands at `at`."""
        ...


@dataclass(frozen=True, slots=True)
class Backoff:
    """Waiting between attempts to connect: doubling from `first_s` to at most `most_s`, half to one and a half."""

    first_s: float = 1.0
    most_s: float = 60.0

    def wait_s(self, failures: int, rng: Random) -> float:
        return min(self.most_s, self.first_s * 2.0 ** min(failures - 1, 16)) * rng.uniform(0.5, 1.5)


def station_url(url: str, identity: str) -> str:
    """The address of one station: `url` and the identity, percent-encoded, as its last segment."""
    segment = quote(identity, safe="")
    return url.replace("{identity}", segment) if "{identity}" in url else f"{url.rstrip('/')}/{segment}"


def authorization(identity: str, password: str) -> str:
    """The value of the HTTP header of Basic authentication (OCPP-J security profile 1)."""
    return "Basic " + base64.b64encode(f"{identity}:{password}".encode()).decode()


class LiveStation:
    """A virtual station that runs by itself. As a context manager it runs until the block ends.

    >>> async with LiveStation(station, url, password="...") as sim:
    ...     await sim.until(lambda it: it.online)
    ...     await sim.plug_in(1)
    """

    def __init__(
        self,
        station: VirtualStation,
        url: str,
        *,
        password: str | None = None,
        backoff: Backoff | None = None,
        life: Life | None = None,
    ) -> None:
        self.station = station
        self.attempts = 0
        # Why the last attempt to connect failed, or how the last connection ended; empty while all is well.
        self.trouble = ""
        self._url = station_url(url, station.identity)
        self._headers = (
            {} if password is None else {"Authorization": authorization(station.identity, password)}
        )
        self._subprotocol = Subprotocol(subprotocol(station.version))
        self._backoff = backoff or Backoff()
        self._life = life
        self._rng = Random(f"{station.identity}/line")
        self._socket: ClientConnection | None = None
        self._flushing = False
        self._nap: asyncio.Timeout | None = None
        # Sockets that it walked away from without closing them, as stations do whose line went dead.
        self._abandoned: list[ClientConnection] = []
        self._watchers: set[asyncio.Event] = set()
        self._stop = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    # --------------------------------------------------------------------------------------------- its life

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self.run(self._stop))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        if self._task is not None:
            await self._task

    async def run(self, stop: asyncio.Event) -> None:
        """Connects, talks, reconnects, until `stop`; the socket is closed in order at the end."""
        talking = asyncio.create_task(self.live())
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({talking, stopping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopping.cancel()
            talking.cancel()
            await asyncio.gather(talking, stopping, return_exceptions=True)
        if talking.done() and not talking.cancelled():
            talking.result()

    async def live(self) -> None:
        """As `run`, until cancelled: one task for one station."""
        try:
            await self._live()
        finally:
            for socket in self._abandoned:
                await socket.close()
            self._abandoned.clear()

    async def _live(self) -> None:
        failures = 0
        while True:
            while not self.station.wants_connection:
                await self._sleep(None)
            self.attempts += 1
            try:
                socket = await self._connection()
                failures = 0
                try:
                    await self._converse(socket)
                finally:
                    if socket not in self._abandoned:
                        await socket.close()
            except (OSError, TimeoutError, websockets.WebSocketException) as fault:
                self.trouble = f"{type(fault).__name__}: {fault}"
            self._announce()
            if self.station.wants_connection:
                failures += 1
                await self._sleep(self._backoff.wait_s(failures, self._rng))

    def _connection(self) -> connect:
        return connect(
            self._url,
            subprotocols=[self._subprotocol],
            additional_headers=self._headers,
            user_agent_header=None,
            compression=None,
            proxy=None,
            ping_interval=None,
            open_timeout=_PATIENCE_S,
            close_timeout=_CLOSE_PATIENCE_S,
        )

    async def _converse(self, socket: ClientConnection) -> None:
        """Talks until one side hangs up."""
        if socket.subprotocol != self._subprotocol:
            self.trouble = f"the server does not speak {self._subprotocol}"
            return
        self.trouble = ""
        self._socket = socket
        self.station.connected(_now())
        try:
            await self._flush()
            while self.station.wants_connection:
                text = await self._hear(socket)
                if isinstance(text, str):
                    self.station.received(text, _now())
                self._step()
                await self._flush()
            # Stations that lose power, line or patience do not say goodbye.
            if self.station.character.abandons_sockets and self.station.powered:
                self._abandoned = [each for each in self._abandoned if each.close_code is None]
                self._abandoned.append(socket)
            else:
                socket.transport.abort()
        finally:
            self._socket = None
            self.station.disconnected(_now())

    async def _hear(self, socket: ClientConnection) -> str | bytes | None:
        """The next message, or None when something is due before one comes."""
        try:
            async with asyncio.timeout(self._until_due_s()) as self._nap:
                return await socket.recv()
        except TimeoutError:
            return None
        finally:
            self._nap = None

    async def _sleep(self, most_s: float | None) -> None:
        """Lets time pass, at most `most_s`, else until something is due; the station lives on meanwhile."""
        loop = asyncio.get_running_loop()
        end_at = None if most_s is None else loop.time() + most_s
        while True:
            due_s = self._until_due_s()
            left_s = None if end_at is None else end_at - loop.time()
            if left_s is not None and left_s <= 0:
                return
            waits = [seconds for seconds in (due_s, left_s) if seconds is not None]
            try:
                async with asyncio.timeout(min(waits) if waits else None) as self._nap:
                    await asyncio.Event().wait()
            except TimeoutError:
                self._step()
            finally:
                self._nap = None
            if most_s is None:
                return

    def _until_due_s(self) -> float | None:
        due = [self.station.next_due_at, None if self._life is None else self._life.next_due_at]
        soonest = min((at for at in due if at is not None), default=None)
        return None if soonest is None else max(0.0, (soonest - _now()).total_seconds())

    def _step(self) -> None:
        """What is due has happened, to the station and around it."""
        at = _now()
        self.station.tick(at)
        if self._life is not None:
            self._life.step(self.station, at)
        self._announce()

    async def _flush(self) -> None:
        """Sends what the station wants to say; one sender at a time keeps the order."""
        socket = self._socket
        if self._flushing or socket is None:
            return
        self._flushing = True
        try:
            while frames := self.station.take_frames():
                for frame in frames:
                    await socket.send(frame)
        finally:
            self._flushing = False

    # ---------------------------------------------------------------------------------------- local actions

    async def plug_in(self, connector: int = 1, car: Car | None = None) -> None:
        await self.act(lambda station: station.plug_in(connector, car))

    async def unplug(self, connector: int = 1) -> None:
        await self.act(lambda station: station.unplug(connector))

    async def tap(self, uid: str, connector: int = 1) -> None:
        await self.act(lambda station: station.tap(uid, connector))

    async def press_stop(self, connector: int = 1) -> None:
        await self.act(lambda station: station.press_stop(connector))

    async def power_loss(self) -> None:
        await self.act(lambda station: station.power_loss())

    async def power_back(self) -> None:
        await self.act(lambda station: station.power_back())

    async def act(self, deed: Callable[[VirtualStation], None]) -> None:
        """`deed` has been done to the station at the present instant, and what it says about it has been sent."""
        self.station.tick(_now())
        deed(self.station)
        with contextlib.suppress(websockets.ConnectionClosed):  # the conversation notices by itself
            await self._flush()
        self._wake()
        self._announce()

    async def drop(self) -> None:
        """The line is lost now, without the station's doing; it will try again."""
        if self._socket is not None:
            self._socket.transport.abort()

    async def until(self, condition: Callable[[VirtualStation], object], bound_s: float = 10.0) -> None:
        """Returns when the condition holds; TimeoutError with the station's state after `bound_s`."""
        watcher = asyncio.Event()
        self._watchers.add(watcher)
        try:
            async with asyncio.timeout(bound_s):
                while not condition(self.station):
                    await watcher.wait()
                    watcher.clear()
        except TimeoutError:
            raise TimeoutError(f"not so within {bound_s} s: {self.describe()}") from None
        finally:
            self._watchers.discard(watcher)

    def describe(self) -> str:
        """One line about the station, for a person who wonders why it does not move."""
        station = self.station
        numbers = range(1, station.build.connectors + 1)
        statuses = " ".join(station.connector(number).status for number in numbers)
        line = "online" if station.online else f"offline ({self.trouble or 'no line'})"
        return f"{station.identity} {line}, {statuses}, queued {list(station.queued)}"

    def _announce(self) -> None:
        for watcher in self._watchers:
            watcher.set()

    def _wake(self) -> None:
        """Whoever naps looks again at what is due: at once if the line is no longer wanted."""
        if self._nap is None or self._nap.expired():
            return
        due_s = self._until_due_s()
        if not self.station.wants_connection or self._socket is None:
            due_s = 0.0
        if due_s is not None:
            self._nap.reschedule(asyncio.get_running_loop().time() + due_s)


async def run_station(
    station: VirtualStation, url: str, *, password: str | None = None, stop: asyncio.Event
) -> None:
    """The station lives at `url` (its identity is appended) until `stop` is set."""
    await LiveStation(station, url, password=password).run(stop)


def _now() -> datetime:
    return datetime.now(UTC)
