"""A stop at five chargers that do not simply stop: what the driver reads in each second is what is known in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from msgspec import Struct, convert
from playwright.async_api import Page, expect

from chargehand.simulator.cast import CHARACTERS
from tests.acceptance.house import House
from tests.journeys.screens import ChargerScreen
from tests.journeys.street import Charger, Make, street
from tests.journeys.windows import Window, Windows

pytestmark = pytest.mark.asyncio(loop_scope="module")

DEADLINE_S = 5
SETTINGS = {"command_deadline_s": DEADLINE_S, "resend_after_s": 2}
STOP = "RemoteStopTransaction"
FAILED = "Charger could not stop the session. Please try again."
UNPLUG = "You can unplug now"
WAITS = "Waiting for the charger to accept"
WAITS_AGAIN = "Asked again, waiting for the charger to accept"
NOT_YET = "Not stopped yet, waiting for the last reading"
NOT_YET_AGAIN = "Not stopped yet, asked again"

RECORDS = """() => {
  const began = performance.now(), record = (window.record = []);
  const read = (selector) => Array.from(document.querySelectorAll(selector))
    .filter((element) => element.checkVisibility()).map((element) => element.innerText.trim());
  const look = () => {
    const seen = {
      second: Math.floor((performance.now() - began) / 1000),
      word: read(".live-card .word").join(),
      now: read(".steps .now .step-label").join(),
      done: read(".steps .done .step-label"),
      told: read(".notice-title"),
      button: read("#action .label").join(),
    };
    if (JSON.stringify(seen) !== JSON.stringify(record.at(-1))) record.push(seen);
  };
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  look();
}"""
"""From now on every look of the page is written down with the second it came in."""


class Look(Struct, frozen=True):
    """What the page said, in the second `second` after the stop was asked for."""

    second: int
    word: str
    now: str
    """The step that is waited for."""
    done: tuple[str, ...]
    told: tuple[str, ...]
    """Titles of the notices."""
    button: str

    @property
    def is_over(self) -> bool:
        """The page says that charging has stopped, or that the cable may be pulled."""
        return (
            UNPLUG in self.told
            or self.now.startswith("Unplug")
            or any("Stopped" in step for step in self.done)
        )


async def asked_to_stop(charger: Charger, window: Window) -> ChargerScreen:
    await window.opens(f"/chargers/{charger.public_id}")
    screen = ChargerScreen(window.page)
    await expect(screen.card).to_contain_text("Live")
    await screen.asks_before_stopping()
    await window.page.evaluate(RECORDS)
    await screen.sheet.get_by_role("button", name="Stop charging").click()
    return screen


async def record(page: Page) -> list[Look]:
    told: list[dict[str, Any]] = await page.evaluate("window.record")
    return convert(told, list[Look])


def in_order(looks: Sequence[Look], *now: str) -> None:
    """These steps were waited for, in this order."""
    waited = list(dict.fromkeys(look.now for look in looks if look.now))
    assert [step for step in waited if step in now] == list(now), waited


def no_advice_before_the_deadline(looks: Sequence[Look]) -> None:
    """While the stop is under way the page waits; what to do at the charger comes at its deadline and not before."""
    first = next(look for look in looks if FAILED in look.told)
    assert first.second >= DEADLINE_S
    waiting = [look for look in looks[: looks.index(first)] if look.now]
    assert waiting
    assert all(look.button in ("Stopping…", "Stop charging") for look in waiting)


async def test_one_that_accepts_and_does_nothing(house: House, windows: Windows) -> None:
    here = await street(house, Make(character=CHARACTERS["sleepy"]))
    async with here.charger as charger:
        await charger.charges_for(here.person)
        window = await windows.of(here.person)
        screen = await asked_to_stop(charger, window)
        await expect(screen.notice(FAILED)).to_contain_text(
            "accepted, but the session has not ended within 5 s"
        )

        looks = await record(window.page)
        in_order(looks, NOT_YET, NOT_YET_AGAIN)
        no_advice_before_the_deadline(looks)
        assert not any(look.is_over for look in looks)
        accepted = [look for look in looks if look.now.startswith("Not stopped yet")]
        assert all("Stopping (accepted)" in look.word for look in accepted)
        assert charger.times_asked(STOP) == 2
        await expect(screen.notice(FAILED).get_by_role("listitem")).to_have_count(3)


async def test_one_that_refuses(house: House, windows: Windows) -> None:
    here = await street(house, Make(character=CHARACTERS["stubborn"]))
    async with here.charger as charger:
        await charger.charges_for(here.person)
        window = await windows.of(here.person)
        screen = await asked_to_stop(charger, window)
        await expect(screen.notice(FAILED)).to_contain_text("The charger refused.")

        looks = await record(window.page)
        assert not any(look.is_over for look in looks)
        assert not any("Charger accepted" in look.done for look in looks)
        assert not any("accepted" in look.word for look in looks)
        await expect(screen.card).to_contain_text("Live")


async def test_one_that_vanishes(house: House, windows: Windows) -> None:
    here = await street(house, Make(thinks_about=(STOP,)))
    async with here.charger as charger:
        await charger.charges_for(here.person)
        window = await windows.of(here.person)
        screen = await asked_to_stop(charger, window)
        await expect(screen.card).to_contain_text(WAITS)
        await charger.loses_line()
        await expect(screen.card).to_contain_text("Not confirmed since")
        await expect(screen.notice(FAILED)).to_be_visible()

        looks = await record(window.page)
        assert not any(look.is_over for look in looks)
        assert not any("Charger accepted" in look.done for look in looks)
        await expect(screen.card).to_be_visible()
        await expect(screen.notice("Offline")).to_contain_text("Your session may still be running.")


async def test_one_that_answers_too_late(house: House, windows: Windows) -> None:
    """After the deadline it stops after all: that is said when its own end has come."""
    here = await street(house, Make(thinks_about=(STOP,)))
    async with here.charger as charger:
        await charger.charges_for(here.person)
        window = await windows.of(here.person)
        screen = await asked_to_stop(charger, window)
        await expect(screen.notice(FAILED)).to_contain_text("did not answer within 5 seconds")

        looks = await record(window.page)
        in_order(looks, WAITS, WAITS_AGAIN)
        no_advice_before_the_deadline(looks)
        assert not any(look.is_over for look in looks)
        await charger.answers()
        await expect(screen.notice(UNPLUG)).to_be_visible()
        await expect(screen.notice(FAILED)).to_have_count(0)


async def test_one_that_knows_another_id(house: House, windows: Windows) -> None:
    """It speaks of the transaction before, refuses the id that it was given, and stops under the one of its readings (F56)."""
    here = await street(house, Make(character=CHARACTERS["mistaken"]))
    async with here.charger as charger:
        await charger.charges_for(here.person)
        await charger.line.tap(here.person.uid)
        await charger.line.unplug()
        await charger.line.until(lambda station: station.connector().transaction is None and station.idle)
        await charger.charges_for(here.person)
        window = await windows.of(here.person)
        screen = await asked_to_stop(charger, window)
        await expect(screen.notice(UNPLUG)).to_be_visible()

        looks = await record(window.page)
        assert not any(FAILED in look.told for look in looks)
        over = next(look for look in looks if look.is_over)
        assert not any(UNPLUG in look.told for look in looks[: looks.index(over)])
        assert charger.station.connector().transaction is None
        assert charger.times_asked(STOP) == 2
