"""What stations tell that changes no session, and the least that answers it truthfully (OCPP 2.0.1 K, N, O, P)."""

from __future__ import annotations

from typing import Final

import msgspec
from msgspec import Raw, Struct, field

from chargehand.model.answers import LeadAnswer, NeedsAnswer, Unscheduled
from chargehand.model.events import ChargingNeedsReported, LeadAsked
from chargehand.model.identity import CommandId
from chargehand.wire.ocpp.codec import Context
from chargehand.wire.ocpp.fields import INT_MAX, whole
from chargehand.wire.ocpp.parts.reports import Report
from chargehand.wire.ocpp.usable import Usable

REPORTS: Final = (
    Report("ClearedChargingLimit", {"chargingLimitSource": str}, ("chargingLimitSource", "evseId")),
    Report("DataTransfer", {"vendorId": str}, ("vendorId", "messageId")),
    Report("LogStatusNotification", {"status": str}, ("status", "requestId")),
    Report("NotifyChargingLimit", {"chargingLimit": dict}, ("evseId",)),
    Report("NotifyCustomerInformation", {"requestId": int}, ("requestId", "seqNo", "tbc")),
    Report("NotifyDisplayMessages", {"requestId": int}, ("requestId", "tbc")),
    Report("NotifyEVChargingSchedule", {"evseId": int, "chargingSchedule": dict}, ("evseId",)),
    Report(
        "ReportChargingProfiles",
        {"requestId": int, "evseId": int, "chargingProfile": list},
        ("requestId", "evseId", "chargingLimitSource", "tbc"),
    ),
)
# We know no vendor's messages (S25).
ANSWERS: Final = {
    "DataTransfer": b'{"status":"UnknownVendorId"}',
    "NotifyEVChargingNeeds": b'{"status":"Rejected"}',  # where nobody decides about them
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
    Report("ReportDERControl", {"requestId": int}, ("requestId", "tbc")),
)
ANSWERS_SINCE_21: Final = {
    "OpenPeriodicEventStream": b'{"status":"Accepted"}',
    "PullDynamicScheduleUpdate": b'{"status":"Rejected"}',  # the same
}


class AcParameters(Struct, frozen=True, rename="camel"):
    ev_max_current: float | None = None
    ev_max_voltage: float | None = None


class DcParameters(AcParameters, frozen=True, rename="camel"):
    ev_max_power: float | None = None


class V2xParameters(Struct, frozen=True, rename="camel"):
    """The first is of all phases, or of the first where the others have their own (2.1)."""

    max_charge_power: float | None = None
    max_charge_power_l2: float = field(default=0, name="maxChargePower_L2")
    max_charge_power_l3: float = field(default=0, name="maxChargePower_L3")


class ChargingNeeds(Struct, frozen=True, rename="camel"):
    requested_energy_transfer: str = ""
    control_mode: str = ""
    ac_charging_parameters: AcParameters | None = None
    dc_charging_parameters: DcParameters | None = None
    v2x_charging_parameters: V2xParameters | None = None


class NotifyEvChargingNeeds(Struct, frozen=True, rename="camel"):
    evse_id: int
    charging_needs: ChargingNeeds


class PullDynamicScheduleUpdate(Struct, frozen=True, rename="camel"):
    charging_profile_id: int


class ScheduleUpdate(Struct, frozen=True):
    limit: int


class StatusInfo(Struct, frozen=True, rename="camel"):
    reason_code: str


class NeedsResponse(Struct, frozen=True, rename="camel", omit_defaults=True):
    status: str
    status_info: StatusInfo | None = None


class PullResponse(Struct, frozen=True, rename="camel", omit_defaults=True):
    status: str
    schedule_update: ScheduleUpdate | None = None
    status_info: StatusInfo | None = None


_charging_needs: Final = Usable(ChargingNeeds)
_needs: Final = Usable(NotifyEvChargingNeeds, menders={"charging_needs": _charging_needs.read})
_pull: Final = Usable(PullDynamicScheduleUpdate)
_encode: Final = msgspec.json.Encoder().encode
_PHASES: Final = {"ac_single_phase": 1, "ac_two_phase": 2}
_PHASES_MAX: Final = 3
_REASONS: Final = {
    Unscheduled.NO_TRANSACTION: "TxNotFound",
    Unscheduled.UNKNOWN_POWER: "MissingParam",
    Unscheduled.OTHER_CONTROL: "UnsupportedParam",
    Unscheduled.NOT_ALLOWED: "NotEnabled",
    Unscheduled.NOT_NOW: "InternalError",
}


def read_needs(payload: Raw | bytes, context: Context) -> ChargingNeedsReported:
    said = _needs.read(payload)
    needs = said.charging_needs
    mode = needs.requested_energy_transfer.lower()
    return ChargingNeedsReported(
        station=context.station,
        at=context.at,
        fresh=CommandId(context.fresh()),
        connector=whole(said.evse_id),
        power_w_max=_power_w_max(needs, _PHASES.get(mode, _PHASES_MAX)),
        scheduled="_der" not in mode,
        led=needs.control_mode.lower() == "dynamiccontrol",
        gives_back="_bpt" in mode,
    )


def write_needs(answer: NeedsAnswer, *, knows_profiles: bool) -> bytes:
    """`knows_profiles`: the version has a word for it that only no schedule comes, while charging goes on (2.1)."""
    if answer.refused is None:
        return _encode(NeedsResponse("Accepted"))
    goes_on = knows_profiles and answer.refused is not Unscheduled.NOT_ALLOWED
    status = "NoChargingProfile" if goes_on else "Rejected"
    return _encode(NeedsResponse(status, StatusInfo(_REASONS[answer.refused])))


def read_pull(payload: Raw | bytes, context: Context) -> LeadAsked:
    number = whole(_pull.read(payload).charging_profile_id)
    return LeadAsked(station=context.station, at=context.at, number=number)


def write_pull(answer: LeadAnswer) -> bytes:
    """Of schedules that operators wrote by hand nothing is known here (2.1 K28)."""
    if answer.power_w is None:
        return _encode(PullResponse("Rejected", status_info=StatusInfo("NotFound")))
    return _encode(PullResponse("Accepted", ScheduleUpdate(answer.power_w)))


def _power_w_max(needs: ChargingNeeds, phases: int) -> int | None:
    """The most that the car takes by its own words. Its voltage may be that between phases: then it is less than this."""
    v2x, dc, ac = needs.v2x_charging_parameters, needs.dc_charging_parameters, needs.ac_charging_parameters
    if v2x is not None and v2x.max_charge_power is not None:
        return _sound_w(v2x.max_charge_power + v2x.max_charge_power_l2 + v2x.max_charge_power_l3)
    if dc is not None:
        return _sound_w(_product(dc) if dc.ev_max_power is None else dc.ev_max_power)
    return _sound_w(phases * _product(ac)) if ac is not None else None


def _product(told: AcParameters) -> float:
    return (told.ev_max_current or 0) * (told.ev_max_voltage or 0)


def _sound_w(power_w: float) -> int | None:
    """What is less than 1 W is no need that can be met."""
    return int(power_w) if 1 <= power_w <= INT_MAX else None
