"""All frames of all characters are valid OCPP 1.6, unless their quirk is a violation."""

from __future__ import annotations

from typing import Any

import pytest

from chargehand.simulator.character import CHARACTERS, Character
from chargehand.simulator.hardware.build import AC_22KW_TWIN, DC_150KW
from tests.unit.simulator.fake_csms import Line
from tests.unit.simulator.schemas import faults_of_said

COMMANDS: list[tuple[str, dict[str, Any]]] = [
    ("GetConfiguration", {}),
    ("ChangeConfiguration", {"key": "StopTxnSampledData", "value": "Energy.Active.Import.Register"}),
    ("TriggerMessage", {"requestedMessage": "BootNotification"}),
    ("TriggerMessage", {"requestedMessage": "Heartbeat"}),
    ("TriggerMessage", {"requestedMessage": "MeterValues"}),
    ("TriggerMessage", {"requestedMessage": "StatusNotification"}),
    ("RemoteStopTransaction", {"transactionId": 101}),
    ("ChangeAvailability", {"connectorId": 2, "type": "Inoperative"}),
    ("ClearCache", {}),
    ("UnlockConnector", {"connectorId": 1}),
    ("Reset", {"type": "Soft"}),
]


def a_hard_day(character: Character, direct_current: bool) -> Line:
    """Sessions by card and from afar, every command, a cut line, a power failure, a breakdown, a reset."""
    line = Line(character, build=DC_150KW if direct_current else AC_22KW_TWIN).charging(seconds=400)
    line.call("RemoteStartTransaction", idTag="CARD-2", connectorId=2)
    line.station.plug_in(2)
    line.run(300).cut().run(200).mend().run(100)
    for action, payload in COMMANDS:
        line.call(action, **payload)
        line.run(50)
    line.station.tap("CARD-1", 1)
    line.run(100)
    line.station.break_down(1)
    line.run(10)
    line.station.power_loss()
    line.run(60)
    line.station.power_back()
    return line.run(900)


@pytest.mark.parametrize("direct_current", [False, True], ids=["ac", "dc"])
@pytest.mark.parametrize("name", list(CHARACTERS))
def test_frames_are_valid(name: str, direct_current: bool) -> None:
    line = a_hard_day(CHARACTERS[name], direct_current)
    actions = ["RemoteStartTransaction", *(action for action, _ in COMMANDS)]
    commands = {f"c{number}": action for number, action in enumerate(actions, 1)}
    found = faults_of_said(line.said, commands)
    if CHARACTERS[name].breaks_schema:
        assert found
    else:
        assert found == []
    assert len(line.calls("MeterValues")) > 5
