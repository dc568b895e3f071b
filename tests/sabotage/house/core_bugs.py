"""Bugs in decisions, some of them the core rehearsal's own: the whole house shows them too, also where no law of the core looks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from msgspec.structs import replace

from chargehand.model.identity import StationId
from chargehand.model.session import Session
from chargehand.model.snapshot import Decision, Snapshot
from rehearsal.play import Setting
from rehearsal.weather import CALM, HARSH
from tests.sabotage.energy_bugs import ENERGY_BUGS
from tests.sabotage.house.planting import HouseBug, Wrap
from tests.sabotage.planting import Bug
from tests.sabotage.session_bugs import SESSION_BUGS, end_ends_all, late_ones_revive, orphan_of

ELSEWHERE: Final = {"decide.decide": "engine.unit:decide", "needs.needs": "engine.unit:needs"}
"""Where the engine looks up what the core calls by these names."""
CHOSEN: Final = (
    "starts are not recognised again",
    "an unknown end is refused",
    "an end is answered and forgotten",
    "superseded is not ended",
    "superseded is billed as final",
    "every end is billed as final",
    "a number is given twice",
    "an old close ends the new connection",
    "connections are not counted",
    "a reading after the end revives",
    "a drop is a new beginning at once",
    "an older reading wins",
    "the final register is passed over",
)
SHOWN_BY: Final = {
    "starts are not recognised again": ("echo",),
    "an unknown end is refused": ("orphan", "nameless"),
    "a reading after the end revives": ("hasty",),
    "superseded is not ended": ("ghost",),
}
"""Whose ways show it soon."""
SHOWN_BY_HARSHNESS: Final = {"an old close ends the new connection"}


def begins_lower(started: Any) -> Callable[..., Decision]:
    """Each session takes a little of what flowed before it."""

    def wrong(snapshot: Snapshot, *rest: Any, **named: Any) -> Decision:
        decision = started(snapshot, *rest, **named)
        known = {row.id for row in snapshot.sessions}
        rows = tuple(row if row.id in known else _lower(row) for row in decision.snapshot.sessions)
        return replace(decision, snapshot=replace(decision.snapshot, sessions=rows))

    return wrong


def _lower(row: Session) -> Session:
    if row.meter.base_wh is None:
        return row
    return replace(row, meter=replace(row.meter, base_wh=row.meter.base_wh - 300))


def _everywhere(bug: Bug) -> HouseBug:
    places = tuple(
        (ELSEWHERE.get(place) or f"core.{place.replace('.', ':', 1)}", bug.wrap) for place in bug.places
    )
    climate = HARSH if bug.name in SHOWN_BY_HARSHNESS else CALM
    return HouseBug(f"core: {bug.name}", (), places, Setting(12, climate, SHOWN_BY.get(bug.name, ())))


def unchecked(_check: Any) -> Callable[..., Any]:
    return lambda _snapshot, _event, decision: decision


def _unseen(law: str, place: str, wrap: Wrap, *personas: str) -> HouseBug:
    """While the core's own laws sleep."""
    setting = Setting(12, CALM, personas)
    return HouseBug(f"unchecked: {law}", (law,), (("engine.unit:check", unchecked), (place, wrap)), setting)


CORE_BUGS: Final[tuple[HouseBug, ...]] = (
    *(_everywhere(bug) for bug in (*ENERGY_BUGS, *SESSION_BUGS) if bug.name in CHOSEN),
    _unseen("an_end_is_final", "core.session:_late", late_ones_revive, "hasty"),
    _unseen("an_end_is_true", "core.ending:ended", end_ends_all),
    _unseen(
        "a_frame_touches_its_own",
        "core.ending:_orphan",
        orphan_of(station=StationId("P2")),
        "orphan",
        "nameless",
    ),
    _unseen("energy_is_conserved", "core.session:started", begins_lower),
)
