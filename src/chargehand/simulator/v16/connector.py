"""A connector and its transaction: the facts from which every status is derived, never stored beside them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chargehand.simulator.character import IdForm
from chargehand.simulator.hardware.car import Car
from chargehand.simulator.hardware.meter import Gauge, Meter

HUGE_ID = 9_223_372_036_854_775_807


@dataclass(slots=True, eq=False)
class Transaction:
    """One transaction as it truly was; kept in `VirtualStation.history` for whoever judges the server's story."""

    connector_id: int
    token: str
    started_at: datetime
    true_start_wh: float
    meter_start_wh: int
    begin: Gauge
    reservation_id: int | None = None
    given_id: int | None = None
    shown_id: int | str = -1
    # The answer to StartTransaction is in, or is known never to come.
    settled: bool = False
    readings: int = 0
    suspended_by_station: bool = False
    ended_at: datetime | None = None
    true_stop_wh: float | None = None
    reason: str = ""
    told: bool = False

    @property
    def energy_wh(self) -> float | None:
        """True energy of an ended transaction."""
        return None if self.true_stop_wh is None else self.true_stop_wh - self.true_start_wh

    def be_told(self) -> None:
        """Its StopTransaction was answered, or given up: nothing is owed any more."""
        self.told = True

    def learn(self, given_id: int | None, form: IdForm, previous_id: int | None) -> None:
        """Settles which id the station will show; -1 if it was never given one (errata 3.18)."""
        self.given_id = given_id
        self.settled = True
        own = -1 if given_id is None else given_id
        forms: dict[IdForm, int | str] = {
            "given": own,
            "string": str(own),
            "minus-one": -1,
            "zero": 0,
            "negative": -16,
            "huge": HUGE_ID,
            "previous": own if previous_id is None else previous_id,
        }
        self.shown_id = forms[form]


@dataclass(frozen=True, slots=True)
class Reservation:
    reservation_id: int
    token: str
    group: str | None


@dataclass(slots=True, eq=False)
class Connector:
    connector_id: int
    meter: Meter
    car: Car | None = None
    # The token whose owner may start here, until ConnectionTimeOut.
    authorised: str | None = None
    transaction: Transaction | None = None
    reservation: Reservation | None = None
    operative: bool = True
    fault: str | None = None
    # A transaction ended and the cable is still in.
    finishing: bool = False
    pretends_available: bool = False
    previous_id: int | None = None
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
    def status(self) -> str:
        """The status of OCPP 1.6 §7.7 that the facts amount to."""
        if self.fault is not None:
            return "Faulted"
        if self.transaction is not None:
            return self._transaction_status(self.transaction)
        if not self.operative:
            return "Unavailable"
        if self.finishing:
            return "Available" if self.pretends_available else "Finishing"
        if self.authorised is not None or self.plugged:
            return "Preparing"
        return "Available" if self.reservation is None else "Reserved"

    def _transaction_status(self, transaction: Transaction) -> str:
        if self.pretends_available:
            return "Available"
        if transaction.suspended_by_station:
            return "SuspendedEVSE"
        return "Charging" if self.meter.delivering and not self.full else "SuspendedEV"

    full: bool = False
