"""What drivers take along, how they go, and that nothing of them is left: §8, S31, S36, S45."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from chargehand.model.account import DriverWish
from chargehand.model.identity import DriverId
from chargehand.model.token import AccountStatus, Driver
from chargehand.model.visit import BadCursor
from chargehand.store.people.erasure import STEPS, Erasure
from chargehand.store.people.export import PARTS, BrokenOff, Export
from tests.integration.web.site import Site
from tests.integration.web.test_own_account import driver_row, letters, program
from tests.integration.web.world import BASE_URL, World

UID = "04AABBCCDD7F3A"
NOT_TOLD: frozenset[str] = frozenset({"passkey_challenge", "unsubscription"})
"""Tables that name drivers and hold nothing but secrets or what lasts for minutes."""
ROWS = (
    "insert into card_request (id, driver, made_at) values ('c', $1, now())",
    (
        "insert into recall (kind, station, token, made_at, next_at)"
        " select 'cache', 'CP1', uid, now(), now() from token where driver = $1"
    ),
    (
        "insert into pairing (id, station, purpose, driver, secret_hash, made_at, ends_at, token)"
        " select 'p', 'CP1', 'claim', $1, 'x', now(), now(), uid from token where driver = $1"
    ),
    "insert into passkey (id, driver, public_key, sign_count, name, made_at) values ('k', $1, 'pk', 1, 'phone', now())",
    "insert into passkey_challenge (hash, driver, expires_at) values ('h', $1, now())",
    "insert into notice (driver, kind, about, at) values ($1, 'started', 's', now())",
    "insert into notice_choice (driver, kind, channel, wanted) values ($1, 'started', 'push', true)",
    "insert into driver_eyes (driver) values ($1)",
    "insert into unsubscription (secret_hash, driver, kind, made_at) values ('u', $1, 'started', now())",
    (
        "insert into push_device (driver, endpoint, p256dh, auth, made_at)"
        " values ($1, 'https://push.example/1', 'p', 'a', now())"
    ),
    "insert into known_device (driver, mark, seen_at) values ($1, 'm', now())",
    "insert into support_case (id, driver, facts, made_at, changed_at) values ('sc', $1, '{}', now(), now())",
)
"""One row of `$1` in each table of what drivers carry and are told."""


async def rich(world: World) -> tuple[Driver, list[str]]:
    """A driver with something in every table, and the ids of the sessions."""
    ada = await world.driver("ada")
    await world.card(ada, UID)
    await world.station("CP1")
    sessions = [await world.session(ada, "CP1", token=UID, ended_s_ago=60 * n) for n in (1, 2, 3)]
    for session in sessions:
        for s_ago in (300, 200, 100):
            await world.reading(session, s_ago=s_ago, energy_wh=1000 - s_ago)
        await world.evidence(session, "reported", claim="ended", grade="A")
    await world.command("herscommand", "stop", "CP1", ada, sessions[0])
    await world.accounts.recall(ada.id, "herkey", b"request")
    await world.pool.execute(
        "insert into reservation (station, number, status, token, made_at, changed_at)"
        " values ('CP1', 1, 'used', $1, $2, $2)",
        UID.lower(),
        world.clock(),
    )
    await journaled(
        world, f'{{"token":"{UID}","kind":"start"}}', f'[2,"1","Authorize",{{"idTag":"{UID.lower()}"}}]'
    )
    await world.pool.execute(
        "insert into local_list (station, version, entries, sent_at) values ('CP1', 3, $1, $2)",
        json.dumps([{"uid": UID}]).encode(),
        world.clock(),
    )
    await told_and_carried(world, ada)
    return ada, sessions


async def told_and_carried(world: World, ada: Driver) -> None:
    """Of cards, passkeys, notices and what was written to the operator, one row each."""
    for statement in ROWS:
        await world.pool.execute(statement, ada.id)
    await world.pool.execute(
        "insert into support_message (case_id, operator, text, at) values ('sc', false, 'I am ada@example.org', now())"
    )


async def journaled(world: World, event: str, frame: str) -> None:
    await world.pool.execute(
        "insert into journal (station, at, event, frame, answer, effects) values ('CP1', $1, $2, $3, $4, '[]')",
        world.clock(),
        event.encode(),
        frame,
        f'{{"group":"{UID}"}}',
    )


async def whole_database(world: World) -> str:
    """Everything that lies in any table, as text; bytes as the letters that they are."""
    tables = await world.pool.fetch(
        "select relname from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace"
        " and not relispartition order by 1"
    )
    found: list[str] = []
    for table in tables:
        rows = await world.pool.fetch(f'select t::text as row from "{table["relname"]}" t')
        found += [row["row"] for row in rows]
    for table, column in (("journal", "event"), ("local_list", "entries"), ("idempotency", "body")):
        rows = await world.pool.fetch(f"select encode({column}, 'escape') as row from {table}")
        found += [row["row"] or "" for row in rows]
    return "\n".join(found)


async def always() -> bool:
    return True


async def document(world: World, driver: Driver, cursor: str | None = None) -> dict[str, Any]:
    pieces = Export(world.pool).document(driver.id, world.clock(), cursor, always)
    return json.loads("".join([piece async for piece in pieces]))


# the export


async def test_the_export_holds_everything_and_of_cards_the_last_four(site: Site) -> None:  # S45, S15
    ada, sessions = await rich(site.world)
    browser = await site.signed_in(ada)
    await browser.send_form("/account/email", {"email": "new@example.org"})

    answer = await browser.get("/account/export")

    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == 'attachment; filename="my-data.json"'
    assert answer.headers["cache-control"] == "no-store"
    told = answer.json()
    assert set(told) == {part.removeprefix("part_") for part in PARTS} | {
        "made_at",
        "continues",
        "sessions",
        "next",
    }
    empty = [name for name, value in told.items() if value == []]
    assert empty == [], "the driver has something of everything"
    assert told["next"] is None
    (profile,) = told["profile"]
    assert (profile["email"], profile["name"], profile["status"]) == ("ada@example.org", "ada", "active")
    assert [card["ends_with"] for card in told["cards"]] == ["7F3A"]
    assert {each["id"] for each in told["sessions"]} == set(sessions)
    for session in told["sessions"]:
        assert (session["charger"], session["card_ends_with"]) == ("pCP1", "7F3A")
        assert [reading["energy_wh"] for reading in session["readings"]] == [700, 800, 900]
        assert [each["signal"] for each in session["evidence"]] == ["reported"]
    assert told["commands"][0]["session_id"] == sessions[0]
    assert {each["to"] for each in told["letters"]} == {"ada@example.org"}
    for secret in (UID, UID.lower(), browser.cookies["chargehand"], "/account/email/", "secret_hash"):
        assert secret not in answer.text


async def test_nobody_elses_data_is_in_an_export(site: Site) -> None:  # S29, S45
    await rich(site.world)
    bob = await site.world.driver("bob")
    told = (await (await program(site, bob)).get("/api/v1/account/export")).text

    for mark in ("ada", UID[-4:], "herscommand", "herkey", "s000"):
        assert mark not in told


async def test_a_large_export_is_told_in_turns_and_whole(world: World) -> None:  # S39, S45
    ada, sessions = await rich(world)
    for _ in range(45):
        sessions.append(await world.session(ada, "CP1", ended_s_ago=7))  # at one instant
    export = Export(world.pool, readings_max=4)
    seen: list[str] = []
    cursor: str | None = None
    for turn in range(9):
        pieces = export.document(ada.id, world.clock(), cursor, always)
        told = json.loads("".join([piece async for piece in pieces]))
        assert (told["continues"], "profile" in told) == (cursor, turn == 0)
        seen += [each["id"] for each in told["sessions"]]
        cursor = told["next"]
        if cursor is None:
            break

    assert cursor is None
    assert len(seen) == len(set(seen))
    assert set(seen) == set(sessions)
    for bad in ("x", "", "AAAA", "2026"):
        with pytest.raises(BadCursor):
            await anext(export.document(ada.id, world.clock(), bad, always))


async def test_an_export_breaks_off_once_its_key_is_worth_nothing(world: World) -> None:  # S31, S45
    ada, _ = await rich(world)
    for _ in range(45):
        await world.session(ada, "CP1", ended_s_ago=7)
    asked = 0

    async def twice() -> bool:
        nonlocal asked
        asked += 1
        return asked <= 2

    told = Export(world.pool).document(ada.id, world.clock(), None, twice)
    pieces: list[str] = []

    async def read() -> None:
        async for piece in told:
            pieces.append(piece)  # noqa: PERF401 - what came before the end is looked at

    with pytest.raises(BrokenOff):
        await read()

    assert "".join(pieces).count('"readings"') == 40


async def test_exports_are_few_and_for_nobody_elses_page(site: Site) -> None:  # S33, S39
    ada = await site.world.driver("ada")
    browser = await site.signed_in(ada)
    foreign = await browser.get("/account/export", headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    statuses = [(await browser.get("/account/export")).status_code for _ in range(7)]
    assert statuses == [200] * 6 + [429]
    assert (await browser.get("/account/export?cursor=x")).status_code in {422, 429}
    assert (await site.browser().get("/account/export")).status_code == 303


# closing


async def closed(site: Site, driver: Driver) -> None:
    browser = await site.signed_in(driver)
    answer = await browser.send_form("/account/delete", {"sure": "yes"})
    assert answer.status_code == 200, answer.text


async def test_deleting_asks_again_and_closes_at_once(site: Site) -> None:  # S31, S32
    ada = await site.world.driver("ada")
    browser, other, api = await site.signed_in(ada), await site.signed_in(ada), await program(site, ada)
    page = await browser.get("/account/delete")
    assert "Until 3 Apr 2026 you can keep the account" in page.text
    unsure = await browser.send_form("/account/delete")
    assert (unsure.status_code, "Please tick the box first." in unsure.text) == (422, True)
    assert (await driver_row(site, ada))["account"] == "active"

    answer = await browser.send_form("/account/delete", {"sure": "yes"})

    assert answer.status_code == 200
    assert "It will be erased on 3 Apr 2026." in answer.text
    assert answer.headers["clear-site-data"] == '"storage"'
    for each in (browser, other, api):
        assert (await each.get("/api/v1/sessions")).status_code == 401
    row = await driver_row(site, ada)
    assert (row["account"], row["closed_by"]) == ("closed", "driver")
    assert row["erase_at"] == site.world.clock() + timedelta(days=30)
    assert "Your account is closed" in (await letters(site, "ada@example.org"))[-1]
    token = await site.world.pool.fetchval("select count(*) from driver where account = 'closed'")
    assert token == 1


async def test_who_charges_stops_first(site: Site) -> None:
    ada = await site.world.driver("ada")
    await site.world.station("CP1")
    session = await site.world.session(ada, "CP1")
    browser, api = await site.signed_in(ada), await program(site, ada)

    page = await browser.get("/account/delete")
    assert f'href="/sessions/{session}"' in page.text
    assert 'action="/account/delete"' not in page.text
    assert (await browser.send_form("/account/delete", {"sure": "yes"})).status_code == 409
    told = await api.post("/api/v1/account/deletion", json={"sure": True})
    assert (told.status_code, told.json()["code"]) == (409, "session_live")
    assert (await api.post("/api/v1/account/deletion", json={"sure": False})).status_code == 422
    assert (await driver_row(site, ada))["account"] == "active"


@pytest.mark.parametrize("before", [AccountStatus.ACTIVE, AccountStatus.SUSPENDED])
async def test_signing_in_within_its_time_makes_it_what_it_was(site: Site, before: AccountStatus) -> None:
    ada = await site.world.driver("ada")
    browser = await site.signed_in(ada)
    await site.world.accounts.set_account(ada.email, before)
    api = await program(site, ada)
    assert (await api.post("/api/v1/account/deletion", json={"sure": True})).json()["status"] == "closed"
    site.world.clock.pass_by(days=29, hours=23)
    await Erasure(site.world.pool).erase(site.world.clock())

    await browser.post("/sign-in", data={"email": ada.email})
    await site.app.web.errands.done()
    text = (await letters(site, ada.email))[-1]
    link = "/sign-in/" + text.split(f"{BASE_URL}/sign-in/")[1].split()[0]
    opened = await browser.get(link)
    assert "This account is to be erased on 3 Apr 2026. If you sign in, it stays." in opened.text
    assert 'name="next" value="/account?said=kept"' in opened.text
    entered = await browser.post(link, data={"next": "/account?said=kept"})

    page = await browser.get(entered.headers["location"])
    assert "Your account stays." in page.text
    row = await driver_row(site, ada)
    assert (row["account"], row["erase_at"], row["closed_by"]) == (before, None, "")


async def test_after_its_time_the_door_says_what_it_says_to_strangers(site: Site) -> None:  # S36
    ada = await site.world.driver("ada")
    await closed(site, ada)
    site.world.clock.pass_by(days=30)  # the janitor has not come yet
    said: list[str] = []
    for email in (ada.email, "eve@example.org"):
        answer = await site.browser().post("/sign-in", data={"email": email})
        said.append(answer.text.replace(email, ""))
    await site.app.web.errands.done()
    assert said[0] == said[1]
    assert [text for text in await letters(site, ada.email) if "Sign in to" in text] == []
    assert await site.world.accounts.one_click_link(ada.email, 15) is None


async def test_who_was_closed_by_the_house_does_not_come_back(site: Site) -> None:  # S31
    ada = await site.world.driver("ada")
    browser = await site.signed_in(ada)
    sent = await site.world.accounts.one_click_link(ada.email, 15)
    assert sent is not None
    await site.world.accounts.set_account(ada.email, AccountStatus.CLOSED)
    assert (await browser.get("/api/v1/sessions")).status_code == 401
    assert (await site.browser().post(sent.removeprefix(BASE_URL))).status_code == 410
    await site.world.accounts.set_account(ada.email, AccountStatus.ACTIVE)
    assert (await browser.get("/api/v1/sessions")).status_code == 401, "the old cookie stays void"


# forgetting


async def test_nothing_personal_is_left_and_the_energy_stays(site: Site) -> None:  # S45
    ada, sessions = await rich(site.world)
    await site.world.accounts.set_account(ada.email, AccountStatus.ACTIVE)
    await closed(site, ada)
    erasure = Erasure(site.world.pool)
    assert await erasure.erase(site.world.clock() + timedelta(days=29)) == 0
    assert UID in await whole_database(site.world)
    before = await site.world.pool.fetchval("select sum(energy_wh) from session")

    assert await erasure.erase(site.world.clock() + timedelta(days=30)) == 1

    left = (await whole_database(site.world)).lower()
    for mark in ("ada@example.org", UID.lower(), "card of ada", "herkey", "(d_ada,ada"):
        assert mark not in left, mark
    rows = await site.world.pool.fetch("select id, driver, token, energy_wh from session")
    assert {row["id"] for row in rows} == set(sessions)
    assert all(row["driver"] is None and row["token"] is None for row in rows)
    assert sum(row["energy_wh"] for row in rows) == before
    assert await site.world.pool.fetchval("select count(*) from reading") == 9
    row = await driver_row(site, ada)
    assert (row["email"], row["name"], row["account"]) == ("erased:d_ada", "", "closed")
    assert row["erased_at"] is not None
    assert await erasure.erase(site.world.clock() + timedelta(days=31)) == 0


async def test_a_forgotten_card_is_nobodys_and_may_be_given_again(site: Site) -> None:  # S45
    ada, _ = await rich(site.world)
    await closed(site, ada)
    await Erasure(site.world.pool).erase(site.world.clock() + timedelta(days=30))
    bob = await site.world.driver("bob")

    await site.world.card(bob, UID)

    rows = await site.world.pool.fetch("select uid, driver, status from token order by uid")
    assert [(row["driver"], row["status"]) for row in rows] == [("d_bob", "accepted"), (None, "blocked")]
    assert await site.world.pool.fetchval("select entries from local_list") is None
    again = await site.world.driver("ada2")
    assert (
        await site.world.accounts.add_driver(Driver(id=DriverId("fresh"), email="ada@example.org")) != again
    ), "the address is free"


async def test_others_keep_what_is_theirs(site: Site) -> None:  # S45
    ada, _ = await rich(site.world)
    bob = await site.world.driver("bob")
    other = UID[:-1] + "B"
    await site.world.card(bob, other)
    his = await site.world.session(bob, "CP1", token=other, ended_s_ago=10)
    await journaled(site.world, f'{{"token":"{other}"}}', f'{{"idTag":"{other}","parent":"{UID}"}}')
    await closed(site, ada)

    await Erasure(site.world.pool).erase(site.world.clock() + timedelta(days=30))

    row = await site.world.pool.fetchrow("select driver, token from session where id = $1", his)
    assert tuple(row or ()) == ("d_bob", other)
    frame = await site.world.pool.fetchval("select frame from journal order by id desc limit 1")
    assert frame == f'{{"idTag":"{other}","parent":"ERASED"}}'
    assert (await driver_row(site, bob))["name"] == "bob"


@pytest.mark.parametrize("uid", ["A.B*C", 'A"B\\C', "A|B", "(A)", "X1"])
async def test_a_card_may_be_spelled_like_an_expression(world: World, uid: str) -> None:
    ada = await world.driver("ada")
    await world.card(ada, uid)
    await world.station("CP1")
    spelled = json.dumps({"token": uid, "near": "AXBYC"})
    await journaled(world, spelled, spelled)
    await world.pool.execute(
        "update driver set account = 'closed', closed_by = 'driver', erase_at = $1", world.clock()
    )

    await Erasure(world.pool).erase(world.clock())

    frame = await world.pool.fetchval("select frame from journal")
    assert json.loads(frame) == {"token": "ERASED", "near": "AXBYC"}


async def test_who_charges_is_not_forgotten_meanwhile(world: World) -> None:
    ada, _ = await rich(world)
    await world.session(ada, "CP1", token=UID)
    await world.pool.execute(
        "update driver set account = 'closed', closed_by = 'driver', erase_at = $1", world.clock()
    )
    assert await Erasure(world.pool).erase(world.clock()) == 0


async def test_forgetting_that_was_broken_off_is_finished_and_two_at_once_are_one(world: World) -> None:
    ada, _ = await rich(world)
    await world.pool.execute(
        "update driver set account = 'closed', closed_by = 'driver', erase_at = $1", world.clock()
    )
    await world.pool.execute("update session set driver = null where id like '%1'")  # as far as it came

    await asyncio.gather(*(Erasure(world.pool).erase(world.clock()) for _ in range(2)))

    assert (await whole_database(world)).lower().count(UID.lower()) == 0
    assert await world.pool.fetchval("select count(*) from driver where erased_at is not null") == 1
    assert ada.id


async def test_no_table_that_names_a_driver_was_forgotten(world: World) -> None:  # S45
    """A new table with something of drivers' needs a part of the export and a step of the erasure."""
    drivers = await _tables_with(world, "driver", "recipient") | {"driver"}
    cards = await _tables_with(world, "token", "uid")
    assert len(drivers) >= 9
    assert len(cards) >= 3
    told, gone = "\n".join(_queries("export")), "\n".join(_queries("erasure"))
    assert [table for table in sorted(drivers - NOT_TOLD) if f"from {table} " not in told] == []
    assert [
        table
        for table in sorted(drivers | cards)
        if f"update {table} " not in gone and f"delete from {table} " not in gone
    ] == []
    assert len(STEPS) >= 10


async def _tables_with(world: World, *columns: str) -> set[str]:
    rows = await world.pool.fetch(
        "select distinct c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid"
        " where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = 'public'::regnamespace"
        " and not a.attisdropped and a.attname = any($1::text[])"
        " union select conrelid::regclass::text from pg_constraint"
        " where confrelid = 'driver'::regclass and 'driver' = any($1::text[])",
        list(columns),
    )
    return {row["relname"] for row in rows}


def _queries(book: str) -> list[str]:
    from chargehand.store.queries import load

    return list(load(f"people/{book}").values())


async def test_a_closing_is_seen_by_those_who_run_the_house(site: Site) -> None:
    ada, boss = await site.world.driver("ada"), await site.world.driver("boss", operator=True)
    api = site.program(await site.world.api_token(boss, "operator"))
    await closed(site, ada)

    told = (await api.get("/api/v1/operator/drivers/ada@example.org")).json()
    assert (told["status"], told["closed_by"]) == ("closed", "driver")
    erase_at = datetime.fromisoformat(told["erase_at"])
    assert erase_at == site.world.clock() + timedelta(days=30)

    drivers = site.app.web.context.drivers
    assert drivers is not None
    assert await drivers.put(ada.id, DriverWish(status=AccountStatus.SUSPENDED))
    assert (await driver_row(site, ada))["account"] == "closed", "it is suspended when its driver comes back"
    await Erasure(site.world.pool).erase(erase_at)
    gone = (await api.get("/api/v1/operator/drivers/d_ada")).json()
    assert gone["erased_at"] is not None
    refused = await api.put("/api/v1/operator/drivers/d_ada", json={"status": "active"})
    assert (refused.status_code, refused.json()["code"]) == (409, "erased")
