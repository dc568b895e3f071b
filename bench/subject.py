"""What is measured: the platform as its users start it, and the null gateway."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Final, Protocol

import asyncpg

from bench.processes import Spent, end, family, free_port, pss_bytes, rss_bytes, sockets, spent
from chargehand.store.embedded import find_running
from chargehand.store.embedded.layout import Layout

_START_S: Final = 60.0
_LOOK_AGAIN_S: Final = 0.01
_BACKEND: Final = "postgres"


class SubjectBroke(Exception):
    """It does not start, or ended by itself."""


class Subject(Protocol):
    """Something that takes stations in."""

    url: str
    """Where stations connect, before their identity."""

    def spent(self) -> Spent: ...

    def pss_bytes(self) -> int:
        """Memory of its own processes, the database's left out."""
        ...


class NullGateway:
    """See `bench.null`."""

    def __init__(self) -> None:
        self._port = free_port()
        self.url = f"ws://127.0.0.1:{self._port}/ocpp"
        self._process: subprocess.Popen[bytes] | None = None

    async def start(self) -> None:
        self._process = self._spawn()
        await _listens(self._port, self._process)

    def _spawn(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-m", "bench.null", str(self._port)])

    def stop(self) -> None:
        _end(self._process)

    def spent(self) -> Spent:
        return spent(_pid(self._process), None)

    def pss_bytes(self) -> int:
        return pss_bytes([_pid(self._process)])


class Platform:
    """`chargehand serve` with its embedded database in `folder`, its output in a file there, settings as they come."""

    def __init__(self, folder: Path) -> None:
        self.data_dir = folder / "data"
        self.log = folder / "serve.log"
        self.password = secrets.token_urlsafe(12)
        self.bearer = secrets.token_urlsafe(24)
        self.ocpp_port, self.web_port = free_port(), free_port()
        self.url = f"ws://127.0.0.1:{self.ocpp_port}/ocpp"
        self.dsn = ""
        self.database_pid: int | None = None
        self.starts_s: list[float] = []
        self._process: subprocess.Popen[bytes] | None = None

    async def start(self) -> None:
        """It answers on both ports; the seconds that took are added to `starts_s`."""
        began = time.monotonic()
        self._process = self._spawn()
        await _listens(self.ocpp_port, self._process)
        await _listens(self.web_port, self._process)
        self.starts_s.append(time.monotonic() - began)
        await self.find_database()

    def _spawn(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as output:
            return subprocess.Popen(
                [str(Path(sys.executable).with_name("chargehand")), "serve"],
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )

    async def find_database(self) -> None:
        """The database's address and process are known."""
        cluster = await find_running(self.data_dir)
        if cluster is None:
            raise SubjectBroke("its database does not answer")
        self.dsn, self.database_pid = cluster.dsn, cluster.pid

    async def ask_as_superuser(self, *statements: str) -> None:
        """For what only the database's superuser may change. Raises SubjectBroke without a running database."""
        cluster = await find_running(self.data_dir)
        if cluster is None:
            raise SubjectBroke("its database does not answer")
        connection = await asyncpg.connect(
            Layout.below(self.data_dir).dsn(cluster.socket_dir, _BACKEND, "chargehand")
        )
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    def stop(self) -> None:
        pids = [pid for pid in (self.database_pid,) if pid is not None and self._owns(pid)]
        _end(self._process)
        end(pids)

    def kill(self) -> None:
        """As if the power of this one process had failed."""
        os.kill(self.pid, signal.SIGKILL)
        assert self._process is not None
        self._process.wait()

    def kill_database(self) -> None:
        if self.database_pid is not None and self._owns(self.database_pid):
            os.kill(self.database_pid, signal.SIGKILL)

    @property
    def pid(self) -> int:
        return _pid(self._process)

    def runs(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def spent(self) -> Spent:
        return spent(self.pid, self.database_pid)

    def own_pids(self) -> list[int]:
        database = set(family(self.database_pid)) if self.database_pid is not None else set[int]()
        return [pid for pid in family(self.pid) if pid not in database]

    def pss_bytes(self) -> int:
        return pss_bytes(self.own_pids())

    def rss_bytes(self) -> int:
        return rss_bytes(self.own_pids())

    def station_sockets(self) -> int:
        return sockets(self.pid, self.ocpp_port)

    def files(self) -> int:
        """Open descriptors of the main process."""
        return len(list(Path(f"/proc/{self.pid}/fd").iterdir()))

    def _owns(self, pid: int) -> bool:
        """Whether this process id is still our database's: ids are used again."""
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            return False
        return str(self.data_dir.resolve()).encode() in command

    def _environment(self) -> dict[str, str]:
        kept = {
            name: os.environ[name]
            for name in ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH")
            if name in os.environ
        }
        return kept | {
            "CHARGEHAND_DATA_DIR": str(self.data_dir),
            "CHARGEHAND_OCPP_PORT": str(self.ocpp_port),
            "CHARGEHAND_WEB_PORT": str(self.web_port),
        }


async def _listens(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise SubjectBroke(f"it ended with code {process.returncode}")
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(_LOOK_AGAIN_S)
            continue
        writer.close()
        return
    raise SubjectBroke(f"nobody listens after {_START_S:.0f} s")


def _pid(process: subprocess.Popen[bytes] | None) -> int:
    if process is None:
        raise SubjectBroke("not started")
    return process.pid


def _end(process: subprocess.Popen[bytes] | None) -> None:
    if process is not None and process.poll() is None:
        end([process.pid])
        process.wait()
