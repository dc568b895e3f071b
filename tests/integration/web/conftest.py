from __future__ import annotations

import asyncpg
import pytest

from tests.integration.web.world import World


@pytest.fixture
async def world(pool: asyncpg.Pool) -> World:
    return World(pool)
