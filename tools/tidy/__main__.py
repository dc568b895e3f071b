"""The command: `python -m tools.tidy [root]`."""

from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePosixPath

from tools.tidy import conduct, naming, shape, texts
from tools.tidy.source import Finding, Source

FILE_RULES: tuple[Callable[[Source], Iterable[Finding]], ...] = (
    shape.file_size,
    shape.function_size,
    shape.parameter_count,
    naming.file_name,
    naming.word_choice,
    texts.characters,
    texts.addresses,
    conduct.broad_except,
    conduct.left_out_tests,
    conduct.unwritten,
)
TREE_RULES: tuple[Callable[[Iterable[Source]], Iterable[Finding]], ...] = (
    shape.folder_width,
    conduct.package_door,
    texts.dead_links,
)


def sources(root: Path) -> list[Source]:
    """Every file below `root` that git keeps or would keep; without git, every file outside hidden folders."""
    names = _names_by_git(root) if (root / ".git").exists() else _names_by_walk(root)
    files = [(name, root / name) for name in names]
    return [Source(PurePosixPath(name), file.read_bytes()) for name, file in files if file.is_file()]


def findings(everything: list[Source]) -> list[Finding]:
    """What breaks a rule, in the order of the files."""
    per_file = (finding for source in everything for rule in FILE_RULES for finding in rule(source))
    per_tree = (finding for rule in TREE_RULES for finding in rule(everything))
    return sorted({*per_file, *per_tree})


def main(arguments: list[str]) -> int:
    """Prints the findings; 1 if there are any."""
    root = Path(arguments[0]) if arguments else Path.cwd()
    everything = sources(root)
    found = findings(everything)
    for finding in found:
        print(finding)
    print(
        f"tidy: {len(everything)} files, {len(found)} findings"
        if found
        else f"tidy: {len(everything)} files, clean"
    )
    return 1 if found else 0


def _names_by_git(root: Path) -> list[str]:
    command = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, capture_output=True, check=True).stdout
    return sorted({name for name in listed.decode("utf-8").split("\0") if name})


def _names_by_walk(root: Path) -> Iterator[str]:
    for file in sorted(root.rglob("*")):
        name = file.relative_to(root)
        if not any(part.startswith(".") or part == "__pycache__" for part in name.parts[:-1]):
            yield name.as_posix()


if __name__ == "__main__":
    gc.disable()  # all trees live to the end, and looking through them for what does not takes as long as the rules
    sys.exit(main(sys.argv[1:]))
