from __future__ import annotations

from collections.abc import AsyncIterator

import asyncpg
import pytest

from tests.integration.web.site import Site, running
from tests.integration.web.world import World


@pytest.fixture
async def world(pool: asyncpg.Pool) -> World:
    return World(pool)


@pytest.fixture
async def site(world: World) -> AsyncIterator[Site]:
    async with running(Site.of(world)) as running_site:
        yield running_site
        assert running_site.observed.faults == []
