"""Finds the browsers that the journeys are tested with, and installs them where that is ours to do.

Chromium everywhere; on Linux also WebKit with a screen that is none: the nearest to a phone of Apple's that a test
machine can have. Usage: `python tools/browser.py ensure` (they are there, or exit 2), `python tools/browser.py path`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ELSEWHERE = (Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),)
# A bare machine has no font at all: every letter would be an empty box and every width wrong.
PACKAGES = ("chromium", "fonts-dejavu-core", "fonts-liberation")
ADVICE = (
    "browser: no Chromium found: please install one (Debian: `sudo apt-get install chromium`), then repeat"
)
WEBKIT = ("WebKitWebDriver", "Xvfb")
WEBKIT_PACKAGES = ("webkit2gtk-driver", "xvfb")
WEBKIT_ADVICE = (
    "browser: WebKit or its screen is missing (WebKitWebDriver, MiniBrowser, Xvfb): please install them "
    "(Debian: `sudo apt-get install webkit2gtk-driver xvfb`), then repeat"
)


def find() -> Path | None:
    """The first Chromium on PATH or in its usual place."""
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    return next((place for place in ELSEWHERE if place.exists()), None)


def find_webkit() -> Path | None:
    """The small browser that WebKitWebDriver drives, if driver and screen are there too."""
    if not all(shutil.which(name) for name in WEBKIT):
        return None
    places = ("usr/lib/*/webkit2gtk-4.*/MiniBrowser", "usr/libexec/webkit2gtk-4.*/MiniBrowser")
    return next((found for place in places for found in sorted(Path("/").glob(place), reverse=True)), None)


def install(*packages: str) -> None:
    """Debian's packages are installed; raises CalledProcessError with apt's own words shown."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    apt = ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=300"]
    print(f"browser: installing {packages[0]} for the browser tests", flush=True)
    for command in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        subprocess.run(
            [*apt, *command], env=environment, check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL
        )


def ensure() -> list[str]:
    """The browsers are there, installed if this is root on a Debian; returns advice for what is missing."""
    wanted: list[tuple[Callable[[], Path | None], tuple[str, ...], str]] = [(find, PACKAGES, ADVICE)]
    if sys.platform == "linux":
        wanted.append((find_webkit, WEBKIT_PACKAGES, WEBKIT_ADVICE))
    ours = os.geteuid() == 0 and shutil.which("apt-get") is not None
    advice: list[str] = []
    for look, packages, said in wanted:
        if look() is None and ours:
            try:
                install(*packages)
            except subprocess.CalledProcessError as fault:
                print(f"browser: {fault}", file=sys.stderr)
        if look() is None:
            advice.append(said)
    return advice


def main(arguments: list[str]) -> int:
    """The exit code: 0 found, 2 something is missing or an unknown request."""
    if arguments == ["ensure"]:
        missing = ensure()
    elif arguments == ["path"]:
        found = find()
        missing = [ADVICE] if found is None else []
        if found is not None:
            print(found)
    else:
        missing = ["usage: browser.py ensure|path"]
    for each in missing:
        print(each, file=sys.stderr)
    return 2 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
