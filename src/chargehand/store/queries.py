"""Named SQL: each query of `sql/*.sql` under its name, with a sentence that says what it is for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

_NAME = re.compile(r"^-- name: (\w+)\s*$", re.MULTILINE)


class UnknownFile(Exception):
    """There is no such file of named queries, or it names nothing."""


@cache
def load(book: str) -> Mapping[str, str]:
    """The queries of `sql/<book>.sql` by name. Each is introduced by a line `-- name: …`."""
    text = resources.files("chargehand.store").joinpath("sql", f"{book}.sql").read_text(encoding="utf-8")
    parts = _NAME.split(text)
    if len(parts) < 3:
        raise UnknownFile(book)
    return MappingProxyType(dict(zip(parts[1::2], (part.strip() for part in parts[2::2]), strict=True)))
