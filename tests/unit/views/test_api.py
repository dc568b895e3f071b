"""interfaces.md: the JSON objects of the REST API."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta
from decimal import Decimal

import msgspec
import pytest
from msgspec.structs import replace

from chargehand.model.command import CommandState
from chargehand.model.evidence import Claim, Grade, Signal
from chargehand.model.reading import Meter
from chargehand.model.refusals import Refusal
from chargehand.model.session import Bill, CardHold, EndBasis
from chargehand.model.sight import SessionPage
from chargehand.model.tariff import Tariff
from chargehand.views import api
from chargehand.views.availability import Availability
from chargehand.views.status import Phase
from tests.unit.views.facts import (
    CARD,
    NOW,
    SEEN,
    STATION,
    ago,
    command,
    ended,
    evidence,
    offline,
    pending,
    session,
    sight,
    station_sight,
    timeline,
)

NAMED = [
    "id",
    "number",
    "charger",
    "connector",
    "started_at",
    "ended_at",
    "energy_kwh",
    "power_kw",
    "soc",
    "phase",
    "display",
    "last_reading_at",
    "confirmed_until",
    "stop",
    "end",
    "bill",
    "card_hold",
]


def test_a_session_has_the_agreed_fields() -> None:
    assert set(NAMED) <= {field.name for field in fields(api.SessionObject)}


def test_a_live_session() -> None:
    told = api.session_object(sight(), SEEN)
    assert (told.charger.id, told.connector, told.number) == ("hall3", 1, 4711)
    assert (told.energy_kwh, told.power_kw, told.soc) == (12.412, 11.04, 64.0)
    assert (told.phase, told.display, told.bill, told.card_hold) == (
        Phase.ACTIVE,
        "Live",
        Bill.RUNNING,
        CardHold.HELD,
    )
    assert (told.stop, told.end, told.ended_at, told.cost) == (None, None, None, None)
    assert told.confirmed_until == told.last_reading_at == ago(4)


def test_encoded_it_is_rfc_3339_in_utc_with_numbers() -> None:
    told = msgspec.json.decode(msgspec.json.encode(api.session_object(sight(), SEEN)))
    assert told["started_at"] == "2026-11-20T12:19:57Z"
    assert told["energy_kwh"] == 12.412
    assert told["phase"] == "active"


@pytest.mark.parametrize("wh", ["12412.3456", "0.4", "999999.5"])
def test_energy_has_three_decimals(wh: str) -> None:
    told = api.kilo(float(wh))
    assert told is not None
    assert round(told, 3) == told


def test_half_a_watt_hour_rounds_up() -> None:
    assert api.kilo(12412.5) == 12.413
    assert api.kilo(None) is None


def test_an_ended_session_tells_its_evidence_and_no_power() -> None:
    told = api.session_object(sight(ended(Bill.ESTIMATED, EndBasis.SUPERSEDED)), SEEN)
    assert told.power_kw is None
    assert told.phase is Phase.ENDED
    assert told.end is not None
    assert (told.end.basis, told.end.grade, told.end.at) == (EndBasis.SUPERSEDED, "A-", ago(30))


@pytest.mark.parametrize("basis", EndBasis)
def test_every_basis_has_its_grade(basis: EndBasis) -> None:
    told = api.session_object(sight(ended(basis=basis)), SEEN).end
    assert told is not None
    assert told.grade in {"A", "A-", "B"}


def test_a_stop_shows_its_command() -> None:
    told = api.session_object(sight(stop=command()), SEEN)
    assert told.phase is Phase.STOPPING
    assert told.stop is not None
    assert (told.stop.state, told.stop.deadline) == (CommandState.SENT, NOW + timedelta(seconds=25))


@pytest.mark.parametrize(
    ("seen", "phase"),
    [
        (sight(pending()), Phase.PENDING),
        (sight(), Phase.ACTIVE),
        (sight(stop=command()), Phase.STOPPING),
        (sight(ended()), Phase.ENDED),
        (sight(ended(basis=EndBasis.NEVER_STARTED)), Phase.FAILED),
    ],
)
def test_the_phases(seen: api.SessionSight, phase: Phase) -> None:
    assert api.session_object(seen, SEEN).phase is phase


def test_a_charger_with_my_session() -> None:
    told = api.charger_object(station_sight(mine=(sight(),)), SEEN)
    assert told.state is Availability.MINE
    assert told.my_session is not None
    assert told.my_session.number == 4711
    assert (told.connectors[0].id, told.connectors[0].max_kw, told.connectors[0].type) == (1, 22.0, "Type 2")


def test_of_another_drivers_session_nothing_but_its_being_there_is_told() -> None:
    told = api.charger_object(station_sight(busy=(1,)), SEEN)
    assert told.state is Availability.IN_USE
    assert told.my_session is None
    assert told.my_sessions == []


def test_neither_the_stations_identity_nor_a_cards_uid_leaves() -> None:
    """S15: the uid is never shown whole; the OCPP identity is never shown to drivers."""
    objects: list[object] = [
        api.session_object(sight(stop=command()), SEEN),
        api.charger_object(station_sight(mine=(sight(),), refresh=command()), SEEN),
        api.session_list(SessionPage(rows=(sight(ended()),)), SEEN),
        api.reading_list(sight(), timeline()),
    ]
    for each in objects:
        text = msgspec.json.encode(each).decode()
        assert STATION.identity not in text
        assert CARD.uid not in text


def test_a_list_carries_its_cursor() -> None:
    told = api.session_list(SessionPage(rows=(sight(), sight(ended())), cursor="next"), SEEN)
    assert [each.phase for each in told.sessions] == [Phase.ACTIVE, Phase.ENDED]
    assert told.cursor == "next"


def test_the_last_reading_is_final_once_the_bill_is() -> None:
    running = api.reading_list(sight(), timeline())
    final = api.reading_list(sight(ended()), timeline())
    assert not any(each.final for each in running.readings)
    assert [each.final for each in final.readings].index(True) == len(final.readings) - 1
    assert final.readings[-1].energy_kwh == 12.412


def test_an_offline_charger_says_until_when_it_was_confirmed() -> None:
    told = api.session_object(sight(station=offline(3)), replace(SEEN, now=NOW))
    assert told.display == "Live, not confirmed since 14:02"
    assert told.confirmed_until == ago(4)
    assert told.stale_at is None


def test_of_what_nobody_confirms_no_power_is_told() -> None:
    assert api.session_object(sight(station=offline(3)), SEEN).power_kw is None


def test_a_cost_that_cannot_be_known_is_not_told() -> None:
    tariff = Tariff(currency="EUR", per_kwh=Decimal("0.40"), per_session=Decimal(1))
    told = api.session_object(sight(ended(meter=Meter(), meter_start_wh=None, tariff=tariff)), SEEN)
    assert (told.cost, told.cost_details) == (None, None)


@pytest.mark.parametrize("refusal", Refusal)
def test_a_refusal_becomes_a_problem(refusal: Refusal) -> None:
    told = api.problem_object(refusal, 409)
    assert told.code == refusal
    assert told.title
    assert told.detail


def test_a_session_bears_its_four_facts_and_what_they_rest_on() -> None:
    told = api.session_object(sight(), SEEN)
    assert (told.facts.transaction.value, told.facts.transaction.grade) == ("open", "A")
    assert (told.facts.energy.value, told.facts.energy.received_at) == ("charging", ago(4))
    assert (told.facts.bill.value, told.facts.bill.grade) == ("running", None)
    assert told.facts.card_hold.value == "held"
    assert [(row.signal, row.trust) for row in told.evidence] == [("started", "conclusive")]
    assert told.doubt is None


def test_a_doubted_session_tells_its_doubt() -> None:
    row = evidence(Signal.CONNECTOR_FREE, Claim.ENDED, Grade.B_PLUS, 30)
    doubted = session(
        doubted_at=ago(30),
        doubt="connector_free",
        end_signal="connector_free",
        probes=2,
        probed_at=ago(3),
        probe_at=NOW + timedelta(seconds=27),
        close_at=NOW + timedelta(minutes=10),
    )
    told = msgspec.to_builtins(api.session_object(sight(doubted, evidence=(row,)), SEEN))
    assert told["display"] == "Live, not confirmed since 14:01"
    assert told["doubt"] == {
        "signal": "connector_free",
        "since": "2026-11-20T13:01:37Z",
        "end_signal": "connector_free",
        "probes": 2,
        "probed_at": "2026-11-20T13:02:04Z",
        "next_probe_at": "2026-11-20T13:02:34Z",
        "closes_at": "2026-11-20T13:12:07Z",
    }
    assert told["evidence"][-1]["words"] == "The connector is free"


def test_the_whole_evidence_of_a_session() -> None:
    row = evidence(Signal.CONNECTOR_FREE, Claim.ENDED, Grade.B_PLUS, 600)
    over = sight(ended(Bill.ESTIMATED, EndBasis.INFERRED, end_signal="connector_free"), evidence=(row,))
    told = api.evidence_list(over, SEEN)
    assert [each.signal for each in told.evidence] == ["started", "connector_free"]
    assert told.facts.transaction.signal == "connector_free"
    assert told.doubt is None
    end = api.session_object(over, SEEN).end
    assert end is not None
    assert end.grade == "B+"
