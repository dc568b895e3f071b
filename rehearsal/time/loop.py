"""An asyncio loop on the agenda: no sockets, no threads, no clock; one for each life of a process."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
from collections.abc import Callable, Coroutine, Generator
from contextvars import Context
from random import Random
from typing import Any, Final, NamedTuple, TypeVar, TypeVarTuple, cast

from rehearsal.time.agenda import Agenda

T = TypeVar("T")
Ts = TypeVarTuple("Ts")
_enter: Final = cast("Callable[[asyncio.AbstractEventLoop | None], None]", asyncio._set_running_loop)  # noqa: SLF001
"""Asyncio's door for those who write loops; its name is private, its documentation is not."""
TURNS_MAX: Final = 200_000
"""Callbacks in a row at one instant: more is a busy loop, which real time would not hide."""


class Listening(asyncio.AbstractServer):
    """What `create_server` gives: `made` builds the protocol of a new connection while somebody listens."""

    def __init__(self, made: Callable[[], asyncio.BaseProtocol]) -> None:
        self.made: Callable[[], asyncio.BaseProtocol] | None = made
        self.sockets = ()

    def close(self) -> None:
        self.made = None


class Order(NamedTuple):
    """`rng` None: callbacks run in the order in which they got ready, as asyncio promises; else in any order."""

    rng: Random | None


class Ready(asyncio.TimerHandle):
    """A callback that is due. Asyncio's own handles keep more than is needed here, and cost as much."""

    __slots__ = ("args", "callback", "context", "is_off")

    def __init__(
        self, callback: Callable[..., object], args: tuple[Any, ...], context: Context | None, when: float
    ) -> None:
        self.callback = callback
        self.args = args
        self.context = context
        self.is_off = False
        self._when = when

    def cancel(self) -> None:
        self.is_off = True

    def cancelled(self) -> bool:
        return self.is_off

    def when(self) -> float:
        return self._when


class VirtualLoop(asyncio.AbstractEventLoop):
    """Runs what is ready whenever something on the agenda made it so.

    Each callback that ran is a step; between any two of them the process may die (`die_at`): then nothing of it runs again.
    """

    def __init__(
        self, agenda: Agenda, order: Order, broke: Callable[[str], None], died: Callable[[], None]
    ) -> None:
        self.alive = True
        self.steps = 0
        self.die_at: int | None = None
        self.listening: Listening | None = None
        self._agenda = agenda
        self._order = order
        self._broke = broke
        self._died = died
        self._ready: list[Ready] = []
        self._context = Context()
        self._unborn: list[Coroutine[Any, Any, object]] = []
        """Work of tasks that may not have begun."""
        self._graves: set[asyncio.Task[Any]] = set()
        self._awake = False

    # what asyncio asks of a loop

    def time(self) -> float:
        return self._agenda.now

    def call_soon(
        self, callback: Callable[[*Ts], object], *args: *Ts, context: Context | None = None
    ) -> asyncio.Handle:
        handle = Ready(callback, args, context, self._agenda.now)
        if self.alive:
            self._ready.append(handle)
            if not self._awake:
                self._wake()
        return handle

    def call_later(
        self, delay: float, callback: Callable[[*Ts], object], *args: *Ts, context: Context | None = None
    ) -> asyncio.TimerHandle:
        return self.call_at(self._agenda.now + delay, callback, *args, context=context)

    def call_at(
        self, when: float, callback: Callable[[*Ts], object], *args: *Ts, context: Context | None = None
    ) -> asyncio.TimerHandle:
        handle = Ready(callback, args, context, when)

        def ring() -> None:
            if self.alive and not handle.is_off:
                self._ready.append(handle)
                if not self._awake:
                    self._wake()

        if self.alive:
            self._agenda.at(when, ring)
        return handle

    def create_future(self) -> asyncio.Future[Any]:
        return asyncio.Future(loop=self)

    def create_task(
        self,
        coro: Generator[Any, None, T] | Coroutine[Any, Any, T],
        *,
        name: object = None,
        context: Context | None = None,
    ) -> asyncio.Task[T]:
        del name
        work = cast("Coroutine[Any, Any, T]", coro)
        self._unborn.append(work)
        task: asyncio.Task[T] = asyncio.Task(work, loop=self, name="task", context=context or self._context)
        # A process that died takes its tasks with it, and nobody hears of them.
        setattr(task, "_log_destroy_pending", False)  # noqa: B010 - asyncio's own switch, private by name only
        return task

    async def create_server(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, protocol_factory: Callable[[], asyncio.BaseProtocol], *_where: object, **_how: object
    ) -> Listening:
        self.listening = Listening(protocol_factory)
        return self.listening

    def get_debug(self) -> bool:
        return False

    def is_running(self) -> bool:
        return self.alive

    def is_closed(self) -> bool:
        return not self.alive

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        if self.alive:
            self._broke(f"{context.get('message')}: {context.get('exception')!r}")

    # the world's side

    def enter(self, action: Callable[[], object]) -> None:
        """`action` happens inside the process, as what the selector of a real loop would call."""
        self.call_soon(action)

    def die(self) -> None:
        """Whatever it was about to do is not done."""
        if self.alive:
            self.alive = False
            self._graves = asyncio.all_tasks(self)  # what is thrown away early would stir once more
            self._ready.clear()
            for work in self._unborn:
                if inspect.getcoroutinestate(work) == inspect.CORO_CREATED:
                    work.close()
            self._died()

    def bury(self) -> None:
        """What the process was doing is thrown away, whatever it would still do about that."""
        self.die()
        _enter(self)
        try:
            for task in self._graves:
                with contextlib.suppress(RuntimeError):  # it wanted to wait for something
                    cast("Coroutine[Any, Any, object]", task.get_coro()).close()
            for work in self._unborn:
                work.close()
        finally:
            self._unborn.clear()
            self._graves.clear()
            _enter(None)

    def _wake(self) -> None:
        self._awake = True
        self._agenda.next(self._run)

    def _run(self) -> None:
        """Everything that is ready, and what that makes ready."""
        _enter(self)
        last = self.steps + TURNS_MAX
        try:
            while self._ready:
                self._take_turns()
                if self.steps > last:
                    self._broke("a loop without an end")
                    self.die()
        finally:
            self._awake = False
            self._unborn.clear()
            _enter(None)

    def _take_turns(self) -> None:
        turns, self._ready = self._ready, []
        if self._order.rng is not None and len(turns) > 1:
            self._order.rng.shuffle(turns)
        for handle in turns:
            if self.steps == self.die_at:
                self.die()
            if not self.alive:
                return
            self.steps += 1
            if not handle.is_off:
                self._call(handle)

    def _call(self, handle: Ready) -> None:
        try:
            if handle.context is None:
                handle.callback(*handle.args)
            else:
                handle.context.run(handle.callback, *handle.args)
        except Exception as fault:  # the loop's own edge: a callback that raises is a defect, and told
            self._broke(f"in {handle.callback!r}: {type(fault).__name__}: {fault}")
