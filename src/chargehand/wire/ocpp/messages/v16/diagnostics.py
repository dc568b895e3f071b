# Made by `python -m tools.messages` from the official JSON schemas: change those tools, not this file.
# fmt: off
"""OCPP 1.6 and its security extension: diagnostics."""

from __future__ import annotations

from typing import Literal

from msgspec import UNSET, UnsetType

from chargehand.wire.ocpp.messages.quantities import Text255, Text512
from chargehand.wire.ocpp.messages.shape import Instant, Message, Uri

DiagnosticsStatusNotificationStatus = Literal["Idle", "UploadFailed", "Uploaded", "Uploading"]
LogEnum = Literal["DiagnosticsLog", "SecurityLog"]
LogStatusEnum = Literal["Accepted", "AcceptedCanceled", "Rejected"]
UploadLogStatusEnum = Literal[
    "BadMessage", "Idle", "NotSupportedOperation", "PermissionDenied", "UploadFailure", "Uploaded",
    "Uploading"
]


class LogParameters(Message, frozen=True, kw_only=True):
    remote_location: Text512
    oldest_timestamp: Instant | UnsetType = UNSET
    latest_timestamp: Instant | UnsetType = UNSET


class DiagnosticsStatusNotificationRequest(Message, frozen=True, kw_only=True):
    status: DiagnosticsStatusNotificationStatus


class DiagnosticsStatusNotificationResponse(Message, frozen=True, kw_only=True):
    pass


class GetDiagnosticsRequest(Message, frozen=True, kw_only=True):
    location: Uri
    retries: int | UnsetType = UNSET
    retry_interval: int | UnsetType = UNSET
    start_time: Instant | UnsetType = UNSET
    stop_time: Instant | UnsetType = UNSET


class GetDiagnosticsResponse(Message, frozen=True, kw_only=True):
    file_name: Text255 | UnsetType = UNSET


class GetLogRequest(Message, frozen=True, kw_only=True):
    log: LogParameters
    log_type: LogEnum
    request_id: int
    retries: int | UnsetType = UNSET
    retry_interval: int | UnsetType = UNSET


class GetLogResponse(Message, frozen=True, kw_only=True):
    status: LogStatusEnum
    filename: Text255 | UnsetType = UNSET


class LogStatusNotificationRequest(Message, frozen=True, kw_only=True):
    status: UploadLogStatusEnum
    request_id: int | UnsetType = UNSET


class LogStatusNotificationResponse(Message, frozen=True, kw_only=True):
    pass
