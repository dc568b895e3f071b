"""All use cases, by version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from tests.conformance.cases.charging import CHARGING
from tests.conformance.cases.since_21 import SINCE_21
from tests.conformance.cases.upkeep import UPKEEP
from tests.conformance.cases.v16 import V16
from tests.conformance.use_cases import Block, UseCase

V201: Final = (*CHARGING, *UPKEEP)
BLOCKS: Final[Mapping[str, tuple[Block, ...]]] = {"1.6": V16, "2.0.1": V201, "2.1": (*V201, *SINCE_21)}


def cases(version: str) -> Iterator[UseCase]:
    for block in BLOCKS[version]:
        yield from block.cases
