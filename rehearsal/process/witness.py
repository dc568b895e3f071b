"""Sees what production tells its observers, and hands on what must not be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime

from chargehand.edge.gateway.ports import Unobserved
from chargehand.model.answers import Answer
from chargehand.model.calls import CallOutcome
from chargehand.model.events import Event
from chargehand.model.exchange import Exchange
from chargehand.model.faults import LaneHalted, WorldFault
from chargehand.model.identity import StationId
from chargehand.model.refusals import Refusal
from chargehand.wire.ocpp.faults import ErrorCode

Broke = Callable[[str, str], None]
"""Hears of a broken law: its name and what is wrong."""


class EngineWitness:
    """The engine's Observer. `paths` counts what was walked."""

    def __init__(self, broke: Broke, paths: Counter[str], alive: Callable[[], bool]) -> None:
        self._broke = broke
        self._paths = paths
        self._alive = alive

    def decided(self, event: Event, answer: Answer | Refusal, latency_s: float) -> None:
        del event, latency_s
        if isinstance(answer, Refusal):
            self._paths[f"refused: {answer.value}"] += 1

    def batch(self, events: int, seconds: float) -> None:
        del seconds
        if events > 1:
            self._paths["many lanes in one commit"] += 1

    def halted(self, station: StationId, law: str) -> None:
        self._broke(law.partition(":")[0], f"{station}: {law}")

    def fault(self, reason: str) -> None:
        if not self._alive():
            return
        if reason.startswith("unit: "):
            self._broke("nothing_breaks", reason)
        self._paths[f"engine: {reason.split(' ', maxsplit=1)[0].rstrip(':')}"] += 1


class GatewayWitness(Unobserved):
    """The gateway's observer and its message log."""

    def __init__(self, broke: Broke, paths: Counter[str], alive: Callable[[], bool]) -> None:
        self._broke = broke
        self._paths = paths
        self._alive = alive

    def fault(self, station: StationId | None, fault: BaseException) -> None:
        if not self._alive():
            return
        if isinstance(fault, WorldFault | LaneHalted):
            self._paths["a socket is closed instead of an answer"] += 1
        else:
            self._broke("nothing_breaks", f"{station}: {fault!r}")

    def handshake(self, verdict: str) -> None:
        self._paths[f"handshake: {verdict}"] += 1

    def closed(self, station: StationId, code: int, reason: str) -> None:
        del station
        self._paths[f"closed: {code} {reason}".rstrip()[:40]] += 1

    def refused(self, station: StationId, code: ErrorCode) -> None:
        del station
        self._paths[f"an error is told: {code}"] += 1

    def ignored(self, station: StationId, why: str) -> None:
        del station
        self._paths[f"ignored: {why}"] += 1

    def asked(self, station: StationId, action: str, outcome: CallOutcome, seconds: float) -> None:
        del station, action, seconds
        self._paths[f"asked: {outcome.value}"] += 1

    # the message log

    def put(self, exchange: Exchange) -> None:
        if self._alive() and exchange.error:
            self._paths[f"log: {exchange.error.split(' ')[0][:24]}"] += 1

    def deviated(self, station: StationId, action: str, path: str, kind: str, at: datetime) -> None: ...
