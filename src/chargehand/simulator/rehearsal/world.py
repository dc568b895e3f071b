"""One station's lane without a database: what the store would bring, keep and refuse."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from msgspec.structs import replace

from chargehand.core import decide as door
from chargehand.core import needs as wants
from chargehand.core.keeping import asked_about, probed
from chargehand.core.laws import broken
from chargehand.core.quirks.mending import mended
from chargehand.model.command import Command, CommandKind
from chargehand.model.effects import CallStation, DropTimer, Effect, KeepReading, SetTimer
from chargehand.model.events import Event
from chargehand.model.identity import CommandId, SessionId, StationId, TokenUid
from chargehand.model.reading import ReadingSource
from chargehand.model.session import Session, Transaction
from chargehand.model.snapshot import Decision, Needs, Policy, Snapshot
from chargehand.model.station import Connector, Station
from chargehand.model.tariff import TariffPeriod
from chargehand.model.token import Token

ELSEWHERE = StationId("far-away")
"""Where cards are that are in use at another station."""

ReadingKey = tuple[SessionId, datetime, ReadingSource]


class Broken(Exception):
    """The story showed a defect. `laws`: the names of all that it breaks, the first one first."""

    def __init__(self, laws: tuple[str, ...], detail: str) -> None:
        super().__init__(f"{', '.join(laws)}: {detail}")
        self.laws = laws


class World:
    """A lane and its surroundings. Ended sessions and commands that are over come back only when an event names them.

    `hear` decides one event, checks every law and what the database's own constraints would, and keeps the decision.
    """

    def __init__(
        self,
        station: Station,
        connectors: tuple[Connector, ...],
        tokens: Mapping[TokenUid, Token],
        policy: Policy | None = None,
        tariffs: tuple[TariffPeriod, ...] = (),
    ) -> None:
        self.snapshot = Snapshot(station, connectors, policy=policy or Policy(), tariffs=tariffs)
        self.tokens = dict(tokens)
        self.elsewhere: dict[TokenUid, SessionId] = {}
        self.ended: dict[SessionId, Session] = {}
        self.over: dict[CommandId, Command] = {}
        self.timers: dict[tuple[str, str], datetime] = {}
        self.outbox: list[CallStation] = []
        self.readings: dict[ReadingKey, KeepReading] = {}
        self.journal: list[Event] = []
        self.performed: Callable[[tuple[Effect, ...]], None] = lambda _: None
        """Told of the effects of each decision that was kept."""
        self.decided: Event | None = None
        """What was decided last, put right by what was known of its station."""
        self._called: set[str] = set()
        self._named: dict[str, SessionId] = {}

    @property
    def sessions(self) -> tuple[Session, ...]:
        """All sessions that ever were, the ended ones first."""
        return (*self.ended.values(), *self.snapshot.sessions)

    @property
    def commands(self) -> tuple[Command, ...]:
        return (*self.over.values(), *self.snapshot.commands)

    def session(self, session: SessionId) -> Session | None:
        return next((row for row in self.sessions if row.id == session), None)

    def command(self, command: CommandId) -> Command | None:
        return next((row for row in self.commands if row.id == command), None)

    def brought(self, event: Event) -> Snapshot:
        """The live state, and what the event names beyond it."""
        wanted = wants.needs(event)
        named = [
            row
            for row in self.ended.values()
            if row.id == wanted.session
            or (wanted.ref is not None and row.ref == wanted.ref)
            or (wanted.start_key is not None and row.start_key == wanted.start_key)
        ]
        far = (
            self.elsewhere.get(wanted.token) if wanted.token_elsewhere and wanted.token is not None else None
        )
        over = self._over(wanted)
        return replace(
            self.snapshot,
            sessions=(*named, *self.snapshot.sessions) if named else self.snapshot.sessions,
            commands=(*self.snapshot.commands, *over) if over else self.snapshot.commands,
            token=self.tokens.get(wanted.token) if wanted.token is not None else None,
            elsewhere=far,
            elsewhere_at=None if far is None else ELSEWHERE,
        )

    def _over(self, wanted: Needs) -> list[Command]:
        """Commands that are over and asked for: the one named, and the starts of a driver's live sessions."""
        by = wanted.started_by
        mine = {row.id for row in self.snapshot.sessions if by is not None and row.driver == by}
        return [
            row
            for row in self.over.values()
            if row.id == wanted.command or (row.kind is CommandKind.START and row.session in mine)
        ]

    def hear(self, event: Event) -> Decision:
        """What was decided. Raises Broken when a law does not hold; then nothing was kept."""
        self.journal.append(event)
        before, event = mended(self.brought(event), event)
        self.decided = event
        decision = door.decide(before, event)
        wrongs = list(broken(before, event, decision))
        if wrongs:
            raise Broken(tuple(law for law, _ in wrongs), f"{wrongs[0][1]} ({type(event).__name__})")
        self._keep(decision)
        return decision

    def _keep(self, decision: Decision) -> None:
        after = decision.snapshot
        self._constrain(after)
        for row in after.sessions:
            if not (row.live or row.parked):
                self.ended[row.id] = row
            elif row.id in self.ended:  # an operator took their closing back
                del self.ended[row.id]
        for row in after.commands:
            if not row.open:
                self.over[row.id] = row
        self.snapshot = replace(
            after,
            sessions=tuple(row for row in after.sessions if row.live or row.parked),
            commands=tuple(row for row in after.commands if row.open),
            token=None,
            elsewhere=None,
            elsewhere_at=None,
        )
        self._perform(decision.effects)
        self.performed(decision.effects)

    def _perform(self, effects: tuple[Effect, ...]) -> None:
        for effect in effects:
            if isinstance(effect, DropTimer):
                self.timers.pop((effect.kind, effect.subject), None)
            elif isinstance(effect, KeepReading):
                self.readings.setdefault((effect.session, effect.at, effect.source), effect)
        for effect in effects:
            if isinstance(effect, SetTimer) and effect.station not in (None, self.snapshot.station.identity):
                continue  # another lane hears it
            if isinstance(effect, SetTimer):
                self.timers[effect.kind, effect.subject] = effect.due_at
            elif isinstance(effect, CallStation) and effect.call_id not in self._called:
                self._called.add(effect.call_id)
                self.outbox.append(effect)
            elif isinstance(effect, CallStation) and not _only_asks(effect):
                raise Broken(("calls_are_made_once",), effect.call_id)

    def _constrain(self, after: Snapshot) -> None:
        """What the tables' own constraints refuse, over all that ever was."""
        before = {row.id: row for row in self.snapshot.sessions}
        for row in after.sessions:
            was = before.get(row.id) or self.ended.get(row.id)
            if was is not None and was.ref is not None and row.ref is None:
                self._named.pop(f"ref {was.ref}", None)  # given away to another in this commit
        for row in after.sessions:
            if before.get(row.id) is row:
                continue
            for name in (f"number {row.number}", f"ref {row.ref}", f"start {row.start_key}"):
                if not name.endswith(" None") and self._named.setdefault(name, row.id) != row.id:
                    raise Broken(("the_tables_hold",), f"{name} belongs to two sessions")
            if (row.transaction is Transaction.ENDED) != (row.ended_at is not None) or row.energy_wh < 0:
                raise Broken(("the_tables_hold",), f"{row.id} is no row")
        _unique((row.connector for row in after.sessions if row.transaction is Transaction.OPEN), "open")
        _unique((row.session for row in after.commands if row.open and row.kind is CommandKind.STOP), "stop")


def _only_asks(effect: CallStation) -> bool:
    """A call that changes nothing at the station may be wanted again by a timer that rings twice; it is made once."""
    asks = asked_about(effect.command) is not None or probed(effect.command) is not None
    return asks or effect.call_id.startswith("cfg")


def _unique(values: Iterable[int | str | None], what: str) -> None:
    known = [value for value in values if value is not None]
    if len(known) != len(set(known)):
        raise Broken(("the_tables_hold",), f"two rows are {what} for the same: {known}")
