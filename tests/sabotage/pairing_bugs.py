"""Bugs in windows for a tap: who may open one, what counts as the tap, and what the tap lets through."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from chargehand.model.effects import KeepTap
from chargehand.model.identity import TokenUid
from chargehand.model.snapshot import Decision, Snapshot
from tests.sabotage.planting import CORE, Bug, Decide, always


def the_token_is_let_through(_: object) -> Callable[[Snapshot], Snapshot]:
    return lambda snapshot: snapshot


def stays_open(heard: Callable[..., Decision]) -> Callable[..., Decision]:
    def wrong(snapshot: Snapshot, *more: Any) -> Decision:
        decision = heard(snapshot, *more)
        station = replace(decision.snapshot.station, pairing=snapshot.station.pairing)
        return replace(decision, snapshot=replace(decision.snapshot, station=station))

    return wrong


def notes_another(decide: Decide) -> Decide:
    """The card that was shown is mistaken for another."""

    def wrong(snapshot: Snapshot, event: Any) -> Decision:
        decision = decide(snapshot, event)
        effects = tuple(
            replace(each, token=TokenUid("BOB"))
            if isinstance(each, KeepTap) and each.token != "BOB"
            else each
            for each in decision.effects
        )
        return replace(decision, effects=effects)

    return wrong


PAIRING_BUGS = (
    Bug(
        "anybody opens a window where somebody charges",
        ("a_window_opens_where_nobody_is",),
        ("pairing.windows._may_not_open",),
        always(None),
    ),
    Bug(
        "a car is nobody",
        ("a_window_opens_where_nobody_is",),
        ("pairing.windows.somebody_is_there",),
        always(False),
    ),
    Bug("a tap leaves the window open", ("a_window_is_for_one_tap",), ("pairing.windows.heard",), stays_open),
    Bug("a tap is overlooked", ("a_window_is_for_one_tap",), ("pairing.windows.tapped",), always(None)),
    Bug("a tap is another card's", ("a_window_is_for_one_tap",), CORE, notes_another),
    Bug(
        "a tap starts a charge",
        ("a_tap_lets_nobody_charge",),
        ("pairing.windows._held_back",),
        the_token_is_let_through,
    ),
)
