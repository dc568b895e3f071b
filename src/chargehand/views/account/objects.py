"""The account's JSON objects: for drivers of their own, and for those who run the house of anybody's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chargehand.model.account import Device, DeviceKind, DriverSheet, Profile
from chargehand.model.token import AccountStatus, Theme
from chargehand.views.account.device_name import device_name
from chargehand.views.words.language import Language


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountObject:
    """`language` null: the browser's, or what Accept-Language says."""

    id: str
    name: str
    email: str
    email_waiting: str | None
    """The address that waits to be confirmed."""
    email_waiting_until: datetime | None
    status: AccountStatus
    theme: Theme
    language: Language | None
    member_since: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class DeviceObject:
    id: str
    name: str
    kind: DeviceKind
    since: datetime
    last_seen_at: datetime | None
    expires_at: datetime | None
    this_device: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class DeviceList:
    devices: list[DeviceObject]


@dataclass(frozen=True, kw_only=True, slots=True)
class ClosedObject:
    """Signing in before `erase_at` undoes it."""

    status: AccountStatus
    erase_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class LetterObject:
    """A letter is on its way to the address, if somebody has it; its code and link are good for so long."""

    minutes: int


@dataclass(frozen=True, kw_only=True, slots=True)
class SignedInObject:
    """`token`: to be shown as `Authorization: Bearer …`, kept where only this program can read it, and told nobody."""

    token: str
    expires_at: datetime
    device: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DriverObject:
    """`erase_at`: its driver closed the account, and nothing personal is left from then on. `erased_at`: that has been done."""

    id: str
    email: str
    name: str
    status: AccountStatus
    operator: bool
    language: Language | None
    created_at: datetime
    suspended_at: datetime | None
    closed_at: datetime | None
    closed_by: str | None
    erase_at: datetime | None
    erased_at: datetime | None
    cards: int
    live_sessions: list[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class StopObject:
    """What came of stopping a live session: a `command` to follow, or the code of the refusal."""

    session_id: str
    command: str | None
    refusal: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class DriverPutObject:
    driver: DriverObject
    invited: bool
    """A letter with a link is on its way."""
    stops: list[StopObject]


@dataclass(frozen=True, kw_only=True, slots=True)
class DriverList:
    drivers: list[DriverObject]
    next: str | None
    """`after` of the next page; null: this was the last one."""


def language_of(text: str) -> Language | None:
    return Language(text) if text in set(Language) else None


def account_object(profile: Profile) -> AccountObject:
    driver = profile.driver
    return AccountObject(
        id=driver.id,
        name=driver.name,
        email=driver.email,
        email_waiting=profile.waiting_email or None,
        email_waiting_until=profile.waiting_until,
        status=driver.account,
        theme=driver.theme,
        language=language_of(driver.language),
        member_since=profile.member_since,
    )


def device_object(device: Device, lang: Language) -> DeviceObject:
    return DeviceObject(
        id=device.id,
        name=device_name(device, lang),
        kind=device.kind,
        since=device.since,
        last_seen_at=device.seen_at,
        expires_at=device.expires_at,
        this_device=device.current,
    )


def driver_object(sheet: DriverSheet) -> DriverObject:
    driver = sheet.driver
    return DriverObject(
        id=driver.id,
        email=driver.email,
        name=driver.name,
        status=driver.account,
        operator=driver.operator,
        language=language_of(driver.language),
        created_at=sheet.created_at,
        suspended_at=sheet.suspended_at,
        closed_at=sheet.closed_at,
        closed_by=sheet.closed_by or None,
        erase_at=sheet.erase_at,
        erased_at=sheet.erased_at,
        cards=sheet.cards,
        live_sessions=[each.id for each in sheet.live],
    )
