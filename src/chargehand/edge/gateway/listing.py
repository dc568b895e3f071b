"""A list of tokens on its way to a station: message by message, and once more as a whole if the station has another one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from itertools import count
from typing import Final, NamedTuple

from msgspec.structs import replace

from chargehand.model.calls import CallOutcome, Reply, SendLocalList
from chargehand.model.local_list import LocalList
from chargehand.wire.ocpp.codec import CallText, Codec

MISMATCH: Final = "versionmismatch"
Say = Callable[[CallText, int], Awaitable[Reply]]
"""Makes one call, the so-manieth of them."""


class _Said(NamedTuple):
    reply: Reply
    """The last one."""
    taken: int
    """So many messages were."""


async def send_list(codec: Codec, call: SendLocalList, say: Say) -> Reply:
    """The last answer, with what the station has now, as far as that is known; nothing where it cannot have changed."""
    numbers = count(1)
    said = await _said(codec.write_call(call), say, numbers)
    if call.changes is not None and said.reply.detail.lower() == MISMATCH:
        call = replace(call, changes=None)
        said = await _said(codec.write_call(call), say, numbers)
    return replace(said.reply, local_list=_left(call, said))


async def _said(texts: tuple[CallText, ...], say: Say, numbers: count[int]) -> _Said:
    taken, reply = 0, Reply(CallOutcome.OFFLINE)
    for text in texts:
        reply = await say(text, next(numbers))
        if reply.outcome is not CallOutcome.ACCEPTED:
            break
        taken += 1
    return _Said(reply, taken)


def _left(call: SendLocalList, said: _Said) -> LocalList | None:
    match said.reply.outcome:
        case CallOutcome.ACCEPTED:
            return LocalList(call.version + said.taken - 1, call.entries)
        case CallOutcome.OFFLINE | CallOutcome.UNSUPPORTED if not said.taken:
            return None
        case _:
            return LocalList(
                call.version + said.taken
            )  # the one in doubt counts, or its number would come twice
