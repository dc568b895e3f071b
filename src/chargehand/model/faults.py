"""What breaks: exceptions, unlike refusals. Each names how far the damage goes."""

from __future__ import annotations


class WorldFault(Exception):
    """The world failed us (no database, no commit): nothing was decided. Gateways close the socket, HTTP says 503."""


class StaleSnapshot(WorldFault):
    """Another process wrote on one of the lanes meanwhile: load again and decide again."""


class PassingFault(WorldFault):
    """A deadlock or a serialization failure: the same batch may well go through now (F24)."""


class LockedFault(PassingFault):
    """Somebody else holds a lock on one of the batch's lanes; the others could go on (F99)."""


class ConflictFault(Exception):
    """The write broke one of the database's own laws (a unique index, a check): one of the batch's decisions is a defect."""


class LaneHalted(Exception):
    """A law was broken on this station's lane: it is halted until a person has looked; everybody else goes on."""


class UnknownStation(Exception):
    """No such station is configured."""


class NoRoom(WorldFault):
    """The database's disk is nearly full: what is there can be read, nothing is written (F97)."""
