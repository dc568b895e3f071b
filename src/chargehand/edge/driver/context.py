"""What the web is given by main: doors, clocks, chance and settings."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from ipaddress import ip_address
from urllib.parse import urlsplit

from chargehand.edge.driver.inbox_ports import Notices, PushDevices, Support
from chargehand.edge.driver.ports import (
    Accounts,
    Audit,
    Devices,
    Drivers,
    LocalLists,
    Messages,
    Operations,
    Pictures,
    Profiles,
    Security,
    SessionSheets,
    Sights,
    Usage,
    WebObserver,
)
from chargehand.edge.driver.ports.wallet import Wallet
from chargehand.engine.ports import Feed, Submit
from chargehand.model.push import KNOWN_SERVICES, PushHosts


def is_loopback(host: str | None) -> bool:
    """Whether the host is this machine itself, by name or address."""
    if host is None:
        return False
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True, kw_only=True)
class WebSettings:
    """`base_url`: where browsers reach us; links in letters begin with it, and it decides how cookies are made."""

    base_url: str
    stale_after_s: float = 90
    close_offline_after_s: float = 86_400
    command_deadline_s: int = 30
    start_deadline_s: int = 120
    sign_in_minutes: int = 15
    session_hours: int = 8
    kept_days: int = 30
    streams_per_driver: int = 12
    requests_burst: int = 1_000
    """Requests of any kind that one driver may make at once; then `requests_per_s`."""
    requests_per_s: float = 100
    wishes_burst: int = 200
    """Starts, stops and the like that one driver may ask for at once; then `wishes_per_s`."""
    wishes_per_s: float = 10
    metrics_token: str | None = None
    """Without one, /metrics answers only this machine itself."""
    map_style_url: str = ""
    """Where the map's streets come from; empty: the map is drawn without any."""
    map_origins: tuple[str, ...] = ()
    """What a page with the map may ask for things: the style's origin, and those of its tiles and letters."""
    zone: tzinfo = UTC
    """The time zone of clocks on pages, until the browser tells its own."""
    name: str = "Chargehand"
    push_hosts: PushHosts = field(default_factory=lambda: PushHosts(KNOWN_SERVICES))
    """The push services that devices may be messaged through."""
    suspended_may_stop: bool = False
    """Whether a suspended account may stop what runs."""

    @property
    def secure(self) -> bool:
        """Cookies get Secure and the `__Host-` name, and HSTS is sent. False only for plain http on loopback,

        where not every browser (Safari) keeps a Secure cookie.
        """
        parts = urlsplit(self.base_url)
        return parts.scheme == "https" or not is_loopback(parts.hostname)

    @property
    def tls(self) -> bool:
        return urlsplit(self.base_url).scheme == "https"

    @property
    def passkey_host(self) -> str | None:
        """The name that passkeys are made for; None where browsers make none: by a bare address, or in the open (S37)."""
        host = urlsplit(self.base_url).hostname
        if host is None or not (self.tls or host == "localhost"):
            return None
        try:
            ip_address(host)
        except ValueError:
            return host
        return None

    @property
    def origin(self) -> str:
        parts = urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.netloc}"


def _always() -> bool:
    return True


@dataclass(frozen=True, kw_only=True)
class DriverContext:
    """`ready` names what keeps us from serving, nothing when all is well; `metrics` gives Prometheus text."""

    submit: Submit
    accounts: Accounts
    sights: Sights
    usage: Usage
    feed: Feed
    clock: Callable[[], datetime]
    fresh_id: Callable[[], str]
    fresh_secret: Callable[[], str]
    """At least 128 bits of chance, url-safe."""
    settings: WebSettings
    profiles: Profiles
    ready: Callable[[], Awaitable[Sequence[str]]]
    metrics: Callable[[], bytes]
    observer: WebObserver
    audit: Audit | None = None
    """None: what is done is told in the log, and kept nowhere."""
    drivers: Drivers | None = None
    """None: the operator API shows no drivers."""
    operations: Operations | None = None
    """None: the operator API is not there."""
    devices: Devices | None = None
    """None: there are no calls and no records in the operator API."""
    messages: Messages | None = None
    """The message log; None: the API does not show it."""
    security: Security | None = None
    """None: the API shows no certificates and makes no passwords."""
    sheets: SessionSheets | None = None
    """None: the operator API shows no sessions."""
    pictures: Pictures | None = None
    """None: chargers have no pictures."""
    lists: LocalLists | None = None
    """None: the API sends no lists of tokens."""
    wallet: Wallet | None = None
    """None: there are no pages of cards, taps and passkeys."""
    notices: Notices | None = None
    """None: drivers are told nothing but on pages."""
    devices_told: PushDevices | None = None
    support: Support | None = None
    """None: the operator cannot be written to."""
    room: Callable[[], bool] = _always
    """Whether anything may be written; where not, all that was written can still be read (F97)."""
    monotonic: Callable[[], float] = time.monotonic
    """For measuring only: an event loop's own time may stand still within one of its turns."""
