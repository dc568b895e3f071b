"""Sees what is decided and how it ends; writes one line for each decision and counts all of it."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from structlog.typing import FilteringBoundLogger

from chargehand.edge.observability.figures import Counter, Figures, Spread
from chargehand.edge.observability.log import Tell, instant
from chargehand.edge.observability.sparing import SparingLog
from chargehand.edge.observability.text import masked, safe
from chargehand.model.answers import (
    Answer,
    AuthorizeAnswer,
    BootAnswer,
    ClaimTaken,
    CommandTaken,
    ConnectedAnswer,
    ContractAnswer,
    LeadAnswer,
    NeedsAnswer,
    Noted,
    RevocationAnswer,
    SigningAnswer,
    StartAnswer,
    StopAnswer,
    UpdateAnswer,
)
from chargehand.model.batch import Kept
from chargehand.model.effects import ShowSession
from chargehand.model.events import (
    CallAnswered,
    CallSent,
    Event,
    NotChargingClaimed,
    RefreshRequested,
    StartRequested,
    StopRequested,
    TimerRang,
    TokenPresented,
    TransactionStarted,
)
from chargehand.model.faults import PassingFault, StaleSnapshot
from chargehand.model.identity import StationId
from chargehand.model.refusals import Refusal

_WISHES = StartRequested | StopRequested | RefreshRequested | NotChargingClaimed | CallSent | CallAnswered
_CARDS = TransactionStarted | TokenPresented
_PASSING = frozenset({StaleSnapshot.__name__, PassingFault.__name__})
"""Decided again at once: worth counting, not worth a line."""
_BATCHES = (1, 2, 4, 8, 16, 32, 64, 128, 256)


class Line(Struct, omit_defaults=True, gc=False):
    """What is told of a decided event."""

    at: str
    level: str
    event: str
    station: str
    kind: str
    session: str
    answer: str
    latency_ms: float
    command: str | None = None
    timer: str | None = None
    subject: str | None = None
    card: str | None = None


class Witness:
    """Implements the engine's Observer; `kept` hears of commits from WitnessedUnits.

    `tell`: writes the line that each decided event gets; None: they get none.
    """

    def __init__(
        self, log: FilteringBoundLogger, sparing: SparingLog, figures: Figures, tell: Tell | None
    ) -> None:
        self._log = log
        self._sparing = sparing
        self._tell = tell
        self._sessions: dict[int, str] = {}
        self.decisions = Counter("events_decided_total", "Events decided and committed.", ["kind"])
        self.refusals = Counter("refusals_total", "Events refused.", ["kind", "refusal"])
        self.latency = Spread("event_seconds", "From an event's arrival to its committed answer.")
        self.batch_events = Spread("batch_events", "Events decided in one commit.", _BATCHES)
        self.batch_seconds = Spread("batch_seconds", "One round of load, decide and commit.")
        self.commands = Counter(
            "commands_ended_total", "Commands by how they ended.", ["kind", "state", "reason"]
        )
        self.sessions_ended = Counter("sessions_ended_total", "Sessions by what ended them.", ["basis"])
        self.faults = Counter("faults_total", "What broke on the way to a decision or a call.")
        self.retries = Counter("retries_total", "Batches decided again, by why.", ["why"])
        self.halts = Counter("lanes_halted_total", "Lanes halted because a law was broken there.")
        figures.add_all(self)

    def kept(self, batch: Sequence[Kept]) -> None:
        """These decisions are committed."""
        for each in batch:
            if self._tell is not None:
                session = _session_of(each)
                if session:
                    self._sessions[id(each.event)] = session
            self._endings(each)

    def decided(self, event: Event, answer: Answer | Refusal, latency_s: float) -> None:
        """An event's answer is out: counted, and told in one line."""
        kind = type(event).__name__
        self.decisions.add(kind)
        self.latency.add(latency_s)
        if isinstance(answer, Refusal):
            self.refusals.add(kind, answer.value)
        if self._tell is not None:
            session = self._sessions.pop(id(event), "")
            self._tell(_line_of(event, kind, session, said(answer), latency_s))

    def batch(self, events: int, seconds: float) -> None:
        self.batch_events.add(events)
        self.batch_seconds.add(seconds)

    def halted(self, station: StationId, law: str) -> None:
        self.halts.add()
        self._log.error("lane_halted", station=station, law=law)

    def fault(self, reason: str) -> None:
        if reason in _PASSING:
            self.retries.add(reason)
            return
        self.faults.add()
        self._sparing.warning("fault", reason, reason=reason)

    def _endings(self, each: Kept) -> None:
        before, after = each.before, each.decision.snapshot
        if after.commands is not before.commands:
            over = {row.id for row in before.commands if not row.open}
            for row in after.commands:
                if not row.open and row.id not in over:
                    self.commands.add(row.kind.value, row.state.value, row.reason)
        if after.sessions is not before.sessions:
            for row in after.sessions:
                if row.end_basis is not None and not any(
                    was.id == row.id and not was.live for was in before.sessions
                ):
                    self.sessions_ended.add(row.end_basis.value)


def said(answer: Answer | Refusal) -> str:
    """An answer in a word or two."""
    match answer:
        case Noted():
            return "noted"
        case Refusal():
            return answer.value
        case BootAnswer():
            return answer.status.value
        case ConnectedAnswer():
            return f"epoch {answer.epoch}"
        case AuthorizeAnswer():
            return answer.status.value
        case StartAnswer():
            return f"number {answer.number}, {_token(answer)}"
        case StopAnswer() | UpdateAnswer():
            return _token(answer)
        case CommandTaken():
            return f"{answer.command.kind.value} {answer.command.state.value}"
        case ClaimTaken():
            return "claimed"
        case NeedsAnswer():
            return "schedule follows" if answer.refused is None else answer.refused.value
        case LeadAnswer():
            return "not_found" if answer.power_w is None else f"{answer.power_w} W"
        case SigningAnswer() | ContractAnswer() | RevocationAnswer():
            return type(answer).__name__.removesuffix("Answer").lower()


def _token(answer: StartAnswer | UpdateAnswer | StopAnswer) -> str:
    return "noted" if answer.token is None else answer.token.status.value


def _session_of(each: Kept) -> str:
    for effect in each.decision.effects:
        if type(effect) is ShowSession:
            return effect.session
    return ""


def _line_of(event: Event, kind: str, session: str, answer: str, latency_s: float) -> Line:
    """With what makes a journey findable: the command's id, and the card's end (S15)."""
    line = Line(
        instant(),
        "info",
        "decided",
        safe(event.station),
        kind,
        safe(session),
        safe(answer),
        round(latency_s * 1000, 3),
    )
    if isinstance(event, _WISHES):
        line.command = safe(event.command)
    elif isinstance(event, TimerRang):
        line.timer, line.subject = safe(event.kind), safe(event.subject)
    elif isinstance(event, _CARDS):
        line.card = masked(event.token)
    return line
