"""Stories about one station, told line by line: what it hears, what it answers, what it does, what it leaves.

    play(charging_session(driver="ada", energy_wh=12_400))
        .hears(stop_asked(by="ada")).does(calls("StopTransaction"), sets("deadline", after_s=30), ...)
        .hears(call_answered("rejected"), after_s=2).does(shows_session())
        .leaves(transaction="open", stop="rejected", stop_reason="refused")

Each event passes every law. `does` names all calls and timers that are set; what is only shown or kept may be left unsaid, and
so may the watch over a session that runs, with the questions that it asks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Self

from msgspec.structs import replace

from chargehand.core.keeping import WATCH, probed
from chargehand.core.notices.deciding import FEE, SETTLE
from chargehand.model.answers import Answer
from chargehand.model.calls import Call
from chargehand.model.command import Command, CommandKind
from chargehand.model.effects import CallStation, Effect, SetTimer
from chargehand.model.events import Event, TimerRang
from chargehand.model.identity import CardId, DriverId, PublicId, SessionId, StationId, TokenUid
from chargehand.model.refusals import Refusal
from chargehand.model.session import Session, Transaction
from chargehand.model.snapshot import Decision
from chargehand.model.station import BootStatus, Connector, Station
from chargehand.model.token import AccountStatus, Token, TokenStatus
from chargehand.simulator.rehearsal.world import World

NOON = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
STATION = StationId("CS-1")

Line = Callable[["Play"], Event]
"""An event yet to be stamped with the play's station and time."""
Sign = Callable[[Effect, "Play"], bool]
"""Whether an effect is the one that is meant."""


def token(uid: str, driver: str, account: AccountStatus = AccountStatus.ACTIVE) -> Token:
    return Token(uid=TokenUid(uid), card_id=CardId(f"card-{uid}"), driver=DriverId(driver), account=account)


TOKENS = (
    token("ADA", "ada"),
    token("ADA2", "ada"),
    token("BOB", "bob"),
    replace(token("LOST", "ada"), status=TokenStatus.BLOCKED),
    replace(token("OLD", "ada"), expires_at=NOON - timedelta(days=1)),
    token("GONE", "eve", AccountStatus.SUSPENDED),
)


class Play:
    """A story under way. Its clock stands still but for `after_s` and timers that ring."""

    def __init__(self, connectors: int, boot: BootStatus, protocol: str) -> None:
        station = Station(
            identity=STATION,
            public_id=PublicId("pub1"),
            name="Garage",
            next_number=7,
            boot_policy=boot,
            protocol=protocol,
        )
        rows = tuple(Connector(number=number) for number in range(1, connectors + 1))
        self.world = World(station, rows, {row.uid: row for row in TOKENS})
        self.now = NOON
        self.count = 0
        self.decision: Decision | None = None

    # what happens

    def hears(self, line: Line, *, after_s: float = 0) -> Self:
        """The next event, so long after the last one."""
        self.now += timedelta(seconds=after_s)
        self.count += 1
        self.decision = self.world.hear(line(self))
        return self

    def rings(self, kind: str, *, late_s: float = 0) -> Self:
        """The timer of this kind, when it is due."""
        keys = [key for key in self.world.timers if key[0] == kind]
        assert len(keys) == 1, f"{len(keys)} timers of kind {kind}: {list(self.world.timers)}"
        self.now = max(self.now, self.world.timers[keys[0]]) + timedelta(seconds=late_s)
        event = TimerRang(station=STATION, at=self.now, kind=kind, subject=keys[0][1])
        self.decision = self.world.hear(event)
        return self

    def elsewhere(self, uid: str, session: str) -> Self:
        """From now on this token has a live session at another station."""
        self.world.elsewhere[TokenUid(uid)] = SessionId(session)
        return self

    # what was done about it

    @property
    def told(self) -> Decision:
        assert self.decision is not None, "nothing was heard yet"
        return self.decision

    def answers(self, wanted: Answer | Refusal | type[Answer]) -> Self:
        answer = self.told.answer
        if isinstance(wanted, type):
            assert isinstance(answer, wanted), f"answered {answer}"
        else:
            assert answer == wanted, f"answered {answer}"
        return self

    def does(self, *signs: Sign) -> Self:
        """These effects, in this order. Calls and timers that are set must all be named."""
        left = list(signs)
        for effect in self.told.effects:
            if left and left[0](effect, self):
                left.pop(0)
            else:
                unsaid = isinstance(effect, CallStation | SetTimer) and not self._watches(effect)
                assert not unsaid, f"unsaid: {effect}"
        assert not left, f"missing {len(left)} of {len(signs)} in {self.told.effects}"
        return self

    @staticmethod
    def _watches(effect: Effect) -> bool:
        if isinstance(effect, CallStation):
            return probed(effect.command) is not None
        return isinstance(effect, SetTimer) and effect.kind in (WATCH, SETTLE, FEE)

    def does_nothing(self) -> Self:
        """No call, no timer; nothing but something to look at again."""
        return self.does()

    def without_a_trace(self) -> Self:
        assert not self.told.effects
        return self

    # how it stands then

    def session(self, which: int = -1) -> Session:
        """A session by its place in order of numbers; the youngest if nothing is said."""
        return sorted(self.world.sessions, key=lambda row: row.number)[which]

    def command(self, kind: str) -> Command:
        rows = [row for row in self.world.commands if row.kind is CommandKind(kind)]
        return max(rows, key=lambda row: row.requested_at)

    def leaves(self, which: int = -1, **facts: object) -> Self:
        """Facts of a session by their names in the model; `stop`, `start`, `refresh`: the latest such command's state."""
        for name, wanted in facts.items():
            assert self._fact(which, name) == wanted, f"{name} is {self._fact(which, name)!r}"
        return self

    def _fact(self, which: int, name: str) -> object:
        kind, _, part = name.partition("_")
        if kind in set(CommandKind):
            command = self.command(kind)
            return command.reason if part == "reason" else getattr(command, part or "state")
        if name in ("power_w", "soc_percent", "register_wh", "banked_wh"):
            return getattr(self.session(which).meter, name)
        return getattr(self.session(which), name)

    def has(
        self, *, sessions: int | None = None, calls: int | None = None, timers: int | None = None
    ) -> Self:
        """How many sessions there ever were, calls were ever wanted, timers are set (but for the watch over what runs)."""
        running = {row.id for row in self.world.snapshot.sessions if row.transaction is Transaction.OPEN}
        set_ones = [
            key for key in self.world.timers if key[0] not in (WATCH, SETTLE, FEE) or key[1] not in running
        ]
        for count, rows in (
            (sessions, self.world.sessions),
            (calls, self.world.outbox),
            (timers, set_ones),
        ):
            assert count is None or len(rows) == count, f"{len(rows)}: {rows}"
        return self

    def energies(self) -> list[Decimal]:
        """Energy of all sessions, by number."""
        return [row.energy_wh for row in sorted(self.world.sessions, key=lambda row: row.number)]


def play(
    scene: Sequence[Line] = (), *, connectors: int = 1, boot: str = "accepted", protocol: str = "ocpp1.6"
) -> Play:
    """A story that begins when `scene` has happened."""
    story = Play(connectors, BootStatus(boot), protocol)
    for line in scene:
        story.hears(line, after_s=1)
    return story


# signs of effects


def calls(call: Call, *, until_s: float | None = None, call_id: str | None = None) -> Sign:
    """The station is called; `until_s`: so long from now the call is good for."""

    def sign(effect: Effect, story: Play) -> bool:
        if not isinstance(effect, CallStation) or effect.call != call:
            return False
        timely = until_s is None or effect.until == story.now + timedelta(seconds=until_s)
        return timely and call_id in (None, effect.call_id)

    return sign


def sets(kind: str, *, after_s: float | None = None) -> Sign:
    """A timer is set, so long from now."""

    def sign(effect: Effect, story: Play) -> bool:
        if not isinstance(effect, SetTimer) or effect.kind != kind:
            return False
        return after_s is None or effect.due_at == story.now + timedelta(seconds=after_s)

    return sign


def effect(wanted: type[Effect] | Effect) -> Sign:
    """An effect of this kind, or exactly this one."""

    def sign(happened: Effect, _: Play) -> bool:
        return isinstance(happened, wanted) if isinstance(wanted, type) else happened == wanted

    return sign
