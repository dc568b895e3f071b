"""What a station can do by itself, as its device model tells (OCPP 2.1 part 2, TariffCostCtrlr and TxCtrlr)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from msgspec.structs import replace

from chargehand.core.keeping import with_station
from chargehand.model.device import Variable
from chargehand.model.limits import Abilities, Limit
from chargehand.model.snapshot import Snapshot

_COSTS: Final = ("tariffcostctrlr", "enabled", "tariff")
_LIMITS: Final = ("txctrlr", "supportedlimits", "")
_KINDS: Final = {
    "maxenergy": Limit.ENERGY,
    "maxtime": Limit.TIME,
    "maxcost": Limit.COST,
    "maxsoc": Limit.SOC,
}


def able(snapshot: Snapshot, told: Iterable[Variable]) -> Snapshot:
    """`snapshot` with what `told` says of it; the very same where it says nothing new."""
    abilities = snapshot.station.abilities
    for row in told:
        if row.value is not None and row.attribute.lower() in ("", "actual"):
            abilities = _after(abilities, row, row.value.lower())
    if abilities == snapshot.station.abilities:
        return snapshot
    return with_station(snapshot, replace(snapshot.station, abilities=abilities))


def _after(abilities: Abilities, row: Variable, value: str) -> Abilities:
    match (row.component.lower(), row.name.lower(), row.instance.lower()):
        case name if name == _COSTS:
            return replace(abilities, counts_costs=value == "true")
        case name if name == _LIMITS:
            words = {word.strip() for word in value.split(",")}
            return replace(abilities, limits=tuple(kind for word, kind in _KINDS.items() if word in words))
        case _:
            return abilities
