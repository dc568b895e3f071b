"""How a bug is planted: one function of the core is wrapped, and put back afterwards. Nowhere else is anything patched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any

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
