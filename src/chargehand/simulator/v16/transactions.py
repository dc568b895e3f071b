"""A transaction from its start over its readings to its stop (OCPP 1.6 §4.7, 4.8, 4.10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Final, cast

from chargehand.simulator.frames import JsonObject
from chargehand.simulator.parts.bending import note_reading, shown_register_wh
from chargehand.simulator.parts.mouth import Message
from chargehand.simulator.v16.body import Body
from chargehand.simulator.v16.connector import Connector, Transaction
from chargehand.simulator.v16.readings import Display
from chargehand.simulator.v16.statuses import Statuses

# Contactors open a moment after the stop was said (F81).
_AFTER_RUN_S: Final = 1.0


@dataclass(slots=True, eq=False)
class Transactions:
    body: Body
    statuses: Statuses
    _display: Display = field(init=False)

    def __post_init__(self) -> None:
        self._display = Display(self.body.character, self.body.build)

    # ------------------------------------------------------------------------------------------------- start

    def start(self, connector: Connector, token: str) -> None:
        """Energy flows and StartTransaction is on its way; the connector must hold a car and no transaction."""
        body, now = self.body, self.body.now
        if body.character.register_scope == "transaction":
            connector.origin_wh = int(connector.meter.register_wh(now))
        reservation, connector.reservation = connector.reservation, None
        body.timers.cancel(("reserved", connector.connector_id))
        body.timers.cancel(("authorised", connector.connector_id))
        true_wh = connector.meter.register_wh(now)
        transaction = Transaction(
            connector_id=connector.connector_id,
            token=token,
            started_at=now,
            true_start_wh=true_wh,
            meter_start_wh=shown_register_wh(body.character, connector, true_wh),
            begin=connector.meter.gauge(now),
            reservation_id=None if reservation is None else reservation.reservation_id,
        )
        body.history.append(transaction)
        connector.transaction = transaction
        connector.authorised = None
        connector.finishing = connector.pretends_available = False
        self.deliver(connector)
        self.say_start(connector, transaction)
        self.statuses.report(connector)
        if body.character.reads_at_begin:
            self.read(connector, "Transaction.Begin")
        self.arm_readings(connector)

    def deliver(self, connector: Connector) -> None:
        """Energy flows into the car that is plugged in, until it is full."""
        transaction = connector.transaction
        if connector.car is None or (transaction is not None and transaction.suspended_by_station):
            return
        connector.car = connector.meter.end(self.body.now) or connector.car
        limit_w = min(
            self.body.build.max_power_w, self.body.limits.limit_w(connector.connector_id, self.body.now)
        )
        if limit_w <= 0:
            return
        connector.meter.begin(connector.car, limit_w, self.body.now)
        full_in_s = connector.meter.full_in_s or 0.0
        connector.full = full_in_s <= 0.0
        if not connector.full:
            key = ("full", connector.connector_id)
            self.body.timers.set(key, full_in_s + 0.001, partial(self._is_full, connector))

    def limit(self, connector: Connector) -> None:
        """What it may draw has changed (§3.13); nothing at all suspends it."""
        transaction = connector.transaction
        if transaction is None:
            return
        self._end_flow(connector)
        allowed = self.body.limits.limit_w(connector.connector_id, self.body.now) > 0
        transaction.suspended_by_station = not allowed
        self.deliver(connector)
        self.statuses.report(connector)

    def _is_full(self, connector: Connector) -> None:
        connector.full = True
        self.statuses.report(connector)

    def say_start(self, connector: Connector, transaction: Transaction) -> None:
        """StartTransaction is on its way, unless the character never sends it."""
        character = self.body.character
        if character.skips_start:
            transaction.learn(None, character.id_form, connector.previous_id)
            return
        payload: JsonObject = {
            "connectorId": connector.connector_id,
            "idTag": transaction.token,
            "meterStart": 0 if character.meter_start_zero else transaction.meter_start_wh,
            "timestamp": self.body.stamp(transaction.started_at),
        }
        if transaction.reservation_id is not None:
            payload["reservationId"] = transaction.reservation_id
        message = Message(
            action="StartTransaction",
            build=lambda: payload,
            durable=True,
            answered=partial(self._started, connector, transaction),
            failed=partial(transaction.learn, None, character.id_form, connector.previous_id),
        )
        self.body.mouth.say(message)

    def _started(self, connector: Connector, transaction: Transaction, payload: JsonObject) -> None:
        given_id = payload.get("transactionId")
        known = isinstance(given_id, int) and not isinstance(given_id, bool)
        status = token_status(payload)
        if not known or status is None:
            self.body.mouth.tally.misunderstood += 1
        own_id = given_id if isinstance(given_id, int) and known else None
        transaction.learn(own_id, self.body.character.id_form, connector.previous_id)
        connector.previous_id = own_id
        if status in {None, "Accepted"}:
            return
        self.body.mouth.tally.refused += 1
        if connector.transaction is not transaction:
            return
        if self.body.configuration.flag("StopTransactionOnInvalidId"):
            self.stop(connector, "DeAuthorized")
        else:
            self._end_flow(connector)
            transaction.suspended_by_station = True
            self.statuses.report(connector)

    # -------------------------------------------------------------------------------------------------- stop

    def stop(self, connector: Connector, reason: str, token: str | None = None) -> None:
        """The connector's transaction has ended; nothing happens without one."""
        transaction = connector.transaction
        if transaction is None:
            return
        character = self.body.character
        if not character.keeps_delivering:
            self._end_flow(connector)
        self.close(connector, reason)
        if character.stop_order == "available-first":
            connector.pretends_available = True
        connector.transaction = None
        self.body.limits.end_of_transaction(connector.connector_id)
        connector.finishing = connector.plugged
        if character.stop_order != "stop-first":
            self.statuses.report(connector)
        self.say_stop(connector, transaction, token)
        if character.late_closing_reading:
            self._say_reading(connector, transaction, "Transaction.End")
        if character.after_run_wh:
            key = ("after-run", connector.connector_id)
            self.body.timers.set(key, _AFTER_RUN_S, partial(self._run_after, connector))
        self.statuses.report(connector)

    def cut_off(self, connector: Connector) -> None:
        """What flows without a transaction flows no more."""
        if connector.transaction is None:
            self._end_flow(connector)
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

    def say_stop(self, connector: Connector, transaction: Transaction, token: str | None = None) -> None:
        """StopTransaction for an ended transaction is on its way, however often the character says it."""
        character = self.body.character
        ended_at, stop_wh = transaction.ended_at, transaction.true_stop_wh
        if character.skips_stop or ended_at is None or stop_wh is None:
            return
        shown = {"true": shown_register_wh(character, connector, stop_wh), "zero": 0, "minus-one": -1}
        payload: JsonObject = {
            "transactionId": -1,
            "meterStop": shown[character.meter_stop],
            "timestamp": self.body.stamp(ended_at),
        }
        if token is not None:
            payload["idTag"] = token
        if not character.omits_reason:
            payload["reason"] = transaction.reason
        data = self._stop_data(connector, transaction)
        if data:
            payload["transactionData"] = data
        for _ in range(2 if character.stops_twice else 1):
            message = Message(
                action="StopTransaction",
                build=lambda: payload | {"transactionId": transaction.shown_id},
                durable=True,
                ready=lambda: transaction.settled,
                answered=lambda _payload: transaction.be_told(),
                failed=transaction.be_told,
            )
            self.body.mouth.say(message)

    def _stop_data(self, connector: Connector, transaction: Transaction) -> list[JsonObject]:
        measurands = self.body.configuration.measurands("StopTxnSampledData")
        if not measurands or transaction.ended_at is None:
            return []
        end = connector.meter.gauge(transaction.ended_at)
        begin_wh = transaction.meter_start_wh
        end_wh = shown_register_wh(self.body.character, connector, end.register_wh)
        values = self._display.values
        return [
            {
                "timestamp": self.body.stamp(transaction.started_at),
                "sampledValue": values(transaction.begin, begin_wh, 0, measurands, "Transaction.Begin"),
            },
            {
                "timestamp": self.body.stamp(transaction.ended_at),
                "sampledValue": values(end, end_wh, 0, measurands, "Transaction.End"),
            },
        ]

    def _end_flow(self, connector: Connector) -> None:
        connector.car = connector.meter.end(self.body.now) or connector.car
        self.body.timers.cancel(("full", connector.connector_id))

    # ---------------------------------------------------------------------------------------------- readings

    def arm_readings(self, connector: Connector) -> None:
        """The next periodic reading is due one MeterValueSampleInterval from now, 0 means never."""
        interval_s = self.body.configuration.count("MeterValueSampleInterval")
        key = ("reading", connector.connector_id)
        self.body.timers.cancel(key)
        if interval_s and connector.transaction is not None:
            self.body.timers.set(key, interval_s, partial(self._periodic, connector))

    def arm_aligned(self) -> None:
        """The next reading on the clock is due at the next multiple of ClockAlignedDataInterval, 0 means never."""
        interval_s = self.body.configuration.count("ClockAlignedDataInterval")
        self.body.timers.cancel(("aligned", 0))
        if interval_s:
            self.body.timers.set(("aligned", 0), self.body.timers.until_next_s(interval_s), self._aligned)

    def _aligned(self) -> None:
        self.arm_aligned()
        for connector in self.body.connectors.values():
            self._say_reading(connector, connector.transaction, "Sample.Clock")

    def _periodic(self, connector: Connector) -> None:
        self.arm_readings(connector)
        self.read(connector, "Sample.Periodic")

    def read(self, connector: Connector, context: str) -> None:
        """MeterValues of now is on its way; `context` Trigger passes everything else."""
        self._say_reading(connector, connector.transaction, context)

    def _say_reading(self, connector: Connector, transaction: Transaction | None, context: str) -> None:
        body, now = self.body, self.body.now
        if transaction is not None:
            note_reading(body.character, connector, transaction)
        number = 0 if transaction is None else transaction.readings
        sampled = self._sampled(connector, now, number, context)
        if not sampled:
            return
        payload: JsonObject = {
            "connectorId": connector.connector_id,
            "meterValue": [{"timestamp": body.stamp(now), "sampledValue": sampled}],
        }
        triggered = context == "Trigger"
        body.mouth.say(
            Message(
                action="MeterValues",
                build=partial(self._with_id, payload, transaction),
                durable=transaction is not None and not triggered,
                urgent=triggered,
                ready=None if transaction is None else (lambda: transaction.settled),
            )
        )

    def _with_id(self, payload: JsonObject, transaction: Transaction | None) -> JsonObject:
        if transaction is None or not transaction.settled or self.body.character.readings_without_id:
            return payload
        return payload | {"transactionId": transaction.shown_id}

    def _sampled(self, connector: Connector, at: datetime, number: int, context: str) -> Sequence[JsonObject]:
        gauge = connector.meter.gauge(at)
        register_wh = shown_register_wh(self.body.character, connector, gauge.register_wh)
        key = "MeterValuesAlignedData" if context == "Sample.Clock" else "MeterValuesSampledData"
        measurands = self.body.configuration.measurands(key)
        return self._display.values(gauge, register_wh, number, measurands, context)


def token_status(payload: JsonObject) -> str | None:
    """The status in idTagInfo, None if there is none."""
    return _text_in(payload.get("idTagInfo"), "status")


def token_group(payload: JsonObject) -> str | None:
    return _text_in(payload.get("idTagInfo"), "parentIdTag")


def _text_in(value: object, key: str) -> str | None:
    if not isinstance(value, dict):
        return None
    text = cast("JsonObject", value).get(key)
    return text if isinstance(text, str) else None
