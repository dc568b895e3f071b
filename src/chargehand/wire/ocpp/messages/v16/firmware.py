# Made by `python -m tools.messages` from the official JSON schemas: change those tools, not this file.
# fmt: off
"""OCPP 1.6 and its security extension: firmware."""

from __future__ import annotations

from typing import Literal

from msgspec import UNSET, UnsetType

from chargehand.wire.ocpp.messages.quantities import Text512, Text800, Text5500
from chargehand.wire.ocpp.messages.shape import Instant, Message, Uri

FirmwareStatusEnum = Literal[
    "DownloadFailed", "DownloadPaused", "DownloadScheduled", "Downloaded", "Downloading", "Idle",
    "InstallRebooting", "InstallScheduled", "InstallVerificationFailed", "InstallationFailed", "Installed",
    "Installing", "InvalidSignature", "SignatureVerified"
]
FirmwareStatusNotificationStatus = Literal[
    "DownloadFailed", "Downloaded", "Downloading", "Idle", "InstallationFailed", "Installed", "Installing"
]
UpdateFirmwareStatusEnum = Literal[
    "Accepted", "AcceptedCanceled", "InvalidCertificate", "Rejected", "RevokedCertificate"
]


class Firmware(Message, frozen=True, kw_only=True):
    location: Text512
    retrieve_date_time: Instant
    signing_certificate: Text5500
    signature: Text800
    install_date_time: Instant | UnsetType = UNSET


class FirmwareStatusNotificationRequest(Message, frozen=True, kw_only=True):
    status: FirmwareStatusNotificationStatus


class FirmwareStatusNotificationResponse(Message, frozen=True, kw_only=True):
    pass


class SignedFirmwareStatusNotificationRequest(Message, frozen=True, kw_only=True):
    status: FirmwareStatusEnum
    request_id: int | UnsetType = UNSET


class SignedFirmwareStatusNotificationResponse(Message, frozen=True, kw_only=True):
    pass


class SignedUpdateFirmwareRequest(Message, frozen=True, kw_only=True):
    request_id: int
    firmware: Firmware
    retries: int | UnsetType = UNSET
    retry_interval: int | UnsetType = UNSET


class SignedUpdateFirmwareResponse(Message, frozen=True, kw_only=True):
    status: UpdateFirmwareStatusEnum


class UpdateFirmwareRequest(Message, frozen=True, kw_only=True):
    location: Uri
    retrieve_date: Instant
    retries: int | UnsetType = UNSET
    retry_interval: int | UnsetType = UNSET


class UpdateFirmwareResponse(Message, frozen=True, kw_only=True):
    pass
