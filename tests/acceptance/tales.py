"""Two tales for crashes: a session that is stopped from the app, and one that is started from it."""

from __future__ import annotations

from contextlib import suppress

import httpx

from tests.acceptance.api import Api
from tests.acceptance.crashes import Scene
from tests.acceptance.stubborn import Story, StubbornCharger
from tests.acceptance.waiting import until


async def stopped_from_the_app(scene: Scene, charger: StubbornCharger, driver: Api) -> None:
    """Boot, status, authorize, start, three readings, stop tapped and answered, end, status: one session, exactly."""
    story = Story(charger, scene.place.uids[0][0])
    await _boots(scene, story)
    await story.authorizes()
    number = await story.begins(20_000)
    await story.reports(1, "Charging")
    for meter_wh in (20_400, 21_100, 21_900):
        await story.reads(number, meter_wh)
    await taps_stop(scene, charger, driver)
    assert charger.heard("RemoteStopTransaction")[0] == {"transactionId": number}
    await story.ends(number, 22_456)
    await story.reports(1, "Finishing")
    await story.reports(1, "Available")
    assert story.numbers == {number}

    await scene.answers()
    (session,) = await driver.sessions()
    assert (session["number"], session["phase"], session["bill"]) == (number, "ended", "final")
    assert (session["energy_kwh"], session["end"]["basis"]) == (2.456, "reported")
    readings = await driver.readings(session["id"])
    assert [each["energy_kwh"] for each in readings] == [0, 0.4, 1.1, 1.9, 2.456]
    assert [each["final"] for each in readings] == [False] * 4 + [True]
    assert await scene.journal.connectors(scene.station) == [(1, "available")]
    seen = await driver.charger(scene.place.chargers[0])
    assert (seen["state"], seen["my_session"]) == ("free", None)


async def _boots(scene: Scene, story: Story) -> None:
    await story.boots()
    await scene.is_configured()
    await story.reports(0, "Available")
    await story.reports(1, "Available")


async def taps_stop(
    scene: Scene, charger: StubbornCharger, driver: Api, action: str = "RemoteStopTransaction"
) -> None:
    """As a person would: again and again until the charger has heard it, by the name of `action`."""

    async def is_heard() -> bool:
        with suppress(httpx.TransportError):
            (session,) = await driver.sessions("active")
            tapped = await driver.stop(session["id"])
            assert tapped.status_code in (202, 409, 503), tapped.text
            if tapped.status_code == 202:
                await scene.followed(driver, tapped.json()["command"]["id"])
        return bool(charger.heard(action))

    await until(is_heard, 30)


async def started_from_the_app(scene: Scene, charger: StubbornCharger, driver: Api) -> None:
    """Boot, status, start tapped and answered, start, reading, end: one session charges, and no start is said twice.

    A start whose call went down with the house fails at no cost and frees the card for the next (F58, F59); so does one
    that the charger heard, if the house was away past its deadline: then the charger's own word begins a session.
    """
    story = Story(charger, scene.place.uids[0][0])
    await _boots(scene, story)
    tapped, wishes = await _taps_start(scene, charger, driver)
    number = await story.begins(5_000)
    await story.reads(number, 5_250)
    await story.ends(number, 5_500, "Local")
    assert story.numbers == {number}

    await scene.answers()
    told = {each["id"]: each for each in await driver.sessions()}
    (session,) = [each for each in told.values() if each["phase"] != "failed"]
    assert (session["number"], session["phase"], session["bill"]) == (number, "ended", "final")
    assert (session["energy_kwh"], session["end"]["basis"]) == (0.5, "reported")
    assert [each["energy_kwh"] for each in await driver.readings(session["id"])] == [0, 0.25, 0.5]
    assert set(tapped) <= set(told)
    failed = [each for each in told.values() if each["phase"] == "failed"]
    assert len(failed) <= wishes, "one wish, one session"
    assert {each["energy_kwh"] for each in failed} <= {0}
    assert {each["card_hold"] for each in told.values()} == {"released"}
    assert len(charger.heard("RemoteStartTransaction")) <= wishes, "no wish is said twice"


async def _taps_start(scene: Scene, charger: StubbornCharger, driver: Api) -> tuple[list[str], int]:
    """One wish under one Idempotency-Key, however often it must be sent; a new wish once the old one has failed.

    Returns the ids of the sessions that were answered, and the number of wishes: the charger may hear a call whose wish
    got no answer.
    """
    sessions: list[str] = []
    wishes = 1

    async def is_heard() -> bool:
        nonlocal wishes
        with suppress(httpx.TransportError):
            tapped = await driver.start(scene.place.chargers[0], key=f"wish-{wishes}")
            assert tapped.status_code in (202, 409, 503), tapped.text
            if tapped.status_code == 202:
                told = tapped.json()
                if told["session"]["id"] not in sessions:
                    sessions.append(told["session"]["id"])
                assert len(sessions) == wishes, "one wish, one session"
                await scene.followed(driver, told["command"]["id"])
                wishes += (await driver.session(sessions[-1]))["phase"] == "failed"
        return bool(charger.heard("RemoteStartTransaction"))

    await until(is_heard, 30)
    return sessions, wishes
