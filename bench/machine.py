"""The machine in a few lines: figures without it say nothing."""

from __future__ import annotations

import os
import platform
import resource
import time
from importlib.metadata import version
from pathlib import Path

import psutil

_LIBRARIES = ("websockets", "uvloop", "asyncpg", "msgspec", "fastapi", "picows")


def machine() -> dict[str, str]:
    memory_gib = psutil.virtual_memory().total / 2**30
    return {
        "date": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
        "processor": f"{os.cpu_count()} cores, {_processor()}, {memory_gib:.0f} GiB",
        "system": f"{platform.system()} {platform.release()}, {resource.getrlimit(resource.RLIMIT_NOFILE)[0]} files",
        "python": platform.python_version(),
        "libraries": ", ".join(f"{name} {version(name)}" for name in _LIBRARIES),
        "load before": f"{os.getloadavg()[0]:.2f} (1 min)",
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())
