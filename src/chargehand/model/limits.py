"""What a session may come to at most, and which of it a station keeps by itself."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from msgspec import Struct


class Limit(StrEnum):
    ENERGY = "energy"
    TIME = "time"
    COST = "cost"
    SOC = "soc"


class Limits(Struct, frozen=True, kw_only=True):
    """Each None where there is none of its kind."""

    energy_wh: int | None = None
    lasts_s: int | None = None
    """From its start to its end."""
    cost: Decimal | None = None
    """In the main unit of its tariff's currency."""
    soc_percent: int | None = None

    def lower(self, other: Limits | None) -> Limits:
        """Of each kind the lower one, or the one there is."""
        if other is None:
            return self
        return Limits(
            energy_wh=_lower(self.energy_wh, other.energy_wh),
            lasts_s=_lower(self.lasts_s, other.lasts_s),
            cost=_lower(self.cost, other.cost),
            soc_percent=_lower(self.soc_percent, other.soc_percent),
        )

    @property
    def kinds(self) -> tuple[Limit, ...]:
        return tuple(kind for kind in Limit if self.of((kind,)) is not None)

    def of(self, kinds: Collection[Limit]) -> Limits | None:
        """Only those of these kinds; None: there are none."""
        some = Limits(
            energy_wh=self.energy_wh if Limit.ENERGY in kinds else None,
            lasts_s=self.lasts_s if Limit.TIME in kinds else None,
            cost=self.cost if Limit.COST in kinds else None,
            soc_percent=self.soc_percent if Limit.SOC in kinds else None,
        )
        return None if some == _NONE else some


class Abilities(Struct, frozen=True, kw_only=True):
    """What a station told that it can do by itself; all of it is news of its own, nothing is guessed."""

    counts_costs: bool = False
    """It reckons what a session costs, and wants a tariff's figures for it."""
    limits: tuple[Limit, ...] | None = None
    """Such limits it keeps; None: it did not tell."""


_NONE = Limits()
_Figure = TypeVar("_Figure", int, Decimal)


def _lower(one: _Figure | None, other: _Figure | None) -> _Figure | None:
    if one is None or other is None:
        return other if one is None else one
    return min(one, other)
