"""What may be committed, and what must not stay."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from chargehand.model.batch import Kept
from chargehand.model.effects import CallStation
from chargehand.model.identity import SessionId
from chargehand.model.session import Bill, EndBasis, Session
from rehearsal.judges.calls import STRAY
from rehearsal.process.witness import Broke
from rehearsal.store.rows import Rows

ROW_LAWS = (
    "a_frame_touches_its_own",
    "an_end_is_final",
    "commands_end_in_time",
    "timers_ring_in_time",
)
GRACE_S = 60.0
"""So much later than its deadline a command may end, or a timer ring, while nothing fails."""


class RowJudge:
    """Laws of every commit, and of the rows at any calm moment."""

    def __init__(self, rows: Rows, broke: Broke, paths: Counter[str]) -> None:
        self._rows = rows
        self._broke = broke
        self._paths = paths
        self._ended: set[SessionId] = set()

    def committed(self, kept: Sequence[Kept]) -> None:
        for each in kept:
            before = {row.id: row for row in each.before.sessions}
            for row in each.decision.snapshot.sessions:
                was = before.get(row.id)
                if was is not row:
                    self._session(each, was, row)
            for effect in each.decision.effects:
                if isinstance(effect, CallStation) and effect.command.startswith(STRAY):
                    self._paths["what flows on is stopped"] += 1
            known = set(map(id, each.before.commands))
            for command in each.decision.snapshot.commands:
                if id(command) not in known:
                    self._its_own(each, command.station, command.id)
                    if command.ended_at is not None:
                        self._paths[
                            f"{command.kind.value} {command.state.value} {command.reason}".rstrip()
                        ] += 1

    def _session(self, each: Kept, was: Session | None, row: Session) -> None:
        self._its_own(each, row.station, row.id)
        if row.live and row.id in self._ended:
            self._broke("an_end_is_final", f"{row.id} is {row.transaction} again")
        elif not row.live and (was is None or was.live):
            if row.id in self._ended:
                self._broke("an_end_is_final", f"{row.id} ended twice")
            self._ended.add(row.id)
            basis = row.end_basis or EndBasis.INFERRED
            self._paths[f"ended: {basis.value}"] += 1
        elif was is not None and not row.live and was.end_basis is not row.end_basis:
            self._paths["an end is told that was concluded before"] += 1
        if was is not None and was.bill is not row.bill and was.bill is not Bill.RUNNING:
            self._paths[f"bill: {was.bill.value} to {row.bill.value}"] += 1
        for flag in row.flags:
            if was is None or flag not in was.flags:
                self._paths[f"flag: {flag}"] += 1

    def _its_own(self, each: Kept, station: str, name: str) -> None:
        if station != each.event.station:
            self._broke("a_frame_touches_its_own", f"{each.event.station} wrote {name} of {station}")

    def audit(self, now: datetime) -> None:
        """While the house served and nothing failed for a while: nothing is overdue by its clock."""
        late = now - timedelta(seconds=GRACE_S)
        for row in self._rows.stations.values():
            for each in row.asked:
                command = self._rows.commands[each]
                if command.deadline_at < late:
                    self._broke("commands_end_in_time", f"{each} of {command.deadline_at} is {command.state}")
        for (kind, subject), (station, due_at) in self._rows.timers.items():
            if due_at < late and not self._rows.stations[station].halted:
                self._broke("timers_ring_in_time", f"{kind} {subject} was due at {due_at}")
