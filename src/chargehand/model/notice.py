"""What a driver is told of without looking: kinds of notices, the ways by which they go, and the facts that they hold."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from msgspec import Struct

from chargehand.model.identity import DriverId, SessionId
from chargehand.model.tariff import Money
from chargehand.model.visit import LetterDraft


class NoticeKind(StrEnum):
    SESSION_STARTED = "session_started"
    CHARGING_SLOWED = "charging_slowed"
    """Power fell to near nothing, and stayed there."""
    CHARGING_SUSPENDED = "charging_suspended"
    """Full, or waiting: by the car or by the charger."""
    SESSION_STOPPED = "session_stopped"
    """Charging is over for good, the cable is in."""
    SESSION_ENDED = "session_ended"
    STOP_FAILED = "stop_failed"
    SESSION_UNCONFIRMED = "session_unconfirmed"
    CARD_ELSEWHERE = "card_elsewhere"
    """Its card began a session while another one is open."""
    IDLE_FEE_SOON = "idle_fee_soon"
    INVOICE_READY = "invoice_ready"
    SUPPORT_ANSWERED = "support_answered"
    # never switched off
    SIGNED_IN = "signed_in"
    """On a device that was not known."""
    CARD_LOST = "card_lost"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    EMAIL_CHANGED = "email_changed"
    ACCOUNT_CHANGED = "account_changed"
    """Suspended, closed, or to be deleted: `note` says which."""


class Channel(StrEnum):
    """Beside the inbox, which keeps all of them."""

    PUSH = "push"
    EMAIL = "email"


SECURITY: Final = frozenset(
    {
        NoticeKind.SIGNED_IN,
        NoticeKind.CARD_LOST,
        NoticeKind.PASSKEY_ADDED,
        NoticeKind.PASSKEY_REMOVED,
        NoticeKind.EMAIL_CHANGED,
        NoticeKind.ACCOUNT_CHANGED,
    }
)
"""They go by every channel, whatever was chosen."""

OWN_LETTER: Final = frozenset({NoticeKind.CARD_LOST, NoticeKind.PASSKEY_ADDED, NoticeKind.PASSKEY_REMOVED})
"""Their letters are written together with the deed itself, and say more: none is made of the notice."""

SWITCHABLE: Final = tuple(kind for kind in NoticeKind if kind not in SECURITY)

BY_EMAIL: Final = frozenset(
    {
        NoticeKind.SESSION_ENDED,
        NoticeKind.STOP_FAILED,
        NoticeKind.INVOICE_READY,
        NoticeKind.SUPPORT_ANSWERED,
    }
)
"""What is also mailed unless a driver chooses otherwise; all of them are pushed."""

Choices = dict[tuple[NoticeKind, Channel], bool]
"""What a driver chose, where that was ever said."""


def wanted(kind: NoticeKind, channel: Channel, choices: Choices) -> bool:
    """Whether a notice of this kind goes by this channel."""
    if kind in SECURITY:
        return True
    return choices.get((kind, channel), channel is Channel.PUSH or kind in BY_EMAIL)


class NoticeFacts(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How it stood when the notice was decided; it is never told otherwise later."""

    energy_wh: Decimal | None = None
    cost: Money | None = None
    estimated: bool = False
    """The bill is not final: it may change."""
    since: datetime | None = None
    """Of a session that is not confirmed: its latest evidence."""
    lasted_s: int | None = None
    note: str = ""
    """Who suspended, why a stop failed, which device, which card: one word that the views know, or a name."""


class Notice(Struct, frozen=True, kw_only=True):
    """One line of a driver's inbox. `charger` and `number` are those of its session, if it is about one."""

    id: str
    driver: DriverId
    kind: NoticeKind
    at: datetime
    facts: NoticeFacts
    session: SessionId | None = None
    case: str | None = None
    """The support case that it is about."""
    charger: str = ""
    number: int | None = None
    read_at: datetime | None = None
    late: bool = False
    """History, told long after it happened: kept, and mailed where that is wished, but no device is woken."""


class NoticePage(Struct, frozen=True, kw_only=True):
    rows: tuple[Notice, ...]
    unread: int
    cursor: str | None = None
    """Where the next page begins; None on the last."""


class Reader(Struct, frozen=True, kw_only=True):
    """Who gets a notice, and how."""

    driver: DriverId
    email: str
    lang: str
    zone: str
    choices: Choices
    devices: tuple[int, ...] = ()
    """Their subscriptions to push messages."""


class NoticeLetter(Struct, frozen=True, kw_only=True):
    recipient: str
    draft: LetterDraft
    secret: str | None = None
    """Ends letters of its kind; None: they cannot be ended."""


class NoticePush(Struct, frozen=True, kw_only=True):
    devices: tuple[int, ...]
    message: str
    until: datetime
    """When it is of no use any more."""


class Telling(Struct, frozen=True, kw_only=True):
    """How a notice is told beside the inbox."""

    notice: str
    letter: NoticeLetter | None = None
    push: NoticePush | None = None
