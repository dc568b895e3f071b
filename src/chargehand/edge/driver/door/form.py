"""Forms as browsers send them, or the same fields as a JSON object."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl

import msgspec
from starlette.requests import Request

from chargehand.edge.driver.problems import invalid

_FIELDS_MAX = 50


async def read_form(request: Request) -> Mapping[str, str]:
    """The fields of the body, each once; empty for a body of another kind. Raises Problem for one that cannot be read."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        return _json_fields(await request.body())
    if kind != "application/x-www-form-urlencoded":
        return {}
    try:
        text = (await request.body()).decode()
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=_FIELDS_MAX, errors="strict"))
    except ValueError as fault:
        raise invalid("The form cannot be read.") from fault


def _json_fields(body: bytes) -> Mapping[str, str]:
    """The texts and switches of a JSON object, as a form would say them."""
    if not body:
        return {}
    try:
        told = msgspec.json.decode(body, type=dict[str, object])
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        raise invalid("The body is not a JSON object.") from fault
    fields = {name: value for name, value in told.items() if isinstance(value, str)}
    return fields | {name: "on" for name, value in told.items() if value is True}
