"""The bad (and good) character of a virtual station: one switch per thing that stations in the field do wrong.

The numbers after the switches are rows of the fault catalogue. A station keeps every promise of its version
of OCPP for which no switch is thrown.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Final, Literal, TypeAlias

from chargehand.simulator.versions import VERSIONS, Version

Obedience: TypeAlias = Literal["obey", "refuse", "ignore"]
"""obey; refuse: answers Rejected; ignore: answers Accepted and does nothing."""
IdForm: TypeAlias = Literal["given", "string", "minus-one", "zero", "negative", "huge", "previous"]
"""How the station shows a transaction's id: as given, or as something else it believes in instead."""
Firmware: TypeAlias = Literal["installs", "download-fails", "install-fails"]
EnergyUnit: TypeAlias = Literal["Wh", "kWh", "kWh-unnamed", "Wh-named-kWh", "kWh-named-Wh", "multiplied"]
Point: TypeAlias = Literal[
    "ParkingBayOccupancy", "EVConnected", "Authorized", "PowerPathClosed", "EnergyTransfer"
]
"""When a transaction begins or ends (2.0.1 TxStartPoint and TxStopPoint)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Character:
    name: str = "plain"
    about: str = "keeps to the specification"

    # Calls and answers
    deaf: bool = False  # F17: never answers a command
    answer_delay_s: float = 0.0  # F12: answers commands this late
    lowercase_answers: bool = False  # F63: "accepted" instead of "Accepted"
    answers_scheduled: bool = False  # F63: a change of availability is Scheduled though nothing prevents it
    lowercase_keys: bool = False  # F63: names of configuration keys and variables come back in lower case
    unsupported: tuple[str, ...] = ()  # commands that it does not support, F93
    pipelines: bool = False  # F14: does not wait for answers, nor for the boot to be accepted
    repeats_every: int = 0  # F11: every n-th call goes out twice with one message id
    loses_calls: float = 0.0  # share of its calls that never reach the wire
    binary_every: int = 0  # F18: every n-th call goes out as a binary frame
    numbers_as_text: bool = False  # F09: "1" instead of 1
    extra_fields: bool = False  # F09: a field of its own in every call
    null_fields: bool = False  # F10: what it does not know is null, not left out
    call_timeout_s: float = 30.0
    reaction_s: float = 0.0  # time between accepting a command and acting on it

    # Connections
    disconnects_every_s: float = 0.0  # F31: mean time between drops of the socket
    offline_for_s: float = 20.0
    begins_offline_s: float = 0.0  # F53: so long after its making it finds a line for the first time
    abandons_sockets: bool = (
        False  # F25 to F27: a lost socket is neither closed nor read, a new one is opened
    )
    boots_every_s: float = 0.0  # F33: tells a boot so often without one
    empty_vendor: bool = False  # F09
    chatters: bool = False  # F09: after a boot, data of its vendor and a security event
    boots_on_reconnect: bool = False  # F33
    boots: bool = True  # F23: False connects and speaks without BootNotification
    boot_takes_s: float = 3.0
    status_on_reconnect: Literal["all", "changed", "none"] = "all"  # F34
    status_overtakes_queue: bool = False  # evidence row 7: Available may overtake a queued StopTransaction

    # The queue of transaction messages
    new_id_on_retry: bool = False  # F35
    loses_answers: float = 0.0  # F35: share of answers to transaction messages that never arrive
    volatile_queue: bool = False  # F37, F48: the queue is lost with the power
    after_power_loss: Literal["stop", "resume", "forget"] = "stop"  # F48

    # Transactions
    id_form: IdForm = "given"  # F39, F40, F42, F56
    skips_start: bool = False  # F37: StartTransaction is never sent
    skips_stop: bool = False  # F45: StopTransaction is never sent
    stops_twice: bool = False  # F36
    stop_order: Literal["stop-first", "finishing-first", "available-first"] = "stop-first"  # F47
    omits_reason: bool = False
    keeps_delivering: bool = False  # F55a: energy flows on after the stop
    after_run_wh: float = 0.0  # F81: energy that flows after the stop
    late_closing_reading: bool = False  # F44: a reading of the transaction follows its stop

    # Transactions that the station names (2.x)
    start_points: tuple[Point, ...] = ("PowerPathClosed",)  # F92
    stop_points: tuple[Point, ...] = ("PowerPathClosed",)  # F92
    sequence: Literal["counted", "zero", "gaps", "never-resets"] = "counted"  # F86, F87
    repeats_sequence: bool = False  # F88: two updates with one number and different content
    ends_first: int = 0  # F86: up to so many updates follow the end
    skips_started: bool = False  # F89
    token_told: Literal["once", "late", "never", "always"] = "once"  # F92
    names_evse: Literal["once", "always"] = "always"
    tells_charging_state: bool = True
    flags_offline: bool = True  # F91: False: queued events look like news
    transaction_names: Literal["uuid", "counted", "reused"] = "uuid"  # F90
    readings_apart: bool = False  # MeterValues instead of TransactionEvent Updated
    after_resume: Literal["TxResumed", "silent"] = "TxResumed"  # 2.1 E17

    # Commands
    remote_start: Obedience = "obey"  # F59
    remote_stop: Obedience = "obey"  # F55, F56
    trigger: Obedience = "obey"  # F63
    configuration: Literal["obey", "refuse", "unsupported", "reboot"] = "obey"

    firmware: Firmware = "installs"

    # Readings
    settings: tuple[tuple[str, str], ...] = field(default=())  # configuration keys that differ from the usual
    reads_at_begin: bool = False
    readings_without_id: bool = False  # F43
    power: bool = True
    soc: bool = True
    energy_unit: EnergyUnit = "Wh"  # F74
    register_phases: Literal["total", "phases", "both"] = "total"  # F75
    register_scope: Literal["lifetime", "boot", "transaction"] = "lifetime"  # F69
    register_modulus_wh: int = 0  # F72: the shown register wraps here
    register_frozen: bool = False  # F83: stays where it was though power flows
    other_places: bool = False  # F76: says the register of inlet and body too
    signed: bool = False  # F79: signed data beside the register
    exports: bool = False  # F85: says Energy.Active.Export.Register too
    intervals: bool = False  # F77: says Energy.Active.Import.Interval too
    carry_lost_after: int = 0  # F72: after so many readings the shown register loses 65 536 Wh for good
    meter_resolution_wh: int = 1  # F84
    zero_every: int = 0  # F71: every n-th reading of a transaction shows 0
    blank_every: int = 0  # F78: every n-th reading of a transaction is blank
    value_text: Literal["plain", "comma", "padded"] = "plain"  # F78
    bare_values: bool = False  # F77: neither measurand nor context nor unit
    meter_start_zero: bool = False  # F73
    meter_stop: Literal["true", "zero", "minus-one"] = "true"  # F70

    # Statuses and clock
    error_code: str = "NoError"  # F09
    vendor_error_code: str = ""
    clock_offset_s: float = 0.0  # F65, F66
    clock_corrects_after_s: float = 0.0  # F68: so long after power the offset is gone; 0: it stays
    clock_starts_1970: bool = False  # F64: until the server has told the time
    time_text: Literal["milliseconds", "seconds", "offset", "impossible"] = "milliseconds"  # F67, F68a

    @property
    def versions(self) -> tuple[Version, ...]:
        """Those in which it differs from a good one by everything that it is made of."""
        thrown = {name for name in _SWITCHES if getattr(self, name) != getattr(PLAIN, name)}
        return tuple(
            version for version in VERSIONS if not thrown & (_ONLY_2 if version == "1.6" else _ONLY_16)
        )

    def breaks_schema(self, version: Version = "1.6") -> bool:
        """True if its frames violate that version's schemas, not only their sense."""
        always = self.lowercase_answers or self.extra_fields or self.null_fields or self.numbers_as_text
        if always or self.binary_every:
            return True
        if version == "1.6":
            return self.id_form == "string" or self.error_code not in ERROR_CODES
        return bool(self.blank_every) or self.value_text != "plain"


ERROR_CODES: Final = frozenset(
    {
        "ConnectorLockFailure",
        "EVCommunicationError",
        "GroundFailure",
        "HighTemperature",
        "InternalError",
        "LocalListConflict",
        "NoError",
        "OtherError",
        "OverCurrentFailure",
        "OverVoltage",
        "PowerMeterFailure",
        "PowerSwitchFailure",
        "ReaderFailure",
        "ResetFailure",
        "UnderVoltage",
        "WeakSignal",
    }
)

PLAIN: Final = Character()

_SWITCHES: Final = frozenset(each.name for each in fields(Character)) - {"name", "about"}
# What a version has no way to do.
_ONLY_16: Final = frozenset(
    {"error_code", "id_form", "readings_without_id", "skips_start", "vendor_error_code"}
)
_ONLY_2: Final = frozenset(
    {
        "after_resume",
        "ends_first",
        "flags_offline",
        "names_evse",
        "readings_apart",
        "repeats_sequence",
        "sequence",
        "skips_started",
        "start_points",
        "stop_points",
        "tells_charging_state",
        "token_told",
        "transaction_names",
    }
)
