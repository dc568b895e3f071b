"""Use cases that 2.1 has beyond those of 2.0.1."""

from __future__ import annotations

from typing import Final

from tests.conformance.cases.upkeep import NO_SCHEDULE
from tests.conformance.use_cases import Block, apart, does, keeps, lacks

_RUN: Final = "test_transactions.py::"
_WHO: Final = "test_authorization.py::"
_OFFLINE: Final = f"{_RUN}test_e11_a_connection_that_was_lost_loses_nothing"
_NO_PAYMENT: Final = "no payment service: a card that is not among the tokens is Invalid"
_UNKNOWN_CARD: Final = f"{_WHO}test_c03_a_payment_card_that_nobody_here_knows_is_refused"
_NO_LIMIT: Final = "no limit is told to the station; those that it tells stay in the kept frame"
_EMS: Final = "between the station and its energy management; we hear the limit that comes of it"
_SMART: Final = "test_smart_charging.py::"

SINCE_21: Final = (
    Block(
        "B",
        "Provisioning",
        (keeps("B13", "reset that resumes transactions", "Reset", "by `call`; they go on as in E17"),),
    ),
    Block(
        "C",
        "Authorization",
        (
            lacks("C17", "by a prepaid card", _NO_LIMIT, f"{_WHO}test_c17_e16_no_limit_is_told"),
            lacks("C18", "by a payment terminal at the station", _NO_PAYMENT, _UNKNOWN_CARD),
            keeps("C19", "cancelled before it began", "NotifySettlement"),
            keeps("C20", "cancelled before it cost anything", "NotifySettlement"),
            keeps("C21", "settled at the end", "NotifySettlement", "kept; no receipt is made"),
            keeps("C22", "settlement refused or failed", "NotifySettlement"),
            lacks(
                "C23",
                "a higher amount authorized meanwhile",
                _NO_LIMIT,
                f"{_WHO}test_c17_e16_no_limit_is_told",
            ),
            lacks(
                "C24",
                "ad hoc, at a terminal of its own",
                _NO_PAYMENT,
                _UNKNOWN_CARD,
                messages="NotifySettlement VatNumberValidation",
            ),
            lacks(
                "C25",
                "ad hoc, by a QR code",
                "no payment service; the message can be sent",
                messages="NotifyWebPaymentStarted",
            ),
        ),
    ),
    Block(
        "E",
        "Transactions",
        (
            lacks(
                "E16",
                "limits of cost, energy, charge or time",
                _NO_LIMIT,
                f"{_WHO}test_c17_e16_no_limit_is_told",
            ),
            does(
                "E17",
                "resumed after a forced reboot",
                f"{_RUN}test_e17_a_transaction_goes_on_after_a_loss_of_power",
            ),
        ),
    ),
    Block(
        "F",
        "Remote control",
        (
            lacks(
                "F07",
                "start with limits",
                _NO_LIMIT,
                f"{_WHO}test_c17_e16_no_limit_is_told",
                messages="RequestStartTransaction",
            ),
        ),
    ),
    Block(
        "I",
        "Tariff and cost",
        (
            keeps("I07", "set a default tariff", "SetDefaultTariff"),
            lacks(
                "I08",
                "the driver's tariff with the token",
                "the tariff comes in words only (I01), not as an object with the token",
                f"{_RUN}test_i01_the_price_comes_with_the_card",
            ),
            keeps("I09", "ask for tariffs", "GetTariffs"),
            keeps("I10", "clear tariffs", "ClearTariffs"),
            keeps("I11", "change a transaction's tariff", "ChangeTransactionTariff"),
            keeps(
                "I12",
                "what a transaction cost in detail",
                "TransactionEvent",
                "cost details stay in the kept frame",
            ),
        ),
    ),
    Block(
        "K",
        "Smart charging",
        (
            does(
                "K18",
                "ISO 15118-20, scheduled control",
                f"{_SMART}test_k18_k20_scheduled_control",
                note="one schedule without prices, as in K15; none where power is to flow back (Q01)",
            ),
            lacks(
                "K19",
                "ISO 15118-20, dynamic control",
                "NoChargingProfile: nobody here leads a car from minute to minute",
                f"{_SMART}test_k19_q01_who_wants_more_than_a_schedule_gets_none",
            ),
            does(
                "K20",
                "needs that change meanwhile",
                f"{_SMART}test_k18_k20_scheduled_control",
                note="under scheduled control; else as in K19",
            ),
            keeps("K21", "priority asked for by us", "UsePriorityCharging"),
            keeps("K22", "priority asked for at the station", "NotifyPriorityCharging"),
            apart("K23", "energy management of stations", _EMS, messages="NotifyChargingLimit"),
            apart("K24", "energy management of a local controller", _EMS, messages="NotifyChargingLimit"),
            apart("K25", "energy management as a local controller", _EMS, messages="NotifyChargingLimit"),
            apart("K26", "energy management here and there", _EMS, messages="NotifyChargingLimit"),
            apart("K27", "energy made locally", _EMS, messages="NotifyChargingLimit"),
            lacks(
                "K28",
                "profiles that change by the minute",
                "updates can be sent; who asks for one is refused",
                messages="UpdateDynamicSchedule PullDynamicScheduleUpdate",
                answer="Rejected",
            ),
            keeps("K29", "such profiles from outside", "NotifyChargingLimit ReportChargingProfiles"),
        ),
    ),
    Block(
        "M",
        "Certificates of ISO 15118",
        (
            does(
                "M07",
                "whether a car's certificates are still good",
                "tests/unit/gateway/test_relays.py::test_a_chain_is_told_certificate_by_certificate",
                note="where their OCSP responders are set; lists of revoked ones are not fetched",
            ),
        ),
    ),
    Block(
        "N",
        "Diagnostics and monitoring",
        (
            keeps("N11", "monitor often, in a stream", "SetVariableMonitoring OpenPeriodicEventStream"),
            keeps("N12", "ask for streams", "GetPeriodicEventStream"),
            keeps("N13", "a stream is closed", "ClosePeriodicEventStream"),
            keeps("N14", "adjust a stream", "AdjustPeriodicEventStream"),
            keeps("N15", "a stream's events", "NotifyPeriodicEventStream", "told without an answer (SEND)"),
        ),
    ),
    Block(
        "Q",
        "Bidirectional power",
        (
            lacks(
                "Q01",
                "leave to discharge",
                "can be sent later; with the token nothing is told of it",
                messages="Authorize NotifyAllowedEnergyTransfer NotifyEVChargingNeeds",
            ),
            keeps("Q02", "charge only, to begin with", "SetChargingProfile"),
            keeps("Q03", "by our schedule", "SetChargingProfile"),
            keeps("Q04", "by our setpoint", "SetChargingProfile UpdateDynamicSchedule"),
            keeps("Q05", "an outside setpoint within our profile", "SetChargingProfile NotifyChargingLimit"),
            keeps("Q06", "a profile from outside", "NotifyChargingLimit ReportChargingProfiles"),
            keeps("Q07", "for the grid's frequency, by us", "UpdateDynamicSchedule AFRRSignal"),
            keeps("Q08", "for the grid's frequency, by the station", "SetChargingProfile AFRRSignal"),
            keeps("Q09", "for the load of the place", "SetChargingProfile"),
            keeps("Q10", "idle, with little use", "SetChargingProfile"),
            apart("Q11", "offline meanwhile", "the station's own affair; its readings come later", _OFFLINE),
            apart("Q12", "online again", "the station's own affair; its readings come later", _OFFLINE),
        ),
    ),
    Block(
        "R",
        "Distributed energy resources",
        (
            keeps("R01", "begin, controlled by the station", "NotifyEVChargingNeeds", "", NO_SCHEDULE),
            keeps("R02", "begin, controlled by the car", "NotifyEVChargingNeeds", "", NO_SCHEDULE),
            keeps("R03", "begin, controlled by both", "NotifyEVChargingNeeds", "", NO_SCHEDULE),
            keeps(
                "R04",
                "set, ask for, clear controls",
                "SetDERControl GetDERControl ClearDERControl ReportDERControl NotifyDERStartStop",
            ),
            keeps("R05", "alarms", "NotifyDERAlarm"),
        ),
    ),
    Block(
        "S",
        "Battery swapping",
        (
            does("S01", "authorized at the station", f"{_WHO}test_c01_a_card"),
            keeps("S02", "begun by us", "RequestBatterySwap"),
            keeps("S03", "batteries in and out", "BatterySwap"),
            does("S04", "batteries are charged", f"{_RUN}test_e01_a_transaction_may_begin_at_any_point"),
        ),
    ),
)
