"""The canonical tale as a charger tells it that names its own transactions (OCPP 2.0.1)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.acceptance.api import Api
from tests.acceptance.crashes import Scene
from tests.acceptance.stubborn import StubbornCharger
from tests.acceptance.tales import taps_stop

Json = dict[str, Any]


class ModernStory:
    """By a clock of its own that began an hour ago; its transaction has the name that it was given here."""

    def __init__(self, charger: StubbornCharger, uid: str) -> None:
        self.charger = charger
        self.name = f"tx-{charger.identity}"
        self._token = {"idToken": uid, "type": "ISO14443"}
        self._now = datetime.now(UTC) - timedelta(hours=1)
        self._seq = 0

    def _stamp(self) -> str:
        self._now += timedelta(seconds=30)
        return self._now.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    async def boots(self) -> None:
        station = {"vendorName": "Kerbside", "model": "S2"}
        told = await self.charger.tells("BootNotification", {"reason": "PowerUp", "chargingStation": station})
        assert told["status"] == "Accepted"

    async def reports(self, status: str) -> None:
        report = {"timestamp": self._stamp(), "connectorStatus": status, "evseId": 1, "connectorId": 1}
        await self.charger.tells("StatusNotification", report)

    async def authorizes(self) -> None:
        told = await self.charger.tells("Authorize", {"idToken": self._token})
        assert told["idTokenInfo"]["status"] == "Accepted"

    async def begins(self, register_wh: int) -> None:
        told = await self._event("Started", "Authorized", register_wh, "Transaction.Begin", {})
        assert told["idTokenInfo"]["status"] == "Accepted"

    async def reads(self, register_wh: int) -> None:
        await self._event(
            "Updated", "MeterValuePeriodic", register_wh, "Sample.Periodic", {"chargingState": "Charging"}
        )

    async def ends(self, register_wh: int) -> None:
        await self._event("Ended", "RemoteStop", register_wh, "Transaction.End", {"stoppedReason": "Remote"})

    async def _event(self, kind: str, trigger: str, register_wh: int, context: str, info: Json) -> Json:
        stamp, number = self._stamp(), self._seq
        self._seq += 1
        sampled = {
            "value": register_wh,
            "context": context,
            "measurand": "Energy.Active.Import.Register",
            "unitOfMeasure": {"unit": "Wh"},
        }
        event: Json = {
            "eventType": kind,
            "timestamp": stamp,
            "triggerReason": trigger,
            "seqNo": number,
            "transactionInfo": {"transactionId": self.name, **info},
            "meterValue": [{"timestamp": stamp, "sampledValue": [sampled]}],
        }
        if kind == "Started":
            event |= {"evse": {"id": 1, "connectorId": 1}, "idToken": self._token}
        return await self.charger.tells("TransactionEvent", event)


async def told_by_a_modern_charger(scene: Scene, charger: StubbornCharger, driver: Api) -> None:
    """Boot, status, authorize, start, three readings, stop tapped and answered, end, status: one session, exactly."""
    story = ModernStory(charger, scene.place.uids[0][0])
    await story.boots()
    await scene.is_configured()
    await story.reports("Available")
    await story.authorizes()
    await story.reports("Occupied")
    await story.begins(20_000)
    for register_wh in (20_400, 21_100, 21_900):
        await story.reads(register_wh)
    await taps_stop(scene, charger, driver, "RequestStopTransaction")
    assert charger.heard("RequestStopTransaction")[0] == {"transactionId": story.name}
    await story.ends(22_456)
    await story.reports("Available")

    await scene.answers()
    (session,) = await driver.sessions()
    assert (session["phase"], session["bill"]) == ("ended", "final")
    assert (session["energy_kwh"], session["end"]["basis"]) == (2.456, "reported")
    readings = await driver.readings(session["id"])
    assert [each["energy_kwh"] for each in readings] == [0, 0.4, 1.1, 1.9, 2.456]
    assert [each["final"] for each in readings] == [False] * 4 + [True]
    assert await scene.journal.connectors(scene.station) == [(1, "available")]
    seen = await driver.charger(scene.place.chargers[0])
    assert (seen["state"], seen["my_session"]) == ("free", None)
