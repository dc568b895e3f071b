"""The cast is large enough, nobody is somebody else, and every switch of a character changes what is sent."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import cache
from typing import Any

import pytest

from chargehand.simulator.cast import CHARACTERS
from chargehand.simulator.character import PLAIN, Character
from chargehand.simulator.versions import VERSIONS, Version
from tests.unit.simulator.hard_day import hard_day

# A throw of each switch, with what it needs to show on an ordinary day.
THROWS: dict[str, Any] = {
    "after_power_loss": "forget",
    "after_resume": "silent",
    "after_run_wh": 400.5,
    "answer_delay_s": 45.0,
    "answers_scheduled": True,
    "bare_values": True,
    "begins_offline_s": 600.0,
    "binary_every": 5,
    "blank_every": 3,
    "boot_takes_s": 40.0,
    "boots": False,
    "boots_every_s": 10.0,
    "boots_on_reconnect": True,
    "call_timeout_s": 5.0,
    "carry_lost_after": 2,
    "chatters": True,
    "clock_corrects_after_s": 300.0,
    "clock_offset_s": 7200.0,
    "clock_starts_1970": True,
    "configuration": "refuse",
    "deaf": True,
    "disconnects_every_s": 60.0,
    "empty_vendor": True,
    "ends_first": 2,
    "energy_unit": "kWh",
    "error_code": "Error",
    "exports": True,
    "extra_fields": True,
    "firmware": "install-fails",
    "flags_offline": False,
    "id_form": "zero",
    "intervals": True,
    "keeps_delivering": True,
    "late_closing_reading": True,
    "loses_answers": 0.5,
    "loses_calls": 0.3,
    "lowercase_answers": True,
    "lowercase_keys": True,
    "meter_resolution_wh": 100,
    "meter_start_zero": True,
    "meter_stop": "zero",
    "names_evse": "once",
    "new_id_on_retry": True,
    "null_fields": True,
    "numbers_as_text": True,
    "offline_for_s": 200.0,
    "omits_reason": True,
    "other_places": True,
    "pipelines": True,
    "power": False,
    "reaction_s": 5.0,
    "reads_at_begin": True,
    "readings_apart": True,
    "readings_without_id": True,
    "register_frozen": True,
    "register_modulus_wh": 1000,
    "register_phases": "both",
    "register_scope": "transaction",
    "remote_start": "refuse",
    "remote_stop": "refuse",
    "repeats_every": 4,
    "repeats_sequence": True,
    "sequence": "gaps",
    "settings": (("MeterValueSampleInterval", "10"),),
    "signed": True,
    "skips_start": True,
    "skips_started": True,
    "skips_stop": True,
    "soc": False,
    "start_points": ("EVConnected",),
    "status_on_reconnect": "none",
    "status_overtakes_queue": True,
    "stop_order": "available-first",
    "stop_points": ("EVConnected",),
    "stops_twice": True,
    "tells_charging_state": False,
    "time_text": "offset",
    "token_told": "always",
    "transaction_names": "counted",
    "trigger": "ignore",
    "unsupported": ("TriggerMessage",),
    "value_text": "padded",
    "vendor_error_code": "E-0042",
    "volatile_queue": True,
    "zero_every": 3,
}
# A switch that shows only beside another one.
BESIDE: dict[str, Character] = {
    "after_resume": replace(PLAIN, after_power_loss="resume"),
    "clock_corrects_after_s": replace(PLAIN, clock_offset_s=7200.0),
    "call_timeout_s": replace(PLAIN, loses_calls=0.3),
    "new_id_on_retry": replace(PLAIN, loses_answers=0.5),
    "offline_for_s": replace(PLAIN, disconnects_every_s=60.0),
    "volatile_queue": replace(PLAIN, disconnects_every_s=60.0, offline_for_s=400.0),
}
# Told by the line, not by frames: see test_client.
OF_THE_LINE = {"abandons_sockets"}


@cache
def said(character: Character, version: Version, *, direct_current: bool = True) -> tuple[str | bytes, ...]:
    return tuple(hard_day(character, version, direct_current=direct_current)[0].said)


def test_at_least_forty_characters_each_with_its_own_quirk() -> None:
    bare = {replace(character, name="", about="") for character in CHARACTERS.values()}
    assert len(bare) == len(CHARACTERS) >= 40
    assert all(character.about and character.name == name for name, character in CHARACTERS.items())
    assert all(character.versions for character in CHARACTERS.values())
    for version in VERSIONS:
        assert sum(version in character.versions for character in CHARACTERS.values()) >= 40


def test_every_switch_is_thrown_here_and_by_some_character() -> None:
    switches = {each.name for each in fields(Character)} - {"name", "about"}
    assert switches == set(THROWS) | OF_THE_LINE
    thrown = {
        switch
        for switch in switches
        for character in CHARACTERS.values()
        if getattr(character, switch) != getattr(PLAIN, switch)
    }
    assert switches - thrown == set()


@pytest.mark.parametrize("switch", sorted(THROWS))
def test_every_switch_changes_what_is_sent_in_each_version_that_has_it(switch: str) -> None:
    before = BESIDE.get(switch, PLAIN)
    after = replace(before, **{switch: THROWS[switch]})
    versions = [
        version for version in VERSIONS if version in replace(PLAIN, **{switch: THROWS[switch]}).versions
    ]
    if switch == "after_resume":
        versions = ["2.1"]  # there is no word for it before
    assert versions
    for version in versions:
        direct = switch != "register_phases"
        assert said(before, version, direct_current=direct) != said(after, version, direct_current=direct)
