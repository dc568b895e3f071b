"""What stations tell that changes no session: DataTransfer and how uploads go (OCPP 1.6 §4.3, §4.4, security extension)."""

from __future__ import annotations

from typing import Final

from chargehand.wire.ocpp.parts.reports import Report

REPORTS: Final = (
    Report("DataTransfer", {"vendorId": str}, ("vendorId", "messageId")),
    Report("DiagnosticsStatusNotification", {"status": str}, ("status",)),
    Report("LogStatusNotification", {"status": str}, ("status", "requestId")),
)
# We know no vendor's messages, and say so (S25).
ANSWERS: Final = {"DataTransfer": b'{"status":"UnknownVendorId"}'}
