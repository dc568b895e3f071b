"""Which module each message and each type stands in, and which module needs which types of another."""

from __future__ import annotations

from dataclasses import dataclass, field

from tools.messages.catalogue import Version
from tools.messages.schema import Object, Vocabulary, Words


@dataclass
class Module:
    """One file: its own words, its own types in an order in which each stands after those it needs, its messages."""

    name: str
    words: dict[str, Words] = field(default_factory=dict[str, Words])
    types: dict[str, Object] = field(default_factory=dict[str, Object])
    messages: dict[str, Object] = field(default_factory=dict[str, Object])
    imports: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    """Other modules, and what of them is used here."""


def placed(version: Version, vocabulary: Vocabulary) -> list[Module]:
    """One module for each block. Raises ValueError if a message has no block or a block an action without messages."""
    homes: dict[str, str] = {}
    modules: list[Module] = []
    for block, senders in version.blocks.items():
        module = Module(block)
        for action in sorted(action for actions in senders.values() for action in actions):
            for name in (f"{action}Request", f"{action}Response"):
                if name in vocabulary.messages:
                    module.messages[name] = vocabulary.messages[name]
            if f"{action}Request" not in module.messages:
                raise ValueError(f"{version.folder} has no {action}")
        for message in module.messages.values():
            _settle(message, module, vocabulary, homes)
        modules.append(module)
    homeless = set(vocabulary.messages).difference(*(module.messages for module in modules))
    if homeless:
        raise ValueError(f"{version.folder} has no block for {sorted(homeless)}")
    return modules


def _settle(made: Object, module: Module, vocabulary: Vocabulary, homes: dict[str, str]) -> None:
    for name in made.needs():
        if name not in homes:
            homes[name] = module.name
            inner = vocabulary.types[name]
            if isinstance(inner, Words):
                module.words[name] = inner
            else:
                _settle(inner, module, vocabulary, homes)
                module.types[name] = inner
        elif homes[name] != module.name:
            module.imports.setdefault(homes[name], set()).add(name)
