"""How a station of one version does all that its outside can see or do to it: `v16` has one, `v2` another."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import datetime
from typing import Generic

from chargehand.simulator.frames import Call
from chargehand.simulator.hardware.car import Car
from chargehand.simulator.hardware.meter import Meter
from chargehand.simulator.parts.body import Body, ConnectorT
from chargehand.simulator.parts.memory import Memory, OwedTransaction, remembered
from chargehand.simulator.parts.registration import Registration


class Ways(ABC, Generic[ConnectorT]):
    body: Body[ConnectorT]
    registration: Registration[ConnectorT]

    @abstractmethod
    def hear(self, call: Call) -> None:
        """A command has come."""

    @abstractmethod
    def plug_in(self, number: int, car: Car) -> None: ...

    @abstractmethod
    def unplug(self, number: int) -> None: ...

    @abstractmethod
    def tap(self, number: int, token: str) -> None: ...

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
