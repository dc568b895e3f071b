"""Judges what was decided by what really happened. Its names stand beside the laws' when a story breaks."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from chargehand.core.keeping import WATCH
from chargehand.core.limits.keeping import TIMER as LIMIT
from chargehand.core.notices.deciding import FEE, SETTLE
from chargehand.model.answers import StartAnswer
from chargehand.model.effects import KeepReading, KeepTap
from chargehand.model.events import Event, MeterSampled, TransactionEnded, TransactionStarted
from chargehand.model.evidence import Signal
from chargehand.model.identity import SessionId
from chargehand.model.session import Bill, EndBasis, Session, Transaction
from chargehand.model.snapshot import Decision
from chargehand.model.station import ConnectorStatus
from chargehand.model.token import AccountStatus, Token, TokenStatus
from chargehand.simulator.rehearsal.stations.bay import Witness
from chargehand.simulator.rehearsal.stations.station import VirtualStation
from chargehand.simulator.rehearsal.truth import TrueTransaction
from chargehand.simulator.rehearsal.world import Broken, World

ROUNDING_WH = Decimal("1.1")
"""Registers are shown rounded down: so much more than the truth may their difference be."""

MERGED = "merged"
"""What was told of one transaction could not but be taken for another's: no evidence tells them apart."""

TELLINGS = (
    "one_start_one_session",
    "an_end_is_of_its_own",
    "a_reading_is_of_its_own",
    "a_session_is_its_drivers",
    "a_start_is_told_done",
    "a_stop_is_true",
    "a_final_bill_has_all",
)
VERDICTS = (
    "energy_is_true",
    "told_whole_is_exact",
    "a_final_bill_is_right",
    "an_end_is_true",
    "nothing_waits_for_ever",
    "what_is_shown_is_true",
)
"""What the oracle says no law can: the laws do not know the truth."""


class Oracle(Witness):
    """Follows each true transaction to the sessions that the core made of it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.owner: dict[SessionId, TrueTransaction] = {}

    # while it is told

    def heard(self, transaction: TrueTransaction, event: Event, decision: Decision) -> None:
        match event:
            case TransactionStarted():
                self._start(transaction, event, decision)
            case TransactionEnded():
                self._end(transaction, event)
            case MeterSampled():
                self._reading(transaction, event, decision)
            case _:
                pass

    def _start(self, transaction: TrueTransaction, event: TransactionStarted, decision: Decision) -> None:
        number = decision.answer.number if isinstance(decision.answer, StartAnswer) else 0
        session = next(row for row in self.world.sessions if row.number == number)
        owner = self.owner.setdefault(session.id, transaction)
        if owner is not transaction and event.said_at is None and owner.start_wh == transaction.start_wh:
            # The end of the one before was never told, and without a time this looks like its start told again.
            owner.faults.add(MERGED)
            transaction.faults.add(MERGED)
        elif owner is not transaction or transaction.sessions not in ([], [session.id]):
            raise Broken(("one_start_one_session",), f"{transaction.name} and {owner.name} are {session.id}")
        if not transaction.starts and MERGED not in transaction.faults and "orphan" not in session.flags:
            token = self.world.tokens.get(event.token)
            tap = any(isinstance(effect, KeepTap) for effect in decision.effects)
            transaction.accepted = token is not None and good(token, event.at) and not tap
            if session.token_refused is transaction.accepted:
                raise Broken(("one_start_one_session",), f"{transaction.name}: wrong about the card")
        transaction.starts.append((event.said_at, event.at))
        if session.id not in transaction.sessions:
            transaction.sessions.append(session.id)

    def _end(self, transaction: TrueTransaction, event: TransactionEnded) -> None:
        transaction.stops.append((event.said_at, event.at))
        for row in self.world.ended.values():
            if row.end_received_at != event.at or row.end_basis is not EndBasis.REPORTED:
                continue
            if "orphan" in row.flags:
                self.owner.setdefault(row.id, transaction)
            owner = self.owner.get(row.id)
            own = self._session_of(transaction)
            doubtful = (owner is not None and bool(owner.stops)) or (own is not None and not own.live)
            blind = event.ref is None and (not transaction.starts or event.said_at is None or doubtful)
            if owner is not None and owner is not transaction and blind:
                # Its start was never heard, it says no time, one of the two was taken for ended before, and it continues
                # the other's card and register.
                owner.faults.add(MERGED)
                transaction.faults.add(MERGED)
            elif owner is not transaction and MERGED not in transaction.faults:
                raise Broken(("an_end_is_of_its_own",), f"the end of {transaction.name} ended {row.id}")

    def _reading(self, transaction: TrueTransaction, event: MeterSampled, decision: Decision) -> None:
        for effect in decision.effects:
            owner = self.owner.get(effect.session) if isinstance(effect, KeepReading) else transaction
            if owner is None or MERGED in transaction.faults:
                continue
            late = not transaction.running and all(row.said_at is None for row in event.readings)
            if event.ref is None and (late or not transaction.starts):
                # Nothing was heard of its start, and the connector's open session was never told to have ended; or it says
                # neither when nor of what it is, and the next one runs.
                owner.faults.add(MERGED)
            elif isinstance(effect, KeepReading) and owner is not transaction:
                detail = f"a reading of {transaction.name} went to {effect.session}"
                raise Broken(("a_reading_is_of_its_own",), detail)

    # when all is told

    def judge(self, station: VirtualStation, now_s: float) -> None:
        """The whole story, after it. Raises Broken."""
        self._nothing_waits()
        for transaction in station.transactions:
            session = self._session_of(transaction)
            socket = station.bays[transaction.connector - 1].socket
            delivered = Decimal(repr(round(transaction.delivered_wh(socket.wh(now_s)), 3)))
            if session is not None and MERGED not in transaction.faults:
                self._judge_end(transaction, session)
                decidable = _decidable(transaction, timely=station.character.exact)
                if decidable:
                    self._judge_energy(transaction, session, delivered)
                if decidable and (station.character.exact or "backlog" not in transaction.faults):
                    self._judge_whole(transaction, session)
        self._judge_orphans()

    def _session_of(self, transaction: TrueTransaction) -> Session | None:
        return self.world.session(transaction.sessions[-1]) if transaction.sessions else None

    def _nothing_waits(self) -> None:
        live = self.world.snapshot
        waiting = [row.id for row in live.commands]
        waiting += [row.id for row in live.sessions if row.transaction is Transaction.PENDING]
        waiting += [row.id for row in self.world.sessions if row.bill is Bill.WAITING]
        timers = [timer for timer in self.world.timers if not self._may_ring(*timer)]
        if waiting or timers:
            raise Broken(("nothing_waits_for_ever",), f"{waiting}, timers {timers}")

    def _may_ring(self, kind: str, subject: str) -> bool:
        """A connector that is called free, though its station tells of what runs there, is looked at again and again.

        What runs is watched, waits until it is told of, and is stopped again while it is beyond a limit.
        """
        session = self.world.session(SessionId(subject))
        if kind in (WATCH, SETTLE, FEE, LIMIT) and session is not None and session.live:
            return True
        owner = self.owner.get(SessionId(subject))
        return kind == "free" and owner is not None and owner.running and "hasty" in owner.faults

    def _judge_end(self, transaction: TrueTransaction, session: Session) -> None:
        """What was told to have ended has ended, nothing else has; but for what a later start superseded."""
        told = bool(transaction.stops)
        named = "odd_id" not in transaction.faults and transaction.ref is not None
        if told and named and session.end_basis is not EndBasis.REPORTED:
            raise Broken(("an_end_is_true",), f"{session.id} does not know that {transaction.name} ended")
        if session.end_basis is EndBasis.REPORTED and not told:
            raise Broken(("an_end_is_true",), f"{session.id} ended without a word of {transaction.name}")
        by_hand = session.end_signal == Signal.OPERATOR_CLOSED
        if transaction.running and not (session.live or by_hand) and "hasty" not in transaction.faults:
            raise Broken(("an_end_is_true",), f"{session.id} ended as {session.end_basis}, it runs")
        if session.live and not transaction.running and self._shown_free(session):
            raise Broken(
                ("nothing_waits_for_ever",), f"{session.id} is open, {transaction.name} is long over"
            )

    def _shown_free(self, session: Session) -> bool:
        """No car is known to be where it is."""
        rows = [row.status for row in self.world.snapshot.connectors if row.number == session.connector]
        return rows in ([], [ConnectorStatus.AVAILABLE])

    def _judge_energy(self, transaction: TrueTransaction, session: Session, delivered: Decimal) -> None:
        if not 0 <= session.energy_wh <= delivered + ROUNDING_WH:
            detail = f"{session.id} has {session.energy_wh} Wh of {delivered} of {transaction.name}"
            raise Broken(("energy_is_true",), detail)
        if session.bill is not Bill.FINAL or "reset" in transaction.faults:
            return
        start, stop = transaction.start_wh, transaction.stop_wh
        if not self._is_told(transaction, session) or not transaction.accepted:
            detail = f"{session.id} bills {session.energy_wh} Wh, told were {start} to {stop}"
            raise Broken(("a_final_bill_is_right",), detail)

    def _is_told(self, transaction: TrueTransaction, session: Session) -> bool:
        """Whether the session's energy is the difference of the registers at start and end."""
        start, stop = transaction.start_wh, transaction.stop_wh
        return start is not None and stop is not None and session.energy_wh == stop - start

    def _judge_whole(self, transaction: TrueTransaction, session: Session) -> None:
        """The station told start and end with their registers, under our id: all must be exact, whatever came between."""
        start, stop = transaction.start_wh, transaction.stop_wh
        odd = (
            transaction.faults & {"reset", "odd_id", "blank_stop", "start_untold"} or transaction.ref is None
        )
        if start is None or stop is None or odd or not self._told_in_time(transaction):
            return
        began, ended = instant(transaction.starts[0]), instant(transaction.stops[0])
        wanted = (stop - start, began, max(began, ended), EndBasis.REPORTED)
        found = (session.energy_wh, session.started_at, session.ended_at, session.end_basis)
        if found != wanted or not self._is_placed(transaction, session):
            raise Broken(("told_whole_is_exact",), f"{session.id} is {found}, told was {wanted}")
        bill = Bill.FINAL if transaction.accepted else Bill.IN_REVIEW
        # Nonsense low enough to be believed makes the end look like a jump: its register counts, and a person looks.
        low = "mixed" in transaction.faults or "implausible_energy" in session.flags
        nonsense = bool(transaction.faults & {"drop", "mixed"})
        # What was learned of its clock may be unlearned by what comes late: then a person looks.
        reset = {"clock_offset", "stop_before_start"} <= set(session.flags)
        short = "faint" in transaction.faults and "below_power" in session.flags
        if session.bill is not bill and not (low and nonsense) and not reset and not short:
            raise Broken(("told_whole_is_exact",), f"{session.id} is {session.bill}: {session.flags}")

    def _told_in_time(self, transaction: TrueTransaction) -> bool:
        """Start and end came, the start first."""
        return bool(transaction.stops) and transaction.starts[0][1] <= transaction.stops[0][1]

    def _is_placed(self, transaction: TrueTransaction, session: Session) -> bool:
        return session.connector == transaction.connector

    def _judge_orphans(self) -> None:
        for row in self.world.sessions:
            if row.id not in self.owner and row.started_at is not None:
                raise Broken(("one_start_one_session",), f"{row.id} is of no transaction")
            if "orphan" in row.flags and (
                row.bill is not Bill.IN_REVIEW or (row.energy_wh and row.ref is None)
            ):
                raise Broken(("energy_is_true",), f"{row.id} is of nothing, with {row.energy_wh} Wh")


def _decidable(transaction: TrueTransaction, *, timely: bool) -> bool:
    """Whether nonsense can be told from the register at all.

    Without a start nothing says where the register stood; without the station's own time a repeat looks like news;
    and when sound readings are late or lost, nonsense may follow nonsense often enough to look like a new register.
    """
    if not transaction.faults & {"drop", "jump", "mixed"}:
        return True
    told = transaction.start_wh is not None and "start_untold" not in transaction.faults
    return timely and told and not transaction.faults & {"astray", "forgotten"}


def good(token: Token, at: datetime) -> bool:
    valid = token.expires_at is None or token.expires_at > at
    return token.status is TokenStatus.ACCEPTED and valid and token.account is not AccountStatus.SUSPENDED


def instant(heard: tuple[datetime | None, datetime]) -> datetime:
    said, at = heard
    return at if said is None or said > at else said
