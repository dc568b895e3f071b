"""Use cases of 2.0.1 and 2.1 beside the session: blocks K to P. 2.1 has all of 2.0.1's."""

from __future__ import annotations

from typing import Final

from tests.conformance.use_cases import Block, apart, does, keeps

_RUN: Final = "test_transactions.py::"
_ASK: Final = "test_remote_control.py::"
_OFFLINE: Final = f"{_RUN}test_e11_a_connection_that_was_lost_loses_nothing"
_SMART: Final = "test_smart_charging.py::"
NO_SCHEDULE: Final = "Rejected|NoChargingProfile"

SMART_CHARGING: Final = Block(
    "K",
    "Smart charging",
    (
        does(
            "K01",
            "set a charging profile",
            f"{_SMART}test_k01_k10_a_whole_station_is_limited_and_let_go",
            note="a limit for the whole station; any other profile by `call`",
        ),
        keeps(
            "K02",
            "limits by us",
            "SetChargingProfile",
            "the limits are the operator's: none are computed here",
        ),
        keeps("K03", "limits by a local controller", "SetChargingProfile NotifyChargingLimit"),
        keeps("K04", "load balancing within a station", "SetChargingProfile"),
        keeps("K05", "start with a profile", "RequestStartTransaction"),
        apart(
            "K06",
            "limits when offline, during a transaction",
            "the station's own affair; its readings come later",
            _OFFLINE,
        ),
        apart(
            "K07",
            "limits when offline, at its start",
            "the station's own affair; its readings come later",
            _OFFLINE,
        ),
        keeps("K08", "ask for the composite schedule", "GetCompositeSchedule"),
        keeps("K09", "ask for charging profiles", "GetChargingProfiles ReportChargingProfiles"),
        does(
            "K10",
            "clear charging profiles",
            f"{_SMART}test_k01_k10_a_whole_station_is_limited_and_let_go",
            note="that limit; any other by `call`",
        ),
        keeps("K11", "an outside limit during a transaction", "NotifyChargingLimit"),
        keeps("K12", "an outside limit without one", "NotifyChargingLimit"),
        keeps("K13", "an outside limit is lifted", "ClearedChargingLimit"),
        keeps("K14", "an outside limit by a local controller", "NotifyChargingLimit ReportChargingProfiles"),
        does(
            "K15",
            "schedule by what the car needs",
            f"{_SMART}test_k15_what_the_car_needs_becomes_a_schedule",
            f"{_SMART}test_k15_no_schedule_is_promised_that_does_not_come",
            "tests/acceptance/test_smart_charging.py::test_a_station_keeps_to_the_schedule_that_its_car_asked_for",
            note="at once as much as the connector gives and the car takes; no prices, no sharing between connectors",
        ),
        keeps("K16", "we change the schedule meanwhile", "SetChargingProfile NotifyEVChargingSchedule"),
        does(
            "K17",
            "the car changes its needs meanwhile",
            f"{_SMART}test_k17_other_needs_replace_the_schedule",
        ),
    ),
)

FIRMWARE: Final = Block(
    "L",
    "Firmware",
    (
        does("L01", "update, signed", f"{_ASK}test_l01_l02_firmware_is_updated"),
        does("L02", "update, not signed", f"{_ASK}test_l01_l02_firmware_is_updated"),
        keeps(
            "L03", "publish through a local controller", "PublishFirmware PublishFirmwareStatusNotification"
        ),
        keeps("L04", "withdraw it there", "UnpublishFirmware"),
    ),
)

_RELAY: Final = "tests/unit/gateway/test_relays.py::"
_HELD: Final = "tests/unit/wire/test_installed.py::"
_FETCHED: Final = f"{_RELAY}test_a_contract_is_fetched"
_SET: Final = "by the service of contracts that is set"

CERTIFICATES: Final = Block(
    "M",
    "Certificates of ISO 15118",
    (
        does("M01", "install a contract in the car", _FETCHED, note=_SET),
        does("M02", "renew a contract in the car", _FETCHED, note=_SET),
        does("M03", "list a station's certificates", f"{_HELD}test_a_list_of_chains"),
        does("M04", "delete one", f"{_HELD}test_what_was_deleted"),
        does("M05", "install a root", f"{_HELD}test_what_was_installed_is_known_as_the_station_will_name_it"),
        does(
            "M06",
            "whether a certificate is still good",
            f"{_RELAY}test_whether_a_certificate_is_good_is_told_with_the_proof",
            note="where its OCSP responder is set",
        ),
    ),
)

DIAGNOSTICS: Final = Block(
    "N",
    "Diagnostics and monitoring",
    (
        keeps("N01", "fetch a log", "GetLog LogStatusNotification"),
        does("N02", "ask for monitors", "test_station_life.py::test_n02_monitors_are_asked_for_and_kept"),
        keeps("N03", "choose a set of monitors", "SetMonitoringBase"),
        does("N04", "set monitors", "test_station_life.py::test_n04_n06_monitors_are_set_and_cleared"),
        keeps("N05", "choose how grave events must be", "SetMonitoringLevel"),
        does("N06", "clear monitors", "test_station_life.py::test_n04_n06_monitors_are_set_and_cleared"),
        keeps("N07", "alerts", "NotifyEvent"),
        keeps("N08", "periodic events", "NotifyEvent"),
        keeps("N09", "what a station knows of a customer", "CustomerInformation NotifyCustomerInformation"),
        keeps("N10", "make it forget a customer", "CustomerInformation NotifyCustomerInformation"),
    ),
)

DISPLAY: Final = Block(
    "O",
    "Display messages",
    (
        keeps("O01", "show a message", "SetDisplayMessage"),
        keeps("O02", "show one during a transaction", "SetDisplayMessage"),
        keeps("O03", "ask for all", "GetDisplayMessages NotifyDisplayMessages"),
        keeps("O04", "ask for some", "GetDisplayMessages NotifyDisplayMessages"),
        keeps("O05", "clear one", "ClearDisplayMessage"),
        keeps("O06", "replace one", "SetDisplayMessage"),
    ),
)

DATA_TRANSFER: Final = Block(
    "P",
    "Data transfer",
    (
        keeps("P01", "to a station", "DataTransfer"),
        keeps(
            "P02", "from a station", "DataTransfer", "no vendor's messages are known here", "UnknownVendorId"
        ),
    ),
)

UPKEEP: Final = (SMART_CHARGING, FIRMWARE, CERTIFICATES, DIAGNOSTICS, DISPLAY, DATA_TRANSFER)
