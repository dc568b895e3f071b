"""How a character bends what it says, whatever the version: payloads as a whole, registers, every n-th thing."""

from __future__ import annotations

from typing import Final, cast

from chargehand.simulator.character import Character
from chargehand.simulator.frames import JsonObject
from chargehand.simulator.parts.connector import Connector
from chargehand.simulator.parts.record import Record

_CARRY_WH: Final = 65_536

# Optional fields that stations send as null instead of leaving them out.
_NULLS: Final = {
    "Authorize": ("certificate",),
    "BootNotification": ("iccid", "imsi", "meterType"),
    "MeterValues": ("transactionId",),
    "StartTransaction": ("reservationId",),
    "StatusNotification": ("info", "vendorId"),
    "StopTransaction": ("transactionData",),
    "TransactionEvent": ("reservationId", "cableMaxCurrent", "numberOfPhasesUsed"),
}
_OF_ITS_OWN: Final[JsonObject] = {"vendorNote": {"colour": "blue", "count": 3}}


def is_due(every: int, number: int) -> bool:
    """Whether the n-th is one of every so many; 0: none is."""
    return bool(every and number and number % every == 0)


def sealed(register_wh: int) -> str:
    """A register as a meter signs it, in the shape of OCMF; the signature is none (F79)."""
    text = f'OCMF|{{"FV":"1.0","RD":[{{"RV":{register_wh},"RU":"Wh"}}]}}|{{"SD":"00"}}'
    return text.encode().hex()


def bent(character: Character, action: str, payload: JsonObject) -> JsonObject:
    """The payload as the character says it."""
    if character.null_fields:
        payload = dict.fromkeys(_NULLS.get(action, ())) | payload
    if character.extra_fields:
        payload = payload | _OF_ITS_OWN
    if character.numbers_as_text:
        payload = cast("JsonObject", _as_text(payload))
    return payload


def _as_text(value: object) -> object:
    if isinstance(value, dict):
        return {key: _as_text(each) for key, each in cast("JsonObject", value).items()}
    if isinstance(value, list):
        return [_as_text(each) for each in cast("list[object]", value)]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value


def shown_register_wh(character: Character, connector: Connector, true_wh: float) -> int:
    """The register in whole Wh as the station shows it, rounded down to its resolution; F69, F72, F83, F84 bend it."""
    record = connector.record
    if character.register_frozen and record is not None:
        true_wh = record.true_start_wh
    shown = int(true_wh)
    if character.register_scope != "lifetime":
        shown -= connector.origin_wh
    shown -= connector.lost_wh
    if character.register_modulus_wh:
        shown %= character.register_modulus_wh
    return max(0, shown) // character.meter_resolution_wh * character.meter_resolution_wh


def note_reading(character: Character, connector: Connector, record: Record) -> None:
    """One more reading of the transaction is about to be taken; this is when the carry gets lost (F72)."""
    record.readings += 1
    if character.carry_lost_after and record.readings == character.carry_lost_after:
        connector.lost_wh += _CARRY_WH
