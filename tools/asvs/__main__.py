"""The command: `python -m tools.asvs [--check]`."""

from __future__ import annotations

import sys
from pathlib import Path

from tools.asvs.evidence import wrong_with
from tools.asvs.page import whole
from tools.asvs.rows import rows

FILE = Path("docs/asvs.md")


def main(arguments: list[str]) -> int:
    """Tells what is wrong with the rows; writes the file if it is stale; with --check only tells so."""
    known = rows()
    wrong = wrong_with(Path(), known)
    for told in wrong:
        print(told)
    text = whole(known)
    if FILE.is_file() and FILE.read_text(encoding="utf-8") == text:
        return 1 if wrong else 0
    print(FILE)
    if "--check" in arguments:
        return 1
    FILE.write_text(text, encoding="utf-8")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
