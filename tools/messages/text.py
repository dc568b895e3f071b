"""Modules as Python text, in the shape that the formatter leaves alone."""

from __future__ import annotations

import keyword
import re
import textwrap
from collections.abc import Iterable, Mapping

from tools.messages.catalogue import Version
from tools.messages.placement import Module
from tools.messages.schema import (
    Anything,
    CustomData,
    Listing,
    Named,
    Number,
    Object,
    Text,
    Truth,
    Type,
    Words,
)

PACKAGE = "chargehand.wire.ocpp.messages"
WIDTH = 110
HEADER = '''# Made by `python -m tools.messages` from the official JSON schemas: change those tools, not this file.
# fmt: off
"""{docstring}"""

from __future__ import annotations

'''
_LIMITED = re.compile(r"(?:Text|Whole|Number)(?:From|To)?-?[0-9]+(?:To-?[0-9]+)?")
# Where the rule of `snake` splits a name at the wrong place.
_SNAKES = {"prioritizedEMAIDs": "prioritized_emaids"}


def module_text(version: Version, module: Module) -> str:
    """The module of one block."""
    title = module.name.replace("_", " ").replace(".", ": ")
    body = [_words(name, words) for name, words in sorted(module.words.items())]
    classes = {**module.types, **module.messages}
    body += [_class(name, made) for name, made in classes.items()]
    docstring = f"{version.title}: {title}."
    text = "".join(body)
    gap = "\n" if module.words else ""
    return HEADER.format(docstring=docstring) + _imports(version, module, text) + gap + text


def index_text(version: Version) -> str:
    """The package's door: which module holds an action's messages and who may send it, without importing any."""
    entries = {
        action: (block, sender)
        for block, senders in version.blocks.items()
        for sender, actions in senders.items()
        for action in actions
    }
    lines = [f'    "{action}": ("{entry[0]}", "{entry[1]}"),' for action, entry in sorted(entries.items())]
    docstring = f"{version.title} as its schemas have it: one module for each functional block, none for what it means."
    head = (
        HEADER.format(docstring=docstring)
        + "from collections.abc import Mapping\nfrom typing import Final\n\n"
    )
    return head + "\n".join(
        [
            "MESSAGES: Final[Mapping[str, tuple[str, str]]] = {",
            *lines,
            "}",
            '"""The module of each action\'s messages, and who may send the request: `station`, `csms` or `both`."""',
            "",
        ]
    )


def room_text(version: Version, room: str) -> str:
    """The door of a block that has several modules."""
    docstring = f"{version.title}: {room.replace('_', ' ')}, shapes only."
    return HEADER.format(docstring=docstring).rstrip("\n").rpartition("\n\n")[0] + "\n"


def quantities_text(types: Iterable[Type]) -> str:
    """The texts and numbers with limits that any version has, each under the name that `_plain` gives it."""
    named: dict[str, str] = {}
    for each in types:
        if isinstance(each, Text) and each.longest is not None and each.form is None:
            named[_plain(each)] = f"Annotated[str, Meta(max_length={each.longest})]"
        elif isinstance(each, Number) and _plain(each) not in ("int", "float", "Tenths"):
            named[_plain(each)] = f"Annotated[{'int' if each.whole else 'float'}, Meta({_limits(each)})]"
    aliases = [f"{name} = {named[name]}" for name in sorted(named, key=_by_number)]
    docstring = "Texts and numbers by their limits, of all versions."
    imports = "from typing import Annotated\n\nfrom msgspec import Meta\n\n"
    return HEADER.format(docstring=docstring) + imports + "\n".join([*aliases, ""])


def snake(name: str) -> str:
    """The field's name in Python."""
    split = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).replace("__", "_").lower()
    made = _SNAKES.get(name, split)
    return made + "_" if keyword.iskeyword(made) else made


def _camel(name: str) -> str:
    """What msgspec makes of a name with `rename="camel"`."""
    first, *rest = name.split("_")
    return first + "".join(part.title() for part in rest)


def _imports(version: Version, module: Module, body: str) -> str:
    """What `body` needs of elsewhere, in the groups and the order that ruff's isort wants."""
    said = set(re.findall(r"\w+", re.sub(r'"[^"]*"', "", body)))
    own = {*module.words, *module.types, *module.messages}.union(*module.imports.values())
    limited = {name for name in said if _LIMITED.fullmatch(name)} - own
    ours: Mapping[str, set[str]] = {
        f"{PACKAGE}.quantities": limited,
        f"{PACKAGE}.shape": said & {"CustomData", "Instant", "Message", "Tenths", "Uri"},
        **{f"{PACKAGE}.{version.folder}.{name}": names for name, names in module.imports.items()},
    }
    groups = (
        _import("typing", said & {"Annotated", "Literal"}),
        _import("msgspec", said & {"UNSET", "Meta", "Raw", "UnsetType", "field"}),
        "".join(_import(source, names) for source, names in sorted(ours.items())),
    )
    return "\n".join(group for group in groups if group)


def _import(source: str, names: set[str]) -> str:
    """One import; none of nothing."""
    if not names:
        return ""
    ordered = sorted(names, key=_as_imported)
    line = f"from {source} import {', '.join(ordered)}"
    if len(line) <= WIDTH:
        return line + "\n"
    return f"from {source} import (\n" + "".join(f"    {name},\n" for name in ordered) + ")\n"


def _as_imported(name: str) -> tuple[int, list[tuple[bool, int, str]]]:
    """Constants, then classes, then functions; numbers by their value."""
    parts = re.findall(r"[0-9]+|[^0-9]+", name)
    return (0 if name.isupper() else 1 if name[0].isupper() else 2), [
        (part.isdigit(), int(part) if part.isdigit() else 0, part) for part in parts
    ]


def _by_number(name: str) -> list[tuple[bool, int, str]]:
    return _as_imported(name)[1]


def _words(name: str, words: Words) -> str:
    quoted = ", ".join(f'"{value}"' for value in words.values)
    line = f"{name} = Literal[{quoted}]\n"
    if len(line) <= WIDTH:
        return line
    lines = textwrap.wrap(quoted, WIDTH - 4, break_long_words=False, break_on_hyphens=False)
    return f"{name} = Literal[\n" + "".join(f"    {line.strip()}\n" for line in lines) + "]\n"


def _class(name: str, made: Object) -> str:
    ordered = sorted(made.fields, key=lambda each: not each.required)
    lines = [f"    {_field(each.name, each.type, required=each.required)}\n" for each in ordered]
    return f"\n\nclass {name}(Message, frozen=True, kw_only=True):\n" + ("".join(lines) or "    pass\n")


def _field(name: str, type_: Type, *, required: bool) -> str:
    python = snake(name)
    default = "" if required else "UNSET"
    if _camel(python) != name:
        default = f'field(name="{name}")' if required else f'field(default=UNSET, name="{name}")'
    said = _type(type_) if required else f"{_type(type_)} | UnsetType"
    return f"{python}: {said} = {default}" if default else f"{python}: {said}"


def _type(type_: Type) -> str:
    if not isinstance(type_, Listing):
        return _plain(type_)
    inner = f"tuple[{_type(type_.item)}, ...]"
    limits = [f"min_length={type_.least}"] * (type_.least is not None)
    limits += [f"max_length={type_.most}"] * (type_.most is not None)
    return f"Annotated[{inner}, Meta({', '.join(limits)})]" if limits else inner


def _plain(type_: Type) -> str:
    """The name of a type that is no list."""
    match type_:
        case Text(form="date-time"):
            return "Instant"
        case Text(form="uri"):
            return "Uri"
        case Text(longest=None):
            return "str"
        case Text(longest=longest):
            return f"Text{longest}"
        case Number(step=float()):
            return "Tenths"
        case Number(whole, least, most):
            return _number(whole=whole, least=least, most=most)
        case Truth():
            return "bool"
        case Anything():
            return "Raw"
        case CustomData():
            return "CustomData"
        case Named(name):
            return name
        case Listing(item):
            return _plain(item)


def _number(*, whole: bool, least: float | None, most: float | None) -> str:
    kind = "Whole" if whole else "Number"
    if least is not None and most is not None:
        return f"{kind}{least:g}To{most:g}"
    if least is not None:
        return f"{kind}From{least:g}"
    if most is not None:
        return f"{kind}To{most:g}"
    return "int" if whole else "float"


def _limits(number: Number) -> str:
    kind = int if number.whole else float
    said = [f"ge={kind(number.least)}"] if number.least is not None else []
    return ", ".join([*said, f"le={kind(number.most)}"] if number.most is not None else said)
