"""What drivers are told: read, chosen, and told to nobody else. From the engine's decision to the inbox and the letter."""

from __future__ import annotations

import re
from decimal import Decimal

import httpx
import pytest

from chargehand.edge.notices.teller import House, Teller
from chargehand.engine.feed import LocalFeed
from chargehand.engine.unit import Unit
from chargehand.model.events import MeterSampled, TransactionEnded, TransactionStarted
from chargehand.model.identity import SessionId, StationId, TokenUid
from chargehand.model.notice import Channel, NoticeFacts, NoticeKind
from chargehand.model.push import PushKeys
from chargehand.model.reading import Reading
from chargehand.model.snapshot import Policy
from chargehand.store.housekeeping import Housekeeping
from chargehand.store.inbox.delivery import Delivery
from chargehand.store.inbox.devices import PushDevices
from chargehand.store.inbox.notices import Notices
from chargehand.store.units import PostgresUnits
from tests.counted import Counted
from tests.integration.web.site import ORIGIN, Browser, Decided, Site
from tests.integration.web.world import BASE_URL, World

HEADERS = {"Accept-Language": "de"}


async def charges(site: Site, unit: Unit | None = None) -> None:
    """Ada's card starts and ends a session, as its station tells it, and tells it again."""
    world, station, submit = site.world, StationId("CP1"), unit or site.submit
    await world.card(await world.driver("ada"), "04AABBCCDD")
    await world.station("CP1")

    def told(kind: type, **facts: object) -> object:
        return kind(station=station, at=world.clock(), connector=1, **facts)

    card = TokenUid("04AABBCCDD")
    start = {
        "fresh": SessionId("s1"),
        "token": card,
        "meter_start_wh": Decimal(1_000),
        "said_at": world.clock(),
    }
    for _ in range(2):
        await submit.submit(told(TransactionStarted, **start))  # pyright: ignore[reportArgumentType]
    number = await world.pool.fetchval("select number from session")
    for minute in range(1, 4):
        world.clock.pass_by(minutes=1)
        reading = Reading(
            register_wh=Decimal(1_000 + 200 * minute), power_w=Decimal(11_000), said_at=world.clock()
        )
        await submit.submit(told(MeterSampled, readings=(reading,), ref=str(number)))  # pyright: ignore[reportArgumentType]
    end = {
        "fresh": SessionId("s2"),
        "ref": str(number),
        "meter_stop_wh": Decimal(1_700),
        "said_at": world.clock(),
    }
    for _ in range(2):
        await submit.submit(told(TransactionEnded, **end))  # pyright: ignore[reportArgumentType]


async def test_what_the_engine_decided_is_told_once_in_inbox_and_mail(site: Site) -> None:
    await charges(site)
    world = site.world
    teller = Teller(Delivery(world.pool), House(base_url=BASE_URL), world.clock, lambda: "s" * 40, Counted())
    await teller.tell_due()
    assert await teller.tell_due() == 0

    rows = await world.pool.fetch("select kind, driver, session from notice order by at, kind")
    assert [tuple(row) for row in rows] == [
        ("session_started", "d_ada", "s1"),
        ("session_ended", "d_ada", "s1"),
    ]
    letters = await world.pool.fetch("select recipient, subject, html, unsubscribe from letter")
    assert [(row["recipient"], row["subject"]) for row in letters] == [
        ("ada@example.org", "Charging has ended · Charger CP1")
    ]
    assert "0.7 kWh" in letters[0]["html"]
    ada = await site.signed_in(await world.driver("ada"))
    page = (await ada.get("/inbox")).text
    assert page.index("Charging has ended") < page.index("Charging has started")
    assert "0.7 kWh in 3 min" in page


async def test_without_a_mail_server_only_what_security_asks_for_is_written(site: Site) -> None:
    await charges(site)
    world = site.world
    await Notices(world.pool).tell(
        (await world.driver("ada")).id,
        NoticeKind.SIGNED_IN,
        "entry",
        world.clock(),
        NoticeFacts(note="Chrome"),
    )
    house = House(base_url=BASE_URL, mails=False)
    await Teller(Delivery(world.pool), house, world.clock, lambda: "s" * 40, Counted()).tell_due()
    assert await world.pool.fetchval("select count(*) from notice where told_at is null") == 0
    kinds = "select kind from letter join notice on notice.id = letter.notice"
    assert [row["kind"] for row in await world.pool.fetch(kinds)] == ["signed_in"]


@pytest.mark.parametrize(
    ("mails", "device", "chosen", "untold"),
    [
        (True, False, {}, {"session_ended"}),
        (True, False, {NoticeKind.SESSION_STARTED: True}, {"session_started", "session_ended"}),
        (True, False, {NoticeKind.SESSION_ENDED: False}, set()),
        (True, True, {NoticeKind.SESSION_ENDED: False}, {"session_started", "session_ended"}),
        (False, False, {NoticeKind.SESSION_ENDED: True}, set()),
        (False, True, {}, {"session_started", "session_ended"}),
    ],
)
async def test_only_what_a_device_or_a_letter_tells_waits_to_be_told(
    site: Site, mails: bool, device: bool, chosen: dict[NoticeKind, bool], untold: set[str]
) -> None:
    pool = site.world.pool
    ada = (await site.world.driver("ada")).id
    await Notices(pool).choose(ada, {(kind, Channel.EMAIL): wanted for kind, wanted in chosen.items()})
    if device:
        keys = PushKeys("https://push.example/1", "key", "secret")
        await PushDevices(pool).put(ada, keys, "Firefox", "held", site.world.clock())
    faults: list[str] = []
    await charges(
        site, Unit(PostgresUnits(pool, mails=mails), LocalFeed(), Decided(faults), Policy(), lambda: 0.0)
    )
    assert {
        row["kind"] for row in await pool.fetch("select kind from notice where told_at is null")
    } == untold
    assert (await Notices(pool).page(ada, None, 10)).unread == 2
    assert faults == []


async def test_what_nobody_need_be_told_is_told_to_nobody(site: Site) -> None:
    """The teller finds the same that the store found."""
    await charges(site)
    world = site.world
    await world.pool.execute("update notice set told_at = null")
    teller = Teller(Delivery(world.pool), House(base_url=BASE_URL), world.clock, lambda: "s" * 40, Counted())
    assert await teller.tell_due() == 2
    letters = "select n.kind from letter l join notice n on n.id = l.notice"
    assert [row["kind"] for row in await world.pool.fetch(letters)] == ["session_ended"]


async def test_the_bell_counts_and_reading_empties_it(site: Site) -> None:
    world = site.world
    ada = await site.signed_in(ada_ := await world.driver("ada"))
    await world.station("CP1")
    session = await world.session(ada_, "CP1", ended_s_ago=60)
    await world.notice(ada_, "n1", "session_ended", session=session, energy_wh="12400", lasted_s=60)
    await world.notice(ada_, "n2", "card_lost", note="Fob ··7F80")

    assert 'aria-label="Notifications, 2 unread"' in (await ada.get("/account")).text
    opened = await ada.get("/inbox/n1")
    assert (opened.status_code, opened.headers["location"]) == (303, f"/sessions/{session}")
    assert 'aria-label="Notifications, 1 unread"' in (await ada.get("/account")).text
    assert (await ada.send_form("/inbox/read")).headers["location"] == "/inbox"
    page = (await ada.get("/inbox")).text
    assert 'aria-label="Notifications"' in page
    assert "Mark all as read" not in page
    assert "Fob ··7F80 is refused everywhere" in page


async def test_the_api_pages_reads_and_tells_no_more_than_the_page(site: Site) -> None:
    world = site.world
    driver = await world.driver("ada")
    for count in range(5):
        await world.notice(driver, f"n{count}", "support_answered", s_ago=count, note=str(count))
    api = site.program(await world.api_token(driver))

    first = (await api.get("/api/v1/notices?limit=2")).json()
    second = (await api.get(f"/api/v1/notices?limit=2&cursor={first['cursor']}")).json()
    assert [row["id"] for row in first["notices"] + second["notices"]] == ["n0", "n1", "n2", "n3"]
    assert (first["unread"], second["cursor"] is None) == (5, False)
    read = (await api.post("/api/v1/notices/n3/read")).json()
    assert read["read_at"] is not None
    assert (await api.post("/api/v1/notices/read")).json() == {"unread": 0}
    assert (await api.get("/api/v1/notices?cursor=nonsense")).status_code == 422
    assert (await api.post("/api/v1/notices/unknown/read")).status_code == 404


async def test_nobody_elses_notice_is_read(site: Site) -> None:  # S29
    world = site.world
    await world.notice(await world.driver("ada"), "hers", "card_lost", note="hers alone")
    mallory = await site.signed_in(await world.driver("mallory"))
    foreign, unknown = [await mallory.get(f"/inbox/{each}") for each in ("hers", "other")]
    assert foreign.status_code == unknown.status_code == 404
    assert foreign.content == unknown.content
    await mallory.send_form("/inbox/read")
    assert await world.pool.fetchval("select read_at from notice") is None


async def test_choices_are_kept_and_security_is_none_of_them(site: Site) -> None:
    ada = await site.signed_in(await site.world.driver("ada"))
    page = (await ada.get("/account/notifications")).text
    assert 'name="session_ended.email" checked' in page
    assert "signed_in." not in page

    saved = await ada.send_form(
        "/account/notifications", {"session_ended.push": "on", "signed_in.push": "on"}
    )
    assert saved.headers["location"] == "/account/notifications?saved=yes"
    told = (await ada.get("/api/v1/notices/settings")).json()["kinds"]
    kinds = {row["kind"]: (row["push"], row["email"], row["fixed"]) for row in told}
    assert kinds["session_ended"] == (True, False, False)
    assert kinds["session_started"] == (False, False, False)
    assert kinds["signed_in"] == kinds["card_lost"] == (True, True, True)

    csrf = {"X-CSRF-Token": ada.csrf}
    wish = {"kinds": [{"kind": "session_started", "email": True}]}
    told = (await ada.put("/api/v1/notices/settings", json=wish, headers=csrf)).json()["kinds"]
    assert next(row for row in told if row["kind"] == "session_started")["email"] is True
    for bad in ({"kinds": [{"kind": "card_lost", "push": False}]}, {"kinds": [{"kind": "x"}]}, {"more": 1}):
        assert (await ada.put("/api/v1/notices/settings", json=bad, headers=csrf)).status_code == 422


async def test_letters_of_a_kind_are_ended_without_signing_in(site: Site) -> None:  # RFC 8058
    world = site.world
    ada, secret = await world.driver("ada"), "s" * 40
    await world.notice(ada, "n1", "session_ended", lasted_s=60)
    teller = Teller(Delivery(world.pool), House(base_url=BASE_URL), world.clock, lambda: secret, Counted())
    await teller.tell_due()
    address = await world.pool.fetchval("select unsubscribe from letter")
    assert address == f"{BASE_URL}/unsubscribe/{secret}"

    scanner = site.browser(origin=False)
    looked = await scanner.get(f"/unsubscribe/{secret}")
    assert "Stop these e-mails" in looked.text
    assert await Notices(world.pool).choices(ada.id) == {}
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):  # S33
        assert (await scanner.post(f"/unsubscribe/{secret}", headers=headers)).status_code == 403
    for _ in range(2):
        ended = await scanner.post(f"/unsubscribe/{secret}", content="List-Unsubscribe=One-Click")
        assert (ended.status_code, "These e-mails have stopped" in ended.text) == (200, True)
    assert await Notices(world.pool).choices(ada.id) == {(NoticeKind.SESSION_ENDED, Channel.EMAIL): False}
    for wrong in ("x" * 40, "short", "' or 1=1"):
        assert (await scanner.post(f"/unsubscribe/{wrong}")).status_code == 404


async def test_letters_are_written_for_the_eyes_that_read_pages(site: Site) -> None:
    world = site.world
    driver = await world.driver("ada")
    ada = await site.signed_in(driver)
    ada.cookies.set("zone", "Europe/Berlin")
    await ada.get("/inbox", headers=HEADERS)
    await world.notice(driver, "n1", "signed_in", note="Chrome")
    await Teller(
        Delivery(world.pool), House(base_url=BASE_URL), world.clock, lambda: "s" * 40, Counted()
    ).tell_due()
    letter = await world.pool.fetchrow("select subject, body from letter")
    assert letter is not None
    assert letter["subject"] == "Anmeldung auf einem neuen Gerät"
    assert "4. März 2026, 13:00" in letter["body"]


async def test_a_sign_in_with_another_browser_is_told_and_with_a_known_one_is_not(site: Site) -> None:
    world = site.world
    ada = await world.driver("ada")

    async def enters(browser: Browser) -> int:
        link = await world.accounts.one_click_link(ada.email, 15)
        assert link is not None
        await browser.post(
            link.removeprefix(BASE_URL), data={}, headers={"User-Agent": "X (Android) Firefox/1"}
        )
        await site.app.web.errands.done()
        count = await world.pool.fetchval("select count(*) from notice where kind = 'signed_in'")
        assert isinstance(count, int)
        return count

    first, second = site.browser(), site.browser()
    assert await enters(first) == 0
    assert await enters(first) == 0
    await first.send_form("/sign-out")
    assert await enters(first) == 0
    assert await enters(second) == 1
    assert await enters(second) == 1
    facts = await world.pool.fetchval("select facts ->> 'note' from notice")
    assert facts == "Firefox, Android"
    assert not [name for name in second.cookies if "known" in name and second.cookies[name] in str(facts)]


async def test_the_sign_in_letter_has_both_forms_in_the_askers_language(site: Site) -> None:
    await site.world.driver("ada")
    browser = site.browser()
    await browser.post("/sign-in", data={"email": "ada@example.org"}, headers={**ORIGIN, **HEADERS})
    await site.app.web.errands.done()
    row = await site.world.pool.fetchrow("select subject, body, html from letter")
    assert row is not None
    assert row["subject"] == "Bei Chargehand anmelden"
    link = re.findall(r"http://\S+/sign-in/\S+", row["body"])[0]
    assert link in row["html"].replace("&amp;", "&")


async def test_notices_are_kept_for_ninety_days(world: World) -> None:
    ada, now = await world.driver("ada"), world.clock()
    await world.notice(ada, "old", "card_lost", s_ago=91 * 86_400, note="x")
    await world.notice(ada, "new", "card_lost", s_ago=89 * 86_400, note="x")
    await Housekeeping(world.pool).sweep_notices(now)
    assert [row["id"] for row in await world.pool.fetch("select id from notice")] == ["new"]


async def test_what_comes_from_no_session_is_told_once(world: World) -> None:
    ada, notices = await world.driver("ada"), Notices(world.pool)
    for _ in range(3):
        await notices.tell(ada.id, NoticeKind.CARD_LOST, "card7", world.clock(), NoticeFacts(note="Fob"))
    assert (await notices.page(ada.id, None, 10)).unread == 1


async def test_a_forged_form_marks_and_chooses_nothing(site: Site) -> None:  # S33
    await site.world.notice(await site.world.driver("ada"), "n", "card_lost", note="x")
    ada = await site.signed_in(await site.world.driver("ada"))
    for path in ("/inbox/read", "/account/notifications", "/support"):
        forged: httpx.Response = await ada.post(path, data={"csrf": "wrong", "text": "x"})
        assert forged.status_code == 403, path
    assert await site.world.pool.fetchval("select count(*) from notice where read_at is not null") == 0
    assert await site.world.pool.fetchval("select count(*) from notice_choice") == 0
