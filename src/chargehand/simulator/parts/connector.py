"""What a connector is before anybody speaks of it: a meter, perhaps a car, a fault, a reservation."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

from chargehand.simulator.hardware.car import Car
from chargehand.simulator.hardware.meter import Meter
from chargehand.simulator.parts.record import Record


@dataclass(frozen=True, slots=True)
class Reservation:
    reservation_id: int
    token: str
    group: str | None


@dataclass(slots=True, eq=False)
class Connector(ABC):
    """`status` is what its display says, in the nine words of OCPP 1.6 §7.7."""

    connector_id: int
    meter: Meter
    car: Car | None = None
    # The token whose owner may charge here: until the cable comes, or while it charges.
    authorised: str | None = None
    reservation: Reservation | None = None
    operative: bool = True
    fault: str | None = None
    # The car takes no more.
    full: bool = False
    # What the shown register leaves out (F69, F72).
    origin_wh: int = 0
    lost_wh: int = 0
    # The status last handed to the server, None if it has to be told anew.
    told: str | None = None
    group: str | None = None

    @property
    def plugged(self) -> bool:
        return self.car is not None

    @property
    @abstractmethod
    def record(self) -> Record | None:
        """The open transaction."""

    @property
    @abstractmethod
    def status(self) -> str: ...
