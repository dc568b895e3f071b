"""The log: JSON lines for machines, aligned ones for eyes, from our own words and from the libraries'."""

from __future__ import annotations

import logging
import os
import sys
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final, Literal, cast

import msgspec
import structlog
from msgspec import Struct, to_builtins
from structlog.typing import EventDict, FilteringBoundLogger

from chargehand.edge.observability.sink import LineSink
from chargehand.edge.observability.text import is_secret, safe

Level = Literal["debug", "info", "warning", "error"]
Format = Literal["auto", "json", "console"]
Put = Callable[[bytes], None]
Tell = Callable[[Struct], None]
"""Writes a line whose fields stand ready, `at`, `level` and `event` first, made safe by whoever made it."""

LEVELS: Final[dict[str, int]] = {"debug": 10, "info": 20, "warning": 30, "error": 40}
_LIBRARIES: Final = ("asyncio", "websockets", "uvicorn", "nats", "aiosmtplib", "asyncpg")
_HIDDEN: Final = "***"
_encode = msgspec.json.Encoder().encode


def make_log(put: Put, *, level: Level = "info", json: bool = True) -> FilteringBoundLogger:
    """A logger whose lines go to `put`, all texts in them made safe; what is below the level costs next to nothing."""
    logger = structlog.wrap_logger(
        _Out(put),
        processors=[_as_json if json else _as_text],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS[level]),
        context_class=dict,
    )
    return cast("FilteringBoundLogger", logger.bind())


def make_tell(put: Put, *, level: Level = "info", json: bool = True) -> Tell | None:
    """For what is told thousands of times a second: lines of the level info as `make_log` writes them, for a third of the effort.

    None where lines of that level are not written.
    """
    if LEVELS[level] > LEVELS["info"]:
        return None
    if json:
        return lambda line: put(_encode(line) + b"\n")
    return lambda line: put(_in_text(**to_builtins(line)))


class OpenLog:
    """The process's log on a descriptor: our lines, and the libraries' from warnings up."""

    def __init__(self, level: Level, form: Format, descriptor: int = 2) -> None:
        json = form == "json" or (form == "auto" and not os.isatty(descriptor))
        self._sink = LineSink(descriptor)
        self.log = make_log(self._sink.put, level=level, json=json)
        self.tell = make_tell(self._sink.put, level=level, json=json)
        self._handler = _Handler(self.log)
        root = logging.getLogger()
        self._before = root.handlers[:], root.level
        root.handlers[:] = [self._handler]
        root.setLevel(LEVELS[level])
        for name in _LIBRARIES:
            logging.getLogger(name).setLevel(max(logging.WARNING, LEVELS[level]))

    def close(self) -> None:
        """Everything said so far is written; libraries speak as they did before."""
        root = logging.getLogger()
        if self._handler in root.handlers:
            root.handlers[:], root.level = self._before
        self._sink.close()


def described(fault: BaseException) -> str:
    """A fault in one line: its kind, what it says, and the last places it passed."""
    places = traceback.extract_tb(fault.__traceback__)[-3:]
    where = " < ".join(f"{place.filename.rpartition('/')[2]}:{place.lineno}" for place in reversed(places))
    said = f"{type(fault).__name__}: {fault}"
    return f"{said} ({where})" if where else said


class _Out:
    """What structlog hands its finished lines to, by the level's name."""

    def __init__(self, put: Put) -> None:
        self.debug = self.info = self.warning = self.error = self.critical = put


class _Handler(logging.Handler):
    """What libraries say through the standard library's logging."""

    def __init__(self, log: FilteringBoundLogger) -> None:
        super().__init__()
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        try:
            message = record.getMessage()
        except (TypeError, ValueError):  # a library's own mistake in a log call
            message = str(record.msg)
        words: dict[str, Any] = {"exc_info": record.exc_info} if record.exc_info else {}
        self._log.log(min(record.levelno // 10 * 10, logging.ERROR), message, logger=record.name, **words)


def _fault_of(exc_info: object) -> str:
    if exc_info is True:
        exc_info = sys.exc_info()
    if isinstance(exc_info, tuple):
        exc_info = cast("tuple[object, ...]", exc_info)[1]
    return described(exc_info) if isinstance(exc_info, BaseException) else ""


def instant() -> str:
    """Now, as lines tell it."""
    second, part = divmod(int(time.time() * 1000), 1000)
    return f"{_second(second)}.{part:03d}Z"


@lru_cache(maxsize=2)
def _second(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).isoformat()[:-6]


def _shown(name: str, value: object) -> str | int | float | bool | None:
    if isinstance(value, str):
        return _HIDDEN if value and is_secret(name) else safe(value)
    if value is None or isinstance(value, int | float):
        return value
    return safe(_fault_of(value) if name == "fault" else str(value))


def _words(words: EventDict) -> tuple[str, dict[str, str | int | float | bool | None]]:
    event = safe(str(words.pop("event", "")))
    exc_info = words.pop("exc_info", None)
    if exc_info:
        words["fault"] = _fault_of(exc_info)
    return event, {name: _shown(name, value) for name, value in words.items()}


def _as_json(_: object, level: str, words: EventDict) -> bytes:
    event, fields = _words(words)
    return _encode({"at": instant(), "level": level, "event": event, **fields}) + b"\n"


def _as_text(_: object, level: str, words: EventDict) -> bytes:
    event, fields = _words(words)
    return _in_text(instant(), level, event, **fields)


def _in_text(at: str, level: str, event: str, **fields: str | float | bool | None) -> bytes:
    said = " ".join(f"{name}={value}" for name, value in fields.items() if value not in ("", None))
    return f"{at[11:-1]} {level:<7} {event}  {said}".rstrip().encode() + b"\n"
