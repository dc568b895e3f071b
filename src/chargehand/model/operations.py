"""What those who run the house look at and wish for."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from msgspec import Struct

from chargehand.model.credentials import SecurityProfile, Verifier
from chargehand.model.identity import CardId, DriverId, PublicId, SessionId, StationId, TokenUid
from chargehand.model.place import Coordinates
from chargehand.model.session import EndBasis
from chargehand.model.station import BootStatus, Connector, Station
from chargehand.model.token import TokenStatus


class StationSheet(Struct, frozen=True, kw_only=True):
    """All that is known of a station, except its password."""

    station: Station
    connectors: tuple[Connector, ...]
    halted: str = ""
    """The law that was broken on its lane; empty: the lane runs."""
    has_password: bool = False
    profile: SecurityProfile = SecurityProfile.BASIC
    """The least that it must show to come in."""


class StationWish(Struct, frozen=True, kw_only=True):
    """What is to be so; None leaves what is. `public_id` and `next_number` are for a new station only."""

    identity: StationId
    public_id: PublicId
    next_number: int
    name: str | None = None
    key: Verifier | None = None
    profile: SecurityProfile | None = None
    boot_policy: BootStatus | None = None
    connectors: int | None = None
    at: Coordinates | None = None
    address: str | None = None


class TokenWish(Struct, frozen=True, kw_only=True):
    """The token is to be so. `card_id` is for a new one; `driver`: an address or an id; None leaves the holder."""

    uid: TokenUid
    card_id: CardId
    status: TokenStatus
    group_id: str | None = None
    expires_at: datetime | None = None
    driver: str | None = None


class TokenSheet(Struct, frozen=True, kw_only=True):
    card_id: CardId
    tail: str
    status: TokenStatus
    group_id: str | None
    expires_at: datetime | None
    driver: DriverId | None


class TransactionFilter(Struct, frozen=True, kw_only=True):
    station: StationId | None = None
    token: TokenUid | None = None
    open: bool | None = None
    limit: int = 200


class TransactionRow(Struct, frozen=True, kw_only=True):
    """One transaction as the station told it."""

    id: str
    """The protocol's transaction id; unique per station only."""
    session_id: SessionId
    station: StationId
    connector: int | None
    token_tail: str | None
    started_at: datetime | None
    ended_at: datetime | None
    end_basis: EndBasis | None
    reason: str
    meter_start_wh: Decimal | None
    meter_stop_wh: Decimal | None
