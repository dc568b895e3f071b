"""The schemas as plain values: what each message holds, with a name for every type that has fields or words of its own."""

from __future__ import annotations

import importlib.resources
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

Json = Mapping[str, Any]

# OCPP 1.6 has no names for what is nested; these are its specification's (§7), where they differ from the field's.
_NAMES_16 = {
    "configurationKey": "KeyValue",
    "csChargingProfiles": "ChargingProfile",
    "localAuthorizationList": "AuthorizationData",
    "transactionData": "MeterValue",
}
_CUSTOM_DATA = "CustomDataType"


@dataclass(frozen=True)
class Text:
    longest: int | None = None
    form: str | None = None


@dataclass(frozen=True)
class Number:
    """A whole number or any; `step`: it is a multiple of it."""

    whole: bool
    least: float | None = None
    most: float | None = None
    step: float | None = None


@dataclass(frozen=True)
class Truth:
    pass


@dataclass(frozen=True)
class Anything:
    pass


@dataclass(frozen=True)
class CustomData:
    pass


@dataclass(frozen=True)
class Named:
    """A type of a version's own: an Object or Words."""

    name: str


@dataclass(frozen=True)
class Listing:
    item: Type
    least: int | None = None
    most: int | None = None


Type = Text | Number | Truth | Anything | CustomData | Named | Listing


@dataclass(frozen=True)
class Words:
    """An enumeration."""

    values: tuple[str, ...]


@dataclass(frozen=True)
class Field:
    name: str
    type: Type
    required: bool


@dataclass(frozen=True)
class Object:
    fields: tuple[Field, ...]

    def needs(self) -> Iterator[str]:
        """The names of the types that its fields have."""
        for each in self.fields:
            inner = each.type
            while isinstance(inner, Listing):
                inner = inner.item
            if isinstance(inner, Named):
                yield inner.name


@dataclass
class Vocabulary:
    """All that one version's schemas say: `messages` by class name, `types` by their own."""

    messages: dict[str, Object] = field(default_factory=dict[str, Object])
    types: dict[str, Object | Words] = field(default_factory=dict[str, Object | Words])

    def keep(self, name: str, made: Object | Words, action: str) -> Named:
        """One name means one thing; what is different in the schemas of `action` has that in its name."""
        for chosen in (name, action + name):
            if self.types.setdefault(chosen, made) == made:
                return Named(chosen)
        raise ValueError(f"{name} is not the same everywhere")


def read(folder: str) -> Vocabulary:
    """Every schema of the version in this folder of the package `ocpp`."""
    vocabulary = Vocabulary()
    schemas = importlib.resources.files("ocpp").joinpath(folder, "schemas")
    for file in sorted(schemas.iterdir(), key=lambda each: each.name):
        schema = cast("Json", json.loads(file.read_text(encoding="utf-8-sig")))
        name = file.name.removesuffix(".json")
        if not name.endswith(("Request", "Response")):
            name += "Request"
        action = re.sub(r"(Request|Response)$", "", name)
        vocabulary.messages[name] = _Reading(vocabulary, schema, action).message()
    return vocabulary


class _Reading:
    """Of one schema."""

    def __init__(self, vocabulary: Vocabulary, schema: Json, action: str) -> None:
        self._vocabulary = vocabulary
        self._action = action
        self._schema = schema
        self._definitions = cast("Json", schema.get("definitions", {}))

    def message(self) -> Object:
        return self._object(self._schema, self._action)

    def _keep(self, name: str, made: Object | Words) -> Named:
        return self._vocabulary.keep(name, made, self._action)

    def _object(self, schema: Json, owner: str) -> Object:
        if schema.get("additionalProperties") is not False:
            raise ValueError(f"{owner} is open")
        required = cast("list[str]", schema.get("required", []))
        properties = cast("Mapping[str, Json]", schema.get("properties", {}))
        return Object(
            tuple(
                Field(name, self._type(inner, owner, name), name in required)
                for name, inner in properties.items()
            )
        )

    def _type(self, schema: Json, owner: str, name: str) -> Type:
        """The type of `owner`'s field `name`."""
        if "$ref" in schema:
            return self._definition(schema["$ref"].rpartition("/")[2])
        if "enum" in schema:
            return self._keep(owner + _capital(name), Words(tuple(sorted(schema["enum"]))))
        match schema.get("type"):
            case "string":
                return Text(schema.get("maxLength"), schema.get("format"))
            case "integer" | "number" as kind:
                return Number(
                    kind == "integer", schema.get("minimum"), schema.get("maximum"), schema.get("multipleOf")
                )
            case "boolean":
                return Truth()
            case "array":
                item = self._type(schema["items"], owner, name)
                return Listing(item, schema.get("minItems"), schema.get("maxItems"))
            case "object":
                inner = _NAMES_16.get(name, _capital(name))
                return self._keep(inner, self._object(schema, inner))
            case None:
                return Anything()
            case other:
                raise ValueError(f"{owner}.{name} is of the unknown type {other}")

    def _definition(self, name: str) -> Type:
        if name == _CUSTOM_DATA:
            return CustomData()
        schema = cast("Json", self._definitions[name])
        short = name.removesuffix("Type")
        if "enum" in schema:
            return self._keep(short, Words(tuple(sorted(schema["enum"]))))
        if schema.get("type") == "object":
            return self._keep(short, self._object(schema, short))
        return self._type(schema, "", short)


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]
