"""What can be watched, and how it is drawn."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from enum import IntEnum, StrEnum
from typing import NamedTuple, Protocol

from msgspec import Struct

from chargehand.model.identity import DriverId, SessionId, StationId
from chargehand.model.sight import SessionSight, StationSight, Timeline


class Kind(StrEnum):
    SESSION = "session"
    STATION = "station"
    DRIVER = "driver"
    """All sessions of a driver: those that live when the watching begins, and every one that changes later."""


class Subject(NamedTuple):
    kind: Kind
    id: str
    driver: DriverId

    @classmethod
    def session(cls, session: SessionId, driver: DriverId) -> Subject:
        return cls(Kind.SESSION, session, driver)

    @classmethod
    def station(cls, station: StationId, driver: DriverId) -> Subject:
        return cls(Kind.STATION, station, driver)

    @classmethod
    def all_of(cls, driver: DriverId) -> Subject:
        return cls(Kind.DRIVER, driver, driver)


class Readings(IntEnum):
    NONE = 0
    LATEST = 1
    """As many as a page shows at first."""
    ALL = 2


class Look(Struct, frozen=True, kw_only=True):
    """What was read of one thing: a session or a station, and a session's latest readings where a face wants them."""

    sight: SessionSight | StationSight
    timeline: Timeline | None = None
    earlier: int = 0
    """Readings before those of `timeline`."""

    @property
    def thing(self) -> str:
        """Its id: a driver's sessions are several things of one subject."""
        if isinstance(self.sight, SessionSight):
            return self.sight.session.id
        return self.sight.station.identity


class Prepared(NamedTuple):
    """`sign` is equal as long as nothing but the ticking of clocks sets two looks apart; `draw` makes the text."""

    sign: Hashable
    draw: Callable[[], str]


class Face(Protocol):
    """How a thing is drawn, and for whom. Equal faces of one subject are drawn once and shared."""

    @property
    def beat(self) -> bytes:
        """What keeps a quiet stream open and tells the other side that it lives."""
        ...

    @property
    def event(self) -> str | None:
        """The events' name; None: unnamed."""
        ...

    @property
    def readings(self) -> Readings:
        """How many of a session's readings it shows."""
        ...

    def prepare(self, look: Look) -> Prepared: ...

    def __hash__(self) -> int: ...


def frame(body: str, version: int, event: str | None) -> bytes:
    """One server-sent event (WHATWG HTML §9.2.6): the whole thing, with its version as id."""
    named = f"event: {event}\n" if event else ""
    lines = body.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\ndata: ")
    return f"id: {version}\n{named}data: {lines}\n\n".encode()


COMMENT_BEAT = b": \n\n"
"""A comment: programs need not know it."""
EVENT_BEAT = b"event: beat\ndata: 1\n\n"
"""Pages are told by an event, since a script never sees comments."""
