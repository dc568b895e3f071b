"""The house within this process: what a task that dies, or a defect at the start, does to it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from chargehand.main.serving.house import ALL, ENDED, FAILED, Serving, run_house
from chargehand.main.settings import Settings
from chargehand.store.embedded import SetupFault


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", web_port=0, ocpp_port=0)


def no_server_is_left(settings: Settings) -> bool:
    return not (settings.data_dir / "postgres" / "postmaster.pid").exists()


async def dies() -> None:
    raise ValueError("odd")


def test_a_task_that_dies_ends_the_house_in_order_with_1(
    settings: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    @asynccontextmanager
    async def ready(serving: Serving) -> AsyncIterator[None]:
        serving.tasks.start("lungs", dies())
        yield

    assert run_house(settings, ALL, ready) == FAILED
    assert no_server_is_left(settings)
    said = capfd.readouterr().err
    assert '"event":"task_died","task":"lungs"' in said
    assert "Traceback" not in said


def test_a_defect_at_the_start_is_told_in_the_log_and_leaves_nothing_running(
    settings: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    @asynccontextmanager
    async def ready(_: Serving) -> AsyncIterator[None]:
        raise ValueError("odd")
        yield

    assert run_house(settings, ALL, ready) == FAILED
    assert no_server_is_left(settings)
    assert '"event":"house_broke","fault":"ValueError: odd' in capfd.readouterr().err


def test_what_the_set_up_forbids_reaches_the_command(settings: Settings) -> None:
    @asynccontextmanager
    async def ready(_: Serving) -> AsyncIterator[None]:
        raise SetupFault("No.")
        yield

    with pytest.raises(SetupFault, match=r"No\."):
        run_house(settings, ALL, ready)
    assert no_server_is_left(settings)


def test_a_house_that_is_asked_to_end_ends_with_0(settings: Settings) -> None:
    @asynccontextmanager
    async def ready(serving: Serving) -> AsyncIterator[None]:
        serving.tasks.ending.set()
        yield

    assert run_house(settings, ALL, ready) == ENDED
    assert no_server_is_left(settings)
