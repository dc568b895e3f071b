"""Who may charge, told in frames (2.0.1 and 2.1 C)."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from chargehand.model.calls import StartTransaction
from chargehand.model.identity import TokenUid
from tests.conformance.talk import REF, Talk, token
from tests.playbook.lines import start_asked
from tests.playbook.play import NOON
from tests.playbook.play import token as known

pytestmark = pytest.mark.parametrize("version", ["2.0.1", "2.1"])


def authorized(talk: Talk, uid: str, kind: str = "ISO14443", **more: Any) -> dict[str, Any]:
    return talk.says("Authorize", idToken=token(uid, kind), **more)["idTokenInfo"]


@pytest.mark.parametrize(
    ("uid", "word"),
    [
        ("ADA", "Accepted"),
        ("LOST", "Blocked"),
        ("OLD", "Expired"),
        ("NOBODY", "Invalid"),
        ("GONE", "Blocked"),
    ],
)
def test_c01_a_card(version: str, uid: str, word: str) -> None:
    assert authorized(Talk(version), uid)["status"] == word


def test_c02_a_start_button_authorizes_nobody(version: str) -> None:
    """The session is there and nobody's; it is counted like any other."""
    talk = Talk(version)
    nobody = {"idToken": "", "type": "NoAuthorization"}
    said = talk.event("Started", "ChargingStateChanged", idToken=nobody, meterValue=[talk.meter(1_000)])
    assert said == {"idTokenInfo": {"status": "Accepted"}}
    talk.event(
        "Ended", "EVDeparted", info={"stoppedReason": "EVDisconnected"}, meterValue=[talk.meter(1_500)]
    )
    talk.leaves(driver=None, transaction="ended", energy_wh=500)


def test_c03_a_payment_card_that_nobody_here_knows_is_refused(version: str) -> None:
    """There is no payment service here: a bank card is a token like any other."""
    assert authorized(Talk(version), "4F1D0C2A", "Central")["status"] == "Invalid"


@pytest.mark.parametrize("kind", ["KeyCode", "MacAddress", "eMAID", "ISO15693", "Local"])
def test_c04_c06_c08_the_token_counts_not_what_it_was_read_with(version: str, kind: str) -> None:
    talk = Talk(version)
    talk.world.tokens[TokenUid("1234")] = known("1234", "ada")
    assert authorized(talk, "1234", kind)["status"] == "Accepted"
    talk.starts(idToken=token("1234", kind))
    talk.leaves(driver="ada", transaction="open")


def test_c05_a_start_that_we_asked_for_comes_with_its_token(version: str) -> None:
    talk = Talk(version)
    talk.hears(start_asked(card="ADA"))
    asked = talk.gets("RequestStartTransaction")
    assert asked["idToken"] == token("ADA")
    talk.replies(status="Accepted")
    told = talk.starts(info={"remoteStartId": asked["remoteStartId"], "chargingState": "Charging"})
    assert told["idTokenInfo"]["status"] == "Accepted"
    talk.leaves(driver="ada", start="confirmed").has(sessions=1)


def test_c07_of_a_contract_certificate_its_contract_counts(version: str) -> None:
    """Where no responder is set, its certificates go unchecked, and no certificateStatus is told."""
    talk = Talk(version)
    talk.world.tokens[TokenUid("DEABCC12345")] = known("DEABCC12345", "ada")
    hashed = {"hashAlgorithm": "SHA256", "issuerNameHash": "aa", "issuerKeyHash": "bb", "serialNumber": "01"}
    hashed["responderURL"] = "https://ocsp.example.com"
    told = talk.says("Authorize", idToken=token("DEABCC12345", "eMAID"), iso15118CertificateHashData=[hashed])
    assert told == {"idTokenInfo": {"status": "Accepted"}}


def test_c09_c16_a_token_tells_its_group(version: str) -> None:
    """With it the station lets members stop each other's transactions, and masters stop any."""
    talk = Talk(version)
    talk.world.tokens[TokenUid("ADA")] = replace(known("ADA", "ada"), group_id="FLEET")
    assert authorized(talk, "ADA")["groupIdToken"]["idToken"] == "FLEET"
    assert talk.starts()["idTokenInfo"]["groupIdToken"]["idToken"] == "FLEET"


def test_c10_a_token_tells_until_when_it_may_be_remembered(version: str) -> None:
    talk = Talk(version)
    until = NOON.replace(year=2027)
    talk.world.tokens[TokenUid("ADA")] = replace(known("ADA", "ada"), expires_at=until)
    assert authorized(talk, "ADA")["cacheExpiryDateTime"] == "2027-05-01T12:00:00.000Z"


def test_c12_c14_a_start_from_the_stations_own_memory_is_judged_again(version: str) -> None:
    talk = Talk(version)
    assert talk.starts("LOST")["idTokenInfo"]["status"] == "Blocked"
    talk.leaves(transaction="open", driver="ada")


def test_c13_c15_what_was_let_in_offline_is_taken_and_judged_when_it_is_told(version: str) -> None:
    talk = Talk(version)
    stamps = [talk.stamp(before_s=s) for s in (3_600, 60)]
    told = talk.starts("NOBODY", timestamp=stamps[0], offline=True)
    assert told["idTokenInfo"]["status"] == "Invalid"
    talk.event("Ended", "EVDeparted", timestamp=stamps[1], offline=True, meterValue=[talk.meter(2_000)])
    talk.leaves(transaction="ended", energy_wh=1_000, driver=None)


def test_c16_a_master_may_end_what_others_began(version: str) -> None:
    talk = Talk(version)
    talk.starts("ADA")
    told = talk.event(
        "Ended",
        "StopAuthorized",
        info={"stoppedReason": "MasterPass"},
        idToken=token("BOB"),
        meterValue=[talk.meter(1_700)],
    )
    assert told["idTokenInfo"]["status"] == "Accepted"
    talk.leaves(transaction="ended", driver="ada", energy_wh=700, end_reason="MasterPass")


def test_a_start_is_spelled_for_a_card_and_for_any_other_token(version: str) -> None:
    talk = Talk(version)
    for uid, kind in (("04A1B2C3", "ISO14443"), ("ADA", "Central")):
        (text,) = talk.codec.write_call(StartTransaction(TokenUid(uid), None, 5))
        assert kind.encode() in text.payload


def test_c17_no_credit_is_counted(version: str) -> None:
    """A prepaid card is a token like any other: whoever may charge may do so without a limit."""
    talk = Talk(version)
    for _ in range(2):
        assert talk.says("Authorize", idToken=token("ADA")) == {"idTokenInfo": {"status": "Accepted"}}
    assert talk.starts() == {"idTokenInfo": {"status": "Accepted"}}


def test_c18_c24_what_is_paid_elsewhere_is_counted_and_its_settlement_kept(version: str) -> None:
    """The terminal's reference is no token of ours: it is refused, nobody's bill is made of it, and nothing is lost."""
    talk = Talk(version)
    paid = token("PSP-77", "DirectPayment" if version == "2.1" else "Central")
    assert talk.starts(idToken=paid)["idTokenInfo"]["status"] == "Invalid"
    talk.event("Ended", "EVDeparted", meterValue=[talk.meter(3_500)])
    talk.leaves(transaction="ended", energy_wh=2_500, driver=None, bill="in_review")
    if version == "2.1":
        settled = {"pspRef": "PSP-77", "status": "Settled", "settlementAmount": 12.5, "transactionId": REF}
        assert talk.says("NotifySettlement", settlementTime=talk.stamp(), **settled) == {}
        unchecked = {"vatNumber": "NL000099998B57", "status": "Rejected"}
        assert talk.says("VatNumberValidation", vatNumber="NL000099998B57") == unchecked
