"""A station of the load: its socket, its one CALL, and what it knows of its transaction."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from time import monotonic
from typing import Final

from picows import WSFrame, WSListener, WSMsgType, WSTransport

from bench.generator import frames

TEXT: Final = WSMsgType.TEXT
_CALL: Final = ord("2")
_FAULT: Final = ord("4")
_TRANSACTION: Final = re.compile(rb'"transactionId":(\d+)')
_ASKED: Final = re.compile(rb'\[2,"([^"]+)","([A-Za-z]+)"')
_ACCEPTED: Final = b'{"status":"Accepted"}'
_CONFIGURATION: Final = b'{"configurationKey":[],"unknownKey":[]}'

clock = frames.Clock()


def identity_of(place: int) -> str:
    return f"BENCH{place:05d}"


def token_of(place: int) -> str:
    """The card that is always held to this station."""
    return f"CARD{place:05d}"


class Station(WSListener):
    """Sends what it is told and says when an answer came. One CALL at a time, unless its driver pipelines."""

    subprotocol = "ocpp1.6"

    def __init__(self, place: int) -> None:
        self.place = place
        self.identity = identity_of(place)
        self.token = token_of(place).encode()
        self.transport: WSTransport | None = None
        self.number = 0
        self.transaction = 0
        self.register_wh = 10_000 + 7 * place
        self.start_wh = 0
        self.sent_at = 0.0
        self.heard_at = 0.0
        self.step = 0
        self.due: deque[float] = deque()
        self.told: deque[tuple[int, float]] | None = None
        """Registers and when they were meant to leave, for somebody who watches them arrive elsewhere."""
        self.blocked = False
        self.answered: Callable[[Station, bytes], None] = _unwanted
        self.asked: Callable[[Station, bytes], None] = _unwanted
        self.gone: Callable[[Station], None] = _unminded

    # the socket

    def on_ws_connected(self, transport: WSTransport) -> None:
        self.transport = transport

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        if self.transport is transport:
            self.transport = None
            self.blocked = False
            self.gone(self)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type is not TEXT:
            if frame.msg_type is WSMsgType.CLOSE:
                transport.disconnect()
            return
        data = frame.get_payload_as_bytes()
        if data[1] == _CALL:
            self.heard_at = monotonic()
            self._reply(transport, data)
        else:
            self.answered(self, data)

    def pause_writing(self) -> None:
        self.blocked = True

    def resume_writing(self) -> None:
        self.blocked = False

    def send(self, frame: bytes) -> None:
        """Lost without a word if the socket is gone: `gone` was told."""
        transport = self.transport
        if transport is not None:
            transport.send(TEXT, frame)

    def cut(self) -> None:
        """The line is cut: no close frame, nothing."""
        if self.transport is not None:
            self.transport.underlying_transport.abort()

    def _reply(self, transport: WSTransport, data: bytes) -> None:
        found = _ASKED.match(data)
        if found is None:
            return
        self.asked(self, data)
        transport.send(TEXT, frames.result(found[1], self.payload_for(found[2], data)))

    def payload_for(self, action: bytes, _data: bytes) -> bytes:
        """What it answers to what it is asked."""
        return _CONFIGURATION if action == b"GetConfiguration" else _ACCEPTED

    # what it says

    def boot(self) -> bytes:
        self.number += 1
        return frames.boot(self.number, self.identity.encode())

    def heartbeat(self) -> bytes:
        self.number += 1
        return frames.heartbeat(self.number)

    def authorize(self) -> bytes:
        self.number += 1
        return frames.authorize(self.number, self.token)

    def start(self) -> bytes:
        self.number += 1
        self.start_wh = self.register_wh
        return frames.start(self.number, self.token, self.register_wh, clock.instant())

    def status(self, said: bytes) -> bytes:
        self.number += 1
        return frames.status(self.number, said, clock.instant())

    def meter(self) -> bytes:
        self.number += 1
        self.register_wh += 3
        return frames.meter(self.number, self.transaction, clock.instant(), self.register_wh)

    def stop(self) -> bytes:
        self.number += 1
        transaction, self.transaction = self.transaction, 0
        return frames.stop(self.number, transaction, self.token, self.register_wh, clock.instant())

    def took_start(self, data: bytes) -> bool:
        """Whether the answer gave a transaction."""
        found = _TRANSACTION.search(data)
        self.transaction = int(found[1]) if found else 0
        return self.transaction > 0


def is_fault(data: bytes) -> bool:
    """A CALLERROR."""
    return data[1] == _FAULT


def _unwanted(station: Station, data: bytes) -> None:
    """Nobody waits for this."""


def _unminded(station: Station) -> None:
    """Nobody minds."""
