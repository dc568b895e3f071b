"""Judges transactions that their station names and numbers: whose each is, that it is one session, and when its bill is ripe."""

from __future__ import annotations

from datetime import timedelta

from chargehand.model.command import CommandKind, CommandState
from chargehand.model.effects import KeepReading, KeepTap
from chargehand.model.events import Event, TransactionEnded, TransactionStarted, TransactionUpdated
from chargehand.model.evidence import Signal
from chargehand.model.session import Bill, EndBasis, EnergyPhase, Session, Transaction
from chargehand.model.snapshot import Decision
from chargehand.simulator.rehearsal.character import Count, Unsaid
from chargehand.simulator.rehearsal.stage import EPOCH
from chargehand.simulator.rehearsal.stations.station import VirtualStation
from chargehand.simulator.rehearsal.truth import TrueTransaction
from chargehand.simulator.rehearsal.witnesses.oracle import Oracle, good
from chargehand.simulator.rehearsal.world import Broken, World


class NamedOracle(Oracle):
    """A transaction is known by its name: there is no doubt what a message is of."""

    def __init__(self, world: World, count: Count) -> None:
        super().__init__(world)
        self._counted = count is not Count.ZERO

    # while it is told

    def heard(self, transaction: TrueTransaction, event: Event, decision: Decision) -> None:
        match event:
            case TransactionStarted():
                transaction.starts.append((event.said_at, event.at))
            case TransactionEnded():
                transaction.stops.append((event.said_at, event.at))
            case _:
                pass
        if any(isinstance(effect, KeepTap) for effect in decision.effects):
            transaction.faults.add("tapped")
        session = self._one_session(transaction)
        self._is_its_drivers(transaction, session)
        self._is_of_its_own(transaction, event, decision)
        self._start_is_done(session, event, decision)
        self._stop_is_true(event, decision)
        self._bill_is_ripe(transaction, session, event)
        self._shows_the_truth(transaction, session)
        if isinstance(event, TransactionEnded) and session.live:
            raise Broken(("an_end_is_true",), f"{session.id} goes on after the end of {transaction.name}")

    def _one_session(self, transaction: TrueTransaction) -> Session:
        """The one that goes by its name. What ran for nobody may go on as another, once, and keeps nothing."""
        rows = [row for row in self.world.sessions if row.ref == transaction.ref]
        if len(rows) != 1:
            raise Broken(("one_start_one_session",), f"{transaction.name} is {[row.id for row in rows]}")
        session, known = rows[0], transaction.sessions
        if session.id in known[:-1] or self.owner.setdefault(session.id, transaction) is not transaction:
            raise Broken(("one_start_one_session",), f"{transaction.name} became {session.id}")
        if known and known[-1] != session.id:
            left = self.world.session(known[-1])
            gone = left is not None and left.end_basis is EndBasis.CONTINUED
            if left is None or not gone or left.energy_wh or left.token is not None:
                raise Broken(
                    ("one_start_one_session",), f"{session.id} and {known[-1]} are {transaction.name}"
                )
        if session.id not in known:
            known.append(session.id)
        return session

    def _is_its_drivers(self, transaction: TrueTransaction, session: Session) -> None:
        """Nobody gets a session that runs on somebody else's card."""
        if session.token is None or "nameless" in transaction.faults:
            return
        card = self.world.tokens.get(session.token)
        driver = card.driver if card is not None else None
        if session.token != transaction.token or session.driver != driver:
            detail = f"{session.id} is {session.driver}'s on {session.token}, it runs on {transaction.token}"
            raise Broken(("a_session_is_its_drivers",), detail)

    def _is_of_its_own(self, transaction: TrueTransaction, event: Event, decision: Decision) -> None:
        for effect in decision.effects:
            if isinstance(effect, KeepReading) and effect.session not in transaction.sessions:
                detail = f"a reading of {transaction.name} went to {effect.session}"
                raise Broken(("a_reading_is_of_its_own",), detail)
        for row in decision.snapshot.sessions:
            reported = row.end_received_at == event.at and row.end_basis is EndBasis.REPORTED
            if reported and row.id not in transaction.sessions:
                raise Broken(("an_end_is_of_its_own",), f"{transaction.name} ended {row.id}")

    def _shows_the_truth(self, transaction: TrueTransaction, session: Session) -> None:
        """What goes on as soon as all was told that was made, in whatever order."""
        if not transaction.running or "hasty" in transaction.faults:
            return
        if session.end_signal == Signal.OPERATOR_CLOSED or "closing_undone" in session.flags:
            return
        if not session.live:
            raise Broken(("an_end_is_true",), f"{session.id} ended as {session.end_basis}, it runs")
        flows, shown = bool(transaction.socket.power_w), session.energy_phase is EnergyPhase.CHARGING
        stopped = session.stopped_at is not None
        told = all(transaction.made) and (self._counted or "astray" not in transaction.faults)
        if told and (flows is not shown or stopped is not transaction.waits):
            detail = (
                f"{session.id} shows {session.energy_phase}, stopped {session.stopped_at}; flows: {flows}"
            )
            raise Broken(("what_is_shown_is_true",), detail)

    def _start_is_done(self, session: Session, event: Event, decision: Decision) -> None:
        """Who says that it was asked for is not waited for any longer."""
        asked = event.asked if isinstance(event, TransactionStarted | TransactionUpdated) else None
        for row in decision.snapshot.sessions:
            if session.live and row.number == asked and row.transaction is Transaction.PENDING:
                raise Broken(("a_start_is_told_done",), f"{row.id} waits, {session.id} is it")

    def _stop_is_true(self, event: Event, decision: Decision) -> None:
        """A stop is called done only when charging really was stopped."""
        for row in decision.snapshot.commands:
            done = row.state is CommandState.CONFIRMED and row.ended_at == event.at
            owner = self.owner.get(row.session) if row.session is not None else None
            if row.kind is CommandKind.STOP and done and owner and owner.running and not owner.halted:
                raise Broken(("a_stop_is_true",), f"{row.id} is done, {owner.name} charges")

    def _bill_is_ripe(self, transaction: TrueTransaction, session: Session, event: Event) -> None:
        """Final only when all numbered messages came, were waited for, or were said not to be there (E14)."""
        if session.bill is not Bill.FINAL or all(transaction.made) or not self._counted:
            return
        if transaction.denied_at is not None and transaction.denied_at <= event.at:
            return
        patience = timedelta(seconds=self.world.snapshot.policy.gap_wait_s)
        if event.at < transaction.stops[0][1] + patience:
            raise Broken(
                ("a_final_bill_has_all",), f"{session.id} is final, more of {transaction.name} may come"
            )

    # when all is told

    def judge(self, station: VirtualStation, now_s: float) -> None:
        tells = station.character.unsaid is not Unsaid.TOKEN
        for transaction in station.transactions:
            session = self._session_of(transaction)
            if session is None:
                continue
            card = self.world.tokens.get(session.token) if session.token is not None else None
            told = card is not None and good(card, EPOCH)
            late = "no_token" in session.flags and not self._counted  # who tells no numbers is not waited for
            told = told and "tapped" not in transaction.faults
            transaction.accepted = (told and not late) or (session.token is None and not session.energy_wh)
            if tells and transaction.fulfilled and session.token is None and session.energy_wh:
                raise Broken(("a_session_is_its_drivers",), f"{session.id} is nobody's, told was whose")
        super().judge(station, now_s)

    def _is_told(self, transaction: TrueTransaction, session: Session) -> bool:
        """Where no car ever came there is nothing to tell."""
        nothing = transaction.start_wh is None and not session.energy_wh
        return nothing or super()._is_told(transaction, session)

    def _told_in_time(self, transaction: TrueTransaction) -> bool:
        """Start and end came in any order, the start before it was given up."""
        patience = timedelta(seconds=self.world.snapshot.policy.gap_wait_s)
        if not (transaction.starts and transaction.stops):
            return False
        until = transaction.stops[0][1] + patience
        return transaction.starts[0][1] < min(until, transaction.denied_at or until)

    def _is_placed(self, transaction: TrueTransaction, session: Session) -> bool:
        """What is told when something later runs there has no place."""
        overtaken = "astray" in transaction.faults and session.connector is None
        return overtaken or super()._is_placed(transaction, session)
