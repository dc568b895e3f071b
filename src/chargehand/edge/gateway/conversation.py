"""One station on one connection: its calls in their order, our answers after the commit, our calls beside them.

Nothing here waits on a call to the station while reading (F16): frames are sorted as they come, a call with nothing before it
is decided at once, the others queue up for one task, answers to our calls go straight to whoever waits for them.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from chargehand.edge.gateway.asking import Asking
from chargehand.edge.gateway.door.notices import Notice, Notices
from chargehand.edge.gateway.ports import GatewayObserver, Means, MessageLog
from chargehand.edge.gateway.record.notebook import HEARTBEAT, Notebook
from chargehand.edge.gateway.record.rows import (
    BINARY,
    CLOSED,
    LATE,
    OPENED,
    REPEATED,
    TOO_BIG,
    Handled,
    ref_of,
)
from chargehand.edge.gateway.refusals import ERRORS
from chargehand.edge.gateway.relayed import RELAYED, Relayed, worded
from chargehand.edge.gateway.settings import GatewaySettings
from chargehand.edge.gateway.socket.link import BUSY, POLICY, Link
from chargehand.edge.gateway.socket.room import Budget
from chargehand.engine.ports import Submit
from chargehand.model.answers import Answer, BootAnswer, ConnectedAnswer
from chargehand.model.events import (
    Event,
    StationConnected,
    StationDisconnected,
    StationHeard,
    StationReported,
    VariablesReported,
)
from chargehand.model.faults import LaneHalted, UnknownStation, WorldFault
from chargehand.model.identity import StationId
from chargehand.model.refusals import Refusal
from chargehand.model.station import BootStatus
from chargehand.wire.ocpp.codec import Codec, Context, Question
from chargehand.wire.ocpp.faults import ErrorCode, WireFault
from chargehand.wire.ocpp.fields import clean
from chargehand.wire.ocpp.masking import without_secrets
from chargehand.wire.ocpp.rpc.connection import Rpc, RpcLimits
from chargehand.wire.ocpp.rpc.inbound import (
    CallReceived,
    CloseWanted,
    ErrorReceived,
    Ignored,
    LateAnswer,
    Refused,
    ResultReceived,
)

CANNOT_SERVE: Final = 1011
REPLACED: Final = 4001
"""A newer connection of the same station took over (F27)."""
_BOOT: Final = "BootNotification"
_REPORTS: Final = frozenset({StationReported, VariablesReported})
"""What a station may tell its password with: the journal keeps their frames without it (S07)."""


@dataclass(frozen=True, kw_only=True)
class House:
    """What all conversations of a gateway share."""

    settings: GatewaySettings
    limits: RpcLimits
    engine: Submit
    means: Means
    observer: GatewayObserver
    notices: Notices
    log: MessageLog
    budget: Budget
    spawn: Callable[[Coroutine[object, object, None]], None]
    """Runs something to its end; somebody else keeps the task."""
    left: Callable[[Conversation], None]
    """This conversation is over, its disconnection kept if it had one."""


Heard = tuple[CallReceived, datetime, float]
"""A call with its time of receipt by both clocks."""
Waiting = Heard | Refused | StationHeard
"""What is done in its turn: a call, an error to send, a heartbeat to keep."""


class Conversation:
    """From the upgrade to the end of the socket."""

    __slots__ = (
        "_asking",
        "_boot",
        "_codec",
        "_deaf",
        "_epoch",
        "_heard_at",
        "_house",
        "_kept_at",
        "_link",
        "_lost",
        "_notes",
        "_queue",
        "_queued_bytes",
        "_rpc",
        "_working",
        "station",
    )

    def __init__(self, house: House, station: StationId, codec: Codec, link: Link) -> None:
        self.station = station
        self._house = house
        self._codec = codec
        self._link = link
        self._rpc = Rpc(codec.dialect, house.limits)
        self._epoch = 0
        self._boot = BootStatus.ACCEPTED
        """As answered on this connection; without a BootNotification a reconnect is a normal thing (F23)."""
        self._queue: deque[tuple[Waiting, int]] | None = None
        self._queued_bytes = 0
        self._working = False
        self._lost: str | None = None
        self._heard_at: datetime | None = None
        self._kept_at = house.means.monotonic()
        self._asking: Asking | None = None
        self._deaf = False
        self._notes = Notebook(
            house.log,
            house.means.clock,
            station,
            codec.dialect.subprotocol,
            beats_logged=house.settings.heartbeats_logged,
        )

    @property
    def epoch(self) -> int:
        """The engine's count of this connection; 0 until it is known."""
        return self._epoch

    @property
    def codec(self) -> Codec:
        return self._codec

    @property
    def address(self) -> str | None:
        """Where the station is; None when the socket is no more."""
        return self._link.address if self._link.is_open else None

    @property
    def busy(self) -> bool:
        return self._working

    def begin(self) -> None:
        """The station is in: tell the engine, then listen."""
        protocol, address = self._codec.dialect.subprotocol, self._link.address
        self._house.observer.opened(self.station, protocol)
        self._notes.line(OPENED, f"{protocol} from {address}" if address else protocol)
        self._work()

    def end(self, code: int, reason: str) -> None:
        """Says goodbye; what the station sent but we have not begun on is left unanswered."""
        self._queue = None
        if self._asking is not None:
            self._asking.end()
        self._link.close(code, reason)

    def hear_no_more(self) -> None:
        """Reads no further; what was heard is still answered."""
        self._link.hold(BUSY)
        self._deaf = True

    def asking(self) -> Asking | None:
        """For our calls; None when there is no socket to ask over."""
        if not self._link.is_open or not self._epoch:
            return None
        if self._asking is None:
            self._asking = Asking(self._rpc, self._link.send, self._house.means.monotonic, self._notes.asked)
        return self._asking

    # from the link

    def message(self, data: bytes) -> None:
        now = self._house.means.monotonic()
        inbound = self._rpc.receive(data, now)
        if type(inbound) is CallReceived:
            known = inbound.action in self._codec.dialect.actions
            self._house.observer.received(inbound.action if known else "")
            at = self._house.means.clock()
            if self._is_idle():
                self._begin_on((inbound, at, now))
            else:
                self._put((inbound, at, now), len(data))
        else:
            self._other(inbound, data)

    def binary(self) -> None:
        wanted = self._rpc.receive_binary()
        self._notes.stray(b"", BINARY)
        self.end(wanted.code, wanted.reason)

    def oversized(self, beginning: bytes, size_bytes: int) -> None:
        """The link refuses a frame for its size, and ends."""
        self._house.observer.oversized(self.station, size_bytes)
        self._house.notices.tell(self.station, Notice.FRAME_TOO_BIG, f"{size_bytes} bytes at least")
        self._notes.stray(beginning, TOO_BIG)

    def beat(self) -> None:
        """Keeps the latest heartbeat, not each one."""
        if self._heard_at is None or not self._link.is_open:
            return
        now = self._house.means.monotonic()
        if now - self._kept_at >= self._house.settings.heard_every_s:
            self._put(StationHeard(station=self.station, at=self._heard_at), 0)
            self._heard_at, self._kept_at = None, now

    def lost(self, code: int, reason: str) -> None:
        why = clean(reason, 120)  # the peer's own words may be anything (S19)
        self._lost = f"{code} {why}".strip()
        self._house.observer.closed(self.station, code, why)
        self._notes.line(CLOSED, self._lost)
        if self._asking is not None:
            self._asking.end()
        self._work()

    # sorting what comes

    def _other(
        self,
        inbound: ResultReceived | ErrorReceived | LateAnswer | Ignored | Refused | CloseWanted | CallReceived,
        data: bytes,
    ) -> None:
        match inbound:
            case ResultReceived() | ErrorReceived():
                if self._asking is not None:
                    self._asking.answered(inbound, data)
            case Refused():
                self._notes.stray(data, inbound.code, inbound.frame)
                self._put(inbound, len(data))
            case CloseWanted():
                self._notes.stray(data, inbound.reason)
                self.end(inbound.code, inbound.reason)
            case LateAnswer() | Ignored():
                why = inbound.why if isinstance(inbound, Ignored) else LATE
                self._house.observer.ignored(self.station, why)
                self._notes.stray(data, why)
            case CallReceived():
                pass

    def _put(self, item: Waiting, size: int) -> None:
        settings = self._house.settings
        if self._queue is None:
            self._queue = deque()
        self._queue.append((item, size))
        self._take(size)
        if len(self._queue) > settings.queue_frames or self._queued_bytes > settings.queue_bytes:
            self._link.hold(BUSY)
        self._work()

    def _is_idle(self) -> bool:
        """Whether nothing is before the next call: nothing waits or is worked on, and the peer reads what we write."""
        return not self._working and self._epoch > 0 and not self._link.is_jammed

    def _begin_on(self, heard: Heard) -> None:
        """A call before which nothing is needs no turn and no task of its own: it is answered now, or once it is decided on."""
        call, at, since = heard
        try:
            told = self._read(call, at)
            if isinstance(told, Handled):
                self._note(call, at, since, told)
                self._reply(call, at, told.frame)
                return
            decided = self._submitted(call, told)
        except Exception as fault:  # boundary: a defect of ours ends this connection, not the others
            self._failed(fault)
            self._note(call, at, since, None)
            return
        self._working = True
        self._take(len(call.text))
        if isinstance(decided, asyncio.Future):
            decided.add_done_callback(partial(self._decided, heard, told))
        else:
            self._house.spawn(self._awaited(heard, told, decided))

    async def _awaited(self, heard: Heard, event: Event, awaited: Awaitable[Answer | Refusal]) -> None:
        """As `_decided`, where more than the engine has a say in the answer."""
        decided: asyncio.Future[Answer | Refusal] = asyncio.get_running_loop().create_future()
        try:
            decided.set_result(await awaited)
        except Exception as fault:  # boundary: told of in `_decided`
            decided.set_exception(fault)
        self._decided(heard, event, decided)

    def _decided(self, heard: Heard, event: Event, decided: asyncio.Future[Answer | Refusal]) -> None:
        """What a call told is committed, or could not be: it is answered, and whatever came meanwhile is next."""
        call, at, since = heard
        handled = None
        try:
            handled = self._worded(call, at, event, decided.result())
            self._note(call, at, since, handled)
            self._reply(call, at, handled.frame)
        except Exception as fault:  # boundary: as above
            self._failed(fault)
        if handled is None:
            self._note(call, at, since, None)
        self._done(len(call.text))
        if self._queue or self._link.is_jammed:
            self._house.spawn(self._worked())
        else:
            self._rest()

    def _work(self) -> None:
        if not self._working:
            self._working = True
            self._house.spawn(self._worked())

    def _take(self, size: int) -> None:
        self._queued_bytes += size
        self._house.budget.take(size)

    def _done(self, size: int) -> None:
        self._queued_bytes -= size
        self._house.budget.give(size)

    def _listen(self) -> None:
        if not self._deaf:
            self._link.release(BUSY)

    # one thing after the other

    async def _worked(self) -> None:
        try:
            if not self._epoch and self._lost is None:
                await self._enter()
            await self._link.drained()
            while self._queue:
                item, size = self._queue.popleft()
                await self._next(item)
                self._done(size)
        except Exception as fault:  # boundary: a defect of ours ends this connection, not the others
            self._failed(fault)
        finally:
            self._rest()

    def _failed(self, fault: Exception) -> None:
        """What cannot be decided on, and a defect of ours, ends the connection."""
        if isinstance(fault, UnknownStation):
            self.end(POLICY, "not configured")
        else:
            # No CALLERROR: an offline station keeps its messages, one that hears an error may throw them away (F54).
            self._house.observer.fault(self.station, fault)
            self.end(CANNOT_SERVE, "cannot serve now")

    def _rest(self) -> None:
        """Nothing more to do for now."""
        self._queue = None
        self._done(self._queued_bytes)
        self._working = False
        self._listen()
        self._link.settle()
        if self._lost is not None:
            self._working = True  # for good
            self._house.spawn(self._leave())

    async def _enter(self) -> None:
        answer = await self._house.engine.submit(
            StationConnected(
                station=self.station,
                at=self._house.means.clock(),
                protocol=self._codec.dialect.subprotocol,
                gateway=self._house.settings.name,
                address=self._link.address,
            )
        )
        if not isinstance(answer, ConnectedAnswer):
            raise WorldFault("not connected")
        self._epoch = answer.epoch
        self._boot = answer.boot

    async def _leave(self) -> None:
        """The engine hears that the connection of this epoch is gone, as soon as it can hear anything."""
        try:
            event = StationDisconnected(
                station=self.station,
                at=self._house.means.clock(),
                epoch=self._epoch,
                reason=self._lost or "",
            )
            while self._epoch:
                try:
                    await self._house.engine.submit(event)
                    return
                except WorldFault:
                    await asyncio.sleep(self._house.settings.farewell_every_s)
        except (LaneHalted, UnknownStation) as fault:
            self._house.observer.fault(self.station, fault)
        finally:
            self._house.left(self)

    async def _next(self, item: Waiting) -> None:
        if isinstance(item, StationHeard):
            await self._house.engine.submit(item)
            return
        if isinstance(item, Refused):
            self._house.observer.refused(self.station, item.code)
            self._link.send(item.frame)
        else:
            call, at, since = item
            handled: Handled | None = None
            try:
                told = self._read(call, at)
                if isinstance(told, Handled):
                    handled = told
                else:
                    handled = self._worded(call, at, told, await self._submitted(call, told))
            finally:
                self._note(call, at, since, handled)
            if handled is not None:
                self._reply(call, at, handled.frame)
        if self._link.is_jammed:
            await self._link.drained()
        if self._queue is not None and len(self._queue) <= self._house.settings.queue_frames // 2:
            self._listen()

    def _note(self, call: CallReceived, at: datetime, since: float, handled: Handled | None) -> None:
        """A call that was answered, or could not be, as the message log tells it."""
        took_s = self._house.means.monotonic() - since
        if call.action == HEARTBEAT:
            self._notes.beat(call, at, since, took_s, handled)
        else:
            self._notes.call(call, at, took_s, handled)

    def _reply(self, call: CallReceived, at: datetime, frame: bytes) -> None:
        if frame:  # what is only told gets nothing back
            self._link.send(frame)
        self._notes.answered(call, at)

    def _may_say(self, action: str) -> bool:
        """Before its boot is accepted a station says hardly anything (F23)."""
        if self._boot is BootStatus.PENDING:
            return action in self._codec.dialect.pending
        return self._boot is BootStatus.ACCEPTED or action == _BOOT

    def _read(self, call: CallReceived, at: datetime) -> Handled | Event:
        """What answers `call` if nothing is to be decided; else what it tells."""
        repeated = self._rpc.known(call)
        if repeated is not None:
            return Handled(repeated, error=REPEATED)
        if not self._may_say(call.action):
            return self._error(call, ErrorCode.SECURITY, "not accepted")
        try:
            event = self._codec.read(
                call.action, call.payload, Context(self.station, at, self._house.means.fresh_id)
            )
        except WireFault as fault:
            return self._error(call, fault.code, fault.description)
        if isinstance(event, StationHeard):
            self._heard_at = at
            return Handled(self._rpc.answer(call, self._codec.write_heard(at)))
        return event

    def _submitted(self, call: CallReceived, event: Event) -> Awaitable[Answer | Refusal]:
        text = without_secrets(call.text) if type(event) in _REPORTS else call.text
        return self._house.engine.submit(event, text)

    def _worded(self, call: CallReceived, at: datetime, event: Event, answer: Answer | Refusal) -> Handled:
        """What answers `call`, now that what it told is committed."""
        if isinstance(answer, Refusal):
            return self._error(call, ERRORS[answer], "", journaled=True)
        if isinstance(answer, BootAnswer):
            self._boot = answer.status
        question = Question(call.payload, at)
        if isinstance(answer, RELAYED):
            return self._relay(call, answer, question)
        frame = self._rpc.answer(call, self._codec.write_answer(call.action, answer, question))
        return Handled(frame, True, ref_of(event, answer))

    def _relay(self, call: CallReceived, answer: Relayed, question: Question) -> Handled:
        payload, reason = worded(self._codec, call.action, answer, question)
        self._house.observer.relayed(self.station, call.action, reason)
        return Handled(self._rpc.answer(call, payload), True, error=reason)

    def _error(
        self, call: CallReceived, code: ErrorCode, description: str, *, journaled: bool = False
    ) -> Handled:
        self._house.observer.refused(self.station, code)
        if code is ErrorCode.SECURITY and not call.silent:
            # Not remembered: the same call may well be right once the boot is accepted.
            frame = self._rpc.write_error(call.message_id, code, description)
        else:
            frame = self._rpc.error(call, code, description)
        return Handled(frame, journaled, error=f"{code} {description}".rstrip())
