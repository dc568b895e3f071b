"""The commands a server may send (OCPP 1.6 §5) and how a station of this character obeys them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TypeAlias, cast

from chargehand.simulator.frames import Call, Error, Frame, JsonObject, Result
from chargehand.simulator.v16.body import Body
from chargehand.simulator.v16.connector import Connector, Reservation
from chargehand.simulator.v16.doorway import Doorway
from chargehand.simulator.v16.payload import Unfit, instant, text, whole, whole_if_given
from chargehand.simulator.v16.registration import Registration

Deed: TypeAlias = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Reply:
    """What is answered, and what is done after the answer has left."""

    payload: JsonObject
    then: Deed | None = None


def _status(status: str, then: Deed | None = None) -> Reply:
    return Reply({"status": status}, then)


@dataclass(slots=True, eq=False)
class Commands:
    body: Body
    registration: Registration
    doorway: Doorway
    _sequence: int = 0
    _handlers: dict[str, Callable[[JsonObject], Reply]] = field(init=False)

    def __post_init__(self) -> None:
        self._handlers = {
            "CancelReservation": self._cancel_reservation,
            "ChangeAvailability": self._change_availability,
            "ChangeConfiguration": self._change_configuration,
            "ClearCache": self._clear_cache,
            "ClearChargingProfile": lambda _: _status("Unknown"),
            "DataTransfer": lambda _: _status("UnknownVendorId"),
            "GetCompositeSchedule": lambda _: _status("Rejected"),
            "GetConfiguration": self._get_configuration,
            "GetDiagnostics": lambda _: Reply({}),
            "GetLocalListVersion": lambda _: Reply({"listVersion": -1}),
            "RemoteStartTransaction": self._remote_start,
            "RemoteStopTransaction": self._remote_stop,
            "ReserveNow": self._reserve_now,
            "Reset": self._reset,
            "SendLocalList": lambda _: _status("NotSupported"),
            "SetChargingProfile": lambda _: _status("NotSupported"),
            "TriggerMessage": self._trigger_message,
            "UnlockConnector": self._unlock_connector,
            "UpdateFirmware": lambda _: Reply({}),
        }

    def hear(self, call: Call) -> None:
        """The command is answered, and obeyed after the answer; a deaf or rejected station does neither."""
        self.body.mouth.tally.commands += 1
        if self.body.character.deaf or self.registration.state == "Rejected":
            return
        handler = self._handlers.get(call.action)
        if handler is None:
            self.body.mouth.reply(_error(call, "NotImplemented", f"no {call.action} here"))
            return
        try:
            reply = handler(call.payload)
        except Unfit as unfit:
            self.body.mouth.reply(_error(call, unfit.code, str(unfit)))
            return
        payload = reply.payload
        status = payload.get("status")
        if self.body.character.lowercase_answers and isinstance(status, str):
            payload = payload | {"status": status.lower()}
        self.body.mouth.reply(Result(call.message_id, payload))
        if reply.then is not None:
            self._afterwards(reply.then)

    def _afterwards(self, deed: Deed) -> None:
        if self.body.character.reaction_s > 0:
            self._sequence += 1
            self.body.timers.set(("deed", self._sequence), self.body.character.reaction_s, deed)
        else:
            deed()

    # ------------------------------------------------------------------------------------ start, stop, unlock

    def _remote_start(self, payload: JsonObject) -> Reply:
        token = text(payload, "idTag")
        connector = self._free_connector(whole_if_given(payload, "connectorId"), token)
        character = self.body.character
        if connector is None or character.remote_start == "refuse":
            return _status("Rejected")
        if character.remote_start == "ignore":
            return _status("Accepted")
        if self.body.configuration.flag("AuthorizeRemoteTxRequests"):
            then = partial(self.doorway.authorise, token, partial(self._start_remotely, connector, token))
            return _status("Accepted", then)
        return _status("Accepted", partial(self._start_remotely, connector, token, None))

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
        reserved = connector.reservation is not None and connector.reservation.token != token
        busy = connector.transaction is not None or connector.authorised is not None
        return connector.operative and connector.fault is None and not reserved and not busy

    def _remote_stop(self, payload: JsonObject) -> Reply:
        transaction_id = whole(payload, "transactionId")
        character = self.body.character
        if character.remote_stop == "refuse":
            return _status("Rejected")
        for connector in self.body.connectors.values():
            transaction = connector.transaction
            if transaction is None or not transaction.settled:
                continue
            if transaction.shown_id in {transaction_id, str(transaction_id)}:
                stop = partial(self._stop_remotely, connector, transaction_id)
                return _status("Accepted", None if character.remote_stop == "ignore" else stop)
        return _status("Rejected")

    def _stop_remotely(self, connector: Connector, transaction_id: int) -> None:
        transaction = connector.transaction
        if transaction is not None and transaction.shown_id in {transaction_id, str(transaction_id)}:
            self.registration.transactions.stop(connector, "Remote")

    def _unlock_connector(self, payload: JsonObject) -> Reply:
        connector = self.body.connectors.get(whole(payload, "connectorId"))
        if connector is None:
            return _status("NotSupported")
        return _status("Unlocked", partial(self.registration.transactions.stop, connector, "UnlockCommand"))

    def _reset(self, payload: JsonObject) -> Reply:
        kind = text(payload, "type")
        if kind not in {"Hard", "Soft"}:
            raise Unfit("PropertyConstraintViolation", "type is neither Hard nor Soft")
        return _status("Accepted", partial(self.registration.reset, hard=kind == "Hard"))

    # ------------------------------------------------------------------------------ trigger and configuration

    def _trigger_message(self, payload: JsonObject) -> Reply:
        wanted = text(payload, "requestedMessage")
        number = whole_if_given(payload, "connectorId")
        known = {"BootNotification", "Heartbeat", "MeterValues", "StatusNotification"}
        if self.body.character.trigger == "refuse" or (
            number is not None and number not in {0, *self.body.connectors}
        ):
            return _status("Rejected")
        if wanted not in known:
            return _status("NotImplemented")
        if self.body.character.trigger == "ignore":
            return _status("Accepted")
        return _status("Accepted", partial(self._send_triggered, wanted, number))

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
                return _status("Rejected")
            case "unsupported":
                return _status("NotSupported")
            case "reboot":
                outcome = self.body.configuration.change(key, value)
                return _status("RebootRequired" if outcome == "Accepted" else outcome)
            case "obey":
                return _status(self.body.configuration.change(key, value), self.configured)

    def configured(self) -> None:
        """Whatever follows the configuration follows the new one."""
        self.registration.rearm_heartbeat()
        for connector in self.body.connectors.values():
            self.registration.transactions.arm_readings(connector)

    def _get_configuration(self, payload: JsonObject) -> Reply:
        keys = payload.get("key", [])
        if not isinstance(keys, list):
            raise Unfit("TypeConstraintViolation", "key is no list")
        names = [key for key in cast("list[object]", keys) if isinstance(key, str)]
        return Reply(self.body.configuration.listing(names))

    def _clear_cache(self, _payload: JsonObject) -> Reply:
        return _status("Accepted", self.doorway.clear_cache)

    # ----------------------------------------------------------------------------- availability, reservations

    def _change_availability(self, payload: JsonObject) -> Reply:
        number, kind = whole(payload, "connectorId"), text(payload, "type")
        if kind not in {"Operative", "Inoperative"} or number not in {0, *self.body.connectors}:
            return _status("Rejected")
        operative = kind == "Operative"
        connectors = [
            connector for connector in self.body.connectors.values() if number in {0, connector.connector_id}
        ]
        busy = not operative and any(connector.transaction is not None for connector in connectors)
        then = partial(self._set_availability, connectors, operative, station=number == 0)
        return _status("Scheduled" if busy else "Accepted", then)

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
            return _status("Rejected")
        reservation_id, token = whole(payload, "reservationId"), text(payload, "idTag")
        expires_in_s = (instant(text(payload, "expiryDate")) - self.body.now).total_seconds()
        held = connector.reservation
        if connector.fault is not None or not connector.operative:
            return _status("Faulted" if connector.fault is not None else "Unavailable")
        if connector.status not in {"Available", "Reserved"} or (
            held and held.reservation_id != reservation_id
        ):
            return _status("Occupied")
        group = payload.get("parentIdTag")
        reservation = Reservation(reservation_id, token, group if isinstance(group, str) else None)
        return _status("Accepted", partial(self._reserve, connector, reservation, expires_in_s))

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
                return _status("Accepted", partial(self._release, connector))
        return _status("Rejected")


def _error(call: Call, code: str, description: str) -> Frame:
    return Error(call.message_id, code, description, {})
