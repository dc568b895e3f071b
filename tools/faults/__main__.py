"""The command: `python -m tools.faults [--check]`."""

from __future__ import annotations

import sys
from pathlib import Path

from tools.faults.page import whole

FILE = Path("docs/faults.md")


def main(arguments: list[str]) -> int:
    """Writes the file if it is stale; with --check only tells so."""
    text = whole(Path())
    if FILE.is_file() and FILE.read_text(encoding="utf-8") == text:
        return 0
    print(FILE)
    if "--check" in arguments:
        return 1
    FILE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
