from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping

import pytest
import uvloop

from tests.integration.gateway.makers import Maker
from tests.unit.gateway.world import World


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """The loop that serves stations is uvloop's."""
    return {"uvloop": uvloop.new_event_loop}


@pytest.fixture
async def world() -> AsyncIterator[World]:
    """A gateway before a make-believe engine."""
    made = World()
    try:
        yield made
    finally:
        await made.stop()


@pytest.fixture(scope="session")
def maker() -> Maker:
    """An authority for the tests' certificates; its keys are made once."""
    return Maker()
