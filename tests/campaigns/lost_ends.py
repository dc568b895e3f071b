"""Sessions whose end is never told: how each of them is found to be over, when, with what energy, and whether a card waited for it.

`python -m tests.campaigns.lost_ends --sessions 10000 --seed 1`
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from random import Random

from msgspec.structs import replace

from chargehand.core.decide import decide
from chargehand.model.answers import CommandTaken
from chargehand.model.events import NotChargingClaimed, StartRequested, StationDisconnected
from chargehand.model.evidence import Signal
from chargehand.model.identity import CommandId, SessionId, TokenUid
from chargehand.model.refusals import Refusal
from chargehand.model.session import Bill, CardHold, EndBasis, Session
from chargehand.model.station import Activity, ConnectorStatus
from chargehand.simulator.rehearsal.character import (
    Character,
    Count,
    Reply,
    Scope,
    StartPoint,
    StopPoint,
    Unsaid,
    drawn,
)
from chargehand.simulator.rehearsal.people import ADA
from chargehand.simulator.rehearsal.stage import EPOCH, STATION
from chargehand.simulator.rehearsal.stations.station import VirtualStation
from chargehand.simulator.rehearsal.truth import TrueTransaction
from tests.campaigns.campaigning import POLICY, played, staged, tell

SLACK_S = 60.0
"""Timers ring a little late, some of them twice, and a frame takes its time."""
HOUR_S = 3_600.0
LAST_S = 26 * HOUR_S
"""So long is waited for an end at the most."""
LOST_AFTER_S = 75.0
"""A line that is dead is known to be so by then (F25)."""


class Manner(StrEnum):
    """What else becomes of the station, or is told, when the end is not."""

    LEAVES = "the car leaves, the connector is told to be free"
    STAYS = "the car stays, the connector is told to be finishing"
    DIES = "the station is never heard again"
    BOOTS = "power was gone, the queue with it, and comes back"
    MUTE = "it beats and says nothing, nor answers truly"
    NEXT = "the next car begins at the same connector"
    CLAIMED = "the car leaves, nothing is told, and the driver says so"


@dataclass
class Visit:
    """One session and what was seen of it."""

    seed: int
    manner: Manner
    named: bool
    ended_s: float = 0.0
    told_s: float | None = None
    """When the first strong evidence of the end came."""
    doubted_s: float | None = None
    """When its running was first doubted, or its driver said that it is over."""
    free_s: float | None = None
    """When its driver could begin at another connector."""
    heard_wh: Decimal = Decimal(0)
    session: Session | None = None
    wrongs: list[str] = field(default_factory=list[str])
    refused: list[float] = field(default_factory=list[float])
    """When its driver was told that the card is busy, although nothing charged any more."""


class Scene:
    """A station with two connectors, one car, one card, and a driver who wants to charge elsewhere afterwards."""

    def __init__(self, seed: int) -> None:
        rng = Random(f"lost end {seed}")
        manner = list(Manner)[seed % len(Manner)]
        named = rng.random() < 0.5
        quiet = _character(rng, manner, named=named)
        self.world, self.stage, self.station = staged(rng, "Lost", seed + 1, quiet)
        self.visit = Visit(seed, manner, named)
        self.alive = True

    @property
    def seen(self) -> Visit:
        return self.visit

    def begin(self) -> None:
        """The station boots, a car is plugged in, a card is held to the reader."""
        station, bay = self.station, self.station.bays[0]
        station.connect(boot=True)
        self._beat()
        station.plug(bay)
        self.stage.later(5, lambda: station.tap(bay, TokenUid("ADA")))

    def play(self) -> Visit:
        stage, bay, rng = self.stage, self.station.bays[0], self.stage.rng
        self.begin()
        stage.run(rng.uniform(200, 2 * HOUR_S))
        running = bay.running
        session = next((row for row in self.world.snapshot.sessions if row.live), None)
        if running is None or session is None:
            self.visit.wrongs.append("nothing began")
            return self.visit
        stage.run(stage.now_s + 3)  # what is under way arrives
        self.visit.ended_s = stage.now_s
        stage.after.append(lambda: self._look(session.id))
        self._ends(running)
        self._wish_elsewhere(session.id)
        while stage.now_s < self.visit.ended_s + LAST_S and self._is_open(session.id):
            stage.run(stage.now_s + HOUR_S)
        self._judge(session.id)
        return self.visit

    def _is_open(self, session: SessionId) -> bool:
        row = self.world.session(session)
        return row is not None and row.live

    def _beat(self) -> None:
        if self.alive:
            self.station.heartbeat()
        self.stage.later(900, self._beat)

    def _dies(self) -> None:
        self.alive = self.station.online = False
        self.station.bays[0].socket.draw(0.0, self.stage.now_s)
        epoch = self.station.epoch

        def noticed() -> None:
            self.stage.hear(
                StationDisconnected(station=STATION, at=self.stage.at, epoch=epoch, reason="gone")
            )

        self.stage.later(self.stage.rng.uniform(0, LOST_AFTER_S), noticed)

    def _ends(self, running: TrueTransaction) -> None:
        station, bay, stage = self.station, self.station.bays[0], self.stage
        match self.visit.manner:
            case Manner.LEAVES:
                station.unplug(bay)
            case Manner.STAYS:
                station.end(running, "EmergencyStop")
                _finishing(station, bay.number)
            case Manner.DIES:
                self._dies()
            case Manner.BOOTS:
                station.cut(stage.rng.uniform(30, 900), boot=True)
                station.end(running, "PowerLoss")
                bay.plugged = False
                bay.status = (ConnectorStatus.AVAILABLE, bay.status[1])
            case Manner.NEXT:
                station.end(running, "EmergencyStop")
                stage.later(stage.rng.uniform(60, 240), self._next_car)
            case Manner.MUTE | Manner.CLAIMED:
                _vanishes(station, running)
                if self.visit.manner is Manner.CLAIMED:
                    stage.later(stage.rng.uniform(30, 400), self._claim)

    def _next_car(self) -> None:
        bay = self.station.bays[0]
        bay.plugged = True
        self.station.tap(bay, TokenUid("BOB"))

    def _claim(self) -> None:
        stage = self.stage
        session = next((row for row in self.world.sessions if row.driver == ADA), None)
        if session is not None and session.live:
            name = CommandId(stage.name("claim"))
            stage.hear(
                NotChargingClaimed(station=STATION, at=stage.at, command=name, session=session.id, driver=ADA)
            )

    def _wish_elsewhere(self, session: SessionId) -> None:
        """From the first doubt on the driver's card must be good at the other connector, whenever it is tried."""
        for delay_s in (60, 200, 300, 500, 1_000, 3_000, 20_000, 80_000):
            self.stage.later(delay_s, lambda: self._try_other(session))

    def _try_other(self, session: SessionId) -> None:
        stage = self.stage
        row = self.world.session(session)
        if row is None or not self.station.online:
            return
        wish = StartRequested(
            station=STATION,
            at=stage.at,
            command=CommandId(stage.name("start")),
            fresh=SessionId(stage.name("s")),
            driver=ADA,
            account_active=True,
            token=TokenUid("ADA"),
            connector=2,
        )
        answer = decide(self.world.brought(wish), wish).answer
        if answer is Refusal.CARD_BUSY:
            self.visit.refused.append(stage.now_s)
        elif isinstance(answer, CommandTaken) and self.visit.free_s is None:
            self.visit.free_s = stage.now_s

    def _look(self, session: SessionId) -> None:
        """After each event: when the evidence came that counts."""
        row, visit = self.world.session(session), self.visit
        if row is None:
            return
        if visit.told_s is None and (row.close_at is not None or not row.live):
            visit.told_s = self.stage.now_s
        doubtful = row.doubted_at is not None or row.card_hold is CardHold.RELEASED
        if visit.doubted_s is None and doubtful:
            visit.doubted_s = self.stage.now_s

    # what must be so

    def _judge(self, session: SessionId) -> None:
        visit, row = self.visit, self.world.session(session)
        visit.session = row
        readings = [kept for kept in self.world.readings.values() if kept.session == session]
        visit.heard_wh = max((kept.energy_wh or Decimal(0) for kept in readings), default=Decimal(0))
        visit.wrongs += self._wrongs(row) if row is not None else ["it is gone"]

    def _wrongs(self, row: Session) -> Iterator[str]:
        visit = self.visit
        if row.live:
            yield f"open after {LAST_S / HOUR_S:.0f} h, doubted for {row.doubt!r}"
            return
        if row.end_received_at is None or self.stage.seconds(row.end_received_at) > self._limit_s(row):
            yield f"closed {self._after_s(row.end_received_at):.0f} s after its end, {row.end_signal}"
        if row.energy_wh != visit.heard_wh:
            yield f"has {row.energy_wh} Wh, the last reading said {visit.heard_wh}"
        if row.bill is Bill.FINAL or row.end_basis is EndBasis.REPORTED:
            yield f"is {row.bill} on {row.end_basis}"
        late = [s for s in visit.refused if visit.doubted_s is not None and s > visit.doubted_s]
        if late:
            yield f"its card was refused elsewhere {late[0] - visit.ended_s:.0f} s after its end"

    def _after_s(self, at: datetime | None) -> float:
        return (self.stage.seconds(at) if at is not None else LAST_S) - self.visit.ended_s

    def _limit_s(self, row: Session) -> float:
        """§5 of what we promise: 10 minutes after strong evidence while the station is there, 24 hours after the last one."""
        silence_s = (
            max(self.visit.ended_s, self._heard_s(row)) + POLICY.silent_after_s + LOST_AFTER_S + SLACK_S
        )
        if self.visit.told_s is None or self.visit.manner is Manner.DIES:
            return silence_s
        if row.end_signal == Signal.SILENCE:
            return silence_s
        return self.visit.told_s + POLICY.free_after_s + SLACK_S

    def _heard_s(self, row: Session) -> float:
        heard = row.meter.received_at or row.start_received_at
        return self.stage.seconds(heard) if heard is not None else 0.0


def _finishing(station: VirtualStation, number: int) -> None:
    """The cable is in and nothing flows; one that names its transactions only says that the place is taken."""
    bay = station.bays[number - 1]
    bay.status = (ConnectorStatus.OCCUPIED, Activity.FINISHING)
    station.show(bay)


def _vanishes(station: VirtualStation, running: TrueTransaction) -> None:
    """The car is gone, and nothing is told of it unless somebody asks."""
    bay = station.bays[running.connector - 1]
    online, station.online = station.online, False
    station.unplug(bay)
    station.online = online


def _character(rng: Random, manner: Manner, *, named: bool) -> Character:
    if manner is not Manner.MUTE:
        return quiet(rng, named=named)
    deaf = (Reply.IGNORED, Reply.REFUSED, Reply.UNKNOWN, Reply.SILENT)
    return replace(quiet(rng, named=named), replies=tuple(rng.choices(deaf, k=6)))


def quiet(rng: Random, *, named: bool) -> Character:
    """A station without bad habits but the one: the end of a transaction is never told."""
    return replace(
        drawn(rng),
        faint=False,
        placed=True,
        connectors=2,
        names=named,
        interval_s=60,
        resolution=Decimal(1),
        scope=Scope.LIFE,
        clock_s=0.0,
        timeless=False,
        lost=0.0,
        stray=0.0,
        drop=0.0,
        jump=0.0,
        mixed=0.0,
        deaf=False,
        stubborn=False,
        unnamed=False,
        mute=1.0,
        tardy=0.0,
        lingering=0.0,
        echoing=0.0,
        startless=0.0,
        cuts=0,
        boots=0,
        forgetful=True,
        replies=(Reply.OBEYED,) * 6,
        start_point=StartPoint.PLUGGED,
        stop_point=StopPoint.AT_ONCE,
        count=Count.EACH,
        unsaid=Unsaid.NOTHING,
        overtaking=0.0,
        lean=0.0,
        unbegun=0.0,
        hasty=0.0,
    )


@dataclass
class Report:
    """All visits of a campaign."""

    visits: int = 0
    wrongs: list[Visit] = field(default_factory=list[Visit])
    ends: Counter[tuple[Manner, str]] = field(default_factory=Counter[tuple[Manner, str]])
    slowest_s: dict[tuple[Manner, str], float] = field(default_factory=dict[tuple[Manner, str], float])
    """The longest from the true end until it was closed."""

    def add(self, visit: Visit) -> None:
        self.visits += 1
        row = visit.session
        if visit.wrongs:
            self.wrongs.append(visit)
        if row is not None and row.end_received_at is not None:
            key = (visit.manner, f"{row.end_basis} {row.end_signal}".strip())
            took_s = (row.end_received_at - EPOCH).total_seconds() - visit.ended_s
            self.ends[key] += 1
            self.slowest_s[key] = max(took_s, self.slowest_s.get(key, 0.0))

    def lines(self) -> Iterator[str]:
        for (manner, end), count in sorted(self.ends.items()):
            yield f"{count:7} {manner.value}: {end}, at the latest {self.slowest_s[manner, end]:.0f} s after"

    def total(self) -> str:
        return f"{self.visits} sessions"


def campaign(sessions: int, seed: int) -> Report:
    """The visits of the seeds from `seed` on."""
    report = Report()
    for visit in played(Scene, sessions, seed):
        report.add(visit)
    return report


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="lost_ends", description="Sessions whose end is never told.")
    return tell(arguments, parser, "sessions", campaign)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
