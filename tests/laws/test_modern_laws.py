"""Laws of the wire of 2.0.1 and 2.1 that hold for every input."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct

from chargehand.model.answers import Noted
from chargehand.model.events import MeterSampled, StationReported, TransactionUpdated
from chargehand.model.identity import StationId
from chargehand.wire.ocpp.codec import Codec, Context, Question
from chargehand.wire.ocpp.faults import WireFault
from chargehand.wire.ocpp.rpc.connection import Rpc
from chargehand.wire.ocpp.rpc.inbound import CallReceived
from chargehand.wire.ocpp.strict import Direction, Kind, check, direction
from chargehand.wire.ocpp.versions import CODECS
from tests.unit.wire.frames import NOW

KEYS = [
    "eventType", "transactionInfo", "transactionId", "chargingState", "remoteStartId", "stoppedReason", "triggerReason",
    "seqNo", "offline", "evse", "id", "connectorId", "evseId", "idToken", "type", "meterValue", "sampledValue", "value",
    "unitOfMeasure", "unit", "multiplier", "measurand", "context", "phase", "location", "timestamp", "connectorStatus",
    "chargingStation", "vendorName", "model", "reportData", "component", "variable", "name", "variableAttribute",
    "variableCharacteristics", "eventData", "actualValue", "requestId", "status", "reservationId",
    "reservationUpdateStatus", "vatNumber", "csr", "customData",
]  # fmt: skip
WORDS = [
    "", "1", "-1", "Started", "Updated", "Ended", "Charging", "RemoteStop", "Available", "AvailabilityState", "Connector",
    "kWh", "L1", "SoC", "Transaction.End", "NoAuthorization", "2026-11-20T04:29:34Z", "Expired", "Accepted",
]  # fmt: skip
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
    | st.sampled_from(WORDS)
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=8),
    max_leaves=40,
)
asked = st.sampled_from(
    [
        (codec, action)
        for codec in CODECS[:2]
        for action in sorted(codec.dialect.actions - codec.dialect.sends)
        if direction(codec.dialect.subprotocol, action) is not Direction.CSMS
    ]
)


def context() -> Context:
    numbers = count(1)
    return Context(StationId("CP1"), NOW, lambda: f"fresh-{next(numbers)}")


def texts_of(value: object) -> Iterator[str]:
    """All texts in it, at any depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Struct):
        for name in value.__struct_fields__:
            yield from texts_of(getattr(value, name))
    elif isinstance(value, tuple):
        for inner in value:
            yield from texts_of(inner)


@settings(max_examples=600, deadline=None)
@given(asked, st.dictionaries(st.sampled_from(KEYS), values, max_size=8) | values)
def test_every_payload_is_an_event_or_a_fault_of_the_station(
    asked: tuple[Codec, str], payload: object
) -> None:
    """F08, F09, F10; S18, S19: and what the event says can be stored and shown."""
    codec, action = asked
    inbound = Rpc(codec.dialect).receive(json.dumps([2, "m", action, payload]).encode(), 0.0)
    assert isinstance(inbound, CallReceived)
    try:
        event = codec.read(inbound.action, inbound.payload, context())
    except WireFault:
        return
    assert event.at == NOW
    if action != "SignCertificate":  # a request to sign is passed on line by line
        assert all(text.isprintable() for text in texts_of(event))
    if isinstance(event, StationReported):
        answer = codec.write_answer(action, Noted(), Question(inbound.payload, NOW))
        assert check(codec.dialect.subprotocol, action, Kind.RESPONSE, answer) == ()


@given(st.permutations(range(6)))
def test_the_order_of_samples_means_nothing(order: list[int]) -> None:
    """F75, F76, F77, F79"""
    samples: list[dict[str, object]] = [
        {
            "measurand": "Energy.Active.Import.Register",
            "phase": "L1",
            "value": 10,
            "unitOfMeasure": {"unit": "kWh"},
        },
        {"phase": "L2", "value": 20.5, "unitOfMeasure": {"multiplier": 3}},
        {"phase": "L3", "value": 30000, "signedMeterValue": {"signedMeterData": "QQ=="}},
        {"measurand": "Power.Active.Import", "value": 11, "unitOfMeasure": {"unit": "kW"}},
        {"measurand": "Energy.Active.Import.Interval", "value": 999},
        {"value": 777, "location": "Inlet"},
    ]
    meter = [{"timestamp": "2026-11-20T04:29:34Z", "sampledValue": [samples[place] for place in order]}]
    info = {"transactionId": "t"}
    for action, payload in (
        ("MeterValues", {"evseId": 1, "meterValue": meter}),
        ("TransactionEvent", {"eventType": "Updated", "transactionInfo": info, "meterValue": meter}),
    ):
        event = CODECS[1].read(action, json.dumps(payload).encode(), context())
        assert isinstance(event, MeterSampled | TransactionUpdated)
        (reading,) = event.readings
        assert (reading.register_wh, reading.power_w) == (60500, 11000)
