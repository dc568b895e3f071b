"""Limits of transactions, told in frames (2.1 E16, F07)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from chargehand.model.limits import Limits
from tests.conformance.talk import REF, Talk
from tests.playbook.lines import start_asked, told

TEN_KWH = Limits(energy_wh=10_000, soc_percent=80)


def begun(version: str, limits: Limits, *, asked: bool = True, **info: Any) -> tuple[Talk, dict[str, Any]]:
    """A start with limits that was asked for, and what the station hears when it begins; `asked` False: begun at the card."""
    talk = Talk(version)
    if asked:
        talk.hears(told(start_asked(card="ADA"), limits=limits))
        heard = talk.gets("RequestStartTransaction")
        talk.replies(status="Accepted")
        info["remoteStartId"] = heard["remoteStartId"]
    return talk, talk.starts(info={"chargingState": "Charging", **info})


@pytest.mark.parametrize("version", ["2.0.1", "2.1"])
def test_f07_a_start_with_limits_is_told_of_them_when_it_begins(version: str) -> None:
    """In the answer to its first message, once; 2.0.1 has no word for it."""
    talk, heard = begun(version, TEN_KWH)
    wanted = {"maxEnergy": 10_000, "maxSoC": 80} if version == "2.1" else None
    assert heard.get("transactionLimit") == wanted
    confirmed = {"transactionLimit": wanted} if wanted else {}
    later = talk.event("Updated", "LimitSet" if wanted else "MeterValuePeriodic", info=confirmed)
    assert "transactionLimit" not in later
    talk.leaves(limits=TEN_KWH, start="confirmed")


def test_e16_a_limit_that_the_driver_sets_is_known_and_kept() -> None:
    talk, heard = begun("2.1", TEN_KWH, asked=False, transactionLimit={"maxCost": 12.5, "maxTime": 86_400})
    assert "transactionLimit" not in heard
    talk.leaves(most=Limits(cost=Decimal("12.5"), lasts_s=86_400), limits=None)


def test_e16_the_lower_limit_holds() -> None:
    talk, heard = begun("2.1", TEN_KWH, transactionLimit={"maxEnergy": 20_000})
    assert heard["transactionLimit"] == {"maxEnergy": 10_000, "maxSoC": 80}
    talk.leaves(most=TEN_KWH)


@pytest.mark.parametrize(
    "trigger", ["EnergyLimitReached", "SoCLimitReached", "TimeLimitReached", "CostLimitReached"]
)
def test_e16_the_station_says_that_a_limit_was_reached(trigger: str) -> None:
    """The car is charged as far as it was wished; the card is free, the session ends when the cable is out."""
    talk, _ = begun("2.1", TEN_KWH)
    talk.event("Updated", trigger, info={"chargingState": "SuspendedEVSE"}, meterValue=[talk.meter(11_000)])
    talk.leaves(transaction="open", card_hold="released", energy_wh=10_000)
    assert talk.gets_no_more()
    over = {"stoppedReason": "EnergyLimitReached"}
    talk.event("Ended", "EVDeparted", info=over, meterValue=[talk.meter(11_000)])
    talk.leaves(transaction="ended", bill="final", end_reason="EnergyLimitReached", energy_wh=10_000)


@pytest.mark.parametrize("version", ["2.0.1", "2.1"])
def test_e16_what_goes_on_beyond_its_limit_is_stopped(version: str) -> None:
    """Whether or not its station has a word for limits."""
    talk, _ = begun(version, TEN_KWH)
    talk.event("Updated", "MeterValuePeriodic", meterValue=[talk.meter(10_900)])
    assert talk.gets_no_more()
    talk.event("Updated", "MeterValuePeriodic", meterValue=[talk.meter(11_000)])
    assert talk.gets("RequestStopTransaction") == {"transactionId": REF}
    talk.replies(status="Accepted")
    talk.event("Ended", "RemoteStop", info={"stoppedReason": "Remote"}, meterValue=[talk.meter(11_010)])
    talk.leaves(transaction="ended", stop="confirmed", energy_wh=10_010)


def test_c23_a_station_may_raise_its_own_limit() -> None:
    """Who authorized more at the terminal may have it, but never more than was asked for."""
    talk, _ = begun("2.1", TEN_KWH, asked=False, transactionLimit={"maxEnergy": 5_000})
    talk.event("Updated", "LimitSet", info={"transactionLimit": {"maxEnergy": 8_000}})
    talk.leaves(most=Limits(energy_wh=8_000))
    talk, _ = begun("2.1", TEN_KWH, transactionLimit={"maxEnergy": 5_000})
    talk.event("Updated", "LimitSet", info={"transactionLimit": {"maxEnergy": 20_000}})
    talk.leaves(most=TEN_KWH)
