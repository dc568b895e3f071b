"""What guessing brings, and what a stolen copy of everything would: S35, S36, S44."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from starlette.requests import Request

from chargehand.edge.driver.door.accounts import reception
from chargehand.edge.driver.door.limits import SignInLimits
from chargehand.edge.driver.problems import Problem
from chargehand.model.token import Driver
from chargehand.model.visit import LetterDraft
from tests.integration.web.crawl import Ports, rows_about
from tests.integration.web.site import Site, running
from tests.integration.web.world import BASE_URL, Clock, World

SWEPT = {("Accounts", "sweep")}
"""Asked now and then, whoever comes."""


def asking(address: str) -> Request:
    return Request({"type": "http", "method": "POST", "path": "/", "headers": [], "client": (address, 1)})


def test_ten_thousand_tries_from_everywhere_look_at_a_dozen_codes() -> None:  # S35
    clock = Clock()
    limits = SignInLimits(clock)
    looked_at = 0
    for number in range(10_000):
        clock.pass_by(seconds=0.36)
        with suppress(Problem):
            limits.count_entry(asking(f"10.0.{number % 250}.{number // 250}"))
            limits.count_code("ada@example.org")
            looked_at += 1
    assert looked_at <= 12, "of a million codes: one in eighty thousand that any of them is right"


def test_one_browser_that_tries_everybody_is_slowed_and_nobody_else_is() -> None:  # S35
    clock = Clock()
    limits = SignInLimits(clock)
    for number in range(20):
        limits.count_letter(asking("10.0.0.1"), f"driver{number}@example.org")
    with pytest.raises(Problem):
        limits.count_letter(asking("10.0.0.1"), "driver20@example.org")
    limits.count_letter(asking("10.0.0.2"), "driver1@example.org")
    limits.count_entry(asking("10.0.0.2"))


def test_whoever_has_a_network_of_addresses_is_one() -> None:  # S35: of IPv6 everybody has 2 ** 64
    limits = SignInLimits(Clock())
    for number in range(30):
        limits.count_entry(asking(f"2001:db8:0:1::{number + 1:x}"))
    with pytest.raises(Problem):
        limits.count_entry(asking("2001:db8:0:1:ffff::1"))
    limits.count_entry(asking("2001:db8:0:2::1"))


async def test_however_many_houses_count_a_day_has_thirty_codes(world: World) -> None:  # S35
    """Counts in memory are each process' own, begin anew with it, and can be crowded out."""
    ada, accounts = await world.driver("ada"), world.accounts
    until = world.clock() + timedelta(days=2)

    async def enters(code: str) -> Driver | None:
        entry = f"e{code}{world.clock()}"
        return await accounts.sign_in_by_code(ada.email, code, entry, until, "", None)

    async def asks(secret: str) -> None:
        await accounts.ask_sign_in(ada.email, secret, "123456", 15, LetterDraft("…", "…"))

    for letter in range(8):
        await asks(f"letter{letter}")
        for _ in range(5):
            assert await enters("000000") is None
    await asks("latest")
    assert await enters("123456") is None
    by_link = await accounts.sign_in_by_link("latest", "by the link", until, "", None)
    assert by_link is not None, "guessing locks nobody out"
    world.clock.pass_by(days=1, seconds=1)
    await asks("the next day")
    assert await enters("123456") is not None


async def test_known_and_unknown_cost_the_same_questions(world: World) -> None:  # S36
    """What is asked of the database decides how long an answer takes; here it is the same for both."""
    await world.driver("ada")
    async with running(Site.of(world)) as site:
        ports = Ports(site)
        asked: dict[str, set[tuple[str, str]]] = {}
        for name in ("ada", "eve"):
            browser = site.browser()
            ports.asked.clear()
            letter = await browser.post("/sign-in", data={"email": f"{name}@example.org"})
            before_the_answer = set(ports.asked)
            await site.app.web.errands.done()
            code = await browser.post(
                "/sign-in/code", data={"email": f"{name}@example.org", "code": "000000"}
            )
            assert (letter.status_code, code.status_code) == (200, 422)
            assert before_the_answer <= {("Accounts", "visit")}, "nobody was looked up before the answer"
            asked[name] = ports.asked - SWEPT
        assert asked["ada"] == asked["eve"]


async def test_a_wrong_code_is_told_after_the_same_time_for_everybody(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:  # S36: where there is a letter one try less is written down, and that takes longer
    await world.driver("ada")
    site, now_s, told_at_s = Site.of(world), 0.0, list[float]()
    takes_s = {"ada@example.org": 0.07, "eve@example.org": 0.001}
    look_up = world.accounts.sign_in_by_code

    async def looked_up(
        email: str, code: str, entry: str, until: datetime, *more: str | None
    ) -> Driver | None:
        nonlocal now_s
        now_s += takes_s[email]
        return await look_up(email, code, entry, until, *more)  # pyright: ignore[reportArgumentType]

    async def slept(seconds: float) -> None:
        told_at_s.append(round(now_s + seconds, 6))

    monkeypatch.setattr(world.accounts, "sign_in_by_code", looked_up)
    monkeypatch.setattr(reception.asyncio, "sleep", slept)
    object.__setattr__(site.app.web.context, "monotonic", lambda: now_s)
    for email in takes_s:
        now_s = 0.0
        answer = await site.browser().post("/sign-in/code", data={"email": email, "code": "000000"})
        assert answer.status_code == 422

    assert told_at_s == [reception.NO_AFTER_S] * 2


async def test_a_copy_of_everything_opens_nothing(site: Site) -> None:  # S44
    """Of what lets somebody in, no table holds it; a letter that has not left yet holds its own link."""
    ada = await site.world.driver("ada")
    browser = await site.signed_in(ada)
    api = await site.world.api_token(ada)
    await site.world.pool.execute("delete from letter")
    await browser.post("/sign-in", data={"email": "ada@example.org"})
    await site.app.web.errands.done()
    letter = await site.world.pool.fetchval("select body from letter")
    link = re.findall(rf"{BASE_URL}/sign-in/([\w-]+)", letter)[0]
    await site.world.station("CP1")
    operator = site.program(
        await site.world.api_token(await site.world.driver("boss", operator=True), "operator")
    )
    password = "0123456789abcdef0123456789abcdef01234567"
    wish = await operator.put("/api/v1/operator/stations/CP1", json={"password": password})
    assert wish.status_code == 200

    held = [browser.cookies["chargehand"], browser.csrf, api, link, password]
    spelled = [text for each in held for text in (each, each.encode().hex())]
    found = [row for row in await rows_about(site.world, *spelled) if not row.startswith("letter ")]
    assert found == []


async def test_a_new_house_knows_nobody(world: World) -> None:
    """No account, no token, no card, no station comes with it."""
    for table in ("driver", "api_token", "token", "station", "sign_in", "web_session"):
        assert await world.pool.fetchval(f"select count(*) from {table}") == 0, table
