"""Tells what was decided: each notice once becomes a letter that waits and messages to its driver's devices."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from chargehand.edge.notices.ports import NoticeObserver, Notices
from chargehand.model.faults import WorldFault
from chargehand.model.notice import (
    OWN_LETTER,
    SECURITY,
    Channel,
    Notice,
    NoticeKind,
    NoticeLetter,
    NoticePush,
    Reader,
    Telling,
    wanted,
)
from chargehand.views.inbox.letters import notice_letter
from chargehand.views.inbox.notices import push_message
from chargehand.views.words.language import Language

BATCH_MAX: Final = 200
LOOK_EVERY_S: Final = 1.0
AFTER_FAULT_S: Final = 5.0
OURS_FOR: Final = timedelta(minutes=2)
"""After a crash another process tells them."""

_OF_USE: Final = {
    NoticeKind.SESSION_STARTED: timedelta(minutes=30),
    NoticeKind.CHARGING_SLOWED: timedelta(hours=1),
    NoticeKind.SESSION_UNCONFIRMED: timedelta(hours=1),
    NoticeKind.STOP_FAILED: timedelta(minutes=30),
    NoticeKind.IDLE_FEE_SOON: timedelta(minutes=30),
}
_OTHERS: Final = timedelta(hours=12)


@dataclass(frozen=True, kw_only=True)
class House:
    """`base_url`: where drivers reach the web, without a slash at the end."""

    name: str = "Chargehand"
    base_url: str
    zone: tzinfo = field(default=UTC)
    mails: bool = True
    """Whether there is a mail server. Without one only what security asks for is written: to whoever runs the house."""


class Teller:
    def __init__(
        self,
        notices: Notices,
        house: House,
        clock: Callable[[], datetime],
        fresh_secret: Callable[[], str],
        observer: NoticeObserver,
    ) -> None:
        self._notices = notices
        self._house = house
        self._clock = clock
        self._fresh_secret = fresh_secret
        self._observer = observer

    async def run(self) -> None:
        """Tells until cancelled. Several may run at once."""
        while True:
            try:
                told = await self.tell_due()
            except WorldFault as fault:
                self._observer.fault(str(fault))
                await asyncio.sleep(AFTER_FAULT_S)
                continue
            if told < BATCH_MAX:
                await asyncio.sleep(LOOK_EVERY_S)

    async def tell_due(self) -> int:
        """One batch of what nobody was told yet; returns how many those were. Raises WorldFault."""
        now = self._clock()
        taken = await self._notices.take(now, BATCH_MAX, now + OURS_FOR)
        told = [telling for row in taken if (telling := self._told(*row, now)) is not None]
        if told:
            await self._notices.plan(now, told)
        return len(taken)

    def _told(self, notice: Notice, reader: Reader, now: datetime) -> Telling | None:
        """None: a defect of ours keeps it from being told; it is tried again, and the others are not kept waiting."""
        try:
            return self._telling(notice, reader, now)
        except Exception as fault:  # the row's own edge: one must not end the telling of all
            self._observer.fault(f"notice {notice.id} ({notice.kind}): {type(fault).__name__}")
            return None

    def _telling(self, notice: Notice, reader: Reader, now: datetime) -> Telling:
        letter, push = self._letter(notice, reader), self._push(notice, reader, now)
        return Telling(notice=notice.id, letter=letter, push=push)

    def _letter(self, notice: Notice, reader: Reader) -> NoticeLetter | None:
        if not reader.email or notice.kind in OWN_LETTER:
            return None
        if not wanted(notice.kind, Channel.EMAIL, reader.choices):
            return None
        if not self._house.mails and notice.kind not in SECURITY:
            return None
        lang, zone = _eyes(reader, self._house.zone)
        house = (self._house.name, self._house.base_url)
        if notice.kind in SECURITY:
            return NoticeLetter(recipient=reader.email, draft=notice_letter(notice, lang, zone, house))
        secret = self._fresh_secret()
        end_href = f"{self._house.base_url}/unsubscribe/{secret}"
        draft = notice_letter(notice, lang, zone, house, end_href)
        return NoticeLetter(recipient=reader.email, draft=draft, secret=secret)

    def _push(self, notice: Notice, reader: Reader, now: datetime) -> NoticePush | None:
        """Nobody is woken for what is history, or of no use any more."""
        until = notice.at + _OF_USE.get(notice.kind, _OTHERS)
        if notice.late or until <= now or not reader.devices:
            return None
        if not wanted(notice.kind, Channel.PUSH, reader.choices):
            return None
        message = push_message(notice, *_eyes(reader, self._house.zone))
        return NoticePush(devices=reader.devices, message=message, until=until)


def _eyes(reader: Reader, zone: tzinfo) -> tuple[Language, tzinfo]:
    lang = Language(reader.lang) if reader.lang in set(Language) else Language.EN
    return lang, (_zone(reader.zone) if reader.zone else None) or zone


@lru_cache(maxsize=256)
def _zone(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
