"""Transactions and their meter values told in frames (2.0.1 and 2.1 E, J)."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from msgspec import structs

from chargehand.model.effects import KeepReading
from chargehand.model.tariff import Tariff, TariffPeriod
from tests.conformance.talk import REF, Talk, token

pytestmark = pytest.mark.parametrize("version", ["2.0.1", "2.1"])
BEGINNINGS = {
    "ParkingBayOccupied": ("EVDetected", "Idle", None),
    "EVConnected": ("CablePluggedIn", "EVConnected", None),
    "Authorized": ("Authorized", "Idle", "ADA"),
    "DataSigned": ("SignedDataReceived", "EVConnected", "ADA"),
    "PowerPathClosed": ("ChargingStateChanged", "EVConnected", "ADA"),
    "EnergyTransfer": ("ChargingStateChanged", "Charging", "ADA"),
}
"""What a TransactionEvent of each TxStartPoint says."""


@pytest.mark.parametrize("point", BEGINNINGS)
def test_e01_a_transaction_may_begin_at_any_point(version: str, point: str) -> None:
    trigger, doing, uid = BEGINNINGS[point]
    talk = Talk(version)
    card: dict[str, Any] = {"idToken": token(uid)} if uid else {}
    talk.event("Started", trigger, info={"chargingState": doing}, meterValue=[talk.meter(1_000)], **card)
    if uid is None:
        talk.leaves(driver=None)
        told = talk.event("Updated", "Authorized", idToken=token("ADA"))
        assert told["idTokenInfo"]["status"] == "Accepted"
    talk.event("Updated", "ChargingStateChanged", info={"chargingState": "Charging"})
    talk.leaves(driver="ada", transaction="open", ref=REF, energy_phase="charging").has(sessions=1)


def test_e02_plugged_in_first(version: str) -> None:
    talk = Talk(version)
    assert talk.event("Started", "CablePluggedIn", info={"chargingState": "EVConnected"}) == {}
    assert talk.event("Updated", "Authorized", idToken=token("ADA"))["idTokenInfo"]["status"] == "Accepted"
    talk.leaves(driver="ada", energy_phase="idle")


def test_e03_token_first(version: str) -> None:
    talk = Talk(version)
    talk.event("Started", "Authorized", evse=None, idToken=token("ADA"))
    talk.event("Updated", "CablePluggedIn", evse=2, info={"chargingState": "EVConnected"})
    talk.leaves(driver="ada", connector=2, transaction="open").has(sessions=1)


def test_e04_e08_e12_a_transaction_of_offline_hours_counts_with_its_own_times(version: str) -> None:
    talk = Talk(version)
    began, between, over = (talk.stamp(before_s=before_s) for before_s in (7_200, 5_400, 3_600))
    talk.starts(timestamp=began, offline=True)
    talk.event(
        "Updated", "MeterValuePeriodic", timestamp=between, offline=True, meterValue=[talk.meter(1_400)]
    )
    talk.event("Ended", "StopAuthorized", timestamp=over, offline=True, meterValue=[talk.meter(3_000)])
    talk.leaves(transaction="ended", energy_wh=2_000, bill="final")
    row = talk.session()
    assert row.started_at == datetime.fromisoformat(began)
    assert row.ended_at == datetime.fromisoformat(over)


def test_e05_a_token_that_is_not_accepted_is_told_so(version: str) -> None:
    talk = Talk(version)
    talk.event("Started", "CablePluggedIn", info={"chargingState": "EVConnected"})
    told = talk.event("Updated", "Authorized", idToken=token("LOST"))
    assert told["idTokenInfo"]["status"] == "Blocked"
    talk.event("Ended", "Deauthorized", info={"stoppedReason": "DeAuthorized"})
    talk.leaves(transaction="ended", end_reason="DeAuthorized")


@pytest.mark.parametrize(
    ("trigger", "reason"),
    [
        ("StopAuthorized", "Local"), ("RemoteStop", "Remote"), ("EVDeparted", "EVDisconnected"),
        ("EVCommunicationLost", "EVDisconnected"), ("EnergyLimitReached", "EnergyLimitReached"),
        ("TimeLimitReached", "TimeLimitReached"), ("ChargingStateChanged", "StoppedByEV"),
        ("AbnormalCondition", "EmergencyStop"), ("Deauthorized", "DeAuthorized"), ("ResetCommand", "ImmediateReset"),
    ],
)  # fmt: skip
def test_e06_e15_a_transaction_may_end_at_any_point(version: str, trigger: str, reason: str) -> None:
    talk = Talk(version)
    talk.starts()
    talk.event(
        "Ended", trigger, info={"stoppedReason": reason}, meterValue=[talk.meter(2_000, "Transaction.End")]
    )
    talk.leaves(transaction="ended", energy_wh=1_000, end_reason=reason, end_basis="reported")


def test_e07_stopped_by_the_same_token_and_over_when_unplugged(version: str) -> None:
    talk = Talk(version)
    talk.starts()
    told = talk.event(
        "Updated", "StopAuthorized", info={"chargingState": "EVConnected"}, idToken=token("ADA")
    )
    assert told["idTokenInfo"]["status"] == "Accepted"
    talk.leaves(transaction="open", card_hold="released")
    talk.event("Ended", "EVDeparted", info={"stoppedReason": "Local"}, meterValue=[talk.meter(1_800)])
    talk.leaves(transaction="ended", energy_wh=800)


def test_e09_unplugged_at_the_car_ends_it(version: str) -> None:
    talk = Talk(version)
    talk.starts()
    talk.event(
        "Ended",
        "EVCommunicationLost",
        info={"stoppedReason": "EVDisconnected"},
        meterValue=[talk.meter(1_300)],
    )
    talk.leaves(transaction="ended", end_reason="EVDisconnected", energy_wh=300)


def test_e10_unplugged_at_the_car_suspends_it(version: str) -> None:
    talk = Talk(version)
    talk.starts()
    talk.event("Updated", "EVCommunicationLost", info={"chargingState": "Idle"})
    talk.leaves(transaction="open")
    talk.event(
        "Updated", "CablePluggedIn", info={"chargingState": "Charging"}, meterValue=[talk.meter(1_600)]
    )
    talk.leaves(transaction="open", energy_phase="charging", energy_wh=600)


def test_e11_a_connection_that_was_lost_loses_nothing(version: str) -> None:
    talk = Talk(version)
    talk.starts()
    talk.disconnects().connects()
    talk.event("Updated", "MeterValuePeriodic", offline=True, meterValue=[talk.meter(1_500)])
    talk.event("Updated", "MeterValuePeriodic", meterValue=[talk.meter(1_900)])
    talk.leaves(transaction="open", energy_wh=900, seq=(0, 2)).has(sessions=1)


def test_e13_none_is_refused_even_if_it_makes_no_sense_to_us(version: str) -> None:
    talk = Talk(version)
    assert talk.event("Updated", "MeterValuePeriodic", evse=99, meterValue=[talk.meter(-5)]) == {}
    assert talk.event("Ended", "RemoteStop", evse=None) == {}
    assert talk.event("Ended", "RemoteStop", evse=None) == {}
    assert talk.event("Started", "EVDetected", idToken=token("NOBODY"))["idTokenInfo"]["status"] == "Invalid"


def test_e14_a_station_may_be_asked_how_a_transaction_stands(version: str) -> None:
    talk = Talk(version)
    talk.starts()
    assert talk.calls("GetTransactionStatus", transactionId=REF) == {"transactionId": REF}
    command = talk.replies(ongoingIndicator=True, messagesInQueue=False)
    assert command is not None
    assert command.response == '{"ongoingIndicator":true,"messagesInQueue":false}'


def test_e17_a_transaction_goes_on_after_a_loss_of_power(version: str) -> None:
    """2.1 TxResumed; a station of 2.0.1 may do so too."""
    talk = Talk(version)
    talk.starts()
    talk.disconnects().connects().boots()
    talk.leaves(transaction="open")
    trigger = "TxResumed" if version == "2.1" else "ChargingStateChanged"
    talk.event("Updated", trigger, info={"chargingState": "Charging"}, meterValue=[talk.meter(1_250)])
    talk.leaves(transaction="open", energy_wh=250).has(sessions=1)


# meter values


def test_j01_values_outside_of_transactions_are_taken(version: str) -> None:
    talk = Talk(version)
    assert talk.says("MeterValues", evseId=1, meterValue=[talk.meter(7_000, "Sample.Clock")]) == {}
    assert talk.says("MeterValues", evseId=0, meterValue=[talk.meter(9_000, "Sample.Clock")]) == {}
    talk.has(sessions=0)


def test_j02_values_of_a_transaction_are_its_energy_power_and_charge(version: str) -> None:
    talk = Talk(version)
    talk.starts()
    values: list[dict[str, Any]] = [
        {"value": 1.4, "measurand": "Energy.Active.Import.Register", "unitOfMeasure": {"unit": "kWh"}},
        {"value": 11, "measurand": "Power.Active.Import", "unitOfMeasure": {"unit": "W", "multiplier": 3}},
        {"value": 55, "measurand": "SoC"},
    ]
    talk.event(
        "Updated", "MeterValuePeriodic", meterValue=[{"timestamp": talk.stamp(), "sampledValue": values}]
    )
    talk.leaves(energy_wh=400, power_w=11_000, soc_percent=55)
    assert [each for each in talk.told.effects if isinstance(each, KeepReading)]


def test_j02_signed_values_are_no_readings_and_do_no_harm(version: str) -> None:
    """F79: they stay in the raw frame, which is kept."""
    talk = Talk(version)
    talk.starts()
    signed = {"signedMeterData": "AAAA", "signingMethod": "", "encodingMethod": "OCMF", "publicKey": ""}
    row = {"value": 1_200, "signedMeterValue": signed}
    talk.event(
        "Updated", "MeterValuePeriodic", meterValue=[{"timestamp": talk.stamp(), "sampledValue": [row]}]
    )
    talk.leaves(energy_wh=200)


# prices


def tell_prices(talk: Talk, *tariffs: tuple[float, str]) -> None:
    """From so many seconds after now on a kWh costs so much."""
    periods = tuple(
        TariffPeriod(
            valid_from=talk.now + timedelta(seconds=after_s),
            tariff=Tariff(currency="EUR", per_kwh=Decimal(price), per_session=Decimal(1)),
        )
        for after_s, price in tariffs
    )
    talk.world.snapshot = structs.replace(talk.world.snapshot, tariffs=periods)


def price(kwh: str) -> dict[str, str]:
    return {"format": "UTF8", "content": f"EUR {kwh} per kWh, EUR 1.00 per session"}


def test_i01_the_price_comes_with_the_card(version: str) -> None:
    talk = Talk(version)
    tell_prices(talk, (-60, "0.49"))
    told = talk.says("Authorize", idToken=token("ADA"))
    assert told["idTokenInfo"] == {"status": "Accepted", "personalMessage": price("0.49")}
    assert talk.starts()["idTokenInfo"]["personalMessage"] == price("0.49")
    assert "personalMessage" not in talk.says("Authorize", idToken=token("LOST"))["idTokenInfo"]


def test_i02_the_running_cost_comes_with_readings(version: str) -> None:
    talk = Talk(version)
    tell_prices(talk, (-60, "0.49"))
    talk.starts()
    told = talk.event("Updated", "MeterValuePeriodic", meterValue=[talk.meter(3_000)])
    assert told == ({"totalCost": 1.98} if version == "2.1" else {})
    assert talk.gets("CostUpdated") == {"totalCost": 1.98, "transactionId": REF}
    talk.event("Updated", "MeterValuePeriodic", meterValue=[talk.meter(3_001)])
    assert talk.gets_no_more(), "it is still the same"
    talk.event("Updated", "MeterValuePeriodic", meterValue=[talk.meter(5_000)])
    assert talk.gets("CostUpdated")["totalCost"] == 2.96


def test_i03_the_final_cost_comes_with_the_end(version: str) -> None:
    talk = Talk(version)
    tell_prices(talk, (-60, "0.49"))
    talk.starts()
    told = talk.event("Ended", "StopAuthorized", idToken=token("ADA"), meterValue=[talk.meter(13_345)])
    assert (told["totalCost"], told["idTokenInfo"]) == (7.05, {"status": "Accepted"})


def test_i06_a_session_keeps_its_price_and_the_next_is_told_the_new_one(version: str) -> None:
    talk = Talk(version)
    tell_prices(talk, (-60, "0.49"), (600, "0.79"))
    talk.starts()
    assert talk.says("Authorize", idToken=token("BOB"))["idTokenInfo"]["personalMessage"] == price("0.79")
    assert talk.event("Ended", "EVDeparted", meterValue=[talk.meter(3_000)])["totalCost"] == 1.98


def test_i08_the_price_comes_in_figures_to_who_counts_itself(version: str) -> None:
    """As the station told of its device model; the session costs what it did before."""
    talk = Talk(version)
    tell_prices(talk, (-60, "0.49"))
    assert "tariff" not in talk.says("Authorize", idToken=token("ADA"))
    row = {
        "component": {"name": "TariffCostCtrlr"},
        "variable": {"name": "Enabled", "instance": "Tariff"},
        "variableAttribute": [{"value": "true"}],
    }
    talk.says("NotifyReport", requestId=1, generatedAt=talk.stamp(), seqNo=0, reportData=[row])
    figures = {
        "tariffId": "EUR-0.49-0-1",
        "currency": "EUR",
        "energy": {"prices": [{"priceKwh": 0.49}]},
        "fixedFee": {"prices": [{"priceFixed": 1.0}]},
    }
    told = talk.says("Authorize", idToken=token("ADA"))
    assert told.get("tariff") == (figures if version == "2.1" else None)
    assert told["idTokenInfo"]["personalMessage"] == price("0.49")
    assert "tariff" not in talk.says("Authorize", idToken=token("LOST"))


def test_i_without_a_tariff_no_price_is_told(version: str) -> None:
    talk = Talk(version)
    told = [
        talk.says("Authorize", idToken=token("ADA")),
        talk.starts(),
        talk.event("Updated", "MeterValuePeriodic", meterValue=[talk.meter(2_000)]),
        talk.event("Ended", "StopAuthorized", idToken=token("ADA"), meterValue=[talk.meter(3_000)]),
    ]
    assert not [name for each in told for name in each if name != "idTokenInfo"]
    assert not [name for each in told for name in each.get("idTokenInfo", ()) if name != "status"]
    assert talk.gets_no_more()
