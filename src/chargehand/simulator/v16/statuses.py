"""StatusNotification (OCPP 1.6 §4.9): told when it changes and online; never queued, the current one on reconnect."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from chargehand.simulator.frames import JsonObject
from chargehand.simulator.parts.mouth import Message
from chargehand.simulator.v16.body import Body
from chargehand.simulator.v16.connector import Connector


@dataclass(slots=True, eq=False)
class Statuses:
    body: Body

    def report(self, connector: Connector) -> None:
        """Tells the connector's status if the server has not been told this one."""
        if connector.status != connector.told:
            self._tell(connector)

    def report_station(self) -> None:
        """The same for the station as a whole, connector 0."""
        if self._station_status != self.body.told:
            self._tell(None)

    def report_on_boot(self) -> None:
        self._tell(None)
        for connector in self.body.connectors.values():
            self._tell(connector)

    def report_on_reconnect(self) -> None:
        """What is so now; how much of it is told, and whether before the queue, is a matter of character (F34)."""
        character = self.body.character
        if character.status_on_reconnect == "none":
            return
        everything = character.status_on_reconnect == "all"
        if everything or self._station_status != self.body.told:
            self._tell(None, ahead=character.status_overtakes_queue)
        for connector in self.body.connectors.values():
            if everything or connector.status != connector.told:
                self._tell(connector, ahead=character.status_overtakes_queue)

    def send_triggered(self, connectors: list[Connector], *, station: bool) -> None:
        if station:
            self._tell(None, urgent=True)
        for connector in connectors:
            self._tell(connector, urgent=True)

    @property
    def _station_status(self) -> str:
        return "Available" if self.body.operative else "Unavailable"

    def _tell(self, connector: Connector | None, *, ahead: bool = False, urgent: bool = False) -> None:
        if not self.body.powered:
            return
        status = self._station_status if connector is None else connector.status
        if connector is None:
            self.body.told = status
        else:
            connector.told = status
        payload = self._payload(connector, status)
        message = Message(
            action="StatusNotification",
            build=lambda: payload,
            urgent=urgent,
            failed=partial(self._untold, connector),
        )
        self.body.mouth.say(message, ahead=ahead)

    def _payload(self, connector: Connector | None, status: str) -> JsonObject:
        character = self.body.character
        error_code = character.error_code
        payload: JsonObject = {
            "connectorId": 0 if connector is None else connector.connector_id,
            "errorCode": error_code if connector is None or connector.fault is None else connector.fault,
            "status": status,
            "timestamp": self.body.stamp(self.body.now),
        }
        if connector is not None and connector.transaction is not None and not connector.plugged:
            payload["info"] = "EV side disconnected"
        if character.vendor_error_code:
            payload["vendorId"] = self.body.build.vendor
            payload["vendorErrorCode"] = character.vendor_error_code
        return payload

    def _untold(self, connector: Connector | None) -> None:
        if connector is None:
            self.body.told = None
        else:
            connector.told = None
