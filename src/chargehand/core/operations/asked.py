"""Any call, reset, unlock, availability, firmware: taken with a deadline, or refused with a reason (OCPP 2.0.1 A-N, F, G, L).

What becomes of the call is decided where all commands are followed: `core.remote_control`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final, NamedTuple

from chargehand.core.keeping import command_of, open_on, with_command
from chargehand.core.quirks.mending import ways_of
from chargehand.model.answers import CommandTaken
from chargehand.model.calls import (
    AnyCall,
    Call,
    ChangeAvailability,
    Reset,
    SendLocalList,
    SetChargingLimit,
    SetPassword,
    TriggerMessage,
    UnlockConnector,
    UpdateFirmware,
)
from chargehand.model.command import Command, CommandKind
from chargehand.model.effects import CallStation, SetTimer, ShowStation
from chargehand.model.events import OperationRequested
from chargehand.model.refusals import Refusal
from chargehand.model.session import Transaction
from chargehand.model.snapshot import Decision, Snapshot
from chargehand.model.station import BootStatus

PATIENCE_S_MAX: Final = 600
"""Nobody waits longer for an answer, whatever was asked for."""

FINISHES_FIRST: Final = ("ocpp1.6",)
"""Versions in which unlocking ends the transaction (1.6 §5.18); in later ones the station refuses by itself (2.x F05)."""


class _Wish(NamedTuple):
    kind: CommandKind
    action: str
    connector: int | None = None


def operation(snapshot: Snapshot, event: OperationRequested) -> Decision:
    """A command that ends with the station's answer. The same wish under the same name is the same command."""
    wish = _wish(event.call)
    if wish is None:
        return Decision(snapshot, Refusal.NOT_FOUND)
    earlier = command_of(snapshot, event.command)
    if earlier is not None:
        same = (earlier.kind, earlier.action, earlier.connector) == wish
        return Decision(snapshot, CommandTaken(earlier) if same else Refusal.NOT_FOUND)
    refusal = _may_not(snapshot, event)
    if refusal is not None:
        return Decision(snapshot, refusal)
    return _begin(snapshot, event, wish)


def _wish(call: Call) -> _Wish | None:
    """What is asked for, in a word. None for what has rules of its own (`core.requests`, `core.station`)."""
    match call:
        case AnyCall():
            return _Wish(CommandKind.CALL, call.action)
        case TriggerMessage():
            return _Wish(CommandKind.CALL, f"trigger {call.trigger}", call.connector)
        case Reset():
            return _Wish(CommandKind.RESET, "at once" if call.at_once else "when idle", call.connector)
        case UnlockConnector():
            return _Wish(CommandKind.UNLOCK, "", call.connector)
        case ChangeAvailability():
            return _Wish(
                CommandKind.AVAILABILITY, "operative" if call.operative else "inoperative", call.connector
            )
        case SetChargingLimit():
            limit = "none" if call.power_w is None else f"{call.power_w} W"
            return _Wish(CommandKind.CALL, f"charging limit {limit}", call.connector)
        case SetPassword():
            return _Wish(CommandKind.CALL, "set password")
        case SendLocalList():
            return _Wish(CommandKind.CALL, "local list" if call.changes is None else "local list, changes")
        case UpdateFirmware():
            return _Wish(CommandKind.FIRMWARE, "signed" if call.signature else "plain")
        case _:
            return None


def _may_not(snapshot: Snapshot, event: OperationRequested) -> Refusal | None:
    if not snapshot.station.connected:
        return Refusal.STATION_OFFLINE
    pauses = isinstance(event.call, SetChargingLimit) and event.call.power_w == 0
    if pauses and ways_of(snapshot.station).zero_stops:
        return Refusal.ZERO_STOPS
    if event.forced or isinstance(event.call, AnyCall):
        return None
    if snapshot.station.boot_policy is BootStatus.REJECTED:
        return Refusal.NOT_ACCEPTED
    return Refusal.CONNECTOR_BUSY if _cuts_off(snapshot, event.call) else None


def _cuts_off(snapshot: Snapshot, call: Call) -> bool:
    """Whether somebody's charging would end by it. A reset at once may also lose what the station had still to tell."""
    match call:
        case UnlockConnector():
            ends = snapshot.station.protocol in FINISHES_FIRST
            return ends and open_on(snapshot, call.connector) is not None
        case Reset(at_once=True):
            running = [row for row in snapshot.sessions if row.transaction is Transaction.OPEN]
            return any(call.connector in (None, row.connector) for row in running)
        case _:
            return False


def patience_s(wanted_s: int) -> int:
    return max(1, min(wanted_s, PATIENCE_S_MAX))


def _begin(snapshot: Snapshot, event: OperationRequested, wish: _Wish) -> Decision:
    deadline_at = event.at + timedelta(seconds=patience_s(event.patience_s))
    command = Command(
        id=event.command,
        kind=wish.kind,
        station=event.station,
        connector=wish.connector,
        requested_at=event.at,
        deadline_at=deadline_at,
        calls_open=1,
        calls_made=1,
        action=wish.action,
    )
    effects = (
        CallStation(command.id, command.id, event.call, deadline_at),
        SetTimer("deadline", command.id, deadline_at),
        ShowStation(event.station),
    )
    return Decision(with_command(snapshot, command), CommandTaken(command), effects)
