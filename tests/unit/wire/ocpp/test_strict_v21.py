"""The strict check and the official schemas of OCPP 2.1 agree on every payload (F08, F09, F10)."""

from __future__ import annotations

import pytest

from tests.hostile.mutations import Schema, names
from tests.unit.wire.ocpp.official import disagreements

VERSION = "ocpp2.1"


@pytest.mark.parametrize("name", names(VERSION))
def test_both_agree_on_every_change_of_every_field(name: str) -> None:
    count, wrong = disagreements(Schema(VERSION, name))
    assert count >= 3
    assert wrong == []
