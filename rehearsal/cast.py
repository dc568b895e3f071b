"""Who is cast: every character of the simulator that can play within an hour."""

from __future__ import annotations

from random import Random
from typing import Final

from chargehand.simulator.cast import CHARACTERS
from chargehand.simulator.character import Character
from chargehand.simulator.hardware.build import AC_11KW, AC_22KW_TWIN, DC_150KW, Build
from chargehand.simulator.versions import VERSIONS, Version

ABSENT: Final = frozenset({"hermit"})
"""Finds a line after two days."""
PERSONAS: Final[tuple[Character, ...]] = tuple(
    character for name, character in CHARACTERS.items() if name not in ABSENT
)
UNSOUND: Final = frozenset(
    {
        "ghost", "orphan", "startless", "forgetful", "nameless", "mistaken", "zero-id", "huge-id", "leaper", "reborn",
        "comma", "exaggerating", "mislabelled", "multiplied", "from-zero", "to-zero", "frozen", "cardless", "gappy",
        "recycling", "leaking-line", "sparse", "wrapping", "per-boot", "coarse", "leaky", "dribbling", "timeless",
        "unwound", "binary", "silent-resumer", "resumer", "idless", "ends-first", "hasty", "echo", "apart",
        "bay", "cable", "card", "energy", "first-to-last", "late-card",
    }
)  # fmt: skip
"""Their own words do not always come to what their meters know: for them only what is final has to be true."""


def cast(rng: Random, wanted: tuple[str, ...] = ()) -> tuple[Character, Version, Build]:
    """A quarter of all stations are good ones; if some are `wanted`, the others are those."""
    personas = tuple(CHARACTERS[name] for name in wanted) or PERSONAS
    character = CHARACTERS["plain"] if rng.random() < 0.25 else rng.choice(personas)
    spoken: list[Version] = [each for each in VERSIONS if each in character.versions]
    return character, rng.choice(spoken), rng.choice((AC_11KW, AC_11KW, AC_22KW_TWIN, DC_150KW))
