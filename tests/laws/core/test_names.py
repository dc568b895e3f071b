"""Every considered no has a law; every law has a name of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from chargehand.core import laws
from chargehand.model.refusals import Refusal


@pytest.mark.parametrize("refusal", list(Refusal))
def test_each_refusal_is_named_in_the_laws(refusal: Refusal) -> None:
    assert laws.__file__ is not None
    text = Path(laws.__file__).read_text(encoding="utf-8")
    assert f"{refusal.name} " in text or f"{refusal.name}," in text or f"{refusal.name};" in text


def test_each_law_that_a_refusal_is_said_to_obey_exists() -> None:
    said = (laws.__doc__ or "").split("`")[1::2]
    rooms = {
        "request_laws",
        "operations.laws",
        "tariff.laws",
        "ledger.laws",
        "doubt.laws",
        "limits.laws",
        "notices.laws",
        "pairing.laws",
    }
    assert set(said) - set(laws.NAMES) <= rooms


def test_no_two_laws_share_a_name() -> None:
    assert len(laws.NAMES) == len(set(laws.NAMES)) >= 30
