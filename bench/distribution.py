"""What many measured values say together."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Distribution(NamedTuple):
    """`number` values; `p50`, `p99` and `most` in the unit of the values; all 0 when there were none."""

    number: int
    p50: float
    p99: float
    most: float


def percentile(ordered: Sequence[float], share: float) -> float:
    """The smallest of the rising values that at least `share` (0 to 1) of them do not exceed."""
    if not ordered:
        raise ValueError("no values")
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def distribution(values: Iterable[float]) -> Distribution:
    ordered = sorted(values)
    if not ordered:
        return Distribution(0, 0.0, 0.0, 0.0)
    return Distribution(len(ordered), percentile(ordered, 0.5), percentile(ordered, 0.99), ordered[-1])
