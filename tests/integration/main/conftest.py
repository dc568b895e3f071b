"""A bus of one's own, and the program as a child process."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

NATS_SERVER = Path(sys.executable).with_name("nats-server")


async def until(condition: Callable[[], object], bound_s: float = 10.0) -> None:
    """Returns as soon as the condition holds; TimeoutError after `bound_s`."""
    async with asyncio.timeout(bound_s):
        while True:
            if condition():
                return
            await asyncio.sleep(0.01)


async def until_so(probe: Callable[[], Awaitable[object]], bound_s: float = 20.0) -> None:
    """As `until`, for a condition that must be asked for."""
    async with asyncio.timeout(bound_s):
        while True:
            if await probe():
                return
            await asyncio.sleep(0.05)


class Bus:
    """A nats-server on a port of the system's choice; it can be stopped and started again there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: asyncio.subprocess.Process | None = None
        self.port = -1

    @property
    def url(self) -> str:
        return f"nats://127.0.0.1:{self.port}"

    async def start(self) -> None:
        options = ["-a", "127.0.0.1", "-p", str(self.port), "--ports_file_dir", str(self._folder)]
        self._process = await asyncio.create_subprocess_exec(
            str(NATS_SERVER), *options, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
        )
        ports = self._folder / f"nats-server_{self._process.pid}.ports"
        await until(lambda: ports.exists() and ports.read_text().endswith("}"))
        self.port = int(json.loads(ports.read_text())["nats"][0].rpartition(":")[2])

    async def stop(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.terminate()
            await self._process.wait()


@pytest.fixture
async def bus(tmp_path: Path) -> AsyncIterator[Bus]:
    server = Bus(tmp_path)
    await server.start()
    yield server
    await server.stop()
