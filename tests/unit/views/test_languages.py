"""Every sentence stands in every language with the same open places, once, and somebody says it."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from chargehand.views import wording
from chargehand.views.wording import TABLES
from chargehand.views.words import dutch, english, german
from chargehand.views.words.language import Language

SOURCES = Path(wording.__file__).parents[1]
PACKAGES = {Language.EN: english, Language.NL: dutch, Language.DE: german}
_BY_NAME = (r"(flag|note)\..+",)
"""What `views/parts/known.flag_words` says: the name comes from the core, the kind from its caller."""
_PLACE = re.compile(r"{\w*}")
_JINJA_KEY = re.compile(r"""["']([a-z0-9_]+(?:\.[a-z0-9_]+)*\.?)["'](\s*~)?""")


def test_every_language_has_a_table() -> None:
    assert set(TABLES) == set(Language) == set(PACKAGES)


@pytest.mark.parametrize("lang", Language)
def test_no_sentence_is_untranslated_or_of_no_other_language(lang: Language) -> None:
    assert TABLES[lang].keys() ^ english.SENTENCES.keys() == set()
    assert [key for key, text in TABLES[lang].items() if not text and english.SENTENCES[key]] == []


@pytest.mark.parametrize("lang", Language)
def test_translations_leave_the_same_places_open(lang: Language) -> None:
    for key, text in TABLES[lang].items():
        assert (
            Counter(_PLACE.findall(text)).keys() == Counter(_PLACE.findall(english.SENTENCES[key])).keys()
        ), key


@pytest.mark.parametrize("lang", Language)
def test_no_key_stands_in_two_parts(lang: Language) -> None:
    package = PACKAGES[lang]
    keys: Counter[str] = Counter()
    for part in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"{package.__name__}.{part.name}")
        keys.update(dict[str, str](module.SENTENCES).keys())
    assert [key for key, count in keys.items() if count > 1] == []
    assert keys.keys() == TABLES[lang].keys()


def test_no_sentence_is_unused() -> None:
    named = re.compile("|".join(sorted({*_named(), *_BY_NAME})))
    assert [key for key in english.SENTENCES if not named.fullmatch(key)] == []


def _named() -> Iterator[str]:
    """What the sources name, as patterns: whole keys, and keys of which a part comes from a value."""
    for file in SOURCES.rglob("*.py"):
        if "words" not in file.parts:
            yield from _named_in(ast.parse(file.read_text()))
    for file in (SOURCES / "edge").rglob("*.html"):
        for key, joined in _JINJA_KEY.findall(file.read_text()):
            if joined and key.endswith("."):
                yield re.escape(key) + ".+"
            elif not joined:
                yield re.escape(key)


def _named_in(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 60:
            yield re.escape(node.value) + r"(\.one|\.other)?"  # `counted` chooses
        elif isinstance(node, ast.JoinedStr):
            parts = [
                re.escape(str(each.value)) if isinstance(each, ast.Constant) else ".+" for each in node.values
            ]
            if any("." in part.replace("\\.", ".").strip("+.") or len(part) > 4 for part in parts):
                yield "".join(parts)
