from __future__ import annotations

import asyncio
from datetime import timedelta

from chargehand.model.visit import LetterDraft
from tests.integration.web.world import World


async def test_a_letter_is_taken_by_one_sender_and_comes_back_after_a_crash(world: World) -> None:
    now = world.clock()
    for n in range(10):
        await world.letters.put("ada@example.org", LetterDraft(f"s{n}", "b"), now)
    until = now + timedelta(minutes=5)

    taken = await asyncio.gather(*(world.letters.take(now, 5, until) for _ in range(4)))

    ids = [letter.id for batch in taken for letter in batch]
    assert len(ids) == len(set(ids)) == 10
    assert await world.letters.take(now, 5, until) == []
    assert len(await world.letters.take(until, 50, until + timedelta(minutes=5))) == 10


async def test_a_letter_that_has_gone_keeps_no_text(world: World) -> None:
    now = world.clock()
    for subject in ("sent", "dropped"):
        await world.letters.put("ada@example.org", LetterDraft(subject, "secret"), now)
    sent, dropped = await world.letters.take(now, 5, now)

    await world.letters.gone(sent.id, now)
    await world.letters.drop(dropped.id, "too old")

    assert await world.pool.fetchval("select count(*) from letter where body <> ''") == 0
    assert await world.letters.take(now, 5, now) == []


async def test_a_letter_put_off_is_due_again_at_its_time(world: World) -> None:
    now = world.clock()
    await world.letters.put("ada@example.org", LetterDraft("s", "b"), now)
    (letter,) = await world.letters.take(now, 5, now)
    await world.letters.later(letter.id, now + timedelta(seconds=30))

    assert await world.letters.take(now + timedelta(seconds=29), 5, now) == []
    (again,) = await world.letters.take(now + timedelta(seconds=30), 5, now)
    assert again.tries == 2
