"""The API's own description at /openapi.json, made to say what really comes."""

from __future__ import annotations

from typing import Any

import msgspec
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from chargehand.edge.driver.context import WebSettings
from chargehand.edge.driver.door.guard import CSRF_HEADER
from chargehand.edge.driver.door.keys import cookie_name
from chargehand.edge.driver.problems import CONTENT_TYPE
from chargehand.views.account.examples import ACCOUNTS
from chargehand.views.api import charger_object, evidence_list, session_object
from chargehand.views.parts.examples import DOUBTED, FREE, SEEN
from chargehand.views.usage.examples import USAGES

_ABOUT = (
    "Charging sessions, chargers and remote commands of the driver who asks. Energies are kWh, power kW, instants"
    " RFC 3339 in UTC; ids are opaque. Errors are problem+json: branch on `code`, show `title`."
)


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
        for path, item in told.get("paths", {}).items():
            for operation in item.values():
                _correct(operation, guarded=path.startswith("/api/"))
        _illustrate(told["components"].get("schemas", {}))
        app.openapi_schema = told
    return app.openapi_schema


def _illustrate(schemas: dict[str, Any]) -> None:
    """Examples as they would really come, with what is null in them, which FastAPI leaves out of its own."""
    shown: dict[str, object] = {
        "SessionObject": session_object(DOUBTED, SEEN),
        "EvidenceList": evidence_list(DOUBTED, SEEN),
        "ChargerObject": charger_object(FREE, SEEN),
        **ACCOUNTS,
        **USAGES,
    }
    for name, example in shown.items():
        if name in schemas:
            schemas[name]["examples"] = [msgspec.json.decode(msgspec.json.encode(example))]


def _correct(operation: dict[str, Any], *, guarded: bool) -> None:
    if guarded:
        operation["security"] = [{"token": []}, {"cookie": []}]
    for status, answer in operation["responses"].items():
        content = answer.get("content", {})
        if int(status) >= 400 and "application/json" in content and guarded:
            content[CONTENT_TYPE] = content.pop("application/json")
