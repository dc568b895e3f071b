"""A connector and its transaction: the facts from which every status is derived, never stored beside them."""

from __future__ import annotations

from dataclasses import dataclass

from chargehand.simulator.character import IdForm
from chargehand.simulator.hardware.meter import Gauge
from chargehand.simulator.parts import connector as parts
from chargehand.simulator.parts.record import Record

HUGE_ID = 9_223_372_036_854_775_807


@dataclass(slots=True, eq=False, kw_only=True)
class Transaction(Record):
    begin: Gauge
    reservation_id: int | None = None

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


@dataclass(slots=True, eq=False)
class Connector(parts.Connector):
    transaction: Transaction | None = None
    # A transaction ended and the cable is still in.
    finishing: bool = False
    pretends_available: bool = False
    previous_id: int | None = None

    @property
    def record(self) -> Record | None:
        return self.transaction

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
