"""Laws of the wire that hold for every input."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from chargehand.model.answers import AuthorizeAnswer, StartAnswer
from chargehand.model.events import MeterSampled
from chargehand.model.token import TokenStatus
from chargehand.wire.ocpp.dialect import OCPP16
from chargehand.wire.ocpp.faults import WireFault
from chargehand.wire.ocpp.fields import decimal, register
from chargehand.wire.ocpp.instants import read_instant, write_instant
from chargehand.wire.ocpp.rpc.connection import Rpc
from chargehand.wire.ocpp.rpc.depth import is_deeper
from chargehand.wire.ocpp.rpc.inbound import CallReceived, Refused
from tests.unit.wire.frames import CODEC, NOW, context, parts

ACTIONS = [
    "Authorize", "BootNotification", "DataTransfer", "DiagnosticsStatusNotification", "FirmwareStatusNotification",
    "Heartbeat", "MeterValues", "StartTransaction", "StatusNotification", "StopTransaction",
]  # fmt: skip
KEYS = [
    "connectorId", "idTag", "meterStart", "meterStop", "timestamp", "transactionId", "transactionData", "meterValue",
    "sampledValue", "value", "unit", "phase", "measurand", "context", "format", "location", "status", "errorCode",
    "reason", "vendorId", "chargePointVendor", "chargePointModel", "other",
]  # fmt: skip
WORDS = [
    "", "1", "-1", "12.5", "NaN", "kWh", "L1", "L2", "SoC", "Energy.Active.Import.Register", "Power.Active.Import",
    "SignedData", "Available", "2026-11-20T04:29:34Z", "Outlet", "Transaction.End",
]  # fmt: skip
START = datetime(2015, 1, 2, tzinfo=UTC)
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
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.sampled_from(KEYS) | st.text(st.characters(exclude_categories=["Cs"]), max_size=5), inner, max_size=6),
    max_leaves=25,
)  # fmt: skip


def side() -> Rpc:
    return Rpc(OCPP16)


def depth_of(value: object) -> int:
    if isinstance(value, dict):
        return 1 + max((depth_of(inner) for inner in value.values()), default=0)
    return 1 + max((depth_of(inner) for inner in value), default=0) if isinstance(value, list) else 0


@settings(max_examples=500, deadline=None)
@given(
    st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass"))
)
def test_no_bytes_raise(data: bytes) -> None:
    """F01"""
    inbound = side().receive(data, 0.0)
    if isinstance(inbound, Refused):
        assert parts(inbound.frame)[0] == 4


@settings(max_examples=500, deadline=None)
@given(st.lists(values, max_size=6), st.integers(0, 4))
def test_no_array_raises(frame: list[object], kind: int) -> None:
    """F04"""
    side().receive(json.dumps([kind, *frame]).encode(), 0.0)


@settings(max_examples=1000, deadline=None)
@given(st.sampled_from(ACTIONS), values)
def test_every_payload_is_an_event_or_a_fault_of_the_station(action: str, payload: object) -> None:
    """F08, F09, F10"""
    inbound = side().receive(json.dumps([2, "m", action, payload]).encode(), 0.0)
    assert isinstance(inbound, CallReceived)
    try:
        event = CODEC.read(inbound.action, inbound.payload, context())
    except WireFault:
        return
    assert event.at == NOW
    for name in event.__struct_fields__:
        text = getattr(event, name)
        assert not isinstance(text, str) or text.isprintable()


@settings(max_examples=300, deadline=None)
@given(values)
def test_depth_is_told_without_parsing(value: object) -> None:
    """F02"""
    for limit in (1, 2, 4, 8):
        assert is_deeper(json.dumps(value).encode(), limit) == (depth_of(value) > limit)
        assert is_deeper(json.dumps(value, ensure_ascii=False).encode(), limit) == (depth_of(value) > limit)


@given(st.decimals(min_value=-(10**14), max_value=10**14, allow_nan=False, places=6))
def test_plain_decimals_are_read_as_written(number: Decimal) -> None:
    """F78"""
    assert decimal(format(number, "f")) == number


@given(st.decimals())
def test_a_register_is_none_or_sane(number: Decimal) -> None:
    """F03, F70"""
    kept = register(number)
    assert kept is None or (0 <= kept <= 10**15 and len(str(kept)) < 30)


@given(
    st.integers(0, int((NOW - START).total_seconds() * 1e6)),
    st.integers(-14 * 4, 14 * 4),
)
def test_instants_survive_any_zone(microseconds: int, quarters: int) -> None:
    """F68a"""
    instant = START + timedelta(microseconds=microseconds)
    local = instant.astimezone(timezone(timedelta(minutes=15 * quarters))).isoformat()
    assert read_instant(local, NOW) == instant
    assert read_instant(write_instant(instant), NOW) == instant.replace(
        microsecond=instant.microsecond // 1000 * 1000
    )


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_an_instant_or_none(text: str) -> None:
    said = read_instant(text, NOW)
    assert said is None or said.tzinfo is UTC


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40), st.integers(1, 2**31 - 1))
def test_every_answer_is_one_compact_frame(message_id: str, number: int) -> None:
    """F56"""
    one = side()
    inbound = one.receive(json.dumps([2, message_id, "StartTransaction", {}]).encode(), 0.0)
    if isinstance(inbound, CallReceived):
        payload = CODEC.write_answer(
            "StartTransaction", StartAnswer(number, AuthorizeAnswer(TokenStatus.ACCEPTED))
        )
        said = parts(one.answer(inbound, payload))
        assert said == [3, message_id, {"transactionId": number, "idTagInfo": {"status": "Accepted"}}]
        assert one.known(inbound) is not None


samples = st.permutations(
    [
        {"measurand": "Energy.Active.Import.Register", "phase": "L1", "value": "10", "unit": "kWh"},
        {"measurand": "Energy.Active.Import.Register", "phase": "L2", "value": "20.5", "unit": "kWh"},
        {"measurand": "Energy.Active.Import.Register", "phase": "L3", "value": "30", "unit": "kWh"},
        {"measurand": "Power.Active.Import", "value": "11", "unit": "kW"},
        {"measurand": "Power.Active.Import", "phase": "L1", "value": "3.6", "unit": "kW"},
        {"measurand": "Energy.Active.Import.Interval", "value": "999", "unit": "kWh"},
        {"measurand": "Energy.Active.Export.Register", "value": "888"},
        {"measurand": "SoC", "value": "55", "location": "EV"},
        {"value": "OCMF|x", "format": "SignedData"},
        {"value": "777", "location": "Inlet"},
    ]
)


@given(samples)
def test_the_order_of_samples_means_nothing(order: list[dict[str, object]]) -> None:
    """F75, F76, F77, F79"""
    payload = {"connectorId": 1, "meterValue": [{"timestamp": "2026-11-20T04:29:34Z", "sampledValue": order}]}
    event = CODEC.read("MeterValues", json.dumps(payload).encode(), context())
    assert isinstance(event, MeterSampled)
    (reading,) = event.readings
    assert (reading.register_wh, reading.power_w, reading.soc_percent) == (
        Decimal(60500),
        Decimal(11000),
        Decimal(55),
    )
