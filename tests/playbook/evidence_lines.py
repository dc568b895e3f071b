"""What stories of doubts and evidence share: what was left as evidence, how questions are answered, what operators do."""

from __future__ import annotations

from datetime import timedelta

from chargehand.model.calls import CallOutcome, Trigger, TriggerMessage
from chargehand.model.effects import KeepEvidence
from chargehand.model.events import CallAnswered, CloseRequested, CloseUndone, ProbeRequested
from chargehand.model.evidence import Evidence
from chargehand.model.identity import DriverId
from tests.playbook.lines import (
    online,
    reading,
    started,
    told,
    updated,
    wh,
)
from tests.playbook.play import STATION, Line, Play

METER = TriggerMessage(Trigger.METER, 1)
STATUS = TriggerMessage(Trigger.STATUS, 1)
MISSING = timedelta(seconds=180)
CLOSE_S = 300
"""How long after strong evidence a story's sessions are closed."""
REF = "tx-1"


def kept(story: Play) -> list[Evidence]:
    """What the last decision left as evidence."""
    return [effect.evidence for effect in story.told.effects if isinstance(effect, KeepEvidence)]


def signs(story: Play) -> list[str]:
    return [f"{row.signal} {row.grade}" + (f": {row.note}" if row.note else "") for row in kept(story)]


def named() -> list[Line]:
    """Ada charges at a station that names its transactions."""
    return [*online(), told(started(ref=REF, said_s=3_600), seq=0), updated(reading(2_000, 11_000), ref=REF)]


def probe_answered(outcome: str = "accepted", detail: str = "") -> Line:
    """The station's answer to the question that was asked last."""

    def line(story: Play) -> CallAnswered:
        call = [row for row in story.world.outbox if row.command.startswith("probe.")][-1]
        return CallAnswered(
            station=STATION,
            at=story.now,
            command=call.command,
            call_id=call.call_id,
            outcome=CallOutcome(outcome),
            detail=detail,
        )

    return line


def closed(register_wh: float | None = None, said_s: float | None = None) -> Line:
    """An operator closes the youngest session."""
    return lambda story: CloseRequested(
        station=STATION,
        at=story.now,
        session=story.session().id,
        operator=DriverId("olga"),
        reason="the bay is empty",
        ended_at=None if said_s is None else story.now - timedelta(seconds=said_s),
        register_wh=wh(register_wh),
    )


def undone() -> Line:
    return lambda story: CloseUndone(
        station=STATION, at=story.now, session=story.session().id, operator=DriverId("olga")
    )


def probe_asked() -> Line:
    return lambda story: ProbeRequested(
        station=STATION, at=story.now, session=story.session().id, operator=DriverId("olga")
    )


def missed(story: Play) -> Play:
    """The watch rings until readings are missed."""
    while story.session().doubted_at is None:
        story.rings("watch")
    return story


def climbs(story: Play, *outcomes: str) -> Play:
    """The watch rings, and each question gets its answer."""
    if story.session().probes:
        story.hears(probe_answered(outcomes[0]), after_s=1)
    for outcome in outcomes:
        story.rings("watch").hears(probe_answered(outcome), after_s=1)
    return story


def until_closed(story: Play, seconds: float) -> None:
    """Time passes until it is closed, not much later than the policy says."""
    began = story.now
    while story.session().live:
        story.rings("watch")
        assert (story.now - began).total_seconds() <= seconds
    assert story.session().end_basis == "inferred"
