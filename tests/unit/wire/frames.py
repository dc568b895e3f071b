"""Frames for the tests of the wire, built without the code under test."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import count

from chargehand.model.events import Event
from chargehand.model.identity import StationId
from chargehand.wire.ocpp.codec import Context
from chargehand.wire.ocpp.dialect import OCPP16
from chargehand.wire.ocpp.rpc.connection import Rpc, RpcLimits
from chargehand.wire.ocpp.versions import CODECS

NOW = datetime(2026, 11, 20, 4, 30, tzinfo=UTC)
CODEC = CODECS[-1]


def rpc(limits: RpcLimits | None = None) -> Rpc:
    return Rpc(OCPP16, limits or RpcLimits())


def call(action: str, payload: object, message_id: str = "m1") -> bytes:
    return json.dumps([2, message_id, action, payload], separators=(",", ":")).encode()


def context(at: datetime = NOW) -> Context:
    numbers = count(1)
    return Context(StationId("CP1"), at, lambda: f"fresh-{next(numbers)}")


def read(action: str, payload: object, at: datetime = NOW) -> Event:
    """The event that a payload tells; `payload` is JSON text or a value."""
    text = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return CODEC.read(action, text, context(at))


def parts(frame: bytes) -> list[object]:
    loaded = json.loads(frame)
    assert isinstance(loaded, list)
    assert frame == json.dumps(loaded, separators=(",", ":"), ensure_ascii=False).encode(), "not compact"
    return loaded
