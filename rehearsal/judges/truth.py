"""The end of a play, held against what the stations' own meters know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from itertools import pairwise

from chargehand.model.effects import KeepReading
from chargehand.model.identity import StationId
from chargehand.model.session import Bill, EndBasis, Session
from chargehand.simulator.parts.record import Record
from rehearsal.cast import UNSOUND
from rehearsal.process.witness import Broke
from rehearsal.store.rows import Rows
from rehearsal.street.post import Post

TRUTH_LAWS = (
    "energy_is_conserved",
    "a_final_bill_is_true",
    "an_end_is_true",
    "what_was_told_is_known",
    "told_whole_is_billed",
)
NOTHING = frozenset({EndBasis.NEVER_STARTED, EndBasis.CONTINUED})
ROUNDING_WH = 2.0
UNSEEN = {("mislabelled", "2")}
"""What the house has no way to see, as in tests/laws/characters."""
STUCK = frozenset({"leaper", "frozen"})
"""Whose register may stand still from a start to its end; then only the power that it tells beside that speaks of more."""
UNBILLED_WH = 250.0
"""So much may flow unseen past a register that stands still (F83); what the told power makes has to be more to be sure of it."""


class Truth:
    """Follows each true transaction to the session that the house made of it."""

    def __init__(self, rows: Rows, broke: Broke, paths: Counter[str]) -> None:
        self._rows = rows
        self._broke = broke
        self._paths = paths

    def judge(self, post: Post, at: datetime, *, sound: bool) -> None:
        """`sound`: this station's character says what its meter knows, and keeps what it has to say."""
        identity = StationId(post.station.identity)
        sessions = [row for row in self._rows.sessions.values() if row.station == identity]
        records = list(post.station.history)
        for record in records:
            self._judge_record(post, record, self._session_of(post, record), sound=sound)
        if self._is_sure(post):
            self._conserved(post, sessions, at)

    def audit(self, post: Post) -> None:
        """What runs was not told to have ended."""
        if not self._is_sure(post) or post.station.character.name in UNSOUND:
            return
        for record in post.station.history:
            session = self._session_of(post, record) if record.ended_at is None else None
            if session is not None and session.end_basis is EndBasis.REPORTED:
                self._broke("an_end_is_true", f"{session.id} ended, {record.shown_id} runs")

    def _session_of(self, post: Post, record: Record) -> Session | None:
        identity = StationId(post.station.identity)
        if post.station.version != "1.6":
            if sum(each.shown_id == record.shown_id for each in post.station.history) > 1:
                return None  # which of those that it gave one name cannot be said
            return self._rows.named("ref", identity, str(record.shown_id))
        if record.given_id is None:
            return None
        return self._rows.named("number", identity, record.given_id)

    def _is_sure(self, post: Post) -> bool:
        name = post.station.character.name
        return (name, post.station.version[0]) not in UNSEEN

    def _is_past_seeing(self, post: Post, session: Session) -> bool:
        """All that was told of it is a register that stood still, and too little power to say that anything flowed."""
        if post.station.character.name not in STUCK or session.energy_wh:
            return False
        told = sorted(
            (each for key, each in self._rows.readings.items() if key[0] == session.id), key=_told_at
        )
        powers = [each for each in told if each.power_w is not None]
        powered_wh = sum(
            float(min(one.power_w or 0, after.power_w or 0))
            * int((after.at - one.at).total_seconds())
            / 3_600
            for one, after in pairwise(powers)
        )
        return powered_wh <= UNBILLED_WH and len({each.register_wh for each in told}) <= 1

    def _slack_wh(self, post: Post) -> float:
        return max(ROUNDING_WH, float(post.station.character.meter_resolution_wh))

    def _judge_record(self, post: Post, record: Record, session: Session | None, *, sound: bool) -> None:
        name = f"{post.station.identity} {post.station.character.name} {post.station.version}"
        if session is None:
            if sound and record.told and record.settled and record.given_id is not None:
                self._broke("what_was_told_is_known", f"{name}: nothing is known of {record.shown_id}")
            return
        if record.ended_at is None:
            return
        if self._is_past_seeing(post, session):
            return
        wrong_wh = abs(float(session.energy_wh) - (record.energy_wh or 0.0))
        if session.bill is Bill.FINAL and wrong_wh > self._slack_wh(post) and self._is_sure(post):
            self._broke(
                "a_final_bill_is_true",
                f"{name}: {session.id} bills {session.energy_wh} Wh of {record.energy_wh} {session.flags}",
            )
        if sound and record.told:
            if session.live or session.end_basis is not EndBasis.REPORTED:
                self._broke("what_was_told_is_known", f"{name}: {session.id} is {session.end_basis}")
            elif wrong_wh > self._slack_wh(post) and session.bill is not Bill.IN_REVIEW:
                detail = (
                    f"{name}: {session.id} has {session.energy_wh} Wh of {record.energy_wh} {session.flags}"
                )
                self._broke("told_whole_is_billed", detail)
        self._paths[f"bill at the end: {session.bill.value}"] += 1

    def _conserved(self, post: Post, sessions: Iterable[Session], at: datetime) -> None:
        """The final bills of a connector come to no more than what flowed there."""
        for number in range(1, post.station.build.connectors + 1):
            billed = [
                row
                for row in sessions
                if row.connector == number and row.bill is Bill.FINAL and row.end_basis not in NOTHING
            ]
            total = float(sum((row.energy_wh for row in billed), Decimal(0)))
            start = post.station.true_register_wh(number, post.born_at)
            flowed = post.station.true_register_wh(number, at) - start
            if total > flowed + self._slack_wh(post) * len(billed):
                self._broke(
                    "energy_is_conserved", f"{post.station.identity}/{number}: {total} Wh billed of {flowed}"
                )


def _told_at(reading: KeepReading) -> datetime:
    return reading.at
