"""A station that names and numbers its transactions (OCPP 2.x): every start and stop point, the card when it comes.

Its messages are numbered when they are made; some are overtaken, some never told.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from chargehand.model.answers import StartAnswer, UpdateAnswer
from chargehand.model.events import (
    ChargingNeedsReported,
    Event,
    TransactionEnded,
    TransactionStarted,
    TransactionUpdated,
)
from chargehand.model.identity import CommandId, SessionId, TokenUid
from chargehand.model.reading import Reading, ReadingSource
from chargehand.model.snapshot import Decision
from chargehand.model.station import Activity, ConnectorStatus
from chargehand.model.token import TokenStatus
from chargehand.simulator.rehearsal.character import Count, StartPoint, StopPoint, Unsaid
from chargehand.simulator.rehearsal.stage import STATION
from chargehand.simulator.rehearsal.stations.bay import Bay, Message, Order
from chargehand.simulator.rehearsal.stations.station import POWERS_W, VirtualStation
from chargehand.simulator.rehearsal.truth import TrueTransaction

NOBODY = TokenUid("")
STOPS = {"Remote": "RemoteStop", "Local": "StopAuthorized", "DeAuthorized": "Deauthorized"}
"""Why charging may stop while the transaction goes on."""
CABLE_PATIENCE_S = 120.0
LONG_S = 1_200.0
"""So late some readings are told that were overtaken: it is asked for them before (2.x E14)."""
NEEDS_W = (11_000, None, 50_000, 3_700)
"""What cars say they take, one after the other."""


class Kind(StrEnum):
    START = "start"
    PLAIN = "plain"
    """An update that tells readings alone."""
    ANY = "any"


class Stamp(Struct, frozen=True):
    """When a message was made, however late it is told."""

    said_at: datetime | None
    seq: int
    offline: bool


class News(Struct, frozen=True, kw_only=True):
    """What an update tells."""

    activity: Activity | None = None
    token: TokenUid | None = None
    asked: int | None = None
    stopped: str = ""
    readings: tuple[Reading, ...] = ()
    placed: bool = False
    """Where the car is had not been known before."""


class NamedStation(VirtualStation):
    """What a transaction is and when it begins and ends it says itself."""

    protocol = "ocpp2.0.1"
    _count = 0

    # cars and cards

    def plug(self, bay: Bay) -> None:
        bay.plugged = True
        self._show(bay, ConnectorStatus.OCCUPIED, Activity.PREPARING)
        running, order = bay.running, bay.order
        if running is not None:
            running.start_wh = self.register(bay)
            readings = self._taken(bay, running, ReadingSource.OTHER) if self.stage.chance(0.5) else ()
            self._update(bay, running, News(activity=Activity.PREPARING, readings=readings, placed=True))
            self._flow(bay, running)
        elif order is not None:
            self._authorise(bay, order.token, order.number)
        elif self.character.start_point is StartPoint.PLUGGED:
            self._begin(bay, NOBODY, None)

    def unplug(self, bay: Bay) -> None:
        if bay.running is not None:
            self._over(bay, bay.running, "EVDisconnected")
        bay.plugged = False
        self._show(bay, ConnectorStatus.AVAILABLE, Activity.NONE)

    def tap(self, bay: Bay, token: TokenUid) -> None:
        """At the latest with the car; a second card changes nothing."""
        running = bay.running
        early = self.character.start_point is StartPoint.AUTHORIZED
        if not (bay.plugged or early) or (running is not None and running.token) or not self._lets(token):
            return
        self._authorise(bay, token, None)

    def takes_orders(self, bay: Bay) -> bool:
        return bay.order is None and (bay.running is None or not bay.running.token)

    def ordered(self, bay: Bay, order: Order, patience_s: float) -> None:
        """Where the card alone begins a transaction it begins now, else with the cable."""
        if bay.plugged or self.character.start_point is StartPoint.AUTHORIZED:
            self._authorise(bay, order.token, order.number)
        else:
            bay.order = order

        def plugged_in() -> None:
            if bay.order is order and patience_s > CABLE_PATIENCE_S:
                bay.order = None
            elif not bay.plugged:
                self.plug(bay)

        self.stage.later(min(patience_s, CABLE_PATIENCE_S + 1), plugged_in)

    # transactions

    def _authorise(self, bay: Bay, token: TokenUid, asked: int | None) -> None:
        """Somebody may charge here: what runs is theirs, or begins; energy flows as soon as there is a car."""
        bay.order = None
        running = bay.running
        if running is None:
            running = self._begin(bay, token, asked)
            if not bay.plugged:
                self.stage.later(CABLE_PATIENCE_S, lambda: self._no_car(bay, running))
        else:
            running.token, running.asked = token, asked
            self._say_whose(bay, running)
        if bay.plugged:
            self._flow(bay, running)

    def _no_car(self, bay: Bay, transaction: TrueTransaction) -> None:
        if transaction.running and not bay.plugged:
            self._over(bay, transaction, "Timeout")

    def _begin(self, bay: Bay, token: TokenUid, asked: int | None) -> TrueTransaction:
        stage = self.stage
        self._counted_anew(bay)
        blank = not bay.plugged or stage.chance(self.character.startless)
        start_wh = self.register(bay) if bay.plugged else None
        transaction = TrueTransaction(
            name=stage.name("t"),
            connector=bay.number,
            socket=bay.socket,
            token=token,
            began_s=stage.now_s,
            began_wh=bay.socket.wh(stage.now_s),
            start_wh=start_wh,
            ref=f"tx-{stage.name('n')}",
            asked=asked,
        )
        bay.running = transaction
        self.transactions.append(transaction)
        if blank:
            transaction.faults.add("start_untold")
        self._tell_start(bay, transaction, None if blank else start_wh)
        return transaction

    def _flow(self, bay: Bay, transaction: TrueTransaction) -> None:
        stage = self.stage
        bay.socket.draw(stage.rng.choice(POWERS_W), stage.now_s)
        if self.character.start_point is not StartPoint.ENERGY:
            readings = self._taken(bay, transaction, ReadingSource.OTHER) if stage.chance(0.5) else ()
            self._update(bay, transaction, News(activity=Activity.CHARGING, readings=readings))
        if len(self.transactions) % 2:
            for times in (1, 2):
                stage.later(40.0 * times, lambda times=times: self._need(bay, transaction, times))
        stage.later(self.character.interval_s, lambda: self._tick(bay, transaction))
        stage.later(stage.rng.uniform(600, 5_400), lambda: self._full(bay, transaction))
        if stage.chance(0.4):
            stage.later(stage.rng.uniform(20, 900), lambda: self.end(transaction, "Local"))
        if self.character.unsaid is not Unsaid.TOKEN and stage.chance(0.15):
            stage.later(stage.rng.uniform(20, 900), lambda: self._another_card(bay, transaction))

    def _need(self, bay: Bay, transaction: TrueTransaction, times: int) -> None:
        """What the car needs, and a little later something else (2.x K15, K17). One in five wants to be led, one in seven to serve the grid."""
        count = len(self.transactions) + times
        if not self.online or not transaction.running:
            return
        self.stage.hear(
            ChargingNeedsReported(
                station=STATION,
                at=self.stage.at,
                fresh=CommandId(self.stage.name("needs")),
                connector=bay.number,
                power_w_max=NEEDS_W[count % len(NEEDS_W)],
                scheduled=count % 7 != 0,
                led=count % 5 == 0,
            )
        )

    def _another_card(self, bay: Bay, transaction: TrueTransaction) -> None:
        """Somebody else's card is held to the reader, and told: it changes nothing."""
        if transaction.running and transaction.fulfilled:
            token = self.stage.rng.choice(list(self.stage.world.tokens))
            self._update(bay, transaction, News(token=token))

    def _full(self, bay: Bay, transaction: TrueTransaction) -> None:
        if not transaction.running or not bay.socket.power_w:
            return
        bay.socket.draw(0.0, self.stage.now_s)
        self._update(bay, transaction, News(activity=Activity.SUSPENDED_EV))
        if self.stage.chance(self.character.hasty):
            transaction.faults.add("hasty")
            self._show(bay, ConnectorStatus.AVAILABLE, Activity.NONE)

    def end(self, transaction: TrueTransaction, reason: str) -> None:
        """At once, or only charging: then the transaction waits for the cable (F03, F04 of 2.x)."""
        bay = self.bays[transaction.connector - 1]
        waits = self.character.stop_point is StopPoint.UNPLUGGED and bay.plugged and reason in STOPS
        if not transaction.running or (waits and not bay.socket.power_w):
            return
        if not waits:
            self._over(bay, transaction, reason)
            return
        transaction.halted = transaction.waits = True
        bay.socket.draw(0.0, self.stage.now_s)
        token = self._stopping(transaction) if reason == "Local" else None
        news = News(activity=Activity.PREPARING, stopped=STOPS[reason], token=token)
        self._update(bay, transaction, news)
        if self.stage.chance(0.15):
            self.stage.later(self.stage.rng.uniform(100, 400), lambda: self._again(bay, transaction))

    def _stopping(self, transaction: TrueTransaction) -> TokenUid | None:
        """The card that stopped it, if one did and it is told: its own, or another of the same group (2.x E07).

        Often another's where it was not heard yet whose it is: that must not make it theirs.
        """
        if self.character.unsaid is Unsaid.TOKEN or not transaction.token:
            return None
        anybodys = self.stage.rng.choice(list(self.stage.world.tokens))
        told = self.stage.rng.choice((None, transaction.token, anybodys))
        return told if transaction.fulfilled else anybodys

    def _again(self, bay: Bay, transaction: TrueTransaction) -> None:
        """The same driver wants more after all: so late that what was said of the stop is not overtaken by it."""
        if transaction.running and bay.plugged:
            transaction.waits = False
            bay.socket.draw(self.stage.rng.choice(POWERS_W), self.stage.now_s)
            self._update(bay, transaction, News(activity=Activity.CHARGING))

    def _over(self, bay: Bay, transaction: TrueTransaction, reason: str) -> None:
        self._closed(bay, transaction)
        if self.stage.chance(self.character.mute):
            transaction.faults.add("mute")
            return
        token = self._stopping(transaction)
        if transaction.start_wh is None:  # no car ever came
            transaction.stop_wh = None
        readings = self._of_register(transaction.stop_wh, ReadingSource.STOP)
        if transaction.start_wh is not None and self.stage.chance(0.2):
            began_at = self.said_at(transaction.began_s)
            first = Reading(began_at, transaction.start_wh, None, None, ReadingSource.START)
            readings = (first, *readings)
        stamp = self._stamp(transaction)

        def make() -> Event:
            return TransactionEnded(
                station=STATION,
                at=self.stage.at,
                fresh=SessionId(self.stage.name("s")),
                ref=transaction.ref,
                meter_stop_wh=transaction.stop_wh,
                said_at=stamp.said_at,
                reason=reason,
                token=token,
                readings=readings,
                connector=bay.number if bay.plugged or transaction.start_wh is not None else None,
                seq=stamp.seq,
                offline=stamp.offline,
            )

        tardy_s = self.stage.rng.uniform(60, 1_500) if self.stage.chance(self.character.tardy) else 0.0
        self._send(transaction, make, delay_s=tardy_s)

    # readings

    def _tick(self, bay: Bay, transaction: TrueTransaction) -> None:
        if transaction.running:
            self.stage.later(self.character.interval_s, lambda: self._tick(bay, transaction))
            self.read(bay, transaction, ReadingSource.PERIODIC)

    def read(self, bay: Bay, transaction: TrueTransaction, source: ReadingSource) -> None:
        if bay.plugged:
            activity = self._activity(bay, transaction) if self.stage.chance(0.5) else None
            readings = self._taken(bay, transaction, source)
            self._update(bay, transaction, News(activity=activity, readings=readings))

    def _activity(self, bay: Bay, transaction: TrueTransaction) -> Activity:
        if bay.socket.power_w:
            return Activity.CHARGING
        waits = transaction.waits or not transaction.token
        return Activity.PREPARING if waits else Activity.SUSPENDED_EV

    def _taken(self, bay: Bay, transaction: TrueTransaction, source: ReadingSource) -> tuple[Reading, ...]:
        shown = self._shown(transaction, self.register(bay))
        power_w = Decimal(int(bay.socket.power_w))
        return (Reading(self.said_at(self.stage.now_s), shown, power_w, None, source),)

    def _of_register(self, register_wh: Decimal | None, source: ReadingSource) -> tuple[Reading, ...]:
        if register_wh is None:
            return ()
        return (Reading(self.said_at(self.stage.now_s), register_wh, None, None, source),)

    # telling

    def _stamp(self, transaction: TrueTransaction) -> Stamp:
        self._count += 1
        counts = {Count.EACH: len(transaction.made), Count.STATION: self._count, Count.ZERO: 0}
        return Stamp(self.said_at(self.stage.now_s), counts[self.character.count], not self.online)

    def _tell_start(self, bay: Bay, transaction: TrueTransaction, start_wh: Decimal | None) -> None:
        flows = self.character.start_point is StartPoint.ENERGY
        activity = Activity.CHARGING if flows else Activity.PREPARING if bay.plugged else Activity.NONE
        connector = bay.number if bay.plugged or self.character.placed else 0
        readings = self._of_register(start_wh, ReadingSource.START)
        token, asked = self._whose(transaction)
        if flows and not token and not asked:
            transaction.faults.add("nameless")
        stamp = self._stamp(transaction)

        def make() -> Event:
            return TransactionStarted(
                station=STATION,
                at=self.stage.at,
                fresh=SessionId(self.stage.name("s")),
                connector=connector,
                token=token or NOBODY,
                meter_start_wh=start_wh,
                said_at=stamp.said_at,
                ref=transaction.ref,
                activity=activity,
                readings=readings,
                asked=asked,
                seq=stamp.seq,
                offline=stamp.offline,
            )

        self._send(
            transaction, make, lost=self.character.unbegun, whose=bool(token or asked), kind=Kind.START
        )

    def _whose(self, transaction: TrueTransaction) -> tuple[TokenUid | None, int | None]:
        """What this station tells of who charges."""
        unsaid = self.character.unsaid
        token = transaction.token or None if unsaid is not Unsaid.TOKEN else None
        return token, transaction.asked if unsaid is not Unsaid.NUMBER else None

    def _say_whose(self, bay: Bay, transaction: TrueTransaction) -> None:
        token, asked = self._whose(transaction)
        if token or asked:
            self._update(bay, transaction, News(token=token, asked=asked))

    def _update(self, bay: Bay, transaction: TrueTransaction, news: News) -> None:
        connector = bay.number if bay.plugged and (news.placed or self.stage.chance(0.5)) else None
        stamp = self._stamp(transaction)

        def make() -> Event:
            return TransactionUpdated(
                station=STATION,
                at=self.stage.at,
                fresh=SessionId(self.stage.name("s")),
                ref=transaction.ref or "",
                connector=connector,
                token=news.token,
                said_at=stamp.said_at,
                activity=news.activity,
                readings=news.readings,
                asked=news.asked,
                seq=stamp.seq,
                offline=stamp.offline,
                stopped=news.stopped,
            )

        mine = news.token in (None, transaction.token) and bool(news.token or news.asked) and not news.stopped
        plain = not (news.activity or news.stopped or news.token or news.asked or news.placed)
        self._send(
            transaction, make, lost=self.character.lean, whose=mine, kind=Kind.PLAIN if plain else Kind.ANY
        )

    def _send(
        self,
        transaction: TrueTransaction,
        make: Callable[[], Event],
        *,
        lost: float = 0.0,
        delay_s: float = 0.0,
        whose: bool = False,
        kind: Kind = Kind.ANY,
    ) -> None:
        """Into the queue: at once, later than others, or never. A start is overtaken most easily, plain readings by most."""
        place = len(transaction.made)
        transaction.made.append(False)

        def heard(_: Decision) -> None:
            transaction.made[place] = True
            transaction.fulfilled = transaction.fulfilled or whose

        def answered(decision: Decision) -> None:
            if whose:
                self._whose_answered(transaction, decision)

        message = Message(transaction, make, self.stage.now_s, heard, answered)
        if not self.calm and self.stage.chance(lost):
            transaction.faults.add("forgotten")
            return
        overtaken = self.character.overtaking * (2 if kind is Kind.START else 1)
        if not self.calm and self.character.exact and self.stage.chance(overtaken):
            transaction.faults.add("astray")
            delay_s += self.stage.rng.uniform(
                0, LONG_S if kind is Kind.PLAIN and self.stage.chance(0.2) else 90
            )
        if delay_s:
            self._hold(message, delay_s)
        else:
            self._queue_up(message)

    def _whose_answered(self, transaction: TrueTransaction, decision: Decision) -> None:
        """A card that may not charge stops it, mostly."""
        answer = decision.answer
        token = answer.token if isinstance(answer, StartAnswer | UpdateAnswer) else None
        refused = token is not None and token.status is not TokenStatus.ACCEPTED
        if refused and self.stage.chance(0.7):
            self.stage.later(2.0, lambda: self.end(transaction, "DeAuthorized"))
