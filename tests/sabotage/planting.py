"""How a bug is planted: one function of the core is wrapped, and put back afterwards. Nowhere else is anything patched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from msgspec.structs import replace

from chargehand.model.session import Session
from chargehand.model.snapshot import Decision, Snapshot

Decide = Callable[[Snapshot, Any], Decision]
CORE = ("decide.decide",)
"""The door itself: the bug sees every decision."""

Wrap = Callable[[Any], Any]
"""From the function as it is to the function as the bug has it."""


@dataclass(frozen=True)
class Bug:
    """A mistake that somebody could make.

    `places`: the functions it changes, as `module.function` below `chargehand.core`, named where they are looked up.
    `breaks`: the laws, the oracle's rules or the world's constraints each of which must catch it.
    """

    name: str
    breaks: tuple[str, ...]
    places: tuple[str, ...]
    wrap: Wrap
    first: int = 1
    """The hunt begins with this story: what only few stories show is looked for where it was seen before."""


@contextmanager
def planted(bug: Bug) -> Iterator[None]:
    """The core with this bug in it."""
    whole: list[tuple[Any, str, Any]] = []
    try:
        for place in bug.places:
            room, name = place.rsplit(".", 1)
            module = import_module(f"chargehand.core.{room}")
            original = getattr(module, name)
            whole.append((module, name, original))
            setattr(module, name, bug.wrap(original))
        yield
    finally:
        for module, name, original in reversed(whole):
            setattr(module, name, original)


def always(value: object) -> Callable[[object], Callable[..., object]]:
    """The function that says the same whatever it is asked."""
    return lambda _: lambda *_args, **_kwargs: value


def each_changed(mend: Callable[[Session], Session]) -> Callable[[Decide], Decide]:
    """Every session that a decision makes or changes comes out as `mend` has it."""

    def wrap(decide: Decide) -> Decide:
        def wrong(snapshot: Snapshot, event: Any) -> Decision:
            decision = decide(snapshot, event)
            before = set(map(id, snapshot.sessions))
            rows = tuple(row if id(row) in before else mend(row) for row in decision.snapshot.sessions)
            return replace(decision, snapshot=replace(decision.snapshot, sessions=rows))

        return wrong

    return wrap


def ended_ones(**facts: object) -> Callable[[Session], Session]:
    return lambda row: row if row.live else replace(row, **facts)
