"""OCPP 1.6 frames of a station, made by filling numbers into bytes that stand ready."""

from __future__ import annotations

import time
from typing import Final

_BOOT: Final = (
    b'[2,"%d","BootNotification",{"chargePointVendor":"Bench","chargePointModel":"Loopback 1",'
    b'"chargePointSerialNumber":"%b","firmwareVersion":"1.0.0"}]'
)
_HEARTBEAT: Final = b'[2,"%d","Heartbeat",{}]'
_AUTHORIZE: Final = b'[2,"%d","Authorize",{"idTag":"%b"}]'
_START: Final = b'[2,"%d","StartTransaction",{"connectorId":1,"idTag":"%b","meterStart":%d,"timestamp":"%b"}]'
_STATUS: Final = (
    b'[2,"%d","StatusNotification",{"connectorId":1,"errorCode":"NoError","status":"%b","timestamp":"%b"}]'
)
_METER: Final = (
    b'[2,"%d","MeterValues",{"connectorId":1,"transactionId":%d,"meterValue":[{"timestamp":"%b","sampledValue":['
    b'{"value":"%d","context":"Sample.Periodic","measurand":"Energy.Active.Import.Register","unit":"Wh"},'
    b'{"value":"%d","context":"Sample.Periodic","measurand":"Power.Active.Import","unit":"W"},'
    b'{"value":"16.0","context":"Sample.Periodic","measurand":"Current.Import","phase":"L1","unit":"A"},'
    b'{"value":"%d","context":"Sample.Periodic","measurand":"SoC","unit":"Percent"}]}]}]'
)
_STOP: Final = b'[2,"%d","StopTransaction",{"transactionId":%d,"idTag":"%b","meterStop":%d,"timestamp":"%b","reason":"Local"}]'
_RESULT: Final = b'[3,"%b",%b]'


def boot(number: int, identity: bytes) -> bytes:
    return _BOOT % (number, identity)


def heartbeat(number: int) -> bytes:
    return _HEARTBEAT % number


def authorize(number: int, token: bytes) -> bytes:
    return _AUTHORIZE % (number, token)


def start(number: int, token: bytes, register_wh: int, instant: bytes) -> bytes:
    return _START % (number, token, register_wh, instant)


def status(number: int, said: bytes, instant: bytes) -> bytes:
    """`said`: one of the nine of OCPP 1.6 §7.7."""
    return _STATUS % (number, said, instant)


def meter(number: int, transaction: int, instant: bytes, register_wh: int) -> bytes:
    """Four samples of one instant; power and state of charge follow from the register."""
    return _METER % (number, transaction, instant, register_wh, 11_000 + register_wh % 97, register_wh % 101)


def stop(number: int, transaction: int, token: bytes, register_wh: int, instant: bytes) -> bytes:
    return _STOP % (number, transaction, token, register_wh, instant)


def result(message_id: bytes, payload: bytes) -> bytes:
    return _RESULT % (message_id, payload)


class Clock:
    """The wall clock as OCPP writes it, to the microsecond, the part that changes once a second kept ready."""

    def __init__(self) -> None:
        self._second = -1
        self._until_seconds = b""

    def instant(self) -> bytes:
        now_us = time.time_ns() // 1000
        second, part_us = divmod(now_us, 1_000_000)
        if second != self._second:
            self._second = second
            self._until_seconds = time.strftime("%Y-%m-%dT%H:%M:%S.", time.gmtime(second)).encode()
        return b"%b%06dZ" % (self._until_seconds, part_us)
