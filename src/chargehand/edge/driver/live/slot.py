"""What one browser gets next: the newest whole frame of each thing it watches, never a queue of old ones."""

from __future__ import annotations

import asyncio


class Slot:
    def __init__(self) -> None:
        self._waiting: dict[str, bytes] = {}
        self._filled = asyncio.Event()
        self._closed = False
        self.beaten_at_s = asyncio.get_running_loop().time()

    def put(self, thing: str, frame: bytes) -> None:
        """The frame takes the place of an older one of the same thing that was not fetched yet."""
        self._waiting.pop(thing, None)
        self._waiting[thing] = frame
        self._filled.set()

    def beat(self, frame: bytes, now_s: float) -> None:
        """A sign of life; at most one waits."""
        self.beaten_at_s = now_s
        self.put("", frame)

    def close(self) -> None:
        """What waits is still fetched, then the stream ends."""
        self._closed = True
        self._filled.set()

    async def next(self) -> bytes | None:
        """All that waits; None once the stream is to end."""
        await self._filled.wait()
        frames, self._waiting = b"".join(self._waiting.values()), {}
        if not self._closed:
            self._filled.clear()
        return frames or None
