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


# What changes no session: action, payload, how it is told in a few words.
NOTED = [
    ("ClearedChargingLimit", {"chargingLimitSource": "EMS", "evseId": 1}, "chargingLimitSource EMS, evseId 1"),
    ("DataTransfer", {"vendorId": "acme", "messageId": "m", "data": [1]}, "acme, m"),
    ("FirmwareStatusNotification", {"status": "Installed", "requestId": 7}, "Installed, requestId 7"),
    ("Get15118EVCertificate", {"iso15118SchemaVersion": "v", "action": "Install", "exiRequest": "x"}, "action Install, iso15118SchemaVersion v"),
    ("GetCertificateStatus", {"ocspRequestData": {}}, ""),
    ("LogStatusNotification", {"status": "Uploaded"}, "Uploaded"),
    ("NotifyChargingLimit", {"chargingLimit": {"chargingLimitSource": "EMS"}, "evseId": 2}, "evseId 2"),
    ("NotifyCustomerInformation", {"requestId": 1, "seqNo": 0, "data": "secret"}, "requestId 1, seqNo 0"),
    ("NotifyDisplayMessages", {"requestId": 1, "tbc": False}, "requestId 1, tbc False"),
    ("NotifyEVChargingSchedule", {"evseId": 1, "chargingSchedule": {}, "timeBase": "2026-11-20T04:29:24Z"}, "evseId 1"),
    ("PublishFirmwareStatusNotification", {"status": "Published"}, "Published"),
    ("ReportChargingProfiles", {"requestId": 1, "evseId": 0, "chargingProfile": [{}]}, "requestId 1, evseId 0"),
]  # fmt: skip
HASHES = {"hashAlgorithm": "SHA256", "issuerNameHash": "a", "issuerKeyHash": "b", "serialNumber": "1"}
NOTED_SINCE_21 = [
    ("BatterySwap", {"eventType": "BatteryIn", "batteryData": [], "requestId": 3}, "eventType BatteryIn, requestId 3"),
    ("ClosePeriodicEventStream", {"id": 1}, "id 1"),
    ("GetCertificateChainStatus", {"certificateStatusRequests": [{"certificateHashData": HASHES, "source": "OCSP", "urls": ["u"]}]}, "1 asked for"),
    ("NotifyDERAlarm", {"controlType": "EnterService", "alarmEnded": True}, "controlType EnterService, alarmEnded True"),
    ("NotifyDERStartStop", {"controlId": "c", "started": False}, "controlId c, started False"),
    ("NotifyPeriodicEventStream", {"id": 1, "data": [{"t": 0, "v": "x"}], "pending": 2}, "id 1, pending 2"),
    ("NotifyPriorityCharging", {"transactionId": "t", "activated": True}, "transactionId t, activated True"),
    ("NotifySettlement", {"pspRef": "p", "status": "Settled", "settlementAmount": 5}, "Settled, settlementAmount 5.0"),
    ("OpenPeriodicEventStream", {"constantStreamData": {"id": 1}}, ""),
    ("ReportDERControl", {"requestId": 1}, "requestId 1"),
    ("VatNumberValidation", {"vatNumber": "NL1", "evseId": []}, "NL1"),
]  # fmt: skip
