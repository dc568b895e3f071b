"""Rare paths by name: a rehearsal that never walked them has shown nothing about them."""

from __future__ import annotations

from collections.abc import Iterator

from chargehand.model.answers import CommandTaken
from chargehand.model.calls import StopTransaction, TriggerMessage
from chargehand.model.command import OPERATIONS, CommandKind, CommandState
from chargehand.model.effects import CallStation
from chargehand.model.events import (
    CallAnswered,
    Event,
    MeterSampled,
    NotChargingClaimed,
    StationBooted,
    StationDisconnected,
    StopRequested,
    TimerRang,
    TransactionEnded,
    TransactionStarted,
)
from chargehand.model.refusals import Refusal
from chargehand.model.session import Bill, EndBasis
from chargehand.model.snapshot import Decision, Snapshot
from chargehand.simulator.rehearsal.named_paths import NAMED, named_paths_of

FLAGS = (
    "orphan",
    "matched_end",
    "no_meter_start",
    "no_meter_stop",
    "register_drop",
    "register_jump",
    "register_reset",
    "unit_mixed",
    "late_reading",
    "stop_below_reading",
    "driver_says_not_charging",
    "start_unseen",
    "seq_gap",
    "no_token",
    "below_power",
)
RARE = (
    *(f"refused: {refusal}" for refusal in Refusal if refusal is not Refusal.NOT_ACCEPTED),
    *(f"flag: {flag}" for flag in FLAGS),
    *(f"bill: {bill}" for bill in (Bill.FINAL, Bill.WAITING, Bill.ESTIMATED, Bill.IN_REVIEW)),
    *(f"end: {basis}" for basis in EndBasis),
    *NAMED,
    *(
        f"{kind}: {state}"
        for kind in (CommandKind.START, CommandKind.STOP, CommandKind.REFRESH)
        for state in CommandState
        if state not in (CommandState.REQUESTED, CommandState.SENT)
    ),
    *(
        f"{kind}: {state}"
        for kind in sorted(OPERATIONS - {CommandKind.FIRMWARE})
        for state in (CommandState.CONFIRMED, CommandState.REJECTED, CommandState.UNANSWERED)
    ),
    "start told again",
    "end told again",
    "a weaker end corrected",
    "reading without an id",
    "reading under a foreign id",
    "reading after the end",
    "boot in mid-session",
    "old connection closed late",
    "stop said again",
    "another id tried",
    "late answer",
    "timer of something that is over",
    "tapped twice",
    "a call was never sent",
)
"""Each must be reached by two thousand stories. The playbook shows what no rehearsed station does: NOT_ACCEPTED."""


def paths_of(before: Snapshot, event: Event, decision: Decision) -> Iterator[str]:
    """The rare paths that this decision took."""
    if isinstance(decision.answer, Refusal):
        yield f"refused: {decision.answer}"
        return
    yield from _of_sessions(before, event, decision)
    yield from _of_commands(before, decision)
    yield from _of_calls(event, decision)
    yield from _of_station(before, event, decision)
    yield from named_paths_of(before, event, decision)


def _of_sessions(before: Snapshot, event: Event, decision: Decision) -> Iterator[str]:
    old = {row.id: row for row in before.sessions}
    for now in decision.snapshot.sessions:
        was = old.get(now.id)
        if was is now:
            continue
        yield from (f"flag: {flag}" for flag in now.flags if was is None or flag not in was.flags)
        if not now.live and (was is None or was.live):
            yield f"end: {now.end_basis}"
            yield f"bill: {now.bill}"
        if was is not None and not was.live and was.end_basis is not now.end_basis:
            yield "a weaker end corrected"
    if isinstance(event, TransactionStarted) and decision.snapshot.sessions == before.sessions:
        yield "start told again"
    if isinstance(event, TransactionEnded) and not decision.effects:
        yield "end told again"


def _of_commands(before: Snapshot, decision: Decision) -> Iterator[str]:
    old = {row.id: row for row in before.commands}
    for now in decision.snapshot.commands:
        was = old.get(now.id)
        if was is not None and was.state is not now.state:
            yield f"{now.kind}: {now.state}"


def _of_calls(event: Event, decision: Decision) -> Iterator[str]:
    for effect in decision.effects:
        if isinstance(effect, CallStation) and isinstance(effect.call, StopTransaction):
            if effect.call_id.endswith(".again"):
                yield "stop said again"
            if effect.call_id.endswith(".other"):
                yield "another id tried"
    asked = any(isinstance(effect, CallStation | TriggerMessage) for effect in decision.effects)
    if isinstance(event, StopRequested) and isinstance(decision.answer, CommandTaken) and not asked:
        yield "tapped twice"
    if isinstance(event, CallAnswered) and not decision.effects:
        yield "late answer"
    if isinstance(event, CallAnswered) and event.outcome == "offline":
        yield "a call was never sent"
    if isinstance(event, TimerRang) and len(decision.effects) == 1:
        yield "timer of something that is over"


def _of_station(before: Snapshot, event: Event, decision: Decision) -> Iterator[str]:
    match event:
        case MeterSampled(ref=None):
            yield "reading without an id"
        case MeterSampled():
            if event.ref not in {row.ref for row in decision.snapshot.sessions}:
                yield "reading under a foreign id"
            elif any(row.ref == event.ref and not row.live for row in decision.snapshot.sessions):
                yield "reading after the end"
        case StationBooted() if any(row.live for row in before.sessions):
            yield "boot in mid-session"
        case StationDisconnected() if decision.snapshot.station.connected:
            yield "old connection closed late"
        case NotChargingClaimed():
            yield "a claim was heard"
        case _:
            pass
