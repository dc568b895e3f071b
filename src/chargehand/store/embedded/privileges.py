from __future__ import annotations

import ctypes
import errno
import os
import pwd
import signal
import stat
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from chargehand.store.embedded.fault import SetupFault

_PR_SET_PDEATHSIG = 1
_PR_SET_KEEPCAPS = 8
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_RAISE = 2
_CAP_DAC_OVERRIDE = 1
_CAPABILITIES_V3 = 0x20080522
_LINUX = sys.platform == "linux"


@dataclass(frozen=True)
class ServerUser:
    """Whom the server runs as: ourselves, or somebody powerless if we are root (PostgreSQL refuses uid 0)."""

    uid: int
    gid: int
    descends: bool

    def adopt(self, path: Path) -> None:
        """The path (not what a link points to) belongs to the server's user."""
        if self.descends:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def adopt_tree(self, top: Path) -> None:
        for folder, folders, files in os.walk(top):
            for name in (".", *folders, *files):
                self.adopt(Path(folder, name))

    def obstacle(self, path: Path) -> Path | None:
        """The topmost folder above the path that permission bits close to this user (access lists are not asked)."""
        return next(
            (above for above in reversed(path.parents) if not self._granted(above, stat.S_IXOTH)), None
        )

    def program_obstacle(self, program: Path) -> Path | None:
        runs = self._granted(program, stat.S_IROTH | stat.S_IXOTH)
        return self.obstacle(program) or (None if runs else program)

    def _granted(self, path: Path, bits: int) -> bool:
        found = path.stat()
        shift = 6 if found.st_uid == self.uid else 3 if found.st_gid == self.gid else 0
        return found.st_mode >> shift & bits == bits


def choose_user(cluster: Path) -> ServerUser:
    """Ourselves; for root the owner of the existing cluster, else `nobody`. A cluster owned by root is handed over."""
    if os.geteuid() != 0:
        return ServerUser(os.geteuid(), os.getegid(), descends=False)
    owner = cluster.stat() if cluster.exists() else None
    if owner is not None and owner.st_uid != 0:
        return ServerUser(owner.st_uid, owner.st_gid, descends=True)
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise SetupFault(
            "PostgreSQL refuses to run as root, and this system has no user `nobody` to run it as: "
            "start Chargehand as an ordinary user."
        ) from None
    return ServerUser(nobody.pw_uid, nobody.pw_gid, descends=True)


class Descent:
    """Called in the forked child before exec: becomes the server's user, tied to the life of this process.

    Everything is looked up beforehand, because little is safe between fork and exec. The order matters: a change
    of user clears both the capabilities and the death signal. Where there is no death signal (not Linux), see
    `tether`. A failure leaves one FATAL line on stderr and ends the child with 126.
    """

    def __init__(self, user: ServerUser, *, obstacle: Path | None, death_signal: signal.Signals) -> None:
        self._user = user
        self._override = obstacle is not None
        self._complaint = f"FATAL:  PostgreSQL refuses to run as root and cannot become uid {user.uid}"
        if obstacle is not None:
            self._complaint += f", which may not enter {obstacle} (CAP_DAC_OVERRIDE is not to be had)"
        self._death_signal = int(death_signal)
        self._parent = os.getpid()
        self._prctl, self._capset = _kernel_calls()
        one = 1 << _CAP_DAC_OVERRIDE
        self._header = (ctypes.c_uint32 * 2)(_CAPABILITIES_V3, 0)
        self._wanted = (ctypes.c_uint32 * 6)(one, one, one, 0, 0, 0)

    def __call__(self) -> None:
        try:
            os.umask(0o077)
            if self._user.descends:
                self._descend()
            if _LINUX:
                self._prctl(_PR_SET_PDEATHSIG, self._death_signal, 0, 0, 0)
                if os.getppid() != self._parent:  # it died before the line above
                    os._exit(125)
        except OSError as error:
            os.write(2, f"{self._complaint}: {error.strerror}\n".encode())
            os._exit(126)

    def _descend(self) -> None:
        if self._override:
            self._prctl(_PR_SET_KEEPCAPS, 1, 0, 0, 0)
        os.setgroups([])
        os.setgid(self._user.gid)  # as root, these two set the real, effective and saved ids
        os.setuid(self._user.uid)
        if self._override:
            self._capset(self._header, self._wanted)
            self._prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, _CAP_DAC_OVERRIDE, 0, 0)


def find_obstacle(user: ServerUser, program: Path, folders: Iterable[Path]) -> Path | None:
    """What the server could not pass without CAP_DAC_OVERRIDE; it is kept only then.

    With it the server's process can read every file of the machine.
    """
    if not user.descends:
        return None
    return user.program_obstacle(program) or next(filter(None, map(user.obstacle, folders)), None)


def _kernel_calls() -> tuple[Callable[..., None], Callable[..., None]]:
    if not _LINUX:
        return _unknown_here, _unknown_here
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl.argtypes = (ctypes.c_int, *(ctypes.c_ulong,) * 4)
    libc.capset.argtypes = (ctypes.c_void_p, ctypes.c_void_p)

    def prctl(*arguments: int) -> None:
        _checked(libc.prctl(*arguments))

    def capset(header: ctypes.Array[ctypes.c_uint32], data: ctypes.Array[ctypes.c_uint32]) -> None:
        _checked(libc.capset(header, data))

    return prctl, capset


def _unknown_here(*_: object) -> None:
    raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))


def _checked(result: int) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
