"""What those who run the house change in the database, and what keeps its tables in shape."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from chargehand.model.batch import Halted, Want
from chargehand.model.credentials import Credentials, SecurityProfile, Verifier
from chargehand.model.identity import PublicId, StationId
from chargehand.model.snapshot import Needs, Snapshot
from chargehand.store.administration import StationDraft, Stations, schema_version
from chargehand.store.housekeeping import Housekeeping, months
from chargehand.store.units import PostgresUnits

A = StationId("A")
KEY = Verifier(b"salt", b"hash")
SECRET = Credentials(SecurityProfile.BASIC, KEY)
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def draft(
    name: str | None = None,
    key: Verifier | None = KEY,
    connectors: int | None = None,
    profile: SecurityProfile | None = None,
) -> StationDraft:
    return StationDraft(
        identity=A,
        public_id=PublicId("pub"),
        next_number=700,
        name=name,
        key=key,
        profile=profile,
        connectors=connectors,
    )


async def connectors_of(pool: asyncpg.Pool) -> list[int]:
    rows = await pool.fetch("select number from connector where station = 'A' order by number")
    return [row["number"] for row in rows]


async def test_a_station_is_made_with_its_connectors(pool: asyncpg.Pool) -> None:
    stations = Stations(pool)
    put = await stations.put(draft("Kerb", connectors=2))
    assert put == ("pub", "Kerb", SecurityProfile.BASIC, True)
    assert await connectors_of(pool) == [1, 2]
    assert await stations.credentials(["A", "B"]) == {"A": SECRET}
    assert [(row.identity, row.connectors, row.connected) for row in await stations.stations()] == [
        ("A", 2, False)
    ]


async def test_what_is_not_given_stays_as_it_is(pool: asyncpg.Pool) -> None:
    stations = Stations(pool)
    await stations.put(draft("Kerb", connectors=2))
    put = await stations.put(draft(key=None))
    assert put == ("pub", "Kerb", SecurityProfile.BASIC, False)
    assert await stations.credentials(["A"]) == {"A": SECRET}
    assert await connectors_of(pool) == [1, 2]


async def test_an_open_door_and_a_password_replace_each_other(pool: asyncpg.Pool) -> None:
    stations = Stations(pool)
    await stations.put(draft())
    await stations.put(draft(key=None, profile=SecurityProfile.OPEN))
    assert await stations.credentials(["A"]) == {"A": Credentials(SecurityProfile.OPEN)}
    await stations.put(draft())
    assert await stations.credentials(["A"]) == {"A": SECRET}


async def test_a_profile_is_lowered_by_people_only(pool: asyncpg.Pool) -> None:
    """S06"""
    stations = Stations(pool)
    await stations.put(draft(profile=SecurityProfile.BASIC_TLS))
    await stations.raise_profile("A", SecurityProfile.BASIC)
    await stations.put(draft(key=Verifier(b"s", b"h")))
    assert (await stations.credentials(["A"]))["A"].profile is SecurityProfile.BASIC_TLS
    await stations.raise_profile("A", SecurityProfile.CERTIFICATE)
    assert (await stations.credentials(["A"]))["A"].profile is SecurityProfile.CERTIFICATE
    await stations.put(draft(profile=SecurityProfile.BASIC))
    assert (await stations.credentials(["A"]))["A"].profile is SecurityProfile.BASIC


def new_key(number: int) -> Verifier:
    return Verifier(b"salt", f"hash {number}".encode())


async def test_new_keys_wait_beside_the_old_one_until_one_is_used(pool: asyncpg.Pool) -> None:
    """S08"""
    stations = Stations(pool)
    await stations.put(draft())
    assert [await stations.add_next_key("A", new_key(n)) for n in range(4)] == [True, True, True, False]
    assert not await stations.add_next_key("nobody", new_key(1))
    assert await stations.credentials(["A"]) == {
        "A": Credentials(SecurityProfile.BASIC, KEY, (new_key(0), new_key(1), new_key(2)))
    }
    await stations.settle_next_key("A", new_key(0), taken=False)
    await stations.promote_key("A", new_key(0))
    assert (await stations.credentials(["A"]))["A"].key == KEY, "what was refused is no key"
    await stations.promote_key("A", new_key(1))
    assert await stations.credentials(["A"]) == {"A": Credentials(SecurityProfile.BASIC, new_key(1))}
    await stations.promote_key("A", new_key(2))
    assert (await stations.credentials(["A"]))["A"].key == new_key(1), "those that were not used are gone"


async def test_a_key_that_was_taken_ends_those_sent_before_it(pool: asyncpg.Pool) -> None:
    """S08: of an unanswered change and a later one that was taken only the later can be in use."""
    stations = Stations(pool)
    await stations.put(draft())
    for number in range(3):
        await stations.add_next_key("A", new_key(number))
    await stations.settle_next_key("A", new_key(1), taken=True)
    assert (await stations.credentials(["A"]))["A"].next_keys == (new_key(1), new_key(2))


async def test_a_password_that_a_person_sets_is_the_only_one(pool: asyncpg.Pool) -> None:
    stations = Stations(pool)
    await stations.put(draft())
    await stations.add_next_key("A", new_key(1))
    await stations.put(draft(key=Verifier(b"s", b"h")))
    assert await stations.credentials(["A"]) == {
        "A": Credentials(SecurityProfile.BASIC, Verifier(b"s", b"h"))
    }


async def test_a_connector_with_a_past_is_not_withdrawn(pool: asyncpg.Pool) -> None:
    stations = Stations(pool)
    await stations.put(draft(connectors=3))
    await pool.execute(
        "insert into session (id, station, number, connector, transaction) values ('s', 'A', 1, 2, 'open')"
    )
    await stations.put(draft(connectors=1))
    assert await connectors_of(pool) == [1, 2]


async def test_a_change_is_seen_by_a_lane_that_was_in_memory(pool: asyncpg.Pool) -> None:
    stations, units = Stations(pool), PostgresUnits(pool)
    await stations.put(draft("Kerb"))
    (before,) = await units.load([Want(A, Needs())])
    await stations.put(draft("Gate"))
    version = await pool.fetchval("select version from station where identity = 'A'")
    assert isinstance(before, Snapshot)
    assert before.version != version  # a commit on the old one is refused, and the lane read again


async def test_a_halted_lane_runs_again_when_resumed(pool: asyncpg.Pool) -> None:
    stations, units = Stations(pool), PostgresUnits(pool)
    await stations.put(draft())
    await units.halt(A, "energy fell")
    assert await units.load([Want(A, Needs())]) == [Halted("energy fell")]
    assert [row.halted for row in await stations.stations()] == ["energy fell"]
    assert await stations.resume(A) == "energy fell"
    assert await stations.resume(A) == ""
    assert await stations.resume(StationId("nobody")) is None
    (lane,) = await units.load([Want(A, Needs())])
    assert isinstance(lane, Snapshot)


async def test_the_stations_of_a_gateway_are_those_connected_there(pool: asyncpg.Pool) -> None:
    stations = Stations(pool)
    await stations.put(draft())
    assert await stations.held_by("one") == []
    await pool.execute("update station set connected = true, gateway = 'one', epoch = 7")
    assert await stations.held_by("one") == [("A", 7)]
    assert await stations.held_by("two") == []


async def test_there_is_room_for_this_month_and_the_next_two(pool: asyncpg.Pool) -> None:
    keeping = Housekeeping(pool)
    made = await keeping.make_room(NOW)
    assert sorted(made) == sorted(
        f"{table}_{month}" for table in ("reading", "journal") for month in ("2026_11", "2026_12", "2027_01")
    )
    assert await keeping.make_room(NOW) == []
    assert await keeping.make_room(NOW + timedelta(days=31)) == ["reading_2027_02", "journal_2027_02"]
    for at in (NOW, datetime(2027, 1, 1, tzinfo=UTC), datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)):
        await pool.execute(
            "insert into reading (session, at, received_at, source) values ('s', $1, $1, 'periodic')", at
        )
    rows = await pool.fetch("select tableoid::regclass::text as place, at from reading order by at")
    assert [row["place"] for row in rows] == ["reading_2026_11", "reading_2026_12", "reading_2027_01"]


async def test_a_month_with_rows_in_the_catch_all_stays_there(pool: asyncpg.Pool) -> None:
    await pool.execute(
        "insert into reading (session, at, received_at, source) values ('s', $1, $1, 'stop')", NOW
    )
    made = await Housekeeping(pool).make_room(NOW)
    assert "reading_2026_11" not in made
    assert {"journal_2026_11", "reading_2026_12"} <= set(made)


def test_months_go_over_the_turn_of_the_year() -> None:
    spans = months(datetime(2026, 12, 31, 23, 59, tzinfo=UTC), 2)
    assert [since.isoformat()[:7] for since, _ in spans] == ["2026-12", "2027-01"]
    assert spans[0][1] == spans[1][0] == datetime(2027, 1, 1, tzinfo=UTC)


async def test_calls_long_overdue_are_swept(pool: asyncpg.Pool) -> None:
    await Stations(pool).put(draft())
    for name, age in (("old", 61), ("young", 59)):
        await pool.execute(
            "insert into outbox (call_id, station, command, call, until) values ($1, 'A', 'c', '', $2)",
            name,
            NOW - timedelta(minutes=age),
        )
    await Housekeeping(pool).sweep_outbox(NOW)
    assert [row["call_id"] for row in await pool.fetch("select call_id from outbox")] == ["young"]


async def test_the_schema_tells_its_version(database: str, server_dsn: str) -> None:
    assert (await schema_version(database) or 0) >= 1
    assert await schema_version(server_dsn) is None
    with pytest.raises(ConnectionError):
        await schema_version("postgresql://nobody@127.0.0.1:1/none")
