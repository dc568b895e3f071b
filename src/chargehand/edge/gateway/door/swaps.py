"""Two that both know a station's secret take its place from each other: seen, told, and slowed down (S02, F27)."""

from __future__ import annotations

from collections import OrderedDict, deque
from typing import Final

from chargehand.model.identity import StationId

SWAPS_MAX: Final = 3
WINDOW_S: Final = 300.0
HOLD_S: Final = 30.0
_STATIONS_MAX: Final = 10_000


class Swaps:
    """The newest wins at once, as long as it looks like one station with a bad line. After `SWAPS_MAX` takeovers between
    different addresses within `WINDOW_S` whoever is in stays for `HOLD_S`, so that neither can keep the other out.
    """

    def __init__(self) -> None:
        self._taken: OrderedDict[StationId, deque[float]] = OrderedDict()

    def holds(self, station: StationId, holder: str | None, newcomer: str, now: float) -> bool:
        """Whether `newcomer` has to wait for now; `holder` is the address of the one that is in, if any."""
        if holder is None or holder == newcomer:
            return False
        taken = self._recent(station, now)
        return len(taken) > SWAPS_MAX and now - taken[-1] < HOLD_S

    def took(self, station: StationId, holder: str | None, newcomer: str, now: float) -> bool:
        """`newcomer` is in now. True when this is one takeover too many, once for each fight."""
        if holder is None or holder == newcomer:
            return False
        taken = self._recent(station, now)
        taken.append(now)
        self._taken[station] = taken
        self._taken.move_to_end(station)
        if len(self._taken) > _STATIONS_MAX:
            self._taken.popitem(last=False)
        return len(taken) == SWAPS_MAX + 1

    def _recent(self, station: StationId, now: float) -> deque[float]:
        taken = self._taken.get(station) or deque[float](maxlen=4 * SWAPS_MAX)
        while taken and now - taken[0] > WINDOW_S:
            taken.popleft()
        return taken
