"""A charger as they are in the field: what was not answered it says again, on the next connection, until it is."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage, InvalidStatus
from websockets.typing import Subprotocol

from tests.acceptance.house import OCPP16

ANSWER_S = 20.0
AGAIN_S = 0.1


class Lost(Exception):
    """The connection ended before the answer."""


@dataclass(frozen=True)
class Exchange:
    action: str
    frame: str
    answer: dict[str, Any]


class StubbornCharger:
    """`fresh_names`: what is said again gets another message id, as some firmware does it."""

    def __init__(self, url: str, *, fresh_names: bool = False, protocol: Subprotocol = OCPP16) -> None:
        self.identity = url.rpartition("/")[2]
        self.hears: Callable[[list[Any]], bool] = lambda _: True
        """Asked about each frame that arrives: if not, it never came."""
        self._url = url
        self._protocol = protocol
        self._fresh_names = fresh_names
        self._names = itertools.count(1)
        self._socket: ClientConnection | None = None
        self._online = asyncio.Event()
        self._waiting: dict[str, asyncio.Future[dict[str, Any] | None]] = {}
        self.answered: list[Exchange] = []
        self.errors: list[str] = []
        """CALLERRORs that it got."""
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.refusals: list[int] = []
        """Statuses of handshakes that were refused."""
        self.closes: list[int] = []
        """How its connections ended."""
        self.repeats = 0

    # the connection

    @property
    def socket(self) -> ClientConnection | None:
        """As long as it is connected."""
        return self._socket

    async def run(self) -> None:
        """Connected whenever that is possible, until cancelled."""
        while True:
            try:
                async with connect(
                    self._url,
                    subprotocols=[self._protocol],
                    ping_interval=None,
                    proxy=None,
                    open_timeout=5,
                    close_timeout=1,
                ) as socket:
                    self._socket = socket
                    self._online.set()
                    await self._listen(socket)
            except InvalidStatus as refused:
                self.refusals.append(refused.response.status_code)
            except (OSError, InvalidHandshake, InvalidMessage, TimeoutError, EOFError):
                pass
            await asyncio.sleep(AGAIN_S)  # a charger's own patience, far shorter than a real one's

    async def _listen(self, socket: ClientConnection) -> None:
        try:
            while True:
                await self._hear(socket, json.loads(await socket.recv()))
        except ConnectionClosed as closed:
            self.closes.append(closed.rcvd.code if closed.rcvd else 1006)
        finally:
            self._online.clear()
            self._socket = None
            waiting, self._waiting = self._waiting, {}
            for answer in waiting.values():
                if not answer.done():
                    answer.set_result(None)

    async def _hear(self, socket: ClientConnection, frame: list[Any]) -> None:
        if not self.hears(frame):
            return
        if frame[0] == 2:
            self.asked.append((frame[2], frame[3]))
            answer = _obedient(frame[2], frame[3])
            await socket.send(json.dumps([3, frame[1], answer], separators=(",", ":")))
            return
        if frame[0] == 4:
            self.errors.append(json.dumps(frame))
        answer = self._waiting.pop(frame[1], None)
        if answer is not None and not answer.done():
            answer.set_result(frame[2] if frame[0] == 3 else {})

    def breaks_off(self) -> None:
        """The cable to the world is cut."""
        if self._socket is not None:
            self._socket.transport.abort()

    def moves_to(self, url: str) -> None:
        """From now on it connects elsewhere."""
        self._url = url
        self.breaks_off()

    # what it tells

    @property
    def unanswered(self) -> int:
        """How much it has said on this connection that is not answered yet."""
        return len(self._waiting)

    async def tells(self, action: str, payload: dict[str, Any]) -> dict[str, Any]:
        """The answer, however often the message had to be said."""
        name = self._name()
        while True:
            await asyncio.wait_for(self._online.wait(), ANSWER_S)
            frame = json.dumps([2, name, action, payload], separators=(",", ":"))
            try:
                answer = await asyncio.wait_for(self._say(name, frame), ANSWER_S)
            except (Lost, ConnectionClosed):
                self.repeats += 1
                if self._fresh_names:
                    name = self._name()
                continue
            assert not self.errors, self.errors
            self.answered.append(Exchange(action, frame, answer))
            return answer

    async def _say(self, name: str, frame: str) -> dict[str, Any]:
        if self._socket is None:
            raise Lost
        waiting = self._waiting[name] = asyncio.get_running_loop().create_future()
        await self._socket.send(frame)
        answer = await waiting
        if answer is None:
            raise Lost
        return answer

    def _name(self) -> str:
        return f"{self.identity[-12:]}.{next(self._names)}"

    def heard(self, action: str) -> list[dict[str, Any]]:
        """What it was asked by this name."""
        return [payload for asked, payload in self.asked if asked == action]


def _obedient(action: str, payload: dict[str, Any]) -> dict[str, Any]:
    """The answer of a charger that does whatever it is asked to."""
    if action != "SetVariables":
        return {"status": "Accepted"}
    told = [
        {"attributeStatus": "Accepted", "component": each["component"], "variable": each["variable"]}
        for each in payload["setVariableData"]
    ]
    return {"setVariableResult": told}


class Story:
    """What such a charger tells, by a clock of its own that began an hour ago, so that energy has had time to flow."""

    def __init__(self, charger: StubbornCharger, uid: str, *, connector: int = 1) -> None:
        self.charger = charger
        self.uid = uid
        self.connector = connector
        self._now = datetime.now(UTC) - timedelta(hours=1)
        self.numbers: set[int] = set()

    def _stamp(self) -> str:
        self._now += timedelta(seconds=30)
        return self._now.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    async def boots(self) -> None:
        told = await self.charger.tells(
            "BootNotification", {"chargePointVendor": "Kerbside", "chargePointModel": "S1"}
        )
        assert told["status"] == "Accepted"

    async def reports(self, connector: int, status: str) -> None:
        report = {
            "connectorId": connector,
            "errorCode": "NoError",
            "status": status,
            "timestamp": self._stamp(),
        }
        await self.charger.tells("StatusNotification", report)

    async def authorizes(self) -> None:
        told = await self.charger.tells("Authorize", {"idTag": self.uid})
        assert told["idTagInfo"]["status"] == "Accepted"

    async def begins(self, meter_wh: int) -> int:
        start = {
            "connectorId": self.connector,
            "idTag": self.uid,
            "meterStart": meter_wh,
            "timestamp": self._stamp(),
        }
        told = await self.charger.tells("StartTransaction", start)
        assert told["idTagInfo"]["status"] == "Accepted"
        self.numbers.add(told["transactionId"])
        return told["transactionId"]

    async def reads(self, number: int, meter_wh: int) -> None:
        sampled = [{"value": str(meter_wh), "measurand": "Energy.Active.Import.Register", "unit": "Wh"}]
        readings = [{"timestamp": self._stamp(), "sampledValue": sampled}]
        await self.charger.tells(
            "MeterValues",
            {"connectorId": self.connector, "transactionId": number, "meterValue": readings},
        )

    async def ends(self, number: int, meter_wh: int, reason: str = "Remote") -> None:
        stop = {
            "transactionId": number,
            "meterStop": meter_wh,
            "timestamp": self._stamp(),
            "idTag": self.uid,
            "reason": reason,
        }
        await self.charger.tells("StopTransaction", stop)


@asynccontextmanager
async def running(
    urls: list[str], fresh_names: Callable[[int], bool] = lambda _: False, *, protocol: Subprotocol = OCPP16
) -> AsyncIterator[list[StubbornCharger]]:
    """Chargers that are connected whenever they can be."""
    chargers = [
        StubbornCharger(url, fresh_names=fresh_names(number), protocol=protocol)
        for number, url in enumerate(urls)
    ]
    tasks = [asyncio.create_task(charger.run()) for charger in chargers]
    try:
        yield chargers
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task
