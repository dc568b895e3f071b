"""Our answer to each row: from rows.toml."""

from __future__ import annotations

import tomllib
from enum import StrEnum
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

FILE: Final = Path(__file__).with_name("rows.toml")


class State(StrEnum):
    MET = "met"
    NOT_APPLICABLE = "not applicable"
    ELSEWHERE = "elsewhere"
    NOT_YET = "not yet"


class Row(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`by`: tests (file::test, below tests/) and places in documents (docs/file.md#heading). `says`: why, in a sentence."""

    asks: str
    state: State
    by: tuple[str, ...] = ()
    says: str = ""


def rows(text: str | None = None) -> dict[str, Row]:
    """By number, in the order of the file. Raises msgspec.ValidationError for what is no row."""
    told = tomllib.loads(FILE.read_text(encoding="utf-8") if text is None else text)
    return msgspec.convert(told, dict[str, Row])
