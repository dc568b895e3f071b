"""Sends what waits: never lost, given up after a day.

Twice only if the power fails between the mail server's word and our note of it: who is asked to end finishes the letter in
hand. A second copy bears the first one's Message-ID, by which mail programs know it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from chargehand.edge.notices.ports import Letters, NoticeObserver, PassingFault, Post, Undeliverable
from chargehand.model.faults import WorldFault
from chargehand.model.visit import Letter

BATCH_MAX = 20
LOOK_EVERY_S = 1.0
AFTER_FAULT_S = 5.0
OURS_FOR = timedelta(minutes=5)
"""Longer than a batch can take; after a crash another sender takes the letters over."""
FIRST_DELAY_S, DELAY_MAX_S = 15, 3600
GIVEN_UP_AFTER = timedelta(hours=24)
FAREWELL_S = 5.0
"""So long the letter in hand may take when we are asked to end."""


class Sender:
    def __init__(
        self, letters: Letters, post: Post, clock: Callable[[], datetime], observer: NoticeObserver
    ) -> None:
        self._letters = letters
        self._post = post
        self._clock = clock
        self._observer = observer

    async def run(self) -> None:
        """Sends until cancelled. Several senders may run at once."""
        while True:
            try:
                sent = await self.send_due()
            except WorldFault as fault:
                self._observer.fault(str(fault))
                await asyncio.sleep(AFTER_FAULT_S)
                continue
            if sent < BATCH_MAX:
                await asyncio.sleep(LOOK_EVERY_S)

    async def send_due(self) -> int:
        """One batch of what is due has been tried; returns how many letters that were. Raises WorldFault."""
        now = self._clock()
        letters = await self._letters.take(now, BATCH_MAX, now + OURS_FOR)
        for letter in letters:
            await self._to_its_end(letter)
        return len(letters)

    async def _to_its_end(self, letter: Letter) -> None:
        """What the mail server may have taken already is noted before we go."""
        sending = asyncio.get_running_loop().create_task(self._send(letter))
        try:
            await asyncio.shield(sending)
        except asyncio.CancelledError:
            await asyncio.wait((sending,), timeout=FAREWELL_S)
            sending.cancel()
            raise

    async def _send(self, letter: Letter) -> None:
        if self._clock() - letter.made_at >= GIVEN_UP_AFTER:
            await self._drop(letter, "too old")
            return
        try:
            await self._post.send(letter)
        except Undeliverable as fault:
            await self._drop(letter, str(fault) or "undeliverable")
        except PassingFault as fault:
            self._observer.fault(str(fault))
            self._observer.letter("delayed")
            await self._later(letter)
        except Exception as fault:  # the letter's own edge: one must not keep all others
            self._observer.fault(f"letter {letter.id}: {type(fault).__name__}")
            await self._later(letter)
        else:
            self._observer.letter("sent")
            await self._letters.gone(letter.id, self._clock())

    async def _later(self, letter: Letter) -> None:
        await self._letters.later(letter.id, self._clock() + timedelta(seconds=delay_s(letter.tries)))

    async def _drop(self, letter: Letter, reason: str) -> None:
        self._observer.letter("dropped")
        await self._letters.drop(letter.id, reason)


def delay_s(tries: int) -> int:
    """Doubling from 15 s to an hour."""
    return min(DELAY_MAX_S, FIRST_DELAY_S * 2 ** min(max(tries - 1, 0), 16))
