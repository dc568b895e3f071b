"""What a station is built of: how many connectors, how strong, which current, whose name is on the plate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    vendor: str = "Virtual Works"
    model: str = "Post 11"
    firmware: str = "1.4.2"
    connectors: int = 1
    max_power_w: float = 11_000.0
    phases: int = 3
    direct_current: bool = False
    voltage_v: float = 230.0


AC_11KW: Final = Build()
AC_22KW_TWIN: Final = Build(model="Post 22 Twin", connectors=2, max_power_w=22_000.0)
DC_150KW: Final = Build(
    model="Tower 150", connectors=2, max_power_w=150_000.0, phases=0, direct_current=True, voltage_v=400.0
)
