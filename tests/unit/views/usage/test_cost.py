"""driver.md §2: Estimated cost and Cost, with what they are made of and as of which tariff."""

from __future__ import annotations

from decimal import Decimal

import pytest
from msgspec.structs import replace

from chargehand.model.evidence import Claim, Grade, Signal
from chargehand.model.session import Bill, EndBasis, Session
from chargehand.model.tariff import Tariff
from chargehand.views.parts.notice import Tone
from chargehand.views.session_page import session_view
from chargehand.views.usage.cost import CostView, cost_view, tariff_lines
from chargehand.views.words.language import Language
from tests.unit.views.facts import SEEN, ended, evidence, pending, session, sight, timeline
from tests.unit.views.usage.prices import FULL, PARKED, PLAIN, PRICED, SINCE

EN = Language.EN


def view(what: Session) -> CostView:
    told = cost_view(sight(what), SEEN)
    assert told is not None
    return told


def test_each_part_has_its_quantity_its_price_and_its_unrounded_amount() -> None:
    told = view(ended(**PRICED, idle=replace(PARKED, over=True)))
    assert [(row.label, row.quantity, row.unit_price, row.amount) for row in told.rows] == [
        ("Energy", "12.412 kWh", "€0.4935", "€6.1253"),
        ("Time", "41.67 min", "€0.02", "€0.8333"),
        ("Session", "1 ×", "€0.35", "€0.3500"),
        ("Plugged in after charging", "10.00 min", "€0.25", "€2.5000"),
    ]
    assert told.figure == "€9.81"


def test_rounded_once_in_the_sum_not_in_its_parts() -> None:
    """M1: two parts of 0.005 are a cent, not two."""
    tariff = Tariff(currency="EUR", per_kwh=Decimal("0.0005"), per_session=Decimal("0.0038"))
    told = view(ended(tariff=tariff))
    assert [row.amount for row in told.rows] == ["€0.0062", "€0.0038"]
    assert told.figure == "€0.01"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "As of the tariff in force since 3 Nov 2026, 09:00."),
        ({"tariff_own": True}, "As of this charger's own tariff, in force since 3 Nov 2026, 09:00."),
        ({"tariff_from": None}, "As of the tariff in force when the session began."),
    ],
)
def test_it_says_which_tariff_and_since_when(changes: dict[str, object], words: str) -> None:
    assert view(replace(ended(**PRICED), **changes)).tariff == words


@pytest.mark.parametrize(
    ("what", "label"),
    [
        (session(**PRICED), "Estimated cost"),
        (ended(Bill.ESTIMATED, **PRICED), "Estimated cost"),
        (ended(Bill.WAITING, **PRICED), "Estimated cost"),
        (ended(**PRICED), "Cost"),
        (ended(Bill.CORRECTED, **PRICED), "Cost"),
        (ended(**PRICED, idle=PARKED), "Estimated cost"),
        (ended(**PRICED, idle=replace(PARKED, over=True)), "Cost"),
    ],
)
def test_it_is_estimated_until_nothing_of_it_can_grow(what: Session, label: str) -> None:
    assert view(what).label == label


def test_an_open_idle_fee_says_until_when_it_is_counted() -> None:
    told = view(ended(**PRICED, idle=PARKED))
    assert told.notes[1:] == (
        "The first 10 minutes after charging are free.",
        "Time after charging is counted until 13:52, the charger's last word about the cable.",
    )
    assert view(ended(**PRICED)).notes == ("New prices never change a session that has begun.",)


def test_a_correction_is_told_with_what_had_been_assumed() -> None:
    row = evidence(Signal.CORRECTED, Claim.ENDED, Grade.A, 20, note="connector_free 12000")
    seen = sight(ended(**PRICED), evidence=(row,))
    told = cost_view(seen, SEEN)
    assert told is not None
    words = "The charger's own report came after all; 12.000 kWh had been assumed"
    assert told.corrections == (f"14:01: {words}",)
    final = session_view(seen, timeline(), SEEN).rows[-1]
    assert (final.final, final.note) == (True, words)


@pytest.mark.parametrize(
    "what",
    [session(), replace(session(**PRICED), meter=pending().meter), replace(pending(), tariff=None)],
)
def test_what_is_not_known_is_not_told(what: Session) -> None:
    assert cost_view(sight(what), SEEN) is None


def test_what_came_to_nothing_costs_nothing() -> None:
    told = cost_view(sight(ended(basis=EndBasis.NEVER_STARTED, **PRICED)), SEEN)
    assert told is not None
    assert (told.figure, told.rows) == ("€0.00", ())


def test_the_page_opens_it_while_live_and_after_the_end() -> None:
    for what in (session(**PRICED), ended(**PRICED)):
        told = session_view(sight(what), timeline(), SEEN)
        assert told.cost is not None
    assert session_view(sight(pending(**PRICED)), timeline(), SEEN).cost is None
    tile = session_view(sight(ended(**PRICED)), timeline(), SEEN).tiles[2]
    assert (tile.label, tile.figure, tile.note) == ("Cost", "€7.31", "")


def test_the_live_card_shows_the_cost_so_far_when_it_is_known() -> None:
    card = session_view(sight(session(**PRICED)), timeline(), SEEN).card
    assert card is not None
    assert (card.cost, card.tone) == ("€7.32", Tone.LIVE)
    without = session_view(sight(session()), timeline(), SEEN).card
    assert without is not None
    assert without.cost == ""
    unread = session_view(sight(replace(session(**PRICED), meter=pending().meter)), timeline(), SEEN).card
    assert unread is not None
    assert unread.cost == "—"


@pytest.mark.parametrize(
    ("tariff", "lines"),
    [
        (PLAIN, ("€0.50 per kWh",)),
        (Tariff(currency="EUR"), ("Free of charge",)),
        (
            FULL,
            (
                "€0.4935 per kWh",
                "€0.02 per minute",
                "€0.35 per session",
                "€0.25 per minute plugged in after charging",
                "The first 10 minutes after charging are free.",
            ),
        ),
    ],
)
def test_a_tariff_in_words(tariff: Tariff, lines: tuple[str, ...]) -> None:
    assert tariff_lines(tariff, EN) == lines


def test_the_page_says_since_when_in_local_time() -> None:
    assert SINCE.hour == 8
    assert "09:00" in view(ended(**PRICED)).tariff
