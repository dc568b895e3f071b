"""Laws of windows for a tap: each opens on a station that nobody uses, notes one tap, and that tap lets nobody charge."""

from __future__ import annotations

from typing import Final

from chargehand.core.keeping import keeps_its_place
from chargehand.model.answers import AuthorizeAnswer
from chargehand.model.effects import KeepTap
from chargehand.model.events import (
    Event,
    FromStation,
    PairingOpened,
    StationDisconnected,
    TokenPresented,
    TransactionStarted,
    TransactionUpdated,
)
from chargehand.model.pairing import WINDOW_MAX
from chargehand.model.refusals import Refusal
from chargehand.model.session import Session
from chargehand.model.snapshot import Decision, Snapshot
from chargehand.model.station import BootStatus, ConnectorStatus
from chargehand.model.token import TokenStatus


def a_window_opens_where_nobody_is(before: Snapshot, event: Event, decision: Decision) -> str | None:
    """One at a time, for two minutes at most, on a station that is here and that nobody uses; only on somebody's word."""
    was, now = before.station.pairing, decision.snapshot.station.pairing
    if now is None or now is was:
        return None
    if not isinstance(event, PairingOpened) or isinstance(decision.answer, Refusal):
        return f"{now.id} opened by itself"
    if was is not None and event.at < was.ends_at:
        return f"{now.id} opened while {was.id} was"
    if not before.station.connected or before.station.boot_policy is not BootStatus.ACCEPTED:
        return f"{now.id} opened at a station that is not here"
    if now.ends_at - event.at > WINDOW_MAX or now.id != event.pairing:
        return f"{now.id} is open until {now.ends_at}"
    if any(keeps_its_place(row) for row in before.sessions):
        return f"{now.id} opened where somebody charges"
    cars = [row.number for row in before.connectors if row.status is ConnectorStatus.OCCUPIED]
    return f"{now.id} opened with cars at {cars}" if now.alone and cars else None


def a_window_is_for_one_tap(before: Snapshot, event: Event, decision: Decision) -> str | None:
    """What is noted was shown just now in the window that is open, and closes it; nothing else is noted."""
    window, noted = before.station.pairing, [each for each in decision.effects if isinstance(each, KeepTap)]
    open_now = window is not None and event.at < window.ends_at
    if isinstance(event, TokenPresented) and open_now and not noted:
        return f"{event.token} was shown and not noted"
    for tap in noted:
        shown = (
            event.token
            if isinstance(event, TokenPresented | TransactionStarted | TransactionUpdated)
            else None
        )
        if window is None or not open_now or tap.pairing != window.id or tap.token != shown:
            return f"{tap.token} noted for {tap.pairing}"
    left = decision.snapshot.station.pairing
    if noted and (len(noted) > 1 or left is not None):
        return f"{len(noted)} taps noted, {left} left"
    heard = isinstance(event, FromStation) and not isinstance(event, StationDisconnected)
    late = window is not None and not open_now and heard
    return f"{left} is over and open" if late and left is not None else None


def a_tap_lets_nobody_charge(before: Snapshot, event: Event, decision: Decision) -> str | None:
    """In a window no token is accepted, and whatever begins with one all the same is a refused token's."""
    window = before.station.pairing
    if window is None or event.at >= window.ends_at:
        return None
    if isinstance(event, TokenPresented):
        answer = decision.answer
        accepted = isinstance(answer, AuthorizeAnswer) and answer.status is TokenStatus.ACCEPTED
        return f"{event.token} was accepted" if accepted else None
    if not isinstance(event, TransactionStarted | TransactionUpdated) or not event.token or event.offline:
        return None
    if event.said_at is not None and event.said_at < window.opened_at:
        return None
    old = {row.id: row for row in before.sessions}
    begun = [
        row.id for row in decision.snapshot.sessions if _began(old.get(row.id), row) and not row.token_refused
    ]
    return f"{begun} may charge" if begun else None


def _began(was: Session | None, now: Session) -> bool:
    """Whether it is somebody's only now."""
    return now.live and now.token is not None and (was is None or was.token is None)


WINDOW_LAWS: Final = (a_window_opens_where_nobody_is, a_window_is_for_one_tap, a_tap_lets_nobody_charge)
"""Say nothing where a station waits for no tap, neither before nor after, and none is noted."""
