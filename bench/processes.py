"""What processes cost: CPU time and memory of whole trees, read from /proc; and ending what we began."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import time
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import psutil

_TICK_S = 1 / os.sysconf("SC_CLK_TCK")
_LOOK_AGAIN_S = 0.02


class Spent(NamedTuple):
    """CPU seconds since the processes began: our own, and the database's."""

    own_s: float
    database_s: float

    def since(self, before: Spent) -> Spent:
        return Spent(self.own_s - before.own_s, self.database_s - before.database_s)

    @property
    def total_s(self) -> float:
        return self.own_s + self.database_s


def family(pid: int) -> list[int]:
    """The process and all that it started, as far as they live."""
    try:
        root = psutil.Process(pid)
        return [pid, *(child.pid for child in root.children(recursive=True))]
    except psutil.NoSuchProcess:
        return []


def cpu_s(pids: Iterable[int]) -> float:
    """CPU time of these processes and of their children that have ended and were waited for."""
    ticks = 0
    for pid in pids:
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += sum(map(int, fields[11:15]))
    return ticks * _TICK_S


def spent(pid: int, database_pid: int | None) -> Spent:
    database = family(database_pid) if database_pid is not None else []
    own = [each for each in family(pid) if each not in set(database)]
    return Spent(cpu_s(own), cpu_s(database))


def pss_bytes(pids: Iterable[int]) -> int:
    """Memory in use, pages that several processes share divided between them."""
    return sum(_rollup(pid, "Pss:") for pid in pids)


def rss_bytes(pids: Iterable[int]) -> int:
    return sum(_rollup(pid, "Rss:") for pid in pids)


def _rollup(pid: int, name: str) -> int:
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith(name):
                return int(line.split()[1]) * 1024
    return 0


def sockets(pid: int, port: int) -> int:
    """Connections that the process holds on its `port`, whatever their state, but for the listening ones."""
    try:
        held = psutil.Process(pid).net_connections(kind="tcp")
    except psutil.NoSuchProcess:
        return 0
    return sum(
        1 for each in held if each.laddr and each.laddr[1] == port and each.status != psutil.CONN_LISTEN
    )


class Neighbours:
    """What everybody else on this machine takes, from `begin` on: figures measured beside busy neighbours say little."""

    def __init__(self) -> None:
        self._busy_s, self._own_s, self._at = _busy_s(), cpu_s(family(os.getpid())), time.monotonic()

    def percent(self) -> float:
        """Of all cores together; processes of ours that were killed count as others."""
        others_s = _busy_s() - self._busy_s - (cpu_s(family(os.getpid())) - self._own_s)
        share = others_s / (time.monotonic() - self._at) / (os.cpu_count() or 1)
        return min(100.0, max(0.0, 100 * share))


def _busy_s() -> float:
    times = psutil.cpu_times()
    idle: float = times.idle + getattr(times, "iowait", 0.0)
    return sum(times[:8]) - idle


def free_port() -> int:
    """A port of the loopback address that nobody listens on at this moment."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def end(pids: Iterable[int], patience_s: float = 15.0) -> None:
    """These processes are gone: asked first, then killed."""
    left = {pid for pid in pids if psutil.pid_exists(pid)}
    for step in (signal.SIGTERM, signal.SIGKILL):
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, step)
        deadline = time.monotonic() + patience_s
        while left and time.monotonic() < deadline:
            left = {pid for pid in left if _runs(pid)}
            time.sleep(_LOOK_AGAIN_S)
        if not left:
            return


def _runs(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
