"""Cards of a driver: look, name, lose, ask for: S15, S29. What is lost is refused everywhere, and followed to its end."""

from __future__ import annotations

import secrets

import msgspec
import pytest

from chargehand.engine.recalls import Recalls
from chargehand.main.lists import DraftedLists
from chargehand.model.answers import AuthorizeAnswer, StartAnswer
from chargehand.model.calls import CallOutcome
from chargehand.model.events import (
    CallAnswered,
    StationConnected,
    TokenPresented,
    TransactionEnded,
    TransactionStarted,
)
from chargehand.model.faults import WorldFault
from chargehand.model.identity import CardId, CommandId, SessionId, StationId, TokenUid
from chargehand.model.local_list import ListedToken
from chargehand.model.token import AccountStatus, Driver, TokenStatus
from chargehand.model.visit import LetterDraft
from chargehand.store.devices.lists import Lists
from chargehand.store.wallet.cards import Cards
from chargehand.store.wallet.recalls import RecallRows
from tests.integration.web.site import Browser, Site
from tests.integration.web.world import World

UID = "04AABBCCDD"


def recalls(site: Site) -> Recalls:
    world = site.world
    return Recalls(
        RecallRows(world.pool),
        site.submit,
        DraftedLists(Lists(world.pool)),
        world.clock,
        lambda: secrets.token_hex(11),
    )


async def letters(site: Site) -> list[tuple[str, str]]:
    rows = await site.world.pool.fetch("select recipient, subject from letter order by id")
    return [(row["recipient"], row["subject"]) for row in rows]


async def starts(site: Site, station: str, uid: str) -> str:
    """The card is held to the reader and charging begins; the session."""
    event = TransactionStarted(
        station=StationId(station),
        at=site.world.clock(),
        fresh=SessionId(secrets.token_hex(11)),
        connector=1,
        token=TokenUid(uid),
        meter_start_wh=None,
        said_at=site.world.clock(),
    )
    assert isinstance(await site.submit.submit(event), StartAnswer)
    return event.fresh


async def presented(site: Site, station: str, uid: str) -> TokenStatus:
    event = TokenPresented(station=StationId(station), at=site.world.clock(), token=TokenUid(uid))
    answer = await site.submit.submit(event)
    assert isinstance(answer, AuthorizeAnswer)
    return answer.status


async def her_card(
    site: Site, account: AccountStatus = AccountStatus.ACTIVE
) -> tuple[Driver, CardId, Browser]:
    ada = await site.world.driver("ada", account)
    card = await site.world.card(ada, UID)
    return ada, card, await site.signed_in(ada)


async def test_the_cards_and_one_of_them(site: Site) -> None:
    ada, card, browser = await her_card(site)
    await site.world.card(ada, "04112233FF")
    await site.world.station("CP1")
    await site.world.session(ada, "CP1", token=UID, ended_s_ago=60)

    grid = (await browser.get("/cards")).text
    assert grid.index("··CCDD") < grid.index("··33FF")  # the one last used first
    assert "Active" in grid
    assert UID not in grid
    page = (await browser.get(f"/cards/{card}")).text
    assert "Last used" in page
    assert f'href="/sessions?card={card}"' in page
    assert "Report lost" in page
    assert UID not in page  # S15

    saved = await browser.send_form(f"/cards/{card}", {"name": "Blue <fob>", "colour": "ocean"})
    assert saved.headers["location"] == f"/cards/{card}?saved=yes"
    page = (await browser.get(saved.headers["location"])).text
    assert "Blue &lt;fob&gt;" in page
    assert "Saved." in page
    for fields in ({"colour": "pink"}, {"name": "x" * 61}, {"name": "a\x00b"}):
        assert (await browser.send_form(f"/cards/{card}", fields)).status_code == 422
    assert 'href="/cards"' in (await browser.get("/account")).text


async def test_cards_over_the_api(site: Site) -> None:
    ada, card, _ = await her_card(site)
    api = site.program(await site.world.api_token(ada))
    told = (await api.get("/api/v1/cards")).json()
    assert told["sign_in_by_card"] is True
    assert [(each["id"], each["tail"], each["active"]) for each in told["cards"]] == [(card, "CCDD", True)]
    named = await api.put(f"/api/v1/cards/{card}", json={"name": "Fob", "colour": "plum"})
    assert (named.json()["name"], named.json()["colour"]) == ("Fob", "plum")
    assert (await api.put(f"/api/v1/cards/{card}", json={"status": "accepted"})).status_code == 422  # S41
    off = await api.put("/api/v1/card-sign-in", json={"allowed": False})
    assert off.json()["sign_in_by_card"] is False
    bob = site.program(await site.world.api_token(await site.world.driver("bob")))
    assert (await bob.get("/api/v1/cards")).json()["cards"] == []
    for answer in (
        await bob.get(f"/api/v1/cards/{card}"),
        await bob.put(f"/api/v1/cards/{card}", json={"name": "mine"}),
        await bob.post(f"/api/v1/cards/{card}/lost", json={}),
        await bob.get("/api/v1/cards/none"),
    ):
        assert answer.status_code == 404  # S29
    assert (await api.get(f"/api/v1/cards/{card}")).json()["lost_at"] is None


async def test_a_lost_card_is_refused_everywhere_at_once(site: Site) -> None:
    ada, card, browser = await her_card(site)
    await site.world.driver("boss", operator=True)
    charger = await site.world.station("CP1")
    await site.world.station("CP2")
    session = await starts(site, "CP1", UID)
    assert await presented(site, "CP2", UID) is TokenStatus.ACCEPTED

    question = (await browser.get(f"/cards/{card}/lost")).text
    assert "Report card of ada ··CCDD lost?" in question
    assert "It is charging now. The session will be stopped." in question
    await browser.send_form(f"/cards/{card}/lost", {"reason": "left on\n the train"})

    assert await presented(site, "CP2", UID) is TokenStatus.BLOCKED
    stop = await site.world.pool.fetchrow("select kind, session, state, driver from command")
    assert stop is not None
    assert tuple(stop) == ("stop", session, "requested", None)
    page = (await browser.get(f"/cards/{card}")).text
    assert "Inactive" in page
    assert "Reported lost on" in page
    assert "Its session is being stopped." in page
    assert "Only the operator can make it active again." in page
    assert f'action="/cards/{card}/lost"' not in page
    assert (await browser.get(f"/cards/{card}/lost")).status_code == 303
    told = [
        ("ada@example.org", "Chargehand: your card ··CCDD was reported lost"),
        ("boss@example.org", "Chargehand: a card was reported lost (··CCDD)"),
    ]
    assert await letters(site) == told
    body = await site.world.pool.fetchval("select body from letter where recipient = 'boss@example.org'")
    assert "left on the train" in body
    assert UID not in body
    # Not undoable by the driver, and no second letter.
    await browser.send_form(f"/cards/{card}/lost", {})
    assert await letters(site) == told
    started = await browser.send_form(f"/chargers/{charger}/start", {"card_id": card})
    assert "No active card" in started.text or "blocked" in started.text

    desk = site.program(await site.world.api_token(Driver(id=ada.id, email="boss@example.org"), "operator"))
    lost = (await desk.get("/api/v1/operator/lost-cards")).json()["cards"]
    assert [(each["tail"], each["email"], each["reason"]) for each in lost] == [
        ("CCDD", "ada@example.org", "left on the train")
    ]
    assert lost[0]["waiting"] == 2  # the stop, and the cache of CP1
    found = await desk.put(f"/api/v1/operator/tokens/{UID}", json={"status": "accepted"})
    assert found.status_code == 200
    assert (await desk.get("/api/v1/operator/lost-cards")).json()["cards"] == []


async def waiting(site: Site) -> list[tuple[str, str]]:
    """What stations are yet to be told."""
    rows = await site.world.pool.fetch(
        "select kind, station from recall where done_at is null order by kind, station"
    )
    return [(row["kind"], row["station"]) for row in rows]


async def answers(site: Site, station: str, outcome: CallOutcome) -> None:
    """Whatever the station is asked, it says this."""
    for row in await site.world.pool.fetch("select command, call_id from outbox where station = $1", station):
        await site.submit.submit(
            CallAnswered(
                station=StationId(station),
                at=site.world.clock(),
                command=CommandId(row["command"]),
                call_id=row["call_id"],
                outcome=outcome,
            )
        )
    await site.world.pool.execute("delete from outbox where station = $1", station)


async def test_what_runs_on_it_is_stopped(site: Site) -> None:
    """Through the engine's own stop, followed to its end; also for an account that may not stop anything itself."""
    pool, clock = site.world.pool, site.world.clock
    ada, card, _ = await her_card(site, AccountStatus.SUSPENDED)
    await site.world.station("CP1")
    session = await site.world.session(ada, "CP1", token=UID)
    api = site.program(await site.world.api_token(ada))
    told = (await api.post(f"/api/v1/cards/{card}/lost", json={"reason": "gone"})).json()
    assert (told["active"], told["live_session_id"]) == (False, session)
    work = recalls(site)
    await work.round()
    assert await waiting(site) == [("cache", "CP1"), ("stop", "CP1")]
    calls = [bytes(row["call"]) for row in await pool.fetch("select call from outbox")]
    assert sorted(b"ClearCache" in call for call in calls) == [False, True]

    # It refuses both: no cache is nothing to forget; the stop is asked for again.
    await answers(site, "CP1", CallOutcome.REJECTED)
    for seconds in (40, 6):
        clock.pass_by(seconds=seconds)
        await work.round()
    assert await waiting(site) == [("stop", "CP1")]
    assert await pool.fetchval("select count(*) from command where kind = 'stop'") == 2
    await site.submit.submit(
        TransactionEnded(
            station=StationId("CP1"),
            at=clock(),
            fresh=SessionId("unused"),
            ref=await pool.fetchval("select ref from session where id = $1", session),
            meter_stop_wh=None,
            said_at=clock(),
            reason="Remote",
        )
    )
    clock.pass_by(seconds=6)
    await work.round()
    assert await waiting(site) == []


async def test_who_knows_it_by_itself_is_told_when_it_is_there(site: Site) -> None:
    """A list that it is on is sent anew, as soon as its station is back; one that it is not on is left alone."""
    pool, clock = site.world.pool, site.world.clock
    ada, card, browser = await her_card(site)
    await site.world.station("HERE")
    await site.world.station("AWAY", connected=False)
    entries = msgspec.msgpack.encode((ListedToken(TokenUid(UID), TokenStatus.ACCEPTED),))
    await pool.execute("insert into local_list values ('AWAY', 7, $1, $2)", entries, clock())
    await pool.execute("insert into local_list values ('HERE', 3, $1, $2)", b"\x90", clock())
    await browser.send_form(f"/cards/{card}/lost", {})
    work = recalls(site)
    await work.round()
    assert await waiting(site) == [("list", "AWAY")]
    assert await pool.fetchval("select count(*) from outbox") == 0

    await site.submit.submit(
        StationConnected(station=StationId("AWAY"), at=clock(), protocol="ocpp1.6", gateway="g")
    )
    await work.round()
    calls = [bytes(row["call"]) for row in await pool.fetch("select call from outbox")]
    assert any(b'"blocked"' in call and UID.encode() in call for call in calls)
    await answers(site, "AWAY", CallOutcome.ACCEPTED)
    clock.pass_by(seconds=6)
    await work.round()
    assert await waiting(site) == []
    assert ada.id


async def test_a_card_that_moves_takes_no_past_with_it(site: Site) -> None:  # S29
    ada, card, browser = await her_card(site)
    bob = await site.world.driver("bob")
    await site.world.station("CP1")
    session = await site.world.session(ada, "CP1", token=UID, ended_s_ago=60)
    await browser.send_form(f"/cards/{card}", {"name": "Ada's own", "colour": "plum"})
    assert await site.world.accounts.put_card(TokenUid(UID), CardId("other"), bob.id) == card
    his = await site.signed_in(bob)

    page = (await his.get(f"/cards/{card}")).text
    assert "Ada" not in page
    assert "Not used yet" in page
    assert session not in (await his.get(f"/sessions?card={card}")).text
    assert (await his.get(f"/sessions/{session}")).status_code == 404
    assert (await browser.get(f"/cards/{card}")).status_code == 404
    await his.send_form(f"/cards/{card}", {"name": "Bob's secret"})
    hers = (await browser.get(f"/sessions/{session}")).text
    assert "Bob" not in hers
    assert session in (await browser.get("/sessions")).text
    assert "Bob" not in (await browser.get("/sessions")).text


async def test_a_card_is_asked_for_and_the_operator_answers(site: Site) -> None:
    ada = await site.world.driver("ada")
    boss = await site.world.driver("boss", operator=True)
    browser = await site.signed_in(ada)
    desk = site.program(await site.world.api_token(boss, "operator"))
    assert "No cards yet." in (await browser.get("/cards")).text
    await browser.send_form("/cards/request", {"note": "for my <second> car"})
    await browser.send_form("/cards/request", {"note": "again"})

    page = (await browser.get("/cards")).text
    assert "You asked for a card on 4 Mar 2026." in page
    assert 'action="/cards/request"' not in page
    asked = (await desk.get("/api/v1/operator/card-requests?state=waiting")).json()["requests"]
    assert [(each["email"], each["note"]) for each in asked] == [("ada@example.org", "for my <second> car")]
    path = f"/api/v1/operator/card-requests/{asked[0]['id']}"
    await site.world.card(await site.world.driver("bob"), "BOBSCARD")
    taken = await desk.put(path, json={"state": "granted", "uid": "bobscard"})
    assert (taken.status_code, taken.json()["code"]) == (409, "not_answered")
    granted = await desk.put(path, json={"state": "granted", "answer": "In the mail.", "uid": "04adac0de0"})
    assert (granted.status_code, granted.json()["state"]) == (200, "granted")
    assert (await desk.put(path, json={"state": "declined"})).status_code == 409

    page = (await browser.get("/cards")).text
    assert "The operator has granted your request for a card." in page
    assert "In the mail." in page
    assert "··C0DE0"[-4:] in page
    assert [subject for _, subject in await letters(site)] == [
        "Chargehand: ada asks for a card",
        "Chargehand: your request for a card",
    ]
    api = site.program(await site.world.api_token(ada))
    assert (await api.post("/api/v1/card-requests", json={"note": "one more"})).status_code == 201
    again = await api.post("/api/v1/card-requests", json={})
    assert (again.status_code, again.json()["code"]) == (409, "request_waiting")
    states = [each["state"] for each in (await api.get("/api/v1/card-requests")).json()["requests"]]
    assert sorted(states) == ["granted", "waiting"]
    assert (await api.get("/api/v1/operator/card-requests")).status_code == 403


async def test_a_request_of_which_nobody_was_told_was_not_made(world: World) -> None:
    ada = await world.driver("ada")
    await world.driver("boss", operator=True)
    cards, told = Cards(world.pool), LetterDraft("Somebody asks for a card", "…")
    await world.pool.execute(
        "create function torn() returns trigger language plpgsql as $$ begin raise 'torn'; end $$;"
        "create trigger torn before insert on letter execute function torn()"
    )
    with pytest.raises(WorldFault):
        await cards.ask(ada.id, "r1", "", world.clock(), told)
    await world.pool.execute("drop trigger torn on letter")

    assert await cards.ask(ada.id, "r2", "", world.clock(), told) is True
    assert await world.pool.fetchval("select recipient from letter") == "boss@example.org"


async def test_a_request_that_waited_long_is_answered_among_many(site: Site) -> None:
    world = site.world
    ada, bob = await world.driver("ada"), await world.driver("bob")
    desk = site.program(await world.api_token(await world.driver("boss", operator=True), "operator"))
    await Cards(world.pool).ask(ada.id, "old", "", world.clock(), LetterDraft("…", "…"))
    await world.pool.execute(
        "insert into card_request (id, driver, state, made_at, answered_at)"
        " select 'r' || n, $1, 'declined', $2::timestamptz + interval '1 hour', $2 from generate_series(1, 501) n",
        bob.id,
        world.clock(),
    )
    answer = await desk.put("/api/v1/operator/card-requests/old", json={"state": "declined"})
    assert (answer.status_code, answer.json().get("state")) == (200, "declined")
