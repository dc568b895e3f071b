"""Payloads from the official schemas: whole ones, and each of their fields made wrong in every way, one at a time.

Told by the schemas alone and always the same; the code under test has no part in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

Json = Any
Path = tuple[str | int, ...]
FOLDERS = {"ocpp1.6": "v16", "ocpp2.0.1": "v201", "ocpp2.1": "v21"}
LONG = "x" * 5000
WRONGS: tuple[Json, ...] = (
    True,
    7,
    -7,
    7.0,
    7.25,
    10**30,
    "x",
    "",
    "7",
    " -7.0 ",
    "true",
    "FALSE",
    "\x00",
    LONG,
    [],
    ["x"],
    [None],
    {},
    {"a": 1},
    [[[]]],
)
ODDITY = "oddity"


@dataclass(frozen=True)
class Mutation:
    """`payload` has one thing wrong at `path`, or at least another value. `what`: gone, null, other, unknown."""

    what: str
    path: Path
    value: Json
    payload: Json


class Schema:
    """One of the official schemas."""

    def __init__(self, subprotocol: str, name: str) -> None:
        self.subprotocol = subprotocol
        self.name = name
        text = files("ocpp").joinpath(FOLDERS[subprotocol], "schemas", f"{name}.json").read_text("utf-8-sig")
        self.root: dict[str, Json] = json.loads(text)

    @property
    def action(self) -> str:
        return self.name.removesuffix("Request").removesuffix("Response")

    @property
    def request(self) -> Schema:
        """Of the request that this answers."""
        return Schema(
            self.subprotocol, self.action if self.subprotocol == "ocpp1.6" else f"{self.action}Request"
        )

    @property
    def is_response(self) -> bool:
        return self.name.endswith("Response")

    def resolved(self, schema: Mapping[str, Json]) -> Mapping[str, Json]:
        while "$ref" in schema:
            schema = self.root["definitions"][schema["$ref"].rpartition("/")[2]]
        return schema

    def at(self, path: Path) -> Mapping[str, Json]:
        """What it says of one place."""
        schema = self.resolved(self.root)
        for step in path:
            schema = self.resolved(schema["items"] if isinstance(step, int) else schema["properties"][step])
        return schema

    def example(self, *, whole: bool) -> Json:
        """A valid payload with every field, or with the required ones only."""
        return self._example(self.root, whole=whole)

    def _example(self, schema: Mapping[str, Json], *, whole: bool) -> Json:
        schema = self.resolved(schema)
        if "enum" in schema:
            return schema["enum"][0]
        match schema.get("type"):
            case "object":
                return {
                    name: self._example(inner, whole=whole)
                    for name, inner in schema.get("properties", {}).items()
                    if whole or name in schema.get("required", ())
                }
            case "array":
                return [
                    self._example(schema["items"], whole=whole)
                    for _ in range(max(1, schema.get("minItems", 0)))
                ]
            case "integer":
                return int(_within(schema, 7))
            case "number":
                return float(_within(schema, 7.5))
            case "boolean":
                return True
            case None:
                return "anything"
            case _:
                return _text(schema)

    def mutations(self) -> Iterator[Mutation]:
        """Each field of the whole example: taken away, null, of other types, too long, too many, out of range."""
        whole = self.example(whole=True)
        yield Mutation("unknown", (ODDITY,), 1, {**whole, ODDITY: 1})
        for path, value in places(whole):
            if isinstance(path[-1], str):
                yield Mutation("gone", path, None, without(whole, path))
            yield Mutation("null", path, None, changed(whole, path, None))
            for other in (*WRONGS, *self._limits(path, value)):
                yield Mutation("other", path, other, changed(whole, path, other))
            if isinstance(value, dict):
                more = {**value, ODDITY: 1}
                yield Mutation("unknown", (*path, ODDITY), 1, changed(whole, path, more))

    def _limits(self, path: Path, value: Json) -> Iterator[Json]:
        """Values at and beyond the limits of a place."""
        schema = self.at(path)
        if "enum" in schema:
            yield from (schema["enum"][-1], schema["enum"][0] + "x", schema["enum"][0].swapcase())
        if (longest := schema.get("maxLength")) is not None:
            yield from ("y" * longest, "y" * (longest + 1), "\U0001f50c" * longest)
        for limit in (schema.get("minimum"), schema.get("maximum")):
            if limit is not None:
                yield from (int(limit), int(limit) - 1, int(limit) + 1)
        if (most := schema.get("maxItems")) is not None:
            yield from (value * most, value * (most + 1))
        if schema.get("format") == "date-time":
            yield from (
                "2026-11-20 04:29:34Z",
                "2026-11-20T04:29:34",
                "2026-02-29T04:29:34Z",
                "2028-02-29T23:59:59.5+14:00",
            )


def _within(schema: Mapping[str, Json], number: float) -> float:
    return min(max(number, schema.get("minimum", number)), schema.get("maximum", number))


def _text(schema: Mapping[str, Json]) -> str:
    match schema.get("format"):
        case "date-time":
            return "2026-11-20T04:29:34Z"
        case "uri":
            return "ftp://example.com/a"
        case _:
            return "7" * min(7, schema.get("maxLength", 7))


def places(value: Json, here: Path = ()) -> Iterator[tuple[Path, Json]]:
    """Every field and every item, outer ones first."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, each in inner:
        path = (*here, step)
        yield path, each
        yield from places(each, path)


def changed(payload: Json, path: Path, value: Json) -> Json:
    """A payload with another value in one place; all else is shared with the old one."""
    if not path:
        return value
    step: Json = path[0]
    made: Json = dict(payload) if isinstance(payload, dict) else list(payload)
    made[step] = changed(payload[step], path[1:], value)
    return made


def without(payload: Json, path: Path) -> Json:
    """A payload that lacks one field."""
    if len(path) > 1:
        return changed(payload, path[:1], without(payload[path[0]], path[1:]))
    return {name: value for name, value in payload.items() if (name,) != path}


@cache
def names(subprotocol: str) -> tuple[str, ...]:
    """All schemas of a version."""
    folder = files("ocpp").joinpath(FOLDERS[subprotocol], "schemas")
    return tuple(sorted(file.name.removesuffix(".json") for file in folder.iterdir()))
