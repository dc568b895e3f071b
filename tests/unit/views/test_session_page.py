"""driver.md §2: the session page."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from msgspec.structs import replace

from chargehand.model.command import CommandState
from chargehand.model.reading import ReadingSource
from chargehand.model.session import Bill, EndBasis, Session
from chargehand.model.sight import SessionSight, Timeline
from chargehand.model.station import Activity, ConnectorStatus
from chargehand.model.token import AccountStatus
from chargehand.views.session_page import ROWS_LIVE, Look, SessionView, session_view
from tests.unit.views.facts import (
    CARD,
    CONNECTOR,
    SEEN,
    STATION,
    ago,
    command,
    ended,
    offline,
    pending,
    reading,
    session,
    sight,
    timeline,
)

UNPLUGGED = replace(CONNECTOR, status=ConnectorStatus.AVAILABLE, activity=Activity.NONE, status_at=ago(5))
NONE_KEPT = Timeline(rows=())


def view(seen: SessionSight, kept: Timeline = NONE_KEPT, look: Look | None = None) -> SessionView:
    return session_view(seen, kept, SEEN, look or Look())


BADGES = [
    (sight(), ("In progress", "", "")),
    (sight(pending()), ("In progress", "Preparing", "")),
    (sight(stop=command()), ("In progress", "Stopping", "asked")),
    (sight(stop=command(state=CommandState.ACCEPTED)), ("In progress", "Stopping", "accepted")),
    (sight(station=offline()), ("In progress", "", "Not confirmed since 14:02")),
    (sight(ended()), ("Completed", "Stopped, unplug", "")),
    (sight(ended(), connector=UNPLUGGED), ("Completed", "final", "")),
    (sight(ended(Bill.WAITING)), ("Completed", "Ended, waiting for the final reading", "")),
    (sight(ended(Bill.ESTIMATED)), ("Completed", "Ended (estimated)", "")),
    (sight(ended(Bill.IN_REVIEW)), ("Completed", "In review", "")),
    (sight(ended(basis=EndBasis.NEVER_STARTED)), ("Not started", "", "")),
]


@pytest.mark.parametrize(("seen", "words"), BADGES)
def test_the_badge_and_the_more_precise_words(seen: SessionSight, words: tuple[str, str, str]) -> None:
    badge = view(seen).badge
    assert (badge.words, badge.precise, badge.detail) == words


def test_the_header() -> None:
    assert view(sight()).title == "Session #4711"


def test_live_has_the_card_and_its_stop_and_no_tiles() -> None:
    told = view(sight())
    assert told.card is not None
    assert told.card.stop is not None
    assert told.tiles == ()
    assert told.stop_missing == ""


def test_after_the_end_tiles_take_the_cards_place_and_the_line_says_why_there_is_no_stop() -> None:
    told = view(sight(ended(), connector=UNPLUGGED))
    assert told.card is None
    assert [(tile.label, tile.figure) for tile in told.tiles] == [
        ("Total kWh", "12.4"),
        ("Duration", "41 min"),
        ("Cost", "—"),
        ("Average kW", "17.87"),
    ]
    assert told.tiles[2].note == "No tariff"
    assert told.stop_missing == "This session has already ended."


def test_cost_is_estimated_until_it_is_final() -> None:
    assert view(sight(ended(Bill.ESTIMATED))).tiles[2].label == "Estimated cost"


def test_an_end_before_the_start_makes_no_figures_up() -> None:
    odd = ended(started_at=ago(10), ended_at=ago(30))
    assert [tile.figure for tile in view(sight(odd)).tiles] == ["12.4", "0 s", "—", "—"]


def test_the_timeline_is_newest_last_with_the_final_reading_marked() -> None:
    kept = Timeline(rows=(*timeline().rows, reading(2, 12412, ReadingSource.STOP, power_w=None)))
    rows = view(sight(ended(), connector=UNPLUGGED), kept).rows
    assert [row.final for row in rows].index(True) == len(rows) - 1
    last = rows[-1]
    assert (last.time, last.kwh, last.kw, last.source) == ("14:02:05", "12.412", "—", "end of session")


def test_a_late_reading_says_why_it_changed_the_total() -> None:
    kept = Timeline(rows=(reading(60, 12000, ReadingSource.STOP), reading(20, 12412, note="corrected")))
    rows = view(sight(ended(Bill.CORRECTED)), kept).rows
    assert rows[-1].final
    assert rows[-1].note == "Correction: a late reading changed the total"


def test_a_live_page_carries_the_latest_rows_and_offers_all() -> None:
    kept = Timeline(rows=tuple(reading(500 - n, n) for n in range(ROWS_LIVE + 40)))
    told = view(sight(), kept)
    assert (len(told.rows), told.rows_hidden) == (ROWS_LIVE, 40)
    assert told.rows[-1].kwh == "0.099"
    everything = view(sight(), kept, Look(all_readings=True))
    assert (len(everything.rows), everything.rows_hidden) == (ROWS_LIVE + 40, 0)
    assert everything.live_href.endswith("?readings=all")


def test_rows_of_several_days_name_their_day() -> None:
    kept = Timeline(rows=(reading(timedelta(days=1).total_seconds(), 1), reading(1, 2)))
    assert [row.time for row in view(sight(), kept).rows] == [
        "19 Nov 2026, 14:02:07",
        "20 Nov 2026, 14:02:06",
    ]


def test_every_row_has_its_own_key() -> None:
    kept = Timeline(rows=(reading(30, 12412), reading(30, 12412, ReadingSource.STOP)))
    keys = [row.key for row in view(sight(ended()), kept).rows]
    assert len(set(keys)) == 2


def test_a_stop_that_failed_is_told_with_what_to_do() -> None:
    failed = command(state=CommandState.REJECTED, reason="refused", ended_at=ago(1))
    told = view(sight(stop=failed)).failure
    assert told is not None
    assert told.title == "Charger could not stop the session. Please try again."
    assert told.help[0] == "Wait ten seconds and try again."
    assert told.help[1] == "If it fails again, tap the card on the reader or use the charger's stop button."


def test_an_inactive_account_is_told() -> None:
    told = view(sight(), look=Look(account=AccountStatus.SUSPENDED))
    assert [notice.title for notice in told.notices] == ["Account inactive"]
    assert told.card is not None
    assert told.card.stop is not None
    assert not told.card.stop.enabled


@pytest.mark.parametrize("what", [session(), ended(), pending()])
def test_neither_the_stations_identity_nor_a_cards_uid_reaches_the_page(what: Session) -> None:
    """S15."""
    text = msgspec.json.encode(view(sight(what), timeline())).decode()
    assert STATION.identity not in text
    assert CARD.uid not in text
