"""Charging profiles (2.0.1 K): kept, obeyed, reported; schedules in watts or amperes, absolute or from the start."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from typing import cast

from chargehand.simulator.frames import JsonObject
from chargehand.simulator.keeping.limits import Profile
from chargehand.simulator.parts.charging import Profiles
from chargehand.simulator.parts.orders import Handler, Reply, status
from chargehand.simulator.parts.payload import (
    part,
    part_if_given,
    parts,
    text_if_given,
    whole,
    whole_if_given,
)
from chargehand.simulator.v2.connector import Connector


@dataclass(slots=True, eq=False)
class Charging(Profiles[Connector]):
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
        return status("Accepted", partial(self.take, profile))

    def put(self, connector: int, wish: JsonObject) -> None:
        """A profile that came with a start from afar (F01.FR.08)."""
        self.take(self._read(connector, wish))

    def _read(self, connector: int, wish: JsonObject) -> Profile:
        return self.kept(connector, whole(wish, "id"), wish, parts(wish, "chargingSchedule")[0])

    def _clear(self, payload: JsonObject) -> Reply:
        """K10."""
        wish = part_if_given(payload, "chargingProfileCriteria") or {}
        found = self.body.limits.take_away(
            whole_if_given(payload, "chargingProfileId"),
            whole_if_given(wish, "evseId"),
            text_if_given(wish, "chargingProfilePurpose"),
            whole_if_given(wish, "stackLevel"),
        )
        return status("Accepted" if found else "Unknown", self.apply)

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
        schedule: JsonObject = {
            "evseId": evse,
            "duration": duration_s,
            "scheduleStart": body.stamp(now),
            "chargingRateUnit": "W",
            "chargingSchedulePeriod": self.ahead(evse, duration_s),
        }
        return Reply({"status": "Accepted", "schedule": schedule})
