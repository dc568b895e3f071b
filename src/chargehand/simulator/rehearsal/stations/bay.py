"""A connector with the car in it, and what waits to be told of its transactions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from msgspec import Struct

from chargehand.model.events import Event
from chargehand.model.identity import TokenUid
from chargehand.model.snapshot import Decision
from chargehand.model.station import Activity, ConnectorStatus
from chargehand.simulator.rehearsal.truth import Socket, TrueTransaction


def _nothing(_: Decision) -> None:
    pass


@dataclass
class Message:
    """Something to tell of a transaction: made anew for each try, so that it says when it is sent and under which id."""

    transaction: TrueTransaction
    make: Callable[[], Event]
    made_s: float
    heard: Callable[[Decision], None] = _nothing
    """It has arrived, whether or not the station will know."""
    answered: Callable[[Decision], None] = _nothing
    """The station has our answer."""
    tries: int = 0


class Order(Struct, frozen=True):
    """A start that was asked for from afar: whose card, and the number to repeat."""

    token: TokenUid
    number: int


@dataclass
class Bay:
    """A connector and the car in it."""

    number: int
    socket: Socket
    offset_wh: float = 0.0
    """What the register does not count (its scope)."""
    plugged: bool = False
    running: TrueTransaction | None = None
    status: tuple[ConnectorStatus, Activity] = (ConnectorStatus.AVAILABLE, Activity.NONE)
    order: Order | None = None
    """A start that waits for the cable."""


class Witness:
    """Sees what the station tells and what was decided about it; the oracle is one."""

    def heard(self, transaction: TrueTransaction, event: Event, decision: Decision) -> None:
        """`event` told of `transaction`, and so it was decided."""
