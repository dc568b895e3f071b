"""Taking a command's payload apart; codes as OCPP-J 1.6 spells them for what does not fit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import cast

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


def text_if_given(payload: JsonObject, key: str) -> str | None:
    return text(payload, key) if key in payload else None


def part(payload: JsonObject, key: str) -> JsonObject:
    """An object inside."""
    value = _required(payload, key)
    if not isinstance(value, dict):
        raise Unfit("TypeConstraintViolation", f"{key} is no object")
    return cast("JsonObject", value)


def part_if_given(payload: JsonObject, key: str) -> JsonObject | None:
    return part(payload, key) if key in payload else None


def parts(payload: JsonObject, key: str) -> list[JsonObject]:
    """A list of objects inside, none if there is no list."""
    value = payload.get(key, [])
    if not isinstance(value, list):
        raise Unfit("TypeConstraintViolation", f"{key} is no list")
    items = cast("list[object]", value)
    if not all(isinstance(item, dict) for item in items):
        raise Unfit("TypeConstraintViolation", f"{key} holds what is no object")
    return [cast("JsonObject", item) for item in items]


def choice(payload: JsonObject, key: str, allowed: Iterable[str]) -> str:
    """One of the words that may stand there."""
    value = text(payload, key)
    if value not in set(allowed):
        raise Unfit("PropertyConstraintViolation", f"{key} may not be {value}")
    return value


def instant(spelling: str) -> datetime:
    try:
        at = datetime.fromisoformat(spelling)
    except ValueError as fault:
        raise Unfit("PropertyConstraintViolation", f"{spelling} is no instant") from fault
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)
