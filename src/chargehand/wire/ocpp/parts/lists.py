"""A list of tokens in as many messages as a station wants it in (1.6 §5.15, 2.x D01)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from chargehand.model.calls import SendLocalList
from chargehand.model.local_list import ListedToken

FULL: Final = "Full"
DIFFERENTIAL: Final = "Differential"


class Message(NamedTuple):
    version: int
    update: str
    entries: tuple[ListedToken, ...]


def messages(call: SendLocalList, length_max: int) -> Iterator[Message]:
    """At least one. The first of a whole list replaces what the station has, the others add to it.

    `length_max`: of a token, so that the version can say it.
    """
    told = call.entries if call.changes is None else call.changes
    sayable = [entry for entry in told if len(entry.uid) <= length_max]
    starts = range(0, max(1, len(sayable)), call.per_message)
    for number, start in enumerate(starts):
        update = FULL if call.changes is None and number == 0 else DIFFERENTIAL
        yield Message(call.version + number, update, tuple(sayable[start : start + call.per_message]))
