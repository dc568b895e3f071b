"""Payloads read by what is enough to act on: fast when they keep to the shape, field by field when they do not.

Fields that a shape does not have are passed over (F09). What is of the wrong type and can mean one thing only is taken for
that: numbers and truth values in quotes, whole numbers with a fraction of nothing, whole numbers for words. An optional field
that is empty or unreadable counts as not given (F10); a required one that is missing or unreadable is the peer's fault (F08).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, Generic, TypeVar

import msgspec
from msgspec import Raw, Struct

from chargehand.wire.ocpp.faults import ErrorCode, WireFault

Shape = TypeVar("Shape", bound=Struct)
Mender = Callable[[Raw], object]
"""Makes the best of a field that does not keep to its type; raises WireFault when nothing can be made of it."""

_ABSENT: Final = Raw(b"")
_BROKEN_BYTES_MAX: Final = 1024 * 1024
"""A list with broken parts is looked through up to this size; a larger one tells nothing."""


class Usable(Generic[Shape]):
    """Reads payloads into `shape`.

    `exact`: for what is said again in our answer, so that it must be right to the letter. `menders` by the shape's field name.
    """

    def __init__(
        self, shape: type[Shape], *, exact: bool = False, menders: Mapping[str, Mender] | None = None
    ) -> None:
        self._shape = shape
        self._exact = exact
        self._menders = menders or {}
        self._read = msgspec.json.Decoder(shape).decode
        self._fields = msgspec.structs.fields(shape)
        self._decoders = {field.name: msgspec.json.Decoder[object](field.type) for field in self._fields}
        loose = msgspec.defstruct(
            f"Loose{shape.__name__}",
            [(field.name, Raw, _ABSENT) for field in self._fields],
            rename={field.name: field.encode_name for field in self._fields},
        )
        self._read_loose = msgspec.json.Decoder(loose).decode

    def read(self, payload: Raw | bytes) -> Shape:
        """The payload in its shape. Raises WireFault when it is not usable."""
        try:
            return self._read(payload)
        except msgspec.ValidationError:
            return self._mended(payload)

    def _mended(self, payload: Raw | bytes) -> Shape:
        try:
            given = self._read_loose(payload)
        except msgspec.ValidationError:
            raise WireFault(ErrorCode.FORMATION, "payload is no object") from None
        values: dict[str, object] = {}
        for field in self._fields:
            raw: Raw = getattr(given, field.name)
            if field.required:
                if raw is _ABSENT or bytes(raw) == b"null":
                    raise WireFault(ErrorCode.OCCURRENCE, f"{field.encode_name} is missing")
                values[field.name] = self._field(field, raw)
            elif raw is not _ABSENT:
                try:
                    values[field.name] = self._field(field, raw)
                except WireFault:
                    continue  # as if it were not there
        return self._shape(**values)

    def _field(self, field: msgspec.structs.FieldInfo, raw: Raw) -> object:
        try:
            return self._decoders[field.name].decode(raw)
        except msgspec.ValidationError as fault:
            if field.name in self._menders:
                return _mended_field(field, self._menders[field.name], raw)
            if self._exact:
                raise _fault(field, fault) from None
            return _coerced(field, raw)


def readable(shape: Usable[Shape], raw: Raw) -> list[Shape]:
    """Those parts of a list that can be read in `shape`; of anything else none."""
    if memoryview(raw).nbytes > _BROKEN_BYTES_MAX or not bytes(raw).startswith(b"["):
        return []
    found: list[Shape] = []
    for part in _parts.decode(raw):
        try:
            found.append(shape.read(part))
        except WireFault:
            continue  # the others still count
    return found


def loosely(raw: Raw) -> object:
    """Any JSON as plain values. Raises WireFault for numbers that are none of this world."""
    try:
        return msgspec.json.decode(raw)
    except msgspec.ValidationError:
        raise WireFault(ErrorCode.PROPERTY, "a number is out of range") from None


def _mended_field(field: msgspec.structs.FieldInfo, mender: Mender, raw: Raw) -> object:
    try:
        return mender(raw)
    except WireFault as fault:
        if fault.code is not ErrorCode.FORMATION:
            raise
        # Only a payload can be no object at all; what stands in it is a field of the wrong type.
        raise WireFault(ErrorCode.TYPE, f"{field.encode_name} is no object") from None


def _coerced(field: msgspec.structs.FieldInfo, raw: Raw) -> object:
    value = loosely(raw)
    if isinstance(value, str):
        value = value.strip()
    try:
        return msgspec.convert(value, field.type, strict=False)
    except msgspec.ValidationError as fault:
        if type(value) is int:
            return _as_text(field, value)
        raise _fault(field, fault) from None


def _as_text(field: msgspec.structs.FieldInfo, value: int) -> Any:
    try:
        return msgspec.convert(str(value), field.type)
    except msgspec.ValidationError as fault:
        raise _fault(field, fault) from None


def _fault(field: msgspec.structs.FieldInfo, fault: msgspec.ValidationError) -> WireFault:
    # msgspec says "got" when the JSON type is wrong, and not when a value of the right type is.
    text = str(fault)
    if "missing required field" in text:
        code = ErrorCode.OCCURRENCE
    else:
        code = ErrorCode.TYPE if ", got `" in text else ErrorCode.PROPERTY
    return WireFault(code, f"{field.encode_name} is not as it should be")


_parts: Final = msgspec.json.Decoder(list[Raw])
