"""driver.md §3: the list, its tiles, its filters in the URL, its CSV."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from msgspec.structs import replace

from chargehand.model.reading import Meter
from chargehand.model.sight import SessionPage, SessionTotals
from chargehand.views.sessions_list import FilterOptions, Filters, SessionsPage, sessions_csv, sessions_page
from chargehand.views.words.seen import Seen
from tests.unit.views.facts import CARD, SEEN, STATION, ago, ended, offline, pending, session, sight

TOTALS = SessionTotals(sessions_24h=2, energy_wh_7d=48_250, active=1, sessions_7d=4)
OPTIONS = FilterOptions(cards=(("cardBlue", "Blue card"),), chargers=(("hall3", "Hall 3"),))


def page(
    rows: SessionPage, filters: Filters | None = None, totals: SessionTotals = TOTALS, seen: Seen = SEEN
) -> SessionsPage:
    return sessions_page(rows, totals, filters or Filters(), OPTIONS, seen)


def test_the_tiles_and_the_one_that_filters() -> None:
    told = page(SessionPage(rows=())).tiles
    assert [(tile.label, tile.figure) for tile in told] == [
        ("Sessions in 24 h", "2"),
        ("kWh in 7 days", "48.3"),
        ("Active now", "1"),
        ("Average kWh in 7 days", "12.1"),
    ]
    assert [tile.href for tile in told] == ["", "", "/sessions?status=active", ""]


def test_no_sessions_have_no_average() -> None:
    none = SessionTotals(sessions_24h=0, energy_wh_7d=0, active=0, sessions_7d=0)
    assert page(SessionPage(rows=()), totals=none).tiles[3].figure == "—"


def test_a_row() -> None:
    row = page(SessionPage(rows=(sight(),))).rows[0]
    assert (row.charger, row.card, row.started, row.duration, row.kwh) == (
        "Hall 3",
        "Blue card ··7F3A",
        "13:19",
        "42 min",
        "12.4",
    )
    assert row.badge.words == "In progress"
    assert row.href == "/sessions/sess0000000000000000ab"


def test_an_ended_row_has_stopped_counting() -> None:
    row = page(SessionPage(rows=(sight(ended(seconds=7200), card=None),))).rows[0]
    assert (row.duration, row.card, row.badge.words) == ("41 min", "—", "Completed")


def test_a_row_that_nobody_confirms_has_stopped_counting() -> None:
    unconfirmed = sight(session(started_at=ago(7_200)), station=offline(3_600))
    row = page(SessionPage(rows=(unconfirmed,))).rows[0]
    later = page(
        SessionPage(rows=(unconfirmed,)), seen=replace(SEEN, now=SEEN.now + timedelta(hours=5))
    ).rows[0]
    assert "Not confirmed" in row.badge.detail
    assert row.duration == later.duration


def test_empty_says_which_kind_of_empty() -> None:
    assert page(SessionPage(rows=())).empty == "No sessions yet."
    assert page(SessionPage(rows=()), Filters(status="active")).empty == "No matching sessions."
    assert page(SessionPage(rows=(sight(),))).empty == ""


@pytest.mark.parametrize(
    ("filters", "href"),
    [
        (Filters(), "/sessions"),
        (Filters(status="completed"), "/sessions?status=completed"),
        (Filters(since="2026-11-01", until="2026-11-20"), "/sessions?from=2026-11-01&to=2026-11-20"),
        (Filters(card="a&b", charger="x y"), "/sessions?card=a%26b&charger=x+y"),
    ],
)
def test_filters_live_in_the_url(filters: Filters, href: str) -> None:
    assert filters.href() == href


def test_the_next_page_keeps_the_filters() -> None:
    told = page(SessionPage(rows=(sight(),), cursor="c/1"), Filters(status="active"))
    assert told.next_href == "/sessions?status=active&cursor=c%2F1"
    assert told.csv_href == "/sessions.csv?status=active"
    assert page(SessionPage(rows=(sight(),))).next_href == ""


def test_the_choices_show_what_is_chosen() -> None:
    told = page(SessionPage(rows=()), Filters(card="cardBlue"))
    assert [(choice.value, choice.chosen) for choice in told.cards] == [("", False), ("cardBlue", True)]
    assert [choice.label for choice in told.statuses if choice.chosen] == ["All"]


def test_the_csv_reads_back() -> None:
    odd = replace(STATION, name='Hall "3", left')
    text = sessions_csv([sight(station=odd), sight(ended()), sight(pending())], SEEN)
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["kwh"] for row in rows] == ["12.412", "12.412", "0.000"]
    assert rows[0]["charger"] == 'Hall "3", left'
    assert rows[0]["started_at"] == ago(2530).isoformat()
    assert [row["status"] for row in rows] == ["Live", "Stopped, unplug", "Preparing"]
    assert CARD.uid not in text


def test_the_csv_makes_no_figure_up() -> None:
    unread = ended(meter=Meter(), meter_start_wh=None)
    (row,) = csv.DictReader(io.StringIO(sessions_csv([sight(unread)], SEEN)))
    assert (row["kwh"], row["cost"]) == ("", "")


@pytest.mark.parametrize("name", ["=1+1", "+x", "-x", "@x", "\tx"])
def test_no_cell_is_a_formula(name: str) -> None:
    text = sessions_csv([sight(station=replace(STATION, name=name))], SEEN)
    assert f"'{name}" in text
