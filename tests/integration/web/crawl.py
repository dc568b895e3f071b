"""The whole web walked through: what a driver sees, what a page leads to, and what is asked of whom on the way."""

from __future__ import annotations

import functools
import html
import inspect
import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from typing import Any

from tests.integration.web.hers import OPEN, Hers, ask, routes
from tests.integration.web.site import Browser, Site
from tests.integration.web.world import World

_LEADS = re.compile(r"\s(href|src|action|hx-get|hx-post|hx-put|hx-delete|data-[a-z-]*)=\"(/[^\"\s]*)\"")
_KEEPERS = ("chargehand.store.", "chargehand.engine.", "chargehand.main.")

Call = tuple[str, str]
"""A port, by its class, and what was asked of it."""


def streams(pattern: str) -> bool:
    """Whether the answer is a stream without end, for who may see it."""
    return pattern.endswith("/live") or "/live-" in pattern


def guarded(site: Site) -> list[tuple[str, str]]:
    """Every method and pattern behind the door."""
    return [(method, pattern) for method, pattern in routes(site) if pattern not in OPEN]


async def seen_by(browser: Browser, site: Site, hers: Hers) -> dict[tuple[str, str], str]:
    """Every address that a driver is shown, with what was shown: those of the routes, and those that pages lead to."""
    waiting = [
        path
        for method, pattern in routes(site)
        if method == "GET" and not streams(pattern)
        for path in hers.paths(pattern)
    ]
    seen: dict[tuple[str, str], str] = {}
    while waiting:
        path = waiting.pop()
        if ("GET", path) in seen or "/live" in path:
            continue
        shown = (await ask(browser, "GET", path)).text
        seen["GET", path] = shown
        for lead, found in _LEADS.findall(shown):
            address = html.unescape(found).partition("#")[0]
            if lead in {"action", "hx-post"}:
                seen.setdefault(("POST", address), "")
            elif not address.startswith("/static/"):
                waiting.append(address)
    return seen


async def rows_about(world: World, *marks: str) -> list[str]:
    """Every row of every table in which one of the marks stands, all rows without any; but for who asked for what (S43)."""
    found: list[str] = []
    tables = await world.pool.fetch(
        "select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'"
        " and table_name not like 'audit%'"
    )
    for (table,) in sorted(map(tuple, tables)):
        rows = [str(row[0]) for row in await world.pool.fetch(f'select t::text from "{table}" t')]
        found += [f"{table} {row}" for row in rows if not marks or any(mark in row for mark in marks)]
    return sorted(found)


class Ports:
    """Everything that the web asks something of, able to break at any question."""

    def __init__(self, site: Site) -> None:
        self.asked: set[Call] = set()
        self._broken: tuple[Call, Exception] | None = None
        for port in _ports(site):
            kind = type(port).__name__
            for name, method in inspect.getmembers(port, inspect.iscoroutinefunction):
                if not name.startswith("_"):
                    setattr(port, name, self._watched((kind, name), method))

    def _watched(self, call: Call, method: Any) -> Any:
        @functools.wraps(method)
        async def watched(*given: Any, **named: Any) -> Any:
            self.asked.add(call)
            if self._broken is not None and self._broken[0] == call:
                raise self._broken[1]
            return await method(*given, **named)

        return watched

    @contextmanager
    def broken(self, call: Call, fault: Exception) -> Generator[None]:
        """Whoever asks this gets the fault."""
        self._broken = call, fault
        try:
            yield
        finally:
            self._broken = None


def _ports(site: Site) -> Iterator[object]:
    waiting: list[object] = [site.app.web.context]
    while waiting:
        holder = waiting.pop()
        assert is_dataclass(holder)
        for field in fields(holder):
            value: object = getattr(holder, field.name)
            if type(value).__module__.startswith(_KEEPERS):
                yield value
            elif type(value).__module__.endswith("_ports") and is_dataclass(value):
                waiting.append(value)
