"""The API's own description at /openapi.json, made to say what really comes."""

from __future__ import annotations

from typing import Any

import msgspec
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import TypeAdapter

from chargehand.edge.driver.api.description.examples import Examples, name_of
from chargehand.edge.driver.api.description.problems import problem_of
from chargehand.edge.driver.api.description.summaries import SUMMARIES, TAGS
from chargehand.edge.driver.context import WebSettings
from chargehand.edge.driver.door.guard import CSRF_HEADER
from chargehand.edge.driver.door.keys import cookie_name
from chargehand.edge.driver.problems import CONTENT_TYPE, not_found
from chargehand.views.account.examples import ACCOUNTS
from chargehand.views.api import ProblemObject, charger_object, evidence_list, session_object
from chargehand.views.parts.examples import DOUBTED, FREE, SEEN
from chargehand.views.usage.examples import USAGES

_ABOUT = (
    "Charging sessions, chargers and remote commands of the driver who asks. Energies are kWh, power kW, instants"
    " RFC 3339 in UTC; ids are opaque. Errors are problem+json: branch on `code`, show `title`. A program signs in by"
    " `POST /api/v1/sign-in` and the code of the letter that comes, and shows the token with every call."
)

_OPEN = "/api/v1/sign-in"
"""Calls of who has no key yet."""
_ELSEWISE = {
    "application/json": {"account": {"name": "Robin", "email": "robin@example.org"}, "next": None},
    "text/event-stream": 'id: 41\ndata: {"id": "EbOgYu7RhguqvWNZxDRFf4", "version": 41, "phase": "active"}\n\n',
    "text/html": "<!doctype html><title>Stickers</title>",
}
"""Examples of what no object describes."""


def describe(app: FastAPI, settings: WebSettings) -> dict[str, Any]:
    """OpenAPI 3.1, made once. Errors come as problem+json, which FastAPI's own description would call plain JSON."""
    if app.openapi_schema is None:
        told = get_openapi(
            title=f"{settings.name} API",
            version="1",
            description=_ABOUT,
            routes=app.routes,
            openapi_version="3.1.0",
        )
        schemes = told.setdefault("components", {}).setdefault("securitySchemes", {})
        schemes["token"] = {"type": "http", "scheme": "bearer"}
        schemes["cookie"] = {
            "type": "apiKey",
            "in": "cookie",
            "name": cookie_name(settings),
            "description": f"Unsafe methods also need the header {CSRF_HEADER}.",
        }
        schemas = told["components"].setdefault("schemas", {})
        schemas[ProblemObject.__name__] = TypeAdapter(ProblemObject).json_schema()
        examples = _illustrated(schemas)
        order, paths = list(TAGS), told.get("paths", {})
        told["tags"] = [{"name": name, "description": about} for name, about in TAGS.items()]
        for path, item in paths.items():
            for method, operation in item.items():
                operation["summary"] = SUMMARIES.get(f"{method.upper()} {path}", operation["summary"])
                operation["security"] = [] if path.startswith(_OPEN) else [{"token": []}, {"cookie": []}]
                _exemplify(path, operation, examples)
        told["paths"] = dict(sorted(paths.items(), key=lambda each: order.index(_tag(each[1]))))
        app.openapi_schema = told
    return app.openapi_schema


def _tag(item: dict[str, Any]) -> str:
    operation = next(iter(item.values()))
    return str(operation["tags"][0])


def _illustrated(schemas: dict[str, Any]) -> Examples:
    """Examples as they would really come, with what is null in them, which FastAPI leaves out of its own."""
    shown: dict[str, object] = {
        "SessionObject": session_object(DOUBTED, SEEN),
        "EvidenceList": evidence_list(DOUBTED, SEEN),
        "ChargerObject": charger_object(FREE, SEEN),
        "ProblemObject": not_found().told,
        **ACCOUNTS,
        **USAGES,
    }
    for name, example in shown.items():
        if name in schemas:
            schemas[name]["examples"] = [_plain(example)]
    examples = Examples(schemas)
    examples.fill()
    return examples


def _plain(told: object) -> Any:
    return msgspec.json.decode(msgspec.json.encode(told))


def _exemplify(path: str, operation: dict[str, Any], examples: Examples) -> None:
    """The body, the answer and each problem are shown; what is never sent is not promised."""
    for content in operation.get("requestBody", {}).get("content", {}).values():
        if name_of(content["schema"]):
            content["example"] = examples.of(content["schema"])
    for status, answer in operation["responses"].items():
        content = answer.get("content", {})
        if len(content) > 1 and content.get("application/json") == {"schema": {}}:
            del content["application/json"]
        if int(status) >= 400 and "application/json" in content:
            content[CONTENT_TYPE] = content.pop("application/json")
            content[CONTENT_TYPE]["example"] = _plain(problem_of(int(status), path))
            continue
        for kind, told in content.items():
            if name_of(told["schema"]):
                told["example"] = examples.of(told["schema"])
            elif kind in _ELSEWISE:
                told.setdefault("example", _ELSEWISE[kind])
