"""The gateway's numbers."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network

Network = IPv4Network | IPv6Network


@dataclass(frozen=True, kw_only=True)
class GatewaySettings:
    """Seconds and bytes where the names say so. `port` 0 takes a free one."""

    host: str = "127.0.0.1"
    port: int = 9000
    name: str = "gateway"
    """This process, as stations' rows name it."""
    tls: Callable[[], ssl.SSLContext] | None = None
    """What the next connection is secured with; asked for each one, so that a certificate can be exchanged while we serve."""
    tls_port: int | None = None
    """Beside `port`, which then is plain; None: `port` is the secured one, if any is."""
    proxies: tuple[Network, ...] = ()
    """Who may speak for those behind them (S10)."""
    certificate_header: str = ""
    """In which header a proxy hands over what the station showed."""
    backlog: int = 4096

    # the door
    open_timeout_s: float = 10
    tries: int = 10
    """Wrong passwords for one identity from one address before they are told to wait, …"""
    tries_per_s: float = 1 / 6
    """… and how fast tries grow again (S03). A right password is let in all the same."""
    tries_of_address: int = 100
    """The same for all identities from one address."""
    tries_of_address_per_s: float = 2
    handshakes_per_s: float | None = None
    """Upgrades looked at per second; the others get a 503 (F30). None: as many as come."""
    credentials_kept_s: float = 5
    open_doors_anywhere: bool = False
    """Stations without a password may come from other machines too; otherwise from this one only."""

    # sockets
    frame_bytes: int = 8 * 1024 * 1024
    room_bytes: int = 64 * 1024 * 1024
    """What all frames larger than usual may take together while they are received or decided (F19)."""
    write_buffer_bytes: int = 64 * 1024
    ping_interval_s: float = 30
    """A silent socket is pinged so often; two pings without any sign of life, each given half of it, and it is dead (F25)."""
    frame_deadline_s: float = 30
    """From the first byte of a frame to its last (F20)."""
    write_deadline_s: float = 30
    """How long a station may leave unread what we write."""
    close_timeout_s: float = 5

    # conversations
    queue_frames: int = 32
    """Calls of one station that wait for their turn before reading stops (F14)."""
    queue_bytes: int = 256 * 1024
    waiting_bytes: int = 128 * 1024 * 1024
    """Bytes of all stations' calls that wait for their turns before nobody is read any more (F19)."""
    heard_every_s: float = 30
    """How exactly heartbeats are kept."""
    wish_deadline_s: float = 15
    """For the answer to each wish of a Configure."""
    farewell_every_s: float = 2
    """A disconnection that could not be kept is tried again so often."""

    # the message log
    heartbeats_logged: bool = True

    # going away
    drain_slice: int = 200
    drain_pause_s: float = 0.1
    drain_patience_s: float = 5
    """For the calls that are being decided."""
