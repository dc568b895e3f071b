"""What tests of the embedded PostgreSQL share: servers, questions, and other processes of ours."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import asyncpg

from chargehand.store.embedded import Cluster, EmbeddedPostgres

PATIENCE_S = 20.0


@asynccontextmanager
async def serving(data_dir: Path, pg_bin: Path | None = None) -> AsyncIterator[Cluster]:
    postgres = EmbeddedPostgres(data_dir, pg_bin=pg_bin)
    try:
        yield await postgres.start()
    finally:
        await postgres.stop()


async def ask(dsn: str, query: str) -> object:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


async def keep(dsn: str, text: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(f"drop table if exists note; create table note as select '{text}' as text")
    finally:
        await connection.close()


def log_reader(data_dir: Path) -> Callable[[], str]:
    """Reads what the server logs from now on."""
    path = data_dir / "postgres.log"
    start = path.stat().st_size

    def read() -> str:
        return path.read_bytes()[start:].decode()

    return read


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        if sys.platform == "linux":
            return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def wait_until(condition: Callable[[], bool]) -> None:
    deadline_s = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline_s, "waited in vain"
        time.sleep(0.01)


# Another process of ours: keeps a note, says that it serves, and goes on until it is ended.
CHILD = """
import asyncio, os, pathlib, signal, sys
import asyncpg, uvloop
import chargehand.store.embedded as embedded
from chargehand.store.embedded import cluster, server
from chargehand.store.embedded.privileges import Descent

def say(*words):
    print(*words, flush=True)

async def ask(dsn, query):
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()
"""
SERVE = """
async def main():
    postgres = embedded.EmbeddedPostgres(pathlib.Path(sys.argv[1]), pg_bin=PG_BIN)
    started = await postgres.start()
    connection = await asyncpg.connect(started.dsn)
    await connection.execute(f"drop table if exists note; create table note as select '{os.getpid()}' as text")
    say("serving", started.pid)
    await asyncio.sleep(60)

uvloop.run(main())
"""
BY_PIPE = """
class Untied(Descent):
    def __init__(self, *given, **more):
        super().__init__(*given, **more)
        self._death_signal = 0

cluster.Descent, server.TETHERED = Untied, True
"""


@contextmanager
def child(script: str, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", CHILD + script.replace("PG_BIN", "None"), *map(str, arguments)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        start_new_session=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def heard(process: subprocess.Popen[str]) -> list[str]:
    """The words of the next line the child says."""
    assert process.stdout is not None
    return process.stdout.readline().split()
