"""Chargers that give up: a transaction message that is answered by an error three times is thrown away.

So the specifications allow it (1.6: TransactionMessageAttempts, 2.0.1: MessageAttempts). While they are offline they
keep everything, charge on, and say it when they are back. Their time runs faster than ours.
"""

from __future__ import annotations

import asyncio
import itertools
import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage, InvalidStatus
from websockets.typing import Subprotocol

from tests.acceptance.stubborn import Exchange

Json = dict[str, Any]

ATTEMPTS = 3
RETRY_S = 60
"""Of a charger's time, times the attempts so far."""
AGAIN_S = 15
"""Before it connects again, of its time; longer each time, up to a minute."""
LONGEST_AGAIN_S = 60
PATIENCE_S = 30.0
"""For an answer, of our time: a busy machine is no fault. Without one it connects anew and says it again."""


class Clock:
    """A charger's second is `1 / pace` of ours; it began two hours ago, so that it is never ahead of us."""

    def __init__(self, pace: int) -> None:
        self._pace = pace
        self._began = datetime.now(UTC) - timedelta(hours=2)
        self._zero = asyncio.get_running_loop().time()

    def stamp(self) -> str:
        passed_s = (asyncio.get_running_loop().time() - self._zero) * self._pace
        now = self._began + timedelta(seconds=passed_s)
        return now.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    async def sleep(self, charger_s: float) -> None:
        await asyncio.sleep(charger_s / self._pace)


@dataclass
class Message:
    """Something about a transaction that must not be lost. What it says is known when it is said."""

    action: str
    payload: Callable[[], Json]
    answered: Callable[[Json], None] = lambda _: None
    failures: int = 0


@dataclass
class Ledger:
    """What became of a charger's messages."""

    made: int = 0
    answered: list[Exchange] = field(default_factory=list[Exchange])
    lost: list[str] = field(default_factory=list[str])
    """Actions of those that it threw away."""
    errors: list[str] = field(default_factory=list[str])
    refusals: list[int] = field(default_factory=list[int])
    closes: list[int] = field(default_factory=list[int])
    energies_wh: list[int] = field(default_factory=list[int])
    """Of the sessions that are over."""


class ForgetfulCharger:
    """Its queue goes out in order, one message at a time."""

    def __init__(self, url: str, subprotocol: str, clock: Clock) -> None:
        self.identity = url.rpartition("/")[2]
        self.ledger = Ledger()
        self.clock = clock
        self._url = url
        self._subprotocol = Subprotocol(subprotocol)
        self._names = itertools.count(1)
        self._queue: deque[Message] = deque()
        self._some = asyncio.Event()
        self._socket: ClientConnection | None = None

    @property
    def online(self) -> bool:
        return self._socket is not None

    @property
    def waiting(self) -> int:
        """Messages that are still to be said."""
        return len(self._queue)

    def keeps(self, message: Message) -> None:
        """It will be said as soon as all before it have been."""
        self.ledger.made += 1
        self._queue.append(message)
        self._some.set()

    async def run(self) -> None:
        """Connected whenever that is possible, until cancelled."""
        wait_s = float(AGAIN_S)
        while True:
            try:
                async with connect(
                    self._url, subprotocols=[self._subprotocol], ping_interval=None, proxy=None,
                    open_timeout=10, close_timeout=1,
                ) as socket:  # fmt: skip
                    self._socket, wait_s = socket, float(AGAIN_S)
                    await self._serve(socket)
            except ConnectionClosed as closed:
                self.ledger.closes.append(closed.rcvd.code if closed.rcvd else 1006)
            except InvalidStatus as refused:
                self.ledger.refusals.append(refused.response.status_code)
            except (OSError, InvalidHandshake, InvalidMessage, TimeoutError, EOFError):
                pass
            finally:
                self._socket = None
            await self.clock.sleep(wait_s)
            wait_s = min(wait_s * 1.5, LONGEST_AGAIN_S)

    async def _serve(self, socket: ClientConnection) -> None:
        answers: asyncio.Queue[list[Any]] = asyncio.Queue()
        telling = asyncio.create_task(self._tells(socket, answers))
        try:
            while True:
                frame = json.loads(await socket.recv())
                if frame[0] == 2:
                    refusal = [3, frame[1], _unwilling(frame[2], frame[3])]
                    await socket.send(json.dumps(refusal))
                else:
                    answers.put_nowait(frame)
        finally:
            telling.cancel()
            await asyncio.gather(telling, return_exceptions=True)

    async def _tells(self, socket: ClientConnection, answers: asyncio.Queue[list[Any]]) -> None:
        try:
            await self._tell(socket, answers)
        except TimeoutError:
            await socket.close()

    async def _tell(self, socket: ClientConnection, answers: asyncio.Queue[list[Any]]) -> None:
        while True:
            await self._some.wait()
            message, name = self._queue[0], f"{self.identity[-8:]}.{next(self._names)}"
            frame = json.dumps([2, name, message.action, message.payload()], separators=(",", ":"))
            await socket.send(frame)
            answer = await asyncio.wait_for(answers.get(), PATIENCE_S)
            while answer[1] != name:
                answer = await asyncio.wait_for(answers.get(), PATIENCE_S)
            await self._told(message, frame, answer)
            if not self._queue:
                self._some.clear()

    async def _told(self, message: Message, frame: str, answer: list[Any]) -> None:
        if answer[0] == 3:
            self._queue.popleft()
            self.ledger.answered.append(Exchange(message.action, frame, answer[2]))
            message.answered(answer[2])
            return
        self.ledger.errors.append(json.dumps(answer))
        message.failures += 1
        if message.failures >= ATTEMPTS:
            self._queue.popleft()
            self.ledger.lost.append(message.action)
        else:
            await self.clock.sleep(RETRY_S * message.failures)


def _unwilling(action: str, payload: Json) -> Json:
    """It does not let itself be told how often to try."""
    if action != "SetVariables":
        return {"status": "Rejected"}
    told = [
        {"attributeStatus": "Rejected", "component": each["component"], "variable": each["variable"]}
        for each in payload["setVariableData"]
    ]
    return {"setVariableResult": told}


class Tongue(Protocol):
    """How a version tells of a transaction. Registers are in Wh, instants are texts."""

    def boot(self) -> Message: ...

    def start(self, at: str, register_wh: int, *, online: bool) -> Message: ...

    def reading(self, at: str, register_wh: int, *, online: bool) -> Message: ...

    def end(self, at: str, register_wh: int, *, online: bool) -> Message: ...


class Numbered:
    """1.6: the number comes with the answer to the start, and what follows waits for it."""

    subprotocol = "ocpp1.6"

    def __init__(self, charger: ForgetfulCharger, uid: str) -> None:
        del charger
        self._uid = uid
        self._number: list[int] = [-1]

    def boot(self) -> Message:
        return Message("BootNotification", lambda: {"chargePointVendor": "Kerb", "chargePointModel": "F1"})

    def start(self, at: str, register_wh: int, *, online: bool) -> Message:
        del online
        told = {"connectorId": 1, "idTag": self._uid, "meterStart": register_wh, "timestamp": at}
        number = self._number = [-1]

        def answered(answer: Json) -> None:
            number[0] = answer["transactionId"]

        return Message("StartTransaction", lambda: told, answered)

    def reading(self, at: str, register_wh: int, *, online: bool) -> Message:
        del online
        number = self._number
        values = [{"timestamp": at, "sampledValue": [{"value": str(register_wh)}]}]
        return Message(
            "MeterValues", lambda: {"connectorId": 1, "transactionId": number[0], "meterValue": values}
        )

    def end(self, at: str, register_wh: int, *, online: bool) -> Message:
        del online
        number = self._number
        told = {"meterStop": register_wh, "timestamp": at, "reason": "Local"}
        return Message("StopTransaction", lambda: {"transactionId": number[0], **told})


class Named:
    """2.0.1: the transaction has a name of the charger's and its messages are numbered."""

    subprotocol = "ocpp2.0.1"

    def __init__(self, charger: ForgetfulCharger, uid: str) -> None:
        self._identity = charger.identity
        self._uid = uid
        self._names = itertools.count(1)
        self._name = ""
        self._seq = itertools.count()

    def boot(self) -> Message:
        station = {"vendorName": "Kerb", "model": "F2"}
        return Message("BootNotification", lambda: {"reason": "PowerUp", "chargingStation": station})

    def start(self, at: str, register_wh: int, *, online: bool) -> Message:
        self._name, self._seq = f"{self._identity}-{next(self._names)}", itertools.count()
        more = {
            "evse": {"id": 1, "connectorId": 1},
            "idToken": {"idToken": self._uid, "type": "ISO14443"},
        }
        return self._event("Started", "Authorized", (at, register_wh), online, more)

    def reading(self, at: str, register_wh: int, *, online: bool) -> Message:
        return self._event("Updated", "MeterValuePeriodic", (at, register_wh), online, {})

    def end(self, at: str, register_wh: int, *, online: bool) -> Message:
        return self._event("Ended", "StopAuthorized", (at, register_wh), online, {})

    def _event(self, kind: str, trigger: str, read: tuple[str, int], online: bool, more: Json) -> Message:
        at, register_wh = read
        context = {"Started": "Transaction.Begin", "Ended": "Transaction.End"}.get(kind, "Sample.Periodic")
        told = {
            "eventType": kind,
            "timestamp": at,
            "triggerReason": trigger,
            "seqNo": next(self._seq),
            "offline": not online,
            "transactionInfo": {"transactionId": self._name},
            "meterValue": [{"timestamp": at, "sampledValue": [{"value": register_wh, "context": context}]}],
            **more,
        }
        return Message("TransactionEvent", lambda: told)


async def charges(charger: ForgetfulCharger, tongue: Tongue, seed: int, enough: asyncio.Event) -> None:
    """Session after session, whether anybody listens or not: five minutes each, a reading a minute."""
    register_wh, clock = 1000 * seed, charger.clock
    charger.keeps(tongue.boot())
    while not enough.is_set():
        began_wh = register_wh
        charger.keeps(tongue.start(clock.stamp(), register_wh, online=charger.online))
        for step in range(4):
            await clock.sleep(60)
            register_wh += 20 + seed + step
            charger.keeps(tongue.reading(clock.stamp(), register_wh, online=charger.online))
        await clock.sleep(60)
        register_wh += 5
        charger.keeps(tongue.end(clock.stamp(), register_wh, online=charger.online))
        charger.ledger.energies_wh.append(register_wh - began_wh)
        await clock.sleep(30)
