"""An EVSE with its one connector: the facts from which conditions, charging state and statuses are derived."""

from __future__ import annotations

from dataclasses import dataclass

from chargehand.simulator.character import Point
from chargehand.simulator.frames import JsonObject
from chargehand.simulator.hardware.meter import Gauge
from chargehand.simulator.parts import connector as parts
from chargehand.simulator.parts.record import Record


@dataclass(frozen=True, slots=True)
class Token:
    uid: str
    kind: str = "ISO14443"
    group: str | None = None

    @property
    def told(self) -> JsonObject:
        """As IdTokenType."""
        return {"idToken": self.uid, "type": self.kind}


@dataclass(slots=True, eq=False, kw_only=True)
class Transaction(Record):
    begin: Gauge
    holder: Token | None = None
    remote_start_id: int | None = None
    reservation_id: int | None = None
    token_told: bool = False
    evse_told: bool = False
    # Why charging was stopped, while the transaction waits for what ends it.
    stopped: str = ""
    # The charging state last told.
    state_told: str = ""


@dataclass(slots=True, eq=False)
class Connector(parts.Connector):
    """`authorised` and `holder` come and go together."""

    transaction: Transaction | None = None
    holder: Token | None = None
    remote_start_id: int | None = None
    suspended: bool = False
    pretends_available: bool = False
    previous_name: str = ""

    @property
    def record(self) -> Record | None:
        return self.transaction

    def authorise(self, token: Token | None) -> None:
        """This token may charge here; None: nobody may."""
        self.holder = token
        self.authorised = None if token is None else token.uid
        self.group = None if token is None else token.group

    @property
    def path_closed(self) -> bool:
        return self.authorised is not None and self.plugged and self.fault is None

    @property
    def flows(self) -> bool:
        return self.meter.delivering and not self.full

    @property
    def points(self) -> frozenset[Point]:
        """Which conditions of TxStartPoint and TxStopPoint hold (2.0.1 part 2 §2.6.4)."""
        held: dict[Point, bool] = {
            "ParkingBayOccupancy": self.plugged,
            "EVConnected": self.plugged,
            "Authorized": self.authorised is not None,
            "PowerPathClosed": self.path_closed,
            "EnergyTransfer": self.flows,
        }
        return frozenset(point for point, holds in held.items() if holds)

    @property
    def charging_state(self) -> str:
        """ChargingStateEnumType."""
        if not self.plugged:
            return "Idle"
        if self.suspended:
            return "SuspendedEVSE"
        if self.meter.delivering:
            return "SuspendedEV" if self.full else "Charging"
        return "EVConnected"

    @property
    def connector_status(self) -> str:
        """ConnectorStatusEnumType."""
        if self.fault is not None:
            return "Faulted"
        if self.pretends_available:
            return "Available"
        if not self.operative and self.transaction is None:
            return "Unavailable"
        if self.plugged:
            return "Occupied"
        return "Available" if self.reservation is None else "Reserved"

    @property
    def status(self) -> str:
        """What its display says; the wire has `connector_status` and `charging_state`."""
        if self.fault is not None:
            return "Faulted"
        if self.path_closed and (self.transaction is not None or self.meter.delivering):
            state = self.charging_state
            return "Preparing" if state == "EVConnected" else state
        if not self.operative and self.transaction is None:
            return "Unavailable"
        if self.plugged and not self.pretends_available:
            return "Finishing" if self.previous_name or self._is_over else "Preparing"
        if self.authorised is not None:
            return "Preparing"
        return "Available" if self.reservation is None else "Reserved"

    @property
    def _is_over(self) -> bool:
        return self.transaction is not None and bool(self.transaction.stopped)
