from __future__ import annotations

import asyncio
import contextlib
import os
import re
import shutil
from pathlib import Path

LIMIT_BYTES = 8_000_000
_LOOK_AGAIN_S = 60.0
_FAULT = re.compile(r"(?:FATAL|PANIC|error):\s+(.+)")


class ServerLog:
    """The file the server writes to, and one older one of the same size: they never fill the disk."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._older = path.with_suffix(path.suffix + ".1")

    def open(self) -> int:
        """A descriptor to append with; a log that has grown is put aside first."""
        with contextlib.suppress(FileNotFoundError):
            if self._path.stat().st_size > LIMIT_BYTES:
                self._path.replace(self._older)
        return os.open(
            self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600
        )

    def size_bytes(self) -> int:
        return self._path.stat().st_size

    def fault_since(self, start_bytes: int, server_pid: int) -> str | None:
        """What was fatal after that position: to the server itself if it says so, else to any process of it."""
        with self._path.open("rb") as file:
            file.seek(start_bytes)
            lines = file.read().decode(errors="replace").splitlines()
        own = [line for line in lines if f"[{server_pid}]" in line]
        return last_fault("\n".join(own)) or last_fault("\n".join(lines))

    async def keep_bounded(self) -> None:
        """Runs until cancelled."""
        while True:
            await asyncio.sleep(_LOOK_AGAIN_S)
            with contextlib.suppress(OSError):  # a full disk must not stop the one who frees some of it
                await asyncio.to_thread(self.bound)

    def bound(self) -> None:
        """A log that has grown is emptied in place, because the server keeps it open (and appends)."""
        if self.size_bytes() <= LIMIT_BYTES:
            return
        try:
            shutil.copyfile(self._path, self._older, follow_symlinks=False)
        finally:
            os.truncate(self._path, 0)


def last_fault(text: str) -> str | None:
    found = _FAULT.findall(text)
    return found[-1].strip() if found else None
