"""No word of an end comes: evidence ends the session, invents no energy, and gives way to the word when it comes after all."""

from __future__ import annotations

from tests.playbook.lines import (
    booted,
    call_answered,
    charging_session,
    connected,
    disconnected,
    ended,
    online,
    rang,
    reading,
    sampled,
    sent,
    start_asked,
    started,
    status,
    stop_asked,
)
from tests.playbook.play import Line, play, sets

DAY_S = 86_400


def unplugged() -> list[Line]:
    """Ada's car has gone; the station has not said that the transaction ended."""
    return [*charging_session("ada", 2_000), status("available")]


class TestFreeConnectorF47:
    """F47: the connector is free and the session open. A little patience, for the end may wait in a queue; then it is over."""

    def test_it_ends_at_its_last_reading(self) -> None:
        story = play(charging_session("ada", 2_000))
        last = story.session().meter.read_at
        story.hears(status("available"), after_s=20).does(sets("free", after_s=300)).leaves(
            transaction="open"
        )
        story.rings("free").does_nothing().has(timers=0)
        story.leaves(transaction="ended", end_basis="inferred", end_reason="connector_free", bill="estimated")
        story.leaves(energy_wh=2_000, ended_at=last, card_hold="released", power_w=None)

    def test_the_real_end_wins_whenever_it_comes(self) -> None:
        before = play(unplugged()).hears(ended(3_100), after_s=60).has(timers=0)
        before.leaves(end_basis="reported", bill="final", energy_wh=2_100)
        after = play(unplugged()).rings("free").hears(ended(3_100, said_s=300), after_s=30)
        after.leaves(end_basis="reported", bill="final", energy_wh=2_100).has(sessions=1)

    def test_a_car_that_is_plugged_in_again_is_another_matter(self) -> None:
        story = play(unplugged()).hears(status("occupied", "preparing"), after_s=60).has(timers=0)
        story.hears(status("available"), after_s=60).does(sets("free", after_s=300))

    def test_told_again_it_waits_no_longer(self) -> None:
        story = play(unplugged())
        due_at = story.world.timers["free", story.session().id]
        for _ in range(4):
            story.hears(status("available"), after_s=60).does_nothing()
        assert story.world.timers["free", story.session().id] == due_at

    def test_a_report_from_before_the_start_proves_nothing(self) -> None:
        play([*online(), started("ADA")]).hears(status("available", said_s=30)).does_nothing().has(timers=0)
        play([*online(), started("ADA")]).hears(status("available"), after_s=9).does(sets("free"))

    def test_a_start_that_is_told_after_the_cable_is_out_is_doubted_f53(self) -> None:
        """F53: it charged offline; back online the station shows its connectors first, and the end got lost."""
        story = play([*online(), disconnected()]).hears(connected(), after_s=3_600)
        story.hears(status("available")).hears(started("ADA", said_s=3_000), after_s=1)
        story.does(sets("free", after_s=300)).rings("free").has(timers=0)
        story.leaves(transaction="ended", end_basis="inferred", bill="estimated", energy_wh=0)
        story.hears(ended(3_100, said_s=300), after_s=30).leaves(end_basis="reported", bill="final")

    def test_power_that_flows_says_otherwise(self) -> None:
        story = play(unplugged()).hears(sampled(reading(3_200, 11_000)), after_s=250)
        story.rings("free").does(sets("free", after_s=250)).leaves(transaction="open")
        story.rings("free").leaves(transaction="ended", end_basis="inferred", energy_wh=2_200)

    def test_what_was_in_the_queue_puts_it_off_no_longer_than_it_came_late(self) -> None:
        """A reading from before the cable was out comes a second after the word that it is."""
        story = play(charging_session("ada", 2_000)).hears(status("available"), after_s=60)
        story.hears(sampled(reading(3_200, 11_000, said_s=40)), after_s=1)
        story.rings("free").does(sets("free", after_s=1)).leaves(transaction="open")
        story.rings("free").leaves(transaction="ended", end_basis="inferred", energy_wh=2_200)

    def test_a_station_that_is_not_there_proves_nothing(self) -> None:
        story = play(unplugged()).hears(disconnected()).rings("free").does(sets("free", after_s=300))
        story.hears(connected()).rings("free").leaves(transaction="ended", end_basis="inferred")

    def test_a_refused_card_is_still_for_a_person(self) -> None:
        play([*online(), started("LOST"), status("available")]).rings("free").leaves(bill="in_review")

    def test_the_driver_may_start_elsewhere_and_here(self) -> None:
        story = play(unplugged()).rings("free").hears(start_asked("ada"), after_s=1)
        story.leaves(0, card_hold="released").leaves(transaction="pending")

    def test_a_stop_under_way_is_not_called_confirmed(self) -> None:
        story = play([*charging_session("ada", 2_000), status("available")]).hears(
            stop_asked("ada"), after_s=290
        )
        story.hears(sent()).hears(call_answered("accepted")).rings("free")
        story.leaves(transaction="ended", stop="unconfirmed", stop_reason="session_ended").has(timers=0)

    def test_a_late_ring_of_what_is_over_does_nothing(self) -> None:
        story = play([*unplugged(), ended(3_100)])
        story.hears(rang("free", story.session().id), after_s=400).does_nothing().leaves(end_basis="reported")

    def test_a_ring_while_the_connector_is_taken_does_nothing(self) -> None:
        story = play(charging_session("ada", 2_000))
        story.hears(rang("free", story.session().id), after_s=400).does_nothing().leaves(transaction="open")


class TestSilentStationF45:
    """F45: the station has been gone for a day; its sessions are over as far as anybody can tell."""

    def test_it_ends_at_its_last_reading(self) -> None:
        story = play(charging_session("ada", 2_000))
        last = story.session().meter.read_at
        story.hears(disconnected(), after_s=20).does(sets("silent", after_s=DAY_S)).leaves(transaction="open")
        story.rings("silent").has(timers=0)
        story.leaves(transaction="ended", end_basis="inferred", end_reason="station_gone", bill="estimated")
        story.leaves(energy_wh=2_000, ended_at=last, card_hold="released")

    def test_a_station_that_comes_back_is_believed_again(self) -> None:
        story = play([*charging_session("ada", 2_000), disconnected()])
        story.hears(connected(), after_s=DAY_S - 60).has(timers=0).leaves(transaction="open")
        story.hears(booted()).hears(sampled(9_000, said_s=3_600)).leaves(energy_wh=8_000, transaction="open")

    def test_the_real_end_wins_days_later(self) -> None:
        story = play([*charging_session("ada", 2_000), disconnected()]).rings("silent")
        story.hears(connected(), after_s=DAY_S).hears(ended(9_000, said_s=2 * DAY_S - 7_200), after_s=1)
        story.leaves(end_basis="reported", bill="final", energy_wh=8_000)

    def test_each_absence_counts_from_its_own_beginning(self) -> None:
        story = play([*charging_session("ada", 2_000), disconnected()])
        story.hears(connected(), after_s=80_000).hears(disconnected(epoch=2), after_s=60)
        story.does(sets("silent", after_s=DAY_S))
        story.hears(rang("silent", story.session().id), after_s=7_000).does(
            sets("silent", after_s=DAY_S - 7_000)
        )

    def test_a_ring_while_the_station_is_there_does_nothing(self) -> None:
        story = play(charging_session("ada", 2_000))
        story.hears(rang("silent", story.session().id), after_s=2 * DAY_S).does_nothing().leaves(
            transaction="open"
        )

    def test_long_parking_at_a_station_that_is_there_is_no_end(self) -> None:
        """Age alone proves nothing: three days, and not a word."""
        story = play(charging_session("ada", 2_000)).hears(
            status("occupied", "suspended_ev"), after_s=3 * DAY_S
        )
        story.has(timers=0).leaves(transaction="open")
