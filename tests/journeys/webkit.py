"""A window of WebKit: what an iPhone's browser is made of, as near to one as a test machine comes."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from selenium.common.exceptions import (
    ElementNotInteractableException,
    NoSuchElementException,
    StaleElementReferenceException,
)
from selenium.webdriver import Remote
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.remote_connection import RemoteConnection
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

from tests.acceptance.house import House
from tests.acceptance.waiting import until
from tests.journeys.street import Person, sign_in_link
from tools import browser as installed

PHONE_PX = (393, 852)
PATIENCE_S = 20
MOVED = (NoSuchElementException, StaleElementReferenceException, ElementNotInteractableException)
"""The page was drawn anew between looking and taking, or a sheet is still on its way up."""


@contextmanager
def screen() -> Iterator[str]:
    """A display of X that nobody sees; ends with its server."""
    found = shutil.which("Xvfb")
    assert found is not None, installed.WEBKIT_ADVICE
    read, write = os.pipe()
    command = [found, "-displayfd", str(write), "-screen", "0", "1400x1000x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=(write,), stderr=subprocess.DEVNULL) as server:
        os.close(write)
        try:
            yield f":{os.read(read, 16).decode().strip()}"
        finally:
            os.close(read)
            server.terminate()


@contextmanager
def webkit(display: str) -> Iterator[Remote]:
    binary, driver = installed.find_webkit(), shutil.which("WebKitWebDriver")
    assert binary is not None, installed.WEBKIT_ADVICE
    assert driver is not None, installed.WEBKIT_ADVICE
    options = Options()
    options.binary_location = str(binary)
    options.add_argument("--automation")
    # Without a graphics card, letting the processor compose is what always works.
    environment = {**os.environ, "DISPLAY": display, "WEBKIT_DISABLE_COMPOSITING_MODE": "1"}
    service = Service(driver, env=environment)
    service.start()
    try:
        line = RemoteConnection(client_config=ClientConfig(remote_server_addr=service.service_url))
        running = Remote(line, options=options)
        try:
            running.set_window_size(*PHONE_PX)
            yield running
        finally:
            running.quit()
    finally:
        service.stop()


@dataclass
class Webkit:
    """One browser, one tab. Everything is looked for by the words that people read."""

    driver: Remote
    house: House

    async def opens(self, path: str) -> None:
        await asyncio.to_thread(self.driver.get, f"{self.house.url}{path}")

    async def signs_in(self, person: Person) -> None:
        await asyncio.to_thread(self.driver.get, await sign_in_link(self.house, person))
        await self.presses("Sign in")
        await self.shows(f"Hello, {person.name}")

    async def leaves(self) -> None:
        """Nobody is signed in with this browser any more."""
        await asyncio.to_thread(self.driver.delete_all_cookies)

    async def text(self, within: str = "body") -> str:
        """What is to be read; empty while the page is being drawn."""
        return await asyncio.to_thread(self._text, within)

    async def shows(self, words: str, within: str = "body") -> None:
        await self._comes(lambda text: words in text, within, f"{words!r} is not shown")

    async def shows_no(self, words: str, within: str = "body") -> None:
        await self._comes(lambda text: words not in text, within, f"{words!r} is still shown")

    async def changes(self, within: str) -> str:
        """Something else is to be read there than now; returns it."""
        before = await self.text(within)
        await self._comes(lambda text: text not in ("", before), within, f"{before!r} stays")
        return await self.text(within)

    async def presses(self, name: str, within: str = "main") -> None:
        """The button or link of that name is pressed once it may be."""
        await until(lambda: asyncio.to_thread(self._press, name, within), PATIENCE_S)

    async def asks(self, script: str) -> object:
        return await asyncio.to_thread(self.driver.execute_script, script)

    async def _comes(self, wanted: Callable[[str], bool], within: str, complaint: str) -> None:
        try:
            await until(lambda: self._holds(wanted, within), PATIENCE_S)
        except AssertionError as fault:
            raise AssertionError(f"{complaint} in: {await self.text(within)!r}") from fault

    async def _holds(self, wanted: Callable[[str], bool], within: str) -> bool:
        return wanted(await self.text(within))

    def _text(self, within: str) -> str:
        try:
            return self.driver.find_element(By.CSS_SELECTOR, within).text
        except MOVED:
            return ""

    def _press(self, name: str, within: str) -> bool:
        try:
            for each in self.driver.find_element(By.CSS_SELECTOR, within).find_elements(
                By.CSS_SELECTOR, "button, a"
            ):
                if each.text.strip() == name and each.is_displayed() and each.is_enabled():
                    each.click()
                    return True
        except MOVED:
            pass
        return False
