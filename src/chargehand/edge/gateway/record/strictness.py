"""How a station's calls do not keep to the official schemas: looked at after the answer, never a reason to refuse (F09)."""

from __future__ import annotations

import re
from typing import Final

from msgspec import Raw

from chargehand.wire.ocpp.strict import Kind, UnknownMessage, check

SAMPLED: Final = frozenset({"MeterValues", "TransactionEvent", "Heartbeat"})
"""What a station says over and over: looked at among the connection's first calls, later one in so many."""
FIRST: Final = 32
ONE_IN: Final = 16
SIZE_MAX: Final = 64 * 1024
"""A larger payload is not looked at: others wait."""
_NUMBERED: Final = re.compile(r"\[\d+\]")


def is_looked_at(action: str, number: int) -> bool:
    """Whether the connection's call with this number is held against its schema."""
    return number <= FIRST or action not in SAMPLED or not number % ONE_IN


def deviations(subprotocol: str, action: str, payload: Raw) -> list[tuple[str, str]]:
    """Path and kind of each deviation, places in lists left out of paths: `meterValue[].timestamp`."""
    if memoryview(payload).nbytes > SIZE_MAX:
        return []
    try:
        found = check(subprotocol, action, Kind.REQUEST, payload)
    except UnknownMessage:
        return []
    return [(_NUMBERED.sub("[]", each.path), each.kind.value) for each in found] if found else []
