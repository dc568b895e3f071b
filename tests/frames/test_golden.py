"""Traffic of independent stations, as recorded (see record.py)."""

from __future__ import annotations

import json
from importlib.resources import files

import jsonschema_rs
import pytest

from tests.frames.record import golden_path, recordings, replay, text_of


def test_there_are_recordings() -> None:
    assert len(recordings()) >= 4


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
    for row in replay(name):
        if "answer" not in row:
            continue
        action = json.loads(str(row["frame"]))[2]
        schema = files("ocpp.v16").joinpath(f"schemas/{action}Response.json").read_text(encoding="utf-8-sig")
        payload = json.loads(str(row["answer"]))[2]
        jsonschema_rs.validator_for(json.loads(schema), validate_formats=True).validate(payload)
