"""Every character, in each version it speaks, lives through four stories: the house ends with the truth or in doubt.

The truth is what the virtual station's own meter knows. Doubt is a bill that waits for a person or calls itself estimated,
and each one stands below with its reason. A final bill that is wrong is the one thing that must not be.
"""

from __future__ import annotations

from functools import cache
from typing import Final

import pytest

from chargehand.model.session import Bill, EndBasis, Session, Transaction
from chargehand.simulator.cast import CHARACTERS
from chargehand.simulator.parts.record import Record
from chargehand.simulator.versions import VERSIONS, Version
from tests.laws.characters.house import CAR, CARD, House

SPOKEN: list[tuple[str, Version]] = [
    (name, version)
    for name, character in CHARACTERS.items()
    for version in VERSIONS
    if version in character.versions
]
HOUR_S: Final = 3600.0
DAY_S: Final = 24 * HOUR_S

DOUBT: Final[dict[str, str]] = {
    "cardless": "nobody is named to be charged, unless a driver asked from afar (F92)",
    "comma": "2.x: numbers with a comma are no numbers (F78)",
    "exaggerating": "2.x: a thousand times too much, nothing to hold it against (F74)",
    "forgetful": "what it knew went with its power; the end is concluded from the connector (F48)",
    "from-zero": "the start register is wrong, the rest of the energy is not lost to view (F73)",
    "frozen": "the register stands still while power flows, or jumps at the stop (F83)",
    "ghost": "the end is concluded from the connector (F45, F47)",
    "huge-id": "the end names no transaction that we gave, and is matched (F40)",
    "mistaken": "names the transaction before, so the end of a later one is matched (F42)",
    "mislabelled": "2.x: all registers are a thousandth of what the told power makes (F74, F83)",
    "leaper": "the register fell for good in the middle (F71, F72)",
    "nameless": "as huge-id (F39)",
    "orphan": "nobody told that it began: what it took before its end is not known (F37)",
    "reborn": "the stop register is no number that can be (F70)",
    "startless": "as orphan, but its updates tell the greater part (F89)",
    "to-zero": "the stop register is below the last reading (F70)",
    "zero-id": "as huge-id (F40)",
}
TIMELESS: Final = {"corrected", "early", "timeless", "unwound"}
"""Whose instants mean nothing: what they tell late ended when it was told, at the latest (F64 to F67)."""


def by_card(house: House) -> None:
    house.run(30)
    house.station.plug_in(1, CAR)
    house.run(5)
    house.station.tap(CARD)
    house.run(600)
    house.station.tap(CARD)
    house.run(30)
    house.station.unplug(1)


def from_afar(house: House) -> None:
    """Whatever the station refuses or forgets, the driver does by hand a minute later."""
    house.run(130)
    house.station.plug_in(1, CAR)
    house.run(5)
    house.ask_to_start().run(60)
    if not house.station.connector(1).meter.delivering:
        house.station.tap(CARD)
    house.run(600)
    house.ask_to_stop().run(60)
    if house.station.connector(1).meter.delivering and house.station.connector(1).transaction is not None:
        house.station.tap(CARD)
    house.run(30)
    house.station.unplug(1)


def through_a_power_failure(house: House) -> None:
    """Five minutes without mains in the middle; who goes on by itself is stopped by hand."""
    house.run(30)
    house.station.plug_in(1, CAR)
    house.run(5)
    house.station.tap(CARD)
    house.run(320)
    house.station.power_loss()
    house.run(300)
    house.station.power_back()
    house.run(300)
    if house.station.connector(1).meter.delivering:
        house.station.tap(CARD)
    house.run(30)
    house.station.unplug(1)


def twice(house: House) -> None:
    """One session after the other."""
    house.run(30)
    for seconds in (600, 300):
        house.station.plug_in(1, CAR)
        house.run(5)
        house.station.tap(CARD)
        house.run(seconds)
        house.station.tap(CARD)
        house.run(30)
        house.station.unplug(1)
        house.run(60)


STORIES = {
    "by card": by_card,
    "from afar": from_afar,
    "through a power failure": through_a_power_failure,
    "twice": twice,
}


@cache
def lived(name: str, version: Version, story: str) -> House:
    """The house half an hour later; later still where a line or an end was long in coming."""
    house = House(version, CHARACTERS[name])
    STORIES[story](house)
    house.run(HOUR_S / 2)
    if name == "hermit":
        house.run(2 * DAY_S)
    elif house.station.queued or any(row.live for row in house.world.sessions):
        house.run(DAY_S)
    return house


def told(house: House) -> list[Session]:
    """Sessions that came to something."""
    nothing = {EndBasis.NEVER_STARTED, EndBasis.CONTINUED}
    rows = [row for row in house.world.sessions if row.end_basis not in nothing]
    return sorted(rows, key=lambda row: row.number)


def energy_is_true(house: House, session: Session, record: Record) -> bool:
    assert record.energy_wh is not None
    slack_wh = max(2.0, float(house.station.character.meter_resolution_wh))
    return abs(float(session.energy_wh) - record.energy_wh) <= slack_wh


@pytest.mark.parametrize("story", list(STORIES))
@pytest.mark.parametrize(("name", "version"), SPOKEN)
def test_the_truth_or_an_honest_doubt(name: str, version: Version, story: str) -> None:
    house = lived(name, version, story)
    sessions, records = told(house), house.station.history
    for session, record in zip(sessions, records, strict=True):
        assert session.transaction is Transaction.ENDED
        if session.bill is Bill.FINAL:
            assert energy_is_true(house, session, record)
            most_s = 2 + (300 if name in TIMELESS and "power" in story else 0)
            assert -2 <= seconds_of(session) - seconds_of(record) <= most_s
            assert session.driver == "ada"
        else:
            assert session.bill in {Bill.ESTIMATED, Bill.IN_REVIEW}
            assert name in DOUBT, session


def seconds_of(it: Session | Record) -> float:
    assert it.started_at is not None
    assert it.ended_at is not None
    return (it.ended_at - it.started_at).total_seconds()


@pytest.mark.parametrize("name", sorted(DOUBT))
def test_each_doubt_is_one(name: str) -> None:
    bills = {
        row.bill
        for version in CHARACTERS[name].versions
        for story in STORIES
        for row in told(lived(name, version, story))
    }
    assert bills & {Bill.ESTIMATED, Bill.IN_REVIEW}


@pytest.mark.parametrize(("name", "version"), SPOKEN)
def test_no_station_is_told_an_error(name: str, version: Version) -> None:
    """F09, F54: an error would make a station throw away what it told."""
    for story in STORIES:
        house = lived(name, version, story)
        assert house.refused == []
        assert house.station.tally.discarded == 0
        assert house.station.queued == ()


@pytest.mark.parametrize("version", VERSIONS)
def test_the_wishes_of_the_house_are_granted_in_every_version(version: Version) -> None:
    house = House(version, CHARACTERS["plain"]).run(60)
    wishes = dict(house.world.snapshot.policy.wishes)
    for key in ("MeterValueSampleInterval", "TransactionMessageAttempts", "HeartbeatInterval"):
        assert house.station.configured(key) == wishes[key]
