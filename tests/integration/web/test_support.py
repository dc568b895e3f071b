"""Contact operator: what goes along, who sees it, and how it is answered."""

from __future__ import annotations

import asyncio
import re

from chargehand.model.support import CASES_A_DAY_MAX, MESSAGES_MAX, TEXT_LENGTH_MAX
from tests.integration.web.hers import Hers
from tests.integration.web.site import Browser, Site


async def scene(site: Site) -> tuple[Hers, Browser, Browser]:
    """Ada at her browser, and an operator's program."""
    hers = await Hers.made(site.world)
    await site.world.pool.execute("delete from support_case")
    ada = await site.signed_in(await site.world.driver("ada"))
    desk = await site.world.driver("desk", operator=True)
    return hers, ada, site.program(await site.world.api_token(desk, "operator"))


async def test_a_case_from_a_session_to_its_answer(site: Site) -> None:
    hers, ada, desk = await scene(site)
    session = await ada.get(f"/sessions/{hers.live}")
    assert f'href="/support/new?session={hers.live}"' in session.text
    draft = (await ada.get(f"/support/new?session={hers.live}")).text
    for fact in ("Contact operator", "Charger CP1", "card of ada ··CCDD", "98.765 kWh"):
        assert fact in draft, fact
    assert "04AABBCCDD" not in draft

    sent = await ada.send_form(
        "/support", {"session": hers.live, "text": "  It is stuck.\r\nHelp! ", "nonce": "one"}
    )
    again = await ada.send_form("/support", {"session": hers.live, "text": "It is stuck.", "nonce": "one"})
    assert sent.status_code == 303
    assert sent.headers["location"] == again.headers["location"]
    await site.world.pool.execute("update session set banked_wh = banked_wh + 1000 where id = $1", hers.live)

    case = sent.headers["location"].rpartition("/")[2]
    (listed,) = (await desk.get("/api/v1/operator/support?state=open")).json()["cases"]
    assert (listed["id"], listed["messages"]) == (case, [])
    one = (await desk.get(f"/api/v1/operator/support/{case}")).json()
    assert (one["email"], one["case"]["messages"][0]["text"]) == ("ada@example.org", "It is stuck.\nHelp!")
    assert one["case"]["facts"]["energy_kwh"] == 98.765  # frozen
    assert one["case"]["facts"]["session_id"] == hers.live
    assert "04AABBCCDD" not in str(one)

    answered = await desk.post(f"/api/v1/operator/support/{case}/answer", json={"text": "Unlock the car."})
    assert answered.json()["case"]["state"] == "answered"
    inbox = (await ada.get("/inbox")).text
    assert "The operator has answered" in inbox
    notice = re.findall(r'href="(/inbox/[0-9a-f]{32})"', inbox)[0]
    assert (await ada.get(notice)).headers["location"] == f"/support/{case}"
    assert "Unlock the car." in (await ada.get(f"/support/{case}")).text

    assert (await ada.send_form(f"/support/{case}/reply", {"text": "Thanks!"})).status_code == 303
    assert (await desk.get("/api/v1/operator/support?state=open")).json()["cases"][0]["id"] == case
    for _ in range(2):
        closed = await desk.post(f"/api/v1/operator/support/{case}/close")
        assert closed.json()["case"]["state"] == "closed"
    late = await ada.send_form(f"/support/{case}/reply", {"text": "One more thing"})
    assert (late.status_code, "This is closed" in late.text) == (409, True)
    refused = await desk.post(f"/api/v1/operator/support/{case}/answer", json={"text": "No."})
    assert refused.json()["code"] == "case_closed"
    assert "Message no." in (await ada.get("/support")).text


async def test_a_charger_without_a_session_is_enough(site: Site) -> None:
    hers, ada, _ = await scene(site)
    assert f'href="/support/new?charger={hers.charger}"' in (await ada.get(f"/chargers/{hers.charger}")).text
    draft = (await ada.get(f"/support/new?charger={hers.charger}")).text
    assert "Charger CP1" in draft
    assert "98.765" not in draft
    csrf = {"X-CSRF-Token": ada.csrf}
    body = {"charger_id": hers.charger, "text": "The screen is dark."}
    keys = {**csrf, "Idempotency-Key": "once"}
    first, second = [await ada.post("/api/v1/support", json=body, headers=keys) for _ in range(2)]
    assert first.status_code == second.status_code == 201
    assert first.json()["id"] == second.json()["id"]
    assert first.json()["facts"]["session_id"] is None
    assert await site.world.pool.fetchval("select count(*) from support_case") == 1
    told = (await ada.get(f"/api/v1/support/draft?charger={hers.charger}")).json()
    assert told["charger"] == "Charger CP1"


async def test_foreign_and_unknown_look_the_same(site: Site) -> None:  # S29
    hers, ada, _ = await scene(site)
    sent = await ada.send_form("/support", {"session": hers.live, "text": "Mine.", "nonce": "n"})
    case = sent.headers["location"].rpartition("/")[2]
    mallory = await site.signed_in(await site.world.driver("mallory"))
    for foreign, unknown in (
        (f"/support/{case}", "/support/nothing"),
        (f"/api/v1/support/{case}", "/api/v1/support/nothing"),
        (f"/support/new?session={hers.live}", "/support/new?session=nothing"),
        (f"/api/v1/support/draft?session={hers.live}", "/api/v1/support/draft?session=nothing"),
    ):
        answers = [await mallory.get(path) for path in (foreign, unknown)]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[0].content == answers[1].content
    await mallory.send_form(f"/support/{case}/reply", {"text": "Hello"})
    body = {"session_id": hers.live, "text": "Mine now."}
    taken = await mallory.post("/api/v1/support", json=body, headers={"X-CSRF-Token": mallory.csrf})
    assert taken.status_code == 404
    assert await site.world.pool.fetchval("select count(*) from support_message") == 1
    assert (await mallory.get("/api/v1/operator/support")).status_code == 403


async def test_there_is_a_limit_to_everything(site: Site) -> None:
    hers, ada, _ = await scene(site)
    csrf = {"X-CSRF-Token": ada.csrf}
    for text, status in (("", 422), (" \n ", 422), ("x" * (TEXT_LENGTH_MAX + 1), 422)):
        assert (await ada.send_form("/support", {"session": hers.live, "text": text})).status_code == status
        body = {"session_id": hers.live, "text": text}
        assert (await ada.post("/api/v1/support", json=body, headers=csrf)).status_code == status
    body = {"session_id": hers.live, "text": "x" * TEXT_LENGTH_MAX}
    statuses = [
        (await ada.post("/api/v1/support", json=body, headers=csrf)).status_code
        for _ in range(CASES_A_DAY_MAX + 1)
    ]
    assert statuses == [201] * CASES_A_DAY_MAX + [429]
    case = await site.world.pool.fetchval("select id from support_case limit 1")
    await site.world.pool.execute(
        "insert into support_message (case_id, operator, text, at)"
        " select $1, false, 'x', now() from generate_series(2, $2)",
        case,
        MESSAGES_MAX,
    )
    full = await ada.post(f"/api/v1/support/{case}/messages", json={"text": "more"}, headers=csrf)
    assert (full.status_code, full.json()["code"]) == (409, "case_full")
    both = {"session_id": hers.live, "charger_id": hers.charger, "text": "x"}
    assert (await ada.post("/api/v1/support", json=both, headers=csrf)).status_code == 422


async def test_a_form_that_is_sent_many_times_at_once_is_one_case(site: Site) -> None:  # S40
    hers, ada, _ = await scene(site)
    fields = {"session": hers.live, "text": "Stuck.", "nonce": "same"}
    answers = await asyncio.gather(*(ada.send_form("/support", fields) for _ in range(8)))
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert await site.world.pool.fetchval("select count(*) from support_message") == 1


async def test_a_reply_that_is_sent_many_times_at_once_is_one(site: Site) -> None:  # S40
    hers, ada, desk = await scene(site)
    sent = await ada.send_form("/support", {"session": hers.live, "text": "Help", "nonce": "n"})
    case = sent.headers["location"].rpartition("/")[2]
    path, answer = f"/support/{case}/reply", f"/api/v1/operator/support/{case}/answer"

    replies = [ada.send_form(path, {"text": "It still hangs."}) for _ in range(4)]
    assert {each.status_code for each in await asyncio.gather(*replies)} == {303}
    answers = [desk.post(answer, json={"text": "We come."}) for _ in range(4)]
    assert {each.status_code for each in await asyncio.gather(*answers)} == {200}
    site.world.clock.pass_by(minutes=2)
    await ada.send_form(path, {"text": "Still."})
    site.world.clock.pass_by(minutes=2)
    await ada.send_form(path, {"text": "Still."})

    told = (await desk.get(f"/api/v1/operator/support/{case}")).json()["case"]["messages"]
    assert [each["text"] for each in told] == ["Help", "It still hangs.", "We come.", "Still.", "Still."]
    assert await site.world.pool.fetchval("select count(*) from notice where kind = 'support_answered'") == 1


async def test_a_case_makes_no_energy_up(site: Site) -> None:
    hers, ada, _ = await scene(site)
    await site.world.pool.execute(
        "update session set register_wh = null, banked_wh = 0 where id = $1", hers.live
    )
    page = (await ada.get(f"/support/new?session={hers.live}")).text
    assert "0.000 kWh" not in page
    told = (await ada.get(f"/api/v1/support/draft?session={hers.live}")).json()
    assert told["energy_kwh"] is None


async def test_what_is_written_is_text_and_nothing_else(site: Site) -> None:  # S18
    hers, ada, desk = await scene(site)
    text = "<script>alert(1)</script>\x00"
    sent = await ada.send_form("/support", {"session": hers.live, "text": text, "nonce": "n"})
    page = (await ada.get(sent.headers["location"])).text
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    case = sent.headers["location"].rpartition("/")[2]
    bad = await desk.post(f"/api/v1/operator/support/{case}/answer", json={"text": "\x00", "more": 1})
    assert bad.status_code == 422
