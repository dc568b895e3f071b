from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from chargehand.store.embedded.fault import SetupFault
from chargehand.store.embedded.privileges import ServerUser

PORT = 5432  # no port is opened; it only names the socket's file
DATABASE = "chargehand"
OWNER = "chargehand"  # owns the database, may not touch files or programs of the machine
SUPERUSER = "postgres"  # used for setting up the two above, nothing else

# sun_path holds 104 bytes on macOS and 108 on Linux; the name of the socket and of its lock take 21.
_LONGEST_SOCKET_FOLDER = 80
# Commas, quotes, plus and percent signs mean something in the server's setting or in a DSN.
_PLAIN_PATH = re.compile(r"[A-Za-z0-9_./@-]+")


@dataclass(frozen=True)
class Layout:
    """What lies where below the data directory (absolute, without symbolic links)."""

    root: Path

    @classmethod
    def below(cls, data_dir: Path) -> Layout:
        return cls(data_dir.expanduser().resolve())

    @property
    def cluster(self) -> Path:
        return self.root / "postgres"

    @property
    def log(self) -> Path:
        return self.root / "postgres.log"

    @property
    def lock(self) -> Path:
        return self.root / "postgres.lock"

    @property
    def passwords(self) -> Path:
        # Inside the cluster, so that a backup of it is complete and a rename moves both at once.
        return self.cluster / "chargehand-passwords.json"

    def major(self) -> int | None:
        """The version the data was written by; None if there is no cluster yet."""
        try:
            return int((self.cluster / "PG_VERSION").read_text().strip())
        except FileNotFoundError:
            return None
        except ValueError:
            raise SetupFault(
                f"{self.cluster / 'PG_VERSION'} does not hold a version of PostgreSQL."
            ) from None

    def dsn(self, socket_dir: Path, role: str = OWNER, database: str = DATABASE) -> str:
        """The address of the server with the password of the role: never to be printed."""
        password = self.password(role)
        return f"postgresql://{role}:{password}@/{database}?host={socket_dir}&port={PORT}"

    def password(self, role: str) -> str:
        try:
            kept: object = json.loads(self.passwords.read_text())
        except (FileNotFoundError, ValueError):
            kept = None
        password = cast("dict[str, object]", kept).get(role) if isinstance(kept, dict) else None
        if not isinstance(password, str):
            raise SetupFault(
                f"The passwords in {self.passwords} are missing: restore this file from a backup."
            )
        return password


def prepare_root(root: Path, user: ServerUser) -> None:
    """The data directory exists. One made here may be passed through by the server, but not listed."""
    if not root.exists():
        root.mkdir(parents=True, mode=0o711 if user.descends else 0o700)


def prepare_socket_dir(root: Path, user: ServerUser) -> Path:
    """A private directory, short enough for a socket, that belongs to the server's user."""
    folder = root / "sockets"
    if len(os.fsencode(folder)) > _LONGEST_SOCKET_FOLDER or not _PLAIN_PATH.fullmatch(str(folder)):
        name = hashlib.sha256(os.fsencode(root)).hexdigest()[:16]
        folder = _short_temporary() / f"chargehand-{user.uid}-{name}"
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        _refuse_trap(folder, user, is_shared_place=root not in folder.parents)
        folder.chmod(0o700)
    user.adopt(folder)
    for leftover in (f".s.PGSQL.{PORT}", f".s.PGSQL.{PORT}.lock"):
        (folder / leftover).unlink(missing_ok=True)
    return folder


def remove_socket_dir(root: Path, folder: Path) -> None:
    """A directory outside the data directory is not left behind, unless something is in it."""
    if root not in folder.parents:
        with contextlib.suppress(OSError):
            folder.rmdir()


def _short_temporary() -> Path:
    folder = Path(tempfile.gettempdir()).resolve()
    return folder if len(os.fsencode(folder)) <= _LONGEST_SOCKET_FOLDER - 40 else Path("/tmp")  # noqa: S108


def _refuse_trap(folder: Path, user: ServerUser, *, is_shared_place: bool) -> None:
    """A link, or somebody else's directory in a place for all, would put the socket in their hands."""
    found = folder.lstat()
    is_foreign = is_shared_place and found.st_uid not in {user.uid, os.geteuid()}
    if is_foreign or not stat.S_ISDIR(found.st_mode):
        raise SetupFault(
            f"The database wants {folder} for its socket, but finds something else of uid {found.st_uid}: remove it."
        )
