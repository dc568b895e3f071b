"""When something breaks or somebody overdoes it: S27, S39, S49, S50."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

import httpx
import pytest

from chargehand.model.answers import Answer
from chargehand.model.events import Event
from chargehand.model.faults import LaneHalted, WorldFault
from chargehand.model.refusals import Refusal
from chargehand.model.visit import Key, Named, Visit
from chargehand.store.accounts import Accounts
from tests.integration.web.hers import OPEN, Hers, ask, routes
from tests.integration.web.site import ORIGIN, Site, running
from tests.integration.web.world import BASE_URL, World


@pytest.mark.parametrize("length", [64 * 1024 + 1, 10_000_000])
async def test_a_large_body_is_refused(site: Site, length: int) -> None:
    ada = await site.signed_in(await site.world.driver("ada"))

    async def pieces():
        for _ in range(length // 8192 + 1):
            yield b"x" * 8192

    for path in ("/api/v1/sessions", "/sign-in"):
        json_kind = {"Content-Type": "application/json", "X-CSRF-Token": ada.csrf}
        whole = await ada.post(path, content=b"x" * length, headers=json_kind)
        assert whole.status_code == 413, path
        chunked = await ada.post(path, content=pieces(), headers=json_kind)
        assert chunked.status_code == 413, path


class Broken:
    """A submit that fails in its way."""

    def __init__(self, fault: Exception) -> None:
        self.fault = fault

    async def submit(self, event: Event, frame: str | None = None) -> Answer | Refusal:
        raise self.fault from ValueError(f"{event} {frame}")


async def test_a_fault_tells_nothing_of_our_insides(world: World) -> None:  # S27
    hers = await Hers.made(world)
    fault = RuntimeError("secret insides at /src/chargehand")
    async with running(Site.of(world, Broken(fault))) as site:
        ada = await site.signed_in(await world.driver("ada"))
        answer = await ada.post(f"/api/v1/sessions/{hers.live}/stop", headers={"X-CSRF-Token": ada.csrf})
        page = await ada.send_form(f"/sessions/{hers.live}/stop")
        number = re.findall(r"number: (\w+)", answer.json()["detail"])[0]

    assert (answer.status_code, answer.json()["code"]) == (500, "defect")
    assert page.status_code == 500
    assert "insides" not in answer.text + page.text
    assert "Traceback" not in answer.text + page.text
    assert any(told.startswith(number) and "secret insides" in told for told in site.observed.faults)


@pytest.mark.parametrize(
    ("fault", "code"), [(WorldFault("no database"), "unavailable"), (LaneHalted("a law"), "charger_halted")]
)
async def test_when_nothing_could_be_decided_it_is_503(world: World, fault: Exception, code: str) -> None:
    hers = await Hers.made(world)
    async with running(Site.of(world, Broken(fault))) as site:
        api = site.program(await world.api_token(await world.driver("ada")))
        answer = await api.post(f"/api/v1/sessions/{hers.live}/stop")
        ada = await site.signed_in(await world.driver("ada"))
        fragment = await ada.send_form(f"/sessions/{hers.live}/stop", htmx=f"/sessions/{hers.live}")

    assert (answer.status_code, answer.json()["code"]) == (503, code)
    assert int(answer.headers["retry-after"]) > 0
    assert fragment.status_code == 200
    assert "Something broke" in fragment.text or "broke" in fragment.text


class DeafAccounts(Accounts):
    """The database cannot be asked who is who."""

    async def visit(self, key: Key, named: Named) -> Visit | None:
        raise WorldFault(f"cannot ask for {key} {named}")


async def test_nobody_is_let_in_by_a_fault(world: World) -> None:  # S50
    hers = await Hers.made(world)
    secret = await world.api_token(await world.driver("ada"))
    world.accounts.__class__ = DeafAccounts
    site = Site.of(world)
    api = site.program(secret)

    for method, pattern in routes(site):
        if pattern in OPEN:
            continue
        for path in hers.paths(pattern):
            answer = await ask(api, method, path)
            assert answer.status_code in {401, 503}, (method, path, answer.status_code)
            assert hers.told_in(answer.text) == []
    assert await world.pool.fetchval("select count(*) from command") == 1


async def test_without_room_all_is_read_and_nothing_is_written_f97(world: World) -> None:
    """To drivers and operators alike, by program and by form; each is told why. Signing in stays possible."""
    hers = await Hers.made(world)
    site = Site.of(world)
    boss = await world.driver("boss", operator=True)
    keys = [await world.api_token(boss, "operator"), await world.api_token(await world.driver("ada"))]
    object.__setattr__(site.app.web.context, "room", lambda: False)
    ada = await site.signed_in(await world.driver("ada"))

    refused: set[str] = set()
    for api in [site.program(key) for key in keys]:
        for method, pattern in routes(site):
            if pattern in OPEN or method in {"GET", "HEAD"} or not pattern.startswith("/api/"):
                continue
            for path in hers.paths(pattern):
                answer = await (api.delete(path) if method == "DELETE" else ask(api, method, path))
                assert answer.status_code in {403, 422, 503}, (method, path, answer.status_code)
                if answer.status_code == 503:
                    assert (answer.json()["code"], answer.headers["retry-after"]) == ("read_only", "60")
                    refused.add(pattern)
    stop = await ada.send_form(f"/sessions/{hers.live}/stop", htmx=f"/sessions/{hers.live}")
    plain = await ada.send_form(f"/sessions/{hers.live}/stop")
    page, listed = (
        await ada.get(f"/sessions/{hers.live}"),
        await site.program(keys[1]).get("/api/v1/sessions"),
    )

    assert len(refused) > 10
    assert (stop.status_code, plain.status_code, page.status_code, listed.status_code) == (200, 503, 200, 200)
    assert "Nothing can be changed right now" in stop.text
    assert "Nothing can be changed right now" in plain.text
    assert await world.pool.fetchval("select count(*) from command") == 1
    object.__setattr__(site.app.web.context, "room", lambda: True)
    assert (await ada.send_form(f"/chargers/{hers.charger}/refresh")).status_code != 503


async def test_a_driver_who_wishes_too_much_is_slowed_and_others_are_not(world: World) -> None:  # S39
    charger = await world.station("CP1")
    site = Site.of(world, wishes_burst=3, wishes_per_s=0.5)
    ada, bob = [site.program(await world.api_token(await world.driver(name))) for name in ("ada", "bob")]

    statuses = [(await ada.post(f"/api/v1/chargers/{charger}/refresh")).status_code for _ in range(4)]
    slowed = await ada.post(f"/api/v1/chargers/{charger}/refresh")

    assert statuses == [202, 202, 202, 429]
    assert slowed.headers["retry-after"] == "2"
    assert (await bob.post(f"/api/v1/chargers/{charger}/refresh")).status_code == 202
    world.clock.pass_by(seconds=2)
    assert (await ada.post(f"/api/v1/chargers/{charger}/refresh")).status_code == 202


async def test_a_driver_who_reads_too_much_is_slowed_and_others_are_not(world: World) -> None:  # S39
    site = Site.of(world, requests_burst=3, requests_per_s=0.5)
    ada, bob = [site.program(await world.api_token(await world.driver(name))) for name in ("ada", "bob")]

    assert [(await ada.get("/api/v1/sessions")).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert (await ada.get("/api/v1/chargers")).headers["retry-after"] == "2"
    assert (await bob.get("/api/v1/sessions")).status_code == 200
    world.clock.pass_by(seconds=2)
    assert (await ada.get("/api/v1/sessions")).status_code == 200


async def test_metrics_are_not_for_everybody(world: World) -> None:  # S49
    local, far = ("127.0.0.1", 1), ("203.0.113.9", 1)

    async def status(site: Site, client: tuple[str, int], headers: dict[str, str]) -> int:
        transport = httpx.ASGITransport(site.app, client=client)
        async with httpx.AsyncClient(transport=transport, base_url=BASE_URL, headers=headers) as asking:
            return (await asking.get("/metrics")).status_code

    plain, guarded = Site.of(world), Site.of(world, metrics_token="counting")
    assert await status(plain, local, {}) == 200
    assert await status(plain, far, {}) == 404
    assert await status(plain, local, {"X-Forwarded-For": "203.0.113.9"}) == 404
    assert await status(guarded, far, {"Authorization": "Bearer counting"}) == 200
    for shown in ({}, {"Authorization": "Bearer wrong"}):
        assert await status(guarded, local, shown) == 404


async def test_ready_says_what_is_missing(world: World) -> None:
    site = Site.of(world)
    assert (await site.browser().get("/readyz")).json() == {"status": "ready"}

    async def reasons() -> Sequence[str]:
        return ("database",)

    object.__setattr__(site.app.web.context, "ready", reasons)
    answer = await site.browser().get("/readyz")
    assert (answer.status_code, answer.json()["reasons"]) == (503, ["database"])
    assert (await site.browser().get("/healthz")).json() == {"status": "ok"}


async def test_the_engines_refusals_reach_a_page_in_words(site: Site) -> None:
    hers = await Hers.made(site.world)
    ada = await site.signed_in(await site.world.driver("ada"))

    answer = await ada.send_form(f"/sessions/{hers.ended}/stop", htmx=f"/sessions/{hers.ended}")
    plain = await ada.send_form(f"/sessions/{hers.ended}/stop")

    assert answer.status_code == 200
    assert "already ended" in answer.text
    assert "</html>" not in answer.text
    assert plain.status_code == 409
    assert "already ended" in plain.text
    assert "</html>" in plain.text
    assert json.dumps(ORIGIN)
