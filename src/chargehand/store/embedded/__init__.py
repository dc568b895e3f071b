"""A PostgreSQL server of our own below the data directory: started, watched and stopped with this process.

Knows binaries, users and sockets; nothing of stations, tables or migrations. Callers see only what is named here.
"""

from __future__ import annotations

from chargehand.store.embedded.binaries import find_binaries
from chargehand.store.embedded.cluster import Cluster, EmbeddedPostgres, find_running
from chargehand.store.embedded.fault import InUse, SetupFault
from chargehand.store.embedded.room import Level, Room
from chargehand.store.embedded.safety import check_safety

__all__ = [
    "Cluster",
    "EmbeddedPostgres",
    "InUse",
    "Level",
    "Room",
    "SetupFault",
    "check_safety",
    "find_binaries",
    "find_running",
]
