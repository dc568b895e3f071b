"""The result for eyes: one line per figure, ours beside the null gateway's, the goals and whether they were reached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bench.goals import GOALS, Figure

HEADER = ("", "what", "ours", "null", "ratio", "gate", "target", "")
_RIGHT = frozenset({2, 3, 4, 5, 6})
_GAP = "  "


def shown(value: float | None) -> str:
    """A number as short as its size allows."""
    if value is None:
        return "-"
    if value == int(value) and abs(value) < 1000:
        return str(int(value))
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def row(figure: Figure) -> tuple[str, ...]:
    goal = GOALS.get(figure.goal)
    gate = target = ""
    if goal is not None:
        sign = "≥ " if goal.more else "≤ "
        gate, target = sign + shown(goal.gate), sign + shown(goal.target)
    ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
    null = "" if figure.null is None else shown(figure.null)
    title = f"{figure.title}, {figure.unit}" if figure.unit else figure.title
    return figure.goal, title, shown(figure.value), null, ratio, gate, target, figure.verdict.value


def table(figures: Sequence[Figure]) -> str:
    """The lines, with their notes below."""
    rows = [HEADER, *(row(figure) for figure in figures)]
    widths = [max(len(cells[place]) for cells in rows) for place in range(len(HEADER))]
    lines = [_line(cells, widths) for cells in rows]
    lines.insert(1, _GAP.join("-" * width for width in widths).rstrip())
    notes = [f"{figure.goal or figure.title}: {figure.note}" for figure in figures if figure.note]
    return "\n".join([*lines, "", *notes]) if notes else "\n".join(lines)


def description(machine: Mapping[str, str], remarks: Iterable[str]) -> str:
    width = max(len(name) for name in machine)
    lines = [f"{name:<{width}}  {value}" for name, value in machine.items()]
    return "\n".join([*lines, "", *remarks])


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (
        cell.rjust(width) if place in _RIGHT else cell.ljust(width)
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return _GAP.join(padded).rstrip()
