"""Sees what goes on at the stations' door."""

from __future__ import annotations

from typing import Final

from structlog.typing import FilteringBoundLogger

from chargehand.edge.observability.figures import SECONDS, Counter, Figures, Spread
from chargehand.edge.observability.log import described
from chargehand.edge.observability.sparing import SparingLog
from chargehand.model.calls import CallOutcome
from chargehand.model.identity import StationId
from chargehand.wire.ocpp.faults import ErrorCode

_PATIENT: Final = (*SECONDS, 30.0, 60.0)


class GatewayWitness:
    """Implements the gateway's observer. Comings and goings have lines of their own, frames are counted."""

    def __init__(self, log: FilteringBoundLogger, sparing: SparingLog, figures: Figures) -> None:
        self._log = log
        self._sparing = sparing
        self.handshakes = Counter("handshakes_total", "Sockets that asked to come in.", ["verdict"])
        self.closings = Counter("sockets_closed_total", "Stations' sockets that closed, by code.", ["code"])
        self.calls = Counter("calls_received_total", "CALLs from stations.", ["action"])
        self.errors = Counter("call_errors_total", "CALLERRORs that we answered.", ["code"])
        self.ignores = Counter("frames_ignored_total", "Frames that get no reply.", ["why"])
        self.asked_calls = Counter(
            "calls_made_total", "CALLs to stations by what came of them.", ["action", "outcome"]
        )
        self.answer_seconds = Spread("call_answer_seconds", "How long stations took to answer.", _PATIENT)
        self.relays = Counter(
            "relays_total", "What stations asked for cars, by what came of it.", ["action", "outcome"]
        )
        self.too_big = Counter("frames_too_big_total", "Frames that were refused for their size.")
        self.unwritten = Counter("messages_dropped_total", "Rows that the message log lost.")
        self.faults = Counter("gateway_faults_total", "What kept the gateway from serving.")
        figures.add_all(self)

    def handshake(self, verdict: str) -> None:
        self.handshakes.add(verdict)

    def insecure(self, address: str, reason: str) -> None:
        self.handshakes.add("insecure")
        self._sparing.warning("tls_handshake_failed", f"tls {address}", address=address, reason=reason)

    def opened(self, station: StationId, protocol: str) -> None:
        self._log.info("station_connected", station=station, protocol=protocol)

    def closed(self, station: StationId, code: int, reason: str) -> None:
        self.closings.add(str(code))
        self._log.info("station_left", station=station, code=code, reason=reason)

    def received(self, action: str) -> None:
        self.calls.add(action or "unknown")

    def refused(self, station: StationId, code: ErrorCode) -> None:
        self.errors.add(code.value)
        self._sparing.warning("call_error", f"error {station}", station=station, code=code.value)

    def ignored(self, station: StationId, why: str) -> None:
        self.ignores.add(why)
        self._log.debug("frame_ignored", station=station, why=why)

    def asked(self, station: StationId, action: str, outcome: CallOutcome, seconds: float) -> None:
        self.asked_calls.add(action, outcome.value)
        self.answer_seconds.add(seconds)
        ms = round(seconds * 1000, 3)
        self._log.info("station_asked", station=station, action=action, outcome=outcome.value, ms=ms)

    def relayed(self, station: StationId, action: str, reason: str) -> None:
        self.relays.add(action, "failed" if reason else "helped")
        if reason:
            self._sparing.warning(
                "not_relayed", f"relay {station}", station=station, action=action, why=reason
            )

    def oversized(self, station: StationId, size_bytes: int) -> None:
        self.too_big.add()
        self._log.warning("stop_may_be_lost", station=station, size_bytes=size_bytes, why="frame too big")

    def dropped(self, rows: int, why: str) -> None:
        """The message log lost so many rows."""
        self.unwritten.add(amount=rows)
        self._sparing.warning("messages_dropped", "messages_dropped", rows=rows, why=why)

    def fault(self, station: StationId | None, fault: BaseException) -> None:
        self.faults.add()
        told = described(fault)
        self._sparing.warning("gateway_fault", told, station=station or "", fault=told)
