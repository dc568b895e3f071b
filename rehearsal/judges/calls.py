"""What the house may ask of a station, and when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from chargehand.model.identity import StationId
from chargehand.model.session import EndBasis
from rehearsal.process.witness import Broke
from rehearsal.store.rows import Rows, WaitingCall
from rehearsal.time.agenda import Agenda

CALL_LAWS: Final = (
    "one_call_at_a_time",
    "a_call_is_in_time",
    "a_call_goes_to_its_station",
    "a_call_goes_once",
    "a_stop_names_its_own",
)
STOPS: Final = frozenset({"RemoteStopTransaction", "RequestStopTransaction"})
STRAY: Final = "stray."
"""How the house names a call that stops what flows on after a session's end."""
TICK_S: Final = 0.001
OVERDUE_S: Final = 0.5
CATCHING_UP_S: Final = 3.0
"""So much the house's time and the world's, in which calls wait, may come apart within a command's patience."""

Open = tuple[str, float] | None
"""A call that the station has not answered, and until when its answer counts."""


class CallJudge:
    """Laws of the house's calls. `clock`: what the house believes the time is."""

    def __init__(
        self, agenda: Agenda, rows: Rows, broke: Broke, clock: Callable[[], datetime], *, is_put: bool
    ) -> None:
        """`is_put`: the wall's clock may be put to another time."""
        self._agenda = agenda
        self._rows = rows
        self._broke = broke
        self._clock = clock
        self._apart_s = CATCHING_UP_S if is_put else 0.0
        self._made: set[tuple[str, str]] = set()

    def said(self, identity: str, parts: list[Any], still_open: Open) -> Open:
        """A call left for a station; what is open there now."""
        message_id, now = str(parts[1]), self._agenda.now
        if still_open is not None and now < still_open[1] - TICK_S - self._apart_s:
            self._broke("one_call_at_a_time", f"{identity}: {message_id} while {still_open[0]} is open")
        if (identity, message_id) in self._made:
            self._broke("a_call_goes_once", f"{identity}: {message_id}")
        self._made.add((identity, message_id))
        row = self._rows.outbox.get(message_id) or self._rows.outbox.get(message_id.rpartition(".")[0])
        left_s = 0.0
        if row is not None:
            left_s = self._left_s(identity, message_id, row)
            if parts[2] in STOPS:
                self._stop(identity, str(parts[3]["transactionId"]), row)
        return message_id, now + (left_s if message_id in self._rows.outbox else 0.0)

    def _left_s(self, identity: str, message_id: str, row: WaitingCall) -> float:
        if row.station != identity:
            self._broke("a_call_goes_to_its_station", f"{message_id} of {row.station} went to {identity}")
        left_s = (row.until - self._clock()).total_seconds()
        if left_s < -OVERDUE_S - self._apart_s:
            self._broke("a_call_is_in_time", f"{identity}: {message_id} is {-left_s:.1f} s too late")
        return left_s

    def _stop(self, identity: str, ref: str, row: WaitingCall) -> None:
        """It names the transaction of the session that somebody asked to stop, or the one that is told of at its connector.

        One that has ended since the call was decided is nobody's any more: asked to stop it, a station does nothing.
        """
        if row.command.startswith(STRAY):
            self._stop_once_more(identity, ref, row)
            return
        command = self._rows.commands.get(row.command)
        session = None if command is None or command.session is None else self._rows.sessions[command.session]
        if session is None:
            return
        seen = [each.seen_ref for each in self._rows.stations[StationId(identity)].connectors.values()]
        if ref not in {session.ref, str(session.number), *seen} and not self._is_over(identity, ref):
            self._broke("a_stop_names_its_own", f"{identity}: {ref} for {session.id} ({session.ref})")

    def _is_over(self, identity: str, ref: str) -> bool:
        named = [each for each in self._rows.sessions.values() if (each.station, each.ref) == (identity, ref)]
        return bool(named) and not any(each.live for each in named)

    def _stop_once_more(self, identity: str, ref: str, row: WaitingCall) -> None:
        """What flows on where nothing runs: its transaction is over by the station's own word."""
        named = [each for each in self._rows.sessions.values() if (each.station, each.ref) == (identity, ref)]
        if [each.end_basis for each in named] != [EndBasis.REPORTED]:
            self._broke("a_stop_names_its_own", f"{identity}: {ref} for {row.command}, which is not over")
