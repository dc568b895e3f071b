"""Whose socket is here: at most one conversation per station, the newest (F26, F27, F28)."""

from __future__ import annotations

from collections.abc import Collection

from chargehand.edge.gateway.conversation import REPLACED, Conversation
from chargehand.model.identity import StationId


class Registry:
    """Cleanup touches only what is its own: an older conversation's end never removes a newer one."""

    def __init__(self) -> None:
        self._here: dict[StationId, Conversation] = {}
        self._all: dict[Conversation, None] = {}
        """In the order in which they came, so that what happens to all happens in an order that can be repeated."""

    def __len__(self) -> int:
        return len(self._here)

    def put(self, newcomer: Conversation) -> None:
        """The newcomer is the one that counts; whoever was here for the same station is shown out at once."""
        self._all[newcomer] = None
        old = self._here.get(newcomer.station)
        self._here[newcomer.station] = newcomer
        if old is not None:
            old.end(REPLACED, "replaced by a newer connection")

    def remove(self, left: Conversation) -> None:
        self._all.pop(left, None)
        if self._here.get(left.station) is left:
            del self._here[left.station]

    def get(self, station: StationId) -> Conversation | None:
        return self._here.get(station)

    def holder(self, station: StationId) -> str | None:
        """The address from which the station is here; None when it is not, or its socket is known to be gone."""
        here = self._here.get(station)
        return here.address if here is not None else None

    def everyone(self) -> Collection[Conversation]:
        """All whose end is not kept yet, those who were shown out too."""
        return tuple(self._all)

    def displaced(self, station: StationId, epoch: int) -> None:
        """Another gateway holds a newer connection of `station`: ours is shown out if it is older than `epoch`."""
        here = self._here.get(station)
        if here is not None and 0 < here.epoch < epoch:
            here.end(REPLACED, "replaced by a newer connection")
