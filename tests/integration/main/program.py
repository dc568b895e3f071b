"""The program `chargehand` as a child process: what it says, how it ends, what it leaves behind."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil

from chargehand.main.administration import StationWish, administration_at
from chargehand.main.chance import clock
from chargehand.simulator.client import Backoff, LiveStation
from chargehand.simulator.station import VirtualStation
from chargehand.store.embedded import find_running

PROGRAM = Path(sys.executable).with_name("chargehand")
PASSWORD = "a-password-of-20-chars"
READY_S = 40.0
GOODBYE_S = 8.0


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def told(self) -> dict[str, Any]:
        """The one JSON object on stdout."""
        assert self.out.count("\n") == 1, self
        return json.loads(self.out)


class Serving:
    """A `serve`, `demo` or part of it that has said where it serves."""

    def __init__(self, process: asyncio.subprocess.Process, log: Path) -> None:
        self.process = process
        self.log = log
        self.told: dict[str, Any] = {}
        self.family: list[psutil.Process] = []

    async def begin(self) -> None:
        assert self.process.stdout is not None
        async with asyncio.timeout(READY_S):
            line = await self.process.stdout.readline()
        assert line, self.log.read_text()
        self.told = json.loads(line)
        me = psutil.Process(self.process.pid)
        self.family = [me, *me.children(recursive=True)]

    @property
    def postmaster(self) -> psutil.Process:
        (found,) = [
            each for each in self.family if "postgres" in each.name() and each.ppid() == self.process.pid
        ]
        return found

    async def end(self, number: signal.Signals = signal.SIGTERM, bound_s: float = GOODBYE_S) -> int:
        """Its exit code, once it and all its children are gone."""
        self.process.send_signal(number)
        async with asyncio.timeout(bound_s):
            code = await self.process.wait()
            while True:
                if not any(map(_lives, self.family)):
                    return code
                await asyncio.sleep(0.02)


def _lives(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


class Program:
    """Settings are given as they are named, without the prefix; ports are of the system's choice."""

    def __init__(self, folder: Path, **settings: object) -> None:
        self.folder = folder
        self.data_dir = folder / "data"
        self._logs = 0
        given = {"data_dir": self.data_dir, "web_port": 0, "ocpp_port": 0, "log_format": "json", **settings}
        kept = {name: value for name, value in os.environ.items() if not name.startswith("CHARGEHAND_")}
        self.environment = kept | {f"CHARGEHAND_{name.upper()}": str(value) for name, value in given.items()}

    async def run(self, *arguments: str, **settings: object) -> Ran:
        """The command, to its end."""
        process = await asyncio.create_subprocess_exec(
            str(PROGRAM),
            *arguments,
            env=self._environment(settings),
            cwd=self.folder,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        async with asyncio.timeout(READY_S):
            out, err = await process.communicate()
        return Ran(process.returncode or 0, out.decode(), err.decode())

    async def at_a_terminal(self, *arguments: str, typed: str) -> Ran:
        """The command as somebody runs it who sits there and types this."""
        hand, keyboard = os.openpty()
        try:
            os.write(hand, typed.encode())
            process = await asyncio.create_subprocess_exec(
                str(PROGRAM),
                *arguments,
                env=self.environment,
                cwd=self.folder,
                stdin=keyboard,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
            )
            async with asyncio.timeout(READY_S):
                out, err = await process.communicate()
        finally:
            os.close(hand)
            os.close(keyboard)
        return Ran(process.returncode or 0, out.decode(), err.decode())

    async def told(self, *arguments: str) -> dict[str, Any]:
        """What the command says as JSON; it must not fail."""
        ran = await self.run(*arguments, "--json")
        assert ran.code == 0, ran
        return ran.told

    @asynccontextmanager
    async def serving(self, command: str = "serve", **settings: object) -> AsyncIterator[Serving]:
        """It serves; afterwards it is gone, one way or the other."""
        self._logs += 1
        log = self.folder / f"{command}-{self._logs}.log"
        with log.open("wb") as errors:
            process = await asyncio.create_subprocess_exec(
                str(PROGRAM),
                command,
                "--json",
                env=self._environment(settings),
                cwd=self.folder,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=errors,
                start_new_session=True,
            )
        serving = Serving(process, log)
        try:
            await serving.begin()
            yield serving
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()

    def _environment(self, settings: dict[str, object]) -> dict[str, str]:
        return self.environment | {
            f"CHARGEHAND_{name.upper()}": str(value) for name, value in settings.items()
        }


@dataclass(frozen=True)
class Ada:
    """A driver with a card, and a client that is signed in as her."""

    token: str
    card: str = "04AA"

    def client(self, address: str) -> httpx.AsyncClient:
        headers = {"Authorization": f"Bearer {self.token}"}
        return httpx.AsyncClient(base_url=f"{address}/api/v1", headers=headers, timeout=10, trust_env=False)


async def peopled(program: Program, identity: str = "POST-1") -> Ada:
    """A station with the common password, and Ada, in the database of the running house (or the one that was set)."""
    dsn = program.environment.get("CHARGEHAND_DATABASE_URL")
    if dsn is None:
        running = await find_running(program.data_dir)
        assert running is not None
        dsn = running.dsn
    async with administration_at(dsn, "http://localhost") as desk:
        await desk.add_station(StationWish(identity=identity, password=PASSWORD))
        await desk.add_driver("ada@example.com", "Ada")
        await desk.add_card("04AA", "ada@example.com", "")
        return Ada(await desk.issue_token("ada@example.com", "driver"))


def station(url: str, identity: str = "POST-1") -> LiveStation:
    """A well-behaved charger that calls `url`, as `serve` told it."""
    line = url.replace("localhost", "127.0.0.1")
    virtual = VirtualStation(identity, start_at=clock())
    return LiveStation(virtual, line, password=PASSWORD, backoff=Backoff(first_s=0.1, most_s=0.5))


async def charging(live: LiveStation) -> None:
    """Ada's session runs at connector 1, and the house has answered its start."""
    await live.until(lambda it: it.online)
    await live.plug_in(1)
    await live.tap("04AA", 1)
    await live.until(lambda it: it.connector(1).transaction is not None and it.idle)
