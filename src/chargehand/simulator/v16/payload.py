"""Taking a command's payload apart, with the CALLERROR codes of OCPP-J 1.6 for what does not fit."""

from __future__ import annotations

from datetime import UTC, datetime

from chargehand.simulator.frames import JsonObject


class Unfit(ValueError):
    """The command's payload cannot be understood; `code` is the CALLERROR's."""

    def __init__(self, code: str, description: str) -> None:
        super().__init__(description)
        self.code = code


def _required(payload: JsonObject, key: str) -> object:
    if key not in payload:
        raise Unfit("OccurenceConstraintViolation", f"{key} is missing")
    return payload[key]


def text(payload: JsonObject, key: str) -> str:
    value = _required(payload, key)
    if not isinstance(value, str):
        raise Unfit("TypeConstraintViolation", f"{key} is no text")
    return value


def whole(payload: JsonObject, key: str) -> int:
    value = _required(payload, key)
    if not isinstance(value, int) or isinstance(value, bool):
        raise Unfit("TypeConstraintViolation", f"{key} is no whole number")
    return value


def whole_if_given(payload: JsonObject, key: str) -> int | None:
    return whole(payload, key) if key in payload else None


def instant(spelling: str) -> datetime:
    try:
        at = datetime.fromisoformat(spelling)
    except ValueError as fault:
        raise Unfit("PropertyConstraintViolation", f"{spelling} is no instant") from fault
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)
