"""The machine in a few lines: figures without it say nothing."""

from __future__ import annotations

import os
import platform
import resource
import time
from importlib.metadata import version
from pathlib import Path

import psutil

from bench.distribution import distribution

_BLOCK = 8192
_SYNCS = 500
_LIBRARIES = ("websockets", "uvloop", "asyncpg", "msgspec", "fastapi", "picows")


def machine(folder: Path) -> dict[str, str]:
    """`folder`: where the database will lie."""
    memory_gib = psutil.virtual_memory().total / 2**30
    return {
        "date": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
        "processor": f"{os.cpu_count()} cores, {_processor()}, {memory_gib:.0f} GiB",
        "system": f"{platform.system()} {platform.release()}, {resource.getrlimit(resource.RLIMIT_NOFILE)[0]} files",
        "python": platform.python_version(),
        "libraries": ", ".join(f"{name} {version(name)}" for name in _LIBRARIES),
        "disk": _disk(folder),
        "load before": f"{os.getloadavg()[0]:.2f} (1 min)",
    }


def _disk(folder: Path) -> str:
    """How long one block takes to be safe."""
    waits: list[float] = []
    file = folder / "blocks"
    with file.open("wb", buffering=0) as blocks:
        blocks.write(bytes(_BLOCK * _SYNCS))
        os.fsync(blocks.fileno())
        for place in range(_SYNCS):
            began = time.monotonic()
            os.pwrite(blocks.fileno(), b"x" * _BLOCK, place * _BLOCK)
            os.fdatasync(blocks.fileno())
            waits.append(time.monotonic() - began)
    file.unlink()
    spread = distribution(waits)
    return f"fdatasync of {_BLOCK // 1024} KiB p50 {spread.p50 * 1000:.2f}, p99 {spread.p99 * 1000:.2f}, longest {spread.most * 1000:.1f} ms"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())
