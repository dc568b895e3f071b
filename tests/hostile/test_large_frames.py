"""F19: large frames are taken, a thousand at once within bounds, too large ones refused."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.unit.gateway.test_door import upgrade
from tests.unit.gateway.test_slowness import masked, rest

STATIONS = 1_000
GROWTH_BYTES_MAX = 256 * 1024 * 1024
"""The gateway's room for large frames, what is made of those being read, and a thousand sockets."""
PATIENCE_S = 120


@dataclass
class Lonely:
    """The gateway's process."""

    pid: int
    port: int

    def memory(self, field: str) -> int:
        """Bytes: VmRSS now, VmHWM at the worst."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith(field):
                return int(line.split()[1]) * 1024
        raise AssertionError(field)


@pytest.fixture
async def lonely() -> AsyncIterator[Lonely]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.hostile.lonely_gateway",
        cwd=Path(__file__).parents[2],
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield Lonely(process.pid, int(await asyncio.wait_for(process.stdout.readline(), 20)))
    finally:
        process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), 20)
        except TimeoutError:
            process.kill()
            await process.wait()


def stop(readings: int) -> bytes:
    """A StopTransaction with so many readings, 115 bytes each."""
    value = {
        "timestamp": "2026-11-20T04:29:34.084Z",
        "sampledValue": [{"value": "1000", "context": "Sample.Periodic", "unit": "Wh"}],
    }
    payload = {
        "transactionId": 101,
        "meterStop": 1000,
        "timestamp": "2026-11-20T10:00:00Z",
        "transactionData": [value] * readings,
    }
    return masked(json.dumps([2, "m1", "StopTransaction", payload], separators=(",", ":")).encode())


async def told(port: int, name: str, frame: bytes) -> bytes:
    """What comes back for `frame` on a connection of its own."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(upgrade(name))
        assert b" 101 " in await reader.readuntil(b"\r\n\r\n")
        writer.write(frame)
        return await reader.readuntil(b"}]")
    finally:
        writer.transport.abort()


async def test_a_thousand_large_frames_at_once_stay_within_bounds(lonely: Lonely) -> None:
    frame = stop(2_700)
    assert len(frame) > 300_000
    before = lonely.memory("VmRSS")
    async with asyncio.timeout(PATIENCE_S):
        answers = await asyncio.gather(
            *(told(lonely.port, f"CP{number}", frame) for number in range(STATIONS))
        )
    assert all(b'[3,"m1",{"idTagInfo":' in answer for answer in answers)
    grown = lonely.memory("VmHWM") - before
    assert grown < GROWTH_BYTES_MAX, f"{grown / 1e6:.0f} MB for {STATIONS * len(frame) / 1e6:.0f} MB in all"


async def test_a_day_in_one_stop_is_taken_and_nine_megabytes_are_not(lonely: Lonely) -> None:
    day = stop(11_500)
    assert len(day) > 1_300_000
    assert b'[3,"m1",' in await told(lonely.port, "CP1", day)
    reader, writer = await asyncio.open_connection("127.0.0.1", lonely.port)
    writer.write(upgrade("CP2"))
    assert b" 101 " in await reader.readuntil(b"\r\n\r\n")
    writer.write(stop(80_000))
    assert b"\x03\xf1" in await rest(reader)  # 1009
    writer.transport.abort()
