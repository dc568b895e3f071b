"""The message log and the deviations over the operator API."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from chargehand.model.exchange import Direction, Exchange
from chargehand.model.identity import StationId
from chargehand.store.messages.writer import MessageWriter
from chargehand.wire.ocpp.masking import masked
from tests.integration.web.site import Browser, Site
from tests.integration.web.test_operator import operator

AT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
PATH = "/api/v1/operator/stations/CP%201/messages"


async def written(site: Site, database: str, *rows: Exchange) -> Browser:
    """The station's log holds `rows`; a program of an operator's."""
    await site.world.station("CP 1")
    lost: list[int] = []
    writer = MessageWriter(database, masked, lambda count, _why: lost.append(count))
    for row in rows:
        writer.put(row)
    writer.deviated(StationId("CP 1"), "BootNotification", "colour", "unknown", AT)
    await writer.close()
    assert not lost
    return await operator(site)


def heard(second: int, action: str = "Heartbeat", error: str = "") -> Exchange:
    at = AT + timedelta(seconds=second)
    request = f'[2,"m{second}","{action}",{{"idTag":"04A1B2C3D4"}}]'
    return Exchange(
        at, StationId("CP 1"), Direction.IN, action, f"m{second}", request, b'[3,"m",{}]', error, 0.002, None
    )


async def got(api: Browser, **query: Any) -> list[dict[str, Any]]:
    answer = await api.get(PATH, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()["messages"]


async def test_messages_are_told_newest_first_and_masked(site: Site, database: str) -> None:
    api = await written(site, database, heard(1), heard(2, "StatusNotification", "occurrence"))
    newest, oldest = await got(api)
    assert newest == {
        "at": "2026-11-20T12:00:02Z",
        "direction": "in",
        "action": "StatusNotification",
        "message_id": "m2",
        "request": '[2,"m2","StatusNotification",{"idTag":"*C3D4"}]',
        "answer": '[3,"m",{}]',
        "event": "",
        "decision": "",
        "error": "occurrence",
        "latency_ms": 2.0,
        "transaction": None,
        "session_id": None,
        "command_id": None,
        "repeats": 0,
    }
    assert oldest["message_id"] == "m1"


async def test_messages_are_chosen_by_what_the_query_says(site: Site, database: str) -> None:
    api = await written(site, database, *(heard(second, "A" if second % 2 else "B") for second in range(6)))

    async def ids(**query: Any) -> list[str]:
        return [row["message_id"] for row in await got(api, **query)]

    assert await ids(action="A", limit=2) == ["m5", "m3"]
    assert await ids(message_id="m4") == ["m4"]
    assert await ids(since="2026-11-20T12:00:04Z") == ["m5", "m4"]
    assert await ids(since="2026-11-20T13:00:04+01:00", until="2026-11-20T12:00:05Z") == ["m4"]
    assert await ids(direction="out") == []
    assert await ids(session="nobody") == []
    plain = await api.get(f"{PATH}?since=2026-11-20T12:00:04+00:00")
    assert [row["message_id"] for row in plain.json()["messages"]] == ["m5", "m4"], (
        "a plus that was not escaped"
    )


async def test_pages_lead_back_in_time_to_the_end(site: Site, database: str) -> None:
    api = await written(site, database, *(heard(second) for second in range(5)))
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = (await api.get(PATH, params={"limit": 2} | ({"cursor": cursor} if cursor else {}))).json()
        seen += [row["message_id"] for row in page["messages"]]
        cursor = page["cursor"]
    assert seen == ["m4", "m3", "m2", "m1", "m0"]


async def test_a_query_that_means_nothing_is_told_so(site: Site, database: str) -> None:
    api = await written(site, database)
    for query in (
        "since=yesterday",
        "limit=0",
        "limit=9999",
        "direction=up",
        "cursor=x",
        "cursor=1-9999999999",
    ):
        answer = await api.get(f"{PATH}?{query}")
        assert answer.status_code == 422, query
        assert answer.headers["content-type"] == "application/problem+json"
    assert (await api.get(f"{PATH}?cursor={'9' * 17}-1")).status_code in (200, 422)


async def test_only_operators_may_look_and_only_at_stations_that_are_there(site: Site, database: str) -> None:
    api = await written(site, database, heard(1))
    driver = site.program(await site.world.api_token(await site.world.driver("ada"), "driver"))
    for path in (PATH, PATH.replace("messages", "deviations")):
        assert (await driver.get(path)).status_code == 403
        assert (await site.browser().get(path)).status_code == 401
        assert (await api.get(path.replace("CP%201", "unknown"))).status_code == 404


async def test_f09_deviations_are_told(site: Site, database: str) -> None:
    api = await written(site, database)
    told = (await api.get(PATH.replace("messages", "deviations"))).json()
    assert told["deviations"] == [
        {
            "action": "BootNotification",
            "path": "colour",
            "kind": "unknown",
            "count": 1,
            "first_at": "2026-11-20T12:00:00Z",
            "last_at": "2026-11-20T12:00:00Z",
        }
    ]
