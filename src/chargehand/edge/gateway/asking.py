"""Our calls over one connection: one at a time, each with its own deadline (OCPP-J 1.6 §4.1.1)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from chargehand.edge.gateway.record.rows import Asked
from chargehand.edge.gateway.turns import Gone, Turns
from chargehand.wire.ocpp.codec import CallText
from chargehand.wire.ocpp.rpc.connection import Rpc
from chargehand.wire.ocpp.rpc.inbound import ErrorReceived, ResultReceived

COMMAND: Final = 0
WISH: Final = 1
"""Waits while a command wants to go."""

DISCONNECTED: Final = "disconnected"
TOO_LATE: Final = "no_turn"
"""Its time was over before its turn came."""
SILENT: Final = "no_answer"
ABANDONED: Final = "abandoned"
"""Whoever wanted the answer went away."""

Sent = Callable[[], Awaitable[None]]


class Unanswered(Exception):
    """No answer came. `sent`: the frame had left, so that the station may have done it all the same (F58)."""

    def __init__(self, reason: str, *, sent: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.sent = sent


class Asking:
    """Asks over `rpc`; `send` writes a frame and says whether it could; `told` hears of each call that is over."""

    def __init__(
        self,
        rpc: Rpc,
        send: Callable[[bytes], bool],
        monotonic: Callable[[], float],
        told: Callable[[Asked], None],
    ) -> None:
        self._rpc = rpc
        self._send = send
        self._monotonic = monotonic
        self._told = told
        self._turns = Turns()
        self._answer: asyncio.Future[ResultReceived | ErrorReceived] | None = None
        self._heard: bytes | None = None
        """The frame that answered the open call."""

    async def ask(
        self, message_id: str, text: CallText, due: float, rank: int, sent: Sent
    ) -> ResultReceived | ErrorReceived:
        """The station's answer, if it comes before `due`; `sent` is awaited once the frame has left. Raises Unanswered."""
        left_s = due - self._monotonic()
        if left_s <= 0:
            raise Unanswered(TOO_LATE, sent=False)
        try:
            if not self._turns.take_now():
                async with asyncio.timeout(left_s):
                    await self._turns.take(rank)
        except TimeoutError:
            raise Unanswered(TOO_LATE, sent=False) from None
        except Gone:
            raise Unanswered(DISCONNECTED, sent=False) from None
        try:
            return await self._ask_now(message_id, text, due, sent)
        finally:
            self._answer = None
            self._rpc.give_up()
            self._turns.give()

    async def _ask_now(
        self, message_id: str, text: CallText, due: float, sent: Sent
    ) -> ResultReceived | ErrorReceived:
        answer = self._answer = asyncio.get_running_loop().create_future()
        self._heard = None
        frame, began = self._rpc.call(message_id, text.action, text.payload, due), self._monotonic()
        if not self._send(frame):
            raise Unanswered(DISCONNECTED, sent=False)
        error = ABANDONED
        try:
            await sent()
            heard = await self._hear(answer, due)
            error = heard.code if isinstance(heard, ErrorReceived) else ""
        except Unanswered as silence:
            error = silence.reason
            raise
        finally:
            took_s = self._monotonic() - began
            self._told(Asked(text.action, message_id, frame, self._heard, took_s, error))
            self._heard = None
        return heard

    async def _hear(
        self, answer: asyncio.Future[ResultReceived | ErrorReceived], due: float
    ) -> ResultReceived | ErrorReceived:
        try:
            async with asyncio.timeout(max(0.0, due - self._monotonic())):
                return await answer
        except TimeoutError:
            raise Unanswered(SILENT, sent=True) from None
        except Gone:
            raise Unanswered(DISCONNECTED, sent=True) from None

    def answered(self, answer: ResultReceived | ErrorReceived, frame: bytes) -> None:
        """The open call's answer came in `frame`."""
        if self._answer is not None and not self._answer.done():
            self._heard = frame
            self._answer.set_result(answer)

    def end(self) -> None:
        """The connection is gone."""
        self._turns.end()
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(Gone())
            self._answer.exception()  # looked at, in case `sent` still runs and fails
