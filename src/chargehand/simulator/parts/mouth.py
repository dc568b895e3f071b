"""Sending: one outstanding CALL, the durable queue of transaction messages and their retries (1.6 §3.7.1, 2.0.1 E13)."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from random import Random
from typing import Protocol

from chargehand.simulator.character import Character
from chargehand.simulator.frames import Call, Error, Frame, JsonObject, Result, ResultError, Send, write
from chargehand.simulator.hardware.timers import Timers
from chargehand.simulator.parts.bending import bent, is_due
from chargehand.simulator.tally import Tally


class Perseverance(Protocol):
    """How often a transaction message is tried, and how much longer each time the wait is."""

    @property
    def attempts(self) -> int: ...
    @property
    def retry_interval_s(self) -> int: ...


@dataclass(slots=True, eq=False, kw_only=True)
class Message:
    """A CALL to be made. `build` runs at every sending, since a transaction's id may be learned meanwhile."""

    action: str
    build: Callable[[], JsonObject]
    # Transaction messages survive the socket and wait for their turn; the rest is lost when offline.
    durable: bool = False
    # Passes before the boot is accepted: BootNotification itself, and what was triggered.
    urgent: bool = False
    ready: Callable[[], bool] | None = None
    answered: Callable[[JsonObject], None] | None = None
    # Will never be answered: lost with the socket, timed out, or given up.
    failed: Callable[[], None] | None = None
    sequence: int = 0
    message_id: str = ""
    sendings: int = 0
    failures: int = 0
    sent_at: datetime | None = None


class Mouth:
    def __init__(self, timers: Timers, rng: Random, character: Character, perseverance: Perseverance) -> None:
        self.online = False
        # How often a socket stood: what was made in another era is told late.
        self.era = 0
        # Open once the boot is accepted: until then only urgent messages pass.
        self.gate_open = False
        self.tally = Tally()
        self._timers = timers
        self._rng = rng
        self._character = character
        self._perseverance = perseverance
        self._urgent: deque[Message] = deque()
        self._durable: deque[Message] = deque()
        self._passing: deque[Message] = deque()
        self._outstanding: dict[str, Message] = {}
        # 2.1: says so when a result could not be understood.
        self.objects = False
        self._out: list[str | bytes] = []
        self._sequence = 0
        self._calls = 0
        self._paused = False
        self._pumping = False

    @property
    def idle(self) -> bool:
        return not (self._outstanding or self._urgent or self._durable or self._passing)

    @property
    def queued(self) -> tuple[str, ...]:
        """Actions of the transaction messages not yet answered, oldest first."""
        pending = [*(message for message in self._outstanding.values() if message.durable), *self._durable]
        return tuple(message.action for message in sorted(pending, key=_by_sequence))

    def take_frames(self) -> list[str | bytes]:
        """The frames to send now, in order; they are the caller's from here on."""
        frames, self._out = self._out, []
        return frames

    def say(self, message: Message, *, ahead: bool = False) -> None:
        """Sends the message as soon as the rules allow, `ahead` of the queue if asked."""
        self._sequence += 1
        message.sequence = -1 if ahead else self._sequence
        if message.durable:
            self._durable.append(message)
        elif not self.online or not (self.gate_open or message.urgent):
            if message.failed is not None:
                message.failed()
            return
        else:
            (self._urgent if message.urgent else self._passing).append(message)
        self.pump()

    def notify(self, action: str, payload: JsonObject, *, urgent: bool = False) -> None:
        """Told once if online, nothing follows from the answer."""
        self.say(Message(action=action, build=lambda: payload, urgent=urgent))

    def send(self, action: str, payload: JsonObject) -> None:
        """A SEND frame: no answer is waited for (2.1)."""
        if self.online and self.gate_open:
            self._out.append(write(Send(self._fresh_id(), action, payload)))

    def _fresh_id(self) -> str:
        return f"{self._rng.getrandbits(128):032x}"

    def reply(self, frame: Frame) -> None:
        """Answers a command, late if the character is (F12)."""
        text = write(frame)
        if self._character.answer_delay_s > 0:
            self._sequence += 1
            key = ("reply", self._sequence)
            self._timers.set(key, self._character.answer_delay_s, partial(self._reply_now, text))
        else:
            self._reply_now(text)

    def _reply_now(self, text: str) -> None:
        self._out.append(text)

    def connected(self, *, gate_open: bool) -> None:
        self.online = True
        self.era += 1
        self.gate_open = gate_open or self._character.pipelines

    def disconnected(self) -> None:
        """What was on its way is undone: transaction messages wait again in their order, the rest has failed."""
        self.online = False
        self.gate_open = False
        self._out.clear()
        self._timers.cancel_kind("reply")
        self._timers.cancel_kind("answer")
        self._resume()
        lost = [*self._outstanding.values(), *self._urgent, *self._passing]
        self._outstanding.clear()
        self._urgent.clear()
        self._passing.clear()
        for message in lost:
            if message.durable:
                self._put_back(message)
            elif message.failed is not None:
                message.failed()

    def forget_queue(self) -> None:
        """The memory that held the transaction messages is gone."""
        lost = list(self._durable)
        self._durable.clear()
        self.tally.discarded += len(lost)
        for message in lost:
            if message.failed is not None:
                message.failed()

    def hear(self, frame: Result | Error) -> None:
        """Matches an answer with its call; an answer nobody waits for is counted and dropped."""
        message = self._outstanding.get(frame.message_id)
        if message is None:
            self.tally.unexpected += 1
            return
        loss = self._character.loses_answers
        if message.durable and loss > 0.0 and self._rng.random() < loss:
            return
        del self._outstanding[frame.message_id]
        self._timers.cancel(("answer", frame.message_id))
        if message.sent_at is not None:
            self.tally.answered((self._timers.exact_now - message.sent_at).total_seconds())
        if isinstance(frame, Result):
            self._take_result(message, frame)
        else:
            self.tally.errors += 1
            self._not_processed(message)
        self.pump()

    def _take_result(self, message: Message, result: Result) -> None:
        doubts = self.tally.misunderstood
        if message.answered is not None:
            message.answered(result.payload)
        if self.objects and self.tally.misunderstood > doubts:
            complaint = f"the answer to {message.action} lacks what it must say"
            self._out.append(
                write(ResultError(result.message_id, "OccurrenceConstraintViolation", complaint, {}))
            )

    def pump(self) -> None:
        if self._pumping:
            return
        self._pumping = True
        try:
            while self.online and (self._character.pipelines or not self._outstanding):
                message = self._next()
                if message is None:
                    break
                self._transmit(message)
        finally:
            self._pumping = False

    def _next(self) -> Message | None:
        if self._urgent:
            return self._urgent.popleft()
        if not self.gate_open:
            return None
        durable = self._durable[0] if self._durable and not self._paused else None
        if durable is not None and durable.ready is not None and not durable.ready():
            durable = None
        passing = self._passing[0] if self._passing else None
        if passing is not None and (durable is None or passing.sequence < durable.sequence):
            return self._passing.popleft()
        return None if durable is None else self._durable.popleft()

    def _transmit(self, message: Message) -> None:
        if not message.message_id or self._character.new_id_on_retry:
            message.message_id = self._fresh_id()
        message.sendings += 1
        message.sent_at = self._timers.exact_now
        payload = bent(self._character, message.action, message.build())
        self._calls += 1
        self.tally.calls += 1
        self._put_out(write(Call(message.message_id, message.action, payload)))
        self._outstanding[message.message_id] = message
        key = ("answer", message.message_id)
        self._timers.set(key, self._character.call_timeout_s, partial(self._timed_out, message))

    def _put_out(self, text: str) -> None:
        character = self._character
        if character.loses_calls > 0.0 and self._rng.random() < character.loses_calls:
            return
        self._out.append(text.encode() if is_due(character.binary_every, self._calls) else text)
        if is_due(character.repeats_every, self._calls):
            self._out.append(text)

    def _timed_out(self, message: Message) -> None:
        self.tally.timeouts += 1
        del self._outstanding[message.message_id]
        self._not_processed(message)
        self.pump()

    def _not_processed(self, message: Message) -> None:
        """§3.7.1: wait interval x preceding attempts and send again; after the last attempt discard and go on."""
        message.failures += 1
        if message.durable and message.failures < self._perseverance.attempts:
            self._put_back(message)
            self._paused = True
            wait_s = self._perseverance.retry_interval_s * message.failures
            self._timers.set(("retry", 0), wait_s, self._retry)
            return
        self.tally.discarded += message.durable
        if message.failed is not None:
            message.failed()

    def _retry(self) -> None:
        self._resume()
        self.pump()

    def _resume(self) -> None:
        self._paused = False
        self._timers.cancel(("retry", 0))

    def _put_back(self, message: Message) -> None:
        self._durable.appendleft(message)
        if len(self._durable) > 1 and self._durable[1].sequence < message.sequence:
            self._durable = deque(sorted(self._durable, key=_by_sequence))


def _by_sequence(message: Message) -> int:
    return message.sequence
