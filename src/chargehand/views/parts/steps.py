"""A remote start or stop followed step by step, truthfully: accepted is not done."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from chargehand.model.command import Command, CommandState
from chargehand.model.session import Transaction
from chargehand.model.sight import SessionSight
from chargehand.model.station import Activity, ConnectorStatus
from chargehand.views.facts import open_stop
from chargehand.views.parts.notice import Notice, Tone
from chargehand.views.status import Display, Phase, Status
from chargehand.views.wording import say
from chargehand.views.words.language import Language, clock_seconds, energy
from chargehand.views.words.seen import Seen


class Progress(StrEnum):
    DONE = "done"
    NOW = "now"
    LATER = "todo"


class Step(Struct, frozen=True, kw_only=True):
    key: str
    label: str
    progress: Progress
    at: str = ""
    """The clock when it was done, if known."""


_ACCEPTED = frozenset({CommandState.ACCEPTED, CommandState.CONFIRMED})
_NOT_DONE = frozenset({CommandState.REJECTED, CommandState.UNANSWERED, CommandState.UNCONFIRMED})
_ASKED_IN_VAIN = frozenset({"refused", "offline", "no_answer", "not_done", "unsupported"})
_REASONS = {"stop": _ASKED_IN_VAIN, "start": _ASKED_IN_VAIN | {"not_plugged_in"}}


def stop_steps(sight: SessionSight, shown: Display, seen: Seen) -> tuple[Step, ...]:
    """Asked → charger accepted → stopped (last reading) → unplug; empty when no stop is under way."""
    stop = sight.stop
    stopped = shown.status is Status.STOPPED
    under_way = open_stop(stop, seen.now) is not None
    if not (under_way or (stopped and shown.phase is Phase.STOPPING)):
        return ()
    accepted = stop is not None and stop.state in _ACCEPTED
    accepted_at = stop.answered_at if stop is not None and accepted else None
    rows: list[tuple[str, bool, datetime | None]] = []
    if stop is not None and under_way:
        rows = [("asked", True, stop.requested_at), ("accepted", accepted or stopped, accepted_at)]
    rows += [("stopped", stopped, None), ("unplug", False, None)]
    steps = _lined("stop", rows, seen, reading=energy(sight.session.energy_wh, seen.lang))
    return tuple(_said_again(step, stop, seen.lang) for step in steps)


CALLS_WITH_RESEND = 3
"""A stop makes one call, two with another id; said once more it has made so many at least."""


def _said_again(step: Step, stop: Command | None, lang: Language) -> Step:
    """`step` of a stop that has been said once more: what is waited for says so."""
    again = stop is not None and stop.open and stop.calls_made >= CALLS_WITH_RESEND
    if not again or step.progress is not Progress.NOW or step.key not in ("accepted", "stopped"):
        return step
    return replace(step, label=say(f"step.stop.{step.key}.again", lang))


def start_steps(sight: SessionSight, shown: Display, seen: Seen) -> tuple[Step, ...]:
    """Asked → charger accepted → plug in → charging; empty unless the start is under way."""
    if shown.status is not Status.PREPARING:
        return ()
    start = sight.start
    accepted = start is not None and start.state in _ACCEPTED
    rows: list[tuple[str, bool, datetime | None]] = [
        ("asked", True, start.requested_at if start else sight.session.requested_at),
        ("accepted", accepted, start.answered_at if start and accepted else None),
    ]
    if accepted or plug_missing(sight):
        rows.append(("plugged", not plug_missing(sight), None))
    rows.append(("charging", False, None))
    return _lined("start", rows, seen)


def plug_missing(sight: SessionSight) -> bool:
    """Nothing that the station says speaks of a cable in the car.

    "Preparing" told after the wish does not: a 1.6 station says so as soon as the card is accepted (§4.9).
    """
    connector, wished_at = sight.connector, sight.session.requested_at
    if sight.session.transaction is not Transaction.PENDING:
        return False
    if connector is None or connector.status is not ConnectorStatus.OCCUPIED:
        return True
    if connector.activity is not Activity.PREPARING or connector.status_at is None or wished_at is None:
        return False
    return connector.status_at > wished_at


def _lined(
    kind: str, rows: list[tuple[str, bool, datetime | None]], seen: Seen, **values: str
) -> tuple[Step, ...]:
    steps: list[Step] = []
    waiting = False
    for key, done, at in rows:
        progress = Progress.DONE if done else Progress.LATER if waiting else Progress.NOW
        waiting = waiting or not done
        label = say(f"step.{kind}.{key}.{progress}", seen.lang, **values)
        steps.append(
            Step(
                key=key,
                label=label,
                progress=progress,
                at=clock_seconds(at, seen.zone) if at is not None else "",
            )
        )
    return tuple(steps)


def stop_failure(sight: SessionSight, seen: Seen) -> Notice | None:
    """Why the latest stop came to nothing and what to do at the charger; None while it may still come, or when it did."""
    stop, session = sight.stop, sight.session
    if stop is None or session.transaction is not Transaction.OPEN:
        return None
    reason = _failed_by(stop, seen.now)
    if reason is None:
        return None
    return Notice(
        key="stop-failed",
        tone=Tone.BAD,
        title=say("stop.failed", seen.lang),
        text=_reason_words("stop", reason, stop, seen.lang),
        help=tuple(say(f"stop.help.{number}", seen.lang) for number in (1, 2, 3)),
    )


def start_failure(
    sight: SessionSight | None, seen: Seen, recent: timedelta = timedelta(minutes=10)
) -> Notice | None:
    """Why the latest start came to nothing, as long as that is news."""
    if sight is None or sight.session.ended_at is None or seen.now - sight.session.ended_at > recent:
        return None
    start, reason = sight.start, sight.session.end_reason
    if not reason and start is not None:
        reason = start.reason or _FALLBACK.get(start.state, "")
    return Notice(
        key="start-failed",
        tone=Tone.BAD,
        title=say("start.failed", seen.lang),
        text=_reason_words("start", reason, start, seen.lang),
    )


def _failed_by(command: Command, now: datetime) -> str | None:
    """The reason of a command that is over without success. One past its deadline is over even if nobody said so."""
    if command.open:
        if now < command.deadline_at:
            return None
        return "not_done" if command.state in _ACCEPTED else "no_answer"
    if command.state not in _NOT_DONE or command.reason == "session_ended":
        return None
    return command.reason or _FALLBACK[command.state]


_FALLBACK = {
    CommandState.REJECTED: "refused",
    CommandState.UNANSWERED: "no_answer",
    CommandState.UNCONFIRMED: "not_done",
}


def _reason_words(kind: str, reason: str, command: Command | None, lang: Language) -> str:
    known = reason if reason in _REASONS[kind] else "other"
    patience = command.deadline_at - command.requested_at if command else timedelta(0)
    return say(f"{kind}.reason.{known}", lang, seconds=str(int(patience.total_seconds())))
