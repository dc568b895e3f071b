"""Answers of the API, and what its description says of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final

import msgspec
from fastapi import APIRouter, Depends
from starlette.responses import Response

from chargehand.edge.driver.door.guard import Caller, Guard
from chargehand.edge.driver.ports import Accounts
from chargehand.edge.driver.problems import Problem
from chargehand.model.identity import CommandId

_encode = msgspec.json.Encoder().encode

Described = dict[int | str, dict[str, Any]]
"""FastAPI's own type for `responses`."""

PROBLEM: Final = {"$ref": "#/components/schemas/ProblemObject"}
"""A reference: as a model it would be analysed anew for each answer of each call, most of an app's start."""

REPLAYED: Final = "Idempotent-Replayed"


def api_router(guard: Guard, prefix: str, tag: str) -> APIRouter:
    """Routes that ask for a key before they look at anything else."""
    return APIRouter(prefix=prefix, tags=[tag], dependencies=[Depends(guard.insist_on_key)])


def reply(told: object, status: int = 200) -> Response:
    """`told` is one of the views' objects."""
    return Response(_encode(told), status, media_type="application/json")


def described(model: type, status: int = 200, *, errors: tuple[int, ...] = ()) -> Described:
    """The good answer and the problems that may come instead."""
    told: Described = {status: {"model": model}}
    for each in sorted({400, 401, 403, 404, 422, 429, 500, 503, *errors}):
        told[each] = {"content": {"application/json": {"schema": PROBLEM}}}
    return told


def described_stream(what: str) -> Described:
    told = described(str)
    told[200] = {"content": {"text/event-stream": {"schema": {"type": "string"}}}, "description": what}
    return told


async def once(
    accounts: Accounts,
    caller: Caller,
    key: str | None,
    request: bytes,
    act: Callable[[CommandId | None], Awaitable[Response]],
) -> Response:
    """`act`, once per Idempotency-Key and day: a repeat gets the kept answer, also while the first is still under way.

    Without a key it acts each time. What was refused changed nothing and is not kept, so that a repeat may succeed.
    """
    if key is None:
        return await act(None)
    known = await accounts.recall(caller.driver.id, key, request)
    if not known.same:
        raise Problem(422, "idempotency_key_reused", "This Idempotency-Key came before with another request.")
    if known.status:
        return Response(known.body, known.status, {REPLAYED: "true"}, "application/json")
    response = await act(known.command)
    await accounts.remember(caller.driver.id, key, response.status_code, bytes(response.body))
    return response
