"""Charging profiles as every version has them: read, kept, obeyed, summed up; in watts or amperes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Generic

from chargehand.simulator.frames import JsonObject
from chargehand.simulator.keeping.limits import NO_LIMIT_W, Profile
from chargehand.simulator.parts.body import Body, ConnectorT
from chargehand.simulator.parts.payload import (
    choice,
    instant,
    parts,
    text,
    text_if_given,
    whole,
    whole_if_given,
)

_UNITS: Final = ("W", "A")


@dataclass(slots=True, eq=False)
class Profiles(Generic[ConnectorT]):
    """`limited`: what a connector may draw has changed."""

    body: Body[ConnectorT]
    limited: Callable[[ConnectorT], None]

    def take(self, profile: Profile) -> None:
        """It is in force."""
        self.body.limits.put(profile)
        self.apply()

    def kept(self, connector: int, number: int, wish: JsonObject, schedule: JsonObject) -> Profile:
        """The profile as it is kept; raises Unfit."""
        start = text_if_given(schedule, "startSchedule")
        return Profile(
            number=number,
            connector=connector,
            purpose=text(wish, "chargingProfilePurpose"),
            stack=whole(wish, "stackLevel"),
            begins_at=self.body.now if start is None else instant(start),
            duration_s=whole_if_given(schedule, "duration"),
            periods=self._periods(schedule),
            told=wish,
        )

    def _periods(self, schedule: JsonObject) -> tuple[tuple[int, float], ...]:
        """Seconds and watts."""
        build = self.body.build
        unit = choice(schedule, "chargingRateUnit", _UNITS)
        periods: list[tuple[int, float]] = []
        for each in parts(schedule, "chargingSchedulePeriod"):
            limit = each.get("limit")
            watts = float(limit) if isinstance(limit, int | float) else NO_LIMIT_W
            if unit == "A":
                watts *= build.voltage_v * (whole_if_given(each, "numberPhases") or max(1, build.phases))
            periods.append((whole(each, "startPeriod"), watts))
        return tuple(sorted(periods))

    def apply(self) -> None:
        """Every connector draws what it may now, and again when that changes."""
        body = self.body
        for connector in body.connectors.values():
            self.limited(connector)
        change_at = body.limits.next_change_at(body.now)
        body.timers.cancel(("limits", 0))
        if change_at is not None:
            body.timers.set(("limits", 0), (change_at - body.now).total_seconds(), self.apply)

    def ahead(self, connector: int, duration_s: int) -> list[JsonObject]:
        """What may be drawn from now on, as the periods of a schedule in watts."""
        body = self.body
        return [
            {"startPeriod": start_s, "limit": round(min(body.build.max_power_w, limit_w), 1)}
            for start_s, limit_w in body.limits.ahead(connector, body.now, duration_s)
        ]
