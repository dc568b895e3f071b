"""Limits of transactions in frames (OCPP 2.1 E16); schedules that change by the minute (K28)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from chargehand.model.answers import LeadAnswer, StartAnswer, UpdateAnswer
from chargehand.model.calls import SetChargingLimit
from chargehand.model.events import TransactionStarted, TransactionUpdated
from chargehand.model.limits import Limits
from tests.unit.wire.frames import NOW
from tests.unit.wire.ocpp.v2.speech import NEW, OLD, read, valid

ALL = Limits(energy_wh=10_000, lasts_s=3_600, cost=Decimal("12.50"), soc_percent=80)


@pytest.mark.parametrize("kind", ["Started", "Updated"])
@pytest.mark.parametrize(
    ("told", "limits"),
    [
        ({"maxEnergy": 10_000.7, "maxTime": 3_600, "maxCost": 12.5, "maxSoC": 80}, ALL), ({"maxTime": 0}, Limits(lasts_s=0)),
        ({"maxCost": 12, "maxEnergy": -1}, Limits(cost=Decimal(12))), ({"maxEnergy": "20000"}, Limits(energy_wh=20_000)),
        ({"maxEnergy": 1e300, "maxTime": 2**40, "maxCost": -1, "maxSoC": 101}, None), ({}, None), (None, None), ("all", None),
    ],
)  # fmt: skip
def test_what_a_station_tells(kind: str, told: object, limits: Limits | None) -> None:
    """What cannot be kept is no limit, and never a reason to refuse."""
    info = {"transactionId": "a", "transactionLimit": told}
    event = read("TransactionEvent", {"eventType": kind, "transactionInfo": info}, NEW)
    assert isinstance(event, TransactionStarted | TransactionUpdated)
    assert event.limits == limits


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (ALL, {"maxCost": 12.5, "maxEnergy": 10_000, "maxTime": 3_600, "maxSoC": 80}),
        (Limits(energy_wh=1), {"maxEnergy": 1}),
    ],
)
def test_what_a_station_is_told(limits: Limits, said: dict[str, object]) -> None:
    """Only 2.1 has a word for it."""
    for answer in (StartAnswer(7, None, limits), UpdateAnswer(None, None, limits)):
        for codec, told in ((NEW, {"transactionLimit": said}), (OLD, {})):
            text = codec.write_answer("TransactionEvent", answer)
            assert valid(codec, "TransactionEventResponse", text) == told


def test_a_schedule_that_changes_by_the_minute() -> None:
    """It begins when it is received; the station asks again every five minutes (K28)."""
    (text,) = NEW.write_call(SetChargingLimit(7, 9_000, NOW, 1, "tx", led=True))
    profile = valid(NEW, "SetChargingProfileRequest", text.payload)["chargingProfile"]
    period = {"startPeriod": 0, "limit": 9_000}
    assert profile == {
        "id": 7,
        "stackLevel": 0,
        "chargingProfilePurpose": "TxProfile",
        "chargingProfileKind": "Dynamic",
        "transactionId": "tx",
        "dynUpdateInterval": 300,
        "chargingSchedule": [{"id": 7, "chargingRateUnit": "W", "chargingSchedulePeriod": [period]}],
    }


@pytest.mark.parametrize(
    ("power_w", "said"),
    [
        (9_000, {"status": "Accepted", "scheduleUpdate": {"limit": 9_000}}),
        (0, {"status": "Accepted", "scheduleUpdate": {"limit": 0}}),
        (None, {"status": "Rejected", "statusInfo": {"reasonCode": "NotFound"}}),
    ],
)
def test_what_it_is_at_the_moment(power_w: int | None, said: dict[str, object]) -> None:
    text = NEW.write_answer("PullDynamicScheduleUpdate", LeadAnswer(power_w))
    assert valid(NEW, "PullDynamicScheduleUpdateResponse", text) == said
