"""A virtual station at the end of a line: connects, talks, loses it, comes back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from chargehand.simulator.client import Backoff
from chargehand.simulator.station import VirtualStation
from chargehand.simulator.versions import subprotocol
from rehearsal.line.network import CONNECT_S, Connection, Network
from rehearsal.line.websocket import BINARY, CLOSE, PING, PONG, TEXT, Reader, frame, upgrade
from rehearsal.time.agenda import Agenda

EPOCH = datetime.fromisoformat("2026-05-04T08:00:00+00:00")
BACKOFF = Backoff(first_s=1.0, most_s=30.0)
QUARTER_S = 0.25


class Post:
    """One socket at a time, as a rule. `is_wired` False: no line to be had."""

    def __init__(
        self,
        agenda: Agenda,
        network: Network,
        station: VirtualStation,
        rng: Random,
        address: str,
        witness: Callable[[Post, Connection], None],
    ) -> None:
        self.station = station
        self.address = address
        self.password = f"password-of-{station.identity}"
        self.born_at = EPOCH + timedelta(seconds=agenda.now)
        self.is_wired = True
        self.is_lost = False
        """Its line will never come back."""
        self.is_shadowed = False
        """Somebody else came in under its name at some time."""
        self.up_since: float | None = None
        """Since when its socket stands, answered."""
        self.alone_since: float | None = agenda.now
        """Since when it has no connection, and tries none."""
        self.connection: Connection | None = None
        self.said: Callable[[Connection, bytes], None] | None = None
        """Sees the texts that it sends."""
        self._agenda = agenda
        self._network = network
        self._rng = rng
        self._witness = witness
        self._reader = Reader()
        self._failures = 0
        self._next_try = 0.0
        self._look_at: float | None = None

    # time

    @property
    def at(self) -> datetime:
        return EPOCH + timedelta(seconds=self._agenda.now)

    def act(self, deed: Callable[[VirtualStation], object]) -> None:
        """`deed` has been done to the station now, and what it says of it is on its way."""
        self.station.tick(self.at)
        deed(self.station)
        self.settle()

    def look(self) -> None:
        """What is due has happened."""
        self.station.tick(self.at)
        self.settle()

    def settle(self) -> None:
        """Says what is to be said, hangs up or connects if that is wanted, and looks again in time."""
        wants = self.station.wants_connection and self.is_wired
        if self.connection is not None and not wants:
            self._hang_up()
        if self.connection is not None and self.up_since is not None:
            for text in self.station.take_frames():
                data = text.encode() if isinstance(text, str) else text
                if self.said is not None and self.connection is not None:
                    self.said(self.connection, data)
                self._say(frame(TEXT if isinstance(text, str) else BINARY, data))
        elif self.connection is None and wants and self._agenda.now >= self._next_try:
            self._connect()
        self._arm()

    def _arm(self) -> None:
        due = self.station.next_due_at
        times = [] if due is None else [(due - EPOCH).total_seconds()]
        if self.connection is None and self.station.wants_connection and self.is_wired:
            times.append(self._next_try)
        if not times:
            return
        soonest = max(min(times), self._agenda.now)
        if self._look_at is None or soonest < self._look_at:
            self._look_at = soonest
            self._agenda.at(soonest, self._on_time)

    def _on_time(self) -> None:
        if self._look_at is not None and self._look_at <= self._agenda.now:
            self._look_at = None
            self.look()

    # the line

    def shadowed(self, connection: Connection) -> None:
        """Somebody else comes in under its name: what is said there is watched as well."""
        self.is_shadowed = True
        self._witness(self, connection)

    def _connect(self) -> None:
        self._reader = Reader()
        self._next_try = self._agenda.now + CONNECT_S
        end = _End(self)
        made = self._network.connect(end, self.address)
        if made is None:
            self._failed()
            return
        end.connection = self.connection = made
        self.alone_since = None
        self._agenda.later(CONNECT_S, lambda: self._give_up(made))
        self._witness(self, made)

    def _failed(self) -> None:
        self._failures += 1
        self._next_try = self._agenda.now + BACKOFF.wait_s(self._failures, self._rng)

    def _give_up(self, connection: Connection) -> None:
        if connection is self.connection and self.up_since is None:
            connection.leave()
            self.lost(connection)

    def _hang_up(self) -> None:
        connection = self.connection
        assert connection is not None
        if self.station.character.abandons_sockets and self.station.powered:
            connection.forget()
        else:
            connection.leave()
        self.lost(connection)

    def stood(self, connection: Connection) -> None:
        """TCP stands: asks for the upgrade."""
        if connection is self.connection:
            connection.say(upgrade(self.station.identity, subprotocol(self.station.version), self.password))

    def took(self, connection: Connection, data: bytes) -> None:
        """Bytes came."""
        if connection is not self.connection:
            return
        before = self._reader.status
        for opcode, payload in self._reader.feed(data):
            self._frame(connection, opcode, payload)
            if connection is not self.connection:
                return
        if before is None and self._reader.status is not None:
            self._upgraded(connection, self._reader.status)

    def _upgraded(self, connection: Connection, status: int) -> None:
        if status != 101:
            connection.leave()
            self.lost(connection)
            return
        self._failures, self.up_since = 0, self._agenda.now
        self.station.connected(self.at)
        self.settle()

    def _frame(self, connection: Connection, opcode: int, payload: bytes) -> None:
        if self.up_since is None and self._reader.status == 101:
            self._upgraded(connection, 101)  # the house spoke in the same breath
        if opcode == TEXT:
            self.station.received(payload.decode(), self.at)
            self.settle()
        elif opcode == PING:
            self._say(frame(PONG, payload))
        elif opcode == CLOSE:
            self._say(frame(CLOSE, payload[:2]))
            connection.leave()
            self.lost(connection)

    def lost(self, connection: Connection) -> None:
        """The connection is no more, as far as the station knows."""
        if connection is not self.connection:
            return
        self.connection = None
        if self.up_since is not None:
            self.station.disconnected(self.at)
        self.up_since, self.alone_since = None, self._agenda.now
        self._failed()
        self.settle()

    def _say(self, data: bytes) -> None:
        """In pieces now and then, as TCP may."""
        connection = self.connection
        if connection is None:
            return
        if len(data) > 20 and self._rng.random() < 0.02:
            middle = self._rng.randrange(1, len(data))
            connection.say(data[:middle])
            connection.say(data[middle:])
        else:
            connection.say(data)


class _End:
    """The station's end of one connection."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self.connection: Connection | None = None

    def stands(self) -> None:
        if self.connection is not None:
            self._post.stood(self.connection)

    def received(self, data: bytes) -> None:
        if self.connection is not None:
            self._post.took(self.connection, data)

    def gone(self) -> None:
        if self.connection is not None:
            self._post.lost(self.connection)
