"""IdTokens and who holds them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from chargehand.model.identity import CardId, DriverId, TokenUid


class TokenStatus(StrEnum):
    ACCEPTED = "accepted"
    BLOCKED = "blocked"
    EXPIRED = "expired"
    INVALID = "invalid"
    CONCURRENT = "concurrent"


class AccountStatus(StrEnum):
    INVITED = "invited"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class Theme(StrEnum):
    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Token(Struct, frozen=True, kw_only=True):
    """What is presented to be authorised. `uid` compares without regard to case (OCPP 1.6 CiString20)."""

    uid: TokenUid
    card_id: CardId
    status: TokenStatus = TokenStatus.ACCEPTED
    name: str = ""
    group_id: str | None = None
    expires_at: datetime | None = None
    driver: DriverId | None = None
    account: AccountStatus | None = None
    """Status of the driver's account, None for a token without a driver."""


class Driver(Struct, frozen=True, kw_only=True):
    id: DriverId
    email: str
    name: str = ""
    account: AccountStatus = AccountStatus.ACTIVE
    operator: bool = False
    theme: Theme = Theme.SYSTEM
    language: str = ""
    """`en`, `nl`, `de`; empty: the browser's."""
