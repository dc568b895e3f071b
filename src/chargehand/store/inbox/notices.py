"""A driver's notices, what they chose, and the browsers they are known by."""

from __future__ import annotations

from datetime import datetime

import asyncpg
import msgspec

from chargehand.model.identity import DriverId
from chargehand.model.notice import Channel, Choices, Notice, NoticeFacts, NoticeKind, NoticePage
from chargehand.store.asking import Asking
from chargehand.store.inbox.rows import cursor_of, cursor_text, notice_of, secret_hash
from chargehand.store.queries import load

_sql = load("inbox/notices")
_told = msgspec.json.Encoder().encode


class Notices:
    """Every question names the driver, and the query itself checks whose it is (S29)."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = Asking(pool)

    async def page(self, driver: DriverId, cursor: str | None, limit: int) -> NoticePage:
        """The newest first. Raises BadCursor."""
        begin = cursor_of(cursor)
        place = (None, None) if begin is None else (begin.at, begin.id)
        found = await self._pool.fetch(_sql["page"], driver, *place, limit + 1)
        rows = tuple(notice_of(row) for row in found[:limit])
        more = cursor_text(rows[-1].at, rows[-1].id) if len(found) > limit else None
        return NoticePage(rows=rows, unread=await self.unread(driver), cursor=more)

    async def unread(self, driver: DriverId) -> int:
        found = await self._pool.fetchval(_sql["unread"], driver)
        return found if isinstance(found, int) else 0

    async def read(self, driver: DriverId, notice: str, now: datetime) -> Notice | None:
        """It is read; None: there is none such, or it is somebody else's."""
        row = await self._pool.fetchrow(_sql["read"], driver, notice, now)
        return None if row is None else notice_of(row)

    async def read_all(self, driver: DriverId, now: datetime) -> None:
        await self._pool.execute(_sql["read_all"], driver, now)

    async def tell(
        self, driver: DriverId, kind: NoticeKind, about: str, at: datetime, facts: NoticeFacts
    ) -> None:
        """The driver is told; once, for the same `about`."""
        await self._pool.execute(_sql["tell"], driver, kind, about, at, _told(facts).decode())

    async def choices(self, driver: DriverId) -> Choices:
        rows = await self._pool.fetch(_sql["choices"], driver)
        return {(NoticeKind(row["kind"]), Channel(row["channel"])): row["wanted"] for row in rows}

    async def choose(self, driver: DriverId, choices: Choices) -> None:
        """So from now on; what is not named stays as it was."""
        kinds = [kind.value for kind, _ in choices]
        channels = [channel.value for _, channel in choices]
        await self._pool.execute(_sql["choose"], driver, kinds, channels, list(choices.values()))

    async def look(self, driver: DriverId, lang: str, zone: str) -> None:
        """Letters are written for these eyes from now on."""
        await self._pool.execute(_sql["look"], driver, lang, zone)

    async def entered(
        self, driver: DriverId, mark: str, device: str, now: datetime, held: tuple[str, str | None]
    ) -> None:
        """Signed in with the browser that bears `mark`; `held`: its secret now, and what it had before.

        A browser that was not known is told of, unless it is the driver's first.
        """
        entry, before = held
        facts = _told(NoticeFacts(note=device)).decode()
        old = None if before is None else secret_hash(before)
        about = secret_hash(entry).hex()[:32]
        await self._pool.execute(
            _sql["entered"], driver, secret_hash(mark), now, secret_hash(entry), old, about, facts
        )

    async def unsubscription(self, secret: str) -> NoticeKind | None:
        """Which letters this secret ends."""
        found = await self._pool.fetchval(_sql["unsubscription"], secret_hash(secret))
        return None if found is None else NoticeKind(str(found))

    async def unsubscribe(self, secret: str) -> NoticeKind | None:
        """No letters of that kind from now on, however often it is said; None: no such secret."""
        found = await self._pool.fetchval(_sql["unsubscribe"], secret_hash(secret))
        return None if found is None else NoticeKind(str(found))
