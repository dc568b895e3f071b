"""What stations tell that changes no session, and the least that answers it truthfully (OCPP 2.0.1 K, N, O, P)."""

from __future__ import annotations

from typing import Final

from chargehand.wire.ocpp.parts.reports import Report

REPORTS: Final = (
    Report("ClearedChargingLimit", {"chargingLimitSource": str}, ("chargingLimitSource", "evseId")),
    Report("DataTransfer", {"vendorId": str}, ("vendorId", "messageId")),
    Report("LogStatusNotification", {"status": str}, ("status", "requestId")),
    Report("NotifyChargingLimit", {"chargingLimit": dict}, ("evseId",)),
    Report("NotifyCustomerInformation", {"requestId": int}, ("requestId", "seqNo", "tbc")),
    Report("NotifyDisplayMessages", {"requestId": int}, ("requestId", "tbc")),
    Report("NotifyEVChargingNeeds", {"evseId": int, "chargingNeeds": dict}, ("evseId",)),
    Report("NotifyEVChargingSchedule", {"evseId": int, "chargingSchedule": dict}, ("evseId",)),
    Report(
        "ReportChargingProfiles",
        {"requestId": int, "evseId": int, "chargingProfile": list},
        ("requestId", "evseId", "chargingLimitSource", "tbc"),
    ),
)
# We know no vendor's messages (S25), and compute no schedules.
ANSWERS: Final = {
    "DataTransfer": b'{"status":"UnknownVendorId"}',
    "NotifyEVChargingNeeds": b'{"status":"Rejected"}',
    "NotifyEVChargingSchedule": b'{"status":"Accepted"}',
}

SINCE_21: Final = (
    Report("BatterySwap", {"eventType": str, "batteryData": list}, ("eventType", "requestId")),
    Report("ClosePeriodicEventStream", {"id": int}, ("id",)),
    Report(
        "NotifyDERAlarm", {"controlType": str}, ("controlType", "gridEventFault", "alarmEnded", "extraInfo")
    ),
    Report("NotifyDERStartStop", {"controlId": str, "started": bool}, ("controlId", "started")),
    Report("NotifyPeriodicEventStream", {"id": int, "data": list}, ("id", "pending")),
    Report(
        "NotifyPriorityCharging", {"transactionId": str, "activated": bool}, ("transactionId", "activated")
    ),
    Report(
        "NotifySettlement",
        {"pspRef": str, "status": str, "settlementAmount": float},
        ("status", "settlementAmount", "transactionId", "receiptId"),
    ),
    Report("OpenPeriodicEventStream", {"constantStreamData": dict}),
    Report("PullDynamicScheduleUpdate", {"chargingProfileId": int}, ("chargingProfileId",)),
    Report("ReportDERControl", {"requestId": int}, ("requestId", "tbc")),
)
ANSWERS_SINCE_21: Final = {
    "NotifyEVChargingNeeds": b'{"status":"NoChargingProfile"}',
    "OpenPeriodicEventStream": b'{"status":"Accepted"}',
    "PullDynamicScheduleUpdate": b'{"status":"Rejected"}',
}
