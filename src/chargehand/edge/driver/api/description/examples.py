"""An example of every object, composed of the values by its own schema: complete, and as valid as the schema can tell."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any, Final, cast

from chargehand.edge.driver.api.description.values import AT, VALUES

Schema = dict[str, Any]
_REF: Final = "#/components/schemas/"
_ORDINARY: Final[Mapping[str, object]] = {
    "string": "",
    "integer": 1,
    "number": 1.0,
    "boolean": False,
    "object": {},
    "null": None,
}
_FORMATS: Final[Mapping[str, str]] = {"date-time": AT, "date": AT[:10]}


def name_of(schema: Schema) -> str:
    """The named schema that this one refers to; empty for one that stands for itself."""
    return str(schema.get("$ref", "")).removeprefix(_REF)


class Examples:
    """`schemas`: those of a description. One that has an example of its own keeps it."""

    def __init__(self, schemas: dict[str, Schema]) -> None:
        self._schemas = schemas

    def fill(self) -> None:
        """Every object has an example."""
        for name, schema in self._schemas.items():
            if "example" in schema:
                schema["examples"] = [schema.pop("example")]
            if "properties" in schema and not schema.get("examples"):
                schema["examples"] = [self._composed(schema, name)]

    def of(self, schema: Schema) -> object:
        """Of a schema that refers to a named one."""
        return deepcopy(self._schemas[name_of(schema)]["examples"][0])

    def _composed(self, schema: Schema, owner: str) -> dict[str, object]:
        properties = cast("dict[str, Schema]", schema["properties"])
        return {name: self._value(each, owner, name) for name, each in properties.items()}

    def _value(self, schema: Schema, owner: str, name: str) -> object:
        for known in (f"{owner}.{name}", name):
            if known in VALUES:
                return deepcopy(VALUES[known])
        return self._ordinary(schema, owner, name)

    def _ordinary(self, schema: Schema, owner: str, name: str) -> object:
        referred = name_of(schema)
        if referred:
            return self._referred(referred, name)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return schema["enum"][0]
        choices = cast("list[Schema]", schema.get("anyOf", []))
        if choices:
            return self._ordinary(choices[0], owner, name)
        kind = str(schema.get("type", "null"))
        if kind == "array":
            return [self._ordinary(schema["items"], owner, name)]
        return _FORMATS.get(str(schema.get("format", ""))) or deepcopy(_ORDINARY[kind])

    def _referred(self, referred: str, name: str) -> object:
        schema = self._schemas[referred]
        if schema.get("examples"):
            return deepcopy(schema["examples"][0])
        if "properties" in schema:
            return self._composed(schema, referred)
        return self._ordinary(schema, referred, name)
