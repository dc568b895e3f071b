"""The HTTP upgrade: path, subprotocol, proof of who it is, and whether we can serve at all."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Final, NamedTuple
from urllib.parse import unquote_to_bytes

from websockets.datastructures import MultipleValuesError
from websockets.http11 import Request, Response

from chargehand.edge.gateway.door.book import CredentialBook
from chargehand.edge.gateway.door.notices import Notice, Notices
from chargehand.edge.gateway.door.origin import Origin, Origins, Seen, is_loopback, neighbourhood
from chargehand.edge.gateway.door.swaps import Swaps
from chargehand.edge.gateway.door.throttle import Throttle
from chargehand.edge.gateway.door.weighing import Shown, Weight, weigh
from chargehand.edge.gateway.ports import GatewayObserver, Means
from chargehand.edge.gateway.settings import GatewaySettings
from chargehand.edge.gateway.socket.link import UPGRADED, Link
from chargehand.model.credentials import Credentials, SecurityProfile
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
    TOO_LOW = "too_low"
    """Right, but in a weaker way than this station must (S06); the peer hears no more than that it is denied."""
    HELD = "held"
    """Right, but another one is in and keeps its place for now (S02)."""
    NOT_READY = "not_ready"
    GONE = "gone"
    """The peer did not wait for the answer."""


class _Said(NamedTuple):
    status: int
    word: str
    headers: dict[str, str]


_RETRY: Final = {"Retry-After": _RETRY_S}
_DENIED: Final = _Said(401, "denied", {"WWW-Authenticate": 'Basic realm="ocpp", charset="UTF-8"'})
_SAID: Final = {
    Verdict.NO_SUCH_PATH: _Said(404, "no_such_path", {}),
    Verdict.THROTTLED: _Said(429, "throttled", _RETRY),
    Verdict.DENIED: _DENIED,
    Verdict.TOO_LOW: _DENIED,
    Verdict.HELD: _Said(503, "not_ready", _RETRY),
    Verdict.NOT_READY: _Said(503, "not_ready", _RETRY),
}


class Inside(NamedTuple):
    """What lies behind the door."""

    admit: Callable[[Link, StationId, Response], bool]
    """Opens the link for a station; False when it has gone meanwhile."""
    holder: Callable[[StationId], str | None]
    """The address of the connection that the station has here now."""
    notices: Notices


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
        inside: Inside,
    ) -> None:
        self._settings = settings
        self._book = book
        self._means = means
        self._observer = observer
        self._inside = inside
        self._origins = Origins(settings.proxies, settings.certificate_header)
        # Keyed by both, so that guessing elsewhere costs the real station nothing (S03), and by the address alone.
        self._wrong = Throttle(settings.tries, settings.tries_per_s)
        self._wrong_there = Throttle(settings.tries_of_address, settings.tries_of_address_per_s)
        self._swaps = Swaps()
        self._notices = inside.notices
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
        origin = self._origins.of(Seen(link.address, *link.secured()), request.headers)
        if origin.address != link.address:
            link.known_as(origin.address)
        verdict = await self._judge(request, StationId(identity), origin)
        if verdict is not Verdict.ACCEPTED:
            return self._refuse(link, verdict)
        return self._let_in(link, StationId(identity), response)

    def _let_in(self, link: Link, station: StationId, response: Response) -> Verdict:
        holder = self._inside.holder(station)
        if not self._inside.admit(link, station, response):
            return Verdict.GONE
        if self._swaps.took(station, holder, link.address, self._means.monotonic()):
            self._notices.tell(
                station, Notice.DISPLACED, f"{holder} and {link.address} take each other's place"
            )
        return Verdict.ACCEPTED

    async def _judge(self, request: Request, station: StationId, origin: Origin) -> Verdict:
        shown = self._shown(request, station, origin)
        try:
            credentials, weight = await self._weighed(station, shown)
            if credentials is None or not weight.enough:
                return self._denied(station, origin, weight)
            holder = self._inside.holder(station)
            if self._swaps.holds(station, holder, origin.address, self._means.monotonic()):
                return Verdict.HELD
            await self._settle(station, credentials, weight)
        except WorldFault:
            return Verdict.NOT_READY
        return Verdict.ACCEPTED

    async def _weighed(self, station: StationId, shown: Shown) -> tuple[Credentials | None, Weight]:
        """By what is kept for a moment; where that is not enough, by what is so now, since it may be old.

        Whoever is denied has cost one question and been weighed twice, whether or not there is such a station (S04).
        """
        kept = self._book.kept(station)
        if kept is not None and (weight := weigh(kept, shown)).enough:
            return kept, weight
        credentials = await self._book.credentials(station)
        weight = weigh(credentials, shown)
        if kept is None and not weight.enough:
            weigh(None, shown)
        return credentials, weight

    def _shown(self, request: Request, station: StationId, origin: Origin) -> Shown:
        judge, certificate = self._means.certificates, origin.certificate
        certified = False
        if judge is not None and certificate is not None:
            why_not = judge.judge(certificate, station)
            certified = not why_not
            if why_not:
                self._notices.tell(station, Notice.BAD_CERTIFICATE, f"{why_not}, from {origin.address}")
        near = self._settings.open_doors_anywhere or is_loopback(origin.address)
        return Shown(station, _authorization(request), origin.tls, certified, near)

    async def _settle(self, station: StationId, credentials: Credentials, weight: Weight) -> None:
        """What the station has shown for the first time counts from now on."""
        key = weight.key if weight.key in credentials.next_keys else None
        profile = weight.profile if weight.profile and weight.profile > credentials.profile else None
        if key is None and profile is None:
            return
        await self._book.came_in(station, key, profile)
        if key is not None:
            self._notices.tell(station, Notice.KEY_CHANGED, "came in with its new key, the old one is gone")
        if profile is not None:
            self._notices.tell(station, Notice.PROFILE_RAISED, f"from {credentials.profile} to {profile}")

    def _denied(self, station: StationId, origin: Origin, weight: Weight) -> Verdict:
        now, address = self._means.monotonic(), neighbourhood(origin.address)
        here, there = (station, address), address
        tried_here = not self._wrong.allows(here, now)
        tried_there = not self._wrong_there.allows(there, now)
        self._wrong.take(here, now)
        self._wrong_there.take(there, now)
        if weight.profile is not None and weight.profile is not SecurityProfile.OPEN:
            self._notices.tell(
                station, Notice.PROFILE_TOO_LOW, f"profile {weight.profile} from {origin.address}"
            )
        if tried_here or tried_there:
            named = station if tried_here else ""
            self._notices.tell(named, Notice.THROTTLED, f"wrong tries from {origin.address}", about=address)
            return Verdict.THROTTLED
        return Verdict.DENIED if weight.profile is None else Verdict.TOO_LOW

    def _has_pace(self) -> bool:
        if self._pace is None:
            return True
        now = self._means.monotonic()
        if not self._pace.allows("", now):
            return False
        self._pace.take("", now)
        return True

    def _refuse(self, link: Link, verdict: Verdict) -> Verdict:
        said = _SAID[verdict]
        link.refuse(link.rejection(said.status, f"{said.word}\n"), said.headers)
        return verdict


def _authorization(request: Request) -> str | None:
    """A request with two of them proves nothing."""
    try:
        return request.headers.get("Authorization")
    except MultipleValuesError:
        return ""
