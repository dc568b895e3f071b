"""The numbers of OWASP ASVS 5.0.0 with their levels; what each asks stands in our own words in rows.toml."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

CHAPTERS: Final[dict[int, tuple[str, tuple[str, ...]]]] = {
    1: ("Encoding and sanitising", ("22", "1111122223", "11222222222" + "3", "222", "123")),
    2: ("Validation and the order of things", ("122", "112", "12223", "23")),
    3: (
        "The browser",
        ("3", "113", "12223", "11222233", "11122333", "3", "22333"),
    ),
    4: ("API and web service", ("12233", "23333", "22", "1222")),
    5: ("Files", ("2", "112333", "113", "222")),
    6: (
        "Authentication",
        ("122", "111111112222", "11223333", "112233", "22222333", "2223", "33", "2222"),
    ),
    7: ("Sessions of browsers", ("222", "1111", "22", "11222", "223", "22")),
    8: ("Authorization", ("1233", "1123", "133", "23")),
    9: ("Self-contained tokens", ("111", "1222")),
    10: (
        "OAuth and OpenID Connect",
        ("22", "223", "22223", "1111122222233333", "22222", "22", "222"),
    ),
    11: ("Cryptography", ("2233", "22233", "11233", "1222", "23", "23", "33")),
    12: ("Lines between machines", ("12233", "11", "22223")),
    13: ("Configuration", ("2333", "222223", "2233", "1222233")),
    14: ("Data protection", ("22", "12223333", "122")),
    15: ("Building it", ("12233", "12233", "1222222", "3333")),
    16: ("Logs and errors", ("2", "22222", "2222", "222", "2223")),
    17: ("WebRTC", ("23", "22223333", "22")),
}
"""Of each chapter its subject and, section by section, the level of each row in its order."""


def numbers(*levels: int) -> Iterator[tuple[str, int]]:
    """The numbers of these levels, in the standard's order, each with its level."""
    for chapter, (_, sections) in CHAPTERS.items():
        for section, row_levels in enumerate(sections, start=1):
            for row, level in enumerate(map(int, row_levels), start=1):
                if level in levels:
                    yield f"V{chapter}.{section}.{row}", level
