"""Payloads of OCPP 2.x for the tests, read and written by both dialects where they are the same."""

from __future__ import annotations

import json
from importlib.resources import files
from itertools import count

import jsonschema_rs
import pytest

from chargehand.model.events import Event
from chargehand.model.identity import StationId
from chargehand.wire.ocpp.codec import Codec, Context
from chargehand.wire.ocpp.faults import ErrorCode, WireFault
from chargehand.wire.ocpp.versions import CODECS
from tests.unit.wire.frames import NOW

NEW, OLD = CODECS[0], CODECS[1]
BOTH = [pytest.param(OLD, id="2.0.1"), pytest.param(NEW, id="2.1")]
_PACKAGES = {"ocpp2.0.1": "ocpp.v201", "ocpp2.1": "ocpp.v21"}


def read(action: str, payload: object, codec: Codec = OLD) -> Event:
    text = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    numbers = count(1)
    return codec.read(action, text, Context(StationId("CP1"), NOW, lambda: f"fresh-{next(numbers)}"))


def fault(action: str, payload: object, codec: Codec = OLD) -> ErrorCode:
    with pytest.raises(WireFault) as caught:
        read(action, payload, codec)
    return caught.value.code


def valid(codec: Codec, schema: str, payload: bytes) -> dict[str, object]:
    """The payload, after the official schema has had its say; it is compact too."""
    folder = files(_PACKAGES[codec.dialect.subprotocol])
    text = folder.joinpath(f"schemas/{schema}.json").read_text(encoding="utf-8-sig")
    value = json.loads(payload)
    jsonschema_rs.validator_for(json.loads(text), validate_formats=True).validate(value)
    assert payload == json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
    assert isinstance(value, dict)
    return value
