"""Charging profiles (OCPP 1.6 §3.13, 5.16): kept, obeyed, summed up; in watts or amperes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from chargehand.simulator.frames import JsonObject
from chargehand.simulator.keeping.limits import NO_LIMIT_W, Profile
from chargehand.simulator.parts.orders import Handler, Reply, status
from chargehand.simulator.parts.payload import (
    choice,
    instant,
    part,
    parts,
    text,
    text_if_given,
    whole,
    whole_if_given,
)
from chargehand.simulator.v16.body import Body
from chargehand.simulator.v16.connector import Connector

_UNITS: Final = ("W", "A")


@dataclass(slots=True, eq=False)
class Charging:
    """`limited`: what a connector may draw has changed."""

    body: Body
    limited: Callable[[Connector], None]

    def handlers(self) -> dict[str, Handler]:
        return {
            "ClearChargingProfile": self._clear,
            "GetCompositeSchedule": self._composite,
            "SetChargingProfile": self._set,
        }

    def _set(self, payload: JsonObject) -> Reply:
        number, wish = whole(payload, "connectorId"), part(payload, "csChargingProfiles")
        if number and number not in self.body.connectors:
            return status("Rejected")
        if wish.get("chargingProfilePurpose") == "TxProfile":
            running = self.body.connectors[number].transaction if number else None
            if running is None or wish.get("transactionId") not in {None, running.shown_id}:
                return status("Rejected")
        profile = self.read(number, wish)
        return status("Accepted", lambda: self.take(profile))

    def take(self, profile: Profile) -> None:
        """It is in force."""
        self.body.limits.put(profile)
        self._apply()

    def read(self, connector: int, wish: JsonObject) -> Profile:
        """The profile as it is kept; raises Unfit."""
        schedule = part(wish, "chargingSchedule")
        build = self.body.build
        unit = choice(schedule, "chargingRateUnit", _UNITS)
        lines = max(1, build.phases)
        periods: list[tuple[int, float]] = []
        for each in parts(schedule, "chargingSchedulePeriod"):
            limit = each.get("limit")
            watts = float(limit) if isinstance(limit, int | float) else NO_LIMIT_W
            if unit == "A":
                watts *= build.voltage_v * (whole_if_given(each, "numberPhases") or lines)
            periods.append((whole(each, "startPeriod"), watts))
        start = text_if_given(schedule, "startSchedule")
        return Profile(
            number=whole(wish, "chargingProfileId"),
            connector=connector,
            purpose=text(wish, "chargingProfilePurpose"),
            stack=whole(wish, "stackLevel"),
            begins_at=self.body.now if start is None else instant(start),
            duration_s=whole_if_given(schedule, "duration"),
            periods=tuple(sorted(periods)),
            told=wish,
        )

    def _apply(self) -> None:
        body = self.body
        for connector in body.connectors.values():
            self.limited(connector)
        change_at = body.limits.next_change_at(body.now)
        body.timers.cancel(("limits", 0))
        if change_at is not None:
            body.timers.set(("limits", 0), (change_at - body.now).total_seconds(), self._apply)

    def _clear(self, payload: JsonObject) -> Reply:
        found = self.body.limits.take_away(
            whole_if_given(payload, "id"),
            whole_if_given(payload, "connectorId"),
            text_if_given(payload, "chargingProfilePurpose"),
            whole_if_given(payload, "stackLevel"),
        )
        return status("Accepted" if found else "Unknown", self._apply)

    def _composite(self, payload: JsonObject) -> Reply:
        """§5.7: in watts, from now on."""
        number, duration_s = whole(payload, "connectorId"), whole(payload, "duration")
        if number and number not in self.body.connectors:
            return status("Rejected")
        body = self.body
        periods: list[JsonObject] = [
            {"startPeriod": start_s, "limit": round(min(body.build.max_power_w, limit_w), 1)}
            for start_s, limit_w in body.limits.ahead(number, body.now, duration_s)
        ]
        schedule: JsonObject = {
            "duration": duration_s,
            "startSchedule": body.stamp(body.now),
            "chargingRateUnit": "W",
            "chargingSchedulePeriod": periods,
        }
        return Reply(
            {
                "status": "Accepted",
                "connectorId": number,
                "scheduleStart": body.stamp(body.now),
                "chargingSchedule": schedule,
            }
        )
