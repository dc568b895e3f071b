"""Laws that can say nothing of a decision are not asked: whatever the decision, nothing is overlooked by that."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from chargehand.core.laws import LAWS, SESSION_LAWS, broken, changed_sessions, laws_for
from chargehand.model.answers import Noted
from chargehand.model.events import Event
from chargehand.model.snapshot import Decision, Snapshot
from tests.laws.core.events import JOURNALS
from tests.playbook.play import play


def all_told(before: Snapshot, event: Event, decision: Decision) -> list[str]:
    """What every single law says, in their order."""
    said = [
        law.__name__
        for was, now in changed_sessions(before, decision.snapshot)
        for law in SESSION_LAWS
        if law(before, event, was, now) is not None
    ]
    return said + [law.__name__ for law in LAWS if law(before, event, decision) is not None]


@settings(max_examples=100, deadline=None)
@given(JOURNALS, st.randoms(use_true_random=False))
def test_a_law_that_is_not_asked_would_have_said_nothing(events: list[Event], chance: Random) -> None:
    """Also of decisions that are put together from the parts of several, as no sane core would make them."""
    world = play(connectors=2).world
    befores: list[Snapshot] = []
    decisions: list[Decision] = []
    for event in events:
        befores.append(world.brought(event))
        decisions.append(world.hear(event))
    for _ in range(20):
        before, event = chance.choice(befores), chance.choice(events)
        crooked = Decision(
            chance.choice([*befores, *(each.snapshot for each in decisions)]),
            chance.choice(decisions).answer,
            chance.choice(decisions).effects,
        )
        assert [law for law, _ in broken(before, event, crooked)] == all_told(before, event, crooked)


@settings(max_examples=30, deadline=None)
@given(JOURNALS)
def test_readings_are_spared_many_laws(events: list[Event]) -> None:
    world = play(connectors=2).world
    for event in events:
        before = world.brought(event)
        decision = world.hear(event)
        nothing = not before.commands and not decision.snapshot.commands and not decision.effects
        if nothing and isinstance(decision.answer, Noted):
            assert len(laws_for(before, event, decision, turns=False)) <= len(LAWS) - 25
