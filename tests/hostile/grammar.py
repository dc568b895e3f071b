"""What a hostile or broken station may send over OCPP 1.6, and the one right reaction to each (catalogue rows F01 to F19).

`frames(seed)` is endless and the same for the same seed. The expectations are told by how a frame was made, not by the
code under test. Frames that end the connection come only from `closing_frames`.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Hostile:
    """`data` as a text message (or a binary one), and what is to come back.

    `answer`: "none", "error" (a CALLERROR with `message_id` and one of `codes`), "result" (a CALLRESULT with
    `message_id`) or "close" (the connection ends with `close_code`).
    """

    row: str
    data: bytes
    answer: str
    message_id: str = ""
    codes: frozenset[str] = field(default=frozenset())
    close_code: int = 0
    binary: bool = False


UNREADABLE = frozenset({"FormationViolation"})
ENVELOPE = frozenset({"ProtocolError"})
PAYLOAD = frozenset(
    {
        "FormationViolation",
        "OccurenceConstraintViolation",
        "TypeConstraintViolation",
        "PropertyConstraintViolation",
    }
)
JSON_VALUES = ["null", "true", "false", "0", "-7", "2.5", '"x"', '""', "[]", "[1]", "{}", '{"a":1}']
ACTIONS_ELSEWHERE = [
    "Reset",
    "GetConfiguration",
    "UnlockConnector",
    "InstallCertificate",
    "RemoteStartTransaction",
]
ACTIONS_NOWHERE = [
    "TransactionEvent",
    "heartbeat",
    "HEARTBEAT",
    "",
    "a.b",
    "x" * 500,
    "__class__",
    "NotifyEvent",
    "\u202eX",
]
UNSOLICITED_MAX = 90
"""So many answers to nothing a connection must bear; see F13."""


def frames(seed: int) -> Iterator[Hostile]:
    """Hostile frames without end, none of which may end the connection. Message ids do not repeat by chance."""
    chance = random.Random(seed)
    unsolicited = 0
    number = 0
    while True:
        number += 1
        made = chance.choice(_PRODUCTIONS)(chance, f"h{number}")
        for frame in made if isinstance(made, list) else [made]:
            if frame.row == "F13":
                unsolicited += 1
                if unsolicited > UNSOLICITED_MAX:
                    continue
            yield frame


def closing_frames(frame_bytes: int = 8 * 1024 * 1024) -> list[Hostile]:
    """One of each kind that ends a connection at once."""
    return [
        Hostile("F18", b"\x00\x01\x02", "close", close_code=1003, binary=True),
        Hostile("F18", b'[2,"b1","Heartbeat",{}]', "close", close_code=1003, binary=True),
        Hostile("F18", b"", "close", close_code=1003, binary=True),
        Hostile("F19", b'[2,"b2","Heartbeat",{"a":"' + b"x" * frame_bytes + b'"}]', "close", close_code=1009),
    ]


def _text(*parts: str) -> bytes:
    return f"[{','.join(parts)}]".encode()


def _call(message_id: str, action: str, payload: object) -> bytes:
    return json.dumps([2, message_id, action, payload], separators=(",", ":")).encode()


def _error(row: str, data: bytes, message_id: str, codes: frozenset[str]) -> Hostile:
    return Hostile(row, data, "error", message_id, codes)


def _truncated(chance: random.Random, name: str) -> Hostile:
    whole = _call(name, "Heartbeat", {"a": [1, {"b": "c"}]})
    data = whole[: chance.randrange(len(whole))]
    if not data:
        return Hostile("F01", data, "none")
    told = data.startswith(f'[2,"{name}",'.encode())
    return _error("F01", data, name if told else "-1", UNREADABLE)


def _rubbish(chance: random.Random, name: str) -> Hostile:
    kind = chance.randrange(5)
    if kind == 0:
        return Hostile("F01", chance.choice([b"", b" ", b"\n", b"\r\n\t "]), "none")
    if kind == 1:
        words = bytes(chance.choice(b"abcxyz <>&%;") for _ in range(chance.randrange(1, 200)))
        return _error("F01", b"_" + words, "-1", UNREADABLE)
    if kind == 2:
        tail = bytes(chance.choice([0x80, 0xC3, 0xE2, 0xFE, 0xFF]) for _ in range(chance.randrange(1, 20)))
        return _error("F01", b"[" + tail, "-1", UNREADABLE)
    if kind == 3:
        return _error("F01", f'[2,"{name}","Heartbeat",{{"a":"'.encode() + b'\xc3\x28"}]', name, UNREADABLE)
    return _error("F01", _call(name, "Heartbeat", {}) + b"}", name, UNREADABLE)


def _deep(chance: random.Random, name: str) -> Hostile:
    depth = chance.choice([33, 34, 40, 64, 100, 1000, 5000, 100_000])
    opening, closing = chance.choice([(b"[", b"]"), (b'{"a":', b"}"), (b'[{"a":', b"}]")])
    nested = opening * depth + b"1" + (closing * depth if chance.random() < 0.8 else b"")
    return _error("F02", f'[2,"{name}","Heartbeat",{{"a":'.encode() + nested + b"}]", name, UNREADABLE)


def _number(chance: random.Random, name: str) -> Hostile:
    if chance.random() < 0.5:
        number = chance.choice(
            ["NaN", "Infinity", "-Infinity", "+1", "01", "1.", ".1", "0x1", "1e", "--1", "1_000"]
        )
        return _error("F03", _text("2", f'"{name}"', '"Heartbeat"', f'{{"a":{number}}}'), name, UNREADABLE)
    number = chance.choice(["1e999", "-1e999", "9" * 5000, "1.5", "1e-3", "-1"])
    payload = f'{{"connectorId":{number},"errorCode":"NoError","status":"Available"}}'
    return _error("F03", _text("2", f'"{name}"', '"StatusNotification"', payload), name, PAYLOAD)


def _slot(chance: random.Random, name: str) -> Hostile:
    slot = chance.randrange(4)
    parts = ["2", f'"{name}"', '"Heartbeat"', "{}"]
    fitting = {0: ("0", "-7"), 1: ('"x"', '""'), 2: ('"x"', '""'), 3: ("{}", '{"a":1}')}[slot]
    parts[slot] = chance.choice([value for value in JSON_VALUES if value not in fitting])
    if slot == 3:
        return _error("F04", _text(*parts), name, PAYLOAD)
    return _error("F04", _text(*parts), "-1" if slot == 1 else name, ENVELOPE)


def _length(chance: random.Random, name: str) -> Hostile:
    kind = chance.randrange(4)
    if kind == 0:
        whole = chance.choice([value for value in JSON_VALUES if not value.startswith("[")])
        return _error("F04", whole.encode(), "-1", ENVELOPE)
    if kind == 1:
        return _error("F04", chance.choice([b"[]", b"[2]", b"[[]]", b"[{}]", b"[null]"]), "-1", ENVELOPE)
    if kind == 2:
        return _error("F04", _text("2", f'"{name}"', *['"Heartbeat"'][: chance.randrange(2)]), name, ENVELOPE)
    more = [chance.choice(JSON_VALUES) for _ in range(chance.randrange(1, 50))]
    return _error("F04", _text("2", f'"{name}"', '"Heartbeat"', "{}", *more), name, ENVELOPE)


def _id(chance: random.Random, name: str) -> Hostile:
    bad = chance.choice(
        ["null", '""', f'"{name}{"x" * 36}"', '"a\\u0000b"', '"a\\nb"', '"\\u202e"', f'"{"y" * 5000}"', "17"]
    )
    if chance.random() < 0.2:
        data = _text("2", chance.choice(['"\\ud800"', '"\\udfff"', '"\\ud800\\ud800"']), '"Heartbeat"', "{}")
        return _error("F05", data, "-1", UNREADABLE | ENVELOPE)
    return _error("F05", _text("2", bad, '"Heartbeat"', "{}"), "-1", ENVELOPE)


def _action(chance: random.Random, name: str) -> Hostile:
    if chance.random() < 0.5:
        return _error(
            "F06", _call(name, chance.choice(ACTIONS_ELSEWHERE), {}), name, frozenset({"NotSupported"})
        )
    return _error("F06", _call(name, chance.choice(ACTIONS_NOWHERE), {}), name, frozenset({"NotImplemented"}))


def _type(chance: random.Random, name: str) -> Hostile:
    kind = chance.choice(
        ["0", "1", "5", "6", "7", "8", "9", "10", "-1", "-2", "99", "123456789012345678901234567890"]
    )
    rest = [f'"{name}"', '"Heartbeat"', "{}"][: chance.randrange(4)]
    return Hostile("F07", _text(kind, *rest), "none")


_WHOLE: dict[str, dict[str, object]] = {
    "BootNotification": {"chargePointVendor": "v", "chargePointModel": "m"},
    "StatusNotification": {"connectorId": 1, "errorCode": "NoError", "status": "Available"},
    "Authorize": {"idTag": "A"},
    "DataTransfer": {"vendorId": "v"},
    "FirmwareStatusNotification": {"status": "Idle"},
    "DiagnosticsStatusNotification": {"status": "Idle"},
}


def _field(chance: random.Random, name: str) -> Hostile:
    action = chance.choice(sorted(_WHOLE))
    payload = dict(_WHOLE[action])
    key = chance.choice(sorted(payload))
    if chance.random() < 0.5:
        del payload[key]
        return _error("F08", _call(name, action, payload), name, frozenset({"OccurenceConstraintViolation"}))
    payload[key] = chance.choice([None, True, [], {}, [1], {"a": 1}, 2.5])
    return _error("F08", _call(name, action, payload), name, PAYLOAD)


def _too_little(chance: random.Random, name: str) -> Hostile:
    action, payload = chance.choice(
        [
            ("StartTransaction", {"idTag": "A"}), ("StartTransaction", {"connectorId": 1}), ("StopTransaction", {"meterStop": 5}),
            ("MeterValues", {"connectorId": 1}), ("MeterValues", {"meterValue": []}), ("StopTransaction", {}),
        ]
    )  # fmt: skip
    return _error("F08", _call(name, action, payload), name, frozenset({"OccurenceConstraintViolation"}))


def _usable(chance: random.Random, name: str) -> Hostile:
    odd: object = chance.choice(
        [None, "", [], {}, 5, "x" * 1000, [[1]], {"a": {"b": []}}, "\x00", 1e300, "<script>"]
    )
    action, payload = chance.choice(
        [
            ("Heartbeat", {"odd": odd}), ("DataTransfer", {"vendorId": "v", "messageId": odd, "data": odd}),
            ("StatusNotification", {"connectorId": 1, "errorCode": "Error", "status": "Available", "info": odd}),
            ("StatusNotification", {"connectorId": 0, "errorCode": "", "status": "Available", "timestamp": odd}),
            ("MeterValues", {"connectorId": 1, "transactionId": odd, "meterValue": [{"sampledValue": [{"value": odd}]}]}),
            ("MeterValues", {"connectorId": 1, "meterValue": odd if odd is not None else []}),
        ]
    )  # fmt: skip
    return Hostile("F09", _call(name, action, payload), "result", name)


def _repeated(chance: random.Random, name: str) -> list[Hostile]:
    first = Hostile("F11", _call(name, "Heartbeat", {"n": 1}), "result", name)
    if chance.random() < 0.5:
        return [first, first]
    other = _error("F11", _call(name, "Heartbeat", {"n": 2}), name, ENVELOPE)
    return [first, other, first]


def _unsolicited(chance: random.Random, name: str) -> Hostile:
    data = chance.choice(
        [
            _text("3", f'"{name}"', "{}"), _text("4", f'"{name}"', '"InternalError"', '""', "{}"), b"[3]", b"[4]",
            _text("3", "null", "{}"), _text("3", f'"{name}"', "[]"), f'[3,"{name}",{{'.encode(), _text("4", f'"{name}"'),
            b'[3,"\xff",{}]', _text("3", f'"{name}"', '{"a":NaN}'), b"[4," + b"[" * 100 + b"]" * 100 + b"]",
        ]
    )  # fmt: skip
    return Hostile("F13", data, "none")


_PRODUCTIONS: list[Callable[[random.Random, str], Hostile | list[Hostile]]] = [
    _truncated, _rubbish, _deep, _number, _slot, _length, _id, _action, _type, _field, _too_little, _usable, _repeated,
    _unsolicited,
]  # fmt: skip
