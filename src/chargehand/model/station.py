"""A charging station and its connectors, as we know them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from chargehand.model.identity import PublicId, StationId
from chargehand.model.limits import Abilities
from chargehand.model.pairing import Pairing
from chargehand.model.quirks import Learned


class ConnectorStatus(StrEnum):
    """OCPP 2.0.1's five, and *unknown* before the first report."""

    UNKNOWN = "unknown"
    AVAILABLE = "available"
    OCCUPIED = "occupied"
    RESERVED = "reserved"
    UNAVAILABLE = "unavailable"
    FAULTED = "faulted"


class Activity(StrEnum):
    """What the station says goes on at the connector (1.6: status; 2.x: chargingState)."""

    NONE = "none"
    PREPARING = "preparing"
    CHARGING = "charging"
    SUSPENDED_EV = "suspended_ev"
    SUSPENDED_EVSE = "suspended_evse"
    FINISHING = "finishing"


class BootStatus(StrEnum):
    ACCEPTED = "accepted"
    PENDING = "pending"
    REJECTED = "rejected"


class Connector(Struct, frozen=True, kw_only=True, gc=False):
    """One connector. `number` 1… as the station counts; 0 never stands here (that is the station)."""

    number: int
    status: ConnectorStatus = ConnectorStatus.UNKNOWN
    activity: Activity = Activity.NONE
    status_at: datetime | None = None
    error: str = ""
    type: str = ""
    power_w_max: int | None = None
    declared: bool = True
    """False for a connector that only the station's own messages spoke of (F52)."""
    plugs: tuple[tuple[int, ConnectorStatus], ...] = ()
    """Of an EVSE with several connectors (2.x): the latest report of each; one of them can be in use at a time."""
    seen_ref: str | None = None
    """The foreign transaction id that the latest readings here carried: a candidate when a stop is refused (F56)."""
    register_wh: Decimal | None = None
    """The register when the last session here began or ended, or as read between sessions."""
    unattributed_wh: Decimal = Decimal(0)
    """What flowed here while no session was open, in all (F55a, F81)."""
    gap_wh: Decimal = Decimal(0)
    """The part of it since the last session."""
    ended_ref: str | None = None
    """The transaction that the station ended here last, while none has begun since: what goes on flowing was its (F55a)."""


class Station(Struct, frozen=True, kw_only=True, gc=False):
    identity: StationId
    public_id: PublicId
    name: str
    boot_policy: BootStatus = BootStatus.ACCEPTED
    protocol: str = ""
    vendor: str = ""
    model: str = ""
    firmware: str = ""
    serial: str = ""
    booted_at: datetime | None = None
    connected: bool = False
    epoch: int = 0
    """Counts connections; whatever an older connection says about being closed is void (F28)."""
    gateway: str = ""
    """The gateway process that holds the socket of `epoch`."""
    heard_at: datetime | None = None
    connected_at: datetime | None = None
    """When its latest connection began."""
    disconnected_at: datetime | None = None
    status: ConnectorStatus = ConnectorStatus.UNKNOWN
    """What the station said of itself as a whole (1.6: connectorId 0)."""
    next_number: int = 1
    """The next transaction number here; starts at a random place and is never used twice (F41)."""
    configured: str = ""
    """Digest of the configuration that was last offered to the station; empty after a change of firmware."""
    latitude: float | None = None
    longitude: float | None = None
    address: str = ""
    """Where it stands, as a person would say it: a street, a floor, a row."""
    picture: str = ""
    """The tag of its picture; empty: it has none."""
    has_reader: bool = True
    learned: tuple[Learned, ...] = ()
    """What its ways are, as far as they showed."""
    abilities: Abilities = Abilities()
    pairing: Pairing | None = None
    """The window in which it waits for a tap, over or not; None: none since the last was closed."""
