"""A station of the load that speaks OCPP 2.0.1: what it says in its own words, filled into bytes that stand ready."""

from __future__ import annotations

import json
from typing import Final

from bench.generator.station import Station, clock, is_fault

SUBPROTOCOL: Final = "ocpp2.0.1"
FIRST_PLACE: Final = 90_000
"""Where these stations' places begin: theirs are not those of others."""

_BOOT: Final = (
    b'[2,"%d","BootNotification",{"reason":"PowerUp","chargingStation":{"model":"Loopback 1","vendorName":"Bench",'
    b'"serialNumber":"%b","firmwareVersion":"1.0.0"}}]'
)
_AUTHORIZE: Final = b'[2,"%d","Authorize",{"idToken":{"idToken":"%b","type":"ISO14443"}}]'
_STATUS: Final = (
    b'[2,"%d","StatusNotification",{"timestamp":"%b","connectorStatus":"%b","evseId":1,"connectorId":1}]'
)
_EVENT: Final = (
    b'[2,"%d","TransactionEvent",{"eventType":"%b","timestamp":"%b","triggerReason":"%b","seqNo":%d,'
    b'"transactionInfo":{"transactionId":"T%05d-%d","chargingState":"%b"%b},"evse":{"id":1,"connectorId":1}%b,'
    b'"meterValue":[{"timestamp":"%b","sampledValue":[%b]}]}]'
)
_REGISTER: Final = (
    b'{"value":%d,"context":"%b","measurand":"Energy.Active.Import.Register","unitOfMeasure":{"unit":"Wh"}}'
)
_REST: Final = (
    b',{"value":%d,"context":"Sample.Periodic","measurand":"Power.Active.Import","unitOfMeasure":{"unit":"W"}},'
    b'{"value":16.0,"context":"Sample.Periodic","measurand":"Current.Import","phase":"L1","unitOfMeasure":{"unit":"A"}},'
    b'{"value":%d,"context":"Sample.Periodic","measurand":"SoC","unitOfMeasure":{"unit":"Percent"}}'
)
_TOKEN: Final = b',"idToken":{"idToken":"%b","type":"ISO14443"}'
_STOPPED: Final = b',"stoppedReason":"Local"'


class ModernStation(Station):
    """As the others; its transactions have names of its own and numbered messages."""

    subprotocol = SUBPROTOCOL

    def __init__(self, place: int) -> None:
        super().__init__(place)
        self.sequence = 0
        self.made = 0

    def boot(self) -> bytes:
        self.number += 1
        return _BOOT % (self.number, self.identity.encode())

    def authorize(self) -> bytes:
        self.number += 1
        return _AUTHORIZE % (self.number, self.token)

    def status(self, said: bytes) -> bytes:
        self.number += 1
        return _STATUS % (self.number, clock.instant(), said)

    def start(self) -> bytes:
        self.made += 1
        self.sequence = 0
        self.start_wh = self.register_wh
        register = _REGISTER % (self.register_wh, b"Transaction.Begin")
        return self._event((b"Started", b"Authorized", b"Charging"), register, token=_TOKEN % self.token)

    def meter(self) -> bytes:
        self.register_wh += 3
        samples = _REGISTER % (self.register_wh, b"Sample.Periodic") + _REST % (
            11_000 + self.register_wh % 97,
            self.register_wh % 101,
        )
        return self._event((b"Updated", b"MeterValuePeriodic", b"Charging"), samples)

    def stop(self) -> bytes:
        self.transaction = 0
        register = _REGISTER % (self.register_wh, b"Transaction.End")
        token = _TOKEN % self.token
        return self._event((b"Ended", b"StopAuthorized", b"EVConnected"), register, token=token, why=_STOPPED)

    def _event(
        self, what: tuple[bytes, bytes, bytes], samples: bytes, *, token: bytes = b"", why: bytes = b""
    ) -> bytes:
        kind, trigger, state = what
        self.number += 1
        sequence, self.sequence = self.sequence, self.sequence + 1
        at = clock.instant()
        name = (self.place, self.made)
        return _EVENT % (self.number, kind, at, trigger, sequence, *name, state, why, token, at, samples)

    def took_start(self, data: bytes) -> bool:
        """The name is its own: whatever is no error has begun."""
        self.transaction = 0 if is_fault(data) else self.made
        return self.transaction > 0

    def payload_for(self, action: bytes, data: bytes) -> bytes:
        """Wishes are granted one by one; there is no device model to tell of."""
        if action == b"SetVariables":
            wishes = json.loads(data)[3]["setVariableData"]
            results = [
                {key: wish[key] for key in ("component", "variable")} | {"attributeStatus": "Accepted"}
                for wish in wishes
            ]
            return json.dumps({"setVariableResult": results}, separators=(",", ":")).encode()
        return b'{"status":"Rejected"}' if action.startswith(b"Get") else b'{"status":"Accepted"}'
