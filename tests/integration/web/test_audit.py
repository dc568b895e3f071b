"""The audit log: every act is one entry, nobody changes one unseen, and nothing in it names a person: S43, S45."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from typing import cast

import asyncpg
import pytest

from chargehand.model.audit import Act, AuditChoice, Entry, Head
from chargehand.model.faults import WorldFault
from chargehand.store.audit.entries import AuditLog
from chargehand.store.pool import open_pool
from tests.integration.web.crawl import Ports, guarded, streams
from tests.integration.web.hers import LEAVING, OPEN, Hers, ask, routes
from tests.integration.web.site import Browser, Site
from tests.integration.web.world import BASE_URL, World

AUDIT = "/api/v1/operator/audit"
SAFE = {"GET", "HEAD", "OPTIONS"}


async def entries(site: Site) -> list[Entry]:
    """Oldest first; what strangers do comes after their answers."""
    await site.app.web.errands.done()
    return await AuditLog(site.world.pool).entries(AuditChoice(newest=False, limit=100_000))


async def news(site: Site, after: int) -> Sequence[Entry]:
    await site.app.web.errands.done()
    return await AuditLog(site.world.pool).entries(AuditChoice(newest=False, limit=1_000, after=after))


async def hers_away(world: World) -> Hers:
    """With a charger that nobody waits for."""
    hers = await Hers.made(world)
    await world.pool.execute("update station set connected = false")
    return hers


def looked_anew(site: Site) -> None:
    """Operators change stations beside their lanes, which look at them anew then."""
    site.observed.faults[:] = [each for each in site.observed.faults if each != "StaleSnapshot"]


async def operator(site: Site) -> Browser:
    boss = await site.world.driver("boss", operator=True)
    return site.program(await site.world.api_token(boss, "operator"))


async def test_every_act_is_one_entry_and_looking_is_none(site: Site) -> None:  # S43
    """A route that is new is walked here as all others are: nothing needs to be said in it."""
    hers = await hers_away(site.world)
    ada = await site.signed_in(await site.world.driver("ada"))
    boss = await operator(site)
    walked = 0
    for method, pattern in sorted(
        guarded(site), key=lambda each: "sign-out" in each[1] or each[1] in LEAVING
    ):
        if streams(pattern):
            continue
        by_operator = pattern.startswith("/api/v1/operator/")
        if "sign-out" in pattern or pattern in LEAVING:
            ada = await site.signed_in(await site.world.driver("ada"))
        last = len(await entries(site))
        answer = await ask(boss if by_operator else ada, method, hers.paths(pattern)[0])
        found = await news(site, last)
        if method in SAFE:
            assert found == [], (method, pattern)
            continue
        assert len(found) == 1, (method, pattern, answer.status_code, answer.text)
        act = found[0].act
        assert (act.act, act.outcome) == (f"{method} {pattern}", str(answer.status_code))
        assert (act.actor, act.role) == (("d_boss", "operator") if by_operator else ("d_ada", "driver")), (
            pattern
        )
        assert act.at == site.world.clock()
        assert act.address == "127.0.0.1"
        assert len(act.device) == 64
        if answer.headers.get("content-type") == "application/problem+json":
            assert act.code == answer.json()["code"]
        walked += 1
    assert walked >= 60
    assert [entry for _, entry in site.observed.acts] == await entries(site), "each was told as a line too"
    looked_anew(site)


async def test_every_part_of_an_address_is_an_id_or_never_entered(site: Site) -> None:  # S43, S45
    hers = await hers_away(site.world)
    ada, boss = await site.signed_in(await site.world.driver("ada")), await operator(site)
    await ada.send_form(f"/sessions/{hers.live}/stop")
    await boss.post("/api/v1/operator/stations/CP1/reset", json={})
    await boss.put("/api/v1/operator/drivers/ada@example.org", json={"name": "Ada Lovelace"})
    await boss.put("/api/v1/operator/tokens/04AABBCCDD", json={"status": "blocked"})
    await boss.put("/api/v1/operator/tokens/04EEFF0011", json={"status": "blocked", "driver": "d_nobody"})
    await boss.post("/api/v1/operator/stations/ada@example.org/reset", json={})

    card = await site.world.pool.fetchval("select card_id from token where uid = '04AABBCCDD'")
    assert [each.act.subject for each in (await entries(site))[1:]] == [
        hers.live,
        "CP1",
        "d_ada",
        card,
        "",
        "",
    ]


async def test_nothing_in_it_names_a_person_or_opens_anything(site: Site) -> None:  # S15, S43, S45
    hers = await hers_away(site.world)
    ada, boss = await site.signed_in(await site.world.driver("ada")), await operator(site)
    for method, pattern in guarded(site):
        if method not in SAFE and pattern not in LEAVING:
            for path in hers.paths(pattern):
                for browser in (ada, boss):
                    await ask(browser, method, path)
    stranger = site.browser()
    await stranger.post("/sign-in", data={"email": "ada@example.org"})
    await stranger.post("/sign-in/code", data={"email": "ada@example.org", "code": "000000"})
    await stranger.post("/sign-in/" + "x" * 43)

    await site.app.web.errands.done()
    entries = await site.world.pool.fetch("select a::text from audit a")
    rows = [re.sub("[0-9a-f]{64}", "(a hash)", str(row[0])) for row in entries]
    told = [str(act) for act, _ in site.observed.acts]
    assert len(rows) > 100
    secrets = [str(boss.headers["authorization"]).removeprefix("Bearer "), *ada.cookies.values(), "x" * 43]
    for mark in (
        "@",
        "04AABBCCDD",
        "CCDD",
        "lovelace",
        "her phone",
        "It is dark",
        ada.csrf,
        *secrets,
    ):
        assert [row for row in rows + told if mark.lower() in row.lower()] == [], mark
    # A tariff that is set for all makes each lane read itself anew.
    assert set(site.observed.faults) <= {"StaleSnapshot"}
    site.observed.faults.clear()
    looked_anew(site)


async def test_who_comes_in_and_who_fails_is_entered(site: Site) -> None:  # S43
    ada = await site.world.driver("ada")
    browser = site.browser()
    await browser.post("/sign-in", data={"email": "ada@example.org"})
    await browser.post("/sign-in/code", data={"email": "ada@example.org", "code": "000000"})
    link = await site.world.accounts.one_click_link(ada.email, 15)
    assert link is not None
    await browser.get(link.removeprefix(BASE_URL))
    await browser.post(link.removeprefix(BASE_URL))
    browser.csrf = (
        (await browser.get("/account")).text.partition('name="csrf" content="')[2].partition('"')[0]
    )
    await browser.send_form("/sign-out")

    found = [(each.act.act, each.act.actor, each.act.role) for each in await entries(site)]
    assert found == [
        ("POST /sign-in", "", "nobody"),
        ("POST /sign-in/code", "", "nobody"),
        ("POST /sign-in/{secret}", "d_ada", "driver"),
        ("POST /sign-out", "d_ada", "driver"),
    ]
    assert (await entries(site))[1].act.outcome.startswith("4")


async def test_strangers_who_are_turned_away_fill_nothing(site: Site) -> None:  # S39, S43
    hers = await Hers.made(site.world)
    for method, pattern in routes(site):
        if method not in SAFE and pattern not in OPEN:
            await ask(site.browser(), method, hers.paths(pattern)[0])
    await site.browser().post("/nothing")
    assert await entries(site) == []


async def test_a_refusal_is_entered_with_its_reason(site: Site) -> None:  # S43
    hers = await Hers.made(site.world)
    mallory = await site.signed_in(await site.world.driver("mallory"))
    api = site.program(await site.world.api_token(await site.world.driver("mallory")))
    await mallory.send_form(f"/sessions/{hers.live}/stop")
    await mallory.send_form(f"/sessions/{hers.live}/stop", htmx=f"/sessions/{hers.live}")
    await api.put("/api/v1/operator/tariff", json={"currency": "EUR"})

    last = [each.act for each in await entries(site)][-3:]
    assert [(each.actor, each.subject, each.code) for each in last] == [
        ("d_mallory", hers.live, "not_found"),
        ("d_mallory", hers.live, "not_found"),
        ("d_mallory", "", "forbidden"),
    ]


async def test_the_act_stands_when_the_log_cannot_be_written(site: Site) -> None:  # S43: a stop goes through
    hers = await Hers.made(site.world)
    api = site.program(await site.world.api_token(await site.world.driver("ada")))
    ports = Ports(site)
    for number, fault in enumerate((WorldFault("no database"), RuntimeError("a defect"), TimeoutError())):
        with ports.broken(("AuditLog", "enter"), fault):
            answer = await api.post(
                f"/api/v1/sessions/{hers.live}/stop", headers={"Idempotency-Key": str(number)}
            )
        assert answer.status_code == 202, answer.text
        act, entry = site.observed.acts[-1]
        assert (act.actor, act.subject, act.outcome, entry) == ("d_ada", hers.live, "202", None)
        assert "audit" in site.observed.faults.pop()
    assert await entries(site) == []


async def test_without_room_only_what_was_done_is_entered(site: Site) -> None:  # F97
    hers = await Hers.made(site.world)
    ada = await site.signed_in(await site.world.driver("ada"))
    object.__setattr__(site.app.web.context, "room", lambda: False)
    last = len(await entries(site))
    assert (await ada.send_form(f"/sessions/{hers.live}/stop")).status_code == 503
    assert await news(site, last) == []
    assert site.observed.acts[-1][1] is None
    await ada.send_form("/sign-out")
    assert [each.act.act for each in await news(site, last)] == ["POST /sign-out"]


# the chain


async def filled(pool: asyncpg.Pool, count: int = 6) -> AuditLog:
    log, clock = AuditLog(pool), World(pool).clock
    for number in range(count):
        await log.enter(
            Act(at=clock(), actor=f"d_{number}", role="driver", act="POST /sessions", outcome="303")
        )
    assert await log.verified() == (Head(count, (await log.entries(AuditChoice()))[0].hash), None)
    return log


TAMPERED = {
    "update audit set actor = 'd_9' where number = 3": 3,
    "update audit set at = at + interval '1 microsecond' where number = 1": 1,
    "update audit set outcome = code, code = outcome where number = 2": 2,
    "delete from audit where number = 4": 4,
    "delete from audit where number = 1": 1,
    "delete from audit where number >= 5": 5,
    "delete from audit": 1,
    "insert into audit select 7, at, 'd_7', device, role, act, subject, outcome, code, address, hash, hash from audit"
    " where number = 6": 7,
    "update audit set number = 60 where number = 2; update audit set number = 2 where number = 3;"
    " update audit set number = 3 where number = 60": 2,
    "update audit a set actor = b.actor from audit b where a.number + b.number = 7 and a.number in (3, 4)": 3,
    "update audit_head set number = 5": 6,
    # with the chain made anew over the changed entry: the next one does not follow it
    "update audit set actor = 'x', hash = sha256('x') where number = 3;": 3,
}


@pytest.mark.parametrize(("by", "found"), TAMPERED.items())
async def test_what_was_changed_is_found(pool: asyncpg.Pool, by: str, found: int) -> None:  # S43
    log = await filled(pool)
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("alter table audit disable trigger user")
        await connection.execute(by)
        await connection.execute("alter table audit enable trigger user")
    head, broken = await log.verified()
    assert broken is not None
    assert broken.number == found, broken
    assert head.number == (6 if "audit_head" in by else found - 1), "so far it holds"


@pytest.mark.parametrize(
    "by",
    [
        "update audit set actor = 'd_9' where number = 3",
        "delete from audit where number = 3",
        "truncate audit",
        "delete from audit_head",
        "truncate audit_head",
    ],
)
async def test_the_database_refuses_changes(pool: asyncpg.Pool, by: str) -> None:  # S43
    log = await filled(pool)
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="only ever added to"):
        await pool.execute(by)
    assert (await log.verified())[1] is None


async def test_many_at_once_keep_one_chain(pool: asyncpg.Pool, database: str) -> None:  # S43
    """Two pools stand for two processes; a thousand and more are read in pieces."""
    other = await open_pool(database, size=4)
    try:
        logs = AuditLog(pool), AuditLog(other)
        at = World(pool).clock()
        made = await asyncio.gather(
            *(
                logs[number % 2].enter(
                    Act(at=at, actor=f"d_{number}", role="driver", act="POST /", outcome="303")
                )
                for number in range(1_100)
            )
        )
        assert sorted(each.number for each in made) == list(range(1, 1_101))
        head, broken = await logs[0].verified()
        assert (head.number, broken) == (1_100, None)
    finally:
        await other.close()


async def test_an_entry_is_one_statement(pool: asyncpg.Pool) -> None:
    """What a request costs more than before."""
    asked: list[str] = []
    async with pool.acquire() as connection:
        log = AuditLog(cast("asyncpg.Pool", connection))
        with connection.query_logger(lambda record: asked.append(record.query)):
            await log.enter(
                Act(at=World(pool).clock(), actor="d_1", role="driver", act="POST /", outcome="303")
            )
    assert len(asked) == 1


# reading


async def test_operators_read_it_newest_first_page_by_page(site: Site) -> None:
    hers = await hers_away(site.world)
    ada, boss = await site.signed_in(await site.world.driver("ada")), await operator(site)
    for _ in range(4):
        await ada.send_form(f"/sessions/{hers.live}/stop")
    site.world.clock.pass_by(minutes=1)
    since = site.world.clock()
    await boss.post("/api/v1/operator/stations/CP1/reset", json={})

    first = (await boss.get(f"{AUDIT}?limit=4")).json()
    rest = (await boss.get(f"{AUDIT}?limit=4&before={first['next']}")).json()
    numbers = [each["number"] for page in (first, rest) for each in page["entries"]]
    assert numbers == [6, 5, 4, 3, 2, 1]
    assert rest["next"] is None
    newest, before = first["entries"][:2]
    assert newest["before"] == before["hash"]
    assert newest["act"] == "POST /api/v1/operator/stations/{identity}/reset"

    async def found(**by: str) -> list[int]:
        return [each["number"] for each in (await boss.get(AUDIT, params=by)).json()["entries"]]

    assert await found(actor="d_boss") == [6]
    assert await found(act="/stop") == [5, 4, 3, 2]
    assert await found(since=since.isoformat()) == [6]
    for wrong in (
        {"since": "yesterday"},
        {"since": "0.5"},
        {"before": "0"},
        {"actor": ""},
        {"limit": "1001"},
    ):
        assert (await boss.get(AUDIT, params=wrong)).status_code == 422, wrong


async def test_an_operator_signs_a_driver_out_everywhere(site: Site) -> None:  # S32, S43
    driver = await site.world.driver("ada")
    phone, desk = await site.signed_in(driver), await site.signed_in(driver)
    program = site.program(await site.world.api_token(driver))
    bob, boss = await site.signed_in(await site.world.driver("bob")), await operator(site)
    link = await site.world.accounts.one_click_link(driver.email, 15)
    assert link is not None

    answer = await boss.post("/api/v1/operator/drivers/ada@example.org/sign-out")
    assert (answer.status_code, answer.content) == (204, b"")
    for browser in (phone, desk, program):
        assert (await browser.get("/api/v1/account")).status_code == 401
    assert not await site.world.accounts.link_is_good(link.rpartition("/")[2])
    assert (await bob.get("/api/v1/account")).status_code == 200
    assert (await (await site.signed_in(driver)).get("/api/v1/account")).json()["status"] == "active"

    told = [each.act for each in await entries(site) if each.act.role == "operator"]
    assert [(each.act, each.subject, each.outcome) for each in told] == [
        ("POST /api/v1/operator/drivers/{driver}/sign-out", "d_ada", "204")
    ]
    assert (await boss.post("/api/v1/operator/drivers/nobody@example.org/sign-out")).status_code == 404
