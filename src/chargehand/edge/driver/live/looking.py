"""Reads what subjects look like: one question per kind, however many watch."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from msgspec.structs import replace

from chargehand.edge.driver.live.subject import Kind, Look, Readings, Subject
from chargehand.edge.driver.ports import Sights
from chargehand.model.identity import DriverId, SessionId, StationId
from chargehand.model.sight import SessionSight
from chargehand.views.session_page import ROWS_ENDED, ROWS_LIVE

READINGS_MAX = 50_000


class Wanted:
    """What one round has to read."""

    def __init__(
        self,
        subjects: Mapping[Subject, Readings],
        strays: Collection[SessionId],
        drivers: Sequence[DriverId],
    ) -> None:
        self.sessions = [(each, SessionId(each.id)) for each in subjects if each.kind is Kind.SESSION]
        self.stations = [each for each in subjects if each.kind is Kind.STATION]
        self.asked_drivers = [each.driver for each in subjects if each.kind is Kind.DRIVER]
        self.strays = list(strays) if drivers else []
        self.drivers = drivers
        self.readings = subjects


async def look(sights: Sights, wanted: Wanted) -> list[tuple[Subject, Look]]:
    """What is wanted, as it is now; nothing for what is gone. Raises WorldFault."""
    looks = await _sessions(sights, [*wanted.sessions, *await _of_drivers(sights, wanted)])
    looks = await _with_timelines(sights, looks, wanted.readings)
    if wanted.stations:
        found = await sights.look_stations([(StationId(each.id), each.driver) for each in wanted.stations])
        pairs = zip(wanted.stations, found, strict=True)
        looks += [(subject, Look(sight=sight)) for subject, sight in pairs if sight is not None]
    return looks


async def _of_drivers(sights: Sights, wanted: Wanted) -> list[tuple[Subject, SessionId]]:
    """Sessions for those who watch all of a driver's sessions, each once."""
    pairs: list[tuple[SessionId, DriverId]] = []
    if wanted.asked_drivers:
        pairs += await sights.live_pairs(wanted.asked_drivers)
    if wanted.strays:
        pairs += await sights.owners(wanted.strays, wanted.drivers)
    return [(Subject.all_of(driver), session) for session, driver in dict.fromkeys(pairs)]


async def _sessions(
    sights: Sights, wanted: Sequence[tuple[Subject, SessionId]]
) -> list[tuple[Subject, Look]]:
    if not wanted:
        return []
    seen = await sights.look_sessions([(session, subject.driver) for subject, session in wanted])
    pairs = zip(wanted, seen, strict=True)
    return [(subject, Look(sight=sight)) for (subject, _), sight in pairs if sight is not None]


async def _with_timelines(
    sights: Sights, looks: list[tuple[Subject, Look]], readings: Mapping[Subject, Readings]
) -> list[tuple[Subject, Look]]:
    """The same looks, with as many of their sessions' readings as their subjects' faces show."""
    asked: dict[SessionId, int] = {}
    for subject, look in looks:
        wants = readings.get(subject, Readings.NONE)
        if wants and isinstance(look.sight, SessionSight):
            latest = ROWS_LIVE if look.sight.session.live else ROWS_ENDED
            asked[look.sight.session.id] = READINGS_MAX if wants is Readings.ALL else latest
    if not asked:
        return looks
    found = dict(zip(asked, await sights.look_timelines(list(asked.items())), strict=True))

    def filled(subject: Subject, look: Look) -> Look:
        kept = found.get(SessionId(look.thing)) if readings.get(subject) else None
        return look if kept is None else replace(look, timeline=kept[0], earlier=kept[1])

    return [(subject, filled(subject, look)) for subject, look in looks]
