"""What must be so at any calm moment, and at the end when everything has come to rest (session-truth §5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chargehand.model.identity import StationId
from chargehand.model.session import Bill
from rehearsal.street.post import Post

if TYPE_CHECKING:
    from rehearsal.play import Play

REST_LAWS = (
    "who_is_here_is_known",
    "who_is_gone_is_known",
    "nothing_stays_open",
    "nothing_stays_unsaid",
    "the_outbox_empties",
)
CALM_S = 150.0
"""So long nothing has failed: no crash, no database away."""
KNOWN_HERE_S = 30.0
KNOWN_GONE_S = 90.0
AUDIT_EVERY_S = 20.0


class RestJudge:
    def __init__(self, play: Play) -> None:
        self._play = play
        self._state: tuple[object, ...] = ()
        self._calm_since = 0.0
        self._doubts: set[tuple[str, float]] = set()
        """Who seemed to be unknown when it was looked last: a farewell may be under way."""

    def audit(self) -> None:
        """Looks around, and again in a while."""
        play = self._play
        play.agenda.later(AUDIT_EVERY_S, self.audit)
        weather, life = play.weather, play.life
        state = (life, weather.faults, weather.is_away, weather.is_hanging)
        if state != self._state or weather.is_hanging or life is None or not life.serves:
            self._state, self._calm_since = state, play.agenda.now
        if play.agenda.now - self._calm_since < CALM_S or life is None:
            return
        play.row_judge.audit(life.clock())
        play.wait_judge.audit()
        before, self._doubts = self._doubts, set()
        for post in play.posts:
            self._known(post)
            play.truth.audit(post)
        for identity, since in sorted(self._doubts & before):
            play.broke("who_is_here_is_known", f"{identity} is here since {since}")

    def _known(self, post: Post) -> None:
        """Who is here and who is gone is known in time."""
        play, life = self._play, self._play.life
        assert life is not None
        identity = StationId(post.station.identity)
        row = play.rows.stations[identity]
        now = play.agenda.now
        up, down = post.up_since, post.alone_since
        line = post.connection
        # Of a machine that died without a word a station hears when it next speaks.
        alive = line is not None and line.has_house and not line.up.is_dead and not line.down.is_late
        is_known = row.halted or (row.station.connected and life.gateway.has(identity))
        if up is not None and alive and now - up > KNOWN_HERE_S and not is_known:
            self._doubts.add((identity, up))
        if down is not None and now - down > KNOWN_GONE_S and row.station.connected and not post.is_shadowed:
            play.broke("who_is_gone_is_known", f"{identity} is gone since {down}")

    def judge(self) -> None:
        """Everything has had its time."""
        rows = self._play.rows
        for session in rows.sessions.values():
            if session.live or session.bill is Bill.WAITING:
                name = self._play.character_of(session.station)
                self._play.broke(
                    "nothing_stays_open", f"{session.id} of {name} is {session.transaction}, {session.bill}"
                )
        for row in rows.stations.values():
            for each in row.asked:
                self._play.broke("nothing_stays_open", f"command {each}")
        for post in self._play.posts:
            character = post.station.character
            deaf = character.loses_answers or character.loses_calls  # who takes long by its own doing
            if post.station.queued and not post.is_lost and not deaf:
                name = self._play.character_of(post.station.identity)
                self._play.broke("nothing_stays_unsaid", f"{name}: {post.station.queued[:4]}")
        self._outbox()

    def _outbox(self) -> None:
        """What was taken is done, unless a process or the database was gone in between."""
        if self._play.lives > 1 or self._play.weather.faults:
            return
        life = self._play.life
        assert life is not None
        for call_id, call in self._play.rows.outbox.items():
            if call.until < life.clock():
                self._play.broke("the_outbox_empties", f"{call_id} for {call.station}")
