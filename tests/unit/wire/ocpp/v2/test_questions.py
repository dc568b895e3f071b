"""Whether a station has messages of a transaction still to tell (2.x E14)."""

from __future__ import annotations

import pytest

from chargehand.model.calls import MORE, ONGOING, OVER, AskTransaction, CallOutcome
from chargehand.wire.ocpp.codec import CallText, Codec
from chargehand.wire.ocpp.faults import OurWireFault
from chargehand.wire.ocpp.versions import CODECS
from tests.unit.wire.ocpp.v2.speech import BOTH

QUESTION = AskTransaction("tx-1")


@pytest.mark.parametrize("codec", BOTH)
def test_it_is_asked_by_the_transactions_name(codec: Codec) -> None:
    assert codec.write_call(QUESTION) == (CallText("GetTransactionStatus", b'{"transactionId":"tx-1"}'),)
    for ref in ("", "x" * 37):
        with pytest.raises(OurWireFault):
            codec.write_call(AskTransaction(ref))


@pytest.mark.parametrize("codec", BOTH)
@pytest.mark.parametrize(
    ("answer", "meaning"),
    [
        (b'{"messagesInQueue":true,"ongoingIndicator":false}', (CallOutcome.ACCEPTED, f"{OVER}, {MORE}")),
        (b'{"messagesInQueue":false,"ongoingIndicator":false}', (CallOutcome.ACCEPTED, OVER)),
        (b'{"messagesInQueue":true,"ongoingIndicator":true}', (CallOutcome.ACCEPTED, f"{ONGOING}, {MORE}")),
        (b'{"messagesInQueue":true}', (CallOutcome.ACCEPTED, MORE)),
        (b'{"messagesInQueue":false}', (CallOutcome.ACCEPTED, "")),
        (b'{"ongoingIndicator":false}', (CallOutcome.UNANSWERED, "unreadable")),
        (b'{"messagesInQueue":"maybe"}', (CallOutcome.UNANSWERED, "unreadable")),
        (b"[]", (CallOutcome.UNANSWERED, "unreadable")),
    ],
)
def test_what_cannot_be_read_leaves_it_open(
    codec: Codec, answer: bytes, meaning: tuple[CallOutcome, str]
) -> None:
    """F93"""
    assert codec.read_result(QUESTION, answer) == meaning


def test_16_has_no_word_for_it() -> None:
    with pytest.raises(OurWireFault):
        CODECS[-1].write_call(QUESTION)
