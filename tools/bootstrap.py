"""Makes .venv what the pinned requirement files say.

Runs on the bare system Python, so it knows the standard library only. A virtual environment that is already
there is used as it is, never removed. Usage: `python tools/bootstrap.py run|build|dev`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UV = VENV / "bin" / "uv"
UV_PINS = ROOT / "requirements-uv.txt"

# What each group installs, and which groups are complete afterwards.
GROUPS = {
    "run": (["requirements.txt"], ["run"]),
    "build": (["requirements-build.txt"], ["build"]),
    "dev": (["requirements-dev.txt"], ["run", "build", "dev"]),
}
PIP_ADVICE = "chargehand: cannot install packages: please `sudo apt-get install python3-venv` (or install uv), then repeat"


def stamp(group: str) -> Path:
    """The file whose age tells make when the group was last installed."""
    return VENV / f".installed-{group}"


def succeeds(*command: str | Path, quiet: bool = True) -> bool:
    """Whether the command ran and ended with 0; a program that is not there counts as no."""
    sink = subprocess.DEVNULL if quiet else None
    try:
        return subprocess.run(command, stdout=sink, stderr=sink, cwd=ROOT, check=False).returncode == 0
    except OSError:
        return False


def ensure_venv() -> None:
    """`.venv` holds a working Python >= 3.11. Needs no ensurepip, which Debian packs apart."""
    if not PYTHON.is_symlink() and not PYTHON.exists():
        print("chargehand: preparing .venv (first time only, about a minute)", flush=True)
        venv.EnvBuilder(with_pip=False, symlinks=True).create(VENV)
    if not succeeds(PYTHON, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"):
        sys.exit("chargehand: .venv has no working Python >= 3.11: please remove .venv, then repeat")


def uv_is_pinned() -> bool:
    """Whether the environment's uv is the one of requirements-uv.txt."""
    pinned = UV_PINS.read_text(encoding="utf-8").split("==", 1)[1].split()[0]
    try:
        shown = subprocess.run([UV, "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return False
    return shown.split()[1:2] == [pinned]


def debian_pip() -> Path | None:
    """Debian's pip wheel, fetched and verified by apt, unpacked under .build; the system stays untouched."""
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        return None
    folder = ROOT / ".build" / "pip"
    folder.mkdir(parents=True, exist_ok=True)
    fetch = ["apt-get", "-q", "download", "python3-pip-whl"]
    for attempt in range(2):
        if subprocess.run(fetch, cwd=folder, capture_output=True, check=False).returncode == 0:
            break
        if attempt or os.geteuid() != 0 or not succeeds("apt-get", "-q", "update"):
            return None
    for package in folder.glob("python3-pip-whl_*.deb"):
        subprocess.run(["dpkg-deb", "-x", package, folder], check=True)
    return next(folder.glob("usr/share/python-wheels/pip-*.whl"), None)


def installers() -> Iterator[list[str | Path]]:
    """Every way to install a package into `.venv`, the most ordinary first. Later ones cost more to try."""
    yield [PYTHON, "-m", "pip", "install"]
    if succeeds(PYTHON, "-m", "ensurepip", "--default-pip"):
        yield [PYTHON, "-m", "pip", "install"]
    yield [sys.executable, "-m", "pip", "--python", PYTHON, "install"]
    if other_uv := shutil.which("uv"):
        yield [other_uv, "pip", "install", "--python", PYTHON]
    if wheel := debian_pip():
        yield [PYTHON, wheel / "pip", "install"]


def ensure_uv() -> None:
    """`.venv/bin/uv` is the pinned one. On failure the last installer's own words are shown."""
    if uv_is_pinned():
        return
    said = ""
    for installer in installers():
        command = [*installer, "--quiet", "--require-hashes", "-r", UV_PINS]
        try:
            outcome = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        except OSError:
            continue
        if outcome.returncode == 0 and uv_is_pinned():
            return
        if "No module named" not in outcome.stderr:
            said = outcome.stderr
    sys.exit(said + PIP_ADVICE)


def install(group: str) -> None:
    """The group's pinned packages and this checkout (editable) are in `.venv`; the stamps say so."""
    files, complete = GROUPS[group]
    pip = [UV, "pip", "install", "--quiet", "--python", PYTHON]
    pins = [word for name in files for word in ("-r", name)]
    subprocess.run([*pip, "--require-hashes", *pins], cwd=ROOT, check=True)
    if "run" in complete:
        subprocess.run([*pip, "--no-deps", "--editable", "."], cwd=ROOT, check=True)
    for name in complete:
        stamp(name).touch()


def main(arguments: list[str]) -> None:
    """One group by name."""
    if len(arguments) != 1 or arguments[0] not in GROUPS:
        sys.exit(f"usage: bootstrap.py {'|'.join(GROUPS)}")
    if sys.version_info < (3, 11):  # noqa: UP036 - run by whatever Python the machine has
        sys.exit("chargehand: needs Python 3.11 or newer")
    try:
        ensure_venv()
        ensure_uv()
        install(arguments[0])
    except subprocess.CalledProcessError as fault:
        sys.exit(fault.returncode or 1)


if __name__ == "__main__":
    main(sys.argv[1:])
