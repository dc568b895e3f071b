"""An operator's payload on its way out: written compactly, held against the schema of the station's protocol version."""

from __future__ import annotations

import json

from chargehand.edge.driver.problems import Problem, invalid
from chargehand.wire.ocpp.rpc.depth import is_deeper
from chargehand.wire.ocpp.strict import Direction, Kind, check, direction, knows

DEPTH_MAX = 32
_TOLD_MAX = 20


def written(payload: dict[str, object]) -> str:
    """The JSON that goes out. Raises Problem for what no frame can carry."""
    try:
        text = json.dumps(payload, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        data = text.encode()
    except (ValueError, RecursionError) as fault:
        raise invalid("body.payload: a number or a character that JSON does not have") from fault
    if is_deeper(data, DEPTH_MAX):
        raise invalid(f"body.payload: nested deeper than {DEPTH_MAX} levels")
    return text


def insist_on_schema(protocol: str, action: str, payload: str) -> None:
    """Raises Problem unless this is a CALL that a central system may send in `protocol`."""
    if not knows(protocol, action):
        raise _not_allowed(f"{protocol} has no action {action}.")
    if direction(protocol, action) is Direction.STATION:
        raise _not_allowed(f"In {protocol} only stations send {action}.")
    found = check(protocol, action, Kind.REQUEST, payload.encode())
    if found:
        told = [f"{each.path or 'payload'}: {each.kind}" for each in found[:_TOLD_MAX]]
        more = [] if len(found) <= _TOLD_MAX else [f"and {len(found) - _TOLD_MAX} more"]
        raise _not_allowed("; ".join([*told, *more]))


def _not_allowed(detail: str) -> Problem:
    return Problem(
        422, "schema", "This is not what the protocol allows; `unchecked` sends it all the same.", detail
    )
