"""Finds the browser that the journeys are tested with, and installs it where that is ours to do.

Usage: `python tools/browser.py ensure` (a browser is there, or exit 2), `python tools/browser.py path`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ELSEWHERE = (Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),)
# A bare machine has no font at all: every letter would be an empty box and every width wrong.
PACKAGES = ("chromium", "fonts-dejavu-core", "fonts-liberation")
ADVICE = (
    "browser: no Chromium found: please install one (Debian: `sudo apt-get install chromium`), then repeat"
)


def find() -> Path | None:
    """The first Chromium on PATH or in its usual place."""
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    return next((place for place in ELSEWHERE if place.exists()), None)


def install() -> None:
    """Debian's Chromium and fonts are installed; raises CalledProcessError with apt's own words shown."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    apt = ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=300"]
    print("browser: installing Chromium for the browser tests", flush=True)
    for command in (["update"], ["install", "-y", "--no-install-recommends", *PACKAGES]):
        subprocess.run(
            [*apt, *command], env=environment, check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL
        )


def ensure() -> Path | None:
    """A browser, installed if this is root on a Debian; None when it is not ours to install one."""
    if found := find():
        return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        try:
            install()
        except subprocess.CalledProcessError as fault:
            print(f"browser: {fault}", file=sys.stderr)
    return find()


def main(arguments: list[str]) -> int:
    """The exit code: 0 found, 2 none or unknown request."""
    if arguments not in (["ensure"], ["path"]):
        print("usage: browser.py ensure|path", file=sys.stderr)
        return 2
    found = ensure() if arguments == ["ensure"] else find()
    if found is None:
        print(ADVICE, file=sys.stderr)
        return 2
    if arguments == ["path"]:
        print(found)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
