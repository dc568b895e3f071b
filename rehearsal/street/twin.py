"""Somebody else who knows a station's password: comes in, says nothing, and is shown out or leaves."""

from __future__ import annotations

from chargehand.simulator.versions import subprotocol
from rehearsal.line.network import Connection, Network
from rehearsal.line.websocket import Reader, upgrade
from rehearsal.street.post import Post
from rehearsal.time.agenda import Agenda


class Twin:
    def __init__(self, agenda: Agenda, network: Network, post: Post, stays_s: float) -> None:
        self._agenda = agenda
        self._network = network
        self._post = post
        self._stays_s = stays_s
        self._reader = Reader()
        self._connection: Connection | None = None

    def connect(self) -> None:
        self._connection = self._network.connect(self, f"192.168.0.{self._post.address.rpartition('.')[2]}")
        if self._connection is not None:
            self._post.shadowed(self._connection)
            self._agenda.later(self._stays_s, self._leave)

    def stands(self) -> None:
        if self._connection is not None:
            station = self._post.station
            self._connection.say(upgrade(station.identity, subprotocol(station.version), self._post.password))

    def received(self, data: bytes) -> None:
        for _ in self._reader.feed(data):
            pass

    def gone(self) -> None:
        self._connection = None

    def _leave(self) -> None:
        if self._connection is not None:
            self._connection.leave()
            self._connection = None
