"""Sees what the web answers and shows."""

from __future__ import annotations

from structlog.typing import FilteringBoundLogger

from chargehand.edge.observability.figures import Counter, Figures, Gauge, Spread
from chargehand.edge.observability.log import described


class WebWitness:
    """Implements the web's WebObserver."""

    def __init__(self, log: FilteringBoundLogger, figures: Figures) -> None:
        self._log = log
        self.requests = Counter("web_requests_total", "Answered requests.", ["method", "route", "status"])
        self.seconds = Spread("web_request_seconds", "Time to answer a request.")
        self.faults = Counter("web_faults_total", "Requests that ended in a fault of ours.", ["route"])
        self.watchers = Gauge("web_streams", "Live streams that are open now.")
        self.fragments = Counter("web_fragments_total", "Fragments sent to live streams.")
        self.rounds = Spread("web_live_seconds", "One round of looking and sending to live streams.")
        figures.add_all(self)

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        self.requests.add(method, route, str(status))
        self.seconds.add(seconds)
        self._log.debug("answered", method=method, route=route, status=status, ms=round(seconds * 1000, 3))

    def fault(self, number: str, route: str, fault: BaseException) -> None:
        self.faults.add(route)
        self._log.error("web_fault", number=number, route=route, fault=described(fault))

    def streams(self, count: int) -> None:
        self.watchers.level = count

    def shown(self, subjects: int, frames: int, seconds: float) -> None:
        self.fragments.add(amount=frames)
        self.rounds.add(seconds)
        self._log.debug("shown", subjects=subjects, frames=frames, ms=round(seconds * 1000, 3))
