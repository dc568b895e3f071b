"""The API is what its description says."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import jsonschema_rs
import pytest

from chargehand.model.visit import SessionState
from tests.integration.web.site import Site
from tests.integration.web.test_live import served
from tests.integration.web.world import World

CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,"
    "response_schema_conformance,negative_data_rejection,missing_required_header,unsupported_method,ignored_auth,allow_header_conformance"
)


async def test_the_description_is_of_openapi_31_and_names_every_promised_call(site: Site) -> None:
    told = (await site.browser().get("/openapi.json")).json()

    assert told["openapi"] == "3.1.0"
    calls = {(method.upper(), path) for path, item in told["paths"].items() for method in item}
    assert calls >= {
        ("GET", "/api/v1/chargers"),
        ("GET", "/api/v1/chargers/{charger}"),
        ("POST", "/api/v1/chargers/{charger}/refresh"),
        ("POST", "/api/v1/sessions"),
        ("GET", "/api/v1/sessions"),
        ("GET", "/api/v1/sessions/{session}"),
        ("GET", "/api/v1/sessions/{session}/readings"),
        ("GET", "/api/v1/sessions/{session}/evidence"),
        ("POST", "/api/v1/sessions/{session}/stop"),
        ("GET", "/api/v1/commands/{command}"),
        ("POST", "/api/v1/sessions/{session}/not-charging"),
        ("GET", "/api/v1/sessions/{session}/live"),
        ("GET", "/api/v1/live"),
        ("GET", "/api/v1/operator/sessions"),
        ("GET", "/api/v1/operator/sessions/{session}"),
        ("POST", "/api/v1/operator/sessions/{session}/probe"),
        ("POST", "/api/v1/operator/sessions/{session}/close"),
        ("POST", "/api/v1/operator/sessions/{session}/close/undo"),
    }
    for path, item in told["paths"].items():
        for operation in item.values():
            assert bool(operation["security"]) is not path.startswith("/api/v1/sign-in"), path
            assert operation["summary"], path
            for status, answer in operation["responses"].items():
                kinds = set(answer.get("content", {}))
                assert int(status) < 400 or kinds == {"application/problem+json"}, (path, status, kinds)


async def test_answers_fit_the_description(site: Site) -> None:
    ada = await site.world.driver("ada")
    await site.world.card(ada, "CARD1")
    charger = await site.world.station("CP1", connectors=2)
    ended = await site.world.session(ada, "CP1", ended_s_ago=60)
    live = await site.world.session(ada, "CP1", token="CARD1")
    await site.world.reading(live, s_ago=10, energy_wh=1_000)
    await site.world.command("c1", "stop", "CP1", ada, live)
    await site.world.evidence(live, "connector_free", claim="ended", grade="B+")
    await site.world.doubt(live, "connector_free")
    api = site.program(await site.world.api_token(ada))
    told = (await api.get("/openapi.json")).json()

    for pattern, path in (
        ("/api/v1/chargers", "/api/v1/chargers"),
        ("/api/v1/chargers/{charger}", f"/api/v1/chargers/{charger}"),
        ("/api/v1/sessions", f"/api/v1/sessions?status={SessionState.ALL}"),
        ("/api/v1/sessions/{session}", f"/api/v1/sessions/{live}"),
        ("/api/v1/sessions/{session}", f"/api/v1/sessions/{ended}"),
        ("/api/v1/sessions/{session}/readings", f"/api/v1/sessions/{live}/readings"),
        ("/api/v1/sessions/{session}/evidence", f"/api/v1/sessions/{live}/evidence"),
        ("/api/v1/commands/{command}", "/api/v1/commands/c1"),
    ):
        answer = await api.get(path)
        assert answer.status_code == 200, path
        schema = told["paths"][pattern]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        jsonschema_rs.validator_for({**schema, "components": told["components"]}).validate(answer.json())


async def test_its_examples_are_what_it_describes(site: Site) -> None:
    told = (await site.browser().get("/openapi.json")).json()

    shown = 0
    for schema in told["components"]["schemas"].values():
        for example in schema.get("examples", []):
            jsonschema_rs.validator_for({**schema, "components": told["components"]}).validate(example)
            shown += 1
    assert shown >= 3


async def test_an_operators_sessions_fit_the_description(site: Site) -> None:
    ada, boss = await site.world.driver("ada"), await site.world.driver("boss", operator=True)
    await site.world.card(ada, "CARD1")
    await site.world.station("CP1")
    live = await site.world.session(ada, "CP1", token="CARD1")
    await site.world.evidence(live, "asked", source="house", note="meter")
    await site.world.command("c1", "stop", "CP1", ada, live)
    api = site.program(await site.world.api_token(boss, "operator"))
    told = (await api.get("/openapi.json")).json()

    for pattern, path in (("", ""), ("/{session}", f"/{live}")):
        answer = await api.get(f"/api/v1/operator/sessions{path}")
        assert answer.status_code == 200, answer.text
        described = told["paths"][f"/api/v1/operator/sessions{pattern}"]["get"]["responses"]["200"]
        schema = {**described["content"]["application/json"]["schema"], "components": told["components"]}
        jsonschema_rs.validator_for(schema).validate(answer.json())


@pytest.mark.parametrize("seed", [1])
async def test_no_request_that_a_machine_thinks_of_breaks_the_contract(
    world: World, seed: int
) -> None:  # S41
    ada = await world.driver("ada")
    await world.card(ada, "CARD1")
    await world.station("CP1", connectors=2)
    await world.session(ada, "CP1")
    await is_kept(
        world, await world.api_token(ada), seed, "--exclude-path-regex=/operator/|/(live|sign-out|deletion)$"
    )


@pytest.mark.parametrize("seed", [1])
async def test_nor_one_of_an_operator(world: World, seed: int) -> None:  # S41
    boss = await world.driver("boss", operator=True)
    await is_kept(world, await world.api_token(boss, "operator"), seed, "--include-path-regex=/operator/")


async def is_kept(world: World, token: str, seed: int, *chosen: str) -> None:
    """Covering every chosen operation, nothing comes that the description does not tell."""
    site = Site.of(world, wishes_burst=100_000)
    async with served(site) as web:
        program = await asyncio.create_subprocess_exec(
            str(Path(sys.executable).parent / "schemathesis"),
            "run",
            f"http://127.0.0.1:{web.port}/openapi.json",
            f"--header=Authorization: Bearer {token}",
            *chosen,
            "--phases=coverage",
            f"--checks={CHECKS}",
            f"--seed={seed}",
            "--generation-database=none",
            "--no-color",
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await program.communicate()

    assert program.returncode == 0, said.decode()
    # A tariff that is set for all makes each lane read itself anew.
    assert set(site.observed.faults) <= {"StaleSnapshot"}
