"""What cars need, told in frames, and the schedules that come of it (2.0.1 K15, K17; 2.1 K18 to K20); limits of stations (K01, K10)."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from chargehand.core.keeping import with_connector
from chargehand.model.calls import STATION_LIMIT, SetChargingLimit
from chargehand.model.command import CommandState
from tests.conformance.talk import REF, Talk

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


@pytest.mark.parametrize(
    "wish",
    [
        {"controlMode": "DynamicControl"},
        {"requestedEnergyTransfer": "DC_BPT", "controlMode": "ScheduledControl"},
        {"requestedEnergyTransfer": "AC_BPT_DER"},
    ],
)
def test_k19_q01_who_wants_more_than_a_schedule_gets_none(wish: dict[str, Any]) -> None:
    """To be led from minute to minute, or to give power back, is not refused: charging goes on without a profile."""
    talk = giving("2.1")
    assert needs(talk, 7_400, **wish) == {
        "status": "NoChargingProfile",
        "statusInfo": {"reasonCode": "UnsupportedParam"},
    }
    assert talk.gets_no_more()
