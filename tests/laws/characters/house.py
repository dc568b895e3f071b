"""The house without sockets and database, on a virtual station's own time: real frames, real codec, real decisions and laws."""

from __future__ import annotations

import itertools
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from chargehand.core.station import digest_of
from chargehand.edge.gateway.refusals import ERRORS
from chargehand.main.settings import Settings
from chargehand.model.answers import BootAnswer, ConnectedAnswer
from chargehand.model.calls import CallOutcome, Configure
from chargehand.model.effects import CallStation
from chargehand.model.events import (
    CallAnswered,
    CallSent,
    Event,
    StartRequested,
    StationConfigured,
    StationConnected,
    StationDisconnected,
    StationHeard,
    StopRequested,
    TimerRang,
)
from chargehand.model.identity import CardId, CommandId, DriverId, PublicId, SessionId, StationId, TokenUid
from chargehand.model.refusals import Refusal
from chargehand.model.session import Session
from chargehand.model.snapshot import Decision
from chargehand.model.station import BootStatus, Connector, Station
from chargehand.model.token import Token
from chargehand.simulator.character import Character
from chargehand.simulator.hardware.build import AC_11KW, Build
from chargehand.simulator.hardware.car import Car
from chargehand.simulator.rehearsal.world import World
from chargehand.simulator.station import VirtualStation
from chargehand.simulator.versions import Version, subprotocol
from chargehand.wire.ocpp.codec import CallText, Codec, Context, Question
from chargehand.wire.ocpp.faults import ErrorCode, WireFault
from chargehand.wire.ocpp.rpc.connection import Rpc
from chargehand.wire.ocpp.rpc.inbound import (
    CallReceived,
    CloseWanted,
    ErrorReceived,
    Refused,
    ResultReceived,
)
from chargehand.wire.ocpp.versions import CODECS

NOON: Final = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
STATION: Final = StationId("POST-1")
CARD: Final = "CARD-1"
OTHER_CARD: Final = "CARD-2"
CAR: Final = Car(capacity_wh=77_000.0, max_power_w=11_000.0, soc=0.2)
_AWAY_S: Final = 5.0
"""So long a station waits before it connects again to who hung up."""
_WISH_S: Final = 15.0


@dataclass
class Errand:
    """A call of ours that is out, or waits to go out."""

    call: CallStation
    texts: deque[tuple[int, CallText]]
    refused: list[str] = field(default_factory=list)


@dataclass
class Line:
    """One connection."""

    rpc: Rpc
    epoch: int
    boot: BootStatus
    out: Errand | None = None


class House:
    """One station of that version and character, and all that the house knows of it."""

    def __init__(
        self, version: Version, character: Character, *, seed: int = 1, build: Build = AC_11KW
    ) -> None:
        self.codec: Codec = next(each for each in CODECS if each.dialect.subprotocol == subprotocol(version))
        self.station = VirtualStation(
            STATION, character, seed=seed, start_at=NOON, version=version, build=build
        )
        tokens = {
            TokenUid(uid): Token(uid=TokenUid(uid), card_id=CardId(f"k{uid}"), driver=DriverId(driver))
            for uid, driver in ((CARD, "ada"), (OTHER_CARD, "bob"))
        }
        here = Station(identity=STATION, public_id=PublicId("p"), name="Garage", next_number=701)
        numbers = range(1, build.connectors + 1)
        connectors = tuple(
            Connector(number=number, power_w_max=round(build.max_power_w)) for number in numbers
        )
        self.world = World(here, connectors, tokens, Settings().policy())
        self.now = NOON
        self.refused: list[tuple[str, ErrorCode]] = []
        self.closed: list[str] = []
        self._line: Line | None = None
        self._back_at = NOON
        self._errands: deque[Errand] = deque()
        self._taken = 0
        self._ids = (f"id{number}" for number in itertools.count(1))

    # time

    def run(self, seconds: float) -> House:
        until = self.now + timedelta(seconds=seconds)
        while True:
            self._settle()
            at = min((at for at in self._due() if at is not None), default=None)
            if at is None or at > until:
                break
            self._to(at)
        self._to(until)
        self._settle()
        return self

    def _due(self) -> list[datetime | None]:
        timers = min(self.world.timers.values(), default=None)
        call = self._line.rpc.next_due() if self._line is not None else None
        waits = self.station.wants_connection and self._line is None
        return [
            self.station.next_due_at,
            timers,
            None if call is None else NOON + timedelta(seconds=call),
            self._back_at if waits and self._back_at > self.now else None,
        ]

    def _to(self, at: datetime) -> None:
        self.now = max(self.now, at)
        self.station.tick(self.now)
        while due := [(at, key) for key, at in self.world.timers.items() if at <= self.now]:
            _, (kind, subject) = min(due)
            self._hear(TimerRang(station=STATION, at=self.now, kind=kind, subject=subject))
        line = self._line
        if line is not None and line.out is not None and line.rpc.expire(self._clock) is not None:
            errand, line.out = line.out, None
            self._answered(errand, CallOutcome.UNANSWERED, "")

    @property
    def _clock(self) -> float:
        return (self.now - NOON).total_seconds()

    # the line

    def _settle(self) -> None:
        self._link()
        self._call()
        while self._line is not None and (frames := self.station.take_frames()):
            for frame in frames:
                self._receive(frame)
            self._call()
        if self._line is not None and not self.station.wants_connection:
            self._drop("gone")

    def _link(self) -> None:
        if self._line is not None and not self.station.wants_connection:
            self._drop("gone")
        if self._line is None and self.station.wants_connection and self._back_at <= self.now:
            here = StationConnected(
                station=STATION, at=self.now, protocol=self.codec.dialect.subprotocol, gateway="g"
            )
            answer = self._hear(here).answer
            assert isinstance(answer, ConnectedAnswer)
            self._line = Line(Rpc(self.codec.dialect), answer.epoch, answer.boot)
            self.station.connected(self.now)

    def _drop(self, reason: str) -> None:
        line, self._line = self._line, None
        assert line is not None
        self.station.disconnected(self.now)
        self._hear(StationDisconnected(station=STATION, at=self.now, epoch=line.epoch, reason=reason))
        if line.out is not None:
            self._answered(line.out, CallOutcome.UNANSWERED, "disconnected")

    def _receive(self, frame: str | bytes) -> None:
        line = self._line
        if line is None:
            return
        if isinstance(frame, bytes):
            inbound = line.rpc.receive_binary()
        else:
            inbound = line.rpc.receive(frame.encode(), self._clock)
        match inbound:
            case CloseWanted():
                self.closed.append(inbound.reason)
                self._back_at = self.now + timedelta(seconds=_AWAY_S)
                self._drop(inbound.reason)
            case Refused():
                self.refused.append(("", inbound.code))
                self.station.received(inbound.frame.decode(), self.now)
            case CallReceived():
                told = line.rpc.known(inbound) or self._serve(line, inbound)
                if told:
                    self.station.received(told.decode(), self.now)
            case ResultReceived() | ErrorReceived():
                self._take(line, inbound)
            case _:
                pass

    def _serve(self, line: Line, call: CallReceived) -> bytes:
        dialect = self.codec.dialect
        accepted = line.boot is BootStatus.ACCEPTED or call.action in dialect.pending
        if not accepted:
            return self._error(line, call, ErrorCode.SECURITY)
        try:
            event = self.codec.read(
                call.action, call.payload, Context(STATION, self.now, lambda: next(self._ids))
            )
        except WireFault as fault:
            return self._error(line, call, fault.code)
        if isinstance(event, StationHeard):
            self._hear(event)
            return line.rpc.answer(call, self.codec.write_heard(self.now))
        answer = self._hear(event).answer
        if isinstance(answer, Refusal):
            return self._error(line, call, ERRORS[answer])
        if isinstance(answer, BootAnswer):
            line.boot = answer.status
        asked = Question(call.payload, self.now)
        return line.rpc.answer(call, self.codec.write_answer(call.action, answer, asked))

    def _error(self, line: Line, call: CallReceived, code: ErrorCode) -> bytes:
        self.refused.append((call.action, code))
        return line.rpc.error(call, code)

    def cut(self, seconds: float) -> House:
        """The line is lost, and found again so much later at the earliest."""
        if self._line is not None:
            self._back_at = self.now + timedelta(seconds=seconds)
            self._drop("cut")
        return self

    # our calls

    def _call(self) -> None:
        """What decisions want done goes out, one call after the other."""
        outbox = self.world.outbox
        for wanted in outbox[self._taken :]:
            self._errands.append(Errand(wanted, deque(enumerate(self.codec.write_call(wanted.call), 1))))
        self._taken = len(outbox)
        while self._errands and (self._line is None or self._line.out is None):
            errand = self._errands.popleft()
            late = self.now >= errand.call.until
            if self._line is None or late or self._line.boot is not BootStatus.ACCEPTED:
                if not isinstance(errand.call.call, Configure):
                    self._answered(errand, CallOutcome.OFFLINE, "")
                continue
            self._line.out = errand
            if not isinstance(errand.call.call, Configure):
                self._hear(
                    CallSent(
                        station=STATION, at=self.now, command=errand.call.command, call_id=errand.call.call_id
                    )
                )
            self._send(self._line, errand)

    def _send(self, line: Line, errand: Errand) -> None:
        number, text = errand.texts[0]
        due = (errand.call.until - NOON).total_seconds()
        message_id = errand.call.call_id
        if isinstance(errand.call.call, Configure):
            message_id, due = f"{message_id}.{number}", min(due, self._clock + _WISH_S)
        frame = line.rpc.call(message_id, text.action, text.payload, max(due, self._clock + 1))
        self.station.received(frame.decode(), self.now)

    def _take(self, line: Line, answer: ResultReceived | ErrorReceived) -> None:
        errand = line.out
        assert errand is not None
        if isinstance(answer, ErrorReceived):
            outcome, detail = self.codec.read_error(answer.code)
        else:
            outcome, detail = self.codec.read_result(errand.call.call, answer.payload)
        _, text = errand.texts.popleft()
        if isinstance(errand.call.call, Configure) and outcome is not CallOutcome.ACCEPTED:
            errand.refused.append(text.subject)
        if errand.texts and isinstance(errand.call.call, Configure):
            self._send(line, errand)
            return
        line.out = None
        self._answered(errand, outcome, detail)

    def _answered(self, errand: Errand, outcome: CallOutcome, detail: str) -> None:
        call = errand.call
        if isinstance(call.call, Configure):
            keys = [key for key, _ in call.call.wishes]
            offered = {text.subject for text in self.codec.write_call(call.call)}
            self._hear(
                StationConfigured(
                    station=STATION,
                    at=self.now,
                    digest=digest_of(call.call.wishes),
                    accepted=tuple(key for key in keys if key in offered and key not in errand.refused),
                    refused=tuple(errand.refused),
                    unoffered=tuple(key for key in keys if key not in offered),
                )
            )
            return
        self._hear(
            CallAnswered(
                station=STATION,
                at=self.now,
                command=call.command,
                call_id=call.call_id,
                outcome=outcome,
                detail=detail,
            )
        )

    def _hear(self, event: Event) -> Decision:
        return self.world.hear(event)

    # people

    def ask_to_start(self) -> House:
        """The driver asks from afar that the card charge here."""
        self._hear(
            StartRequested(
                station=STATION,
                at=self.now,
                command=CommandId("start"),
                fresh=SessionId(next(self._ids)),
                driver=DriverId("ada"),
                account_active=True,
                token=TokenUid(CARD),
                connector=1,
            )
        )
        self._settle()
        return self

    def ask_to_stop(self) -> House:
        """The driver asks from afar that the live session end; nothing if there is none."""
        live = [row for row in self.world.sessions if row.live and row.driver]
        if live:
            self._hear(
                StopRequested(
                    station=STATION,
                    at=self.now,
                    command=CommandId("stop"),
                    session=live[-1].id,
                    driver=DriverId("ada"),
                )
            )
            self._settle()
        return self

    # what is known

    @property
    def sessions(self) -> list[Session]:
        """All sessions that ever were and took anything, the first one first."""
        took = [row for row in self.world.sessions if row.started_at is not None or row.energy_wh]
        return sorted(took, key=lambda row: row.number)
