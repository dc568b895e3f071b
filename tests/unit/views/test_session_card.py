"""driver.md §1: the active-session card."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

from chargehand.model.reading import Meter
from chargehand.model.session import CardHold, EnergyPhase, Session
from chargehand.model.sight import SessionSight
from chargehand.model.station import Activity
from chargehand.model.token import AccountStatus
from chargehand.views.parts.notice import Tone
from chargehand.views.session_card import (
    connector_label,
    connector_type,
    reading_age,
    session_card,
    stop_control,
    stop_question,
)
from chargehand.views.words.language import Language
from tests.unit.views.facts import (
    CONNECTOR,
    NOW,
    SEEN,
    ago,
    command,
    ended,
    offline,
    pending,
    session,
    sight,
)

FINISHING = replace(CONNECTOR, activity=Activity.FINISHING, status_at=ago(2))


def unread() -> Session:
    return session(meter=Meter(base_wh=Decimal(1000)))


def test_the_card_of_a_live_session() -> None:
    card = session_card(sight(), SEEN)
    assert (card.words, card.tone, card.breathing) == ("Live", Tone.LIVE, True)
    assert (card.energy, card.power, card.soc) == ("12.4", "11.0", "64 %")
    assert (card.elapsed, card.age) == ("42:10", "reading 4 s ago")
    assert (card.charger_name, card.connector, card.card_name) == (
        "Hall 3",
        "Connector 1 · Type 2",
        "Blue card ··7F3A",
    )
    assert card.started == "13:19"
    assert not card.unconfirmed


def test_first_load_and_reconnect_draw_the_same_card() -> None:
    assert session_card(sight(), SEEN) == session_card(sight(), SEEN)


def test_the_browser_is_told_when_it_stops_being_confirmed_and_what_to_say_then() -> None:
    card = session_card(sight(), SEEN)
    assert card.stale_at == "2026-11-20T13:03:33+00:00"
    assert card.unconfirmed_words == "Not confirmed since 14:02"


def test_what_is_not_known_is_not_made_up() -> None:
    card = session_card(sight(unread()), SEEN)
    assert (card.energy, card.power, card.soc, card.age) == ("—", "", "", "no reading yet")


def test_a_real_nought_is_shown() -> None:
    meter = replace(session().meter, register_wh=Decimal(1000), power_w=Decimal(0))
    card = session_card(sight(session(meter=meter)), SEEN)
    assert (card.energy, card.power) == ("0.0", "0.0")


def test_it_stops_looking_live_when_it_is_not_confirmed() -> None:
    card = session_card(sight(station=offline()), SEEN)
    assert (card.words, card.tone, card.breathing) == ("Not confirmed since 14:02", Tone.WARN, False)
    assert card.unconfirmed
    assert card.energy == "12.4"
    assert card.may_claim


def test_i_am_not_charging_is_offered_only_on_a_stale_session() -> None:
    assert not session_card(sight(), SEEN).may_claim


def test_a_pending_start_has_its_deadline_and_no_stop() -> None:
    card = session_card(sight(pending(), connector=None), SEEN)
    assert card.preparing
    assert card.plug_in
    assert (card.deadline, card.deadline_at) == ("14:03", "2026-11-20T13:03:57+00:00")
    assert card.stop is None
    assert card.energy == "—"


@pytest.mark.parametrize(
    ("phase", "words"),
    [
        (EnergyPhase.CHARGING, ""),
        (EnergyPhase.SUSPENDED_EV, "Paused by the car"),
        (EnergyPhase.SUSPENDED_EVSE, "Paused by the charger"),
        (EnergyPhase.IDLE, "Not charging"),
        (EnergyPhase.UNKNOWN, ""),
    ],
)
def test_why_no_energy_flows(phase: EnergyPhase, words: str) -> None:
    assert session_card(sight(session(energy_phase=phase)), SEEN).energy_note == words


@pytest.mark.parametrize(
    ("what", "question"),
    [(session(), "Stop the session at 12.4 kWh delivered?"), (unread(), "Stop the in-progress session?")],
)
def test_the_question_names_the_energy_when_a_reading_is_known(what: Session, question: str) -> None:
    assert stop_question(what, Language.EN) == question


def test_stop_is_greyed_for_an_inactive_account_and_says_so() -> None:
    """S31."""
    stop = stop_control(sight(), SEEN, AccountStatus.SUSPENDED)
    assert stop is not None
    assert (stop.enabled, stop.why) == (False, "Account inactive")


def test_stop_of_an_offline_charger_says_beforehand_what_is_in_the_way() -> None:
    stop = stop_control(sight(station=offline()), SEEN)
    assert stop is not None
    assert stop.enabled
    assert "offline" in stop.why


def test_a_stop_under_way_cannot_be_pressed_again() -> None:
    stop = stop_control(sight(stop=command()), SEEN)
    assert stop is not None
    assert (stop.enabled, stop.pending) == (False, True)


@pytest.mark.parametrize("seen", [sight(ended()), sight(pending())])
def test_there_is_nothing_to_stop_before_the_start_and_after_the_end(seen: SessionSight) -> None:
    assert stop_control(seen, SEEN) is None


def test_a_station_clock_that_runs_ahead_makes_no_reading_younger() -> None:
    meter = replace(session().meter, read_at=ago(-3600), received_at=ago(30))
    assert reading_age(session(meter=meter), SEEN) == "reading 30 s ago"


def test_a_reading_from_a_queue_shows_its_own_age() -> None:
    meter = replace(session().meter, read_at=ago(600), received_at=ago(1))
    assert reading_age(session(meter=meter), SEEN) == "reading 10 min ago"


@pytest.mark.parametrize(
    ("raw", "words"), [("cType2", "Type 2"), ("IEC_62196_T2_COMBO", "CCS"), ("Odd plug", "Odd plug")]
)
def test_plugs_are_called_as_drivers_know_them(raw: str, words: str) -> None:
    assert connector_type(raw) == words


def test_connectors_are_named_as_far_as_known() -> None:
    assert connector_label(None, None, Language.EN) == ""
    assert connector_label(None, 2, Language.EN) == "Connector 2"
    assert connector_label(replace(CONNECTOR, type=""), 1, Language.EN) == "Connector 1"


def test_elapsed_never_runs_backwards() -> None:
    assert session_card(sight(session(started_at=ago(-60))), replace(SEEN, now=NOW)).elapsed == "0:00"


def test_a_stop_that_is_done_is_not_offered_again() -> None:
    """2.x F03: charging is over, the transaction waits for the cable."""
    waiting = session(stopped_at=ago(3))
    assert stop_control(sight(waiting), SEEN) is None
    assert stop_control(sight(session()), SEEN) is not None


@pytest.mark.parametrize("over", [sight(connector=FINISHING), sight(session(stopped_at=ago(3)))])
def test_where_charging_is_over_nothing_looks_live(over: SessionSight) -> None:
    """The power of before is not the power of now, and there is nothing to stop."""
    card = session_card(over, SEEN)
    assert (card.words, card.breathing, card.power, card.stop) == ("Stopped, unplug", False, "", None)


def test_a_doubted_session_offers_the_claim_although_heartbeats_come() -> None:
    card = session_card(sight(session(doubted_at=ago(30), doubt="readings_missing")), SEEN)
    assert (card.words, card.unconfirmed, card.may_claim) == ("Not confirmed since 14:01", True, True)
    assert card.claim_help == "Is nothing charging any more? Say so, and your card is free at once."
    assert card.confirmed_at == ago(30).isoformat()


def test_after_the_claim_the_card_is_free_and_the_bill_is_promised_with_a_date() -> None:
    claimed = session(
        doubted_at=ago(30),
        doubt="driver_claim",
        card_hold=CardHold.RELEASED,
        flags=("driver_says_not_charging",),
        close_at=NOW + timedelta(minutes=10),
    )
    card = session_card(sight(claimed), SEEN)
    assert not card.may_claim
    assert card.released == (
        "Your card is free for the next session."
        " The bill for this one will be ready by 20 Nov 2026, 14:12 at the latest."
    )


def test_without_a_closing_time_the_bill_is_promised_for_a_day_later() -> None:
    free = sight(session(card_hold=CardHold.RELEASED), station=offline(300))
    assert "by 21 Nov 2026, 13:57" in session_card(free, SEEN).released
    asked = sight(session(card_hold=CardHold.RELEASED, doubted_at=ago(1), doubt="driver_claim"))
    assert "by 21 Nov 2026, 14:02" in session_card(asked, SEEN).released


def test_a_card_that_is_free_while_the_session_runs_promises_no_bill() -> None:
    card = session_card(sight(session(card_hold=CardHold.RELEASED)), SEEN)
    assert (card.may_claim, card.released) == (False, "Your card is free for the next session.")


def test_nothing_is_said_to_flow_in_a_session_that_nobody_confirms() -> None:
    assert session_card(sight(), SEEN).power == "11.0"
    assert session_card(sight(station=offline()), SEEN).power == ""
    paused = session(energy_phase=EnergyPhase.SUSPENDED_EV)
    assert session_card(sight(paused), SEEN).energy_note == "Paused by the car"
    assert session_card(sight(paused, station=offline()), SEEN).energy_note == ""


def test_a_card_that_is_free_already_still_offers_the_claim_since_it_asks_the_charger() -> None:
    free = session(doubted_at=ago(30), doubt="connector_free", card_hold=CardHold.RELEASED)
    card = session_card(sight(free), SEEN)
    assert card.may_claim
    assert card.claim_help == "Is nothing charging any more? Say so, and we ask the charger at once."
