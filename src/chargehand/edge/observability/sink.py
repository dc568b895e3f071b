"""Where log lines go: gathered in memory, written by a thread of their own, so that a slow reader never stops the loop."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from typing import Final

WAITING_BYTES_MAX: Final = 8_000_000
"""Lines that may wait for a slow reader; what comes on top is dropped, and the number of dropped lines is told."""
GATHER_S: Final = 0.05


class LineSink:
    """Appends lines to a descriptor in the order of `put`, at the latest `GATHER_S` later; `close` writes the rest."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._lines: list[bytes] = []
        self._waiting_bytes = 0
        self._dropped = 0
        self._lock = threading.Lock()
        self._some = threading.Event()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._write_on, name="log", daemon=True)
        self._thread.start()

    def put(self, line: bytes) -> None:
        """The line (with its line feed) will be written, or counted as dropped. From any thread, never blocks for long."""
        with self._lock:
            if self._waiting_bytes > WAITING_BYTES_MAX:
                self._dropped += 1
                return
            self._lines.append(line)
            self._waiting_bytes += len(line)
            first = len(self._lines) == 1
        if first:
            self._some.set()

    def close(self, patience_s: float = 1.0) -> None:
        """What was put is written, unless nobody reads for `patience_s`."""
        self._closing.set()
        self._some.set()
        self._thread.join(patience_s)

    def _write_on(self) -> None:
        while True:
            self._some.wait()
            if not self._closing.is_set():
                time.sleep(GATHER_S)
            closing = self._closing.is_set()
            self._some.clear()
            self._write(self._taken())
            if closing and not self._lines:
                return

    def _taken(self) -> bytes:
        with self._lock:
            lines, self._lines, self._waiting_bytes = self._lines, [], 0
            dropped, self._dropped = self._dropped, 0
        if dropped:
            lines.append(b'{"level":"warning","event":"lines_dropped","count":%d}\n' % dropped)
        return b"".join(lines)

    def _write(self, text: bytes) -> None:
        view = memoryview(text)
        with contextlib.suppress(OSError):  # nobody is there to be told that the log is gone
            while view:
                view = view[os.write(self._descriptor, view) :]
