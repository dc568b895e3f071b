"""Lost cards are followed station by station: one that cannot be told keeps nobody else waiting."""

from __future__ import annotations

from datetime import UTC, datetime

from chargehand.engine.recalls import LATER, Recalls
from chargehand.model.answers import Answer, CommandTaken
from chargehand.model.calls import SendLocalList
from chargehand.model.card import Recall, RecallKind
from chargehand.model.command import Command, CommandKind
from chargehand.model.events import Event, OperationRequested
from chargehand.model.faults import WorldFault
from chargehand.model.identity import CommandId, StationId
from chargehand.model.refusals import Refusal

AT = datetime(2026, 3, 1, tzinfo=UTC)


def recall(number: int, station: str) -> Recall:
    return Recall(
        id=number,
        kind=RecallKind.CACHE,
        station=StationId(station),
        session=None,
        tries=0,
        over=False,
        command_state="",
        command_open=False,
    )


class Shelf:
    """Two stations are to forget a card; the first one's lane takes nothing."""

    def __init__(self) -> None:
        self.again_at: dict[int, datetime] = {}
        self.asked: list[StationId] = []

    async def due(self, now: datetime) -> list[Recall]:
        assert now == AT
        return [recall(1, "FULL"), recall(2, "B")]

    async def again(self, recall: int, at: datetime, command: CommandId | None) -> None:
        assert (command is None) is (recall == 1)
        self.again_at[recall] = at

    async def done(self, recall: int, at: datetime, outcome: str) -> None:
        raise NotImplementedError

    async def draft(self, station: StationId, at: datetime, *, full: bool) -> SendLocalList | None:
        raise NotImplementedError

    async def submit(self, event: Event, frame: str | None = None) -> Answer | Refusal:
        assert isinstance(event, OperationRequested)
        assert frame is None
        if event.station == "FULL":
            raise WorldFault("too much waits on this station's lane")
        self.asked.append(event.station)
        command = Command(
            id=event.command,
            kind=CommandKind.CALL,
            station=event.station,
            requested_at=AT,
            deadline_at=AT,
        )
        return CommandTaken(command)


async def test_a_lane_that_takes_nothing_keeps_no_other_waiting() -> None:
    shelf = Shelf()
    await Recalls(shelf, shelf, shelf, lambda: AT, lambda: "fresh").round()
    assert shelf.asked == ["B"]
    assert shelf.again_at[1] == AT + LATER
