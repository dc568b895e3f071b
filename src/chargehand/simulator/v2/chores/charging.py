"""Charging profiles (2.0.1 K): kept, obeyed, reported; schedules in watts or amperes, absolute or from the start."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from typing import Final, cast

from chargehand.simulator.frames import JsonObject
from chargehand.simulator.keeping.limits import NO_LIMIT_W, Profile
from chargehand.simulator.parts.orders import Handler, Reply, status
from chargehand.simulator.parts.payload import (
    choice,
    instant,
    part,
    part_if_given,
    parts,
    text,
    text_if_given,
    whole,
    whole_if_given,
)
from chargehand.simulator.v2.body import Body
from chargehand.simulator.v2.transactions import Transactions

_UNITS: Final = ("W", "A")


@dataclass(slots=True, eq=False)
class Charging:
    body: Body
    transactions: Transactions

    def handlers(self) -> dict[str, Handler]:
        return {
            "ClearChargingProfile": self._clear,
            "GetChargingProfiles": self._get,
            "GetCompositeSchedule": self._composite,
            "SetChargingProfile": self._set,
        }

    def _set(self, payload: JsonObject) -> Reply:
        number, wish = whole(payload, "evseId"), part(payload, "chargingProfile")
        if number and number not in self.body.connectors:
            return status("Rejected")
        if wish.get("chargingProfilePurpose") == "TxProfile":
            # K01.FR.03, FR.09: only for the transaction that runs there.
            running = self.body.connectors[number].transaction if number else None
            wanted = wish.get("transactionId")
            if running is None or wanted not in {None, running.shown_id}:
                return status("Rejected")
        profile = self._read(number, wish)
        return status("Accepted", partial(self._take, profile))

    def put(self, connector: int, wish: JsonObject) -> None:
        """A profile that came with a start from afar (F01.FR.08)."""
        self._take(self._read(connector, wish))

    def _take(self, profile: Profile) -> None:
        self.body.limits.put(profile)
        self._apply()

    def _read(self, connector: int, wish: JsonObject) -> Profile:
        schedule = parts(wish, "chargingSchedule")[0]
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
            number=whole(wish, "id"),
            connector=connector,
            purpose=text(wish, "chargingProfilePurpose"),
            stack=whole(wish, "stackLevel"),
            begins_at=self.body.now if start is None else instant(start),
            duration_s=whole_if_given(schedule, "duration"),
            periods=tuple(sorted(periods)),
            told=wish,
        )

    def _apply(self) -> None:
        """Every connector draws what it may now, and again when that changes."""
        body = self.body
        for connector in body.connectors.values():
            self.transactions.limit(connector)
        change_at = body.limits.next_change_at(body.now)
        body.timers.cancel(("limits", 0))
        if change_at is not None:
            body.timers.set(("limits", 0), (change_at - body.now).total_seconds(), self._apply)

    def _clear(self, payload: JsonObject) -> Reply:
        """K10."""
        wish = part_if_given(payload, "chargingProfileCriteria") or {}
        found = self.body.limits.take_away(
            whole_if_given(payload, "chargingProfileId"),
            whole_if_given(wish, "evseId"),
            text_if_given(wish, "chargingProfilePurpose"),
            whole_if_given(wish, "stackLevel"),
        )
        return status("Accepted" if found else "Unknown", self._apply)

    def _get(self, payload: JsonObject) -> Reply:
        """K09: told per EVSE."""
        number, evse, wish = (
            whole(payload, "requestId"),
            whole_if_given(payload, "evseId"),
            part(payload, "chargingProfile"),
        )
        purpose, stack = text_if_given(wish, "chargingProfilePurpose"), whole_if_given(wish, "stackLevel")
        numbers = cast("list[object]", wish.get("chargingProfileId") or [])
        fit = [
            each
            for each in self.body.limits.profiles
            if evse in {None, each.connector}
            and purpose in {None, each.purpose}
            and stack in {None, each.stack}
            and (not numbers or each.number in numbers)
        ]
        return status("Accepted" if fit else "NoProfiles", partial(self._report, number, fit))

    def _report(self, number: int, profiles: list[Profile]) -> None:
        by_place: defaultdict[int, list[JsonObject]] = defaultdict(list)
        for each in profiles:
            by_place[each.connector].append(each.told)
        for place, (evse, told) in enumerate(by_place.items(), 1):
            page: JsonObject = {
                "requestId": number,
                "chargingLimitSource": "CSO",
                "evseId": evse,
                "chargingProfile": told,
                "tbc": place < len(by_place),
            }
            self.body.mouth.notify("ReportChargingProfiles", page)

    def _composite(self, payload: JsonObject) -> Reply:
        """K08: in watts, from now on."""
        evse, duration_s = whole(payload, "evseId"), whole(payload, "duration")
        if evse and evse not in self.body.connectors:
            return status("Rejected")
        body, now = self.body, self.body.now
        periods: list[JsonObject] = [
            {"startPeriod": start_s, "limit": round(min(body.build.max_power_w, limit_w), 1)}
            for start_s, limit_w in body.limits.ahead(evse, now, duration_s)
        ]
        schedule: JsonObject = {
            "evseId": evse,
            "duration": duration_s,
            "scheduleStart": body.stamp(now),
            "chargingRateUnit": "W",
            "chargingSchedulePeriod": periods,
        }
        return Reply({"status": "Accepted", "schedule": schedule})
