"""The API's description shows each call: what it is called, what it takes and what it answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import jsonschema_rs
import pytest

from tests.integration.web.site import Site

PROBLEM = "application/problem+json"


class Operation(NamedTuple):
    call: str
    told: dict[str, Any]


@pytest.fixture
async def told(site: Site) -> dict[str, Any]:
    return (await site.browser().get("/openapi.json")).json()


def operations(told: dict[str, Any]) -> Iterator[Operation]:
    for path, item in told["paths"].items():
        for method, operation in item.items():
            yield Operation(f"{method.upper()} {path}", operation)


def shown(told: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every body and every answer, with where it stands."""
    for call, operation in operations(told):
        for kind, content in operation.get("requestBody", {}).get("content", {}).items():
            if not kind.startswith("image/"):
                yield f"{call} body", content
        for status, answer in operation["responses"].items():
            assert answer.get("content") or status == "204", (call, status)
            for kind, content in answer.get("content", {}).items():
                assert int(status) < 400 or kind == PROBLEM, (call, status)
                yield f"{call} {status}", content


async def test_every_call_has_a_title_and_says_what_it_does(told: dict[str, Any]) -> None:
    titles = [(operation["tags"][0] == "operator", operation["summary"]) for _, operation in operations(told)]
    assert len(titles) > 90
    assert len(titles) == len(set(titles)), "each is called otherwise"
    for call, operation in operations(told):
        assert len(operation["summary"].split()) >= 2, f"{call} has no title in api/description/summaries.py"
        assert len(operation["description"]) >= 15, call


async def test_it_begins_with_how_to_sign_in_and_ends_with_the_house(told: dict[str, Any]) -> None:
    order = [tag["name"] for tag in told["tags"]]
    assert (order[0], order[-1]) == ("sign-in", "operator")
    seen = [operation["tags"][0] for _, operation in operations(told)]
    assert list(dict.fromkeys(seen)) == order


async def test_every_body_and_answer_has_an_example_that_fits(told: dict[str, Any]) -> None:
    bodies = 0
    for place, content in shown(told):
        assert content.get("example"), place
        schema = {**content["schema"], "components": told["components"]}
        jsonschema_rs.validator_for(schema).validate(content["example"])
        bodies += place.endswith("body")
    assert bodies > 30


async def test_every_call_shows_its_problems(told: dict[str, Any]) -> None:
    for call, operation in operations(told):
        problems = {
            status: answer["content"][PROBLEM]["example"]
            for status, answer in operation["responses"].items()
            if int(status) >= 400
        }
        assert {"401", "404", "422", "429", "503"} <= set(problems), call
        for status, problem in problems.items():
            assert problem["status"] == int(status), (call, status)
            assert problem["type"].endswith(problem["code"]), (call, status)


async def test_only_the_way_in_needs_no_key(told: dict[str, Any]) -> None:
    way_in = {call for call, operation in operations(told) if not operation["security"]}
    assert way_in == {
        "POST /api/v1/sign-in",
        "POST /api/v1/sign-in/code",
        "POST /api/v1/sign-in/link",
        "POST /api/v1/sign-in/passkey",
        "POST /api/v1/sign-in/passkey/options",
    }
