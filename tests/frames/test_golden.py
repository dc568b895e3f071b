"""Traffic of independent stations, as recorded (see record.py)."""

from __future__ import annotations

import json
from collections import Counter
from importlib.resources import files

import jsonschema_rs
import pytest

from tests.frames.record import golden_path, protocol_of, recordings, replay, text_of

PACKAGES = {"ocpp1.6": "ocpp.v16", "ocpp2.0.1": "ocpp.v201", "ocpp2.1": "ocpp.v21"}


def test_there_are_recordings() -> None:
    versions = Counter(protocol_of(name) for name in recordings())
    assert versions["ocpp1.6"] >= 4
    assert versions["ocpp2.0.1"] >= 4
    assert versions["ocpp2.1"] >= 2


@pytest.mark.parametrize("name", recordings())
def test_recorded_frames_mean_what_they_meant(name: str) -> None:
    assert text_of(name) == golden_path(name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", recordings())
def test_no_recorded_frame_is_refused(name: str) -> None:
    """F09: quirks and all."""
    for row in replay(name):
        assert not str(row.get("answer", "")).startswith("[4,"), row["frame"]


@pytest.mark.parametrize("name", recordings())
def test_our_answers_pass_the_schemas(name: str) -> None:
    """F56"""
    schemas = files(PACKAGES[protocol_of(name)]).joinpath("schemas")
    for row in replay(name):
        if "answer" not in row:
            continue
        action = json.loads(str(row["frame"]))[2]
        schema = schemas.joinpath(f"{action}Response.json").read_text(encoding="utf-8-sig")
        payload = json.loads(str(row["answer"]))[2]
        jsonschema_rs.validator_for(json.loads(schema), validate_formats=True).validate(payload)
