# Made by `python -m tools.messages` from the official JSON schemas: change those tools, not this file.
# fmt: off
"""OCPP 2.1: firmware."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from chargehand.wire.ocpp.messages.quantities import Text32, Text800, Text2000, Text5500, WholeFrom0
from chargehand.wire.ocpp.messages.shape import CustomData, Instant, Message
from chargehand.wire.ocpp.messages.v21.provisioning import StatusInfo
from chargehand.wire.ocpp.messages.v21.smart_charging.profiles import GenericStatusEnum

FirmwareStatusEnum = Literal[
    "DownloadFailed", "DownloadPaused", "DownloadScheduled", "Downloaded", "Downloading", "Idle",
    "InstallRebooting", "InstallScheduled", "InstallVerificationFailed", "InstallationFailed", "Installed",
    "Installing", "InvalidSignature", "SignatureVerified"
]
PublishFirmwareStatusEnum = Literal[
    "ChecksumVerified", "DownloadFailed", "DownloadPaused", "DownloadScheduled", "Downloaded", "Downloading",
    "Idle", "InvalidChecksum", "PublishFailed", "Published"
]
UnpublishFirmwareStatusEnum = Literal["DownloadOngoing", "NoFirmware", "Unpublished"]
UpdateFirmwareStatusEnum = Literal[
    "Accepted", "AcceptedCanceled", "InvalidCertificate", "Rejected", "RevokedCertificate"
]


class Firmware(Message, frozen=True, kw_only=True):
    location: Text2000
    retrieve_date_time: Instant
    install_date_time: Instant | UnsetType = UNSET
    signing_certificate: Text5500 | UnsetType = UNSET
    signature: Text800 | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class FirmwareStatusNotificationRequest(Message, frozen=True, kw_only=True):
    status: FirmwareStatusEnum
    request_id: int | UnsetType = UNSET
    status_info: StatusInfo | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class FirmwareStatusNotificationResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomData | UnsetType = UNSET


class PublishFirmwareRequest(Message, frozen=True, kw_only=True):
    location: Text2000
    checksum: Text32
    request_id: WholeFrom0
    retries: WholeFrom0 | UnsetType = UNSET
    retry_interval: WholeFrom0 | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class PublishFirmwareResponse(Message, frozen=True, kw_only=True):
    status: GenericStatusEnum
    status_info: StatusInfo | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class PublishFirmwareStatusNotificationRequest(Message, frozen=True, kw_only=True):
    status: PublishFirmwareStatusEnum
    location: Annotated[tuple[Text2000, ...], Meta(min_length=1)] | UnsetType = UNSET
    request_id: WholeFrom0 | UnsetType = UNSET
    status_info: StatusInfo | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class PublishFirmwareStatusNotificationResponse(Message, frozen=True, kw_only=True):
    custom_data: CustomData | UnsetType = UNSET


class UnpublishFirmwareRequest(Message, frozen=True, kw_only=True):
    checksum: Text32
    custom_data: CustomData | UnsetType = UNSET


class UnpublishFirmwareResponse(Message, frozen=True, kw_only=True):
    status: UnpublishFirmwareStatusEnum
    custom_data: CustomData | UnsetType = UNSET


class UpdateFirmwareRequest(Message, frozen=True, kw_only=True):
    request_id: int
    firmware: Firmware
    retries: WholeFrom0 | UnsetType = UNSET
    retry_interval: int | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET


class UpdateFirmwareResponse(Message, frozen=True, kw_only=True):
    status: UpdateFirmwareStatusEnum
    status_info: StatusInfo | UnsetType = UNSET
    custom_data: CustomData | UnsetType = UNSET
