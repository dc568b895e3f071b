"""Numbered messages of a transaction: which came, and whether any is missing (OCPP 2.0.1 E, F86-F88)."""

from __future__ import annotations

SEQ_MAX = 2**31 - 1
RUNS_MAX = 100
"""A station whose numbers have more holes than this counts in no way that could be followed."""

Runs = tuple[int, ...]
"""First and last of each unbroken run, ascending: (0, 4, 6, 9) lacks 5."""


def with_number(runs: Runs, number: int | None) -> Runs:
    """`runs` with `number` among them; one that came before, or can be none, changes nothing."""
    if number is None or not 0 <= number <= SEQ_MAX:
        return runs
    if runs and number == runs[-1] + 1:  # the next one, as it should be
        return (*runs[:-1], number)
    if not runs:
        return (number, number)
    return _merged(runs, number)


def _merged(runs: Runs, number: int) -> Runs:
    pairs = sorted([*zip(runs[::2], runs[1::2], strict=True), (number, number)])
    merged = [pairs[0]]
    for first, last in pairs[1:]:
        if first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    if len(merged) > RUNS_MAX:
        return runs
    return tuple(edge for pair in merged for edge in pair)


def is_whole(runs: Runs) -> bool:
    """Whether no number is missing between the lowest and the highest that came; also where none is counted at all."""
    return len(runs) <= 2
