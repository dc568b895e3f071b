"""What all habits of one 1.6 station share."""

from __future__ import annotations

from dataclasses import dataclass

from chargehand.simulator.parts import body as parts
from chargehand.simulator.v16.configuration import Configuration
from chargehand.simulator.v16.connector import Connector


@dataclass(slots=True, eq=False, kw_only=True)
class Body(parts.Body[Connector]):
    configuration: Configuration
