"""Stops for stations of every kind of disobedience: no word of "stopped" before it is so, and each stop ends with a reason.

`python -m tests.campaigns.stops --stops 10000 --seed 1`
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random

from msgspec.structs import replace

from chargehand.model.answers import CommandTaken
from chargehand.model.command import Command, CommandKind, CommandState
from chargehand.model.events import StopRequested
from chargehand.model.identity import CommandId, SessionId, TokenUid
from chargehand.model.refusals import Refusal
from chargehand.model.session import Session
from chargehand.model.sight import SessionSight
from chargehand.simulator.rehearsal.character import Reply
from chargehand.simulator.rehearsal.people import ADA
from chargehand.simulator.rehearsal.stage import STATION
from chargehand.simulator.rehearsal.truth import TrueTransaction
from chargehand.views.status import Status, display
from tests.campaigns.campaigning import played, staged, tell
from tests.campaigns.lost_ends import quiet

STALE_AFTER_S = 90.0
LOOK_EVERY_S = 1.0
AFTER_S = 75.0
"""So long every word on the screen is looked at: past the deadline, and what comes late."""
SLACK_S = 1.0

SAYS_OVER = frozenset(
    {Status.STOPPED, Status.WAITING, Status.ESTIMATED, Status.COMPLETED, Status.IN_REVIEW, Status.FAILED}
)
"""Words that tell a driver that nothing flows any more."""


class Manner(StrEnum):
    """What becomes of a stop at the station."""

    OBEYS = "obeys"
    IDLE = "accepts and does nothing"
    REFUSES = "refuses"
    UNKNOWN = "does not know the call"
    SILENT = "never answers"
    LATE = "answers after the deadline, and obeys"
    VANISHES = "is gone before the stop reaches it"
    BREAKS = "obeys, and its line breaks before it can tell"
    OTHER = "knows another id"
    AWAY = "was away when the driver asked"


REPLIES = {
    Manner.IDLE: Reply.IGNORED,
    Manner.REFUSES: Reply.REFUSED,
    Manner.UNKNOWN: Reply.UNKNOWN,
    Manner.SILENT: Reply.SILENT,
    Manner.LATE: Reply.LATE,
}


@dataclass
class Asked:
    """One stop and what was said of it."""

    seed: int
    manner: Manner
    command: Command | None = None
    refusal: Refusal | None = None
    words: list[tuple[float, Status]] = field(default_factory=list[tuple[float, Status]])
    wrongs: list[str] = field(default_factory=list[str])


class Scene:
    """A car that charges, its driver at the page, and a station that does as its manner is."""

    def __init__(self, seed: int) -> None:
        rng = Random(f"stop {seed}")
        manner = list(Manner)[seed % len(Manner)]
        named = manner is not Manner.OTHER and rng.random() < 0.5
        reply = REPLIES.get(manner, Reply.OBEYED)
        character = replace(quiet(rng, named=named), replies=(reply,), mute=0.0)
        if manner is Manner.OTHER:
            character = replace(character, stubborn=True)
        self.world, self.stage, self.station = staged(rng, "Stop", seed + 1, character)
        self.asked = Asked(seed, manner)

    @property
    def seen(self) -> Asked:
        return self.asked

    def play(self) -> Asked:
        stage, station = self.stage, self.station
        station.connect(boot=True)
        bay = station.bays[0]
        station.plug(bay)
        stage.later(5, lambda: station.tap(bay, TokenUid("ADA")))
        stage.run(stage.rng.uniform(130, 550))
        session = next((row for row in self.world.snapshot.sessions if row.live), None)
        if bay.running is None or session is None:
            self.asked.wrongs.append("nothing began")
            return self.asked
        running = bay.running
        if self.asked.manner is Manner.AWAY:
            station.cut(600)
            stage.run(stage.now_s + 41)
        if self.asked.manner is Manner.VANISHES:
            station.online = False
        self._ask(session, running)
        return self.asked

    def _ask(self, session: Session, running: TrueTransaction) -> None:
        stage, asked = self.stage, self.asked
        began_s = stage.now_s
        wish = StopRequested(
            station=STATION,
            at=stage.at,
            command=CommandId(stage.name("stop")),
            session=session.id,
            driver=ADA,
            account_active=True,
        )
        answer = stage.hear(wish).answer
        if isinstance(answer, Refusal):
            asked.refusal = answer
        if asked.manner is Manner.BREAKS:
            stage.later(stage.rng.uniform(0.5, 8), lambda: self.station.cut(stage.rng.uniform(5, 400)))
        while stage.now_s < began_s + AFTER_S:
            stage.run(stage.now_s + LOOK_EVERY_S)
            self._look(session.id, running, stage.now_s - began_s)
        self._judge(answer if isinstance(answer, CommandTaken) else None, running)

    def _look(self, session: SessionId, running: TrueTransaction, after_s: float) -> None:
        """What the page says at this second, held against what flows."""
        row = self.world.session(session)
        if row is None:
            return
        stops = [each for each in self.world.commands if each.kind is CommandKind.STOP]
        snapshot = self.world.snapshot
        places = [each for each in snapshot.connectors if each.number == row.connector]
        sight = SessionSight(
            session=row,
            station=snapshot.station,
            connector=places[0] if places else None,
            stop=stops[-1] if stops else None,
        )
        status = display(sight, self.stage.at, STALE_AFTER_S).status
        if not self.asked.words or self.asked.words[-1][1] is not status:
            self.asked.words.append((after_s, status))
        if status in SAYS_OVER and not _is_over(running):
            self.asked.wrongs.append(f"says {status} after {after_s:.0f} s, it runs")

    def _judge(self, taken: CommandTaken | None, running: TrueTransaction) -> None:
        asked = self.asked
        if taken is None:
            if asked.manner is not Manner.AWAY or asked.refusal is not Refusal.STATION_OFFLINE:
                asked.wrongs.append(f"was refused: {asked.refusal}")
            return
        command = self.world.command(taken.command.id)
        asked.command = command
        if command is None or command.open or command.ended_at is None:
            asked.wrongs.append("never ended")
            return
        if (command.ended_at - command.deadline_at).total_seconds() > SLACK_S:
            asked.wrongs.append(f"ended at {command.ended_at}, its deadline was {command.deadline_at}")
        if command.state is CommandState.CONFIRMED:
            if not _is_over(running):
                asked.wrongs.append("is called confirmed, it runs")
        elif not command.reason:
            asked.wrongs.append(f"ended as {command.state} without a reason")


def _is_over(running: TrueTransaction) -> bool:
    """Nothing flows into this car by this transaction: it ended, or waits for the cable."""
    return not running.running or running.waits


@dataclass
class Report:
    stops: int = 0
    false_words: int = 0
    wrongs: list[Asked] = field(default_factory=list[Asked])
    ends: Counter[tuple[Manner, str]] = field(default_factory=Counter[tuple[Manner, str]])

    def add(self, asked: Asked) -> None:
        self.stops += 1
        if asked.wrongs:
            self.wrongs.append(asked)
        self.false_words += sum(wrong.startswith(("says", "is called")) for wrong in asked.wrongs)
        command = asked.command
        told = f"refused at once: {asked.refusal}" if command is None else f"{command.state} {command.reason}"
        self.ends[asked.manner, told.strip()] += 1

    def lines(self) -> Iterator[str]:
        for (manner, end), count in sorted(self.ends.items()):
            yield f"{count:7} {manner.value}: {end}"

    def total(self) -> str:
        return f"{self.stops} stops, {self.false_words} false words"


def campaign(stops: int, seed: int) -> Report:
    """The stops of the seeds from `seed` on."""
    report = Report()
    for asked in played(Scene, stops, seed):
        report.add(asked)
    return report


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="stops", description="Stops, and what is said of them.")
    return tell(arguments, parser, "stops", campaign)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
