"""What the engine may rely on, asked of both stores: PostgreSQL's and the rehearsal's in memory."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import asyncpg
import pytest
from msgspec.structs import replace

from chargehand.engine.feed import LocalFeed
from chargehand.engine.unit import Unit
from chargehand.model.answers import Noted
from chargehand.model.batch import Course, Halted, Kept, Want
from chargehand.model.calls import StopTransaction
from chargehand.model.command import Command, CommandKind
from chargehand.model.effects import CallStation, DropTimer, Effect, KeepReading, SetTimer
from chargehand.model.events import StationHeard
from chargehand.model.faults import ConflictFault, StaleSnapshot, WorldFault
from chargehand.model.identity import CommandId, DriverId, SessionId, StationId, TokenUid
from chargehand.model.limits import Limits
from chargehand.model.reading import Meter, ReadingSource
from chargehand.model.session import CardHold, EnergyPhase, Session, Transaction
from chargehand.model.snapshot import Decision, Needs, Policy, Snapshot
from chargehand.model.tariff import Idle, Tariff
from chargehand.simulator.rehearsal.stage import STATION
from chargehand.simulator.rehearsal.story import told
from tests.integration.engine.test_unit import Quiet
from tests.integration.store.scenes import CARD, EVES, A, B, InMemory, InPostgres, Scene, Units, lane

T0 = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
STORIES = (1, 2, 3, 5)


def at(seconds: float) -> datetime:
    return T0 + timedelta(seconds=seconds)


@pytest.fixture
async def in_postgres(pool: asyncpg.Pool) -> Scene:
    scene = InPostgres(pool)
    await scene.furnish()
    return scene


@pytest.fixture
async def in_memory() -> Scene:
    scene = InMemory()
    await scene.furnish()
    return scene


@pytest.fixture(params=["in_postgres", "in_memory"])
def scene(request: pytest.FixtureRequest) -> Scene:
    return request.getfixturevalue(request.param)


def decided(
    before: Snapshot,
    *,
    sessions: tuple[Session, ...] | None = None,
    commands: tuple[Command, ...] | None = None,
    effects: tuple[Effect, ...] = (),
    frame: str | None = None,
) -> Kept:
    """A decision that leaves these sessions and commands beside those that were."""
    after = replace(
        before,
        sessions=before.sessions if sessions is None else sessions,
        commands=before.commands if commands is None else commands,
    )
    event = StationHeard(station=before.station.identity, at=at(1))
    return Kept(before, Decision(after, Noted(), effects), event, frame)


def session(name: str, number: int = 700, **facts: object) -> Session:
    plain = Session(
        id=SessionId(name),
        station=A,
        number=number,
        connector=1,
        token=CARD,
        driver=DriverId("ada"),
        transaction=Transaction.OPEN,
        ref=str(number),
        start_key=f"start-{name}",
        started_at=at(0),
        meter=Meter(base_wh=Decimal(1000), register_wh=Decimal(1010), register_at=at(0)),
    )
    return replace(plain, **facts)


def over(row: Session) -> Session:
    return replace(row, transaction=Transaction.ENDED, ended_at=at(60))


def stop(name: str, of: str, *, ended: bool = False) -> Command:
    return Command(
        id=CommandId(name),
        kind=CommandKind.STOP,
        station=A,
        session=SessionId(of),
        requested_at=at(5),
        deadline_at=at(35),
        ended_at=at(9) if ended else None,
    )


def call(name: str) -> CallStation:
    return CallStation(CommandId(name), name, StopTransaction("700"), at(35))


async def keep(units: Units, *rows: Session, station: StationId = A) -> None:
    """These sessions are there, and open or ended as they are."""
    before = await lane(units, station)
    known = {row.id for row in rows}
    rest = tuple(row for row in before.sessions if row.id not in known)
    await units.commit([decided(before, sessions=(*rest, *rows))])


# lanes


async def test_an_unknown_station_is_none_in_its_place(scene: Scene) -> None:
    found = await scene.units.load([Want(A, Needs()), Want(StationId("nobody"), Needs()), Want(B, Needs())])
    assert [each.station.identity if isinstance(each, Snapshot) else each for each in found] == [A, None, B]


async def test_what_was_committed_is_there_for_every_process(scene: Scene) -> None:
    await keep(scene.units, session("s1"))
    for units in (scene.units, scene.another()):
        found = await lane(units)
        assert found.sessions == (session("s1"),)
        assert (found.version, [each.number for each in found.connectors]) == (1, [1, 2])


async def test_a_write_on_an_older_count_keeps_nothing(scene: Scene) -> None:
    old, other = await lane(scene.units), await lane(scene.units, B)
    await keep(scene.another(), session("s1"))
    written = [decided(other, frame="[2]"), decided(old, sessions=(session("s2", 701, connector=2),))]
    with pytest.raises(StaleSnapshot):
        await scene.units.commit(written)
    assert (await lane(scene.units)).sessions == (session("s1"),)
    assert (await lane(scene.units, B)).version == 0
    assert await scene.journal(B) == []


async def test_many_stations_are_one_commit(scene: Scene) -> None:
    here, there = await lane(scene.units), await lane(scene.units, B)
    await scene.units.commit([decided(here, frame="[2,1]"), decided(there)])
    assert await scene.journal(A) == [("Noted", "[2,1]", ())]
    assert await scene.journal(B) == [("Noted", None, ())]


async def test_a_halted_lane_says_which_law(scene: Scene) -> None:
    before = await lane(scene.units)
    await scene.units.halt(A, "energy_never_falls: 5")
    for units in (scene.units, scene.another()):
        found = await units.load([Want(A, Needs()), Want(B, Needs())])
        assert found[0] == Halted("energy_never_falls: 5")
        assert isinstance(found[1], Snapshot)
    with pytest.raises(StaleSnapshot):
        await scene.units.commit([decided(before)])


async def test_what_is_over_comes_back_only_when_it_is_named(scene: Scene) -> None:
    await keep(scene.units, session("s1"))
    await keep(scene.units, over(session("s1")))
    wanted = over(session("s1"))
    for needs, found in (
        (Needs(), ()),
        (Needs(ref="700"), (wanted,)),
        (Needs(ref="701"), ()),
        (Needs(start_key="start-s1"), (wanted,)),
        (Needs(session=SessionId("s1")), (wanted,)),
        (Needs(ref="700", start_key="start-s1", session=SessionId("s1")), (wanted,)),
    ):
        for units in (scene.units, scene.another()):
            (snapshot,) = await units.load([Want(A, needs)])
            assert isinstance(snapshot, Snapshot)
            assert snapshot.sessions == found


async def test_one_whose_cable_may_still_be_in_stays_with_its_lane(scene: Scene) -> None:
    """M9: what its connector tells after its end is still its own."""
    tariff = Tariff(currency="EUR", per_idle_minute=Decimal("0.25"), idle_grace_s=600)
    priced = session("s1", tariff=tariff, tariff_from=at(-9), tariff_own=True)
    await keep(scene.units, priced)
    parked = replace(over(priced), idle=Idle(since=at(60), plugged=True, energy_wh=Decimal(10_333)))
    await keep(scene.units, parked)
    for units in (scene.units, scene.another()):
        assert (await lane(units)).sessions == (parked,)
    gone = replace(parked, idle=Idle(since=at(60), counted_to=at(90), lasted_us=30, over=True))
    await keep(scene.units, gone)
    for units in (scene.units, scene.another()):
        assert (await lane(units)).sessions == ()
        assert (await lane(units, ref="700")).sessions == (gone,)


async def test_nothing_is_found_by_its_name_at_another_station_s12(scene: Scene) -> None:
    await keep(scene.units, session("s1"))
    named = Needs(ref="700", start_key="start-s1", session=SessionId("s1"), command=CommandId("c1"))
    (found,) = await scene.units.load([Want(B, named)])
    assert isinstance(found, Snapshot)
    assert (found.sessions, found.commands) == ((), ())


async def test_a_command_that_is_over_comes_back_when_it_is_named(scene: Scene) -> None:
    await keep(scene.units, session("s1"))
    before = await lane(scene.units)
    await scene.units.commit([decided(before, commands=(stop("c1", "s1"),))])
    before = await lane(scene.units)
    assert before.commands == (stop("c1", "s1"),)
    await scene.units.commit([decided(before, commands=(stop("c1", "s1", ended=True),))])
    assert (await lane(scene.units)).commands == ()
    (found,) = await scene.units.load([Want(A, Needs(command=CommandId("c1")))])
    assert isinstance(found, Snapshot)
    assert found.commands == (stop("c1", "s1", ended=True),)


async def test_a_token_comes_with_its_drivers_account(scene: Scene) -> None:
    wants = [
        Want(A, Needs(token=CARD)),
        Want(B, Needs(token=EVES)),
        Want(STATION, Needs(token=TokenUid("NO"))),
    ]
    found = await scene.units.load(wants)
    tokens = [each.token for each in found if isinstance(each, Snapshot)]
    assert [each and each.account for each in tokens] == ["active", "suspended", None]


async def test_a_card_is_in_use_elsewhere_while_a_live_session_holds_it(scene: Scene) -> None:
    asked = Needs(token=CARD, token_elsewhere=True)

    async def elsewhere(station: StationId) -> SessionId | None:
        (found,) = await scene.units.load([Want(station, asked)])
        assert isinstance(found, Snapshot)
        return found.elsewhere

    assert await elsewhere(B) is None
    await keep(scene.units, session("s1"))
    assert (await elsewhere(B), await elsewhere(A)) == ("s1", None)
    await keep(scene.units, session("s1", card_hold=CardHold.RELEASED))
    assert await elsewhere(B) is None


# what the tables refuse


@pytest.mark.parametrize(
    "second",
    [
        session("s2", 700, ref="x", connector=2),
        session("s2", 701, ref="700", connector=2),
        session("s2", 701, start_key="start-s1", connector=2),
        session("s2", 701, connector=1),
        session("s2", 701, connector=2, ended_at=at(3)),
        session("s2", 701, connector=2, transaction=Transaction.ENDED),
        session("s2", 701, connector=2, meter=Meter(banked_wh=Decimal(-1))),
        session("s1", 701, connector=2, ref=None, start_key=None),
    ],
    ids=["number", "ref", "start", "connector", "open with an end", "ended without", "negative", "id"],
)
async def test_what_the_tables_refuse_keeps_nothing(scene: Scene, second: Session) -> None:
    await keep(scene.units, session("s1"))
    before, other = await lane(scene.units), await lane(scene.units, B)
    blind = replace(before, sessions=())
    with pytest.raises(ConflictFault):
        await scene.units.commit([decided(other), decided(blind, sessions=(second,), effects=(call("c1"),))])
    assert (await lane(scene.units)).sessions == (session("s1"),)
    assert (await lane(scene.units, B)).version == 0
    await keep(scene.units, session("s3", 702, connector=2))
    assert len((await lane(scene.another())).sessions) == 2


async def test_two_stops_of_a_session_are_not_open_at_once(scene: Scene) -> None:
    await keep(scene.units, session("s1"))
    before = await lane(scene.units)
    with pytest.raises(ConflictFault):
        await scene.units.commit([decided(before, commands=(stop("c1", "s1"), stop("c2", "s1")))])
    before = await lane(scene.units)
    await scene.units.commit([decided(before, commands=(stop("c1", "s1"),))])
    before = await lane(scene.units)
    ended = (stop("c1", "s1", ended=True), stop("c2", "s1"))
    await scene.units.commit([decided(before, commands=ended)])
    assert [row.id for row in (await lane(scene.units)).commands] == ["c2"]


async def test_a_command_is_for_a_session_that_is_there(scene: Scene) -> None:
    before = await lane(scene.units)
    with pytest.raises(ConflictFault):
        await scene.units.commit([decided(before, commands=(stop("c1", "nothing"),))])
    assert (await lane(scene.units)).commands == ()


async def test_a_connector_and_a_name_are_given_on_within_a_commit(scene: Scene) -> None:
    await keep(scene.units, session("s1"))
    gone = over(session("s1", ref=None, start_key=None))
    await keep(scene.units, gone, session("s2", 701, ref="700", start_key="start-s1"))
    assert [row.id for row in (await lane(scene.another())).sessions] == ["s2"]


async def test_what_a_session_began_with_is_not_written_again(scene: Scene) -> None:
    await keep(scene.units, session("s1"))
    await keep(scene.units, session("s1", 950, requested_at=at(9), connector=2))
    (row,) = (await lane(scene.another())).sessions
    assert (row.number, row.requested_at, row.connector) == (700, None, 2)


# readings, calls, timers


async def test_a_reading_is_kept_once_for_each_instant_and_source(scene: Scene) -> None:
    await keep(scene.units, session("s1"))

    def reading(energy_wh: int, source: ReadingSource) -> KeepReading:
        return KeepReading(
            SessionId("s1"), at(10), at(11), Decimal(energy_wh), Decimal(1), None, None, source
        )

    for energy_wh in (10, 20):
        before = await lane(scene.units)
        both = (reading(energy_wh, ReadingSource.PERIODIC), reading(energy_wh, ReadingSource.STOP))
        await scene.units.commit([decided(before, effects=both)])
    assert await scene.readings("s1") == [(10, "periodic"), (10, "stop")]


@pytest.mark.parametrize("beside", [(), (SetTimer("watch", "s1", at(60)),)], ids=["alone", "with a timer"])
async def test_a_reading_that_was_kept_stays_even_where_the_lane_does_not_know_it(
    scene: Scene, beside: tuple[Effect, ...]
) -> None:
    await keep(scene.units, session("s1"))
    for read_at, energy_wh in ((None, 10), (at(10), 20), (at(20), 30)):
        before = await lane(scene.units)
        (row,) = before.sessions
        row = replace(row, meter=replace(row.meter, read_at=read_at))
        told = KeepReading(
            row.id, read_at or at(10), at(11), Decimal(energy_wh), None, None, None, ReadingSource.PERIODIC
        )
        await scene.units.commit([decided(before, sessions=(row,), effects=(told, *beside))])
    assert await scene.readings("s1") == [(10, "periodic"), (30, "periodic")]
    (row,) = (await lane(scene.another())).sessions
    assert row.meter.read_at == at(20)


async def test_what_a_session_is_not_told_of_stays(scene: Scene) -> None:
    """Each fact of its own: written when it is new, kept when something else changes, taken back to nothing."""
    full = session(
        "s1",
        flags=("late", 'a"b\\c'),
        seq=(1, 3),
        limits=Limits(energy_wh=7_500, cost=Decimal("7.50")),
        doubted_at=at(5),
        doubt="silence",
        probes=2,
        energy_phase=EnergyPhase.SUSPENDED_EV,
    )
    full = replace(full, meter=replace(full.meter, power_w=Decimal("0.5"), suspect_count=2))
    bare = replace(session("s1"), token=None, driver=None, meter=Meter())
    for row in (full, replace(full, led_w=11_000), bare, full, bare):
        await keep(scene.units, row)
        (found,) = (await lane(scene.another())).sessions
        assert found == row


async def wanted(scene: Scene, *effects: Effect, gateway: str = "g", connected: bool = True) -> None:
    before = await lane(scene.units)
    station = replace(before.station, gateway=gateway, connected=connected)
    await scene.units.commit(
        [
            Kept(
                before,
                Decision(replace(before, station=station), Noted(), effects),
                decided(before).event,
                None,
            )
        ]
    )


async def test_a_call_is_taken_once_by_whoever_holds_its_station(scene: Scene) -> None:
    await wanted(scene, call("c1"), call("c1"))
    await wanted(scene, call("c2"))
    assert await scene.units.take("another") == []
    taken = await scene.units.take("g")
    assert [(each.call_id, each.station, each.call, each.until) for each in taken] == [
        ("c1", A, StopTransaction("700"), at(35)),
        ("c2", A, StopTransaction("700"), at(35)),
    ]
    assert await scene.another().take("g") == []


async def test_a_call_waits_while_its_station_is_away(scene: Scene) -> None:
    await wanted(scene, call("c1"), connected=False)
    assert await scene.units.take("g") == []
    await wanted(scene)
    assert [each.call_id for each in await scene.units.take("g")] == ["c1"]


async def test_a_call_that_was_taken_is_not_wanted_again_until_it_is_done(scene: Scene) -> None:
    await wanted(scene, call("c1"))
    await scene.units.take("g")
    await wanted(scene, call("c1"))
    assert await scene.units.take("g") == []
    await scene.units.done("c1")
    await scene.units.done("c1")
    await wanted(scene, call("c1"))
    assert [each.call_id for each in await scene.units.take("g")] == ["c1"]


async def test_calls_that_are_done_at_one_moment_are_gone(scene: Scene) -> None:
    names = [f"c{place}" for place in range(1, 8)]
    await wanted(scene, *(call(name) for name in names))
    assert len(await scene.units.take("g")) == len(names)
    await asyncio.gather(*(scene.units.done(name) for name in (*names, "unknown")))
    await wanted(scene, *(call(name) for name in names))
    assert len(await scene.units.take("g")) == len(names)


async def test_calls_that_could_not_be_done_at_one_moment_are_all_told_so(in_postgres: Scene) -> None:
    units = in_postgres.units
    await wanted(in_postgres, call("c1"), call("c2"), call("c3"))
    assert isinstance(in_postgres, InPostgres)
    await in_postgres.pool.execute("alter table outbox rename to gone")
    told = await asyncio.gather(*(units.done(f"c{place}") for place in (1, 2, 3)), return_exceptions=True)
    assert [type(each) for each in told] == [WorldFault] * 3
    await in_postgres.pool.execute("alter table gone rename to outbox")
    await units.done("c1")
    assert await in_postgres.pool.fetch("select call_id from outbox order by call_id") == [("c2",), ("c3",)]


async def test_timers_ring_by_age_until_they_are_dropped(scene: Scene) -> None:
    async def due(seconds: float, limit: int = 9) -> list[tuple[str, str]]:
        return [(each.kind, each.subject) for each in await scene.units.due(at(seconds), limit)]

    await wanted(scene, SetTimer("k", "late", at(30)), SetTimer("k", "soon", at(10)))
    assert await due(9) == []
    assert await due(30) == [("k", "soon"), ("k", "late")]
    assert await due(30, 1) == [("k", "soon")]
    await wanted(scene, SetTimer("k", "soon", at(40)), DropTimer("k", "late"))
    assert await due(39) == []
    await wanted(scene, SetTimer("k", "soon", at(50)), DropTimer("k", "soon"))
    assert await due(50) == [("k", "soon")]
    assert await scene.another().due(at(50), 9) == await scene.units.due(at(50), 9)
    await scene.units.halt(A, "a_law")
    assert await due(50) == []


async def test_a_commit_can_be_made_now(scene: Scene) -> None:
    await scene.units.probe()


# clocks


async def test_each_life_of_a_machine_has_the_latest_course_of_its_clock(scene: Scene) -> None:
    """F68b: what processes of one machine go by."""
    assert await scene.units.course("one") is None
    await scene.units.keep_course("one", Course(20, 1_780_000_000_000_000_020))
    await scene.another().keep_course("two", Course(5, 1_780_000_000_000_000_000))
    await scene.another().keep_course("one", Course(19, 1_790_000_000_000_000_000))
    assert await scene.another().course("one") == Course(20, 1_780_000_000_000_000_020)
    await scene.units.keep_course("one", Course(21, 1_770_000_000_000_000_000))
    assert await scene.another().course("one") == Course(21, 1_770_000_000_000_000_000)
    assert await scene.units.course("two") == Course(5, 1_780_000_000_000_000_000)


# both at once


@pytest.mark.parametrize("story", STORIES)
async def test_the_same_story_leaves_the_same_rows(in_postgres: Scene, in_memory: Scene, story: int) -> None:
    """The events of a rehearsal of the core, through the unit, over either store."""
    events = [event for event in told(story).events if event.station == STATION]
    for scene in (in_postgres, in_memory):
        unit = Unit(scene.units, LocalFeed(), Quiet(), Policy(), time.monotonic)
        for event in events:
            await unit.submit(event)
    assert await in_postgres.journal(STATION) == await in_memory.journal(STATION)
    ours, theirs = await lane(in_memory.another(), STATION), await lane(in_postgres.another(), STATION)
    assert replace(ours, sessions=()) == replace(theirs, sessions=())
    for number in range(700, ours.station.next_number):
        mine = (await lane(in_memory.units, STATION, ref=str(number))).sessions
        other = (await lane(in_postgres.units, STATION, ref=str(number))).sessions
        assert sorted(mine, key=_number) == sorted(other, key=_number)
        for row in mine:
            assert await in_memory.readings(row.id) == await in_postgres.readings(row.id)
    far = at(1e7)
    assert sorted(map(repr, await in_memory.units.due(far, 999))) == sorted(
        map(repr, await in_postgres.units.due(far, 999))
    )
    taken = await asyncio.gather(in_memory.units.take("g"), in_postgres.units.take("g"))
    assert taken[0] == taken[1]


def _number(row: Session) -> int:
    return row.number
