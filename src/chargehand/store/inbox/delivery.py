"""Notices on their way: taken, planned once, and their messages to devices. Several processes may take at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import asyncpg

from chargehand.model.identity import DriverId
from chargehand.model.notice import Notice, NoticeKind, Reader, Telling
from chargehand.model.push import Push, PushKeys
from chargehand.store.asking import Asking
from chargehand.store.inbox.rows import choices_of, notice_of, secret_hash
from chargehand.store.queries import load

_notices = load("inbox/notices")
_push = load("inbox/push")


class Delivery:
    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = Asking(pool)

    async def take(self, now: datetime, limit: int, until: datetime) -> list[tuple[Notice, Reader]]:
        """Notices that nobody has told, oldest first, each with who reads it. They are the caller's until `until`."""
        rows = await self._pool.fetch(_notices["take"], now, limit, until)
        return [(notice_of(row), _reader(row)) for row in rows]

    async def plan(self, now: datetime, tellings: Sequence[Telling]) -> None:
        """All of them are told, each once, in one commit: letters wait, and messages to devices."""
        letters = [(each.notice, each.letter) for each in tellings if each.letter is not None]
        pushes = [
            (each.notice, device, each.push.message, each.push.until)
            for each in tellings
            if each.push is not None
            for device in each.push.devices
        ]
        written = [
            (
                notice,
                letter.recipient,
                letter.draft.subject,
                letter.draft.body,
                letter.draft.html,
                letter.draft.unsubscribe,
                None if letter.secret is None else secret_hash(letter.secret),
            )
            for notice, letter in letters
        ]
        await self._pool.execute(
            _notices["plan"],
            now,
            [each.notice for each in tellings],
            *_columns(written, 7),
            *_columns(pushes, 4),
        )

    async def take_pushes(self, now: datetime, limit: int, until: datetime) -> list[Push]:
        """Messages that are due, oldest first; the caller's until `until`."""
        return [_message(row) for row in await self._pool.fetch(_push["take"], now, limit, until)]

    async def push_gone(self, push: Push, now: datetime) -> None:
        """The push service has it."""
        await self._pool.execute(_push["gone"], push.notice, push.device, now)

    async def push_later(self, push: Push, at: datetime) -> None:
        await self._pool.execute(_push["later"], push.notice, push.device, at)

    async def push_over(self, push: Push) -> None:
        """It is given up."""
        await self._pool.execute(_push["over"], push.notice, push.device)

    async def device_lost(self, push: Push) -> None:
        """Nobody is there any more, and nothing is sent there again."""
        await self._pool.execute(_push["lost_device"], push.device)

    async def publish_key(self, public: str) -> str:
        """The public half of the key in use: this one, unless another was there before."""
        return str(await self._pool.fetchval(_push["put_key"], public))


def _columns(rows: Sequence[Sequence[object]], width: int) -> list[list[object]]:
    return [[row[place] for row in rows] for place in range(width)]


def _reader(row: asyncpg.Record) -> Reader:
    return Reader(
        driver=DriverId(row["driver"]),
        email=row["email"],
        lang=row["lang"],
        zone=row["zone"],
        choices=choices_of(row["choices"]),
        devices=tuple(row["devices"]),
    )


def _message(row: asyncpg.Record) -> Push:
    return Push(
        notice=row["notice"],
        device=row["device"],
        kind=NoticeKind(row["kind"]),
        message=row["message"],
        topic=row["topic"],
        until=row["until"],
        tries=row["tries"],
        keys=PushKeys(row["endpoint"], row["p256dh"], row["auth"]),
    )
