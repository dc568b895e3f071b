"""All stations of the load: connecting them by thousands, booting, dropping them."""

from __future__ import annotations

import asyncio
import base64
import contextlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from time import monotonic
from typing import Final

from picows import WSError, ws_connect

from bench.generator.modern import FIRST_PLACE, ModernStation
from bench.generator.station import Station, is_fault

_PATIENCE_S: Final = 30.0
_TRIES: Final = 20
_PAUSE_S: Final = 0.05
_QUIET_S: Final = 0.5
_LOOK_AGAIN_S: Final = 0.05
_READ_BYTES: Final = 1024


class Arrivals:
    """How a crowd came in: seconds from the first attempt to the last BootNotification accepted, and each boot's wait."""

    def __init__(self) -> None:
        self.began = monotonic()
        self.seconds = 0.0
        self.boots_s: list[float] = []
        self.faults: Counter[str] = Counter()


class Fleet:
    """Stations with the places 0 to N-1, made when first wanted. `password`: what their passwords begin with."""

    def __init__(self, url: str, password: str) -> None:
        self._url = url
        self._password = password
        self._stations: list[Station] = []
        self._modern: list[Station] = []

    def modern(self, count: int) -> list[Station]:
        """Others, with places of their own, that speak 2.0.1."""
        while len(self._modern) < count:
            self._modern.append(ModernStation(FIRST_PLACE + len(self._modern)))
        return self._modern[:count]

    def first(self, count: int, begin: int = 0) -> list[Station]:
        while len(self._stations) < begin + count:
            self._stations.append(Station(len(self._stations)))
        return self._stations[begin : begin + count]

    def connected(self) -> list[Station]:
        known = (*self._stations, *self._modern)
        return [station for station in known if station.transport is not None]

    async def gather(self, stations: Iterable[Station], *, boot: bool = True) -> Arrivals:
        """All of them at once, each trying again until it is in. What failed on the way is counted."""
        arrivals = Arrivals()
        missing = [station for station in stations if station.transport is None]
        await asyncio.gather(*(self.arrive(station, arrivals, boot=boot) for station in missing))
        arrivals.seconds = monotonic() - arrivals.began
        return arrivals

    async def arrive(self, station: Station, arrivals: Arrivals, *, boot: bool = True) -> bool:
        """Whether it is connected and accepted at last."""
        for _ in range(_TRIES):
            try:
                await self.connect(station)
                if not boot:
                    return True
                began = monotonic()
                accepted = await said(station, station.boot())
                if b'"Accepted"' in accepted and not is_fault(accepted):
                    arrivals.boots_s.append(monotonic() - began)
                    return True
                arrivals.faults["not accepted"] += 1
                return False
            except (OSError, WSError, TimeoutError) as fault:
                arrivals.faults[type(fault).__name__] += 1
                await asyncio.sleep(_PAUSE_S)
        return False

    async def connect(self, station: Station) -> None:
        """Raises OSError, WSError or TimeoutError."""
        secret = f"{station.identity}:{self._password}{station.place}".encode()
        await ws_connect(
            lambda: station,
            f"{self._url}/{station.identity}",
            websocket_handshake_timeout=_PATIENCE_S,
            read_buffer_init_size=_READ_BYTES,
            use_aiofastnet=False,
            extra_headers={
                "Authorization": "Basic " + base64.b64encode(secret).decode(),
                "Sec-WebSocket-Protocol": station.subprotocol,
            },
        )

    async def drop(self, stations: Sequence[Station]) -> None:
        """Their lines are cut."""
        for station in stations:
            station.cut()
        await until(lambda: all(station.transport is None for station in stations), _PATIENCE_S)

    async def settle(self, most_s: float) -> float:
        """Seconds until nobody was asked anything any more for a while, at most `most_s`."""
        began = monotonic()
        while monotonic() - began < most_s:
            await asyncio.sleep(_LOOK_AGAIN_S)
            heard = max((station.heard_at for station in self.connected()), default=0.0)
            if monotonic() - max(heard, began) > _QUIET_S:
                break
        return monotonic() - began


async def until(true: Callable[[], bool], patience_s: float) -> bool:
    """Whether it came true in time."""
    deadline = monotonic() + patience_s
    while not (is_true := true()) and monotonic() < deadline:  # noqa: ASYNC110 - nobody tells
        await asyncio.sleep(_LOOK_AGAIN_S)
    return is_true


async def said(station: Station, frame: bytes) -> bytes:
    """Sends a CALL and returns its answer. Raises TimeoutError, or ConnectionResetError when the line broke."""
    answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    def take(_: Station, data: bytes) -> None:
        if not answer.done():
            answer.set_result(data)

    def broke(_: Station) -> None:
        if not answer.done():
            answer.set_exception(ConnectionResetError("the line broke"))

    before = station.answered, station.gone
    station.answered, station.gone = take, broke
    try:
        if station.transport is None:
            raise ConnectionResetError("not connected")
        station.send(frame)
        return await asyncio.wait_for(answer, _PATIENCE_S)
    finally:
        station.answered, station.gone = before
        with contextlib.suppress(asyncio.InvalidStateError):
            answer.cancel()


async def begin_transactions(stations: Sequence[Station]) -> tuple[float, list[float], int]:
    """All that have none start one, at the same moment: seconds until all were answered, each one's wait, failures."""
    idle = [station for station in stations if station.transaction == 0]
    waits: list[float] = []
    failed = 0
    began = monotonic()

    async def one(station: Station) -> None:
        nonlocal failed
        try:
            answer = await said(station, station.start())
            waits.append(monotonic() - began)
        except (TimeoutError, OSError):
            failed += 1
            return
        if is_fault(answer) or not station.took_start(answer):
            failed += 1

    await asyncio.gather(*(one(station) for station in idle))
    return monotonic() - began, waits, failed


async def end_transactions(stations: Sequence[Station]) -> int:
    """Nobody has a transaction any more; how many stops failed."""
    failed = 0

    async def one(station: Station) -> None:
        nonlocal failed
        try:
            answer = await said(station, station.stop())
        except (TimeoutError, OSError):
            failed += 1
            return
        if is_fault(answer):
            failed += 1

    await asyncio.gather(*(one(station) for station in stations if station.transaction))
    return failed
