"""Takes the README's picture from those that the journeys took. Usage: `python tools/picture.py`, after them."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TAKEN = ROOT / "artifacts" / "screenshots" / "charger-live-phone-light.png"
SHOWN = ROOT / "docs" / "pictures" / "charger-live.png"
MOST_BYTES = 200_000


def main() -> int:
    """The exit code: 0 the README's picture is the one taken last, 2 there is none that fits."""
    if not TAKEN.exists():
        print("picture: none taken yet: pytest -n 0 tests/journeys/test_pictures.py", file=sys.stderr)
        return 2
    size = TAKEN.stat().st_size
    if size >= MOST_BYTES:
        print(f"picture: {size} bytes are too many, {MOST_BYTES} at most", file=sys.stderr)
        return 2
    SHOWN.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(TAKEN, SHOWN)
    print(f"picture: {SHOWN.relative_to(ROOT)}, {size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
