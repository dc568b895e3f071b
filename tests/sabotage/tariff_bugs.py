"""Bugs in what sessions cost and in what their stations are told of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import ROUND_FLOOR
from typing import Any

from msgspec.structs import replace

from chargehand.core.tariff.period import in_force
from chargehand.model.answers import StopAnswer
from chargehand.model.session import Session
from chargehand.model.snapshot import Decision, Snapshot
from chargehand.model.tariff import Idle, Money
from tests.sabotage.planting import CORE, Bug, Decide

COST = ("tariff.telling.cost",)


def todays_price(decide: Decide) -> Decide:
    """Whatever changes takes the tariff that is in force now."""

    def wrong(snapshot: Snapshot, event: Any) -> Decision:
        decision = decide(snapshot, event)
        known, tariff = set(map(id, snapshot.sessions)), in_force(snapshot, event.at)
        rows = tuple(
            row if id(row) in known else replace(row, tariff=tariff) for row in decision.snapshot.sessions
        )
        return replace(decision, snapshot=replace(decision.snapshot, sessions=rows))

    return wrong


def discount(cost: Callable[[Session], Money | None]) -> Callable[[Session], Money | None]:
    """Ten off, whatever is left."""

    def wrong(session: Session) -> Money | None:
        money = cost(session)
        return None if money is None else replace(money, minor=money.minor - 1_000)

    return wrong


def whole_kwh(cost: Callable[[Session], Money | None]) -> Callable[[Session], Money | None]:
    """Rounded in between."""

    def wrong(session: Session) -> Money | None:
        meter = session.meter
        if meter.register_wh is None:
            return cost(session)
        whole = (meter.register_wh / 1_000).to_integral_value(ROUND_FLOOR) * 1_000
        return cost(replace(session, meter=replace(meter, register_wh=whole)))

    return wrong


def each_reading_is_shown(due: Callable[..., bool]) -> Callable[..., bool]:
    def wrong(session: Session, now: Money, at: datetime, _every_s: int) -> bool:
        return due(session, now, at, 0)

    return wrong


def any_end_is_final(answer: Callable[..., Any]) -> Callable[..., Any]:
    """Told as final while messages are missing, or a person must look."""

    def wrong(event: Any, after: Snapshot, said: Any) -> Any:
        right = answer(event, after, said)
        if isinstance(right, StopAnswer) and right.cost is None:
            rows = [row for row in after.sessions if row.ref is not None and row.ref == event.ref]
            return replace(right, cost=rows[0].cost) if rows else right
        return right

    return wrong


def silence_counts(between: Callable[..., int]) -> Callable[..., int]:
    """The cable is taken as in until somebody says otherwise, line or no line."""

    def wrong(snapshot: Snapshot, idle: Idle, at: datetime) -> int:
        return max((at - idle.since) // timedelta(microseconds=1), between(snapshot, idle, at))

    return wrong


TARIFF_BUGS: tuple[Bug, ...] = (
    Bug("a new tariff is for those that run too", ("a_session_keeps_its_tariff",), CORE, todays_price),
    Bug("a discount on nothing", ("a_cost_is_never_negative", "a_cost_follows_its_tariff"), COST, discount),
    Bug("costs of whole kWh", ("a_cost_follows_its_tariff",), COST, whole_kwh),
    Bug(
        "each reading is shown",
        ("costs_are_told_in_measure",),
        ("tariff.telling._due",),
        each_reading_is_shown,
    ),
    Bug("silence counts", ("idle_time_is_proved",), ("tariff.idling._between",), silence_counts),
    Bug("any end is final", ("costs_are_told_in_measure",), ("tariff.telling._answer",), any_end_is_final),
)
