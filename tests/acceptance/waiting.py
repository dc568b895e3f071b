"""Waiting for what must come, without sleeping longer than it takes."""

from __future__ import annotations

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")

LOOK_EVERY_S = 0.02


async def until(
    probe: Callable[[], T | None] | Callable[[], Awaitable[T | None]], bound_s: float = 15.0
) -> T:
    """The first true thing that `probe` returns; AssertionError with the last untrue one after `bound_s`."""
    deadline_s = time.monotonic() + bound_s
    while True:
        found = probe()
        if inspect.isawaitable(found):
            found = await found
        if found:
            return found  # pyright: ignore[reportReturnType]
        if time.monotonic() > deadline_s:
            raise AssertionError(f"not so within {bound_s:.0f} s; last seen: {found!r}")
        await asyncio.sleep(LOOK_EVERY_S)


def until_now(probe: Callable[[], T | None], bound_s: float = 30.0) -> T:
    """As `until`, outside of any event loop."""
    deadline_s = time.monotonic() + bound_s
    while True:
        found = probe()
        if found:
            return found
        if time.monotonic() > deadline_s:
            raise AssertionError(f"not so within {bound_s:.0f} s; last seen: {found!r}")
        time.sleep(LOOK_EVERY_S)
