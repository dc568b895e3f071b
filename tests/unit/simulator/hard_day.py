"""A day on which a station shows everything: sessions, every kind of command, a cut line, a power failure, a breakdown."""

from __future__ import annotations

from typing import Any

from chargehand.simulator.character import Character
from chargehand.simulator.hardware.build import AC_22KW_TWIN, DC_150KW
from chargehand.simulator.versions import Version
from tests.unit.simulator.fake_csms import Line

Payload = dict[str, Any]
URL = "https://example.org/1"
AT = "2026-05-04T08:00:00Z"
TOKEN = {"idToken": "CARD-2", "type": "ISO14443"}
INTERVAL = {"component": {"name": "SampledDataCtrlr"}, "variable": {"name": "TxUpdatedInterval"}}

COMMANDS_16: list[tuple[str, Payload]] = [
    ("RemoteStartTransaction", {"idTag": "CARD-2", "connectorId": 2}),
    ("GetConfiguration", {}),
    ("ChangeConfiguration", {"key": "StopTxnSampledData", "value": "Energy.Active.Import.Register"}),
    ("TriggerMessage", {"requestedMessage": "BootNotification"}),
    ("TriggerMessage", {"requestedMessage": "Heartbeat"}),
    ("TriggerMessage", {"requestedMessage": "MeterValues"}),
    ("TriggerMessage", {"requestedMessage": "StatusNotification"}),
    ("RemoteStopTransaction", {"transactionId": 101}),
    ("ChangeAvailability", {"connectorId": 2, "type": "Inoperative"}),
    ("ChangeAvailability", {"connectorId": 2, "type": "Operative"}),
    ("UpdateFirmware", {"location": URL, "retrieveDate": AT}),
    ("ClearCache", {}),
    ("UnlockConnector", {"connectorId": 1}),
    ("Reset", {"type": "Soft"}),
]
COMMANDS_2: list[tuple[str, Payload]] = [
    ("RequestStartTransaction", {"idToken": TOKEN, "remoteStartId": 8, "evseId": 2}),
    ("GetBaseReport", {"requestId": 1, "reportBase": "FullInventory"}),
    ("SetVariables", {"setVariableData": [{"attributeValue": "50", **INTERVAL}]}),
    ("TriggerMessage", {"requestedMessage": "BootNotification"}),
    ("TriggerMessage", {"requestedMessage": "Heartbeat"}),
    ("TriggerMessage", {"requestedMessage": "MeterValues"}),
    ("TriggerMessage", {"requestedMessage": "StatusNotification"}),
    ("TriggerMessage", {"requestedMessage": "TransactionEvent"}),
    ("GetTransactionStatus", {}),
    ("RequestStopTransaction", {}),
    ("ChangeAvailability", {"evse": {"id": 2}, "operationalStatus": "Inoperative"}),
    ("ChangeAvailability", {"evse": {"id": 2}, "operationalStatus": "Operative"}),
    ("UpdateFirmware", {"requestId": 1, "firmware": {"location": URL, "retrieveDateTime": AT}}),
    ("ClearCache", {}),
    ("UnlockConnector", {"evseId": 1, "connectorId": 1}),
    ("Reset", {"type": "Immediate"}),
]


def hard_day(
    character: Character, version: Version, *, direct_current: bool = False
) -> tuple[Line, dict[str, str]]:
    """The line afterwards, and the action of each command by its message id."""
    line = Line(character, build=DC_150KW if direct_current else AC_22KW_TWIN, version=version)
    line.charging(seconds=400)
    commands = COMMANDS_16 if version == "1.6" else COMMANDS_2
    _order(line, *commands[0])
    line.station.plug_in(2)
    line.run(300).cut().run(200).mend().run(100)
    for action, payload in commands[1:]:
        _order(line, action, payload)
        line.run(50)
    line.station.tap("CARD-1", 1)
    line.run(100)
    line.station.break_down(1)
    line.run(10)
    line.station.unplug(2)
    line.station.plug_in(2)
    line.station.tap("CARD-1", 2)
    line.run(100)
    line.station.power_loss()
    line.run(60)
    line.station.power_back()
    line.run(900)
    line.station.unplug(2)
    line.run(100)
    return line, {f"c{number}": action for number, (action, _) in enumerate(commands, 1)}


def _order(line: Line, action: str, payload: Payload) -> None:
    if action == "RequestStopTransaction":
        payload = {"transactionId": str(line.station.history[0].shown_id) if line.station.history else "none"}
    line.call(action, **payload)
