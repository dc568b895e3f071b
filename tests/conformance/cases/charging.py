"""Use cases of 2.0.1 and 2.1 that make a session: blocks A to J. 2.1 has all of 2.0.1's."""

from __future__ import annotations

from typing import Final

from tests.conformance.use_cases import Block, apart, does, keeps

_LIFE: Final = "test_station_life.py::"
_WHO: Final = "test_authorization.py::"
_RUN: Final = "test_transactions.py::"
_ASK: Final = "test_remote_control.py::"
KEYS: Final = "tests/integration/gateway/test_security_keys.py::"
SIGNED: Final = "tests/acceptance/test_security.py::"
SHOWN: Final = "tests/integration/gateway/test_security_profiles.py::"
_NAMED: Final = "tests/playbook/test_named_transactions.py::"

SECURITY: Final = Block(
    "A",
    "Security",
    (
        does(
            "A01",
            "a new password for Basic auth",
            f"{KEYS}test_a_new_password_ends_the_old_one_with_its_first_use",
        ),
        does(
            "A02",
            "a new certificate, asked for by us",
            f"{_LIFE}test_a02_a_station_is_asked_to_ask_for_a_certificate",
            f"{SIGNED}test_a_station_gets_a_certificate_and_has_to_show_it_from_then_on",
            note="asked for by `call`; signed by an authority of ours",
        ),
        does(
            "A03",
            "a new certificate, asked for by the station",
            f"{SIGNED}test_a_station_gets_a_certificate_and_has_to_show_it_from_then_on",
            note="the first one waits for an operator, unless the house is told otherwise",
        ),
        does("A04", "a security event is told", f"{_LIFE}test_a04_a_security_event_is_kept"),
        does(
            "A05",
            "a higher security profile",
            f"{SHOWN}test_who_once_showed_more_must_show_it_again",
            note="asked for by `call`; once shown it is the least that will do",
        ),
    ),
)

PROVISIONING: Final = Block(
    "B",
    "Provisioning",
    (
        does("B01", "boot, accepted", f"{_LIFE}TestBoots::test_b01_an_accepted_boot_gets_time_and_interval"),
        does(
            "B02",
            "boot, pending",
            f"{_LIFE}TestBoots::test_b02_b03_another_boot_is_answered_and_may_come_again",
            f"{_LIFE}TestBoots::test_b02_a_pending_station_may_be_asked_and_tells_its_model",
            "tests/unit/gateway/test_modern.py::test_a_pending_station_may_tell_of_itself",
        ),
        does(
            "B03",
            "boot, rejected",
            f"{_LIFE}TestBoots::test_b02_b03_another_boot_is_answered_and_may_come_again",
            f"{_LIFE}TestBoots::test_b03_a_rejected_station_is_left_alone",
        ),
        does(
            "B04",
            "offline while idle",
            f"{_LIFE}TestBoots::test_b04_a_station_that_was_offline_goes_on_where_it_was",
        ),
        does("B05", "set variables", f"{_LIFE}TestVariables::test_b05_what_was_set_is_known"),
        does("B06", "get variables", f"{_LIFE}TestVariables::test_b06_what_was_asked_for_is_known"),
        does(
            "B07",
            "a base report",
            f"{_LIFE}TestVariables::test_b07_b08_reports_are_asked_for_and_kept_part_by_part",
        ),
        does(
            "B08",
            "a report of some components",
            f"{_LIFE}TestVariables::test_b07_b08_reports_are_asked_for_and_kept_part_by_part",
        ),
        keeps("B09", "a new network connection profile", "SetNetworkProfile"),
        keeps("B10", "moving to another central system", "SetVariables SetNetworkProfile Reset"),
        does("B11", "reset without a transaction", f"{_LIFE}TestResets::test_b11_without_a_transaction"),
        does(
            "B12",
            "reset during a transaction",
            f"{_LIFE}TestResets::test_b12_with_a_transaction_it_waits_or_must_be_forced",
        ),
    ),
)

AUTHORIZATION: Final = Block(
    "C",
    "Authorization",
    (
        does("C01", "by an RFID card", f"{_WHO}test_c01_a_card"),
        does("C02", "by a start button", f"{_WHO}test_c02_a_start_button_authorizes_nobody"),
        apart(
            "C03",
            "by a credit or debit card",
            "wants a payment service: a card that is not among the tokens is Invalid",
            f"{_WHO}test_c03_a_payment_card_that_nobody_here_knows_is_refused",
        ),
        does("C04", "by a PIN", f"{_WHO}test_c04_c06_c08_the_token_counts_not_what_it_was_read_with"),
        does("C05", "of what we asked for", f"{_WHO}test_c05_a_start_that_we_asked_for_comes_with_its_token"),
        does(
            "C06",
            "by an id of the station's own making",
            f"{_WHO}test_c04_c06_c08_the_token_counts_not_what_it_was_read_with",
            note="if it is among the tokens; else Invalid",
        ),
        does(
            "C07",
            "by a contract certificate",
            "tests/unit/gateway/test_relays.py::test_a_contract_is_as_good_as_its_certificates",
            f"{_WHO}test_c07_of_a_contract_certificate_its_contract_counts",
            note="where OCSP responders are set, by their word, else by the contract's id alone; a chain that the station sends for us "
            "to verify is not verified, and nothing is told of it",
        ),
        does(
            "C08",
            "by other means of ISO 15118",
            f"{_WHO}test_c04_c06_c08_the_token_counts_not_what_it_was_read_with",
        ),
        does("C09", "by a group", f"{_WHO}test_c09_c16_a_token_tells_its_group"),
        does(
            "C10",
            "what a station may remember",
            f"{_WHO}test_c10_a_token_tells_until_when_it_may_be_remembered",
        ),
        keeps("C11", "make a station forget", "ClearCache"),
        does(
            "C12",
            "start from the station's memory",
            f"{_WHO}test_c12_c14_a_start_from_the_stations_own_memory_is_judged_again",
        ),
        does(
            "C13",
            "offline, from the local list",
            f"{_WHO}test_c13_c15_what_was_let_in_offline_is_taken_and_judged_when_it_is_told",
        ),
        does(
            "C14",
            "online, from the local list",
            f"{_WHO}test_c12_c14_a_start_from_the_stations_own_memory_is_judged_again",
        ),
        does(
            "C15",
            "offline, by an unknown id",
            f"{_WHO}test_c13_c15_what_was_let_in_offline_is_taken_and_judged_when_it_is_told",
        ),
        does(
            "C16",
            "stop with a master pass",
            f"{_WHO}test_c09_c16_a_token_tells_its_group",
            f"{_WHO}test_c16_a_master_may_end_what_others_began",
        ),
    ),
)

LOCAL_LIST: Final = Block(
    "D",
    "Local authorization list",
    (
        does(
            "D01",
            "send a list, whole or in part",
            "tests/acceptance/test_local_list.py::test_a_station_has_our_list",
        ),
        keeps("D02", "ask for its version", "GetLocalListVersion"),
    ),
)

TRANSACTIONS: Final = Block(
    "E",
    "Transactions",
    (
        does("E01", "every start point", f"{_RUN}test_e01_a_transaction_may_begin_at_any_point"),
        does("E02", "plugged in first", f"{_RUN}test_e02_plugged_in_first"),
        does("E03", "token first", f"{_RUN}test_e03_token_first"),
        does(
            "E04",
            "begun offline",
            f"{_RUN}test_e04_e08_e12_a_transaction_of_offline_hours_counts_with_its_own_times",
        ),
        does(
            "E05", "a token that is not accepted", f"{_RUN}test_e05_a_token_that_is_not_accepted_is_told_so"
        ),
        does("E06", "every stop point", f"{_RUN}test_e06_e15_a_transaction_may_end_at_any_point"),
        does(
            "E07", "stopped by its token", f"{_RUN}test_e07_stopped_by_the_same_token_and_over_when_unplugged"
        ),
        does(
            "E08",
            "stopped offline",
            f"{_RUN}test_e04_e08_e12_a_transaction_of_offline_hours_counts_with_its_own_times",
        ),
        does("E09", "unplugged at the car: ends", f"{_RUN}test_e09_unplugged_at_the_car_ends_it"),
        does("E10", "unplugged at the car: suspends", f"{_RUN}test_e10_unplugged_at_the_car_suspends_it"),
        does("E11", "connection lost meanwhile", f"{_RUN}test_e11_a_connection_that_was_lost_loses_nothing"),
        does(
            "E12",
            "told afterwards",
            f"{_RUN}test_e04_e08_e12_a_transaction_of_offline_hours_counts_with_its_own_times",
        ),
        does(
            "E13",
            "a message that is not accepted",
            f"{_RUN}test_e13_none_is_refused_even_if_it_makes_no_sense_to_us",
            f"{_NAMED}TestMissingMessages::test_what_was_missing_makes_it_final",
            note="none is refused; missing ones are waited for",
        ),
        does(
            "E14",
            "ask how one stands",
            f"{_RUN}test_e14_a_station_may_be_asked_how_a_transaction_stands",
            "tests/playbook/test_missing_messages.py::test_it_is_asked_shortly_before_it_is_given_up",
            note="by `call`, and by the house when a bill waits",
        ),
        does("E15", "the car ends it", f"{_RUN}test_e06_e15_a_transaction_may_end_at_any_point"),
    ),
)

REMOTE_CONTROL: Final = Block(
    "F",
    "Remote control",
    (
        does("F01", "start, plugged in first", f"{_ASK}test_f01_started_from_afar_when_plugged_in"),
        does("F02", "start, plugged in later", f"{_ASK}test_f02_started_from_afar_and_then_plugged_in"),
        does("F03", "stop", f"{_ASK}test_f03_f04_stopped_from_afar"),
        does("F04", "stop a charge of ISO 15118", f"{_ASK}test_f03_f04_stopped_from_afar"),
        does(
            "F05",
            "unlock a connector",
            f"{_LIFE}TestAvailability::test_f05_unlocking_is_the_stations_to_refuse",
        ),
        does("F06", "trigger a message", f"{_ASK}test_f06_a_reading_is_triggered"),
    ),
)

AVAILABILITY: Final = Block(
    "G",
    "Availability",
    (
        does("G01", "a connector's status", f"{_LIFE}TestAvailability::test_g01_a_status_is_known"),
        does("G02", "heartbeat", f"{_LIFE}TestAvailability::test_g02_a_heartbeat_gets_the_time"),
        does(
            "G03",
            "put an EVSE in or out of use",
            f"{_LIFE}TestAvailability::test_g03_g04_an_evse_or_all_of_them",
        ),
        does(
            "G04",
            "put a station in or out of use",
            f"{_LIFE}TestAvailability::test_g03_g04_an_evse_or_all_of_them",
        ),
        keeps("G05", "a lock that fails", "NotifyEvent"),
    ),
)

RESERVATION: Final = Block(
    "H",
    "Reservation",
    (
        does("H01", "reserve", f"{_ASK}test_h01_a_reservation_is_known_once_it_is_accepted"),
        does("H02", "cancel", f"{_ASK}test_h02_a_reservation_is_cancelled"),
        does("H03", "use what is reserved", f"{_ASK}test_h03_a_transaction_uses_its_reservation"),
        does("H04", "over without use", f"{_ASK}test_h04_a_station_says_that_a_reservation_is_over"),
    ),
)

TARIFF: Final = Block(
    "I",
    "Tariff and cost",
    (
        does(
            "I01",
            "the driver's tariff on the display",
            f"{_RUN}test_i01_the_price_comes_with_the_card",
            f"{_RUN}test_i_without_a_tariff_no_price_is_told",
            note="one tariff for all drivers, of the house or of the station, as `personalMessage`",
        ),
        does(
            "I02",
            "the running cost on the display",
            f"{_RUN}test_i02_the_running_cost_comes_with_readings",
            note="at most once a minute; in 2.1 also in the answer to each update",
        ),
        does(
            "I03",
            "the final cost on the display",
            f"{_RUN}test_i03_the_final_cost_comes_with_the_end",
            note="left out while the bill is not final",
        ),
        keeps("I04", "what to show of tariffs when offline", "SetVariables"),
        keeps("I05", "what to show of costs when offline", "SetVariables"),
        does(
            "I06",
            "a tariff that changes meanwhile",
            f"{_RUN}test_i06_a_session_keeps_its_price_and_the_next_is_told_the_new_one",
            note="the price is frozen at the start: whoever comes next is told the new one",
        ),
    ),
)

METERING: Final = Block(
    "J",
    "Meter values",
    (
        does(
            "J01",
            "values outside of transactions",
            f"{_RUN}test_j01_values_outside_of_transactions_are_taken",
        ),
        does(
            "J02",
            "values of a transaction",
            f"{_RUN}test_j02_values_of_a_transaction_are_its_energy_power_and_charge",
            f"{_RUN}test_j02_signed_values_are_no_readings_and_do_no_harm",
        ),
        does(
            "J03",
            "metering receipts of ISO 15118",
            f"{_RUN}test_j02_values_of_a_transaction_are_its_energy_power_and_charge",
            note="between car and station; we hear ordinary values",
        ),
    ),
)

CHARGING: Final = (
    SECURITY, PROVISIONING, AUTHORIZATION, LOCAL_LIST, TRANSACTIONS, REMOTE_CONTROL, AVAILABILITY, RESERVATION, TARIFF,
    METERING,
)  # fmt: skip
