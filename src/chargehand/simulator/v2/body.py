"""What all habits of one 2.x station share."""

from __future__ import annotations

from dataclasses import dataclass

from chargehand.simulator.parts import body as parts
from chargehand.simulator.v2.configuration import DeviceModel
from chargehand.simulator.v2.connector import Connector
from chargehand.simulator.v2.dialect import Dialect


@dataclass(slots=True, eq=False, kw_only=True)
class Body(parts.Body[Connector]):
    dialect: Dialect
    model: DeviceModel
    # Numbers its transactions if they are to have numbers for names, and its messages if they never begin anew.
    transactions: int = 0
    sequence: int = 0
