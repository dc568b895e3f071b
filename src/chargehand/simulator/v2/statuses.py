"""StatusNotification (2.0.1 G01): told when it changes and online; never queued, the current one on reconnect."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from chargehand.simulator.frames import JsonObject
from chargehand.simulator.parts.mouth import Message
from chargehand.simulator.v2.body import Body
from chargehand.simulator.v2.connector import Connector


@dataclass(slots=True, eq=False)
class Statuses:
    body: Body

    def report(self, connector: Connector) -> None:
        """Tells the connector's status if the server has not been told this one."""
        if connector.connector_status != connector.told:
            self._tell(connector)

    def report_on_boot(self) -> None:
        """All connectors, whatever was told before (B01.FR.05)."""
        for connector in self.body.connectors.values():
            self._tell(connector)

    def report_on_reconnect(self) -> None:
        """What is so now; how much of it is told, and whether before the queue, is a matter of character (F34)."""
        character = self.body.character
        if character.status_on_reconnect == "none":
            return
        for connector in self.body.connectors.values():
            if character.status_on_reconnect == "all" or connector.connector_status != connector.told:
                self._tell(connector, ahead=character.status_overtakes_queue)

    def send_triggered(self, connectors: list[Connector]) -> None:
        for connector in connectors:
            self._tell(connector, urgent=True)

    def _tell(self, connector: Connector, *, ahead: bool = False, urgent: bool = False) -> None:
        if not self.body.powered:
            return
        status = connector.connector_status
        connector.told = status
        payload: JsonObject = {
            "timestamp": self.body.stamp(self.body.now),
            "connectorStatus": status,
            "evseId": connector.connector_id,
            "connectorId": 1,
        }
        message = Message(
            action="StatusNotification",
            build=lambda: payload,
            urgent=urgent,
            failed=partial(_untold, connector),
        )
        self.body.mouth.say(message, ahead=ahead)


def _untold(connector: Connector) -> None:
    connector.told = None
