"""What may be said on a line, and when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from chargehand.model.batch import Kept
from rehearsal.line.network import Connection
from rehearsal.line.websocket import text_of
from rehearsal.process.witness import Broke
from rehearsal.street.post import Post
from rehearsal.time.agenda import Agenda

CALL, CALLRESULT, CALLERROR = 2, 3, 4
NO_ID = "-1"
UNTOLD = frozenset({"Heartbeat"})
"""Answered without a decision."""
TICK_S = 0.001
_decode = msgspec.json.Decoder(list[Any]).decode


@dataclass(slots=True)
class Talk:
    """What went over one connection."""

    identity: str
    calls: dict[str, str] = field(default_factory=dict[str, str])
    """The station's calls by their ids."""
    owed: Counter[str] = field(default_factory=Counter[str])
    """How often each may still be answered."""
    ours: tuple[str, float] | None = None
    """Our call that the station has not answered, and until when its answer counts."""
    is_upgraded: bool = False


class LineJudge:
    """Laws of every frame: see `LINE_LAWS`."""

    def __init__(
        self,
        agenda: Agenda,
        broke: Broke,
        trace: Callable[[str, bytes], None],
        left_s: Callable[[str], float | None],
    ) -> None:
        """`left_s`: how long the call with this message id may still be answered; None: nobody can say."""
        self.answers = 0
        self._left_s = left_s
        self._agenda = agenda
        self._broke = broke
        self._trace = trace
        self._talks: dict[Connection, Talk] = {}
        self._newest: dict[str, Connection] = {}
        """The connection of each identity that was let in last."""
        self._journaled: set[tuple[str, str]] = set()

    def watch(self, post: Post, connection: Connection) -> None:
        talk = Talk(post.station.identity)
        self._talks[connection] = talk
        connection.heard = lambda data: self._house_says(connection, talk, data)
        post.said = self._station_says

    def committed(self, kept: Sequence[Kept]) -> None:
        for each in kept:
            if each.frame is not None:
                self._journaled.add((each.event.station, each.frame))

    def process_died(self) -> None:
        """Nobody is in any more."""
        self._newest.clear()
        for talk in self._talks.values():
            talk.ours = None

    # the station

    def _station_says(self, connection: Connection, data: bytes) -> None:
        talk = self._talks[connection]
        self._trace(f"> {talk.identity}", data)
        parts = _parts(data)
        if parts[0] == CALL:
            talk.calls[parts[1]] = data.decode()
            talk.owed[parts[1]] += 1
        elif talk.ours is not None and parts[1] == talk.ours[0]:
            talk.ours = None

    # the house

    def _house_says(self, connection: Connection, talk: Talk, data: bytes) -> None:
        text = text_of(data)
        if text is None:
            if data.startswith(b"HTTP/1.1 101"):
                talk.is_upgraded = True
                self._newest[talk.identity] = connection
            return
        self._trace(f"< {talk.identity}", text)
        if self._newest.get(talk.identity) is not connection:
            self._broke("the_newest_speaks_alone", f"{talk.identity}: {text[:80]!r}")
        parts = _parts(text)
        if parts[0] == CALL:
            self._our_call(talk, str(parts[1]))
        else:
            self._answer(talk, parts)

    def _our_call(self, talk: Talk, message_id: str) -> None:
        now = self._agenda.now
        if talk.ours is not None and now < talk.ours[1] - TICK_S:
            self._broke("one_call_at_a_time", f"{talk.identity}: {message_id} while {talk.ours[0]} is open")
        left_s = self._left_s(message_id)
        talk.ours = (message_id, now + (left_s or 0.0))

    def _answer(self, talk: Talk, parts: list[Any]) -> None:
        kind, message_id = parts[0], parts[1]
        self.answers += 1
        if message_id == NO_ID and kind == CALLERROR:
            return
        said = talk.calls.get(message_id)
        if said is None:
            self._broke("an_answer_answers", f"{talk.identity}: {message_id} was never asked")
            return
        if not talk.owed[message_id]:
            self._broke("one_answer_each", f"{talk.identity}: {message_id} is answered again")
            return
        talk.owed[message_id] -= 1
        if kind == CALLRESULT and (talk.identity, said) not in self._journaled:
            if _parts(said.encode())[2] not in UNTOLD:
                self._broke("answered_is_kept", f"{talk.identity}: {said[:120]}")


LINE_LAWS = (
    "the_newest_speaks_alone",
    "one_call_at_a_time",
    "an_answer_answers",
    "one_answer_each",
    "answered_is_kept",
)


def _parts(data: bytes) -> list[Any]:
    return _decode(data)
