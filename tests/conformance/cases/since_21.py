"""Use cases that 2.1 has beyond those of 2.0.1."""

from __future__ import annotations

from typing import Final

from tests.conformance.cases.upkeep import NO_SCHEDULE
from tests.conformance.use_cases import Block, apart, does, keeps

_RUN: Final = "test_transactions.py::"
_WHO: Final = "test_authorization.py::"
_OFFLINE: Final = f"{_RUN}test_e11_a_connection_that_was_lost_loses_nothing"
_PAID: Final = f"{_WHO}test_c18_c24_what_is_paid_elsewhere_is_counted_and_its_settlement_kept"
_LIMITED: Final = "test_limits.py::"
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
            apart(
                "C17",
                "by a prepaid card",
                "wants a payment service: no balances are kept; what one start may cost can be limited (F07)",
                f"{_WHO}test_c17_no_credit_is_counted",
            ),
            keeps(
                "C18",
                "by a payment terminal at the station",
                "NotifySettlement VatNumberValidation",
                "paid elsewhere: the session is counted and waits for a person, what is told of its payment is kept; VAT numbers go unchecked",
                "Rejected",
                (_PAID,),
            ),
            keeps("C19", "cancelled before it began", "NotifySettlement"),
            keeps("C20", "cancelled before it cost anything", "NotifySettlement"),
            keeps("C21", "settled at the end", "NotifySettlement", "kept; no receipt is made"),
            keeps("C22", "settlement refused or failed", "NotifySettlement"),
            keeps(
                "C23",
                "a higher amount authorized meanwhile",
                "TransactionEvent",
                "authorized elsewhere: the limit that the station tells then is the one that holds",
                tests=(f"{_LIMITED}test_c23_a_station_may_raise_its_own_limit",),
            ),
            keeps(
                "C24",
                "ad hoc, at a terminal of its own",
                "RequestStartTransaction NotifySettlement VatNumberValidation",
                "paid elsewhere, as in C18; the start can be sent",
                "Rejected",
                (_PAID,),
            ),
            keeps(
                "C25",
                "ad hoc, by a QR code",
                "NotifyWebPaymentStarted RequestStartTransaction VatNumberValidation",
                "paid elsewhere, as in C18; no page for it is made here",
                "Rejected",
            ),
        ),
    ),
    Block(
        "E",
        "Transactions",
        (
            does(
                "E16",
                "limits of cost, energy, charge or time",
                f"{_LIMITED}test_e16_a_limit_that_the_driver_sets_is_known_and_kept",
                f"{_LIMITED}test_e16_the_station_says_that_a_limit_was_reached",
                f"{_LIMITED}test_e16_what_goes_on_beyond_its_limit_is_stopped",
                "tests/acceptance/test_limits.py::test_a_session_is_stopped_at_its_limit",
                note="told to stations that keep limits, watched over here for all, in every version",
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
            does(
                "F07",
                "start with limits",
                f"{_LIMITED}test_f07_a_start_with_limits_is_told_of_them_when_it_begins",
                "tests/integration/web/test_limits.py::test_a_start_with_limits",
                note="`limits` of the API's start",
            ),
        ),
    ),
    Block(
        "I",
        "Tariff and cost",
        (
            keeps("I07", "set a default tariff", "SetDefaultTariff"),
            does(
                "I08",
                "the driver's tariff with the token",
                f"{_RUN}test_i08_the_price_comes_in_figures_to_who_counts_itself",
                note="in figures where TariffCostCtrlr.Enabled is told to be true, else in words (I01)",
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
                note="one schedule without prices, as in K15; none where power serves the grid (R)",
            ),
            does(
                "K19",
                "ISO 15118-20, dynamic control",
                f"{_SMART}test_k19_k28_a_car_that_is_led",
                note="a dynamic profile of what its connector gives and it takes, for the station to ask for in turns",
            ),
            does(
                "K20",
                "needs that change meanwhile",
                f"{_SMART}test_k18_k20_scheduled_control",
                f"{_SMART}test_k19_k28_a_car_that_is_led",
                note="under either control, as in K18 and K19",
            ),
            keeps("K21", "priority asked for by us", "UsePriorityCharging"),
            keeps("K22", "priority asked for at the station", "NotifyPriorityCharging"),
            apart("K23", "energy management of stations", _EMS, messages="NotifyChargingLimit"),
            apart("K24", "energy management of a local controller", _EMS, messages="NotifyChargingLimit"),
            apart("K25", "energy management as a local controller", _EMS, messages="NotifyChargingLimit"),
            apart("K26", "energy management here and there", _EMS, messages="NotifyChargingLimit"),
            apart("K27", "energy made locally", _EMS, messages="NotifyChargingLimit"),
            does(
                "K28",
                "profiles that change by the minute",
                f"{_SMART}test_k19_k28_a_car_that_is_led",
                f"{_SMART}test_k28_an_operator_changes_the_schedule_of_a_car_that_is_led",
                f"{_SMART}test_k28_of_other_schedules_nothing_is_known",
                note="of K19's; updates of others can be sent, and who asks for one is answered Rejected",
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
            does(
                "Q01",
                "leave to discharge",
                f"{_SMART}test_q01_leave_to_give_power_back_comes_with_the_token",
                f"{_SMART}test_q01_without_leave_nothing_flows_back",
                note="of the whole house, by its setting `discharge`; another answer for one transaction can be sent (NotifyAllowedEnergyTransfer)",
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
