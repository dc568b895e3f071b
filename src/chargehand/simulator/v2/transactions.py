"""A transaction from whatever starts it to whatever ends it (2.0.1 E): facts change, events tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final
from uuid import UUID

from chargehand.simulator.hardware.car import Car
from chargehand.simulator.parts.bending import shown_register_wh
from chargehand.simulator.v2.body import Body
from chargehand.simulator.v2.connector import Connector, Token, Transaction
from chargehand.simulator.v2.events import Events
from chargehand.simulator.v2.statuses import Statuses

# Contactors open a moment after the stop was said (F81).
_AFTER_RUN_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class Cause:
    """Why something is told: TriggerReasonEnumType, and ReasonEnumType if it should end the transaction by it."""

    trigger: str
    reason: str = ""
    token: Token | None = None
    # Told even where no state changes by it.
    is_news: bool = False


def _nothing() -> None:
    """Nobody waits for it."""


@dataclass(slots=True, eq=False)
class Transactions:
    body: Body
    statuses: Statuses
    events: Events
    # A transaction has ended.
    ended: Callable[[], None] = _nothing

    def __post_init__(self) -> None:
        self.events.refused = self._refused

    # ------------------------------------------------------------------------------------------------- facts

    def cable_in(self, connector: Connector, car: Car) -> None:
        """The car stands there and is connected."""
        connector.pretends_available = False
        starts = self.body.character.start_points
        detected = "ParkingBayOccupancy" in starts and "EVConnected" not in starts
        cause = Cause("EVDetected" if detected else "CablePluggedIn")
        self._change(connector, cause, partial(self._take_car, connector, car))

    def _take_car(self, connector: Connector, car: Car) -> None:
        connector.car = car
        connector.full = False

    def cable_out(self, connector: Connector) -> None:
        """The car is gone; nobody may charge any more where StopTxOnEVSideDisconnect says so."""
        bay_only = set(self.body.character.stop_points) == {"ParkingBayOccupancy"}
        cause = Cause("EVDeparted" if bay_only else "EVCommunicationLost", "EVDisconnected")
        self._change(connector, cause, partial(self._lose_car, connector))

    def _lose_car(self, connector: Connector) -> None:
        connector.meter.end(self.body.now)
        self.body.timers.cancel(("full", connector.connector_id))
        connector.car = None
        connector.full = connector.pretends_available = False
        connector.previous_name = ""
        if self.body.model.flag("TxCtrlr.StopTxOnEVSideDisconnect"):
            connector.authorise(None)

    def authorise(self, connector: Connector, token: Token, trigger: str) -> None:
        """This token may charge here."""
        connector.suspended = connector.pretends_available = False
        self._change(connector, Cause(trigger, token=token), partial(connector.authorise, token))

    def stop(self, connector: Connector, cause: Cause) -> None:
        """Whoever charges here may not any more; ends the transaction if that is one of its TxStopPoints."""
        self._change(connector, cause, partial(connector.authorise, None))

    def end_by_reset(self, connector: Connector) -> None:
        """Ended, whatever the TxStopPoints (B12.FR.03)."""
        connector.authorise(None)
        self._cut(connector)
        if connector.transaction is not None:
            self._end(connector, Cause("ResetCommand", "ImmediateReset"))

    def end_by_power(self, connector: Connector) -> None:
        """Ended because the mains are about to go, whatever the TxStopPoints."""
        connector.authorise(None)
        self._cut(connector)
        if connector.transaction is not None:
            self._end(connector, Cause("AbnormalCondition", "PowerLoss"))

    def break_down(self, connector: Connector, error_code: str) -> None:
        """The power path is open; the transaction ends where that ends it."""
        connector.fault = error_code
        reason = "GroundFault" if error_code == "GroundFailure" else "Other"
        self.stop(connector, Cause("AbnormalCondition", reason))

    def _is_full(self, connector: Connector) -> None:
        def fill() -> None:
            connector.full = True

        self._change(connector, Cause("ChargingStateChanged", "StoppedByEV"), fill)

    def _change(self, connector: Connector, cause: Cause, alter: Callable[[], None]) -> None:
        """`alter` has happened and what it means was told, then energy flows if it may."""
        before = connector.points
        alter()
        if not connector.path_closed and not self.body.character.keeps_delivering:
            self._cut(connector)
        self._tell(connector, before, cause)
        if connector.path_closed and not connector.suspended and not connector.meter.delivering:
            before = connector.points
            self.deliver(connector)
            self._tell(connector, before, Cause("ChargingStateChanged"))
        self.statuses.report(connector)

    def _tell(self, connector: Connector, before: frozenset[str], cause: Cause) -> None:
        now = connector.points
        character, transaction = self.body.character, connector.transaction
        news = now - before
        if transaction is None:
            starts = set(character.start_points)
            if news & starts or (now & starts and "Authorized" in news):
                self._begin(connector, cause)
        elif (before - now) & set(character.stop_points) or (before and not now):
            # Where nothing holds any more nothing can end it later, whatever its TxStopPoints.
            self._end(connector, cause)
        elif (
            cause.is_news
            or cause.token
            or connector.charging_state != transaction.state_told
            or before != now
        ):
            if "Authorized" in before - now:
                transaction.stopped = cause.reason
            elif "Authorized" in news:
                transaction.stopped = ""
            self.events.say_update(connector, transaction, cause.trigger, cause.token)

    # -------------------------------------------------------------------------------------------------- flow

    def deliver(self, connector: Connector) -> None:
        """Energy flows into the car that is plugged in, as much as it may have, until it is full."""
        if connector.car is None or connector.suspended:
            return
        connector.car = connector.meter.end(self.body.now) or connector.car
        limit_w = self._limit_w(connector)
        if limit_w <= 0:
            return
        connector.meter.begin(connector.car, limit_w, self.body.now)
        full_in_s = connector.meter.full_in_s or 0.0
        connector.full = full_in_s <= 0.0
        if not connector.full:
            key = ("full", connector.connector_id)
            self.body.timers.set(key, full_in_s + 0.001, partial(self._is_full, connector))

    def _cut(self, connector: Connector) -> None:
        connector.car = connector.meter.end(self.body.now) or connector.car
        connector.full = False
        self.body.timers.cancel(("full", connector.connector_id))

    def _limit_w(self, connector: Connector) -> float:
        body = self.body
        return min(body.build.max_power_w, body.limits.limit_w(connector.connector_id, body.now))

    def limit(self, connector: Connector) -> None:
        """What it may draw has changed (K): told as ChargingRateChanged where it charges."""
        if not connector.path_closed:
            return
        connector.suspended = self._limit_w(connector) <= 0

        def redraw() -> None:
            self._cut(connector)
            self.deliver(connector)

        self._change(connector, Cause("ChargingRateChanged", is_news=True), redraw)

    # --------------------------------------------------------------------------------------- beginning and end

    def _begin(self, connector: Connector, cause: Cause) -> None:
        body, now = self.body, self.body.now
        if body.character.register_scope == "transaction":
            connector.origin_wh = int(connector.meter.register_wh(now))
        body.transactions += 1
        true_wh = connector.meter.register_wh(now)
        reservation, connector.reservation = connector.reservation, None
        body.timers.cancel(("reserved", connector.connector_id))
        holder = connector.holder
        transaction = Transaction(
            connector_id=connector.connector_id,
            token="" if holder is None else holder.uid,
            started_at=now,
            true_start_wh=true_wh,
            meter_start_wh=shown_register_wh(body.character, connector, true_wh),
            begin=connector.meter.gauge(now),
            holder=holder,
            remote_start_id=connector.remote_start_id,
            reservation_id=None if reservation is None else reservation.reservation_id,
            shown_id=self._name(connector),
        )
        connector.remote_start_id = None
        connector.transaction = transaction
        body.history.append(transaction)
        self.events.say_start(connector, transaction, cause.trigger, cause.token)
        if body.character.reads_at_begin:
            self.events.say_reading(connector, transaction, "MeterValuePeriodic", "Sample.Periodic")
        self.arm_readings(connector)

    def _name(self, connector: Connector) -> str:
        match self.body.character.transaction_names:
            case "uuid":
                return str(UUID(int=self.body.rng.getrandbits(128), version=4))
            case "counted":
                return str(self.body.transactions)
            case "reused":
                return f"TX-{connector.connector_id}"

    def _end(self, connector: Connector, cause: Cause) -> None:
        transaction = connector.transaction
        if transaction is None:
            return
        character = self.body.character
        self.close(connector, transaction.stopped or cause.reason or "Other")
        if character.stop_order == "available-first":
            connector.pretends_available = True
        if character.stop_order != "stop-first":
            self.statuses.report(connector)
        self.events.say_end(connector, transaction, cause.trigger, cause.token)
        if character.late_closing_reading:
            self.events.say_reading(connector, transaction, "MeterValuePeriodic", "Transaction.End")
        connector.transaction = None
        self.body.limits.end_of_transaction(connector.connector_id)
        connector.previous_name = str(transaction.shown_id)
        if character.after_run_wh:
            key = ("after-run", connector.connector_id)
            self.body.timers.set(key, _AFTER_RUN_S, partial(self._run_after, connector))
        self.ended()

    def cut_off(self, connector: Connector) -> None:
        """What flows without a transaction flows no more."""
        if connector.transaction is None:
            self._cut(connector)
            self.statuses.report(connector)

    def _run_after(self, connector: Connector) -> None:
        if not connector.meter.delivering:
            connector.meter.add(self.body.character.after_run_wh, self.body.now)

    def close(self, connector: Connector, reason: str) -> None:
        """The transaction's end is on record with the true register of now."""
        transaction = connector.transaction
        if transaction is None:
            return
        transaction.ended_at = self.body.now
        transaction.true_stop_wh = connector.meter.register_wh(self.body.now)
        transaction.reason = reason
        self.body.timers.cancel(("reading", connector.connector_id))

    def resume(self, connector: Connector) -> None:
        """The power is back and the transaction goes on; 2.1 says so (E17)."""
        transaction = connector.transaction
        if transaction is None:
            return
        self.deliver(connector)
        self.arm_readings(connector)
        if self.body.dialect.resumes and self.body.character.after_resume == "TxResumed":
            self.events.say_update(connector, transaction, "TxResumed")

    def _refused(self, connector: Connector, transaction: Transaction) -> None:
        """The server does not accept the token (E05, C15): stopped, or only suspended."""
        if connector.transaction is not transaction:
            return
        if self.body.model.flag("TxCtrlr.StopTxOnInvalidId"):
            self.stop(connector, Cause("Deauthorized", "DeAuthorized"))
            return

        def suspend() -> None:
            connector.suspended = True
            self._cut(connector)

        self._change(connector, Cause("Deauthorized"), suspend)

    # ------------------------------------------------------------------------------------------------ readings

    def arm_readings(self, connector: Connector) -> None:
        """The next periodic reading is due one TxUpdatedInterval from now, 0 means never."""
        interval_s = self.body.model.count("SampledDataCtrlr.TxUpdatedInterval")
        key = ("reading", connector.connector_id)
        self.body.timers.cancel(key)
        if interval_s and connector.transaction is not None:
            self.body.timers.set(key, interval_s, partial(self._periodic, connector))

    def arm_aligned(self) -> None:
        """The next reading on the clock is due at the next multiple of AlignedDataCtrlr.Interval, 0 means never."""
        interval_s = self.body.model.count("AlignedDataCtrlr.Interval")
        self.body.timers.cancel(("aligned", 0))
        if interval_s:
            self.body.timers.set(("aligned", 0), self.body.timers.until_next_s(interval_s), self._aligned)

    def _aligned(self) -> None:
        """J01, J02: in a transaction as its update, else as MeterValues."""
        self.arm_aligned()
        for connector in self.body.connectors.values():
            if connector.transaction is not None:
                self.events.say_reading(connector, connector.transaction, "MeterValueClock", "Sample.Clock")
            else:
                readings = self.events.measured(connector, "Sample.Clock")
                self.events.say_meter_values(connector, readings, durable=False)

    def _periodic(self, connector: Connector) -> None:
        self.arm_readings(connector)
        if connector.transaction is not None:
            self.events.say_reading(connector, connector.transaction, "MeterValuePeriodic", "Sample.Periodic")
