"""Where a payload is not what its message's shape says, and in which way: found part by part, all of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from math import inf
from typing import Final, cast

import msgspec
from msgspec import Raw, Struct, inspect

from chargehand.wire.ocpp.fields import clean
from chargehand.wire.ocpp.messages.shape import DIGITS, VENDOR_LENGTH, CustomData

DEVIATIONS_MAX: Final = 100
"""So many are told of one payload; a peer decides how many it makes."""
_NAME_LENGTH: Final = 50
_FRACTION: Final = re.compile(r"-?[0-9]+(?:\.([0-9]+?)0*)?")


class DeviationKind(StrEnum):
    MISSING = "missing"
    TYPE = "type"
    """Another JSON type; null too, which no message knows."""
    VALUE = "value"
    """No word of the enumeration, or a number with too many digits."""
    LENGTH = "length"
    """A text too long, a list too long or too short."""
    RANGE = "range"
    """A number too small, too large, or beyond what we can hold."""
    UNKNOWN = "unknown"
    """A field that the message does not have."""
    FORMAT = "format"
    """No instant of RFC 3339, no URI."""


class Deviation(Struct, frozen=True, gc=False):
    """`path` as in `meterValue[0].sampledValue[2].value`; empty for the payload itself.

    Names of unknown fields are the peer's words: printable and cut to 50 characters, but not to be trusted.
    """

    path: str
    kind: DeviationKind


class Found:
    """Collects deviations up to DEVIATIONS_MAX."""

    def __init__(self, *, floats_are_whole: bool) -> None:
        """`floats_are_whole`: 1.0 is a whole number (JSON schema draft 6, not draft 4)."""
        self.floats_are_whole = floats_are_whole
        self.kept: list[Deviation] = []

    @property
    def enough(self) -> bool:
        return len(self.kept) >= DEVIATIONS_MAX

    def add(self, path: str, kind: DeviationKind) -> None:
        if not self.enough:
            self.kept.append(Deviation(path, kind))


def custom_type(kind: type, value: object) -> object:
    """Makes what msgspec cannot make itself: the hook of every decoder of messages."""
    if kind is not CustomData or not isinstance(value, dict):
        raise TypeError("not as it should be")
    made = CustomData(cast("dict[str, object]", value))
    vendor = made.get("vendorId")
    if not isinstance(vendor, str) or len(vendor) > VENDOR_LENGTH:
        raise ValueError("vendorId is not as it should be")
    return made


def is_exact(shape: inspect.Type) -> bool:
    """Whether a decoder alone tells all: false when there are limits that msgspec does not check."""
    match shape:
        case inspect.StructType(fields=fields):
            return all(is_exact(field.type) for field in fields)
        case inspect.VarTupleType(item_type=item):
            return is_exact(item)
        case inspect.Metadata():
            return False
        case _:
            return True


def walk(shape: inspect.Type, raw: Raw, found: Found, path: str = "") -> None:
    """Adds to `found` all in which `raw`, any JSON, is not of `shape`."""
    if found.enough or _fits(shape, raw):
        return
    match shape:
        case inspect.StructType():
            _walk_object(shape, raw, found, path)
        case inspect.VarTupleType():
            _walk_list(shape, raw, found, path)
        case inspect.CustomType():
            _walk_custom(raw, found, path)
        case _:
            kind = _leaf(shape, raw, found)
            if kind is not None:
                found.add(path, kind)


def _fits(shape: inspect.Type, raw: Raw) -> bool:
    """Whether nothing is wrong with an object, told quickly; false for all that needs a closer look."""
    decoder = _decoder(shape.cls) if isinstance(shape, inspect.StructType) else None
    if decoder is None:
        return False
    try:
        decoder.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
    return True


@cache
def _decoder(message: type[Struct]) -> msgspec.json.Decoder[object] | None:
    exact = is_exact(inspect.type_info(message))
    return msgspec.json.Decoder[object](message, dec_hook=custom_type) if exact else None


_read_object: Final = msgspec.json.Decoder(dict[str, Raw]).decode
_read_list: Final = msgspec.json.Decoder(list[Raw]).decode
_read_text: Final = msgspec.json.Decoder(str).decode
_read_number: Final = msgspec.json.Decoder(int | float).decode


def _walk_object(shape: inspect.StructType, raw: Raw, found: Found, path: str) -> None:
    given = _object(raw)
    if given is None:
        found.add(path, DeviationKind.TYPE)
        return
    prefix = f"{path}." if path else ""
    for field in shape.fields:
        value = given.pop(field.encode_name, None)
        if value is not None:
            walk(field.type, value, found, prefix + field.encode_name)
        elif field.required:
            found.add(prefix + field.encode_name, DeviationKind.MISSING)
    for name in given:
        if found.enough:
            return
        found.add(prefix + clean(name, _NAME_LENGTH), DeviationKind.UNKNOWN)


def _walk_list(shape: inspect.VarTupleType, raw: Raw, found: Found, path: str) -> None:
    try:
        items = _read_list(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        found.add(path, DeviationKind.TYPE)
        return
    if not (shape.min_length or 0) <= len(items) <= (shape.max_length or len(items)):
        found.add(path, DeviationKind.LENGTH)
    for index, item in enumerate(items):
        if found.enough:
            return
        walk(shape.item_type, item, found, f"{path}[{index}]")


def _walk_custom(raw: Raw, found: Found, path: str) -> None:
    given = _object(raw)
    if given is None:
        found.add(path, DeviationKind.TYPE)
    elif "vendorId" not in given:
        found.add(f"{path}.vendorId", DeviationKind.MISSING)
    elif kind := _leaf(inspect.StrType(max_length=VENDOR_LENGTH), given["vendorId"], found):
        found.add(f"{path}.vendorId", kind)


def _object(raw: Raw) -> dict[str, Raw] | None:
    try:
        return _read_object(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def _leaf(shape: inspect.Type, raw: Raw, found: Found) -> DeviationKind | None:
    match shape:
        case inspect.StrType():
            return _text(shape, raw)
        case inspect.LiteralType(values=values):
            text = _read(raw)
            if text is None:
                return DeviationKind.TYPE
            return None if text in values else DeviationKind.VALUE
        case inspect.IntType():
            return _number(shape, raw, whole=True, found=found)
        case inspect.FloatType():
            return _number(shape, raw, whole=False, found=found)
        case inspect.Metadata():
            kind = _leaf(shape.type, raw, found)
            return DeviationKind.VALUE if kind is None and _digits(raw) > _limit(shape) else kind
        case inspect.BoolType():
            return None if bytes(raw) in (b"true", b"false") else DeviationKind.TYPE
        case _:
            return None


def _text(shape: inspect.StrType, raw: Raw) -> DeviationKind | None:
    text = _read(raw)
    if text is None:
        return DeviationKind.TYPE
    if shape.max_length is not None and len(text) > shape.max_length:
        return DeviationKind.LENGTH
    if shape.pattern is not None and re.search(shape.pattern, text) is None:
        return DeviationKind.FORMAT
    return None


def _read(raw: Raw) -> str | None:
    try:
        return _read_text(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def _number(
    shape: inspect.IntType | inspect.FloatType, raw: Raw, *, whole: bool, found: Found
) -> DeviationKind | None:
    try:
        number = _read_number(raw)
    except msgspec.ValidationError as fault:
        return DeviationKind.RANGE if "out of range" in str(fault) else DeviationKind.TYPE
    except (msgspec.DecodeError, UnicodeDecodeError):
        return DeviationKind.TYPE
    if whole and isinstance(number, float) and not (found.floats_are_whole and number.is_integer()):
        return DeviationKind.TYPE
    low, high = shape.ge, shape.le
    in_range = (low is None or number >= low) and (high is None or number <= high)
    return None if in_range else DeviationKind.RANGE


def _limit(shape: inspect.Metadata) -> float:
    extra = cast("Mapping[str, int] | None", shape.extra)  # pyright: ignore[reportUnknownMemberType]
    return (extra or {}).get(DIGITS, inf)


def _digits(raw: Raw) -> int:
    """Digits after the point that count; for numbers with an exponent those of the plain number."""
    number = _read_number(raw)
    plain = _FRACTION.fullmatch(f"{number:.15f}" if "e" in repr(number) else repr(number))
    return 0 if plain is None or plain[1] is None or plain[1] == "0" else len(plain[1])
