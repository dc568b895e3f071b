"""Bugs in what sessions may come to at most."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from chargehand.model.limits import Limit
from chargehand.model.refusals import Refusal
from chargehand.model.session import Session
from chargehand.model.snapshot import Snapshot
from tests.sabotage.planting import CORE, Bug, each_changed


def the_stations_word_goes(session: Session) -> Session:
    """What was asked for is forgotten once it charges."""
    return session if session.started_at is None else replace(session, limits=session.limits_told)


def a_little_before(reached: Callable[..., Any]) -> Callable[..., Any]:
    """Stopped in time, so that nothing is too much."""

    def wrong(session: Session, at: datetime, own: tuple[Limit, ...] = ()) -> tuple[Limit, ...]:
        most = session.most
        if most is not None and most.energy_wh is not None and session.energy_wh > most.energy_wh / 2:
            return (Limit.ENERGY,)
        return reached(session, at, own)

    return wrong


def any_cost_will_do(may_not: Callable[..., Refusal | None]) -> Callable[..., Refusal | None]:
    def wrong(snapshot: Snapshot, event: Any) -> Refusal | None:
        refusal = may_not(snapshot, event)
        return None if refusal is Refusal.NO_TARIFF else refusal

    return wrong


LIMIT_BUGS: tuple[Bug, ...] = (
    Bug(
        "limits are the station's alone",
        ("a_session_keeps_its_limits",),
        CORE,
        each_changed(the_stations_word_goes),
    ),
    Bug(
        "stopped well in time",
        ("only_what_reached_a_limit_is_stopped_for_it",),
        ("limits.keeping.reached",),
        a_little_before,
    ),
    Bug("any cost will do", ("a_limit_can_be_kept",), ("requests._may_not_start",), any_cost_will_do),
)
