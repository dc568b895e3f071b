from __future__ import annotations

from datetime import UTC, datetime

import pytest

from chargehand.model.quirks import PROFILES, Learned, Profile, Quirk, Quirks, quirks_of

AT = datetime(2026, 11, 20, tzinfo=UTC)
TABLE = (
    Profile(vendor="acme*", quirks=Quirks(zero_stops=1), why="seen"),
    Profile(vendor="*", model="Pile 7?", firmware="1.*", quirks=Quirks(samples_kwh=1), why="seen"),
    Profile(vendor="Acme (old)", quirks=Quirks(clock_offset_s=3600), why="seen"),
)


@pytest.mark.parametrize(
    ("vendor", "model", "firmware", "expected"),
    [
        ("Volta", "Box", "1.0", Quirks()),
        ("ACME Inc.", "Box", "1.0", Quirks(zero_stops=1)),
        ("Volta", "pile 7X", "1.0", Quirks(samples_kwh=1)),
        ("Volta", "Pile 7", "1.0", Quirks()),
        ("Volta", "Pile 7X", "21.0", Quirks()),
        ("acme", "Pile 7X", "1.", Quirks(zero_stops=1, samples_kwh=1)),
        ("Acme (old)", "", "", Quirks(zero_stops=1, clock_offset_s=3600)),
        ("", "", "", Quirks()),
    ],
)
def test_f63_a_model_is_known_by_its_patterns(
    vendor: str, model: str, firmware: str, expected: Quirks
) -> None:
    assert quirks_of(vendor, model, firmware, profiles=TABLE) == expected


def test_what_was_learned_counts_more_once_it_is_believed() -> None:
    seen = Learned(quirk=Quirk.CLOCK_OFFSET, value=7200, count=1, since=AT, last_at=AT)
    believed = Learned(quirk=Quirk.CLOCK_OFFSET, value=7200, count=3, since=AT, last_at=AT, believed=True)
    assert quirks_of("Acme (old)", "", "", (seen,), TABLE).clock_offset_s == 3600
    assert quirks_of("Acme (old)", "", "", (believed,), TABLE) == Quirks(zero_stops=1, clock_offset_s=7200)


def test_every_quirk_has_a_fact_and_every_profile_a_source() -> None:
    assert {each.value for each in Quirk} == set(Quirks.__struct_fields__)
    for each in PROFILES:
        assert each.quirks != Quirks()
        assert each.why.startswith("F")


def test_f62_a_profile_of_zero_is_no_pause_where_it_is_known_to_stop() -> None:
    assert quirks_of("HUAWEI", "SCharger-7KS-S0", "V100").zero_stops
    assert not quirks_of("Volta", "Pile", "1.0").zero_stops
