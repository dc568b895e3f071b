"""A station's device model: components and their variables (OCPP 2.0.1 part 1 §4), one row per attribute."""

from __future__ import annotations

from msgspec import Struct


class Variable(Struct, frozen=True, kw_only=True):
    """One attribute of one variable. In 1.6 a configuration key is a variable of the component `Configuration`."""

    component: str
    name: str
    component_instance: str = ""
    instance: str = ""
    evse: int = 0
    connector: int = 0
    """0: of the whole station, or of the whole EVSE."""
    attribute: str = "Actual"
    value: str | None = None
    """None: the station does not tell it (write-only)."""
    mutability: str = ""
    data_type: str = ""
    unit: str = ""
    allowed: str = ""


class Monitor(Struct, frozen=True, kw_only=True):
    """What a station watches by itself: it tells when a variable leaves its bounds, changes, or in turns (2.x N)."""

    number: int
    """Unique per station."""
    component: str
    name: str
    component_instance: str = ""
    instance: str = ""
    evse: int = 0
    connector: int = 0
    kind: str = ""
    """`UpperThreshold`, `LowerThreshold`, `Delta`, `Periodic`, …"""
    value: str = ""
    severity: int = 0
    """0 Danger … 9 Debug."""
    transaction: bool = False
    """Active only while a transaction runs."""
