# Made by `python -m tools.messages` from the official JSON schemas: change those tools, not this file.
# fmt: off
"""OCPP 2.0.1: smart charging: needs."""

from __future__ import annotations

from typing import Literal

from msgspec import UNSET, UnsetType

from chargehand.wire.ocpp.messages.quantities import Whole0To100
from chargehand.wire.ocpp.messages.shape import CustomData, Instant, Message
from chargehand.wire.ocpp.messages.v201.provisioning import StatusInfo
from chargehand.wire.ocpp.messages.v201.smart_charging.profiles import ChargingSchedule, GenericStatusEnum

EnergyTransferModeEnum = Literal["AC_single_phase", "AC_three_phase", "AC_two_phase", "DC"]
NotifyEVChargingNeedsStatusEnum = Literal["Accepted", "Processing", "Rejected"]


class ACChargingParameters(Message, frozen=True, kw_only=True):
    energy_amount: int
    ev_min_current: int
    ev_max_current: int
    ev_max_voltage: int
    custom_data: CustomData | UnsetType = UNSET


class DCChargingParameters(Message, frozen=True, kw_only=True):
    ev_max_current: int
    ev_max_voltage: int
    custom_data: CustomData | UnsetType = UNSET
    energy_amount: int | UnsetType = UNSET
    ev_max_power: int | UnsetType = UNSET
    state_of_charge: Whole0To100 | UnsetType = UNSET
    ev_energy_capacity: int | UnsetType = UNSET
    full_so_c: Whole0To100 | UnsetType = UNSET
    bulk_so_c: Whole0To100 | UnsetType = UNSET


class ChargingNeeds(Message, frozen=True, kw_only=True):
    requested_energy_transfer: EnergyTransferModeEnum
    custom_data: CustomData | UnsetType = UNSET
    ac_charging_parameters: ACChargingParameters | UnsetType = UNSET
    dc_charging_parameters: DCChargingParameters | UnsetType = UNSET
    departure_time: Instant | UnsetType = UNSET


class NotifyEVChargingNeedsRequest(Message, frozen=True, kw_only=True):
    charging_needs: ChargingNeeds
    evse_id: int
    custom_data: CustomData | UnsetType = UNSET
    max_schedule_tuples: int | UnsetType = UNSET


class NotifyEVChargingNeedsResponse(Message, frozen=True, kw_only=True):
    status: NotifyEVChargingNeedsStatusEnum
    custom_data: CustomData | UnsetType = UNSET
    status_info: StatusInfo | UnsetType = UNSET


class NotifyEVChargingScheduleRequest(Message, frozen=True, kw_only=True):
    time_base: Instant
    charging_schedule: ChargingSchedule
    evse_id: int
    custom_data: CustomData | UnsetType = UNSET


class NotifyEVChargingScheduleResponse(Message, frozen=True, kw_only=True):
    status: GenericStatusEnum
    custom_data: CustomData | UnsetType = UNSET
    status_info: StatusInfo | UnsetType = UNSET
