"""What chargers tell of themselves is kept: device model, monitors, reservations, security events. Whatever it is, it fits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from chargehand.core.operations.kept import NAME_MAX, VALUE_MAX
from chargehand.model.answers import Noted, StartAnswer
from chargehand.model.calls import AnyCall
from chargehand.model.device import Monitor, Variable
from chargehand.model.effects import (
    DropMonitors,
    Effect,
    KeepMonitors,
    KeepReservation,
    KeepSecurityEvent,
    KeepVariables,
)
from chargehand.model.reservation import Reservation, ReservationStatus
from tests.playbook.lines import connected, online
from tests.playbook.operation_lines import (
    asked,
    replied,
    reserved,
    started_with,
    told_monitors,
    told_reservation,
    told_security,
    told_variables,
)
from tests.playbook.play import NOON, STATION, Play, effect, play

RESERVE = AnyCall("ReserveNow", "{}")
HEARTBEAT = Variable(component="OCPPCommCtrlr", name="HeartbeatInterval", value="60")


def kept(story: Play, kind: type[Effect]) -> Sequence[Effect]:
    return [each for each in story.told.effects if isinstance(each, kind)]


def here(number: int, status: ReservationStatus) -> KeepReservation:
    return KeepReservation(Reservation(station=STATION, number=number, status=status))


def test_variables_are_kept_as_told() -> None:
    story = play([connected()]).hears(told_variables(HEARTBEAT)).answers(Noted)
    story.does(effect(KeepVariables((HEARTBEAT,))))


def test_a_report_of_nothing_keeps_nothing() -> None:
    play([connected()]).hears(told_variables()).answers(Noted).without_a_trace()


def test_whatever_a_charger_says_can_be_kept() -> None:
    """F08, S19: names without end, numbers beyond all tables."""
    long = "x" * 100_000
    wild = Variable(component=long, name=long, instance=long, attribute=long, value=long, allowed=long)
    nowhere = Variable(component="C", name="V", evse=10**30)
    nameless = Variable(component="C", name="")
    story = play([connected()]).hears(told_variables(wild, nowhere, nameless))
    (effects,) = kept(story, KeepVariables)
    assert isinstance(effects, KeepVariables)
    (row,) = effects.variables
    assert (len(row.component), len(row.value or "")) == (NAME_MAX, VALUE_MAX)


def test_what_opens_the_door_is_never_kept() -> None:  # S07
    told = Variable(component="SecurityCtrlr", name="BasicAuthPassword", value="a-secret-of-20-bytes")
    story = play([connected()]).hears(told_variables(told))
    (effects,) = kept(story, KeepVariables)
    assert isinstance(effects, KeepVariables)
    assert effects.variables[0].value is None


def test_monitors_are_kept_as_told() -> None:
    good = Monitor(number=3, component="EVSE", name="Power", kind="UpperThreshold", value="22000", severity=4)
    wild = Monitor(number=10**12, component="EVSE", name="Power")
    play([connected()]).hears(told_monitors(good, wild)).does(effect(KeepMonitors((good,))))
    play([connected()]).hears(told_monitors(wild)).without_a_trace()


def test_monitors_that_were_set_are_kept_and_cleared_ones_dropped() -> None:
    one = Monitor(number=3, component="EVSE", name="Power")
    story = play([*online(), asked()]).hears(replied(monitors=(one,)))
    story.does(effect(KeepMonitors((one,))))
    story.hears(asked()).hears(replied(cleared=(3, 10**12))).does(effect(DropMonitors((3,))))


def test_a_reservation_is_made_when_the_charger_accepts() -> None:
    story = play([*online(), asked(RESERVE)]).hears(replied(reservation=reserved(5)))
    story.does(effect(here(5, ReservationStatus.ACCEPTED)))
    story.hears(asked(RESERVE)).hears(replied(reservation=reserved(5, "cancelled")))
    story.does(effect(here(5, ReservationStatus.CANCELLED)))


@pytest.mark.parametrize("outcome", ["rejected", "unsupported", "unanswered", "offline"])
def test_a_reservation_that_was_not_accepted_is_none(outcome: str) -> None:
    story = play([*online(), asked(RESERVE)]).hears(replied(outcome, None, reservation=reserved(5)))
    assert not kept(story, KeepReservation)


def test_a_reservation_that_was_accepted_late_is_one_all_the_same() -> None:
    story = play([*online(), asked(RESERVE)]).rings("deadline").hears(replied(reservation=reserved(5)))
    story.does(effect(here(5, ReservationStatus.ACCEPTED))).leaves(call="unanswered")


def test_a_transaction_uses_up_its_reservation() -> None:
    story = play(online()).hears(started_with(5)).answers(StartAnswer)
    assert kept(story, KeepReservation) == [here(5, ReservationStatus.USED)]
    story.hears(started_with(10**12), after_s=1).answers(StartAnswer)
    assert not kept(story, KeepReservation)


def test_the_charger_says_that_a_reservation_is_over() -> None:
    story = play([connected()]).hears(told_reservation(5, "expired"))
    story.does(effect(here(5, ReservationStatus.EXPIRED)))


def test_a_security_event_is_kept_with_the_chargers_own_time() -> None:
    story = play([connected()]).hears(told_security("TamperDetectionActivated", "lid", late_s=90))
    story.does(
        effect(KeepSecurityEvent("TamperDetectionActivated", story.now - timedelta(seconds=90), "lid"))
    )
    story.hears(told_security("x" * 500, "y" * 100_000))
    assert kept(story, KeepSecurityEvent) == [KeepSecurityEvent("x" * 50, story.now, "y" * 1_000)]
    assert story.now >= NOON


def test_an_answer_tells_variables_too() -> None:
    story = play([*online(), asked(AnyCall("GetVariables", "{}"))]).hears(replied(variables=(HEARTBEAT,)))
    assert kept(story, KeepVariables) == [KeepVariables((HEARTBEAT,))]
