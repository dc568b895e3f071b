"""Where requests may go: only to hosts that are named in the settings, and there only to addresses of the open net (S23)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final
from urllib.parse import SplitResult, urlsplit

from chargehand.edge.contracts.ports import Unhelped

URL_LENGTH_MAX: Final = 2_000
_PORTS: Final = {"http": 80, "https": 443}
_PLAIN: Final = frozenset(map(chr, range(0x21, 0x7F))) - frozenset('\\"<>^`{|}')

# Open to the world by their looks, while an address of another kind may be meant.
_DISGUISES: Final = tuple(
    ip_network(each)
    for each in ("64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16", "::/96", "192.88.99.0/24")
)

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


@dataclass(frozen=True)
class Target:
    """One place that may be asked. `path` begins with a slash and holds the query."""

    secured: bool
    host: str
    port: int
    path: str

    @property
    def named(self) -> str:
        """As a Host header has it."""
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return shown if self.port == _PORTS["https" if self.secured else "http"] else f"{shown}:{self.port}"


class Hosts:
    """What may be asked.

    Each entry is a host, with a port where it is not the usual one of http or https: `ocsp.example.com`, `10.1.2.3:8080`;
    or a network such as `10.1.0.0/16`, into which named hosts may lead although it is not of the open net. An address that
    is named may be asked wherever it is. `open_net` False: none of the open net is. Raises ValueError for what is neither.
    """

    def __init__(self, entries: Iterable[str], *, open_net: bool = True) -> None:
        self._open_net = open_net
        self._places: set[tuple[str, int | None]] = set()
        self._networks: list[Network] = []
        for entry in filter(None, map(str.strip, entries)):
            if "/" in entry:
                self._networks.append(ip_network(entry))
            else:
                self._place(entry)

    def __bool__(self) -> bool:
        return bool(self._places)

    def _place(self, entry: str) -> None:
        parts = urlsplit(f"//{entry}")
        if not parts.hostname or parts.netloc != entry or "@" in entry or not _is_plain(entry):
            raise ValueError(f"{entry} is no host")
        self._places.add((parts.hostname, parts.port))
        try:
            self._networks.append(ip_network(parts.hostname))
        except ValueError:
            return  # a name

    def target(self, url: str) -> Target:
        """What `url` names. Raises Unhelped unless it is one of these hosts, to the letter."""
        parts = _split(url)
        host, port = parts.hostname or "", parts.port
        usual = _PORTS[parts.scheme]
        if not (
            (host, port or usual) in self._places or (port in (None, usual) and (host, None) in self._places)
        ):
            raise Unhelped("host not allowed")
        query = f"?{parts.query}" if parts.query else ""
        return Target(parts.scheme == "https", host, port or usual, (parts.path or "/") + query)

    def admits(self, address: str) -> bool:
        """Whether a connection may go there, whatever name led to it."""
        try:
            found = _plain_address(address)
        except ValueError:
            return False
        if _is_open(found):
            return self._open_net
        return any(found in network for network in self._networks)


def private(url: str) -> Hosts:
    """For an address of the operator's own choice: its host, which may be in any network but the one of this very link.

    Without TLS it may not be on the open net: a secret goes there.
    """
    target = urlsplit(url)
    return Hosts((target.netloc, *_OWN), open_net=target.scheme == "https")


_OWN: Final = (
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "::1/128",
    "fc00::/7",
)


def _split(url: str) -> SplitResult:
    if len(url) > URL_LENGTH_MAX or not _is_plain(url):
        raise Unhelped("unusable address")
    try:
        parts = urlsplit(url)
        known = (
            parts.scheme in _PORTS and bool(parts.hostname) and "@" not in parts.netloc and not parts.fragment
        )
        usable = known and parts.port != 0
    except ValueError:
        usable = False
        parts = SplitResult("", "", "", "", "")
    if not usable:
        raise Unhelped("unusable address")
    return parts


def _is_plain(text: str) -> bool:
    return _PLAIN.issuperset(text)


def _plain_address(text: str) -> Address:
    """An IPv4 address that is spelled as one of IPv6 is what it is."""
    found = ip_address(text.partition("%")[0])
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found


def _is_open(address: Address) -> bool:
    if not address.is_global or address.is_multicast or address.is_reserved or address.is_unspecified:
        return False
    return not any(address in network for network in _DISGUISES)
