"""How often one may try to sign in (S35): tight per address and browser together, looser for each alone.

Nobody can lock another out: who floods an address costs its owner at most the six-digit code, never the link, and a
letter that somebody else asked for signs its owner in all the same.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from ipaddress import AddressValueError, IPv6Address, IPv6Network

from starlette.requests import HTTPConnection

from chargehand.edge.driver.door.throttle import Buckets
from chargehand.edge.driver.problems import too_many

_HOUR_S = 3600
_NETWORK_BITS = 64


def browser_of(request: HTTPConnection) -> str:
    """The network address that the request came from."""
    return request.client.host if request.client is not None else "unknown"


def network_of(request: HTTPConnection) -> str:
    """The address, or of one of IPv6 the network that one household is given: whoever has one has all of it."""
    told = browser_of(request)
    try:
        address = IPv6Address(told.partition("%")[0])
    except AddressValueError:
        return told
    mapped = address.ipv4_mapped
    return str(mapped or IPv6Network((address, _NETWORK_BITS), strict=False))


class SignInLimits:
    """Each method raises Problem (429) when it is too often."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._letters = Buckets(5, 30 / _HOUR_S)
        self._letters_to_address = Buckets(10, 10 / _HOUR_S)
        self._letters_of_browser = Buckets(20, 60 / _HOUR_S)
        self._entries_of_browser = Buckets(30, 120 / _HOUR_S)
        self._codes_of_address = Buckets(10, 2 / _HOUR_S)

    def count_letter(self, request: HTTPConnection, email: str) -> None:
        browser = network_of(request)
        self._count(self._letters_of_browser, browser)
        self._count(self._letters, f"{browser} {email}")
        self._count(self._letters_to_address, email)

    def count_entry(self, request: HTTPConnection) -> None:
        self._count(self._entries_of_browser, network_of(request))

    def count_code(self, email: str) -> None:
        self._count(self._codes_of_address, email)

    def _count(self, buckets: Buckets, key: str) -> None:
        wait_s = buckets.wait_s(key, self._clock())
        if wait_s > 0:
            raise too_many(wait_s)
