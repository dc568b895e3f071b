"""The load's process, as who commands it sees it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from collections.abc import Callable
from types import TracebackType
from typing import Any, Final, Self

_LINE_BYTES: Final = 16 * 1024 * 1024
_PATIENCE_S: Final = 240.0
"""No command lasts longer."""

Answer = dict[str, Any]
Mark = Callable[[str], None]


class LoadBroke(Exception):
    """The load's process ended or fell silent: what it was to measure is not known."""


class LoadFault(Exception):
    """One command came to nothing; the load goes on."""


class Crew:
    """Stations, drivers and browsers that call on `url`, in a process of their own; as a context manager it ends with the block."""

    def __init__(self, url: str, password: str) -> None:
        self._arguments = (sys.executable, "-m", "bench.generator", url, password)
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        self._process = await asyncio.create_subprocess_exec(
            *self._arguments, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=_LINE_BYTES
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        process = self._process
        if process is None or process.stdin is None:
            return
        process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), 5)
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def ask(self, do: str, *, mark: Mark | None = None, **words: Any) -> Answer:
        """What the command answered; `mark` hears "begin" and "end" of a window. Raises LoadBroke."""
        process = self._process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps({"do": do, **words}).encode() + b"\n")
        await process.stdin.drain()
        while True:
            try:
                line = await asyncio.wait_for(process.stdout.readline(), _PATIENCE_S)
            except TimeoutError:
                raise LoadBroke(f"{do}: no answer within {_PATIENCE_S:.0f} s") from None
            if not line:
                raise LoadBroke(f"{do}: the load's process ended")
            told: Answer = json.loads(line)
            if "done" in told:
                return told["done"]
            if "fault" in told:
                raise LoadFault(f"{do}: {told['fault']}")
            if mark is not None:
                mark(told["mark"])
