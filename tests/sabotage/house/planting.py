"""How a bug is planted in the engine, the gateway or the wire: a function is wrapped where it is looked up, and put back afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from rehearsal.play import Setting
from rehearsal.weather import CALM, HARSH

USUALLY = Setting(12)
HARSHLY = Setting(12, HARSH)
CALMLY = Setting(12, CALM)

Wrap = Callable[[Any], Any]
"""From the function as it is to the function as the bug has it."""


@dataclass(frozen=True)
class HouseBug:
    """A mistake that somebody could make.

    `places`: what it changes and how, as `engine.unit:Unit.submit` below `chargehand`. `breaks`: laws one of which must catch it; empty: any of them.
    """

    name: str
    breaks: tuple[str, ...]
    places: tuple[tuple[str, Wrap], ...]
    setting: Setting = USUALLY
    """Where it shows soonest."""

    @property
    def rooms(self) -> set[str]:
        return {place.split(":")[0].split(".")[0] for place, _ in self.places}


@contextmanager
def planted(bug: HouseBug) -> Iterator[None]:
    """The house with this bug in it."""
    whole: list[tuple[Any, str, Any]] = []
    try:
        for place, wrap in bug.places:
            room, _, path = place.partition(":")
            holder: Any = import_module(f"chargehand.{room}")
            *within, name = path.split(".")
            for each in within:
                holder = getattr(holder, each)
            original = vars(holder)[name]
            whole.append((holder, name, original))
            if isinstance(original, staticmethod):
                setattr(holder, name, staticmethod(wrap(original.__func__)))
            else:
                setattr(holder, name, wrap(original))
        yield
    finally:
        for holder, name, original in reversed(whole):
            setattr(holder, name, original)


def instead(function: Any) -> Wrap:
    """This function, whatever was there."""
    return lambda _: function
