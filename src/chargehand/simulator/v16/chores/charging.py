"""Charging profiles (OCPP 1.6 §3.13, 5.16): kept, obeyed, summed up; in watts or amperes."""

from __future__ import annotations

from dataclasses import dataclass

from chargehand.simulator.frames import JsonObject
from chargehand.simulator.keeping.limits import Profile
from chargehand.simulator.parts.charging import Profiles
from chargehand.simulator.parts.orders import Handler, Reply, status
from chargehand.simulator.parts.payload import (
    part,
    text_if_given,
    whole,
    whole_if_given,
)
from chargehand.simulator.v16.connector import Connector


@dataclass(slots=True, eq=False)
class Charging(Profiles[Connector]):
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

    def read(self, connector: int, wish: JsonObject) -> Profile:
        """The profile as it is kept; raises Unfit."""
        return self.kept(connector, whole(wish, "chargingProfileId"), wish, part(wish, "chargingSchedule"))

    def _clear(self, payload: JsonObject) -> Reply:
        found = self.body.limits.take_away(
            whole_if_given(payload, "id"),
            whole_if_given(payload, "connectorId"),
            text_if_given(payload, "chargingProfilePurpose"),
            whole_if_given(payload, "stackLevel"),
        )
        return status("Accepted" if found else "Unknown", self.apply)

    def _composite(self, payload: JsonObject) -> Reply:
        """§5.7: in watts, from now on."""
        number, duration_s = whole(payload, "connectorId"), whole(payload, "duration")
        if number and number not in self.body.connectors:
            return status("Rejected")
        body = self.body
        schedule: JsonObject = {
            "duration": duration_s,
            "startSchedule": body.stamp(body.now),
            "chargingRateUnit": "W",
            "chargingSchedulePeriod": self.ahead(number, duration_s),
        }
        return Reply(
            {
                "status": "Accepted",
                "connectorId": number,
                "scheduleStart": body.stamp(body.now),
                "chargingSchedule": schedule,
            }
        )
