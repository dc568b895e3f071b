from __future__ import annotations

import asyncio
import json

from hypothesis import given
from hypothesis import strategies as st

from chargehand.edge.driver.live.slot import Slot
from chargehand.edge.driver.live.subject import frame


async def test_a_slow_browser_gets_the_newest_and_never_the_missed() -> None:
    slot = Slot()
    for number in range(1000):
        slot.put("card", f"{number} ".encode())
    assert await slot.next() == b"999 "
    slot.put("card", b"a ")
    slot.put("other", b"b ")
    slot.put("card", b"c ")
    assert await slot.next() == b"b c "


async def test_nothing_comes_before_something_is_put() -> None:
    slot = Slot()
    waiting = asyncio.create_task(slot.next())
    await asyncio.sleep(0)
    assert not waiting.done()
    slot.put("card", b"a")
    assert await waiting == b"a"


async def test_what_waits_is_fetched_before_the_end() -> None:
    slot = Slot()
    slot.put("card", b"last")
    slot.close()
    assert await slot.next() == b"last"
    assert await slot.next() is None
    assert await slot.next() is None


async def test_one_beat_waits_at_most_and_beside_the_card() -> None:
    slot = Slot()
    slot.put("card", b"card ")
    for number in range(5):
        slot.beat(b"beat ", float(number))
    assert await slot.next() == b"card beat "
    assert slot.beaten_at_s == 4.0


@given(st.text(), st.integers(0), st.one_of(st.none(), st.just("beat")))
def test_a_frame_says_the_whole_text_and_nothing_else(body: str, version: int, event: str | None) -> None:
    lines = frame(body, version, event).decode("utf-8", "surrogatepass").removesuffix("\n\n").split("\n")
    assert lines[0] == f"id: {version}"
    assert (lines[1] == "event: beat") is (event is not None)
    data = lines[1 if event is None else 2 :]
    assert all(line.startswith("data: ") for line in data)
    text = "\n".join(line.removeprefix("data: ") for line in data)
    assert text == body.replace("\r\n", "\n").replace("\r", "\n")


@given(st.recursive(st.none() | st.text() | st.integers(), st.lists, max_leaves=5))
def test_json_is_one_line(told: object) -> None:
    text = frame(json.dumps(told), 1, None).decode()
    assert text.count("\n") == 3
