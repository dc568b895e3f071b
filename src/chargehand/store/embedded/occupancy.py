from __future__ import annotations

import asyncio
import contextlib
import fcntl
import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from chargehand.store.embedded.fault import InUse
from chargehand.store.embedded.layout import Layout

MARK: Final = "cluster_name=chargehand"  # on the server's command line: started by us, not by hand
_GOODBYE_S = 15.0
_LOOK_AGAIN_S = 0.02


@dataclass(frozen=True)
class Postmaster:
    """What the server's own `postmaster.pid` says."""

    pid: int
    socket_dir: Path
    ready: bool


class Occupancy:
    """The right to run the one server of a data directory, held through a file lock that dies with the holder."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._file = os.open(layout.lock, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._file)
            holder = read_holder(layout)
            raise in_use(layout, holder) from None
        self.note(server_pid=None)

    def note(self, *, server_pid: int | None) -> None:
        """Other processes may read who holds the directory and which server is the one in service."""
        text = json.dumps({"process": os.getpid(), "server": server_pid})
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, text.encode(), 0)

    def release(self) -> None:
        # The file stays: to remove it would let two processes lock two files of one name.
        os.ftruncate(self._file, 0)
        os.close(self._file)


def in_use(layout: Layout, pid: int | None) -> InUse:
    holder = "another process" if pid is None else f"process {pid}"
    return InUse(f"The data directory {layout.root} is already in use by {holder}.")


def read_holder(layout: Layout) -> int | None:
    return _noted(layout).get("process")


def read_serving(layout: Layout) -> Postmaster | None:
    """The server that a living process of ours has noted as being in service."""
    noted = _noted(layout)
    holder, server = noted.get("process"), noted.get("server")
    postmaster = read_postmaster(layout.cluster)
    if postmaster is None or holder is None or not _lives(holder):
        return None
    return postmaster if postmaster.ready and postmaster.pid == server else None


def read_postmaster(cluster: Path) -> Postmaster | None:
    """None if no server runs or the file is still being written."""
    try:
        lines = (cluster / "postmaster.pid").read_text().splitlines()
        return Postmaster(int(lines[0]), Path(lines[4]), ready=lines[7].strip() == "ready")
    except (FileNotFoundError, IndexError, ValueError):
        return None


async def see_off_predecessor(layout: Layout) -> None:
    """No server of this directory runs, and no file claims so.

    Only the lock's holder may ask. A server whose process was killed is on its way out: it is waited for. The pid in
    a file left by a power cut may by now belong to any process; the server itself would take that for a rival.
    """
    try:
        pid = abs(int((layout.cluster / "postmaster.pid").read_text().splitlines()[0]))
    except FileNotFoundError:
        return
    except (IndexError, ValueError):
        pid = None
    command = "" if pid is None else _command_line(pid)
    if pid is not None and f"-D {layout.cluster} " in command:
        if MARK not in command:
            raise in_use(layout, pid)
        await _wait_until_gone(layout, pid)
    (layout.cluster / "postmaster.pid").unlink(missing_ok=True)


async def _wait_until_gone(layout: Layout, pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGINT)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_GOODBYE_S):
            while True:
                if MARK not in _command_line(pid):
                    return
                await asyncio.sleep(_LOOK_AGAIN_S)
    raise in_use(layout, pid)


def _noted(layout: Layout) -> dict[str, int | None]:
    try:
        noted: object = json.loads(layout.lock.read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return cast("dict[str, int | None]", noted) if isinstance(noted, dict) else {}


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _command_line(pid: int) -> str:
    """Empty for a process that does not exist any more, or is only waiting to be buried."""
    if sys.platform == "linux":
        try:
            return (
                Path(f"/proc/{pid}/cmdline")
                .read_bytes()
                .replace(b"\0", b" ")
                .decode(errors="surrogateescape")
            )
        except (FileNotFoundError, ProcessLookupError):
            return ""
    shown = subprocess.run(  # noqa: S603 - a fixed program without a shell
        ["/bin/ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return shown.stdout.replace("\n", " ")
