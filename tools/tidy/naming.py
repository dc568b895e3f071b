"""Names: of files, and the words inside identifiers."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tools.tidy.source import Finding, Source, words

# Names that say nothing about what is inside, alone or at the end of a longer name.
EMPTY_NAMES = frozenset(
    {"base", "common", "helper", "helpers", "manager", "misc", "service", "services", "util", "utils"}
)

# Words of OCPP 1.6: they end in its codec; only the virtual stations speak them too.
FIELD_WORDS = {
    ("charge", "point"): "station",
    ("chargepoint",): "station",
    ("charge", "box"): "station",
    ("chargebox",): "station",
    ("id", "tag"): "token",
    ("idtag",): "token",
    ("tag", "id"): "token",
    ("gun",): "connector",
}
# Words for people that hide who is meant: the one who drives or the one who pays. OCPP 2.x and OCPI have some.
PEOPLE_WORDS = {
    ("user", "id"): "driver_id or account_id",
    ("customer",): "driver or account",
    ("customers",): "drivers or accounts",
    ("client", "id"): "driver_id or account_id",
}
VERSION_16 = (
    ("src", "chargehand", "wire", "ocpp", "v16"),
    ("src", "chargehand", "wire", "ocpp", "messages", "v16"),
)


def file_name(source: Source) -> Iterator[Finding]:
    """No file is named after what it is for everybody: utils, helpers, common, misc, base, manager, service."""
    if source.path.parts[0] not in ("src", "tools", "tests", "bench"):
        return
    for part in (source.path.stem, *source.path.parent.parts):
        last = words(part)[-1:]
        if last and last[0] in EMPTY_NAMES:
            yield source.finding(0, "file-name", f"'{part}' says nothing: name it after its noun")


def word_choice(source: Source) -> Iterator[Finding]:
    """Identifiers of the package use the house's words."""
    banned = _banned_words(source)
    seen: set[tuple[int, str]] = set()
    for line, identifier in _identifiers(source) if banned else ():
        spoken = words(identifier)
        for unwanted, instead in banned.items():
            if _contains(spoken, unwanted) and (line, identifier) not in seen:
                seen.add((line, identifier))
                yield source.finding(line, "word", f"'{identifier}': the house says {instead}")


def _banned_words(source: Source) -> dict[tuple[str, ...], str]:
    if source.room in (None, "simulator") or any(
        source.path.parts[: len(folder)] == folder for folder in VERSION_16
    ):
        return {}
    return FIELD_WORDS if source.room == "wire" else FIELD_WORDS | PEOPLE_WORDS


def _contains(spoken: list[str], unwanted: tuple[str, ...]) -> bool:
    size = len(unwanted)
    return any(tuple(spoken[start : start + size]) == unwanted for start in range(len(spoken) - size + 1))


def _identifiers(source: Source) -> Iterator[tuple[int, str]]:
    for node in source.nodes:
        match node:
            case ast.Name(id=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield node.lineno, name
            case ast.ClassDef(name=name) | ast.arg(arg=name) | ast.Attribute(attr=name):
                yield node.lineno, name
            case ast.keyword(arg=str(name)):
                yield node.lineno, name
            case ast.alias(name=name):
                yield node.lineno, node.asname or name
            case _:
                pass
