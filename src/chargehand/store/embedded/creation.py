from __future__ import annotations

import asyncio
import json
import os
import pwd
import secrets
import shutil
import signal
import sys
from pathlib import Path

from chargehand.store.embedded.binaries import Binaries
from chargehand.store.embedded.fault import SetupFault
from chargehand.store.embedded.layout import OWNER, SUPERUSER, Layout
from chargehand.store.embedded.log import last_fault
from chargehand.store.embedded.privileges import Descent, ServerUser, find_obstacle
from chargehand.store.embedded.server import spawn

_PATIENCE_S = 120.0
_DRAFT = "postgres.new."


async def create_cluster(layout: Layout, binaries: Binaries, user: ServerUser) -> None:
    """An empty cluster with its passwords stands at `layout.cluster`: whole, or not at all.

    It is made next to its place and moved there when it is on disk, so a crash half way leaves only a draft, which
    the next attempt removes.
    """
    _refuse_strangers(layout, user)
    for leftover in layout.root.glob(f"{_DRAFT}*"):
        shutil.rmtree(leftover, ignore_errors=True)
    draft = layout.root / f"{_DRAFT}{secrets.token_hex(4)}"
    cluster, password_file = draft / "cluster", draft / "password"
    passwords = {role: secrets.token_hex(24) for role in (SUPERUSER, OWNER)}
    draft.mkdir(mode=0o700)
    _write_private(password_file, passwords[SUPERUSER], user)
    cluster.mkdir(mode=0o700)
    user.adopt(cluster)
    user.adopt(draft)
    obstacle = find_obstacle(user, binaries.initdb, [cluster])
    descent = Descent(user, obstacle=obstacle, death_signal=signal.SIGKILL)
    await _run(_initdb_command(binaries, cluster, password_file), descent, layout)
    _write_private(cluster / layout.passwords.name, json.dumps(passwords), user)
    cluster.rename(layout.cluster)
    _sync(layout.cluster)
    _sync(layout.root)
    shutil.rmtree(draft)


def _refuse_strangers(layout: Layout, user: ServerUser) -> None:
    if layout.cluster.exists() and any(layout.cluster.iterdir()):
        raise SetupFault(f"{layout.cluster} holds files, but no PostgreSQL data: move them away.")
    try:
        pwd.getpwuid(user.uid)
    except KeyError:
        raise SetupFault(
            f"PostgreSQL cannot create its data as uid {user.uid}, which has no entry in /etc/passwd: "
            "add one, or start Chargehand as another user."
        ) from None


def _initdb_command(binaries: Binaries, cluster: Path, password_file: Path) -> list[str]:
    # Sorting and case by code point, independent of the machine's locales; carriers come without ICU.
    if binaries.major >= 17:
        locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    else:
        locale = ["--locale=C.UTF-8" if sys.platform == "linux" else "--locale=C"]
    return [
        str(binaries.initdb),
        f"--pgdata={cluster}",
        f"--username={SUPERUSER}",
        f"--pwfile={password_file}",
        "--auth-local=scram-sha-256",
        "--auth-host=reject",
        "--encoding=UTF8",
        *locale,
        "--data-checksums",
        "--no-instructions",
    ]


async def _run(command: list[str], descent: Descent, layout: Layout) -> None:
    reading, writing = os.pipe()
    try:
        process = spawn(command, descent, writing)
    finally:
        os.close(writing)
    try:
        said = await asyncio.wait_for(asyncio.to_thread(_read_to_end, reading), _PATIENCE_S)
        code = process.wait()
    except TimeoutError:
        raise SetupFault(
            f"PostgreSQL did not create its data in {layout.root} within {_PATIENCE_S:.0f} s."
        ) from None
    finally:
        process.kill()
        process.wait()
    if code != 0:
        reason = last_fault(said) or f"initdb ended with {code}"
        raise SetupFault(f"PostgreSQL could not create its data in {layout.root}: {reason}")


def _read_to_end(descriptor: int) -> str:
    with os.fdopen(descriptor, "rb") as file:
        return file.read().decode(errors="replace")


def _write_private(path: Path, text: str, user: ServerUser) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(descriptor)
    user.adopt(path)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
