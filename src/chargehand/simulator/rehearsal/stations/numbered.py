"""A station whose transactions we number (OCPP 1.6): it begins at the card, learns the number, and ends with it."""

from __future__ import annotations

from decimal import Decimal

from chargehand.model.answers import StartAnswer
from chargehand.model.events import Event, MeterSampled, TransactionEnded, TransactionStarted
from chargehand.model.identity import SessionId, TokenUid
from chargehand.model.reading import Reading, ReadingSource
from chargehand.model.snapshot import Decision
from chargehand.model.station import Activity, ConnectorStatus
from chargehand.model.token import TokenStatus
from chargehand.simulator.rehearsal.stage import STATION
from chargehand.simulator.rehearsal.stations.bay import Bay, Message, Order
from chargehand.simulator.rehearsal.stations.station import POWERS_W, VirtualStation
from chargehand.simulator.rehearsal.truth import TrueTransaction


class NumberedStation(VirtualStation):
    """One transaction from the card to the cable; what it is called we say."""

    protocol = "ocpp1.6"

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
        if bay.running is None and bay.plugged and self._lets(token):
            self.begin(bay, token)

    def takes_orders(self, bay: Bay) -> bool:
        return bay.running is None

    def ordered(self, bay: Bay, order: Order, patience_s: float) -> None:
        def plugged_in() -> None:
            """The car comes, unless it took too long."""
            if bay.running is not None or patience_s > 300:
                return
            if not bay.plugged:
                self.plug(bay)
            self.begin(bay, order.token)

        self.stage.later(patience_s, plugged_in)

    def begin(self, bay: Bay, token: TokenUid) -> TrueTransaction:
        stage, character = self.stage, self.character
        self._counted_anew(bay)
        transaction = TrueTransaction(
            name=stage.name("t"),
            connector=bay.number,
            socket=bay.socket,
            token=token,
            began_s=stage.now_s,
            began_wh=bay.socket.wh(stage.now_s),
            start_wh=None if stage.chance(character.startless) else self.register(bay),
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
        self._closed(bay, transaction)
        if self.stage.chance(self.character.mute):
            transaction.faults.add("mute")
        else:
            self._tell_end(transaction, reason)
        if self.stage.chance(self.character.lingering) and transaction.ref is not None:
            self._trickle(bay, transaction)
        self._show(bay, ConnectorStatus.OCCUPIED, Activity.FINISHING)

    def _trickle(self, bay: Bay, transaction: TrueTransaction) -> None:
        """It flows on after the end, and is told of twice after it: it belongs to no session (F55a, F81)."""
        bay.socket.draw(20_000.0, self.stage.now_s)

        def tell() -> None:
            if transaction.stops and bay.running is None:
                self.read(bay, transaction, ReadingSource.OTHER)

        def over() -> None:
            if bay.running is None:
                bay.socket.draw(0.0, self.stage.now_s)
            tell()

        self.stage.later(20, tell)
        self.stage.later(40, over)

    def _full(self, bay: Bay, transaction: TrueTransaction) -> None:
        if transaction.running:
            bay.socket.draw(0.0, self.stage.now_s)
            self._show(bay, ConnectorStatus.OCCUPIED, Activity.SUSPENDED_EV)

    # readings

    def _tick(self, bay: Bay, transaction: TrueTransaction) -> None:
        if not transaction.running:
            return
        self.stage.later(self.character.interval_s, lambda: self._tick(bay, transaction))
        self.read(bay, transaction, ReadingSource.PERIODIC)

    def read(self, bay: Bay, transaction: TrueTransaction, source: ReadingSource) -> None:
        """Through the queue, or beside it."""
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

    def _tell_aside(self, message: Message) -> None:
        self._tell(message)

    # starts and ends

    def _tell_start(self, transaction: TrueTransaction) -> None:
        start = Message(transaction, lambda: self._start_of(transaction), self.stage.now_s)
        start.answered = lambda decision: self._start_answered(transaction, decision)
        self._queue_up(start)

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

    def _start_of(self, transaction: TrueTransaction) -> Event:
        return TransactionStarted(
            station=STATION,
            at=self.stage.at,
            fresh=SessionId(self.stage.name("s")),
            connector=transaction.connector,
            token=transaction.token,
            meter_start_wh=transaction.start_wh,
            said_at=self.said_at(transaction.began_s),
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
