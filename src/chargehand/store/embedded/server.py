from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import threading
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from chargehand.store.embedded.database import wait_for_database
from chargehand.store.embedded.fault import SetupFault
from chargehand.store.embedded.layout import PORT, Layout
from chargehand.store.embedded.log import ServerLog
from chargehand.store.embedded.occupancy import MARK
from chargehand.store.embedded.privileges import Descent

FAST_STOP_S = 10.0
_IMMEDIATE_STOP_S = 2.0
_KILLED_S = 5.0
TETHERED = sys.platform != "linux"  # only there the kernel has a death signal
# After a power cut the server first replays what it had written, at most max_wal_size.
_PATIENCE_S = 120.0
# Backends of a killed server notice within moments that it is gone; until then the next one refuses to start.
_LINGERING = "shared memory block"
_LINGER_S = 10.0
_LOOK_AGAIN_S = 0.1
# The command line outranks every configuration file: nobody can switch durability off from inside the database.
_SETTINGS = (
    MARK,
    "fsync=on",
    "synchronous_commit=on",
    "full_page_writes=on",
    "listen_addresses=",
    f"port={PORT}",
    "unix_socket_permissions=0700",
    "password_encryption=scram-sha-256",
    "max_connections=60",
    "shared_buffers=128MB",
    # Many small transactions that must be on disk: room to gather them, few and smooth checkpoints.
    "wal_buffers=16MB",
    "wal_compression=on",
    "max_wal_size=1GB",
    "checkpoint_timeout=15min",
    "jit=off",
    "timezone=UTC",
    "log_timezone=UTC",
    "log_destination=stderr",
    "logging_collector=off",
    "log_checkpoints=off",
    "log_line_prefix=%m [%p] %q%u@%d ",
)
_LIBRARY_PATHS = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
_WATCH = "import os, sys; os.read(0, 1) or os.kill(int(sys.argv[1]), 2)"


def server_command(postgres: Path, cluster: Path, socket_dir: Path) -> list[str]:
    settings = (*_SETTINGS, f"unix_socket_directories={socket_dir}")
    return [str(postgres), "-D", str(cluster), *(part for setting in settings for part in ("-c", setting))]


def spawn(command: list[str], descent: Descent, output: int) -> subprocess.Popen[bytes]:
    """A process of its own session (Ctrl-C in the terminal is ours alone), with nothing of our environment.

    To be called on the event loop's thread: the kernel sends the death signal when the *thread* that forked ends.
    """
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
    environment |= {name: os.environ[name] for name in _LIBRARY_PATHS if name in os.environ}
    return subprocess.Popen(  # noqa: S603 - a fixed program without a shell
        command,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        cwd="/",  # ours may be closed to the server's user
        env=environment,
        start_new_session=True,
        preexec_fn=descent,  # noqa: PLW1509 - no other way to give capabilities; it calls nothing that takes a lock
    )


class Server:
    """A started postmaster. Its end is noticed without polling, whatever event loop runs."""

    def __init__(self, process: subprocess.Popen[bytes], *, tethered: bool) -> None:
        self._process = process
        self._loop = asyncio.get_running_loop()
        self.exited: asyncio.Future[int] = self._loop.create_future()
        self._tether = _Tether(process.pid) if tethered else None
        threading.Thread(target=self._watch, name="postgres-exit", daemon=True).start()

    @property
    def pid(self) -> int:
        return self._process.pid

    async def stop(self) -> None:
        """The server has ended: in order if it can within 10 s, else by force (the next start then recovers)."""
        steps = (signal.SIGINT, FAST_STOP_S), (signal.SIGQUIT, _IMMEDIATE_STOP_S), (signal.SIGKILL, _KILLED_S)
        for step, patience_s in steps:
            self._process.send_signal(step)  # nothing if it has ended
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(self.exited), patience_s)
                return

    def _watch(self) -> None:
        code = self._process.wait()
        if self._tether is not None:
            self._tether.release()
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody is left to be told
            self._loop.call_soon_threadsafe(self._tell, code)

    def _tell(self, code: int) -> None:
        if not self.exited.done():
            self.exited.set_result(code)


class _Tether:
    """Stops the server when our end of a pipe closes: for systems whose kernel has no death signal (macOS)."""

    def __init__(self, server_pid: int) -> None:
        reading, self._writing = os.pipe()
        self._watcher = subprocess.Popen(  # noqa: S603 - our own interpreter, a fixed program
            [sys.executable, "-I", "-S", "-c", _WATCH, str(server_pid)],
            stdin=reading,
            cwd="/",
            start_new_session=True,
        )
        os.close(reading)

    def release(self) -> None:
        with contextlib.suppress(BrokenPipeError):
            os.write(self._writing, b".")
        os.close(self._writing)
        self._watcher.wait()


@dataclass(frozen=True)
class Launch:
    """What it takes to start the server of a cluster that is in order."""

    layout: Layout
    command: list[str]
    descent: Descent
    socket_dir: Path
    is_new: bool

    async def until_it_answers(self, held: AsyncExitStack) -> tuple[Server, str]:
        """A running server and the DSN of its database; from then on `held` stops it."""
        log = ServerLog(self.layout.log)
        deadline_s = asyncio.get_running_loop().time() + _LINGER_S
        while True:
            async with AsyncExitStack() as attempt:
                server, start_bytes = self._spawn(log)
                attempt.push_async_callback(server.stop)
                dsn = await self._answered(server)
                if dsn is not None:
                    held.push_async_exit(attempt.pop_all())
                    _keep_bounded(log, held)
                    return server, dsn
            reason = (
                log.fault_since(start_bytes, server.pid) or f"it ended with code {server.exited.result()}"
            )
            if _LINGERING not in reason or asyncio.get_running_loop().time() > deadline_s:
                raise SetupFault(f"PostgreSQL does not start: {reason.rstrip('.')} (see {self.layout.log}).")
            await asyncio.sleep(_LOOK_AGAIN_S)

    def _spawn(self, log: ServerLog) -> tuple[Server, int]:
        output = log.open()
        try:
            start_bytes = log.size_bytes()
            return Server(spawn(self.command, self.descent, output), tethered=TETHERED), start_bytes
        finally:
            os.close(output)

    async def _answered(self, server: Server) -> str | None:
        """The DSN, or None if the server ended instead."""
        waiting = asyncio.create_task(wait_for_database(self.layout, self.socket_dir, is_new=self.is_new))
        try:
            await asyncio.wait(
                {waiting, server.exited}, timeout=_PATIENCE_S, return_when=asyncio.FIRST_COMPLETED
            )
            if waiting.done():
                return waiting.result()
            if server.exited.done():
                return None
            raise SetupFault(f"PostgreSQL does not answer after {_PATIENCE_S:.0f} s (see {self.layout.log}).")
        except (asyncpg.PostgresError, OSError) as error:
            raise SetupFault(f"PostgreSQL in {self.layout.root} does not let us in: {error!r}.") from error
        finally:
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)


def _keep_bounded(log: ServerLog, held: AsyncExitStack) -> None:
    task = asyncio.create_task(log.keep_bounded())

    async def end() -> None:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    held.push_async_callback(end)
