"""What one connection leaves in the message log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from chargehand.edge.gateway.ports import MessageLog
from chargehand.edge.gateway.record.rows import (
    BEATS_EVERY_S,
    SHORT,
    TEXT_MAX,
    Asked,
    Handled,
    asked_row,
    call_row,
    limited,
    line_row,
    stray_row,
)
from chargehand.edge.gateway.record.strictness import deviations, is_looked_at
from chargehand.model.exchange import Exchange
from chargehand.model.identity import StationId
from chargehand.wire.ocpp.rpc.inbound import CallReceived

DEVIATIONS_MAX: Final = 50
"""So many different ones are told of a connection."""
HEARTBEAT: Final = "Heartbeat"
_NEVER: Final = float("-inf")


class Notebook:
    """Makes the rows of one connection and counts what it does not tell one by one."""

    __slots__ = (
        "_beat_at",
        "_beats",
        "_beats_logged",
        "_calls",
        "_clock",
        "_deviations",
        "_log",
        "_station",
        "_subprotocol",
        "_text_left",
    )

    def __init__(
        self,
        log: MessageLog,
        clock: Callable[[], datetime],
        station: StationId,
        subprotocol: str,
        *,
        beats_logged: bool,
    ) -> None:
        self._log = log
        self._clock = clock
        self._station = station
        self._subprotocol = subprotocol
        self._beats_logged = beats_logged
        self._beat_at = _NEVER
        self._beats = 0
        """Heartbeats since `_beat_at` that are only counted."""
        self._calls = 0
        self._text_left = TEXT_MAX
        self._deviations: set[tuple[str, str, str]] | None = None

    def call(self, call: CallReceived, at: datetime, took_s: float, handled: Handled | None) -> None:
        """A call that was answered, or could not be."""
        self._put(call_row(self._station, call, at, took_s, handled))

    def beat(
        self, call: CallReceived, at: datetime, now: float, took_s: float, handled: Handled | None
    ) -> None:
        """As `call` for a heartbeat, `now` by the clock that never goes back: one that comes soon after another is counted only."""
        if not self._beats_logged:
            return
        if now - self._beat_at < BEATS_EVERY_S:
            self._beats += 1
            return
        self._beat_at = now
        beats, self._beats = self._beats, 0
        self._put(call_row(self._station, call, at, took_s, handled, beats))

    def stray(self, data: bytes, error: str, answer: bytes | None = None) -> None:
        """A frame that is no call, or no answer that anybody waits for."""
        self._put(stray_row(self._station, data, self._clock(), error, answer))

    def line(self, what: str, told: str) -> None:
        """The connection came or went."""
        self._log.put(line_row(self._station, self._clock(), what, told, self._beats))
        self._beats = 0

    def asked(self, asked: Asked) -> None:
        """A call of ours is over."""
        self._put(asked_row(self._station, asked, self._clock()))

    def answered(self, call: CallReceived, at: datetime) -> None:
        """After the answer the call is held against its schema: deviations are no reason to refuse (F09)."""
        self._calls += 1
        if not is_looked_at(call.action, self._calls):
            return
        for path, kind in deviations(self._subprotocol, call.action, call.payload):
            self._deviated((call.action, path, kind), at)

    def _deviated(self, told: tuple[str, str, str], at: datetime) -> None:
        if self._deviations is None:
            self._deviations = set()
        if told not in self._deviations and len(self._deviations) < DEVIATIONS_MAX:
            self._deviations.add(told)
            self._log.deviated(self._station, *told, at)

    def _put(self, row: Exchange) -> None:
        if row.request is not None and len(row.request) > SHORT:
            row, self._text_left = limited(row, self._text_left)
        self._log.put(row)
