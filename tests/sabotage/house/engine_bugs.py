"""Bugs in running decisions: lanes, commits, calls, timers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from msgspec.structs import replace

from chargehand.engine.lanes import Pending
from chargehand.engine.timers import LOOK_EVERY_S
from chargehand.model.answers import Noted
from chargehand.model.batch import DueTimer
from chargehand.model.effects import SetTimer
from chargehand.model.events import CallSent
from chargehand.model.faults import WorldFault
from rehearsal.play import Setting
from rehearsal.weather import CALM, PUT, UNRELIABLE
from tests.sabotage.house.planting import CALMLY, HARSHLY, HouseBug, Wrap, instead


def answers_first(decide: Any) -> Any:
    async def wrong(unit: Any, batch: Sequence[Pending]) -> Any:
        kept = await decide(unit, batch)
        for pending, each in kept:
            pending.answer(each.decision.answer)
        return kept

    return wrong


def says_noted(_: Any) -> Callable[..., None]:
    def wrong(batch: Sequence[Pending], _fault: Exception) -> None:
        for pending in batch:
            pending.answer(Noted())

    return wrong


def without_frame(submit: Any) -> Any:
    async def wrong(unit: Any, event: Any, _frame: str | None = None) -> Any:
        return await submit(unit, event, None)

    return wrong


def without_timers(lawful: Any) -> Any:
    def wrong(unit: Any, pending: Any, snapshot: Any) -> Any:
        kept = lawful(unit, pending, snapshot)
        if isinstance(kept, str):
            return kept
        effects = tuple(each for each in kept.decision.effects if not isinstance(each, SetTimer))
        return replace(kept, decision=replace(kept.decision, effects=effects))

    return wrong


class Hoarding:
    """An outbox from which nothing is ever deleted."""

    def __init__(self, outbox: Any) -> None:
        self.take = outbox.take

    async def done(self, _call_id: str) -> None:
        return None


def hoards(init: Any) -> Callable[..., None]:
    def wrong(performer: Any, gateway: str, submit: Any, outbox: Any, *rest: Any) -> None:
        init(performer, gateway, submit, Hoarding(outbox), *rest)

    return wrong


class Forgetful:
    """An outbox of which the last call of several is lost on the way."""

    def __init__(self, outbox: Any) -> None:
        self._outbox = outbox
        self.done = outbox.done

    async def take(self, gateway: str) -> Any:
        return (await self._outbox.take(gateway))[:1]


def forgets(init: Any) -> Callable[..., None]:
    def wrong(performer: Any, gateway: str, submit: Any, outbox: Any, *rest: Any) -> None:
        init(performer, gateway, submit, Forgetful(outbox), *rest)

    return wrong


def twice(perform: Any) -> Any:
    async def wrong(performer: Any, due: Any) -> None:
        await perform(performer, due)
        await perform(performer, due)

    return wrong


def gives_up_when_unkept(call: Any) -> Any:
    async def wrong(performer: Any, due: Any) -> None:
        caller = performer._caller

        class Abandoning:
            has = caller.has

            async def call(self, due: Any, _sent: Any) -> Any:
                async def sent() -> None:
                    told = CallSent(
                        station=due.station,
                        at=performer._clock(),
                        command=due.command,
                        call_id=due.call_id,
                    )
                    await performer._submit.submit(told)

                return await caller.call(due, sent)

        performer._caller = Abandoning()
        try:
            await call(performer, due)
        finally:
            performer._caller = caller

    return wrong


def rings_all_but(kind: str) -> Wrap:
    def wrap(ring: Any) -> Any:
        async def wrong(clockwork: Any, timer: DueTimer) -> None:
            if timer.kind != kind:
                await ring(clockwork, timer)

        return wrong

    return wrap


def rings_once(ring: Any) -> Any:
    """Whatever came of it."""

    async def wrong(clockwork: Any, timer: DueTimer) -> None:
        known = clockwork.__dict__.setdefault("rung", set())
        if timer not in known:
            known.add(timer)
            await ring(clockwork, timer)

    return wrong


async def stops_with_the_first_fault(clockwork: Any) -> None:
    try:
        while True:
            for timer in await clockwork._timers.due(clockwork._clock(), 200):
                await clockwork._ring(timer)
            await asyncio.sleep(LOOK_EVERY_S)
    except WorldFault:
        return


def follows_the_wall(_stood: object, _steady_ns: int, wall_ns: int) -> int:
    return wall_ns


async def begins_with_the_wall(_timekeeper: Any) -> None:
    return None


def late_by_the_wall(advanced: Any) -> Callable[..., int]:
    def wrong(stood: Any, steady_ns: int, wall_ns: int) -> int:
        return min(advanced(stood, steady_ns, wall_ns), wall_ns)

    return wrong


def early_by_the_wall(advanced: Any) -> Callable[..., int]:
    def wrong(stood: Any, steady_ns: int, wall_ns: int) -> int:
        return max(advanced(stood, steady_ns, wall_ns), wall_ns)

    return wrong


def never_ready_again(ready: Any) -> Callable[..., bool]:
    def wrong(health: Any) -> bool:
        health.was_lost = getattr(health, "was_lost", False) or not ready(health)
        return not health.was_lost

    return wrong


def lets_nobody_go(_lanes: Any, _stations: Any) -> None:
    return None


ENGINE_BUGS: tuple[HouseBug, ...] = (
    HouseBug(
        "a station is answered before the commit",
        ("answered_is_kept",),
        (("engine.unit:Unit._decide", answers_first),),
    ),
    HouseBug(
        "a failed commit is answered",
        ("answered_is_kept", "nothing_breaks"),
        (("engine.unit:Unit._fail", says_noted),),
        HARSHLY,
    ),
    HouseBug(
        "the journal gets no frames", ("answered_is_kept",), (("engine.unit:Unit.submit", without_frame),)
    ),
    HouseBug(
        "no timer is set",
        ("commands_end_in_time", "nothing_stays_open"),
        (("engine.unit:Unit._lawful", without_timers),),
    ),
    HouseBug(
        "lanes are not let go",
        ("nothing_stays_unsaid", "timers_ring_in_time", "who_is_gone_is_known"),
        (("engine.lanes:Lanes.done", instead(lets_nobody_go)),),
    ),
    HouseBug(
        "outbox rows are not deleted",
        ("the_outbox_empties",),
        (("engine.performer:Performer.__init__", hoards),),
        CALMLY,
    ),
    HouseBug(
        "a call that was taken is forgotten",
        ("the_outbox_empties",),
        (("engine.performer:Performer.__init__", forgets),),
        CALMLY,
    ),
    HouseBug(
        "a call is made twice", ("a_call_goes_once",), (("engine.performer:Performer._perform", twice),)
    ),
    HouseBug(
        "a call whose sending could not be kept is given up while it is out",
        ("one_call_at_a_time",),
        (("engine.performer:Performer._call", gives_up_when_unkept),),
        HARSHLY,
    ),
    HouseBug(
        "deadlines of commands do not ring",
        ("timers_ring_in_time", "commands_end_in_time"),
        (("engine.timers:Clockwork._ring", rings_all_but("deadline")),),
        Setting(12, CALM, ("deaf", "sleepy", "dreamer")),
    ),
    HouseBug(
        "a timer that could not be told is lost",
        ("timers_ring_in_time", "commands_end_in_time", "nothing_stays_open"),
        (("engine.timers:Clockwork._ring", rings_once),),
        Setting(12, UNRELIABLE, ("deaf", "sleepy", "dreamer")),
    ),
    HouseBug(
        "timers stop with the first outage",
        ("timers_ring_in_time", "commands_end_in_time"),
        (("engine.timers:Clockwork.run", instead(stops_with_the_first_fault)),),
        HARSHLY,
    ),
    HouseBug(
        "the house's time follows the wall's clock, wherever that is put",
        ("nothing_rings_early", "nothing_rings_late"),
        (("engine.clock:advanced", instead(follows_the_wall)),),
        Setting(12, PUT),
    ),
    HouseBug(
        "the house's time goes back, and does not leap",
        ("nothing_rings_late",),
        (("engine.clock:advanced", late_by_the_wall),),
        Setting(12, PUT),
    ),
    HouseBug(
        "the house's time leaps, and does not go back",
        ("nothing_rings_early",),
        (("engine.clock:advanced", early_by_the_wall),),
        Setting(12, PUT),
    ),
    HouseBug(
        "a new process begins with the wall's time",
        ("nothing_rings_early", "nothing_rings_late"),
        (("engine.clock:Timekeeper.begin", instead(begins_with_the_wall)),),
        Setting(12, PUT),
    ),
    HouseBug(
        "never ready again",
        ("nothing_stays_unsaid", "what_was_told_is_known", "nothing_stays_open"),
        (("engine.health:Health.ready", never_ready_again),),
        HARSHLY,
    ),
)
