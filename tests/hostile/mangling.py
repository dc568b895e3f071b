"""Frames that nobody thought of: honest ones with a few seeded accidents each."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from functools import cache
from typing import Any

from chargehand.wire.ocpp.strict import Direction, direction, is_answered
from tests.hostile.grammar import frames
from tests.hostile.mutations import Schema, names

TOKENS = [
    b'"', b"\\", b"{", b"}", b"[", b"]", b",", b":", b"null", b"true", b"-", b"0", b"1e999", b"-1", b"9" * 40, b"NaN",
    b"\\u0000", b"\\ud800", b"\\udc00\\ud800", b"\x00", b"\xff", b"\xc3\x28", b"\xe2\x80\xae", b"\xf0\x9f\x94\x8c", b"[2,", b"[3,",
    b'"customData":{},', b'"timestamp":', b"{}", b"[]", b'""', b" " * 100, b"2026-11-20T04:29:34Z", b"Heartbeat",
]  # fmt: skip


@cache
def honest(version: str) -> tuple[bytes, ...]:
    """What stations of a version say when all is well."""
    told: list[bytes] = []
    for name in names(version):
        schema = Schema(version, name)
        if schema.is_response or direction(version, schema.action) is Direction.CSMS:
            continue
        kind = 2 if is_answered(version, schema.action) else 6
        for whole in (False, True):
            payload = schema.example(whole=whole)
            told.append(json.dumps([kind, name[:30] + str(whole)[0], schema.action, payload]).encode())
    return tuple(told)


class Mangler:
    """Endless frames, the same for the same seed and version."""

    def __init__(self, version: str, seed: int) -> None:
        self._chance = random.Random(f"{version}/{seed}")
        self._corpus = honest(version)
        self._hostile = frames(seed)

    def frame(self) -> bytes:
        chance = self._chance
        if chance.random() < 0.1:
            return next(self._hostile).data
        data = chance.choice(self._corpus)
        accidents = (_value_replaced,) if chance.random() < 0.5 else _ACCIDENTS
        for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 5, 8))):
            data = chance.choice(accidents)(chance, data, self._corpus)
        return data[:100_000]


Accident = Callable[[random.Random, bytes, tuple[bytes, ...]], bytes]


def _place(chance: random.Random, data: bytes) -> int:
    return chance.randrange(len(data) + 1)


def _flipped(chance: random.Random, data: bytes, _: tuple[bytes, ...]) -> bytes:
    if not data:
        return b"x"
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]


def _cut(chance: random.Random, data: bytes, _: tuple[bytes, ...]) -> bytes:
    return data[: _place(chance, data)]


def _inserted(chance: random.Random, data: bytes, _: tuple[bytes, ...]) -> bytes:
    at = _place(chance, data)
    return data[:at] + chance.choice(TOKENS) + data[at:]


def _removed(chance: random.Random, data: bytes, _: tuple[bytes, ...]) -> bytes:
    at = _place(chance, data)
    return data[:at] + data[at + chance.choice((1, 1, 2, 4, 20)) :]


def _repeated(chance: random.Random, data: bytes, _: tuple[bytes, ...]) -> bytes:
    first, last = sorted((_place(chance, data), _place(chance, data)))
    return data[:first] + data[first:last] * chance.choice((2, 2, 3, 50)) + data[last:]


def _spliced(chance: random.Random, data: bytes, corpus: tuple[bytes, ...]) -> bytes:
    other = chance.choice(corpus)
    return data[: _place(chance, data)] + other[_place(chance, other) :]


def _value_replaced(chance: random.Random, data: bytes, corpus: tuple[bytes, ...]) -> bytes:
    """A part of the JSON is another's part."""
    try:
        whole, other = json.loads(data), json.loads(chance.choice(corpus))
    except (ValueError, RecursionError):
        return _inserted(chance, data, corpus)
    holder, step = _somewhere(chance, whole)
    donor, chosen = _somewhere(chance, other)
    if holder is None or donor is None:
        return data
    holder[step] = donor[chosen]
    return json.dumps(whole).encode()


def _deepened(chance: random.Random, data: bytes, _: tuple[bytes, ...]) -> bytes:
    depth = chance.choice((1, 10, 30, 40, 500))
    at = _place(chance, data)
    return data[:at] + b"[" * depth + b"]" * depth + data[at:]


def _somewhere(chance: random.Random, value: Any) -> tuple[Any, Any]:
    """A container within `value`, and where in it; nothing if there is none."""
    holder: Any = None
    step: Any = None
    while isinstance(value, dict | list) and value and (holder is None or chance.random() < 0.7):
        holder = value
        step = chance.choice(list(value) if isinstance(value, dict) else range(len(value)))
        value = value[step]
    return holder, step


_ACCIDENTS: tuple[Accident, ...] = (
    _flipped, _flipped, _cut, _inserted, _inserted, _removed, _repeated, _spliced, _value_replaced, _value_replaced,
    _value_replaced, _deepened,
)  # fmt: skip
