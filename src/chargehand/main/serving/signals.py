"""The first signal asks the house to end in order, the next one ends it at once."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Final

AGAIN_S: Final = 0.5
"""A terminal and a wrapper may both deliver what the person meant once."""
PATIENCE_S: Final = 20.0
"""How long an end in order may take: a database that hangs must not keep the house from ending."""
_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def heeded(asked: Callable[[], None], last_words: Callable[[], None]) -> Generator[None]:
    """Within, the first signal calls `asked`; a later one, or patience at its end, calls `last_words` and ends the process.

    That loses nothing that was promised: every answer was committed before it was given, and the embedded database
    stops by itself when we are gone.
    """
    loop = asyncio.get_running_loop()
    first_s: float | None = None

    def heard(number: signal.Signals) -> None:
        nonlocal first_s
        if first_s is None:
            first_s = loop.time()
            asked()
            loop.call_later(PATIENCE_S, at_once, number)
        elif loop.time() - first_s >= AGAIN_S:
            at_once(number)

    def at_once(number: signal.Signals) -> None:
        last_words()
        os._exit(128 + number)

    for each in _SIGNALS:
        loop.add_signal_handler(each, heard, each)
    try:
        yield
    finally:
        for each in _SIGNALS:
            loop.remove_signal_handler(each)
