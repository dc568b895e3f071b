from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from chargehand.model.evidence import Grade, Signal
from chargehand.model.identity import CommandId, DriverId, PublicId, SessionId, StationId
from chargehand.model.session import EndBasis, Transaction
from chargehand.model.sight import SessionTotals
from chargehand.model.visit import BadCursor, SessionFilter, SessionState
from chargehand.store.usage.sums import Usage
from tests.integration.web.world import World


async def test_a_session_is_read_with_all_its_facts(world: World) -> None:
    ada = await world.driver("ada")
    await world.card(ada, "04AABBCCDD")
    await world.station("CP1")
    session = await world.session(ada, "CP1", token="04AABBCCDD")
    await world.command("stop1", "stop", "CP1", ada, session)
    await world.command("start1", "start", "CP1", ada, session)

    sight = await world.sights.session(ada.id, SessionId(session))

    assert sight is not None
    assert sight.session.transaction is Transaction.OPEN
    assert sight.session.energy_wh == Decimal(12400)
    assert sight.session.meter.power_w == Decimal(11000)
    assert sight.session.started_at == world.clock() - timedelta(minutes=10)
    assert sight.station.identity == "CP1"
    assert sight.station.heard_at == world.clock()
    assert sight.connector is not None
    assert sight.connector.power_w_max == 22000
    assert sight.card is not None
    assert (sight.card.tail, sight.card.name) == ("CCDD", "card of ada")
    assert sight.stop is not None
    assert sight.stop.id == "stop1"
    assert sight.start is not None
    assert sight.start.id == "start1"
    assert sight.version == 7


async def test_evidence_is_read_with_its_session_in_the_order_in_which_it_came(world: World) -> None:
    ada, bob = await world.driver("ada"), await world.driver("bob")
    await world.station("CP1")
    session = SessionId(await world.session(ada, "CP1"))
    await world.evidence(session, "connector_free", s_ago=30, claim="ended", grade="B+")
    await world.evidence(session, "asked", s_ago=20, source="house", note="meter")

    sight = await world.sights.session(ada.id, session)

    assert sight is not None
    assert [(row.signal, row.grade, row.note) for row in sight.evidence] == [
        (Signal.CONNECTOR_FREE, Grade.B_PLUS, ""),
        (Signal.ASKED, Grade.D, "meter"),
    ]
    assert await world.sights.evidence(ada.id, session) == sight.evidence
    assert await world.sights.evidence(bob.id, session) is None  # S29


async def test_a_sight_bears_the_latest_evidence_and_the_whole_is_asked_for(world: World) -> None:
    ada = await world.driver("ada")
    await world.station("CP1")
    session = SessionId(await world.session(ada, "CP1"))
    for number in range(70):
        await world.evidence(session, "asked", s_ago=70 - number, note=f"status {number}")

    sight, whole = await world.sights.session(ada.id, session), await world.sights.evidence(ada.id, session)

    assert sight is not None
    assert whole is not None
    assert (len(sight.evidence), len(whole)) == (60, 70)
    assert sight.evidence == whole[10:]


async def test_a_short_uid_is_not_told_whole(world: World) -> None:
    ada = await world.driver("ada")
    await world.card(ada, "ABCD")

    assert [card.tail for card in await world.sights.cards(ada.id)] == ["CD"]  # S15


async def test_what_is_somebody_elses_looks_like_nothing(world: World) -> None:
    ada, bob = await world.driver("ada"), await world.driver("bob")
    await world.station("CP1")
    session = await world.session(ada, "CP1")
    await world.reading(session, s_ago=10, energy_wh=12_000)
    await world.command("c1", "refresh", "CP1", ada)

    assert await world.sights.session(bob.id, SessionId(session)) is None  # S29
    assert await world.sights.session(bob.id, SessionId("nothing")) is None
    assert await world.sights.timeline(bob.id, SessionId(session)) is None
    assert await world.sights.command(bob.id, CommandId("c1")) is None
    assert (await world.sights.sessions(bob.id, SessionFilter())).rows == ()
    assert await world.sights.live_sessions(bob.id) == []
    pairs = [(SessionId(session), bob.id), (SessionId(session), ada.id)]
    looked = await world.sights.look_sessions(pairs)
    assert [sight is None for sight in looked] == [True, False]


async def test_a_station_shows_mine_and_only_that_others_are_busy(world: World) -> None:
    ada, bob = await world.driver("ada"), await world.driver("bob")
    await world.station("CP1", connectors=3)
    mine = await world.session(ada, "CP1", connector=1)
    await world.session(bob, "CP1", connector=2)
    earlier = await world.session(ada, "CP1", connector=1, started_s_ago=9000, ended_s_ago=8000)
    await world.session(ada, "CP1", connector=1, started_s_ago=19000, ended_s_ago=18000)
    await world.command("r1", "refresh", "CP1", bob)

    sight = await world.sights.station(ada.id, PublicId("pCP1"))

    assert sight is not None
    assert [each.number for each in sight.connectors] == [1, 2, 3]
    assert [each.session.id for each in sight.mine] == [mine]
    assert sight.busy == (2,)
    assert sight.refresh is None
    assert sight.last is not None
    assert sight.last.session.id == earlier
    assert sight.last.session.end_basis is EndBasis.REPORTED
    for_bob = (await world.sights.look_stations([(StationId("CP1"), bob.id)]))[0]
    assert for_bob is not None
    assert for_bob.busy == (1,)
    assert for_bob.refresh is not None
    assert for_bob.last is None


async def test_a_car_that_is_nobodys_yet_keeps_no_place(world: World) -> None:
    """2.x: it was plugged in before its driver asked, and that may be whoever is looking."""
    ada, bob = await world.driver("ada"), await world.driver("bob")
    await world.station("CP1", connectors=2)
    session = await world.session(bob, "CP1", connector=1)
    await world.pool.execute(
        "update session set driver = null, token = null, ref = 'tx-1' where id = $1", session
    )
    sight = await world.sights.station(ada.id, PublicId("pCP1"))
    assert sight is not None
    assert sight.busy == ()


async def test_stations_of_a_driver_come_by_name_and_an_unknown_one_is_none(world: World) -> None:
    ada = await world.driver("ada")
    for identity in ("B", "A"):
        await world.station(identity, connectors=0)

    assert [sight.station.identity for sight in await world.sights.stations(ada.id)] == ["A", "B"]
    assert await world.sights.station(ada.id, PublicId("A")) is None  # the identity is not the public id


async def test_pages_hold_every_session_once_newest_first(world: World) -> None:
    ada = await world.driver("ada")
    await world.station("CP1")
    made = [
        await world.session(ada, "CP1", started_s_ago=1000 * n, ended_s_ago=1000 * n - 9) for n in range(1, 8)
    ]

    seen: list[str] = []
    cursor: str | None = None
    for _ in range(4):
        page = await world.sights.sessions(ada.id, SessionFilter(limit=3, cursor=cursor))
        seen += [sight.session.id for sight in page.rows]
        cursor = page.cursor
        if cursor is None:
            break

    assert seen == made


async def test_a_page_is_chosen_by_state_time_card_and_charger(world: World) -> None:
    ada = await world.driver("ada")
    card = await world.card(ada, "CARD1")
    for identity in ("CP1", "CP2"):
        await world.station(identity)
    live = await world.session(ada, "CP1", token="CARD1")
    old = await world.session(ada, "CP2", started_s_ago=86_400, ended_s_ago=80_000)

    async def ids(chosen: SessionFilter) -> list[str]:
        return [sight.session.id for sight in (await world.sights.sessions(ada.id, chosen)).rows]

    assert await ids(SessionFilter(state=SessionState.ACTIVE)) == [live]
    assert await ids(SessionFilter(state=SessionState.COMPLETED)) == [old]
    assert await ids(SessionFilter(card=card)) == [live]
    assert await ids(SessionFilter(charger=PublicId("pCP2"))) == [old]
    assert await ids(SessionFilter(from_at=world.clock() - timedelta(hours=1))) == [live]
    assert await ids(SessionFilter(until_at=world.clock() - timedelta(hours=1))) == [old]


async def test_a_foreign_cursor_is_refused(world: World) -> None:
    for cursor in ("x", "é", "bm90IG91cnM", "W10", "WyIyMDI2LTAzLTA0VDEyOjAwOjAwIiwgInMiXQ"):
        with pytest.raises(BadCursor):
            await world.sights.sessions(DriverId("d"), SessionFilter(cursor=cursor))


async def test_totals_count_the_drivers_own(world: World) -> None:
    ada, bob = await world.driver("ada"), await world.driver("bob")
    await world.station("CP1")
    await world.session(ada, "CP1", energy_wh=10_000)
    await world.session(ada, "CP1", started_s_ago=3 * 86_400, ended_s_ago=3 * 86_400 - 60, energy_wh=5_000)
    await world.session(ada, "CP1", started_s_ago=30 * 86_400, ended_s_ago=30 * 86_400 - 60)
    await world.session(bob, "CP1", connector=2)

    totals = await world.sights.totals(ada.id, world.clock())

    assert totals == SessionTotals(sessions_24h=1, energy_wh_7d=15_000, active=1, sessions_7d=2)


@pytest.mark.parametrize("basis", ["never_started", "continued"])
async def test_totals_count_nothing_that_came_to_nothing(world: World, basis: str) -> None:
    ada = await world.driver("ada")
    await world.station("CP1")
    await world.session(ada, "CP1", ended_s_ago=60, energy_wh=10_000)
    nothing = await world.session(ada, "CP1", ended_s_ago=600, energy_wh=10_000)
    await world.pool.execute("update session set end_basis = $2 where id = $1", nothing, basis)

    totals = await world.sights.totals(ada.id, world.clock())
    used = await Usage(world.pool).used(ada.id, SessionFilter())

    assert totals == SessionTotals(sessions_24h=1, energy_wh_7d=10_000, active=0, sessions_7d=1)
    assert len(used) == 1, "and so does the sum on the first page"


async def test_a_timeline_is_in_order_and_empty_before_the_first_reading(world: World) -> None:
    ada = await world.driver("ada")
    await world.station("CP1")
    session = await world.session(ada, "CP1")

    timeline = await world.sights.timeline(ada.id, SessionId(session))
    assert timeline is not None
    assert timeline.rows == ()

    await world.reading(session, s_ago=10, energy_wh=2_000)
    await world.reading(session, s_ago=70, energy_wh=1_000)
    timeline = await world.sights.timeline(ada.id, SessionId(session))
    assert timeline is not None
    assert [row.energy_wh for row in timeline.rows] == [Decimal(1000), Decimal(2000)]


async def test_owners_are_named_only_among_those_asked_for(world: World) -> None:
    ada, bob = await world.driver("ada"), await world.driver("bob")
    await world.station("CP1")
    hers, his = await world.session(ada, "CP1"), await world.session(bob, "CP1", connector=2)

    found = await world.sights.owners([SessionId(hers), SessionId(his)], [ada.id])

    assert found == [(hers, ada.id)]
