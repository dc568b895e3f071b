"""Whatever comes: the core answers, no law breaks, energy never falls, a refusal leaves no trace, and replay is the same."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from chargehand.model.events import (
    Event,
    FromPeople,
)
from chargehand.model.identity import SessionId, StationId
from chargehand.model.refusals import Refusal
from chargehand.model.snapshot import Snapshot
from chargehand.simulator.rehearsal.world import Broken, World
from tests.laws.core.events import JOURNALS
from tests.playbook.play import STATION, play

_decode = msgspec.json.Decoder(Event).decode
_encode = msgspec.json.Encoder().encode


def fresh_world() -> World:
    return play(connectors=2).world


@settings(max_examples=250, deadline=None)
@given(JOURNALS)
def test_no_event_breaks_a_law_or_the_core(events: list[Event]) -> None:
    """Each law, and what the tables would refuse, is checked by the world after each event."""
    world = fresh_world()
    highest: dict[SessionId, Decimal] = {}
    for event in events:
        before = world.brought(event)
        decision = world.hear(event)
        if isinstance(decision.answer, Refusal):
            assert decision.snapshot == before
            assert not decision.effects
        for row in world.sessions:
            assert row.energy_wh >= 0
            assert row.energy_wh >= highest.get(row.id, Decimal(0)) - 1
            highest[row.id] = max(row.energy_wh, highest.get(row.id, Decimal(0)))


@settings(max_examples=150, deadline=None)
@given(JOURNALS)
def test_the_journal_told_again_leaves_the_same(events: list[Event]) -> None:
    """Also when it was kept as text in between."""
    world, again = fresh_world(), fresh_world()
    for event in events:
        world.hear(event)
    for event in world.journal:
        again.hear(_decode(_encode(event)))
    assert left(again) == left(world)


@settings(max_examples=150, deadline=None)
@given(JOURNALS)
def test_another_stations_event_touches_nothing_here_s12(events: list[Event]) -> None:
    """S12: ids are looked up on their station's lane alone. An event that got onto another's lane keeps nothing."""
    world = fresh_world()
    for event in events[:-1]:
        world.hear(event)
    before = left(world)
    with pytest.raises(Broken) as caught:
        world.hear(replace(events[-1], station=StationId("CS-2")))
    assert "only_this_station" in caught.value.laws
    assert left(world) == before


@settings(max_examples=100, deadline=None)
@given(JOURNALS)
def test_what_a_station_says_makes_rows_of_its_own_only_s12(events: list[Event]) -> None:
    """S12: whatever ids it names, and however it repeats them, every station event is answered."""
    world = fresh_world()
    for event in events:
        answer = world.hear(event).answer
        asked = isinstance(
            event,
            FromPeople,
        )
        assert asked or not isinstance(answer, Refusal)
    assert {row.station for row in (*world.sessions, *world.commands)} <= {STATION}


def left(world: World) -> tuple[Snapshot, object, object, object]:
    return world.snapshot, world.ended, world.over, world.timers
