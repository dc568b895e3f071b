"""What a driver keeps with us beside charging: profile, preferences, devices; and what those who run the house see of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from chargehand.model.identity import SessionId, StationId
from chargehand.model.token import AccountStatus, Driver, Theme

ERASED_AFTER_DAYS = 30
"""So long after its driver closed it an account can be had back by signing in; then nothing personal is left of it."""


class ProfileWish(Struct, frozen=True, kw_only=True):
    """What is to be so; None leaves what is. `language` empty: the browser's."""

    name: str | None = None
    theme: Theme | None = None
    language: str | None = None


class Profile(Struct, frozen=True, kw_only=True):
    driver: Driver
    member_since: datetime
    waiting_email: str = ""
    """The address that waits to be confirmed; empty: none."""
    waiting_until: datetime | None = None


class DeviceKind(StrEnum):
    BROWSER = "browser"
    PROGRAM = "program"
    """Something with an API token."""


class Device(Struct, frozen=True, kw_only=True):
    """Something that is signed in. `told`: what it says of itself, as it came; `id` says nothing of its secret."""

    id: str
    kind: DeviceKind
    told: str
    since: datetime
    seen_at: datetime | None
    expires_at: datetime | None
    current: bool = False


class Closing(Struct, frozen=True):
    """An account was closed by its driver. `erase_at` None: it was not, since one of its sessions is live."""

    erase_at: datetime | None
    live: tuple[SessionId, ...] = ()


class LinkState(Struct, frozen=True):
    """A sign-in link that is good. `erase_at`: signing in with it keeps an account that would else be erased then."""

    erase_at: datetime | None = None


class LiveSession(Struct, frozen=True):
    id: SessionId
    station: StationId


class DriverSheet(Struct, frozen=True, kw_only=True):
    """What those who run the house see of a driver."""

    driver: Driver
    created_at: datetime
    suspended_at: datetime | None = None
    closed_at: datetime | None = None
    closed_by: str = ""
    """`driver`, `operator`, or empty."""
    erase_at: datetime | None = None
    erased_at: datetime | None = None
    cards: int = 0
    live: tuple[LiveSession, ...] = ()


class DriverChoice(Struct, frozen=True, kw_only=True):
    """Drivers by address; `after`: the last address of the page before."""

    status: AccountStatus | None = None
    search: str = ""
    after: str = ""
    limit: int = 50


class DriverWish(Struct, frozen=True, kw_only=True):
    """What is to be so; None leaves what is."""

    status: AccountStatus | None = None
    name: str | None = None
