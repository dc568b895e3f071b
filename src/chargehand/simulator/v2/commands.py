"""The commands a server may send a 2.x station about charging, and who obeys the others (2.0.1 E, F, G, H)."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import Final

from chargehand.simulator.frames import JsonObject
from chargehand.simulator.keeping.cards import same
from chargehand.simulator.parts.connector import Reservation
from chargehand.simulator.parts.orders import Deed, Handler, Orders, Reply, status
from chargehand.simulator.parts.payload import (
    choice,
    instant,
    part,
    part_if_given,
    text,
    whole,
    whole_if_given,
)
from chargehand.simulator.v2.body import Body
from chargehand.simulator.v2.chores.charging import Charging
from chargehand.simulator.v2.chores.device import Device
from chargehand.simulator.v2.chores.monitoring import Monitoring
from chargehand.simulator.v2.chores.streams import Streams
from chargehand.simulator.v2.chores.talk import Talk
from chargehand.simulator.v2.chores.upkeep import Upkeep
from chargehand.simulator.v2.connector import Connector, Token
from chargehand.simulator.v2.dialect import SPELLING
from chargehand.simulator.v2.doorway import Doorway
from chargehand.simulator.v2.registration import Registration
from chargehand.simulator.v2.transactions import Cause

_TRIGGERS: Final = (
    "BootNotification", "FirmwareStatusNotification", "Heartbeat", "LogStatusNotification", "MeterValues",
    "StatusNotification", "TransactionEvent", "SignChargingStationCertificate",
)  # fmt: skip
_OTHER_TRIGGERS: Final = ("SignV2GCertificate", "SignCombinedCertificate", "PublishFirmwareStatusNotification",
                          "SignV2G20Certificate", "CustomTrigger")  # fmt: skip


@dataclass(slots=True, eq=False)
class Commands:
    body: Body
    registration: Registration
    doorway: Doorway
    upkeep: Upkeep = field(init=False)
    charging: Charging = field(init=False)
    orders: Orders = field(init=False)

    def __post_init__(self) -> None:
        body = self.body
        self.upkeep = Upkeep(body)
        self.charging = Charging(body, self.registration.transactions.limit)
        handlers = self._handlers() | self.upkeep.handlers() | self.charging.handlers()
        streams = Streams(body)
        handlers |= Device(body, self.configured).handlers() | Talk(body).handlers()
        handlers |= streams.handlers() | Monitoring(body, streams).handlers()
        known = {action: handler for action, handler in handlers.items() if action in body.dialect.orders}
        self.orders = Orders(body.mouth, body.timers, body.character, known, SPELLING, body.dialect.orders)

    def _handlers(self) -> dict[str, Handler]:
        return {
            "CancelReservation": self._cancel_reservation,
            "ChangeAvailability": self._change_availability,
            "ClearCache": lambda _: status("Accepted", self.doorway.clear_cache),
            "GetLocalListVersion": lambda _: Reply({"versionNumber": self.doorway.local_list.version}),
            "GetTransactionStatus": self._transaction_status,
            "RequestStartTransaction": self._remote_start,
            "RequestStopTransaction": self._remote_stop,
            "ReserveNow": self._reserve_now,
            "Reset": self._reset,
            "SendLocalList": self.doorway.take_list,
            "TriggerMessage": self._trigger_message,
            "UnlockConnector": self._unlock_connector,
        }

    # ------------------------------------------------------------------------------------ start, stop, unlock

    def _remote_start(self, payload: JsonObject) -> Reply:
        given, number = part(payload, "idToken"), whole(payload, "remoteStartId")
        group = part_if_given(payload, "groupIdToken")
        token = Token(
            text(given, "idToken"), text(given, "type"), None if group is None else text(group, "idToken")
        )
        connector = self._free_connector(whole_if_given(payload, "evseId"), token)
        profile = part_if_given(payload, "chargingProfile")
        character = self.body.character
        pending = self.registration.state == "Pending"  # B02.FR.05
        if connector is None or pending or character.remote_start == "refuse":
            return status("Rejected")
        if character.remote_start == "ignore":
            return status("Accepted")
        if profile is not None:
            self.charging.put(connector.connector_id, profile)
        start = partial(self._start_remotely, connector, number)
        then: Deed = partial(start, token)
        if self.body.model.flag("AuthCtrlr.AuthorizeRemoteStart"):
            then = partial(self.doorway.authorise, token, start)
        answer: JsonObject = {"status": "Accepted"}
        if connector.transaction is not None:
            answer["transactionId"] = connector.transaction.shown_id
        return Reply(answer, then)

    def _start_remotely(self, connector: Connector, number: int, token: Token) -> None:
        if connector.holder is None:
            self.doorway.accept(connector, token, "RemoteStart", number)

    def _free_connector(self, number: int | None, token: Token) -> Connector | None:
        connectors = self.body.connectors
        wanted = [each for each in connectors.values() if number in {None, each.connector_id}]
        fit = [connector for connector in wanted if self._free_for(connector, token)]
        return next((connector for connector in fit if connector.plugged), fit[0] if fit else None)

    def _free_for(self, connector: Connector, token: Token) -> bool:
        reserved = connector.reservation is not None and not same(connector.reservation.token, token.uid)
        return (
            connector.operative and connector.fault is None and not reserved and connector.authorised is None
        )

    def _remote_stop(self, payload: JsonObject) -> Reply:
        wanted = text(payload, "transactionId")
        character = self.body.character
        connector = self._charging(wanted)
        if character.remote_stop == "refuse":
            return status("Rejected")
        if connector is None:
            return self._stop_once_more(wanted)
        return status(
            "Accepted", None if character.remote_stop == "ignore" else partial(self._stop_remotely, wanted)
        )

    def _stop_once_more(self, wanted: str) -> Reply:
        """What flows on after its transaction's end can be stopped under that one's name (F55a)."""
        for connector in self.body.connectors.values():
            flows_on = connector.transaction is None and connector.meter.delivering
            if flows_on and connector.previous_name == wanted:
                return status("Accepted", partial(self.registration.transactions.cut_off, connector))
        return status("Rejected")

    def _stop_remotely(self, wanted: str) -> None:
        connector = self._charging(wanted)
        if connector is not None:
            self.registration.transactions.stop(connector, Cause("RemoteStop", "Remote"))

    def _charging(self, wanted: str) -> Connector | None:
        for connector in self.body.connectors.values():
            if connector.transaction is not None and connector.transaction.shown_id == wanted:
                return connector
        return None

    def _transaction_status(self, payload: JsonObject) -> Reply:
        """E14: what is still to be told, and whether it goes on."""
        if "transactionId" not in payload:
            return Reply({"messagesInQueue": bool(self.body.mouth.queued)})
        wanted = text(payload, "transactionId")
        known = [each for each in self.body.history if each.shown_id == wanted]
        return Reply(
            {
                "ongoingIndicator": self._charging(wanted) is not None,
                "messagesInQueue": bool(known) and not known[-1].told and bool(self.body.mouth.queued),
            }
        )

    def _unlock_connector(self, payload: JsonObject) -> Reply:
        """F05: not while somebody charges by right."""
        connector = self.body.connectors.get(whole(payload, "evseId"))
        if connector is None or whole(payload, "connectorId") != 1:
            return status("UnknownConnector")
        if connector.transaction is not None and connector.authorised is not None:
            return status("OngoingAuthorizedTransaction")
        return status("Unlocked")

    def _reset(self, payload: JsonObject) -> Reply:
        at_once = choice(payload, "type", ("Immediate", "OnIdle")) == "Immediate"
        number = whole_if_given(payload, "evseId")
        if number is not None and number not in self.body.connectors:
            return status("Rejected")
        scheduled = not at_once and self.registration.busy
        then = partial(self.registration.reset, at_once=at_once, number=number)
        return status("Scheduled" if scheduled else "Accepted", then)

    # ------------------------------------------------------------------------------------------------ trigger

    def _trigger_message(self, payload: JsonObject) -> Reply:
        wanted = choice(payload, "requestedMessage", (*_TRIGGERS, *_OTHER_TRIGGERS))
        place = part_if_given(payload, "evse")
        number = None if place is None else whole(place, "id")
        if self.body.character.trigger == "refuse" or (
            number is not None and number not in self.body.connectors
        ):
            return status("Rejected")
        if wanted not in _TRIGGERS:
            return status("NotImplemented")
        if wanted == "TransactionEvent" and not any(
            each.transaction is not None for each in self._of(number)
        ):
            return status("Rejected")
        if self.body.character.trigger == "ignore":
            return status("Accepted")
        return status("Accepted", partial(self._send_triggered, wanted, number))

    def _of(self, number: int | None) -> list[Connector]:
        return [each for each in self.body.connectors.values() if number in {None, each.connector_id}]

    def _send_triggered(self, wanted: str, number: int | None) -> None:
        registration = self.registration
        events = registration.transactions.events
        match wanted:
            case "BootNotification":
                registration.reason = "Triggered"
                registration.boot()
            case "Heartbeat":
                registration.send_heartbeat(urgent=True)
            case "StatusNotification":
                registration.statuses.send_triggered(self._of(number))
            case "MeterValues":
                for connector in self._of(number):
                    readings = events.measured(connector, "Trigger")
                    events.say_meter_values(connector, readings, durable=False, urgent=True)
            case "TransactionEvent":
                for connector in self._of(number):
                    if connector.transaction is not None:
                        events.say_reading(connector, connector.transaction, "Trigger", "Trigger")
            case _:
                self.upkeep.send_triggered(wanted)

    def configured(self) -> None:
        """Whatever follows the device model follows the new one."""
        self.registration.rearm_heartbeat()
        self.registration.transactions.arm_aligned()
        for connector in self.body.connectors.values():
            self.registration.transactions.arm_readings(connector)

    # ----------------------------------------------------------------------------- availability, reservations

    def _change_availability(self, payload: JsonObject) -> Reply:
        operative = choice(payload, "operationalStatus", ("Operative", "Inoperative")) == "Operative"
        place = part_if_given(payload, "evse")
        number = None if place is None else whole(place, "id")
        if number is not None and number not in self.body.connectors:
            return status("Rejected")
        connectors = self._of(number)
        busy = not operative and any(connector.transaction is not None for connector in connectors)
        return status(
            "Scheduled" if busy else "Accepted", partial(self._set_availability, connectors, operative)
        )

    def _set_availability(self, connectors: list[Connector], operative: bool) -> None:
        for connector in connectors:
            # A connector in use shows it when its transaction has ended: the status is derived.
            connector.operative = operative
            self.registration.statuses.report(connector)

    def _reserve_now(self, payload: JsonObject) -> Reply:
        number, given = whole(payload, "id"), part(payload, "idToken")
        token = text(given, "idToken")
        expires_in_s = (instant(text(payload, "expiryDateTime")) - self.body.now).total_seconds()
        evse = whole_if_given(payload, "evseId")
        wanted = self._of(evse)
        free = [each for each in wanted if self._reservable(each, number)]
        if not wanted:
            return status("Rejected")
        if not free:
            worst = "Occupied"
            if all(each.fault is not None for each in wanted):
                worst = "Faulted"
            elif all(not each.operative for each in wanted):
                worst = "Unavailable"
            return status(worst)
        group = part_if_given(payload, "groupIdToken")
        reservation = Reservation(number, token, None if group is None else text(group, "idToken"))
        return status("Accepted", partial(self._reserve, free[0], reservation, expires_in_s))

    def _reservable(self, connector: Connector, number: int) -> bool:
        held = connector.reservation
        if held is not None:
            return held.reservation_id == number
        return connector.connector_status == "Available" and connector.authorised is None

    def _reserve(self, connector: Connector, reservation: Reservation, expires_in_s: float) -> None:
        connector.reservation = reservation
        key = ("reserved", connector.connector_id)
        self.body.timers.set(key, max(0.0, expires_in_s), partial(self._expire, connector))
        self.registration.statuses.report(connector)

    def _expire(self, connector: Connector) -> None:
        """H02, H04: the server is told that nobody came."""
        held = connector.reservation
        self._release(connector)
        if held is not None:
            told: JsonObject = {"reservationId": held.reservation_id, "reservationUpdateStatus": "Expired"}
            self.body.mouth.notify("ReservationStatusUpdate", told)

    def _release(self, connector: Connector) -> None:
        connector.reservation = None
        self.body.timers.cancel(("reserved", connector.connector_id))
        self.registration.statuses.report(connector)

    def _cancel_reservation(self, payload: JsonObject) -> Reply:
        number = whole(payload, "reservationId")
        for connector in self.body.connectors.values():
            held = connector.reservation
            if held is not None and held.reservation_id == number:
                return status("Accepted", partial(self._release, connector))
        return status("Rejected")
