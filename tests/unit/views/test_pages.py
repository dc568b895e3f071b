"""Home, the list of chargers, signing in, troubles: what their templates get."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from chargehand.model.identity import PublicId
from chargehand.model.sight import StationSight
from chargehand.model.station import ConnectorStatus
from chargehand.model.token import AccountStatus
from chargehand.views.availability import Availability
from chargehand.views.pages import (
    Chrome,
    Trouble,
    Viewer,
    charger_row,
    chargers_page,
    error_page,
    home_page,
    offline_page,
    sign_in_sent_page,
    span_of,
    usage_view,
    used,
)
from chargehand.views.parts.notice import Tone
from chargehand.views.usage.period import this_month
from chargehand.views.words.language import Language
from tests.unit.views.facts import AMSTERDAM, CARD, CONNECTOR, SEEN, STATION, offline, sight, station_sight
from tests.unit.views.usage.prices import HOUSE, OWN

EN = Language.EN
ADA = Viewer(name="Ada", cards=(CARD,))
TODAY = date(2026, 11, 20)
USAGE = usage_view(*span_of("month", TODAY), used((), this_month(TODAY), AMSTERDAM), SEEN)


def named(name: str, **changes: object) -> StationSight:
    station = replace(STATION, name=name, public_id=PublicId(name.lower()), connected=name != "Harbour")
    return station_sight(station=station, **changes)


CHARGERS = (
    named("Hall", mine=(sight(),)),
    named("Garage"),
    named("Harbour"),
    named("West", connectors=(CONNECTOR,), busy=(1,)),
)


def test_home_shows_the_last_five_sessions_and_every_charger_with_its_state() -> None:
    told = home_page((sight(),) * 7, CHARGERS, USAGE, (HOUSE, OWN), ADA, SEEN)
    assert told.greeting == "Hello, Ada"
    assert len(told.sessions) == 5
    assert [row.words for row in told.chargers] == ["My session", "Free", "Offline", "In use"]
    assert told.usage is USAGE


def test_home_shows_the_tariffs_in_force_with_their_prices() -> None:
    house, own = home_page((), (), USAGE, (HOUSE, OWN), ADA, SEEN).tariffs
    assert (house.where, house.href, house.prices, house.since) == (
        "All chargers",
        "",
        ("€0.50 per kWh",),
        "since 3 Nov 2026",
    )
    assert (own.where, own.href, own.prices[0]) == ("Hall 3", "/chargers/hall3", "€0.4935 per kWh")


def test_a_suspended_driver_is_told_at_home() -> None:
    told = home_page((), (), USAGE, (), replace(ADA, account=AccountStatus.SUSPENDED, name=""), SEEN)
    assert [notice.title for notice in told.notices] == ["Account inactive"]
    assert told.greeting == "Hello"


def test_chargers_can_be_searched_and_filtered() -> None:
    assert [row.name for row in chargers_page(CHARGERS, SEEN).rows] == ["Hall", "Garage", "Harbour", "West"]
    assert [row.name for row in chargers_page(CHARGERS, SEEN, " HA").rows] == ["Hall", "Harbour"]
    assert [row.name for row in chargers_page(CHARGERS, SEEN, only_available=True).rows] == ["Hall", "Garage"]


def test_empty_lists_say_which_kind_of_empty() -> None:
    assert chargers_page((), SEEN).empty == "No chargers yet"
    assert chargers_page(CHARGERS, SEEN, "nothing like it").empty == "No matching chargers."


def test_a_row_names_each_kind_of_plug_once() -> None:
    fast = replace(CONNECTOR, number=3, type="cCCS2", power_w_max=150_000)
    row = charger_row(station_sight(connectors=(CONNECTOR, replace(CONNECTOR, number=2), fast)), SEEN)
    assert row.plugs == "Type 2 · 22 kW, CCS · 150 kW"


def test_my_session_on_an_offline_charger_is_still_mine_in_the_list() -> None:
    row = charger_row(station_sight(station=offline(), mine=(sight(),)), SEEN)
    assert (row.state, row.tone) == (Availability.MINE, Tone.WARN)


def test_a_charger_without_a_name_goes_by_its_public_id() -> None:
    row = charger_row(
        station_sight(station=replace(STATION, name="", status=ConnectorStatus.AVAILABLE)), SEEN
    )
    assert row.name == "hall3"


@pytest.mark.parametrize("trouble", Trouble)
def test_every_trouble_has_words_and_a_way_out(trouble: Trouble) -> None:
    told = error_page(trouble, EN)
    assert told.title
    assert told.text
    assert told.link is not None


def test_offline_and_signing_in_have_their_words() -> None:
    assert offline_page(EN).title == "No connection"
    assert sign_in_sent_page(EN, "a@example.org").title == "Check your mail"


def test_chrome_names_files_by_their_version() -> None:
    chrome = Chrome(lang=EN, zone=AMSTERDAM, assets="abc")
    assert chrome.asset("shell.css") == "/static/shell.css?v=abc"
    assert replace(chrome, assets="").asset("shell.css") == "/static/shell.css"
    assert chrome.browser_words()["age"] == "reading {age} ago"
