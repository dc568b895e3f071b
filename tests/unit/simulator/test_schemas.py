"""All frames of all characters are valid in the version they speak, unless their quirk is a violation."""

from __future__ import annotations

import pytest

from chargehand.simulator.cast import CHARACTERS
from chargehand.simulator.versions import VERSIONS, Version
from tests.unit.simulator.hard_day import hard_day
from tests.unit.simulator.schemas import faults_of_said

SPOKEN: list[tuple[str, Version]] = [
    (name, version)
    for name, character in CHARACTERS.items()
    for version in VERSIONS
    if version in character.versions
]


@pytest.mark.parametrize("direct_current", [False, True], ids=["ac", "dc"])
@pytest.mark.parametrize(("name", "version"), SPOKEN)
def test_frames_are_valid(name: str, version: Version, direct_current: bool) -> None:
    line, commands = hard_day(CHARACTERS[name], version, direct_current=direct_current)
    found = faults_of_said(line.said, commands, version)
    if CHARACTERS[name].breaks_schema(version):
        assert found
    else:
        assert found == []
    if name != "hermit":  # that day is over before it finds a line
        assert len(line.calls("MeterValues", "TransactionEvent")) > 5
