"""Sees what the web answers and shows."""

from __future__ import annotations

from datetime import UTC

from msgspec.structs import asdict
from structlog.typing import FilteringBoundLogger

from chargehand.edge.observability.figures import Counter, Figures, Gauge, Spread
from chargehand.edge.observability.log import described
from chargehand.edge.observability.sparing import SparingLog
from chargehand.model.audit import Act, Entry
from chargehand.model.happening import Happening, HappeningKind


class WebWitness:
    """Implements the web's WebObserver."""

    def __init__(self, log: FilteringBoundLogger, sparing: SparingLog, figures: Figures) -> None:
        self._log = log
        self._sparing = sparing
        self.requests = Counter("web_requests_total", "Answered requests.", ["method", "route", "status"])
        self.seconds = Spread("web_request_seconds", "Time to answer a request.")
        self.faults = Counter("web_faults_total", "Requests that ended in a fault of ours.", ["route"])
        self.door = Counter("web_door_total", "Who came in, left or was turned away.", ["kind", "code"])
        self.acts = Counter("audit_total", "Acts that were to be entered in the audit log.", ["kept"])
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

    def happened(self, happening: Happening) -> None:
        kind, code, driver = happening.kind.value, happening.code, happening.driver
        self.door.add(kind, code)
        where = {"route": happening.route, "address": happening.address}
        if happening.kind is HappeningKind.REFUSED:  # many at once when somebody tries what is there
            alike = f"{code} {driver or happening.address}"
            self._sparing.warning(kind, alike, code=code, driver=driver, **where)
        else:
            self._log.info(kind, code=code, driver=driver, **where)

    def audited(self, act: Act, entry: Entry | None) -> None:
        self.acts.add("no" if entry is None else "yes")
        tell_entry(self._log, act, entry)

    def streams(self, count: int) -> None:
        self.watchers.level = count

    def shown(self, subjects: int, frames: int, seconds: float) -> None:
        self.fragments.add(amount=frames)
        self.rounds.add(seconds)
        self._log.debug("shown", subjects=subjects, frames=frames, ms=round(seconds * 1000, 3))


def tell_entry(log: FilteringBoundLogger, act: Act, entry: Entry | None) -> None:
    """The line by which an entry leaves the machine: with all of it, so that the chain can be followed elsewhere too."""
    told = {name: value for name, value in asdict(act).items() if name != "at"}
    acted_at = act.at.astimezone(UTC).isoformat(timespec="microseconds")
    if entry is None:
        log.error("audit_not_kept", acted_at=acted_at, **told)
        return
    chain = {"number": entry.number, "before": entry.before.hex(), "hash": entry.hash.hex()}
    log.info("audit", acted_at=acted_at, **told, **chain)
