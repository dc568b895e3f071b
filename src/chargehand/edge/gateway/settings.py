"""The gateway's numbers."""

from __future__ import annotations

import ssl
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class GatewaySettings:
    """Seconds and bytes where the names say so. `port` 0 takes a free one."""

    host: str = "127.0.0.1"
    port: int = 9000
    name: str = "gateway"
    """This process, as stations' rows name it."""
    tls: ssl.SSLContext | None = None
    backlog: int = 4096

    # the door
    open_timeout_s: float = 10
    tries: int = 10
    """Wrong passwords for one identity from one address before the door stays shut, …"""
    tries_per_s: float = 1 / 6
    """… and how fast tries grow again (S03)."""
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
    heard_every_s: float = 30
    """How exactly heartbeats are kept."""
    wish_deadline_s: float = 15
    """For the answer to each wish of a Configure."""
    farewell_every_s: float = 2
    """A disconnection that could not be kept is tried again so often."""

    # going away
    drain_slice: int = 200
    drain_pause_s: float = 0.1
    drain_patience_s: float = 5
    """For the calls that are being decided."""
