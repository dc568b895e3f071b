"""What cars need, told in frames, and the schedules that come of it (2.0.1 K15, K17; 2.1 K18 to K20, K28, Q01); limits of stations (K01, K10)."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from chargehand.core.keeping import with_connector
from chargehand.model.calls import STATION_LIMIT, SetChargingLimit
from chargehand.model.command import CommandState
from tests.conformance.talk import REF, Talk, token

BOTH = pytest.mark.parametrize("version", ["2.0.1", "2.1"])
NO_WORD = {"2.0.1": "Rejected", "2.1": "NoChargingProfile"}


def giving(version: str, power_w: int | None = 11_000) -> Talk:
    """A station of whose first connector is known what it gives, and a car that charges there."""
    talk = Talk(version)
    first = talk.world.snapshot.connectors[0]
    talk.world.snapshot = with_connector(talk.world.snapshot, replace(first, power_w_max=power_w))
    talk.starts()
    return talk


def needs(talk: Talk, power_w: int | None = None, /, evse: int = 1, **more: Any) -> dict[str, Any]:
    told: dict[str, Any] = {"requestedEnergyTransfer": "DC", **more}
    if power_w is not None:
        told["dcChargingParameters"] = {"evMaxCurrent": 300, "evMaxVoltage": 400, "evMaxPower": power_w}
    return talk.says("NotifyEVChargingNeeds", evseId=evse, chargingNeeds=told)


def schedule(talk: Talk) -> dict[str, Any]:
    """The one that the station is sent next: for the transaction that runs, without an end, in watts, from now on."""
    heard = talk.gets("SetChargingProfile")
    profile = heard["chargingProfile"]
    (only,) = profile.pop("chargingSchedule")
    assert only.pop("startSchedule") == talk.stamp()
    assert heard["evseId"] == 1
    assert profile == {
        "id": talk.running().number,
        "stackLevel": 0,
        "chargingProfilePurpose": "TxProfile",
        "chargingProfileKind": "Absolute",
        "transactionId": REF,
    }
    return only


def limits(talk: Talk) -> float:
    told = schedule(talk)
    (period,) = told.pop("chargingSchedulePeriod")
    assert told == {"id": talk.running().number, "chargingRateUnit": "W"}
    assert period.pop("startPeriod") == 0
    return period.pop("limit")


@BOTH
def test_k01_k10_a_whole_station_is_limited_and_let_go(version: str) -> None:
    talk = Talk(version)
    for power_w, action, answer in (
        (11_000, "SetChargingProfile", "Accepted"), (None, "ClearChargingProfile", "Accepted"),
        (None, "ClearChargingProfile", "Unknown"),
    ):  # fmt: skip
        talk.asks(SetChargingLimit(STATION_LIMIT, power_w, talk.now))
        heard = talk.gets(action)
        if power_w is None:
            assert heard == {"chargingProfileId": STATION_LIMIT}
        else:
            assert heard["evseId"] == 0
            assert heard["chargingProfile"]["chargingProfilePurpose"] == "ChargingStationMaxProfile"
        command = talk.replies(status=answer)
        assert command is not None
        assert command.state is CommandState.CONFIRMED


@BOTH
@pytest.mark.parametrize(
    ("gives_w", "takes_w", "limit_w"),
    [(11_000, None, 11_000), (11_000, 50_000, 11_000), (22_000, 7_400, 7_400), (None, 7_400, 7_400), (0, 7_400, 7_400)],
)  # fmt: skip
def test_k15_what_the_car_needs_becomes_a_schedule(
    version: str, gives_w: int | None, takes_w: int | None, limit_w: int
) -> None:
    talk = giving(version, gives_w)
    assert needs(talk, takes_w) == {"status": "Accepted"}
    assert limits(talk) == limit_w
    command = talk.replies(status="Accepted")
    assert command is not None
    assert (command.state, command.connector) == (CommandState.CONFIRMED, 1)
    taken = talk.says(
        "NotifyEVChargingSchedule",
        timeBase=talk.stamp(),
        evseId=1,
        chargingSchedule={"id": 1, "chargingRateUnit": "W", "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 7_000}]},
    )  # fmt: skip
    assert taken == {"status": "Accepted"}


@BOTH
def test_k15_no_schedule_is_promised_that_does_not_come(version: str) -> None:
    """Nothing runs there, or nothing is known of what flows: said with the reason, and nothing is sent."""
    no = NO_WORD[version]
    talk = giving(version)
    for evse in (2, 99, 2**31 - 1):
        assert needs(talk, 7_400, evse=evse) == {"status": no, "statusInfo": {"reasonCode": "TxNotFound"}}
    talk = giving(version, None)
    assert needs(talk) == {"status": no, "statusInfo": {"reasonCode": "MissingParam"}}
    talk.event("Ended", "EVDeparted", meterValue=[talk.meter(1_500)])
    assert needs(talk, 7_400)["statusInfo"] == {"reasonCode": "TxNotFound"}
    assert talk.gets_no_more()


@BOTH
def test_k17_other_needs_replace_the_schedule(version: str) -> None:
    """By the same number; a station that refuses keeps what it has, and it is told so."""
    talk = giving(version)
    for takes_w in (7_400, 3_700):
        assert needs(talk, takes_w) == {"status": "Accepted"}
        assert limits(talk) == takes_w
        talk.replies(status="Accepted")
    assert needs(talk, 9_000) == {"status": "Accepted"}
    assert limits(talk) == 9_000
    command = talk.replies(status="Rejected")
    assert command is not None
    assert (command.state, command.reason) == (CommandState.REJECTED, "refused")


def test_k18_k20_scheduled_control() -> None:
    """A car of ISO 15118-20 tells its powers in words of its own."""
    talk = giving("2.1")
    for takes_w in (9_000, 4_000):
        powers = {"maxChargePower": takes_w, "maxDischargePower": 0, "evTargetEnergyRequest": 20_000}
        wish: dict[str, Any] = {"controlMode": "ScheduledControl", "mobilityNeedsMode": "EVCC"}
        assert needs(talk, v2xChargingParameters=powers, **wish) == {"status": "Accepted"}
        assert limits(talk) == takes_w
        talk.replies(status="Accepted")


def test_r01_who_wants_to_serve_the_grid_gets_no_schedule() -> None:
    """It is not refused: charging goes on without a profile."""
    talk = giving("2.1")
    assert needs(talk, 7_400, requestedEnergyTransfer="AC_DER") == {
        "status": "NoChargingProfile",
        "statusInfo": {"reasonCode": "UnsupportedParam"},
    }
    assert talk.gets_no_more()


LED: dict[str, Any] = {"controlMode": "DynamicControl", "mobilityNeedsMode": "EVCC"}


def led(talk: Talk, power_w: int) -> int:
    """The number of the dynamic schedule that a car which takes so much is sent."""
    assert needs(talk, power_w, **LED) == {"status": "Accepted"}
    profile = talk.gets("SetChargingProfile")["chargingProfile"]
    assert (profile["chargingProfileKind"], profile["chargingProfilePurpose"]) == ("Dynamic", "TxProfile")
    assert profile["dynUpdateInterval"] > 0
    (only,) = profile["chargingSchedule"]
    assert "startSchedule" not in only
    assert only["chargingSchedulePeriod"] == [{"startPeriod": 0, "limit": min(power_w, 11_000)}]
    talk.replies(status="Accepted")
    return profile["id"]


def pulled(talk: Talk, number: int) -> dict[str, Any]:
    return talk.says("PullDynamicScheduleUpdate", chargingProfileId=number)


def update(power_w: int) -> dict[str, Any]:
    return {"status": "Accepted", "scheduleUpdate": {"limit": power_w}}


NOT_FOUND = {"status": "Rejected", "statusInfo": {"reasonCode": "NotFound"}}


def test_k19_k28_a_car_that_is_led() -> None:
    """Its station asks in turns, and hears what the connector gives by then; other needs begin anew (K20)."""
    talk = giving("2.1")
    number = led(talk, 9_000)
    assert pulled(talk, number) == update(9_000)
    first = talk.world.snapshot.connectors[0]
    talk.world.snapshot = with_connector(talk.world.snapshot, replace(first, power_w_max=5_500))
    assert pulled(talk, number) == update(5_500)
    assert led(talk, 4_000) == number
    assert pulled(talk, number) == update(4_000)
    talk.event("Ended", "EVDeparted", meterValue=[talk.meter(3_500)])
    assert pulled(talk, number) == NOT_FOUND


def test_k28_an_operator_changes_the_schedule_of_a_car_that_is_led() -> None:
    """What the station took is what it hears when it asks; what it refused is not."""
    talk = giving("2.1")
    number = led(talk, 9_000)
    for power_w, answer in ((6_000, "Accepted"), (3_000, "Rejected")):
        talk.calls("UpdateDynamicSchedule", chargingProfileId=number, scheduleUpdate={"limit": power_w})
        talk.replies(status=answer)
        assert pulled(talk, number) == update(6_000)


def test_k28_of_other_schedules_nothing_is_known() -> None:
    talk = giving("2.1")
    number = talk.running().number
    assert [pulled(talk, each) for each in (number, 1, -(2**31) + 1)] == [NOT_FOUND] * 3
    assert needs(talk, 7_400) == {"status": "Accepted"}
    assert limits(talk) == 7_400
    assert pulled(talk, number) == NOT_FOUND, "that one does not change"


def test_q01_leave_to_give_power_back_comes_with_the_token() -> None:
    """Such a car gets a schedule too: of charging only, to begin with (Q02)."""
    talk = giving("2.1")
    house = talk.world.snapshot.policy
    talk.world.snapshot = replace(talk.world.snapshot, policy=replace(house, gives_back=True))
    allowed = talk.says("Authorize", idToken=token("ADA"))["allowedEnergyTransfer"]
    assert {"AC_three_phase", "DC", "AC_BPT", "DC_BPT"} <= set(allowed)
    assert "allowedEnergyTransfer" not in talk.says("Authorize", idToken=token("LOST"))
    assert needs(talk, 7_400, requestedEnergyTransfer="DC_BPT") == {"status": "Accepted"}
    assert limits(talk) == 7_400


def test_q01_without_leave_nothing_flows_back() -> None:
    """The token comes without a word of it, which means charging only; who asks for more is refused."""
    talk = giving("2.1")
    assert "allowedEnergyTransfer" not in talk.says("Authorize", idToken=token("ADA"))
    told = needs(talk, 7_400, requestedEnergyTransfer="DC_BPT")
    assert told == {"status": "Rejected", "statusInfo": {"reasonCode": "NotEnabled"}}
    assert talk.gets_no_more()
