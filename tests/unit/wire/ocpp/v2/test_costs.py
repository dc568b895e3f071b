"""Prices and costs as they are said in 2.x (I01-I03)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from chargehand.model.answers import AuthorizeAnswer, StartAnswer, StopAnswer, UpdateAnswer
from chargehand.model.calls import CallOutcome, ShowCost
from chargehand.model.tariff import Money, Tariff
from chargehand.model.token import TokenStatus
from chargehand.wire.ocpp.codec import Codec, Question
from chargehand.wire.ocpp.faults import OurWireFault
from chargehand.wire.ocpp.parts.prices import CONTENT_MAX, sentence
from tests.unit.wire.frames import CODEC as V16
from tests.unit.wire.frames import NOW
from tests.unit.wire.ocpp.v2.speech import BOTH, NEW, OLD, valid

TARIFF = Tariff(currency="EUR", per_kwh=Decimal("0.495"), per_minute=Decimal("0.1"))
GOOD = AuthorizeAnswer(TokenStatus.ACCEPTED, tariff=TARIFF)
COST = Money(1230, "EUR")


@pytest.mark.parametrize("codec", BOTH)
def test_a_price_is_a_message_with_the_token(codec: Codec) -> None:
    shown = {"format": "UTF8", "content": "EUR 0.495 per kWh, EUR 0.10 per minute"}
    info = {"status": "Accepted", "personalMessage": shown}
    said = valid(codec, "AuthorizeResponse", codec.write_answer("Authorize", GOOD))
    assert said == {"idTokenInfo": info}
    said = valid(
        codec, "TransactionEventResponse", codec.write_answer("TransactionEvent", StartAnswer(7, GOOD))
    )
    assert said == {"idTokenInfo": info}


@pytest.mark.parametrize("codec", BOTH)
@pytest.mark.parametrize(("cost", "told"), [(COST, 12.3), (Money(0, "EUR"), 0), (Money(5, "JPY"), 5)])
def test_the_final_cost_is_a_number_in_the_main_unit(codec: Codec, cost: Money, told: float) -> None:
    said = codec.write_answer("TransactionEvent", StopAnswer(cost=cost))
    assert valid(codec, "TransactionEventResponse", said) == {"totalCost": told}


def test_only_in_2_1_an_update_is_answered_with_a_cost() -> None:
    """In 2.0.1 totalCost is the final one."""
    for codec, told in ((OLD, {}), (NEW, {"totalCost": 12.3})):
        said = codec.write_answer("TransactionEvent", UpdateAnswer(cost=COST))
        assert valid(codec, "TransactionEventResponse", said) == told


@pytest.mark.parametrize("codec", BOTH)
def test_a_running_cost_is_a_call_of_its_own(codec: Codec) -> None:
    call = ShowCost("tx", COST)
    (text,) = codec.write_call(call)
    assert text.action == "CostUpdated"
    assert valid(codec, "CostUpdatedRequest", text.payload) == {"totalCost": 12.3, "transactionId": "tx"}
    assert codec.read_result(call, b"{}")[0] is CallOutcome.ACCEPTED


def test_in_1_6_there_is_no_word_for_it() -> None:
    with pytest.raises(OurWireFault):
        V16.write_call(ShowCost("7", COST))
    plain = V16.write_answer("Authorize", AuthorizeAnswer(TokenStatus.ACCEPTED))
    assert V16.write_answer("Authorize", GOOD) == plain
    assert V16.write_answer("StopTransaction", StopAnswer(cost=COST)) == b"{}"


@pytest.mark.parametrize(
    ("tariff", "words"),
    [
        (Tariff(currency="EUR"), "Free of charge"),
        (Tariff(currency="JPY", per_kwh=Decimal(50)), "JPY 50 per kWh"),
        (Tariff(currency="EUR", per_session=Decimal("1E+1")), "EUR 10.00 per session"),
        (Tariff(currency="EUR", per_kwh=Decimal("0.4900")), "EUR 0.49 per kWh"),
        (
            Tariff(currency="EUR", per_idle_minute=Decimal("0.1"), idle_grace_s=600),
            "EUR 0.10 per minute that the cable stays when charging is over after 10 minutes",
        ),
    ],
)
def test_words_for_a_display(tariff: Tariff, words: str) -> None:
    assert sentence(tariff) == words


def test_the_longest_words_fit() -> None:
    price = Decimal("9999.999999")
    most = Tariff(
        currency="EUR",
        per_kwh=price,
        per_minute=price,
        per_session=price,
        per_idle_minute=price,
        idle_grace_s=7 * 86_400,
    )
    assert len(sentence(most)) < CONTENT_MAX


@pytest.mark.parametrize("codec", [OLD, NEW])
def test_who_counts_costs_itself_is_told_none(codec: Codec) -> None:
    """2.1 I12: the answer to a message with costDetails."""
    counted = Question(b'{"costDetails":{}}', NOW)
    for answer in (UpdateAnswer(cost=Money(1_230, "EUR")), StopAnswer(cost=Money(1_230, "EUR"))):
        said = codec.write_answer("TransactionEvent", answer, counted)
        assert valid(codec, "TransactionEventResponse", said) == {}


@pytest.mark.parametrize(
    ("tariff", "figures"),
    [
        (
            Tariff(
                currency="EUR", per_kwh=Decimal("0.490"), per_minute=Decimal("0.05"), per_session=Decimal(10)
            ),
            {
                "tariffId": "EUR-0.49-0.05-10",
                "currency": "EUR",
                "energy": {"prices": [{"priceKwh": 0.49}]},
                "chargingTime": {"prices": [{"priceMinute": 0.05}]},
                "idleTime": {"prices": [{"priceMinute": 0.05}]},
                "fixedFee": {"prices": [{"priceFixed": 10.0}]},
            },
        ),
        (Tariff(currency="JPY"), {"tariffId": "JPY-0-0-0", "currency": "JPY"}),
        (
            Tariff(
                currency="EUR", per_minute=Decimal("0.05"), per_idle_minute=Decimal("0.25"), idle_grace_s=600
            ),
            {
                "tariffId": "EUR-0-0.05-0-0.25-600",
                "currency": "EUR",
                "chargingTime": {"prices": [{"priceMinute": 0.05}]},
                "idleTime": {
                    "prices": [
                        {"priceMinute": 0.3, "conditions": {"minIdleTime": 600}},
                        {"priceMinute": 0.05},
                    ]
                },
            },
        ),
        (
            Tariff(currency="EUR", per_idle_minute=Decimal("0.25")),
            {
                "tariffId": "EUR-0-0-0-0.25-0",
                "currency": "EUR",
                "idleTime": {"prices": [{"priceMinute": 0.25}]},
            },
        ),
    ],
)
def test_i08_a_tariff_in_figures(tariff: Tariff, figures: dict[str, object]) -> None:
    """Where the station wants them, in the version that has a word for them; the same prices have the same name."""
    answer = AuthorizeAnswer(TokenStatus.ACCEPTED, tariff=tariff, itemized=True)
    for codec, told in ((NEW, figures), (OLD, None)):
        said = valid(codec, "AuthorizeResponse", codec.write_answer("Authorize", answer))
        assert said.get("tariff") == told


def test_a_tariffs_name_is_never_too_long() -> None:
    prices = dict.fromkeys(
        ("per_kwh", "per_minute", "per_session", "per_idle_minute"), Decimal("1.0000000000000000000000001")
    )
    answer = AuthorizeAnswer(TokenStatus.ACCEPTED, tariff=Tariff(currency="EUR", **prices), itemized=True)
    valid(NEW, "AuthorizeResponse", NEW.write_answer("Authorize", answer))
