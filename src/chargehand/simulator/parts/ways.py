"""How a station of one version does all that its outside can see or do to it: `v16` has one, `v2` another."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from chargehand.simulator.frames import Call
from chargehand.simulator.hardware.car import Car
from chargehand.simulator.hardware.meter import Meter
from chargehand.simulator.keeping.cards import LocalList
from chargehand.simulator.parts.body import Body, ConnectorT
from chargehand.simulator.parts.connector import Connector
from chargehand.simulator.parts.memory import Memory, OwedTransaction, remembered
from chargehand.simulator.parts.orders import Orders
from chargehand.simulator.parts.registration import Registration

ConnectorT_contra = TypeVar("ConnectorT_contra", bound=Connector, contravariant=True)


class Doorway(Protocol[ConnectorT_contra]):
    """What people do at a connector, and whom the station lets charge while it cannot ask."""

    @property
    def local_list(self) -> LocalList: ...
    def plug_in(self, connector: ConnectorT_contra, car: Car, /) -> None: ...
    def unplug(self, connector: ConnectorT_contra, /) -> None: ...
    def tap(self, connector: ConnectorT_contra, token: str, /) -> None: ...


class Ways(ABC, Generic[ConnectorT]):
    body: Body[ConnectorT]
    registration: Registration[ConnectorT]
    doorway: Doorway[ConnectorT]
    orders: Orders

    def hear(self, call: Call) -> None:
        """A command has come; a rejected station is silent (1.6 §4.2, 2.0.1 B03.FR.07)."""
        if self.registration.state == "Rejected":
            self.body.mouth.tally.commands += 1
        else:
            self.orders.hear(call)

    def plug_in(self, number: int, car: Car) -> None:
        """The car is connected."""
        self.doorway.plug_in(self.body.connectors[number], car)

    def unplug(self, number: int) -> None:
        """The car is gone."""
        self.doorway.unplug(self.body.connectors[number])

    def tap(self, number: int, token: str) -> None:
        """A card is held to the reader."""
        self.doorway.tap(self.body.connectors[number], token)

    @abstractmethod
    def stop(self, number: int, reason: str) -> None:
        """The connector's transaction has ended for this reason, `Local` or `PowerLoss`."""

    @abstractmethod
    def fail(self, number: int, error_code: str | None) -> None:
        """The connector is faulted, or with None sound again."""

    @abstractmethod
    def configured(self, key: str) -> str: ...

    @abstractmethod
    def configure(self, key: str, value: str) -> None: ...

    def memory(self, at: datetime) -> Memory:
        """What it would know when its power went at `at`."""
        return remembered(self.body, at)

    @abstractmethod
    def owe(self, connector: ConnectorT, owed: OwedTransaction) -> None:
        """The transaction is on record, and what the server does not know of it waits to be told."""

    def recall(self, memory: Memory) -> None:
        """The power is back: registers go on where they stood, and what is owed waits to be told, oldest first."""
        connectors = self.body.connectors
        for number, register_wh in memory.registers_wh.items():
            if number in connectors:
                connectors[number].meter = Meter(register_wh, self.body.now)
        for owed in memory.owed:
            connector = connectors.get(owed.connector_id)
            if connector is not None:
                self.owe(connector, owed)
