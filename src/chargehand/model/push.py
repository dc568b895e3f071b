"""Messages to drivers' devices (RFC 8030): where they may go, and what one consists of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from msgspec import Struct

from chargehand.model.notice import NoticeKind

ENDPOINT_LENGTH_MAX: Final = 1_000
DEVICES_MAX: Final = 10
"""Of one driver; a new one takes the place of the oldest (S46)."""

KNOWN_SERVICES: Final = (
    "fcm.googleapis.com",
    "updates.push.services.mozilla.com",
    "*.push.apple.com",
    "*.notify.windows.com",
)
"""The push services of today's browsers."""

_PLAIN: Final = frozenset(map(chr, range(0x21, 0x7F))) - frozenset('\\"<>^`{|}')


class PushDevice(Struct, frozen=True, kw_only=True):
    """As its driver sees it. What it was registered with is a secret between its browser and us."""

    id: str
    name: str
    made_at: datetime
    told_at: datetime | None = None


class PushKeys(Struct, frozen=True):
    """Where a device is reached, and the keys that only it can read with; both url-safe base64 (RFC 8291)."""

    endpoint: str
    p256dh: str
    auth: str

    def __repr__(self) -> str:
        return "PushKeys(…)"


class Push(Struct, frozen=True, kw_only=True):
    """One message to one device. A newer one with the same `topic` takes the place of one that still waits."""

    notice: str
    device: int
    kind: NoticeKind
    message: str
    topic: str
    until: datetime
    tries: int
    keys: PushKeys


class PushHosts:
    """The hosts that may be endpoints: `push.example`, `*.push.example` for all below it, with a port where it is not 443."""

    def __init__(self, entries: Iterable[str]) -> None:
        """Raises ValueError for what is no host."""
        self._exact: set[tuple[str, int]] = set()
        self._below: list[tuple[str, int]] = []
        for entry in filter(None, map(str.strip, entries)):
            wild = entry.startswith("*.")
            parts = urlsplit(f"//{entry[2:] if wild else entry}")
            if not parts.hostname or "@" in entry or "/" in entry or not _PLAIN.issuperset(entry):
                raise ValueError(f"{entry} is no host")
            place = (parts.hostname, parts.port or 443)
            if wild:
                self._below.append((f".{place[0]}", place[1]))
            else:
                self._exact.add(place)

    def place(self, endpoint: str) -> tuple[str, int, str] | None:
        """Host, port and path of an endpoint that may be one; None for any other address (S46)."""
        if len(endpoint) > ENDPOINT_LENGTH_MAX or not _PLAIN.issuperset(endpoint):
            return None
        try:
            parts = urlsplit(endpoint)
            host, port = parts.hostname or "", parts.port or 443
        except ValueError:
            return None
        if parts.scheme != "https" or "@" in parts.netloc or parts.fragment or not host:
            return None
        below = any(host.endswith(end) and port == wanted for end, wanted in self._below)
        if (host, port) not in self._exact and not below:
            return None
        return host, port, (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
