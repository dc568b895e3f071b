"""The command: `python -m tools.messages [--check]`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from tools.messages import schema, text
from tools.messages.catalogue import VERSIONS
from tools.messages.placement import placed
from tools.messages.schema import Listing, Object, Type, Vocabulary

ROOM = Path("src/chargehand/wire/ocpp/messages")


def files() -> dict[Path, str]:
    """All that is made, by its path below ROOM."""
    made: dict[Path, str] = {}
    limited: list[Type] = []
    for version in VERSIONS:
        vocabulary = schema.read(version.folder)
        limited += _types(vocabulary)
        made[Path(version.folder, "__init__.py")] = text.index_text(version)
        for module in placed(version, vocabulary):
            path = Path(version.folder, *module.name.split(".")).with_suffix(".py")
            made[path] = text.module_text(version, module)
            if path.parent != Path(version.folder):
                made[path.parent / "__init__.py"] = text.room_text(version, path.parent.name)
    made[Path("quantities.py")] = text.quantities_text(limited)
    return made


def stale(room: Path, made: dict[Path, str]) -> list[Path]:
    """What is not as it would be made, and what would not be made at all."""
    differing = [path for path, content in made.items() if _content(room / path) != content.encode()]
    folders = {path.parent for path in made} - {Path()}
    kept = [file.relative_to(room) for folder in folders for file in (room / folder).glob("*.py")]
    return sorted([*differing, *(path for path in kept if path not in made)])


def main(arguments: list[str]) -> int:
    """Writes what is stale; with --check only tells it."""
    made = files()
    found = stale(ROOM, made)
    for path in found:
        print(ROOM / path)
        if "--check" in arguments:
            continue
        if path in made:
            (ROOM / path).parent.mkdir(parents=True, exist_ok=True)
            (ROOM / path).write_text(made[path], encoding="utf-8")
        else:
            (ROOM / path).unlink()
    return 1 if found and "--check" in arguments else 0


def _types(vocabulary: Vocabulary) -> Iterator[Type]:
    objects = [
        *vocabulary.messages.values(),
        *(made for made in vocabulary.types.values() if isinstance(made, Object)),
    ]
    for made in objects:
        for each in made.fields:
            inner = each.type
            while isinstance(inner, Listing):
                inner = inner.item
            yield inner


def _content(file: Path) -> bytes | None:
    return file.read_bytes() if file.is_file() else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
