"""The commands a server may send (OCPP 1.6 §5) and how a station of this character obeys them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import Final, cast

from chargehand.simulator.frames import JsonObject
from chargehand.simulator.keeping.cards import same
from chargehand.simulator.parts.connector import Reservation
from chargehand.simulator.parts.orders import Handler, Orders, Reply, status
from chargehand.simulator.parts.payload import Unfit, instant, part_if_given, text, whole, whole_if_given
from chargehand.simulator.v16.body import Body
from chargehand.simulator.v16.chores.charging import Charging
from chargehand.simulator.v16.chores.upkeep import Upkeep
from chargehand.simulator.v16.connector import Connector
from chargehand.simulator.v16.doorway import Doorway
from chargehand.simulator.v16.registration import Registration

_ABOUT_CHARGING: Final = frozenset({"BootNotification", "Heartbeat", "MeterValues", "StatusNotification"})
_TRIGGERS: Final = _ABOUT_CHARGING | {"DiagnosticsStatusNotification", "FirmwareStatusNotification"}
_EXTENDED_TRIGGERS: Final = _ABOUT_CHARGING | {
    "FirmwareStatusNotification",
    "LogStatusNotification",
    "SignChargePointCertificate",
}


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
        self.orders = Orders(body.mouth, body.timers, body.character, handlers, {})

    def _handlers(self) -> dict[str, Handler]:
        return {
            "CancelReservation": self._cancel_reservation,
            "ChangeAvailability": self._change_availability,
            "ChangeConfiguration": self._change_configuration,
            "ClearCache": self._clear_cache,
            "DataTransfer": lambda _: status("UnknownVendorId"),
            "ExtendedTriggerMessage": partial(self._trigger_message, extended=True),
            "GetConfiguration": self._get_configuration,
            "GetLocalListVersion": lambda _: Reply({"listVersion": self.doorway.local_list.version}),
            "RemoteStartTransaction": self._remote_start,
            "RemoteStopTransaction": self._remote_stop,
            "ReserveNow": self._reserve_now,
            "Reset": self._reset,
            "SendLocalList": self.doorway.take_list,
            "TriggerMessage": partial(self._trigger_message, extended=False),
            "UnlockConnector": self._unlock_connector,
        }

    # ------------------------------------------------------------------------------------ start, stop, unlock

    def _remote_start(self, payload: JsonObject) -> Reply:
        token = text(payload, "idTag")
        connector = self._free_connector(whole_if_given(payload, "connectorId"), token)
        character = self.body.character
        if connector is None or character.remote_start == "refuse":
            return status("Rejected")
        if character.remote_start == "ignore":
            return status("Accepted")
        profile = part_if_given(payload, "chargingProfile")
        if profile is not None:
            self.charging.take(self.charging.read(connector.connector_id, profile))
        if self.body.configuration.flag("AuthorizeRemoteTxRequests"):
            then = partial(self.doorway.authorise, token, partial(self._start_remotely, connector, token))
            return status("Accepted", then)
        return status("Accepted", partial(self._start_remotely, connector, token, None))

    def _start_remotely(self, connector: Connector, token: str, group: str | None) -> None:
        if connector.transaction is None:
            self.doorway.accept(connector, token, group)

    def _free_connector(self, number: int | None, token: str) -> Connector | None:
        connectors = self.body.connectors
        wanted = (
            list(connectors.values())
            if number is None
            else [connectors[number]]
            if number in connectors
            else []
        )
        fit = [connector for connector in wanted if self._free_for(connector, token)]
        return next((connector for connector in fit if connector.plugged), fit[0] if fit else None)

    def _free_for(self, connector: Connector, token: str) -> bool:
        reserved = connector.reservation is not None and not same(connector.reservation.token, token)
        busy = connector.transaction is not None or connector.authorised is not None
        return connector.operative and connector.fault is None and not reserved and not busy

    def _remote_stop(self, payload: JsonObject) -> Reply:
        transaction_id = whole(payload, "transactionId")
        character = self.body.character
        if character.remote_stop == "refuse":
            return status("Rejected")
        for connector in self.body.connectors.values():
            transaction = connector.transaction
            if transaction is None or not transaction.settled:
                continue
            if transaction.shown_id in {transaction_id, str(transaction_id)}:
                stop = partial(self._stop_remotely, connector, transaction_id)
                return status("Accepted", None if character.remote_stop == "ignore" else stop)
        return self._stop_once_more(transaction_id)

    def _stop_once_more(self, transaction_id: int) -> Reply:
        """What flows on after its transaction's end can be stopped under that one's id (F55a)."""
        for connector in self.body.connectors.values():
            flows_on = connector.transaction is None and connector.meter.delivering
            if flows_on and connector.previous_id == transaction_id:
                return status("Accepted", partial(self.registration.transactions.cut_off, connector))
        return status("Rejected")

    def _stop_remotely(self, connector: Connector, transaction_id: int) -> None:
        transaction = connector.transaction
        if transaction is not None and transaction.shown_id in {transaction_id, str(transaction_id)}:
            self.registration.transactions.stop(connector, "Remote")

    def _unlock_connector(self, payload: JsonObject) -> Reply:
        connector = self.body.connectors.get(whole(payload, "connectorId"))
        if connector is None:
            return status("NotSupported")
        return status("Unlocked", partial(self.registration.transactions.stop, connector, "UnlockCommand"))

    def _reset(self, payload: JsonObject) -> Reply:
        kind = text(payload, "type")
        if kind not in {"Hard", "Soft"}:
            raise Unfit("PropertyConstraintViolation", "type is neither Hard nor Soft")
        return status("Accepted", partial(self.registration.reset, hard=kind == "Hard"))

    # ------------------------------------------------------------------------------ trigger and configuration

    def _trigger_message(self, payload: JsonObject, *, extended: bool) -> Reply:
        wanted = text(payload, "requestedMessage")
        number = whole_if_given(payload, "connectorId")
        known = _EXTENDED_TRIGGERS if extended else _TRIGGERS
        if self.body.character.trigger == "refuse" or (
            number is not None and number not in {0, *self.body.connectors}
        ):
            return status("Rejected")
        if wanted not in known:
            return status("NotImplemented")
        if self.body.character.trigger == "ignore":
            return status("Accepted")
        if wanted not in _ABOUT_CHARGING:
            return status("Accepted", partial(self.upkeep.send_triggered, wanted, extended=extended))
        return status("Accepted", partial(self._send_triggered, wanted, number))

    def _send_triggered(self, wanted: str, number: int | None) -> None:
        connectors = [
            connector
            for connector in self.body.connectors.values()
            if number in {None, 0, connector.connector_id}
        ]
        if wanted == "BootNotification":
            self.registration.boot()
        elif wanted == "Heartbeat":
            self.registration.send_heartbeat(urgent=True)
        elif wanted == "StatusNotification":
            statuses = self.registration.statuses
            if number == 0:
                connectors = []
            statuses.send_triggered(connectors, station=number in {None, 0})
        else:
            for connector in connectors:
                self.registration.transactions.read(connector, "Trigger")

    def _change_configuration(self, payload: JsonObject) -> Reply:
        key, value = text(payload, "key"), text(payload, "value")
        match self.body.character.configuration:
            case "refuse":
                return status("Rejected")
            case "unsupported":
                return status("NotSupported")
            case "reboot":
                outcome = self.body.configuration.change(key, value)
                return status("RebootRequired" if outcome == "Accepted" else outcome)
            case "obey":
                return status(self.body.configuration.change(key, value), self.configured)

    def configured(self) -> None:
        """Whatever follows the configuration follows the new one."""
        self.registration.rearm_heartbeat()
        self.registration.transactions.arm_aligned()
        for connector in self.body.connectors.values():
            self.registration.transactions.arm_readings(connector)

    def _get_configuration(self, payload: JsonObject) -> Reply:
        keys = payload.get("key", [])
        if not isinstance(keys, list):
            raise Unfit("TypeConstraintViolation", "key is no list")
        names = [key for key in cast("list[object]", keys) if isinstance(key, str)]
        return Reply(self.body.configuration.listing(names, lower=self.body.character.lowercase_keys))

    def _clear_cache(self, _payload: JsonObject) -> Reply:
        return status("Accepted", self.doorway.clear_cache)

    # ----------------------------------------------------------------------------- availability, reservations

    def _change_availability(self, payload: JsonObject) -> Reply:
        number, kind = whole(payload, "connectorId"), text(payload, "type")
        if kind not in {"Operative", "Inoperative"} or number not in {0, *self.body.connectors}:
            return status("Rejected")
        operative = kind == "Operative"
        connectors = [
            connector for connector in self.body.connectors.values() if number in {0, connector.connector_id}
        ]
        busy = not operative and any(connector.transaction is not None for connector in connectors)
        then = partial(self._set_availability, connectors, operative, station=number == 0)
        return status("Scheduled" if busy else "Accepted", then)

    def _set_availability(self, connectors: list[Connector], operative: bool, *, station: bool) -> None:
        if station:
            self.body.operative = operative
            self.registration.statuses.report_station()
        for connector in connectors:
            # A connector in use shows it when its transaction has ended: the status is derived.
            connector.operative = operative
            self.registration.statuses.report(connector)

    def _reserve_now(self, payload: JsonObject) -> Reply:
        connector = self.body.connectors.get(whole(payload, "connectorId"))
        if connector is None:
            return status("Rejected")
        reservation_id, token = whole(payload, "reservationId"), text(payload, "idTag")
        expires_in_s = (instant(text(payload, "expiryDate")) - self.body.now).total_seconds()
        held = connector.reservation
        if connector.fault is not None or not connector.operative:
            return status("Faulted" if connector.fault is not None else "Unavailable")
        if connector.status not in {"Available", "Reserved"} or (
            held and held.reservation_id != reservation_id
        ):
            return status("Occupied")
        group = payload.get("parentIdTag")
        reservation = Reservation(reservation_id, token, group if isinstance(group, str) else None)
        return status("Accepted", partial(self._reserve, connector, reservation, expires_in_s))

    def _reserve(self, connector: Connector, reservation: Reservation, expires_in_s: float) -> None:
        connector.reservation = reservation
        key = ("reserved", connector.connector_id)
        self.body.timers.set(key, max(0.0, expires_in_s), partial(self._release, connector))
        self.registration.statuses.report(connector)

    def _release(self, connector: Connector) -> None:
        connector.reservation = None
        self.body.timers.cancel(("reserved", connector.connector_id))
        self.registration.statuses.report(connector)

    def _cancel_reservation(self, payload: JsonObject) -> Reply:
        reservation_id = whole(payload, "reservationId")
        for connector in self.body.connectors.values():
            held = connector.reservation
            if held is not None and held.reservation_id == reservation_id:
                return status("Accepted", partial(self._release, connector))
        return status("Rejected")
