"""Laws of limits: none is promised that cannot be kept, none changes, and what reached none is not stopped for one."""

from __future__ import annotations

from decimal import Decimal

from chargehand.model.events import Event, StartRequested
from chargehand.model.limits import Limits
from chargehand.model.session import Session
from chargehand.model.snapshot import Snapshot


def a_limit_can_be_kept(before: Snapshot, event: Event, was: Session | None, now: Session) -> str | None:
    """Who limits the cost has a price (F07)."""
    asked = was is None and isinstance(event, StartRequested) and now.limits is not None
    if not asked or now.limits is None or now.limits.cost is None:
        return None
    return None if now.tariff is not None else f"{now.limits.cost} of what?"


def a_session_keeps_its_limits(
    before: Snapshot, event: Event, was: Session | None, now: Session
) -> str | None:
    """What was asked for holds until the end; its station may only set lower ones (2.1 E16)."""
    return None if was is None or was.limits == now.limits else f"from {was.limits} to {now.limits}"


def only_what_reached_a_limit_is_stopped_for_it(
    before: Snapshot, event: Event, was: Session | None, now: Session
) -> str | None:
    if now.limit_stop_at == (was.limit_stop_at if was is not None else None):
        return None
    most = now.most
    lawful = most is not None and now.stopped_at is None and _is_beyond(now, most, event)
    return None if lawful else f"stopped within {most}"


def _is_beyond(now: Session, limits: Limits, event: Event) -> bool:
    lasted_s = (event.at - now.started_at).total_seconds() if now.started_at is not None else 0
    cost = now.cost.amount if now.cost is not None else Decimal(-1)
    told = (
        (now.energy_wh, limits.energy_wh),
        (Decimal(lasted_s), limits.lasts_s),
        (cost, limits.cost),
        (now.meter.soc_percent or Decimal(-1), limits.soc_percent),
    )
    return any(most is not None and figure >= most for figure, most in told)
