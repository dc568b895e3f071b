"""The message log on a real database: what is written is found, masked; what cannot be written is counted; old days go."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from chargehand.model.exchange import Direction, Exchange, ExchangeFilter, ExchangeRow
from chargehand.model.faults import WorldFault
from chargehand.model.identity import SessionId, StationId
from chargehand.store.housekeeping import Housekeeping
from chargehand.store.messages import writer as writing
from chargehand.store.messages.reader import Messages
from chargehand.store.messages.writer import MessageWriter
from chargehand.wire.ocpp.masking import masked
from tests.integration.main.conftest import until, until_so

CP1, CP2 = StationId("CP1"), StationId("CP2")
AT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
UID = "04A1B2C3D4E5F6"


class Book:
    """A writer at work, a reader, and what was said to be lost."""

    def __init__(self, dsn: str, pool: asyncpg.Pool) -> None:
        self.lost: list[tuple[int, str]] = []
        self.writer = MessageWriter(dsn, masked, lambda rows, why: self.lost.append((rows, why)))
        self.reader = Messages(pool, masked)
        self.pool = pool

    async def holds(self, count: int) -> None:
        async def is_so() -> bool:
            return await self.pool.fetchval("select count(*) from message") == count

        await until_so(is_so)

    async def of(self, station: StationId = CP1, **chosen: Any) -> list[ExchangeRow]:
        return await self.reader.exchanges(ExchangeFilter(station=station, **chosen))


@pytest.fixture
async def book(database: str, pool: asyncpg.Pool) -> AsyncIterator[Book]:
    made = Book(database, pool)
    await pool.execute("insert into station (identity, public_id) values ('CP1', 'p1'), ('CP2', 'p2')")
    running = asyncio.create_task(made.writer.run())
    yield made
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await made.writer.close()


def heard(
    number: int, *, station: StationId = CP1, action: str = "Heartbeat", ref: str | None = None
) -> Exchange:
    """A call of the station, whole; the number is its second, and part of its message id."""
    request = f'[2,"m{number}","{action}",{{}}]'
    answer = f'[3,"m{number}",{{}}]'.encode()
    at = AT + timedelta(seconds=number)
    return Exchange(at, station, Direction.IN, action, f"m{number}", request, answer, "", 0.0015, ref)


async def test_what_was_put_is_found_newest_first(book: Book) -> None:
    for number in range(3):
        book.writer.put(heard(number))
    book.writer.put(heard(1, station=CP2))
    await book.holds(4)
    newest, _, oldest = await book.of()
    assert (newest.message_id, oldest.message_id) == ("m2", "m0")
    assert oldest == ExchangeRow(
        at=AT,
        number=oldest.number,
        direction=Direction.IN,
        action="Heartbeat",
        message_id="m0",
        request='[2,"m0","Heartbeat",{}]',
        answer='[3,"m0",{}]',
        event="",
        decision="",
        error="",
        took_ms=1.5,
        transaction=None,
        session=None,
        command=None,
        repeats=0,
    )
    assert not book.lost


async def test_it_is_searched_by_time_action_and_message_id_and_read_page_by_page(book: Book) -> None:
    for number in range(6):
        book.writer.put(heard(number, action="MeterValues" if number % 2 else "Heartbeat"))
    book.writer.put(heard(5, action="Twin"))  # the same instant as the one before
    await book.holds(7)

    async def ids(**chosen: Any) -> list[str]:
        return [row.message_id for row in await book.of(**chosen)]

    second = timedelta(seconds=1)
    assert await ids(since=AT + 2 * second, until=AT + 4 * second) == ["m3", "m2"]
    assert await ids(action="MeterValues") == ["m5", "m3", "m1"]
    assert await ids(message_id="m4") == ["m4"]
    assert await ids(direction=Direction.OUT) == []
    pages: list[ExchangeRow] = []
    while page := await book.of(limit=2, before=(pages[-1].at, pages[-1].number) if pages else None):
        pages += page
    assert [(row.message_id, row.action) for row in pages[:2]] == [("m5", "Twin"), ("m5", "MeterValues")]
    assert len({(row.at, row.number) for row in pages}) == len(pages) == 7


async def test_the_frame_of_a_decided_call_comes_from_the_journal_masked(book: Book) -> None:
    frame = f'[2,"m1","StartTransaction",{{"idTag":"{UID}","connectorId":1}}]'
    await book.pool.execute(
        "insert into journal (station, at, event, frame, answer, effects) values"
        " ('CP1', $1, $2, $3, 'StartAnswer', ''), ('CP1', $1, $2, '[2,\"m2\",\"Other\",{}]', 'Noted', ''),"
        " ('CP2', $1, $2, $3, 'Noted', '')",
        AT,
        b'{"type":"TransactionStarted"}',
        frame,
    )
    answer = f'[3,"m1",{{"transactionId":7,"idTagInfo":{{"parentIdTag":"{UID}"}}}}]'.encode()
    book.writer.put(Exchange(AT, CP1, Direction.IN, "StartTransaction", "m1", None, answer, "", 0.001, "7"))
    await book.holds(1)
    (row,) = await book.of()
    assert row.request == '[2,"m1","StartTransaction",{"idTag":"*E5F6","connectorId":1}]'
    assert row.answer == '[3,"m1",{"transactionId":7,"idTagInfo":{"parentIdTag":"*E5F6"}}]'
    assert (row.event, row.decision) == ("TransactionStarted", "StartAnswer")
    kept = await book.pool.fetchval("select string_agg(m::text, '') from message m")
    assert UID not in kept, "S15: not even in the table"


async def test_an_exchange_is_found_by_its_session(book: Book) -> None:
    await book.pool.execute(
        "insert into session (id, station, number, transaction, ref) values ('S7', 'CP1', 7, 'open', '7'),"
        " ('S8', 'CP2', 7, 'open', '7')"
    )
    await book.pool.execute(
        "insert into command (id, kind, station, session, state, requested_at, deadline_at)"
        " values ('cmd1', 'start', 'CP1', 'S7', 'sent', $1, $1)",
        AT,
    )
    book.writer.put(heard(1, action="MeterValues", ref="7"))
    book.writer.put(heard(2, action="MeterValues", ref="9"))
    book.writer.put(heard(3))
    start = '[2,"cmd1","RemoteStartTransaction",{"idTag":"A"}]'
    book.writer.put(
        Exchange(
            AT + timedelta(seconds=4),
            CP1,
            Direction.OUT,
            "RemoteStartTransaction",
            "cmd1",
            start,
            None,
            "no_answer",
        )
    )
    await book.holds(4)
    asked, told = await book.of(session=SessionId("S7"))
    assert (asked.action, asked.command, asked.session) == ("RemoteStartTransaction", "cmd1", "S7")
    assert (told.message_id, told.session, told.transaction) == ("m1", "S7", "7")
    assert [row.session for row in await book.of()] == ["S7", None, None, "S7"]
    assert await book.of(session=SessionId("S8")) == []


async def test_anything_can_be_written(book: Book) -> None:
    request = 'nul \x00 and \U0001f50c "idTag":"' + UID
    odd = Exchange(AT, CP1, Direction.IN, "Fly\x00" * 40, "m", request, b"\xff\x00", "late", 1e12, None)
    book.writer.put(odd)
    await book.holds(1)
    (row,) = await book.of()
    assert row.request == 'nul \ufffd and \U0001f50c "idTag":"*E5F6"'
    assert row.answer == "\ufffd\ufffd"
    assert row.action.startswith("Fly\ufffd")
    assert not book.lost


async def test_too_many_rows_are_dropped_and_counted(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "ROWS_MAX", 10)
    for number in range(25):
        book.writer.put(heard(number))
    assert book.writer.waiting() == 10
    await book.holds(10)
    await until(lambda: book.lost == [(15, "too many")])


async def test_too_much_text_is_dropped_and_counted(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "TEXT_MAX", 100)
    for number in range(9):
        book.writer.put(heard(number))
    assert book.writer.waiting() == 2
    await book.holds(2)
    await until(lambda: book.lost == [(7, "too many")])
    book.writer.put(heard(10))
    await book.holds(3)


async def test_a_row_that_cannot_be_written_takes_no_other_day_with_it(book: Book) -> None:
    never = heard(1)
    book.writer.put(Exchange(never.at, CP1, Direction.IN, "A", "m\ud800", None, None))
    await until(lambda: book.lost)
    book.writer.put(heard(2))
    await book.holds(1)
    assert book.lost == [(1, "UnicodeEncodeError")]


async def test_without_a_database_rows_wait_and_nobody_is_disturbed(
    database: str, pool: asyncpg.Pool
) -> None:
    book = Book(database.replace("test_", "away_"), pool)
    running = asyncio.create_task(book.writer.run())
    book.writer.put(heard(1))
    await asyncio.sleep(2 * writing.GATHER_S)  # it has tried by now
    assert book.writer.waiting() == 1
    assert not running.done()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await book.writer.close()
    assert book.lost == [(1, "closing")]


async def test_after_a_lost_connection_the_next_rows_are_written(book: Book) -> None:
    book.writer.put(heard(1))
    await book.holds(1)
    await book.pool.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'chargehand messages'"
        " and datname = current_database()"
    )

    async def written() -> bool:
        book.writer.put(heard(2))
        return int(await book.pool.fetchval("select count(*) from message")) > 1

    await until_so(written)


async def test_deviations_are_counted(book: Book) -> None:
    for minute in range(3):
        at = AT + timedelta(minutes=minute)
        book.writer.deviated(CP1, "MeterValues", "meterValue[].timestamp", "format", at)
    book.writer.deviated(CP1, "BootNotification", "colour", "unknown", AT)
    await until_so(lambda: book.reader.deviations(CP1))
    book.writer.deviated(CP1, "MeterValues", "meterValue[].timestamp", "format", AT - timedelta(days=1))

    async def counted() -> bool:
        return [row.count for row in await book.reader.deviations(CP1)] == [1, 4]

    await until_so(counted)
    (_, row) = await book.reader.deviations(CP1)
    assert (row.action, row.path, row.kind) == ("MeterValues", "meterValue[].timestamp", "format")
    assert (row.first_at, row.last_at) == (AT - timedelta(days=1), AT + timedelta(minutes=2))
    assert await book.reader.deviations(CP2) == []


async def test_days_are_made_ahead_and_dropped_when_they_are_too_old(book: Book) -> None:
    keeping = Housekeeping(book.pool)
    today = datetime(2026, 11, 20, tzinfo=UTC)
    made, dropped = await keeping.keep_days(today + timedelta(hours=23), 3)
    assert made == ["message_2026_11_20", "message_2026_11_21", "message_2026_11_22"]
    assert dropped == []
    assert await keeping.keep_days(today, 3) == ([], [])
    for days in (-30, -5, 0, 3):  # the first two have no day of their own
        at = today + timedelta(days=days, hours=12)
        book.writer.put(Exchange(at, CP1, Direction.IN, "A", f"d{days}", "x", None))
    await book.holds(4)
    later = today + timedelta(days=4)
    made, dropped = await keeping.keep_days(later, 3)
    assert made == ["message_2026_11_24", "message_2026_11_25", "message_2026_11_26"]
    assert dropped == ["message_2026_11_20"]
    assert [row.message_id for row in await book.of()] == ["d3"]


async def test_a_lost_database_is_a_fault_of_the_world(pool: asyncpg.Pool) -> None:
    await pool.close()
    with pytest.raises(WorldFault):
        await Messages(pool, masked).exchanges(ExchangeFilter(station=CP1))
