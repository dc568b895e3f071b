"""Carries the calls that decisions want to the virtual station, and back what became of them; slow or cut off at times."""

from __future__ import annotations

from collections.abc import Callable

from chargehand.model.calls import (
    MORE,
    ONGOING,
    OVER,
    AnyCall,
    AskTransaction,
    CallOutcome,
    ChangeAvailability,
    Reset,
    SetChargingLimit,
    ShowCost,
    StartTransaction,
    StopTransaction,
    Trigger,
    TriggerMessage,
    UnlockConnector,
)
from chargehand.model.effects import CallStation
from chargehand.model.events import CallAnswered, CallSent
from chargehand.model.identity import SessionId
from chargehand.model.reading import ReadingSource
from chargehand.model.reservation import Reservation, ReservationStatus
from chargehand.simulator.rehearsal.character import Reply
from chargehand.simulator.rehearsal.stage import STATION, Stage
from chargehand.simulator.rehearsal.stations.bay import Order
from chargehand.simulator.rehearsal.stations.station import VirtualStation
from chargehand.simulator.rehearsal.truth import TrueTransaction
from chargehand.simulator.rehearsal.world import Broken

OUTCOMES = {
    Reply.OBEYED: CallOutcome.ACCEPTED,
    Reply.IGNORED: CallOutcome.ACCEPTED,
    Reply.REFUSED: CallOutcome.REJECTED,
    Reply.UNKNOWN: CallOutcome.UNSUPPORTED,
    Reply.SILENT: CallOutcome.UNANSWERED,
    Reply.LATE: CallOutcome.UNANSWERED,
}


class Gateway:
    """Takes each wanted call once. What the station does is the station's character; whose it was is checked here."""

    def __init__(self, stage: Stage, station: VirtualStation) -> None:
        self.stage = stage
        self.station = station
        self._taken = 0
        stage.after.append(self._take)

    def _take(self) -> None:
        outbox = self.stage.world.outbox
        while self._taken < len(outbox):
            call = outbox[self._taken]
            self._taken += 1
            if isinstance(call.call, ShowCost):
                continue
            slow = self.stage.chance(0.04)
            delay_s = self.stage.rng.uniform(5, 45) if slow else self.stage.rng.uniform(0.01, 0.3)
            self.stage.later(delay_s, lambda call=call: self._send(call))

    def _send(self, call: CallStation) -> None:
        if call.command.startswith("cfg"):
            return
        if self.stage.at >= call.until or not self.station.online:
            self._told(call, CallOutcome.OFFLINE)
            return
        self.stage.hear(
            CallSent(station=STATION, at=self.stage.at, command=call.command, call_id=call.call_id)
        )
        reply = self._reply(call)
        detail = self._said_of(call, reply)
        connection = self.station.connection
        left_s = self.stage.seconds(call.until) - self.stage.now_s

        def answered() -> None:
            lost = connection != self.station.connection or not self.station.online
            self._told(call, CallOutcome.UNANSWERED if lost else OUTCOMES[reply], detail)

        self.stage.later(
            left_s if reply in (Reply.SILENT, Reply.LATE) else self.stage.rng.uniform(0.05, 2), answered
        )
        if reply is Reply.LATE:
            self.stage.later(left_s + 3, lambda: self._told(call, CallOutcome.ACCEPTED, detail))

    def _said_of(self, call: CallStation, reply: Reply) -> str:
        """Whether a transaction goes on: the truth. Whether more of it is to come: that too, or a no from a station that does
        not care (2.x E14).
        """
        meant = self._asked_about(call)
        if meant is None:
            return OVER if isinstance(call.call, AskTransaction) else ""
        obeys = reply in (Reply.OBEYED, Reply.LATE)
        more = obeys and self.station.has_more_of(meant)
        return ", ".join((ONGOING if meant.running else OVER, *((MORE,) if more else ())))

    def _asked_about(self, call: CallStation) -> TrueTransaction | None:
        ref = call.call.ref if isinstance(call.call, AskTransaction) else None
        return next((row for row in self.station.transactions if ref is not None and row.ref == ref), None)

    def _told(self, call: CallStation, outcome: CallOutcome, detail: str = "") -> None:
        meant = self._asked_about(call)
        if meant is not None and outcome is CallOutcome.ACCEPTED and MORE not in detail:
            meant.denied_at = meant.denied_at or self.stage.at
        self.stage.hear(
            CallAnswered(
                station=STATION,
                at=self.stage.at,
                command=call.command,
                call_id=call.call_id,
                outcome=outcome,
                detail=detail if outcome is CallOutcome.ACCEPTED else "",
                response="{}" if outcome is CallOutcome.ACCEPTED else None,
                reservation=_meant(call),
            )
        )

    def _reply(self, call: CallStation) -> Reply:
        """What the station answers; what it then does waits a little."""
        reply = self.stage.rng.choice(self.station.character.replies)
        obeys = reply in (Reply.OBEYED, Reply.LATE)
        match call.call:
            case StopTransaction(ref=ref):
                return self._stop(call, ref, reply)
            case StartTransaction(token=token, connector=connector, number=number):
                return self._start(Order(token, number), connector, reply)
            case TriggerMessage(trigger=trigger, connector=connector):
                if obeys:
                    self._later(lambda: self._trigger(trigger, connector))
                return reply
            case AnyCall() | Reset() | UnlockConnector() | ChangeAvailability() | SetChargingLimit():
                return reply
            case AskTransaction():
                return reply
            case _:
                return Reply.UNKNOWN

    def _later(self, action: Callable[[], None]) -> None:
        self.stage.later(self.stage.rng.uniform(0.1, 6), action)

    def _stop(self, call: CallStation, ref: str, reply: Reply) -> Reply:
        running = [bay.running for bay in self.station.bays if bay.running is not None]
        meant = next((transaction for transaction in running if transaction.ref == ref), None)
        if meant is None:
            return Reply.REFUSED if reply is not Reply.SILENT else reply
        self._must_be_its_own(call, meant)
        if reply in (Reply.OBEYED, Reply.LATE):
            self._later(lambda: self.station.end(meant, "Remote"))
        return reply

    def _must_be_its_own(self, call: CallStation, meant: TrueTransaction) -> None:
        """The transaction that the station would stop is that of the session somebody asked to stop."""
        command = self.stage.world.command(call.command)
        asked = command.session if command is not None else None
        if meant.sessions and asked not in meant.sessions:
            raise Broken(("a_stop_stops_its_own",), f"{call.call_id} for {asked} stops {meant.name}")

    def _start(self, order: Order, connector: int | None, reply: Reply) -> Reply:
        bays = [bay for bay in self.station.bays if connector in (None, bay.number)]
        free = [bay for bay in bays if self.station.takes_orders(bay)]
        if not free:
            return Reply.REFUSED if reply is not Reply.SILENT else reply
        if reply in (Reply.OBEYED, Reply.LATE):
            self.station.ordered(free[0], order, self.stage.rng.choice((1.0, 5.0, 30.0, 90.0, 400.0)))
        return reply

    def _trigger(self, trigger: Trigger, connector: int | None) -> None:
        for bay in self.station.bays:
            if connector not in (None, bay.number) or not self.station.online:
                continue
            if trigger is Trigger.METER and bay.running is not None:
                self.station.read(bay, bay.running, ReadingSource.TRIGGER)
            elif trigger is Trigger.STATUS:
                self.station.show(bay)


def _meant(call: CallStation) -> Reservation | None:
    """The reservation that the call is about."""
    if not isinstance(call.call, AnyCall) or call.call.action != "ReserveNow":
        return None
    return Reservation(station=STATION, number=1, status=ReservationStatus.ACCEPTED)


def sessions_of(stage: Stage, driver: str) -> list[SessionId]:
    """All sessions of a driver, the youngest last."""
    return [
        row.id for row in sorted(stage.world.sessions, key=lambda row: row.number) if row.driver == driver
    ]
