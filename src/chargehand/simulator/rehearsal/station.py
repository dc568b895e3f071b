"""A virtual station, without a protocol: what it would tell, in what order, how often, and what it does when called."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from chargehand.model.answers import AuthorizeAnswer, StartAnswer
from chargehand.model.events import (
    ConnectorStatusReported,
    Event,
    MeterSampled,
    StationBooted,
    StationConnected,
    StationDisconnected,
    StationHeard,
    TokenPresented,
    TransactionEnded,
    TransactionStarted,
)
from chargehand.model.identity import SessionId, TokenUid
from chargehand.model.reading import Reading, ReadingSource
from chargehand.model.snapshot import Decision
from chargehand.model.station import Activity, ConnectorStatus
from chargehand.model.token import TokenStatus
from chargehand.simulator.rehearsal.character import Character, Scope
from chargehand.simulator.rehearsal.stage import EPOCH, STATION, Stage
from chargehand.simulator.rehearsal.truth import Socket, TrueTransaction

TRIES_MAX = 6
NONSENSE_MAX = 2
POWERS_W = (1_400.0, 3_700.0, 7_400.0, 11_000.0, 22_000.0)


def _nothing(_: Decision) -> None:
    pass


@dataclass
class Message:
    """Something to tell of a transaction: made anew for each try, so that it says when it is sent and under which id."""

    transaction: TrueTransaction
    make: Callable[[], Event]
    made_s: float
    heard: Callable[[Decision], None] = _nothing
    """It has arrived, whether or not the station will know."""
    answered: Callable[[Decision], None] = _nothing
    """The station has our answer."""
    tries: int = 0


@dataclass
class Bay:
    """A connector and the car in it."""

    number: int
    socket: Socket
    offset_wh: float = 0.0
    """What the register does not count (its scope)."""
    plugged: bool = False
    running: TrueTransaction | None = None
    status: tuple[ConnectorStatus, Activity] = (ConnectorStatus.AVAILABLE, Activity.NONE)
    past: list[TrueTransaction] = field(default_factory=list[TrueTransaction])


class Witness:
    """Sees what the station tells and what was decided about it; the oracle is one."""

    def heard(self, transaction: TrueTransaction, event: Event, decision: Decision) -> None:
        """`event` told of `transaction`, and so it was decided."""


class VirtualStation:
    """Transaction messages wait in one queue and are told again until answered; the rest is told once, if at all."""

    def __init__(self, stage: Stage, character: Character, witness: Witness) -> None:
        self.stage = stage
        self.character = character
        self.witness = witness
        self.calm = False
        """At the story's end nothing gets lost any more."""
        lifetime = (lambda: stage.rng.uniform(0, 5e7)) if character.scope is Scope.LIFE else (lambda: 0.0)
        self.bays = [Bay(number, Socket(lifetime())) for number in range(1, character.connectors + 1)]
        self.online = False
        self.connection = 0
        self.epoch = 0
        self.transactions: list[TrueTransaction] = []
        self._queue: deque[Message] = deque()
        self._telling = False

    # the line

    def connect(self, *, boot: bool = False) -> None:
        if self.online:
            return
        self.online = True
        self.connection += 1
        protocol = "ocpp2.0.1" if self.character.names else "ocpp1.6"
        event = StationConnected(station=STATION, at=self.stage.at, protocol=protocol, gateway="g1")
        self.stage.hear(event)
        self.epoch = self.stage.world.snapshot.station.epoch
        if boot:
            self.stage.hear(
                StationBooted(
                    station=STATION,
                    at=self.stage.at,
                    vendor="V",
                    model="M",
                    firmware=f"{self.connection // 3}",
                )
            )
        for bay in self.bays:
            self.show(bay)
        self._telling = False
        self._tell_next()

    def cut(self, back_s: float, *, boot: bool = False) -> None:
        """The line drops; its end is noticed at once, late, or only after the next connection (F28)."""
        if not self.online:
            return
        self.online = False
        epoch = self.epoch

        def noticed() -> None:
            self.stage.hear(
                StationDisconnected(station=STATION, at=self.stage.at, epoch=epoch, reason="gone")
            )

        self.stage.later(self.stage.rng.choice((0.0, 0.0, 40.0, back_s + 5)), noticed)
        self.stage.later(back_s, lambda: self.connect(boot=boot))

    def reboot(self) -> None:
        """Power was gone: what ran goes on or ends, registers and the queue may begin anew."""
        stage = self.stage
        ends = stage.chance(0.4)
        if self.character.forgetful:
            for message in self._queue:
                message.transaction.faults.add("forgotten")
            self._queue.clear()
        for bay in self.bays:
            if self.character.scope is Scope.BOOT:
                bay.offset_wh = bay.socket.wh(stage.now_s)
            if bay.running is not None:
                if self.character.scope is Scope.BOOT:
                    bay.running.faults.add("reset")
                if ends:
                    self.end(bay.running, "PowerLoss")
        self.cut(stage.rng.uniform(5, 60), boot=True)

    def heartbeat(self) -> None:
        if self.online:
            self.stage.hear(StationHeard(station=STATION, at=self.stage.at))

    def said_at(self, now_s: float) -> datetime | None:
        """What its clock showed."""
        if self.character.timeless:
            return None
        return EPOCH + timedelta(seconds=now_s + self.character.clock_s)

    # cars and cards

    def plug(self, bay: Bay) -> None:
        bay.plugged = True
        self._show(bay, ConnectorStatus.OCCUPIED, Activity.PREPARING)

    def unplug(self, bay: Bay) -> None:
        if bay.running is not None:
            self.end(bay.running, "EVDisconnected")
        bay.plugged = False
        self._show(bay, ConnectorStatus.AVAILABLE, Activity.NONE)

    def tap(self, bay: Bay, token: TokenUid) -> None:
        """A card at the reader: authorised online if it can be, and then begun."""
        if bay.running is not None or not bay.plugged:
            return
        if self.online:
            decision = self.stage.hear(TokenPresented(station=STATION, at=self.stage.at, token=token))
            answer = decision.answer
            refused = isinstance(answer, AuthorizeAnswer) and answer.status is not TokenStatus.ACCEPTED
            if refused and self.stage.chance(0.6):
                return
        self.begin(bay, token)

    def register(self, bay: Bay) -> Decimal:
        shown = bay.socket.wh(self.stage.now_s) - bay.offset_wh
        steps = int(max(0.0, shown) / float(self.character.resolution))
        return steps * self.character.resolution

    def begin(self, bay: Bay, token: TokenUid) -> TrueTransaction:
        stage, character = self.stage, self.character
        if character.scope is Scope.TRANSACTION:
            bay.offset_wh = bay.socket.wh(stage.now_s)
        transaction = TrueTransaction(
            name=stage.name("t"),
            connector=bay.number,
            token=token,
            began_s=stage.now_s,
            began_wh=bay.socket.wh(stage.now_s),
            start_wh=None if stage.chance(character.startless) else self.register(bay),
            ref=f"tx-{stage.name('n')}" if character.names else None,
        )
        if character.deaf or character.stubborn:
            transaction.faults.add("odd_id")
            transaction.ref = stage.name("9000") if character.stubborn else None
        bay.running = transaction
        self.transactions.append(transaction)
        bay.socket.draw(stage.rng.choice(POWERS_W), stage.now_s)
        self._tell_start(transaction)
        self._show(bay, ConnectorStatus.OCCUPIED, Activity.CHARGING)
        stage.later(character.interval_s, lambda: self._tick(bay, transaction))
        stage.later(stage.rng.uniform(600, 5_400), lambda: self._full(bay, transaction))
        return transaction

    def end(self, transaction: TrueTransaction, reason: str) -> None:
        if not transaction.running:
            return
        bay = self.bays[transaction.connector - 1]
        now_s = self.stage.now_s
        transaction.ended_s = now_s
        transaction.ended_wh = bay.socket.wh(now_s)
        transaction.stop_wh = self.register(bay)
        if self.stage.chance(self.character.startless):
            transaction.faults.add("blank_stop")
            transaction.stop_wh = self.stage.rng.choice((None, Decimal(0)))
        bay.socket.draw(0.0, now_s)
        bay.running = None
        bay.past.append(transaction)
        if self.stage.chance(self.character.mute):
            transaction.faults.add("mute")
        else:
            self._tell_end(transaction, reason)
        if self.stage.chance(self.character.lingering) and transaction.ref is not None:
            self._trickle(bay, transaction)
        self._show(bay, ConnectorStatus.OCCUPIED, Activity.FINISHING)

    def _tell_start(self, transaction: TrueTransaction) -> None:
        start = Message(transaction, lambda: self._start_of(transaction), self.stage.now_s)
        start.answered = lambda decision: self._start_answered(transaction, decision)
        self._queue_up(start)

    def _trickle(self, bay: Bay, transaction: TrueTransaction) -> None:
        """A little flows after the end, and is told after it: it belongs to no session (F81)."""
        bay.socket.draw(3_000.0, self.stage.now_s)

        def over() -> None:
            if bay.running is None:
                bay.socket.draw(0.0, self.stage.now_s)
            if transaction.stops:
                self.read(bay, transaction, ReadingSource.OTHER)

        self.stage.later(20, over)

    def _tell_end(self, transaction: TrueTransaction, reason: str) -> None:
        token = self.stage.rng.choice((None, None, transaction.token))
        message = Message(transaction, lambda: self._stop_of(transaction, reason, token), self.stage.now_s)
        known = transaction.ref is not None and "odd_id" not in transaction.faults
        if known and self.character.exact and self.stage.chance(self.character.echoing):
            self.stage.later(self.stage.rng.uniform(30, 300), lambda: self._tell_start(transaction))
        if self.stage.chance(self.character.tardy):
            self.stage.later(self.stage.rng.uniform(60, 1_500), lambda: self._queue_up(message))
        else:
            self._queue_up(message)

    def _full(self, bay: Bay, transaction: TrueTransaction) -> None:
        if transaction.running:
            bay.socket.draw(0.0, self.stage.now_s)
            self._show(bay, ConnectorStatus.OCCUPIED, Activity.SUSPENDED_EV)

    # readings

    def _tick(self, bay: Bay, transaction: TrueTransaction) -> None:
        if not transaction.running:
            return
        stage = self.stage
        stage.later(self.character.interval_s, lambda: self._tick(bay, transaction))
        self.read(bay, transaction, ReadingSource.PERIODIC)

    def read(self, bay: Bay, transaction: TrueTransaction, source: ReadingSource) -> None:
        """Tell the meter now: through the queue, or beside it."""
        stage, taken_s = self.stage, self.stage.now_s
        true_wh = self.register(bay)
        shown = self._shown(transaction, true_wh)
        power_w = Decimal(int(bay.socket.power_w))
        reading = Reading(self.said_at(taken_s), shown, power_w, None, source)
        ref = None if self.character.unnamed else transaction.ref

        def make() -> Event:
            said = None if self.character.unnamed else transaction.ref
            return MeterSampled(
                station=STATION, at=stage.at, connector=bay.number, readings=(reading,), ref=said
            )

        def heard(_: Decision) -> None:
            if shown == true_wh:
                transaction.readings_wh.append(true_wh)

        message = Message(transaction, make, taken_s, heard)
        astray = ref is not None and self.character.exact and stage.chance(self.character.stray)
        if astray and not self.calm:
            transaction.faults.add("astray")
            stage.later(stage.rng.uniform(0, 90), lambda: self._tell_aside(message))
        else:
            self._queue_up(message)

    def _shown(self, transaction: TrueTransaction, true_wh: Decimal) -> Decimal:
        """The register, or what the meter shows instead for a moment: once, or twice in a row where no boot explains it."""
        most = 1 if self.character.boots else NONSENSE_MAX
        shown = true_wh if transaction.nonsense >= most else self._glitched(transaction, true_wh)
        transaction.nonsense = transaction.nonsense + 1 if shown != true_wh else 0
        return shown

    def _glitched(self, transaction: TrueTransaction, true_wh: Decimal) -> Decimal:
        chance, character = self.stage.chance, self.character
        if chance(character.drop):
            transaction.faults.add("drop")
            return Decimal(0) if chance(0.5) else int(true_wh) * Decimal("0.3")
        if chance(character.jump):
            transaction.faults.add("jump")
            return true_wh + 500_000_000 + self.stage.rng.randrange(10**8)
        if chance(character.mixed):
            transaction.faults.add("mixed")
            return true_wh / 1000
        return true_wh

    # telling

    def _start_of(self, transaction: TrueTransaction) -> Event:
        return TransactionStarted(
            station=STATION,
            at=self.stage.at,
            fresh=SessionId(self.stage.name("s")),
            connector=transaction.connector,
            token=transaction.token,
            meter_start_wh=transaction.start_wh,
            said_at=self.said_at(transaction.began_s),
            ref=transaction.ref if self.character.names else None,
        )

    def _start_answered(self, transaction: TrueTransaction, decision: Decision) -> None:
        """The station knows its number, if it ever does, and whether the card may charge."""
        answer = decision.answer
        if not isinstance(answer, StartAnswer):
            return
        if transaction.ref is None and not self.character.deaf:
            transaction.ref = str(answer.number)
        if answer.token is None:
            return
        if answer.token.status is not TokenStatus.ACCEPTED and self.stage.chance(0.7):
            self.stage.later(2.0, lambda: self.end(transaction, "DeAuthorized"))

    def _stop_of(self, transaction: TrueTransaction, reason: str, token: TokenUid | None) -> Event:
        return TransactionEnded(
            station=STATION,
            at=self.stage.at,
            fresh=SessionId(self.stage.name("s")),
            ref=transaction.ref,
            meter_stop_wh=transaction.stop_wh,
            said_at=self.said_at(transaction.ended_s or self.stage.now_s),
            reason=reason,
            token=token,
        )

    def _queue_up(self, message: Message) -> None:
        self._queue.append(message)
        self._tell_next()

    def _tell_next(self) -> None:
        if self._telling or not self.online or not self._queue:
            return
        self._wait(self.stage.rng.uniform(0.02, 0.4), self._try_first)

    def _wait(self, delay_s: float, then: Callable[[], None]) -> None:
        """One message on the wire at a time; whatever was on it is void after a cut."""
        self._telling = True
        connection = self.connection

        def go_on() -> None:
            if connection == self.connection and self.online:
                self._telling = False
                then()

        self.stage.later(delay_s, go_on)

    def _try_first(self) -> None:
        """Without an answer a message is told again, a few times."""
        if not self._queue:
            return
        message = self._queue[0]
        message.tries += 1
        lost = 0.0 if self.calm else self.character.lost
        decision = None if self.stage.chance(lost) else self._tell(message)
        if decision is not None and not self.stage.chance(lost):
            self._drop(message)
            message.answered(decision)
        elif message.tries >= TRIES_MAX:
            self._drop(message)
            message.transaction.faults.add("forgotten")
        else:
            self._wait(self.stage.rng.uniform(5, 60), self._tell_next)
            return
        self._tell_next()

    def _drop(self, message: Message) -> None:
        if self._queue and self._queue[0] is message:
            self._queue.popleft()

    def _tell_aside(self, message: Message) -> None:
        self._tell(message)

    def _tell(self, message: Message) -> Decision | None:
        if not self.online:
            return None
        event = message.make()
        if self.stage.now_s - message.made_s > 5:
            message.transaction.faults.add("backlog")
        decision = self.stage.hear(event)
        self.witness.heard(message.transaction, event, decision)
        message.heard(decision)
        return decision

    # status

    def _show(self, bay: Bay, status: ConnectorStatus, activity: Activity) -> None:
        bay.status = (status, activity)
        if self.online and not (self.stage.chance(self.character.lost) and not self.calm):
            self.show(bay)

    def show(self, bay: Bay) -> None:
        """Tell the connector's status as it is."""
        status, activity = bay.status
        self.stage.hear(
            ConnectorStatusReported(
                station=STATION,
                at=self.stage.at,
                connector=bay.number,
                status=status,
                activity=activity,
                said_at=self.said_at(self.stage.now_s),
            )
        )
