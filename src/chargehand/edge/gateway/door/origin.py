"""Where an upgrade really comes from: behind a proxy that is trusted, what it says; from anybody else such words mean nothing (S10)."""

from __future__ import annotations

import base64
import binascii
import ipaddress
from collections.abc import Iterable
from typing import Final, NamedTuple
from urllib.parse import unquote

from websockets.datastructures import Headers

from chargehand.edge.gateway.settings import Network

_SECURE: Final = frozenset({"https", "wss"})
_CERTIFICATE_MAX: Final = 32 * 1024
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Origin(NamedTuple):
    address: str
    """The station's own, as far as it can be known."""
    tls: bool
    """Nobody could listen or speak between the station and us, or the proxy."""
    certificate: bytes | None
    """What the station showed and proved to have the key of, in DER; whether it is any good is another question."""


class Seen(NamedTuple):
    """What the socket itself tells."""

    address: str
    tls: bool
    certificate: bytes | None


class Origins:
    """`proxies` may speak for those behind them; `certificate_header` carries what those showed, if anything."""

    def __init__(self, proxies: Iterable[Network], certificate_header: str) -> None:
        self._proxies = tuple(proxies)
        self._certificate_header = certificate_header

    def of(self, seen: Seen, headers: Headers) -> Origin:
        if not self._trusts(seen.address):
            return Origin(*seen)
        protocol = _last(headers, "X-Forwarded-Proto")
        tls = protocol.lower() in _SECURE
        certificate = None
        if tls and self._certificate_header:
            certificate = certificate_in(_only(headers, self._certificate_header))
        return Origin(self._behind(seen.address, headers), tls, certificate)

    def _behind(self, address: str, headers: Headers) -> str:
        """The last address that a trusted proxy wrote down: what stands left of it the peer may have made up."""
        told = ",".join(headers.get_all("X-Forwarded-For")).split(",")
        for hop in reversed([part.strip() for part in told]):
            peer = parsed(hop)
            if peer is None:
                return address
            address = str(peer)
            if not self._trusts(address):
                return address
        return address

    def _trusts(self, address: str) -> bool:
        peer = parsed(address) if self._proxies else None
        return peer is not None and any(peer in network for network in self._proxies)


def parsed(address: str) -> Address | None:
    """The address, an IPv4 one in IPv6's clothes as what it is; None for what is none."""
    try:
        peer = ipaddress.ip_address(address.partition("%")[0].strip("[]"))
    except ValueError:
        return None
    mapped = peer.ipv4_mapped if isinstance(peer, ipaddress.IPv6Address) else None
    return mapped or peer


def is_loopback(address: str) -> bool:
    peer = parsed(address)
    return peer is not None and peer.is_loopback


def neighbourhood(address: str) -> str:
    """What counts as one address: of IPv6 the /64 that a single customer has whole."""
    peer = parsed(address)
    if isinstance(peer, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((peer, 64), strict=False))
    return address if peer is None else str(peer)


def certificate_in(text: str) -> bytes | None:
    """A certificate as proxies hand it over: DER in base64 between colons (RFC 9440), PEM percent-encoded, or bare base64."""
    if not text or len(text) > _CERTIFICATE_MAX:
        return None
    plain = unquote(text) if "%" in text else text
    if "-----BEGIN CERTIFICATE-----" in plain:
        plain = plain.partition("-----BEGIN CERTIFICATE-----")[2].partition("-----END CERTIFICATE-----")[0]
    packed = "".join(plain.split()).strip(":").partition(",")[0]
    try:
        return base64.b64decode(packed, validate=True) or None
    except (binascii.Error, ValueError):
        return None


def _last(headers: Headers, name: str) -> str:
    return ",".join(headers.get_all(name)).rpartition(",")[2].strip()


def _only(headers: Headers, name: str) -> str:
    """Two of them, and somebody slipped one past the proxy: neither counts."""
    found = headers.get_all(name)
    return found[0] if len(found) == 1 else ""
