"""The real house, a real browser and chargers on real sockets: one house and one browser per module."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator, Callable, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.acceptance.conftest import (
    fresh_database,
    new_house,
    pytest_runtest_makereport,
    server_dsn,
    template,
)
from tests.acceptance.house import House
from tests.journeys.windows import DEVICES, Windows
from tools import browser as installed

__all__ = ["fresh_database", "new_house", "pytest_runtest_makereport", "server_dsn", "template"]

collect_ignore = [] if sys.platform == "linux" else ["test_webkit.py"]
"""WebKit as a program of its own is a Linux thing; elsewhere the browser tools install none."""

SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="module")
def house(request: pytest.FixtureRequest, new_house: Callable[..., House]) -> Iterator[House]:
    """A house with the module's SETTINGS."""
    made = new_house(meter_interval_s=1, **getattr(request.module, "SETTINGS", {}))
    made.start()
    try:
        made.until_ready()
        yield made
    finally:
        made.leave()


FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <match target="pattern">
    <test name="family" qual="any" compare="contains"><string>sans</string></test>
    <edit name="family" mode="prepend" binding="strong">
      <string>Roboto</string><string>Inter</string><string>Liberation Sans</string>
    </edit>
  </match>
</fontconfig>
"""
"""Letters about as wide as a phone's own; what Debian takes for `system-ui` is a fifth wider."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Browser]:
    found = installed.find()
    assert found is not None, installed.ADVICE
    fonts = tmp_path_factory.mktemp("fonts") / "fonts.conf"
    fonts.write_text(FONTS, encoding="utf-8")
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(
            executable_path=found, args=list(SWITCHES), env={**os.environ, "FONTCONFIG_FILE": str(fonts)}
        )
        yield running
        await running.close()


@pytest.fixture(params=DEVICES)
def device(request: pytest.FixtureRequest) -> str:
    """Everything is done with the thumb and with the mouse."""
    return request.param


@pytest_asyncio.fixture(loop_scope="module")
async def windows(browser: Browser, house: House, device: str) -> AsyncIterator[Windows]:
    opened = Windows(browser, house, device)
    yield opened
    await opened.close()
