"""A store that lets a witness see what was committed."""

from __future__ import annotations

from collections.abc import Sequence

from chargehand.edge.observability.witness import Witness
from chargehand.engine.ports import UnitStore
from chargehand.model.batch import Halted, Kept, Want
from chargehand.model.identity import StationId
from chargehand.model.snapshot import Snapshot


class WitnessedUnits:
    """Implements the engine's UnitStore over another one."""

    def __init__(self, units: UnitStore, witness: Witness) -> None:
        self._units = units
        self._witness = witness

    async def load(self, wants: Sequence[Want]) -> list[Snapshot | Halted | None]:
        return await self._units.load(wants)

    async def commit(self, kept: Sequence[Kept]) -> None:
        await self._units.commit(kept)
        self._witness.kept(kept)

    async def halt(self, station: StationId, law: str) -> None:
        await self._units.halt(station, law)

    async def probe(self) -> None:
        await self._units.probe()
