"""The strict check held against the official schemas themselves, as another validator reads them."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import jsonschema_rs

from chargehand.wire.ocpp.deviations import Deviation
from chargehand.wire.ocpp.strict import Kind, check
from tests.hostile.mutations import LONG, Mutation, Schema

BEYOND = 10**30
"""A number that the schemas allow and that no program of the field holds."""


@cache
def _validator(subprotocol: str, name: str) -> Any:
    schema = Schema(subprotocol, name)
    draft = jsonschema_rs.Draft4Validator if subprotocol == "ocpp1.6" else jsonschema_rs.Draft6Validator
    return draft(schema.root, validate_formats=True)


def is_official(schema: Schema, payload: Any) -> bool:
    return bool(_validator(schema.subprotocol, schema.name).is_valid(payload))


def told(schema: Schema, payload: Any) -> tuple[Deviation, ...]:
    kind = Kind.RESPONSE if schema.is_response else Kind.REQUEST
    return check(schema.subprotocol, schema.action, kind, json.dumps(payload).encode())


def disagreements(schema: Schema) -> tuple[int, list[str]]:
    """How many payloads were looked at, and where the two validators differ."""
    wrong: list[str] = []
    count = 0
    for whole in (False, True):
        payload = schema.example(whole=whole)
        count += 1
        if told(schema, payload) or not is_official(schema, payload):
            wrong.append(f"{schema.name} {whole=} {told(schema, payload)}")
    for mutation in schema.mutations():
        count += 1
        found = told(schema, mutation.payload)
        if bool(found) == is_official(schema, mutation.payload):
            wrong.append(f"{schema.name} {mutation.what} {mutation.path} {_short(mutation)} {found}")
        elif found and not any(_names(deviation, mutation) for deviation in found):
            wrong.append(f"{schema.name} {mutation.what} {mutation.path} is not the place of {found}")
    return count, wrong


def _names(deviation: Deviation, mutation: Mutation) -> bool:
    """Whether it tells the place that is wrong, or one inside it."""
    place = ""
    for step in mutation.path:
        place += f"[{step}]" if isinstance(step, int) else f".{step}" if place else step
    return deviation.path.startswith(place)


def _short(mutation: Mutation) -> str:
    return "5000 x" if mutation.value == LONG else repr(mutation.value)[:80]
