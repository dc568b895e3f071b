"""What may be said on a line, and when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from chargehand.model.batch import Kept
from rehearsal.judges.calls import CallJudge
from rehearsal.line.network import Connection
from rehearsal.line.websocket import CLOSE, text_of
from rehearsal.process.witness import Broke
from rehearsal.street.people import BAD_CARDS
from rehearsal.street.post import Post

LINE_LAWS: Final = (
    "the_newest_wins",
    "the_newest_speaks_alone",
    "an_answer_answers",
    "one_answer_each",
    "a_repeat_gets_the_first_answer",
    "answered_is_kept",
    "no_error_for_what_was_charged",
    "a_bad_card_is_refused",
)
CALL, CALLRESULT, CALLERROR = 2, 3, 4
NO_ID: Final = "-1"
REPLACED: Final = 4001
UNTOLD: Final = frozenset({"Heartbeat"})
"""Answered without a decision."""
CHARGING: Final = frozenset({"StartTransaction", "StopTransaction", "MeterValues", "TransactionEvent"})
"""An error in answer to one of these makes a station throw away what it charged (F54)."""
CARDS: Final = frozenset({"Authorize", "StartTransaction"})
_decode = msgspec.json.Decoder(list[Any]).decode


@dataclass(slots=True)
class Talk:
    """What went over one connection."""

    identity: str
    is_twin: bool
    calls: dict[str, str] = field(default_factory=dict[str, str])
    """The station's calls by their ids."""
    owed: Counter[str] = field(default_factory=Counter[str])
    """How often each may still be answered."""
    answers: dict[str, tuple[str, bytes]] = field(default_factory=dict[str, tuple[str, bytes]])
    """What was last asked under each id, and how it was answered."""
    ours: tuple[str, float] | None = None
    """Our call that the station has not answered, and until when its answer counts."""


class LineJudge:
    """Laws of every frame."""

    def __init__(self, broke: Broke, calls: CallJudge, trace: Callable[[str, bytes], None]) -> None:
        self._broke = broke
        self._calls = calls
        self._trace = trace
        self._talks: dict[Connection, Talk] = {}
        self._newest: dict[str, Connection] = {}
        """The connection of each identity that was let in last."""
        self._journaled: set[tuple[str, str]] = set()

    def watch(self, post: Post, connection: Connection) -> None:
        talk = Talk(post.station.identity, is_twin=connection.address != post.address)
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

    # the station

    def _station_says(self, connection: Connection, data: bytes) -> None:
        talk = self._talks[connection]
        self._trace(f"> {talk.identity}", data)
        parts: list[Any] = _decode(data)
        if parts[0] == CALL:
            talk.calls[parts[1]] = data.decode()
            talk.owed[parts[1]] += 1
        elif talk.ours is not None and parts[1] == talk.ours[0]:
            talk.ours = None

    # the house

    def _house_says(self, connection: Connection, talk: Talk, data: bytes) -> None:
        text = text_of(data)
        if text is None:
            self._without_text(connection, talk, data)
            return
        self._trace(f"< {talk.identity}", text)
        if self._newest.get(talk.identity) is not connection:
            self._broke("the_newest_speaks_alone", f"{talk.identity}: {text[:80]!r}")
        parts: list[Any] = _decode(text)
        if parts[0] == CALL:
            talk.ours = self._calls.said(talk.identity, parts, talk.ours)
        else:
            self._answer(talk, parts, text)

    def _without_text(self, connection: Connection, talk: Talk, data: bytes) -> None:
        if data.startswith(b"HTTP/1.1 101"):
            self._newest[talk.identity] = connection
            return
        is_replaced = data[0] & 0x0F == CLOSE and int.from_bytes(data[2:4], "big") == REPLACED
        if is_replaced and self._newest.get(talk.identity) is connection:
            self._broke("the_newest_wins", f"{talk.identity} is shown out, and nobody came after it")

    def _answer(self, talk: Talk, parts: list[Any], text: bytes) -> None:
        kind, message_id = parts[0], parts[1]
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
        first = talk.answers.setdefault(message_id, (said, text))
        if first[0] == said and first[1] != text:
            self._broke(
                "a_repeat_gets_the_first_answer", f"{talk.identity}: {text[:80]!r}, not {first[1][:80]!r}"
            )
        asked: list[Any] = _decode(said)
        self._content(talk, kind, (said, asked), text)

    def _content(self, talk: Talk, kind: int, question: tuple[str, list[Any]], text: bytes) -> None:
        said, asked = question
        action = asked[2]
        if kind == CALLERROR:
            if action in CHARGING:
                self._broke("no_error_for_what_was_charged", f"{talk.identity}: {text!r} to {said[:120]}")
            return
        if (talk.identity, said) not in self._journaled and action not in UNTOLD:
            self._broke("answered_is_kept", f"{talk.identity}: {said[:120]}")
        if action in CARDS and b'"Accepted"' in text:
            payload: dict[str, Any] = asked[3]
            card = payload.get("idTag") or payload.get("idToken")
            uid = card["idToken"] if isinstance(card, dict) else card
            if uid in BAD_CARDS:
                self._broke("a_bad_card_is_refused", f"{talk.identity}: {said[:120]}")
