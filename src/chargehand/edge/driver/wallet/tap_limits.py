"""How often one may wait for a tap: a window keeps everybody else's card from charging there while it is open (S35, S39)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from starlette.requests import HTTPConnection

from chargehand.edge.driver.door.limits import network_of
from chargehand.edge.driver.door.throttle import Buckets
from chargehand.edge.driver.problems import too_many
from chargehand.model.identity import DriverId, PublicId

_HOUR_S = 3600


class TapLimits:
    """Each method raises Problem (429) when it is too often."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._of_browser = Buckets(4, 12 / _HOUR_S)
        self._at_charger = Buckets(6, 20 / _HOUR_S)
        self._of_driver = Buckets(6, 20 / _HOUR_S)
        self._keys_of_browser = Buckets(60, 600 / _HOUR_S)

    def count_entry(self, request: HTTPConnection, charger: PublicId) -> None:
        """Nobody known wants to be let in at this charger."""
        self._count(self._of_browser, network_of(request))
        self._count(self._at_charger, charger)

    def count_claim(self, driver: DriverId) -> None:
        self._count(self._of_driver, driver)

    def count_challenge(self, request: HTTPConnection) -> None:
        """A browser wants to show a passkey."""
        self._count(self._keys_of_browser, network_of(request))

    def _count(self, buckets: Buckets, key: str) -> None:
        wait_s = buckets.wait_s(key, self._clock())
        if wait_s > 0:
            raise too_many(wait_s)
