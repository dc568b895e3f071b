"""driver.md §1 and §6: the charger page."""

from __future__ import annotations

import msgspec
import pytest
from msgspec.structs import replace

from chargehand.model.command import Command, CommandKind, CommandState
from chargehand.model.session import EndBasis, Transaction
from chargehand.model.sight import StationSight
from chargehand.model.station import Activity, ConnectorStatus
from chargehand.model.token import AccountStatus, TokenStatus
from chargehand.views.availability import Availability
from chargehand.views.charger import ChargerPage, Viewer, charger_page, refresh_line
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
    sight,
    station_sight,
)

ADA = Viewer(name="Ada", cards=(CARD,))
FREE = replace(CONNECTOR, status=ConnectorStatus.AVAILABLE, activity=Activity.NONE, status_at=ago(600))
SECOND = replace(FREE, number=2, type="cCCS2", power_w_max=150_000)


def page(seen: StationSight, viewer: Viewer = ADA) -> ChargerPage:
    return charger_page(seen, SEEN, viewer)


def notices(told: ChargerPage) -> list[str]:
    return [notice.title for notice in told.notices]


def test_the_hero() -> None:
    told = page(station_sight())
    assert (told.name, told.state_words, told.state_at) == ("Hall 3", "Free", "13:52")
    assert [(line.label, line.type, line.power) for line in told.connectors] == [
        ("Connector 1", "Type 2", "22 kW")
    ]
    assert told.directions_href.endswith("destination=52.373100,4.892200")


def test_no_directions_without_coordinates() -> None:
    lost = replace(STATION, latitude=None, longitude=None)
    assert page(station_sight(station=lost)).directions_href == ""


def test_free_offers_start_and_says_tap_your_card() -> None:
    told = page(station_sight())
    assert told.start is not None
    assert told.start.tap
    assert told.start.enabled
    assert told.cards == ()


def test_a_charger_without_reader_does_not_ask_for_a_tap() -> None:
    told = page(station_sight(station=replace(STATION, has_reader=False)))
    assert told.start is not None
    assert not told.start.tap


def test_my_session_has_its_card_and_stop_and_no_start() -> None:
    told = page(station_sight(connectors=(CONNECTOR,), mine=(sight(),)))
    assert told.state is Availability.MINE
    assert len(told.cards) == 1
    assert told.cards[0].stop is not None
    assert told.start is None


def test_somebody_elses_session_shows_in_use_and_nothing_about_them() -> None:
    told = page(station_sight(connectors=(CONNECTOR,), busy=(1,)))
    assert notices(told) == ["In use"]
    assert told.cards == ()
    assert told.start is None
    assert "kWh" not in msgspec.json.encode(told).decode()


@pytest.mark.parametrize(
    ("seen", "title"),
    [
        (station_sight(station=offline()), "Offline"),
        (station_sight(connectors=(replace(FREE, status=ConnectorStatus.FAULTED),)), "Out of service"),
    ],
)
def test_offline_and_out_of_service_are_told_instead_of_start(seen: StationSight, title: str) -> None:
    told = page(seen)
    assert notices(told) == [title]
    assert told.start is None


def test_a_charger_that_was_never_there_has_no_time_to_tell() -> None:
    never = replace(STATION, connected=False, disconnected_at=None, heard_at=None)
    told = page(station_sight(station=never))
    assert told.notices[0].text.startswith("The charger has never been connected.")
    assert told.state_at == ""


def test_my_running_session_stays_visible_while_the_charger_is_offline() -> None:
    gone = offline()
    told = page(station_sight(station=gone, connectors=(CONNECTOR,), mine=(sight(station=gone),)))
    assert told.state is Availability.OFFLINE
    assert told.cards[0].unconfirmed_words == "Not confirmed since 14:02"
    assert told.cards[0].energy == "12.4"


def test_after_the_end_start_is_back_and_the_line_says_unplug() -> None:
    told = page(station_sight(connectors=(CONNECTOR,), last=sight(ended(seconds=3))))
    assert told.cards == ()
    assert told.start is not None
    assert told.start.tap
    assert notices(told) == ["You can unplug now"]
    link = told.notices[0].link
    assert link is not None
    assert link.href == "/sessions/sess0000000000000000ab"


def test_an_end_of_long_ago_is_no_news_once_the_cable_is_out() -> None:
    last = sight(ended(seconds=3600), connector=FREE)
    assert notices(page(station_sight(last=last))) == []


def test_a_cable_that_is_still_in_is_told_for_as_long_as_it_is() -> None:
    since = replace(CONNECTOR, status_at=ago(7000))
    last = sight(ended(seconds=3600), connector=since)
    assert notices(page(station_sight(connectors=(since,), last=last))) == ["You can unplug now"]


def test_a_failed_stop_is_red_under_the_hero_and_the_session_stays() -> None:
    failed = command(state=CommandState.UNANSWERED, reason="no_answer", ended_at=ago(1))
    told = page(station_sight(connectors=(CONNECTOR,), mine=(sight(stop=failed),)))
    assert told.failure is not None
    assert told.failure.title == "Charger could not stop the session. Please try again."
    assert told.cards[0].stop is not None
    assert told.cards[0].stop.enabled


def test_a_failed_start_says_why_and_start_is_offered_again() -> None:
    over = pending(
        transaction=Transaction.ENDED, ended_at=ago(5), end_basis=EndBasis.NEVER_STARTED, end_reason="refused"
    )
    told = page(station_sight(last=sight(over)))
    assert told.failure is not None
    assert told.failure.text == "The charger refused."
    assert told.start is not None
    assert notices(told) == []


def test_one_connector_and_one_card_are_not_asked_for() -> None:
    told = page(station_sight())
    assert told.start is not None
    assert [choice.value for choice in told.start.connectors] == ["1"]
    assert [choice.value for choice in told.start.cards] == ["cardBlue"]


def test_of_several_the_plugged_in_connector_and_the_card_last_used_are_chosen() -> None:
    plugged = replace(SECOND, status=ConnectorStatus.OCCUPIED, activity=Activity.PREPARING)
    other = replace(CARD, id="cardRed", name="", tail="90B1")
    told = page(station_sight(connectors=(FREE, plugged)), replace(ADA, cards=(CARD, other)))
    assert told.start is not None
    assert [(each.value, each.chosen) for each in told.start.connectors] == [("1", False), ("2", True)]
    assert [(each.label, each.chosen) for each in told.start.cards] == [("Blue card", True), ("Card", False)]
    assert told.start.connectors[1].detail == "CCS · 150 kW · Cable plugged in"


def test_a_busy_connector_is_not_offered() -> None:
    told = page(station_sight(connectors=(FREE, SECOND), busy=(1,)))
    assert told.start is not None
    assert [choice.value for choice in told.start.connectors] == ["2"]


@pytest.mark.parametrize("cards", [(), (replace(CARD, status=TokenStatus.BLOCKED),)])
def test_without_an_active_card_start_is_greyed_and_says_so(cards: tuple[()]) -> None:
    told = page(station_sight(), replace(ADA, cards=cards))
    assert told.start is not None
    assert (told.start.enabled, told.start.why) == (False, "No active card on file")


def test_a_card_that_has_run_out_is_not_offered() -> None:
    over = replace(CARD, id="cardRed", expires_at=SEEN.now)
    told = page(station_sight(), replace(ADA, cards=(over, CARD))).start
    assert told is not None
    assert [(each.value, each.chosen) for each in told.cards] == [("cardBlue", True)]
    none = page(station_sight(), replace(ADA, cards=(over,))).start
    assert none is not None
    assert (none.enabled, none.why) == (False, "No active card on file")


def test_an_inactive_account_is_told_on_top_and_at_the_button() -> None:
    """S31."""
    told = page(station_sight(), replace(ADA, account=AccountStatus.SUSPENDED))
    assert notices(told) == ["Account inactive"]
    assert told.start is not None
    assert (told.start.enabled, told.start.why) == (False, "Account inactive")
    assert (told.start.tap, told.start.cards, told.start.connectors) == (False, (), ()), "nothing to choose"


REFRESHES = [
    (command(CommandKind.REFRESH), "Asking the charger…", True),
    (
        command(CommandKind.REFRESH, CommandState.CONFIRMED, ended_at=ago(1)),
        "The charger answered at 14:02:04",
        False,
    ),
    (
        command(CommandKind.REFRESH, CommandState.CONFIRMED, answered_at=None, ended_at=ago(2)),
        "The charger answered at 14:02:05",
        False,
    ),
    (
        command(CommandKind.REFRESH, CommandState.UNANSWERED, ended_at=ago(1)),
        "The charger has not answered",
        False,
    ),
    (
        command(CommandKind.REFRESH, CommandState.UNCONFIRMED, ended_at=ago(1)),
        "The charger has not answered",
        False,
    ),
    (command(CommandKind.REFRESH, deadline_at=ago(1)), "The charger has not answered", False),
    (
        command(CommandKind.REFRESH, CommandState.REJECTED, ended_at=ago(1)),
        "The charger answered at 14:02:04, but would not tell its state",
        False,
    ),
]


@pytest.mark.parametrize(("asked", "words", "busy"), REFRESHES)
def test_refresh_shows_when_the_answer_came_or_that_none_did(asked: Command, words: str, busy: bool) -> None:
    line = refresh_line(asked, SEEN)
    assert line is not None
    assert (line.words, line.busy) == (words, busy)


def test_an_old_refresh_is_no_news() -> None:
    old = command(CommandKind.REFRESH, CommandState.CONFIRMED, requested_at=ago(3600), ended_at=ago(3599))
    assert refresh_line(old, SEEN) is None
    assert refresh_line(None, SEEN) is None


def test_neither_the_stations_identity_nor_a_cards_uid_reaches_the_page() -> None:
    """S15."""
    text = msgspec.json.encode(page(station_sight(mine=(sight(),)))).decode()
    assert STATION.identity not in text
    assert CARD.uid not in text
