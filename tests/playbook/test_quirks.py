"""Stations with ways of their own: what shows is learned, and put right from then on."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from msgspec.structs import replace

from chargehand.model.calls import Trigger, TriggerMessage
from chargehand.model.quirks import Learned, Quirk
from chargehand.model.station import Station
from tests.playbook.lines import (
    booted,
    call_answered,
    charging_session,
    connected,
    ended,
    reading,
    refresh_asked,
    sampled,
    sent,
    started,
    status,
)
from tests.playbook.play import NOON, Play, calls, play, sets

HOUR_S = 3_600


def learned(story: Play) -> dict[Quirk, int]:
    """What is believed of the station."""
    return {each.quirk: each.value for each in station(story).learned if each.believed}


def station(story: Play) -> Station:
    return story.world.snapshot.station


def minutes(story: Play, count: int, *, first_wh: float, said_s: float, ref: str = "7") -> Play:
    """A reading each minute, 150 Wh apart."""
    for number in range(count):
        story.hears(sampled(first_wh + 150 * number, said_s=said_s, ref=ref), after_s=60)
    return story


class TestClocks:
    """F65: local time as if it were UTC."""

    def test_a_clock_that_is_two_hours_ahead_is_learned_and_put_right(self) -> None:
        ahead = -2 * HOUR_S
        story = play([connected(), booted()])
        story.hears(started(said_s=ahead)).leaves(started_at=story.now, flags=())
        minutes(story, 1, first_wh=1_150, said_s=ahead)
        assert learned(story) == {}
        minutes(story, 1, first_wh=1_300, said_s=ahead)
        assert learned(story) == {Quirk.CLOCK_OFFSET: 2 * HOUR_S}
        story.hears(ended(1_600, said_s=ahead), after_s=60).leaves(ended_at=story.now, flags=(), bill="final")
        story.hears(started(meter_wh=1_600, said_s=ahead + 30), after_s=600)
        began = story.now - timedelta(seconds=30)
        story.leaves(started_at=began, flags=("clock_offset",))
        story.hears(ended(2_600, said_s=ahead + 20, ref="8"), after_s=3_600)
        story.leaves(ended_at=story.now - timedelta(seconds=20), energy_wh=1_000, bill="final")

    def test_a_clock_that_is_behind_is_learned_by_live_readings_and_more_slowly(self) -> None:
        behind = 5 * HOUR_S
        story = play([connected(), booted()]).hears(started(said_s=behind))
        minutes(story, 4, first_wh=1_150, said_s=behind)
        assert learned(story) == {}
        minutes(story, 1, first_wh=1_750, said_s=behind)
        assert learned(story) == {Quirk.CLOCK_OFFSET: -5 * HOUR_S}
        story.hears(ended(1_900, said_s=behind), after_s=60).leaves(bill="final")
        began = story.session().started_at
        assert began is not None
        # Told by the wrong clock from its start on, it lasted as long as it did.
        story.leaves(ended_at=began + timedelta(seconds=360))
        story.hears(started(meter_wh=1_900, said_s=behind), after_s=600).leaves(started_at=story.now)

    def test_what_was_queued_while_offline_teaches_nothing(self) -> None:
        """Each was taken a minute after the other, and all come at once, or one every half minute."""
        story = play(charging_session())
        for number in range(60):
            late_s = 3 * HOUR_S - 60 * number + 30 * number
            story.hears(sampled(1_000 + 10 * number, said_s=late_s), after_s=30)
        assert learned(story) == {}

    def test_one_burst_is_one_proof(self) -> None:
        story = play([connected(), booted()])
        for connector in range(5):
            story.hears(status("available", connector=connector, said_s=-HOUR_S))
        assert learned(story) == {}
        (seen,) = station(story).learned
        assert seen.count == 1

    def test_a_clock_that_was_set_right_is_believed_again_at_once_and_the_offset_forgotten(self) -> None:
        story = minutes(play(charging_session()), 3, first_wh=1_150, said_s=-HOUR_S)
        assert learned(story)
        for number in range(3):
            story.hears(sampled(1_600 + 150 * number, said_s=1), after_s=60)
            assert story.session().meter.read_at == story.now - timedelta(seconds=1)
        assert station(story).learned == ()

    def test_summer_time_ends(self) -> None:
        story = minutes(play(charging_session()), 3, first_wh=1_150, said_s=-2 * HOUR_S)
        minutes(story, 3, first_wh=1_600, said_s=-HOUR_S)
        assert learned(story) == {} or learned(story) == {Quirk.CLOCK_OFFSET: HOUR_S}
        minutes(story, 2, first_wh=2_050, said_s=-HOUR_S)
        assert learned(story) == {Quirk.CLOCK_OFFSET: HOUR_S}

    def test_a_quarter_of_an_hour_late_is_no_zone(self) -> None:
        """Readings that are told at the end of their interval."""
        story = minutes(play(charging_session()), 10, first_wh=1_150, said_s=900)
        assert station(story).learned == ()

    def test_f35_a_start_told_again_after_the_offset_was_learned_is_the_same_start(self) -> None:
        story = play([connected(), booted()]).hears(started(said_s=-HOUR_S))
        told_at = story.now + timedelta(hours=1)
        minutes(story, 3, first_wh=1_150, said_s=-HOUR_S)
        assert learned(story)
        again_s = (story.now + timedelta(seconds=10) - told_at).total_seconds()
        story.hears(started(said_s=again_s), after_s=10).has(sessions=1)

    def test_f35_an_end_told_again_is_the_same_end(self) -> None:
        story = minutes(play(charging_session()), 3, first_wh=1_150, said_s=-HOUR_S)
        story.hears(ended(1_500, said_s=-HOUR_S), after_s=60).leaves(transaction="ended", bill="final")
        before = story.session()
        story.hears(ended(1_500, said_s=-HOUR_S + 40), after_s=40).has(sessions=1)
        assert story.session() == before


class TestMissingInstants:
    """F64: before the clock was set."""

    def test_undated_readings_between_dated_ones_are_dated_between_them(self) -> None:
        story = play(charging_session())
        rows = [
            reading(1_100, said_s=300),
            reading(1_150, said_s=None),
            reading(1_200, said_s=None),
            reading(1_250, said_s=0),
        ]
        story.hears(sampled(*rows), after_s=400).leaves(energy_wh=250, flags=())
        kept = sorted(key[1] for key in story.world.readings if key[1] > NOON + timedelta(seconds=60))
        assert [(story.now - at).total_seconds() for at in kept] == [300, 200, 100, 0]


class TestUnits:
    """F74: kWh that are called Wh."""

    def test_readings_in_kwh_are_learned_against_a_start_in_wh(self) -> None:
        story = play([connected(), booted()]).hears(started(meter_wh=361_000))
        for number in range(5):
            told = Decimal(361_000 + 150 * (number + 1)) / 1000
            story.hears(sampled(float(told)), after_s=60)
        assert learned(story) == {Quirk.SAMPLES_KWH: 1}
        story.hears(ended(362_000), after_s=60).leaves(energy_wh=1_000, bill="in_review")
        story.hears(started(meter_wh=362_000, said_s=0), after_s=600)
        story.hears(sampled(362.1, ref="8"), after_s=60).leaves(energy_wh=100, flags=())

    def test_what_is_known_of_a_model_holds_from_the_first_reading(self) -> None:
        story = play([connected(), booted("4.2.2")])
        story.world.snapshot = replace(
            story.world.snapshot, station=replace(station(story), vendor="OpenEVSE", firmware="4.2.2")
        )
        story.hears(started(meter_wh=361_000)).hears(sampled(361), after_s=60).leaves(energy_wh=0, flags=())
        story.hears(sampled(362), after_s=600).leaves(energy_wh=1_000, flags=())

    def test_readings_that_continue_the_register_as_they_are_stay_so(self) -> None:
        story = play([connected(), booted()])
        seen = Learned(quirk=Quirk.SAMPLES_KWH, value=1, count=5, since=NOON, last_at=NOON, believed=True)
        story.world.snapshot = replace(story.world.snapshot, station=replace(station(story), learned=(seen,)))
        story.hears(started(meter_wh=5_000))
        minutes(story, 3, first_wh=5_150, said_s=0).leaves(energy_wh=450, flags=())
        assert station(story).learned == (), "the station was mended, and what was learned is forgotten"


class TestTriggers:
    """F63: a trigger that names a connector is ignored."""

    def test_such_a_station_is_asked_as_a_whole_and_once(self) -> None:
        story = play([connected(), booted()], connectors=2)
        seen = Learned(quirk=Quirk.TRIGGER_STATION, value=1, count=1, since=NOON, last_at=NOON, believed=True)
        story.world.snapshot = replace(story.world.snapshot, station=replace(station(story), learned=(seen,)))
        story.hears(refresh_asked()).does(
            calls(TriggerMessage(Trigger.STATUS, None)), sets("deadline", after_s=30)
        )

    def test_others_are_asked_connector_by_connector(self) -> None:
        story = play([connected(), booted()], connectors=2).hears(refresh_asked())
        story.does(
            calls(TriggerMessage(Trigger.STATUS, 1)),
            calls(TriggerMessage(Trigger.STATUS, 2)),
            sets("deadline", after_s=30),
        )

    def test_two_refreshes_that_were_accepted_and_brought_nothing_are_enough(self) -> None:
        story = in_vain(in_vain(play([connected(), booted()])))
        assert learned(story) == {Quirk.TRIGGER_STATION: 1}
        story.hears(refresh_asked(), after_s=60)
        story.does(calls(TriggerMessage(Trigger.STATUS, None)), sets("deadline", after_s=30))
        story.hears(sent()).hears(call_answered()).hears(status("available"))
        assert learned(story) == {Quirk.TRIGGER_STATION: 1}, "asked as a whole it obeys"

    def test_one_that_brought_something_counts_against_it(self) -> None:
        story = in_vain(play([connected(), booted()]))
        story.hears(refresh_asked(), after_s=60).hears(sent()).hears(call_answered()).hears(
            status("available")
        )
        assert in_vain(story).world.snapshot.station.learned[0].count == 1
        assert learned(story) == {}


def in_vain(story: Play) -> Play:
    """A refresh whose triggers are accepted, and nothing comes."""
    story.hears(refresh_asked(), after_s=60).hears(sent()).hears(call_answered())
    return story.rings("deadline")
