"""OCPP 1.6: its profiles by the sections of the specification, and the use cases of its security extension."""

from __future__ import annotations

from typing import Final

from tests.conformance.cases.charging import KEYS, SHOWN, SIGNED
from tests.conformance.use_cases import Block, does, keeps

_TALK: Final = "tests/unit/gateway/test_conversation.py::"
_HOUSE: Final = "tests/acceptance/"
_PLAY: Final = "tests/playbook/"
_READ: Final = "tests/unit/wire/test_reading.py::"
_OLD: Final = "test_v16.py::"
_HELD: Final = "tests/unit/wire/test_installed.py::"

V16: Final = (
    Block(
        "Core",
        "Core profile",
        (
            does(
                "4.1", "may this token charge", "tests/unit/core/test_authorization.py::test_who_may_charge"
            ),
            does(
                "4.2",
                "boot: accepted, pending, rejected",
                "tests/unit/core/test_station.py::test_a_boot_is_answered_as_the_station_is_meant_to_be",
                f"{_TALK}test_before_its_boot_is_accepted_a_station_may_only_boot",
            ),
            keeps(
                "4.3",
                "data from a station",
                "DataTransfer",
                "no vendor's messages are known here",
                "UnknownVendorId",
            ),
            does("4.6", "heartbeat", f"{_TALK}test_a_heartbeat_is_answered_without_the_engine"),
            does(
                "4.7",
                "meter values",
                f"{_PLAY}test_metering.py::TestRegisterScope::test_energy_is_what_was_added_f69",
            ),
            does(
                "4.8",
                "a transaction begins",
                f"{_HOUSE}test_session.py::test_a_whole_session_is_seen_as_it_goes",
                f"{_PLAY}test_transactions.py::TestStartRepeatedF35::test_the_same_start_gets_the_same_number",
            ),
            does("4.9", "a connector's status", f"{_READ}test_a_status"),
            does(
                "4.10",
                "a transaction ends",
                f"{_HOUSE}test_session.py::test_a_whole_session_is_seen_as_it_goes",
                f"{_PLAY}test_transactions.py::TestUnknownTransaction::test_a_stop_without_a_start_f37",
            ),
            does("5.2", "put in or out of use", f"{_OLD}test_an_operation_is_spelled_and_followed"),
            does("5.3", "change configuration", f"{_OLD}test_configuration_is_known_as_it_was_set_and_told"),
            keeps("5.4", "make a station forget", "ClearCache"),
            keeps("5.6", "data to a station", "DataTransfer"),
            does("5.8", "ask for configuration", f"{_OLD}test_configuration_is_known_as_it_was_set_and_told"),
            does(
                "5.11",
                "start from afar",
                f"{_PLAY}test_start.py::test_a_start_is_followed_until_the_car_charges",
            ),
            does("5.12", "stop from afar", f"{_PLAY}test_stop.py::test_a_stop_is_followed_to_its_end"),
            does("5.14", "reset", f"{_OLD}test_an_operation_is_spelled_and_followed"),
            does("5.18", "unlock a connector", f"{_OLD}test_an_operation_is_spelled_and_followed"),
        ),
    ),
    Block(
        "Firmware",
        "Firmware management",
        (
            keeps("4.4", "how an upload goes", "DiagnosticsStatusNotification"),
            keeps("4.5", "how an update goes", "FirmwareStatusNotification"),
            keeps("5.9", "fetch diagnostics", "GetDiagnostics"),
            does("5.19", "update firmware", f"{_OLD}test_an_operation_is_spelled_and_followed"),
        ),
    ),
    Block(
        "Local list",
        "Local authorization list",
        (
            keeps("5.10", "ask for the list's version", "GetLocalListVersion"),
            does(
                "5.15",
                "send a list, whole or in part",
                "tests/acceptance/test_local_list.py::test_a_station_has_our_list",
            ),
        ),
    ),
    Block(
        "Reservation",
        "Reservation",
        (
            does("5.1", "cancel", f"{_OLD}test_a_reservation_is_made_used_and_cancelled"),
            does("5.13", "reserve", f"{_OLD}test_a_reservation_is_made_used_and_cancelled"),
        ),
    ),
    Block(
        "Smart charging",
        "Smart charging",
        (
            keeps("5.5", "clear charging profiles", "ClearChargingProfile"),
            keeps("5.7", "ask for the composite schedule", "GetCompositeSchedule"),
            keeps(
                "5.16",
                "set a charging profile",
                "SetChargingProfile",
                "the limits are the operator's: none are computed here",
            ),
        ),
    ),
    Block(
        "Trigger",
        "Remote trigger",
        (does("5.17", "trigger a message", f"{_PLAY}test_refresh.py::test_the_charger_answers"),),
    ),
    Block(
        "Security",
        "Security extension",
        (
            does(
                "A01",
                "a new password for Basic auth",
                f"{KEYS}test_a_new_password_ends_the_old_one_with_its_first_use",
            ),
            does(
                "A02",
                "a new certificate, asked for by us",
                f"{_OLD}test_a_station_is_asked_to_ask_for_a_certificate",
                f"{SIGNED}test_a_station_gets_a_certificate_and_has_to_show_it_from_then_on",
                note="asked for by `call`; signed by an authority of ours",
            ),
            does(
                "A03",
                "a new certificate, asked for by the station",
                f"{SIGNED}test_a_station_gets_a_certificate_and_has_to_show_it_from_then_on",
                note="the first one waits for an operator, unless the house is told otherwise",
            ),
            does("A04", "a security event is told", f"{_OLD}test_a_security_event_is_kept"),
            does(
                "A05",
                "a higher security profile",
                f"{SHOWN}test_who_once_showed_more_must_show_it_again",
                note="asked for by `call`; once shown it is the least that will do",
            ),
            keeps("F06", "trigger more messages", "ExtendedTriggerMessage"),
            does("L01", "update, signed", f"{_OLD}test_an_operation_is_spelled_and_followed"),
            does("M03", "list a station's certificates", f"{_HELD}test_a_list_of_one_kind"),
            does("M04", "delete one", f"{_HELD}test_what_was_deleted"),
            does(
                "M05",
                "install a root",
                f"{_HELD}test_what_was_installed_is_known_as_the_station_will_name_it",
            ),
            keeps("N01", "fetch a log", "GetLog LogStatusNotification"),
        ),
    ),
)
