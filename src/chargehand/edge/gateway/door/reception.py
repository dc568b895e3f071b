"""The HTTP upgrade: path, subprotocol, password, and whether we can serve at all."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from enum import StrEnum
from typing import Final
from urllib.parse import unquote_to_bytes

from websockets.datastructures import MultipleValuesError
from websockets.http11 import Request, Response

from chargehand.edge.gateway.door.book import CredentialBook
from chargehand.edge.gateway.door.throttle import Throttle
from chargehand.edge.gateway.door.verifier import is_right
from chargehand.edge.gateway.ports import GatewayObserver, Means
from chargehand.edge.gateway.settings import GatewaySettings
from chargehand.edge.gateway.socket.link import UPGRADED, Link
from chargehand.model.credentials import Credentials
from chargehand.model.faults import WorldFault
from chargehand.model.identity import StationId

PREFIX: Final = "/ocpp/"
IDENTITY_LENGTH_MAX: Final = 48
_RETRY_S: Final = "5"


class Verdict(StrEnum):
    ACCEPTED = "accepted"
    NO_SUCH_PATH = "no_such_path"
    NO_UPGRADE = "no_upgrade"
    """Not a WebSocket upgrade, or none of its subprotocols is ours."""
    THROTTLED = "throttled"
    DENIED = "denied"
    NOT_READY = "not_ready"
    GONE = "gone"
    """The peer did not wait for the answer."""


_STATUS: Final = {
    Verdict.NO_SUCH_PATH: 404,
    Verdict.THROTTLED: 429,
    Verdict.DENIED: 401,
    Verdict.NOT_READY: 503,
}
_HEADERS: Final = {
    Verdict.DENIED: {"WWW-Authenticate": 'Basic realm="ocpp", charset="UTF-8"'},
    Verdict.THROTTLED: {"Retry-After": _RETRY_S},
    Verdict.NOT_READY: {"Retry-After": _RETRY_S},
}
Admit = Callable[[Link, StationId, Response], bool]
"""Opens the link for a station; False when it has gone meanwhile."""


def identity_of(path: str) -> str | None:
    """The station's identity in `/ocpp/{identity}`: one segment, percent-decoded; a slash at the end is let pass.

    None for any other path, and for what can be no identity: longer than 48 characters or not printable.
    """
    plain = path.partition("?")[0]
    if not plain.startswith(PREFIX):
        return None
    segment = plain[len(PREFIX) :].removesuffix("/")
    if not segment or "/" in segment:
        return None
    try:
        identity = unquote_to_bytes(segment).decode()
    except UnicodeError:
        return None
    return identity if identity.isprintable() and len(identity) <= IDENTITY_LENGTH_MAX else None


class Reception:
    """Decides on each upgrade. Nobody is let in by a fault (S50)."""

    def __init__(
        self,
        settings: GatewaySettings,
        book: CredentialBook,
        means: Means,
        observer: GatewayObserver,
        admit: Admit,
    ) -> None:
        self._settings = settings
        self._book = book
        self._means = means
        self._observer = observer
        self._admit = admit
        self._wrong = Throttle(settings.tries, settings.tries_per_s)
        rate = settings.handshakes_per_s
        self._pace = Throttle(max(rate, 1.0), rate) if rate else None

    async def receive(self, link: Link, request: Request) -> None:
        """Lets the peer in or answers why not."""
        verdict = await self._received(link, request)
        self._observer.handshake(verdict)

    async def _received(self, link: Link, request: Request) -> Verdict:
        identity = identity_of(request.path)
        if identity is None:
            return self._refuse(link, Verdict.NO_SUCH_PATH)
        response = link.consider(request)
        if response.status_code != UPGRADED:
            link.refuse(response)
            return Verdict.NO_UPGRADE
        if not self._means.ready() or not self._has_pace():
            return self._refuse(link, Verdict.NOT_READY)
        verdict = await self._judge(link, request, identity)
        if verdict is not Verdict.ACCEPTED:
            return self._refuse(link, verdict)
        return verdict if self._admit(link, StationId(identity), response) else Verdict.GONE

    async def _judge(self, link: Link, request: Request, identity: str) -> Verdict:
        # Keyed by both, so that guessing elsewhere does not keep the real station out (S03).
        address = link.address
        who = (identity, address)
        if not self._wrong.allows(who, self._means.monotonic()):
            return Verdict.THROTTLED
        try:
            credentials = await self._book.credentials(identity)
        except WorldFault:
            return Verdict.NOT_READY
        right = is_right(credentials, identity, _authorization(request))
        if right or self._is_open(credentials, address):
            return Verdict.ACCEPTED
        self._wrong.take(who, self._means.monotonic())
        return Verdict.DENIED

    def _is_open(self, credentials: Credentials | None, address: str) -> bool:
        if credentials is None or not credentials.open_door:
            return False
        return self._settings.open_doors_anywhere or _is_loopback(address)

    def _has_pace(self) -> bool:
        if self._pace is None:
            return True
        now = self._means.monotonic()
        if not self._pace.allows("", now):
            return False
        self._pace.take("", now)
        return True

    def _refuse(self, link: Link, verdict: Verdict) -> Verdict:
        link.refuse(link.rejection(_STATUS[verdict], f"{verdict}\n"), _HEADERS.get(verdict))
        return verdict


def _authorization(request: Request) -> str | None:
    try:
        return request.headers.get("Authorization")
    except MultipleValuesError:
        return None


def _is_loopback(address: str) -> bool:
    try:
        peer = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    mapped = peer.ipv4_mapped if isinstance(peer, ipaddress.IPv6Address) else None
    return (mapped or peer).is_loopback
