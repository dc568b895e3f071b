from __future__ import annotations

import asyncio
from datetime import timedelta

from chargehand.core.remote_control import AGAIN
from chargehand.model.identity import CardId, DriverId, PublicId, SessionId, TokenUid
from chargehand.model.token import AccountStatus, Driver
from chargehand.model.visit import Key, KeyKind, LetterDraft, Named
from chargehand.wire.ocpp.rpc.envelope import is_message_id
from tests.integration.web.world import World

LETTER = LetterDraft("Sign in", "the link and the code 123456")


def cookie(secret: str) -> Key:
    return Key(KeyKind.COOKIE, secret)


async def sign_in(world: World, driver: Driver, entry: str = "entry", *, hours: int = 8) -> Key:
    link = await world.accounts.one_click_link(driver.email, 15)
    assert link is not None
    secret = link.rsplit("/", 1)[1]
    expires_at = world.clock() + timedelta(hours=hours)
    assert await world.accounts.sign_in_by_link(secret, entry, expires_at, "phone", None) is not None
    return cookie(entry)


async def test_a_link_works_once_and_only_in_its_time(world: World) -> None:
    ada = await world.driver("ada")
    expires_at = world.clock() + timedelta(hours=8)
    for secret in ("one", "two"):
        await world.accounts.ask_sign_in("ADA@example.org", secret, "123456", 15, LETTER)

    assert await world.accounts.link_is_good("one")
    assert await world.accounts.sign_in_by_link("one", "e1", expires_at, "", None) == ada
    assert not await world.accounts.link_is_good("one")
    assert await world.accounts.sign_in_by_link("one", "e2", expires_at, "", None) is None
    world.clock.pass_by(minutes=15)
    assert await world.accounts.sign_in_by_link("two", "e3", expires_at, "", None) is None
    assert await world.accounts.visit(cookie("e2"), Named()) is None
    assert await world.accounts.visit(cookie("e3"), Named()) is None


async def test_two_browsers_with_one_link_at_once_let_one_in(world: World) -> None:
    await world.driver("ada")
    expires_at = world.clock() + timedelta(hours=8)
    await world.accounts.ask_sign_in("ada@example.org", "one", "123456", 15, LETTER)

    tries = [world.accounts.sign_in_by_link("one", f"e{n}", expires_at, "", None) for n in range(6)]
    let_in = [driver for driver in await asyncio.gather(*tries) if driver is not None]

    assert len(let_in) == 1


async def test_an_unknown_address_gets_no_letter_and_no_link(world: World) -> None:
    await world.accounts.ask_sign_in("nobody@example.org", "one", "123456", 15, LETTER)

    assert await world.pool.fetchval("select count(*) from letter") == 0
    assert await world.pool.fetchval("select count(*) from sign_in") == 0
    assert await world.accounts.one_click_link("nobody@example.org", 15) is None


async def test_a_code_stands_five_tries(world: World) -> None:  # S35
    await world.driver("ada")
    expires_at = world.clock() + timedelta(hours=8)
    await world.accounts.ask_sign_in("ada@example.org", "one", "123456", 15, LETTER)
    for _ in range(4):
        assert (
            await world.accounts.sign_in_by_code("ada@example.org", "000000", "e", expires_at, "", None)
            is None
        )
    assert (
        await world.accounts.sign_in_by_code("ada@example.org", "123456", "e", expires_at, "", None)
        is not None
    )

    await world.accounts.ask_sign_in("ada@example.org", "two", "123456", 15, LETTER)
    for _ in range(5):
        assert (
            await world.accounts.sign_in_by_code("ada@example.org", "000000", "f", expires_at, "", None)
            is None
        )
    assert (
        await world.accounts.sign_in_by_code("ada@example.org", "123456", "f", expires_at, "", None) is None
    )
    assert await world.accounts.sign_in_by_link("two", "f", expires_at, "", None) is not None


async def test_entering_voids_what_the_browser_held_before(world: World) -> None:  # S32
    ada = await world.driver("ada")
    before = await sign_in(world, ada, "before")
    await world.accounts.ask_sign_in("ada@example.org", "one", "123456", 15, LETTER)

    await world.accounts.sign_in_by_link("one", "after", world.clock() + timedelta(hours=8), "", "before")

    assert await world.accounts.visit(before, Named()) is None
    assert await world.accounts.visit(cookie("after"), Named()) is not None


async def test_a_sign_in_ends_by_time_by_signing_out_and_by_closing_the_account(
    world: World,
) -> None:  # S31, S32
    ada = await world.driver("ada")
    first, second, third = [await sign_in(world, ada, f"e{n}", hours=n) for n in (1, 8, 9)]
    assert await world.accounts.still_good([first, second, third]) == dict.fromkeys(
        ["e1", "e8", "e9"], AccountStatus.ACTIVE
    )

    world.clock.pass_by(hours=1)
    assert await world.accounts.visit(first, Named()) is None
    await world.accounts.sign_out("e8")
    assert await world.accounts.visit(second, Named()) is None
    assert await world.accounts.still_good([first, second, third]) == {"e9": AccountStatus.ACTIVE}

    await world.accounts.set_account(ada.email, AccountStatus.SUSPENDED)
    suspended = await world.accounts.visit(third, Named())
    assert suspended is not None
    assert suspended.driver.account is AccountStatus.SUSPENDED
    await world.accounts.set_account(ada.email, AccountStatus.CLOSED)
    assert await world.accounts.visit(third, Named()) is None
    assert await world.accounts.still_good([third]) == {}


async def test_the_first_sign_in_makes_an_invited_account_active(world: World) -> None:
    ada = await world.driver("ada", AccountStatus.INVITED)

    key = await sign_in(world, ada)

    visit = await world.accounts.visit(key, Named())
    assert visit is not None
    assert visit.driver.account is AccountStatus.ACTIVE


async def test_an_api_token_is_no_cookie_and_a_cookie_no_token(world: World) -> None:
    ada = await world.driver("ada")
    secret = await world.api_token(ada)
    await sign_in(world, ada, "entry")

    visit = await world.accounts.visit(Key(KeyKind.BEARER, secret), Named())
    assert visit is not None
    assert (visit.driver, visit.scope) == (ada, "driver")
    assert await world.accounts.visit(Key(KeyKind.COOKIE, secret), Named()) is None
    assert await world.accounts.visit(Key(KeyKind.BEARER, "entry"), Named()) is None


async def test_an_api_token_may_run_out(world: World) -> None:
    ada = await world.driver("ada")
    issued = await world.accounts.issue_api_token(ada.email, days=1)
    assert issued is not None
    world.clock.pass_by(days=1)

    assert await world.accounts.visit(Key(KeyKind.BEARER, issued.secret), Named()) is None
    assert await world.accounts.still_good([Key(KeyKind.BEARER, issued.secret)]) == {}


async def test_no_secret_is_kept_in_plain(world: World) -> None:
    ada = await world.driver("ada")
    await world.accounts.ask_sign_in(ada.email, "linksecret", "424242", 15, LetterDraft("s", "b"))
    await sign_in(world, ada, "entrysecret")
    api = await world.api_token(ada)

    text = ""
    for table in ("sign_in", "web_session", "api_token"):
        for row in await world.pool.fetch(f"select t::text from {table} t"):
            text += row[0]

    for secret in ("linksecret", "424242", "entrysecret", api):
        assert secret not in text
        assert secret.encode().hex() not in text


async def test_a_visit_names_the_station_only_of_ones_own_session(world: World) -> None:  # S29, S30
    ada, bob = await world.driver("ada"), await world.driver("bob")
    await world.station("CP1")
    session = SessionId(await world.session(ada, "CP1"))
    hers, his = await sign_in(world, ada, "a"), await sign_in(world, bob, "b")

    for key, station in ((hers, "CP1"), (his, None)):
        visit = await world.accounts.visit(key, Named(session=session))
        assert visit is not None
        assert visit.station == station


async def test_the_card_to_charge_with_is_the_one_asked_for_else_the_best(world: World) -> None:
    ada, bob = await world.driver("ada"), await world.driver("bob")
    public_id = PublicId(await world.station("CP1"))
    key = await sign_in(world, ada)

    async def token(card: CardId | None = None) -> str | None:
        visit = await world.accounts.visit(key, Named(charger=public_id, card=card))
        assert visit is not None
        assert visit.station == "CP1"
        return visit.token

    assert await token() is None
    first = await world.card(ada, "FIRST")
    second = await world.card(ada, "SECOND")
    others = await world.card(bob, "OTHERS")
    assert await token() == "FIRST"
    await world.session(ada, "CP1", token="SECOND", ended_s_ago=10)
    assert await token() == "SECOND"
    assert await token(first) == "FIRST"
    assert await token(others) is None
    await world.pool.execute("update token set status = 'blocked' where uid = 'SECOND'")
    assert await token() == "FIRST"
    assert await token(second) == "SECOND"


async def test_a_request_that_comes_again_is_recognised_for_a_day(world: World) -> None:  # S40
    ada = DriverId("d_ada")
    first = await world.accounts.recall(ada, "k", b"request")
    assert (first.same, first.status) == (True, 0)
    await world.accounts.remember(ada, "k", 202, b"answer")
    await world.accounts.remember(ada, "k", 409, b"later answer")

    assert is_message_id(f"{first.command}{AGAIN}"), "said again it must still be a message's name"
    again = await world.accounts.recall(ada, "k", b"request")
    assert (again.same, again.command, again.status, again.body) == (True, first.command, 202, b"answer")
    assert not (await world.accounts.recall(ada, "k", b"another")).same
    assert (await world.accounts.recall(DriverId("d_bob"), "k", b"request")).command != first.command

    world.clock.pass_by(hours=25)
    later = await world.accounts.recall(ada, "k", b"another")
    assert (later.same, later.status) == (True, 0)
    assert later.command != first.command


async def test_a_hundred_equal_requests_at_once_are_one_command(world: World) -> None:  # S40
    ada = DriverId("d_ada")
    answers = await asyncio.gather(*(world.accounts.recall(ada, "k", b"request") for _ in range(100)))
    assert len({answer.command for answer in answers}) == 1


async def test_the_sweep_removes_what_has_run_out_and_nothing_else(world: World) -> None:
    ada = await world.driver("ada")
    await sign_in(world, ada, "short", hours=1)
    await sign_in(world, ada, "long", hours=700)
    await world.accounts.recall(ada.id, "k", b"request")
    world.clock.pass_by(hours=40)

    await world.accounts.sweep()

    assert await world.pool.fetchval("select count(*) from web_session") == 1
    assert await world.pool.fetchval("select count(*) from sign_in") == 0
    assert await world.pool.fetchval("select count(*) from idempotency") == 0


async def test_adding_a_driver_twice_keeps_the_first_id(world: World) -> None:
    ada = await world.driver("ada")
    again = await world.accounts.add_driver(
        Driver(id=DriverId("other"), email="ADA@example.org", name="Ada L.", operator=True)
    )
    assert (again.id, again.name, again.operator) == (ada.id, "Ada L.", True)
    assert await world.accounts.put_card(TokenUid("04aa"), CardId("c1"), ada.id) == "c1"
    assert await world.accounts.put_card(TokenUid("04AA"), CardId("c2"), ada.id) == "c1"
