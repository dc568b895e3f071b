"""The ways that all messages go, whatever the version and the use case; each with the tests that go them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_ANY: Final = "tests/acceptance/test_any_call.py::"
_MODERN: Final = "tests/acceptance/test_modern_session.py::"
_LOG: Final = "tests/integration/messages/test_log.py::"
_GATEWAY: Final = "tests/unit/gateway/test_modern.py::"

ROADS: Final[Mapping[str, tuple[str, ...]]] = {
    "Whole sessions of independent chargers, from remote start to final reading": (
        "tests/acceptance/test_session.py::test_a_whole_session_is_seen_as_it_goes",
        f"{_MODERN}test_a_session_from_remote_start_to_final_reading",
        f"{_MODERN}test_charging_stops_before_the_transaction_ends",
    ),
    "What independent chargers were recorded to say": (
        "tests/frames/test_golden.py::test_recorded_frames_mean_what_they_meant",
    ),
    "The same true story is the same session in every version": (
        "tests/laws/versions/test_versions.py::test_the_same_story_is_the_same_truth",
    ),
    "Of the versions that a charger offers the newest is spoken": (
        f"{_MODERN}test_the_newest_version_that_a_charger_offers_is_spoken",
    ),
    "A frame of a station is kept, found again, and shown with its personal data masked": (
        f"{_LOG}test_what_was_put_is_found_newest_first",
        f"{_LOG}test_the_frame_of_a_decided_call_comes_from_the_journal_masked",
        "tests/acceptance/test_messages.py::test_a_session_is_told_frame_by_frame_and_its_card_is_masked",
    ),
    "A frame that deviates from its schema is served as far as it can be, and its deviation told": (
        "tests/acceptance/test_messages.py::test_f09_what_deviates_is_served_and_told",
    ),
    "Any call of an operator: held against the schema, sent, its answer told": (
        f"{_ANY}test_a_result_as_it_came",
        f"{_ANY}test_a_refusal_is_a_result_and_a_callerror_an_error",
        f"{_ANY}test_the_schema_is_kept_unless_somebody_insists",
        f"{_ANY}test_a_later_version_has_its_own_words",
    ),
    "Operations with names, and their rules": (
        "tests/integration/web/test_operations.py::test_operations_with_rules_go_out_in_the_models_words",
        "tests/integration/web/test_operations.py::test_who_charges_is_not_cut_off_unless_forced",
    ),
    "What stations tell of themselves is stored and can be looked at": (
        f"{_ANY}test_what_a_charger_tells_of_itself_can_be_looked_at",
        f"{_ANY}test_a_reservation_from_call_to_use",
        "tests/integration/store/test_devices.py::test_each_attribute_is_kept_as_it_was_told_last",
        "tests/integration/store/test_devices.py::test_monitors_are_replaced_by_number",
    ),
    "2.1: what is told without wanting an answer gets none (SEND), and an answer that a station could not use is counted (CALLRESULTERROR)": (
        f"{_GATEWAY}test_what_is_told_is_kept_and_gets_nothing_back",
        f"{_GATEWAY}test_an_answer_that_the_station_could_not_use_is_counted",
    ),
    "Every frame that we say, in every test, is valid by the official schema": (
        "tests/house/test_strictness.py::test_what_we_ask_is_checked",
        "tests/house/test_strictness.py::test_what_we_answer_is_checked",
    ),
}
