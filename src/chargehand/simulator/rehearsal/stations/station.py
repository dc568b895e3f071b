"""What all virtual stations have: a line that breaks, a queue that is told again, a meter that errs, connectors to show."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

from chargehand.model.answers import AuthorizeAnswer
from chargehand.model.events import (
    ConnectorStatusReported,
    StationBooted,
    StationConnected,
    StationDisconnected,
    StationHeard,
    TokenPresented,
)
from chargehand.model.identity import TokenUid
from chargehand.model.reading import ReadingSource
from chargehand.model.snapshot import Decision
from chargehand.model.station import Activity, ConnectorStatus
from chargehand.model.token import TokenStatus
from chargehand.simulator.rehearsal.character import Character, Scope
from chargehand.simulator.rehearsal.stage import EPOCH, STATION, Stage
from chargehand.simulator.rehearsal.stations.bay import Bay, Message, Order, Witness
from chargehand.simulator.rehearsal.truth import Socket, TrueTransaction

TRIES_MAX = 6
NONSENSE_MAX = 2
POWERS_W = (1_400.0, 3_700.0, 7_400.0, 11_000.0, 22_000.0)


class VirtualStation(ABC):
    """Transaction messages wait in one queue and are told again until answered; the rest is told once, if at all."""

    protocol: str

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
        self._held: list[Message] = []
        """Made, and overtaken by others on their way into the queue."""
        self._telling = False

    # what each kind of station does in its own way

    @abstractmethod
    def plug(self, bay: Bay) -> None:
        """A car's cable is put in."""

    @abstractmethod
    def unplug(self, bay: Bay) -> None:
        """The cable is taken out, whatever runs."""

    @abstractmethod
    def tap(self, bay: Bay, token: TokenUid) -> None:
        """A card is held to the reader."""

    @abstractmethod
    def takes_orders(self, bay: Bay) -> bool:
        """Whether charging can be started from afar here."""

    @abstractmethod
    def ordered(self, bay: Bay, order: Order, patience_s: float) -> None:
        """A start from afar was accepted; the car comes after so long."""

    @abstractmethod
    def end(self, transaction: TrueTransaction, reason: str) -> None:
        """Charging is over; so is the transaction, if the station does not wait for the cable."""

    @abstractmethod
    def read(self, bay: Bay, transaction: TrueTransaction, source: ReadingSource) -> None:
        """Tell the meter now."""

    # the line

    def connect(self, *, boot: bool = False) -> None:
        if self.online:
            return
        self.online = True
        self.connection += 1
        event = StationConnected(station=STATION, at=self.stage.at, protocol=self.protocol, gateway="g1")
        self.stage.hear(event)
        self.epoch = self.stage.world.snapshot.station.epoch
        if boot:
            self.stage.hear(
                StationBooted(
                    station=STATION,
                    at=self.stage.at,
                    vendor="V" if self.character.connectors == 1 else "Huawei",
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

    def _lets(self, token: TokenUid) -> bool:
        """Whether the station charges on this card: asked online if it can be, and not always heeded (F49)."""
        if not self.online:
            return True
        answer = self.stage.hear(TokenPresented(station=STATION, at=self.stage.at, token=token)).answer
        refused = isinstance(answer, AuthorizeAnswer) and answer.status is not TokenStatus.ACCEPTED
        return not (refused and self.stage.chance(0.6))

    # the meter

    def register(self, bay: Bay) -> Decimal:
        shown = bay.socket.wh(self.stage.now_s) - bay.offset_wh
        if self.character.faint:
            shown /= 1000
        steps = int(max(0.0, shown) / float(self.character.resolution))
        return steps * self.character.resolution

    def _counted_anew(self, bay: Bay) -> None:
        """A register that counts each transaction begins with it."""
        if self.character.scope is Scope.TRANSACTION:
            bay.offset_wh = bay.socket.wh(self.stage.now_s)

    def _closed(self, bay: Bay, transaction: TrueTransaction) -> None:
        """The transaction is over, its final register is what it is, or is not told."""
        now_s = self.stage.now_s
        transaction.ended_s = now_s
        transaction.ended_wh = bay.socket.wh(now_s)
        if self.character.faint:
            transaction.faults.add("faint")
        transaction.stop_wh = self.register(bay)
        if self.stage.chance(self.character.startless):
            transaction.faults.add("blank_stop")
            transaction.stop_wh = self.stage.rng.choice((None, Decimal(0)))
        bay.socket.draw(0.0, now_s)
        bay.running = None

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

    def has_more_of(self, transaction: TrueTransaction) -> bool:
        """Whether messages of it wait to be told."""
        return any(message.transaction is transaction for message in (*self._queue, *self._held))

    def _hold(self, message: Message, delay_s: float) -> None:
        """Into the queue later than others."""

        def let_go() -> None:
            self._held.remove(message)
            self._queue_up(message)

        self._held.append(message)
        self.stage.later(delay_s, let_go)

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

    def _tell(self, message: Message) -> Decision | None:
        if not self.online:
            return None
        event = message.make()
        if self.stage.now_s - message.made_s > 5:
            message.transaction.faults.add("backlog")
        decision = self.stage.hear(event)
        message.heard(decision)
        self.witness.heard(message.transaction, self.stage.world.decided or event, decision)
        return decision

    # status

    def _show(self, bay: Bay, status: ConnectorStatus, activity: Activity) -> None:
        bay.status = (status, activity)
        if self.online and not (self.stage.chance(self.character.lost) and not self.calm):
            self.show(bay)

    def show(self, bay: Bay) -> None:
        """Tell the connector's status as it is; where transactions tell what goes on, it does not (2.x)."""
        status, activity = bay.status
        self.stage.hear(
            ConnectorStatusReported(
                station=STATION,
                at=self.stage.at,
                connector=bay.number,
                status=status,
                activity=None if self.character.names else activity,
                said_at=self.said_at(self.stage.now_s),
            )
        )
