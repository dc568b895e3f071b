from __future__ import annotations

import pytest

from chargehand.edge.driver.problems import refused
from chargehand.edge.driver.refusals import HTTP_STATUS, Refused
from chargehand.model.identity import SessionId
from chargehand.model.refusals import Refusal
from chargehand.views.words.language import Language


@pytest.mark.parametrize("refusal", Refusal)
def test_every_refusal_has_its_status_code_and_words(refusal: Refusal) -> None:
    told = refused(Refused(refusal, SessionId("there")), Language.EN)
    assert told.status == HTTP_STATUS[refusal]
    assert 400 <= told.status < 500
    assert told.code == refusal
    assert told.session_id == "there"
    assert told.title
    assert told.detail


@pytest.mark.parametrize(
    ("refusal", "status", "code"),
    [
        (Refusal.NOT_FOUND, 404, "not_found"),
        (Refusal.ALREADY_ENDED, 409, "already_ended"),
        (Refusal.ACCOUNT_INACTIVE, 403, "account_inactive"),
        (Refusal.STATION_OFFLINE, 409, "charger_offline"),
    ],
)
def test_what_other_programs_rely_on_does_not_move(refusal: Refusal, status: int, code: str) -> None:
    assert (HTTP_STATUS[refusal], refusal.value) == (status, code)
