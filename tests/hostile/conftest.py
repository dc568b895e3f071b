from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime

import pytest

from chargehand.model.answers import Answer
from chargehand.model.events import Event
from chargehand.model.exchange import Exchange
from chargehand.model.identity import StationId
from chargehand.model.refusals import Refusal
from tests.unit.gateway.world import Engine, Pages, World


class Forgetful(Engine):
    """Agrees to everything and keeps nothing."""

    async def submit(self, event: Event, frame: str | None = None) -> Answer | Refusal:
        answer = await super().submit(event, frame)
        self.events.clear()
        self.frames.clear()
        return answer


class Blank(Pages):
    """A message log that keeps nothing."""

    def put(self, exchange: Exchange) -> None:
        pass

    def deviated(self, station: StationId, action: str, path: str, kind: str, at: datetime) -> None:
        pass


def lenient_world() -> World:
    """A gateway before an engine and a log that remember nothing; the station CP1 needs no password."""
    made = World()
    made.engine, made.pages = Forgetful(), Blank()
    made.door.passwords["CP1"] = None
    return made


@pytest.fixture
async def deaf_world() -> AsyncIterator[World]:
    made = lenient_world()
    try:
        yield made
    finally:
        await made.stop()
