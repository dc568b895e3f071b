"""Laws of notices: an end is told to the one whose session it was, nothing to anybody else, and nothing twice."""

from __future__ import annotations

from chargehand.core.notices.deciding import LATE_AFTER
from chargehand.model.effects import KeepNotice
from chargehand.model.events import Event, MeterSampled
from chargehand.model.notice import NoticeKind
from chargehand.model.session import EndBasis
from chargehand.model.snapshot import Decision, Snapshot


def a_notice_is_for_its_driver(before: Snapshot, event: Event, decision: Decision) -> str | None:
    """Each tells a driver of a session of their own, and in one decision of one thing once."""
    told: set[tuple[str, str]] = set()
    owners: dict[str, str | None] = {}
    for effect in decision.effects:
        if type(effect) is not KeepNotice:
            continue
        owners = owners or {row.id: row.driver for row in decision.snapshot.sessions}
        if owners.get(effect.session) != effect.driver:
            return f"{effect.kind} of {effect.session} for somebody else"
        if (effect.kind, effect.about) in told:
            return f"{effect.kind} of {effect.about} twice"
        told.add((effect.kind, effect.about))
    return None


def history_is_no_news(before: Snapshot, event: Event, decision: Decision) -> str | None:
    """Nobody is told that charging began when that was long ago, nor woken for an end that was (F53)."""
    for effect in decision.effects:
        if type(effect) is not KeepNotice:
            continue
        row = next((each for each in decision.snapshot.sessions if each.id == effect.session), None)
        if row is None or row.started_at is None:
            continue
        if effect.kind is NoticeKind.SESSION_STARTED and event.at - row.started_at > LATE_AFTER:
            return f"{row.id} began at {row.started_at}"
        if row.end_basis is not EndBasis.REPORTED or row.ended_at is None or effect.late:
            continue
        if effect.kind is NoticeKind.SESSION_ENDED and event.at - row.ended_at > LATE_AFTER:
            return f"{row.id} ended at {row.ended_at}"
    return None


def an_end_is_told(before: Snapshot, event: Event, decision: Decision) -> str | None:
    """Whose session ends is told so; of what never was there is nothing to tell."""
    after = decision.snapshot
    if before.sessions is after.sessions or type(event) is MeterSampled:
        return None
    live = {row.id for row in before.sessions if row.live}
    told = {
        effect.session
        for effect in decision.effects
        if type(effect) is KeepNotice and effect.kind is NoticeKind.SESSION_ENDED
    }
    ended = {
        row.id
        for row in after.sessions
        if row.id in live and not row.live and row.driver is not None and _is_real(row.end_basis)
    }
    if ended - told:
        return f"nobody is told of the end of {ended - told}"
    known = {row.id: row for row in before.sessions}
    again = [each for each in told - ended if (was := known.get(each)) is not None and was.driver is not None]
    return f"the end of {again} is told again" if again else None


def _is_real(basis: EndBasis | None) -> bool:
    return basis not in (EndBasis.NEVER_STARTED, EndBasis.CONTINUED)
