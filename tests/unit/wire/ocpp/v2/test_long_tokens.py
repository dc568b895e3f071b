"""Tokens may have 255 characters in OCPP 2.1, 36 in 2.0.1: both are heard whole, and each is told what it can say."""

from __future__ import annotations

import json

import pytest

from chargehand.model.calls import SendLocalList, StartTransaction
from chargehand.model.events import TokenPresented, TransactionStarted
from chargehand.model.identity import TokenUid
from chargehand.model.local_list import ListedToken
from chargehand.model.token import TokenStatus
from chargehand.wire.ocpp.faults import OurWireFault
from tests.unit.wire.ocpp.v2.speech import NEW, OLD, read, valid

LONG = TokenUid("DE*ABC*" + "7" * 248)
SAID = {"idToken": LONG, "type": "eMAID"}


def test_a_long_token_is_heard_whole() -> None:
    presented = read("Authorize", {"idToken": SAID}, NEW)
    assert isinstance(presented, TokenPresented)
    began = read(
        "TransactionEvent",
        {
            "eventType": "Started", "timestamp": "2026-11-20T04:29:24Z", "triggerReason": "Authorized", "seqNo": 0,
            "transactionInfo": {"transactionId": "t"}, "idToken": SAID,
        },
        NEW,
    )  # fmt: skip
    assert isinstance(began, TransactionStarted)
    assert presented.token == began.token == LONG


def test_a_start_is_asked_for_with_a_long_token() -> None:
    (text,) = NEW.write_call(StartTransaction(LONG, 1, 5))
    assert valid(NEW, "RequestStartTransactionRequest", text.payload)["idToken"] == {
        "idToken": LONG,
        "type": "Central",
    }
    with pytest.raises(OurWireFault):
        OLD.write_call(StartTransaction(LONG, 1, 5))
    with pytest.raises(OurWireFault):
        NEW.write_call(StartTransaction(TokenUid(LONG + "7"), 1, 5))


def test_a_long_token_is_listed_where_it_can_be_said() -> None:
    call = SendLocalList(1, (ListedToken(LONG, TokenStatus.ACCEPTED),))
    (whole,), (none,) = NEW.write_call(call), OLD.write_call(call)
    assert len(json.loads(whole.payload)["localAuthorizationList"]) == 1
    assert "localAuthorizationList" not in json.loads(none.payload)
