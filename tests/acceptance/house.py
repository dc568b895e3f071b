"""The whole house as a process of its own, spoken to through its interfaces only: command line, HTTP and OCPP."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil
from websockets.typing import Subprotocol

from chargehand.store.embedded import find_running
from tests.acceptance.waiting import until_now

PROGRAM = Path(sys.executable).with_name("chargehand")
OCPP16 = Subprotocol("ocpp1.6")
PASSWORD = "a-password-of-20-chars"
_GOODBYE_S = 20.0

living: list[House] = []
"""Houses whose logs are shown when a test fails."""


class HeldPort:
    """A free port of the system's choice that stays ours while no server listens on it.

    Bound but not listening: nobody else is given it, and a client that knocks meanwhile cannot by chance be given it
    as its own end, which would let it talk to itself.
    """

    def __init__(self) -> None:
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind(("127.0.0.1", 0))
        self.number: int = self._socket.getsockname()[1]

    def give_back(self) -> None:
        self._socket.close()


@dataclass(frozen=True)
class Person:
    email: str
    token: str
    cards: dict[str, str]
    """Card ids by uid."""


class House:
    """`chargehand serve` in a child process. Settings are given as they are named, without the prefix.

    `command` replaces the program by another one that serves on the same settings.
    """

    def __init__(self, folder: Path, *, command: list[str] | None = None, **settings: object) -> None:
        self._command = command or [str(PROGRAM), "serve"]
        self._web, self._ocpp = HeldPort(), HeldPort()
        self.data_dir = folder / "data"
        self.log = folder / "house.log"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("CHARGEHAND_")}
        given = {
            "web_port": self._web.number,
            "ocpp_port": self._ocpp.number,
            "data_dir": self.data_dir,
            "log_format": "json",
            **settings,
        }
        self.environment = kept | {f"CHARGEHAND_{name.upper()}": str(value) for name, value in given.items()}
        self._process: subprocess.Popen[bytes] | None = None
        self._secrets: list[str] = [PASSWORD]
        self.calm = True
        """Nothing is to happen to it that it has to call an error."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._web.number}"

    @property
    def ocpp_port(self) -> int:
        return self._ocpp.number

    async def dsn(self) -> str:
        """The database that it stands on, for provisioning and for looking at what is kept."""
        given = self.environment.get("CHARGEHAND_DATABASE_URL")
        if given:
            return given
        cluster = await find_running(self.data_dir)
        assert cluster is not None, "the house has no database now"
        return cluster.dsn

    def station_url(self, identity: str, password: str | None = PASSWORD) -> str:
        who = "" if password is None else f"{identity}:{password}@"
        return f"ws://{who}127.0.0.1:{self._ocpp.number}/ocpp/{identity}"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def process(self) -> psutil.Process:
        return psutil.Process(self.pid)

    def start(self, **environment: str) -> None:
        """The process runs; it may not be ready yet."""
        assert self._process is None, "already started"
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                env=self.environment | environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.log.parent,
                start_new_session=True,
            )
        if self not in living:
            living.append(self)

    def is_ready(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, f"the house ended with {self._process.returncode}: {self.tail()}"
        try:
            return httpx.get(f"{self.url}/readyz", timeout=2).status_code == 200
        except httpx.TransportError:
            return False

    def until_ready(self) -> None:
        until_now(self.is_ready, 60)

    def until_gone(self, bound_s: float = 15.0) -> int:
        """The exit code, negative for a signal."""
        assert self._process is not None
        code = self._process.wait(bound_s)
        self._process = None
        return code

    def is_gone(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def kill(self) -> None:
        """SIGKILL; the process is no more when this returns."""
        assert self._process is not None
        self._process.kill()
        assert self.until_gone() == -signal.SIGKILL

    def stop(self) -> None:
        """SIGTERM and an orderly end; no secret stands in the log, and no error that was not to be expected."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            code = self.until_gone(_GOODBYE_S)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError("the house does not end on SIGTERM") from None
        assert code == 0, f"ended with {code}: {self.tail()}"
        told = self.log.read_text(errors="replace")
        assert not [secret for secret in self._secrets if secret in told], "a secret stands in the log"
        assert not self.calm or '"level":"error"' not in told, self.tail()

    def leave(self) -> None:
        """Stopped, ports given back, the log shown no more."""
        try:
            self.stop()
        finally:
            self._web.give_back()
            self._ocpp.give_back()
            if self in living:
                living.remove(self)

    def tail(self) -> str:
        """What the log says of trouble, from the first on, and its latest lines."""
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        trouble = [line for line in lines if '"level":"info"' not in line]
        return "\n".join([*trouble[:15], "…", *lines[-15:]])

    def keeps_secret(self, *secrets: str) -> None:
        """These must not stand in the log."""
        self._secrets.extend(secrets)

    def does(self, *arguments: str) -> dict[str, Any]:
        """What a command of the program answers as JSON."""
        ran = subprocess.run(
            [str(PROGRAM), *arguments, "--json"],
            env=self.environment,
            cwd=self.log.parent,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert ran.returncode == 0, f"{arguments}: {ran.stdout}{ran.stderr}"
        return json.loads(ran.stdout)

    def adds_station(self, identity: str, *, connectors: int = 1) -> str:
        """The public id of a station with the common password."""
        told = self.does("station", "add", identity, "--password", PASSWORD, "--connectors", str(connectors))
        return told["public_id"]

    def adds_driver(self, name: str, *uids: str) -> Person:
        """A driver with cards and an API token."""
        email = f"{name}@example.org"
        self.does("driver", "add", email, "--name", name)
        cards = {uid: self.does("card", "add", uid, "--driver", email)["card_id"] for uid in uids}
        token = self.does("token", email)["token"]
        self.keeps_secret(token)
        return Person(email, token, cards)
