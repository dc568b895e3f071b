"""The chargers as a list and on a map: what is found, with which mark; and the stickers."""

from __future__ import annotations

import re

import pytest
from msgspec.structs import replace

from chargehand.edge.driver.door.naming import scanned
from chargehand.model.place import PICTURE_BYTES_MAX, NoPicture, picture_of
from chargehand.model.station import Activity, ConnectorStatus
from chargehand.views.parts.whereabouts import directions, picture_href
from chargehand.views.places.chargers import Background, charger_row, chargers_page, scan_page
from chargehand.views.places.stickers import A_SHEET, sticker, stickers_page
from chargehand.views.words.language import Language
from tests.unit.views.facts import CONNECTOR, SEEN, STATION, offline, sight, station_sight

ORIGIN = "https://charge.example"
BUSY = replace(CONNECTOR, status=ConnectorStatus.OCCUPIED, activity=Activity.CHARGING)
BROKEN = replace(CONNECTOR, status=ConnectorStatus.FAULTED)


def test_each_state_has_a_mark_and_words() -> None:
    told = {
        row.mark: row.words
        for row in (
            charger_row(station_sight(), SEEN),
            charger_row(station_sight(mine=(sight(),)), SEEN),
            charger_row(station_sight(connectors=(BUSY,)), SEEN),
            charger_row(station_sight(station=offline()), SEEN),
        )
    }
    assert told == {"free": "Free", "mine": "My session", "used": "In use", "away": "Offline"}
    assert charger_row(station_sight(connectors=(BROKEN,)), SEEN).mark == "away"


@pytest.mark.parametrize(
    ("search", "found"),
    [("", 2), ("hall", 1), ("CANAL", 1), ("canal 12", 1), ("  ", 2), ("canal hall", 0), ("hall3", 1)],
)
def test_names_addresses_and_numbers_are_searched(search: str, found: int) -> None:
    hall = station_sight()
    quay = station_sight(
        station=replace(
            STATION, name="Quay", public_id="q9", address="Canal street 12", latitude=1.5, longitude=2.5
        )
    )
    page = chargers_page((hall, quay), SEEN, search)
    assert len(page.rows) == found
    assert page.on_map == sum(row.latitude is not None for row in page.rows)


def test_the_map_knows_whom_it_would_ask() -> None:
    assert chargers_page((), SEEN).background is None
    asked = Background(style_url="https://tiles.example/style.json", host="tiles.example")
    assert chargers_page((), SEEN, "", asked).background == asked


def test_a_picture_has_an_address_of_its_own() -> None:
    assert picture_href(STATION) == ""
    first, second = (replace(STATION, picture=tag) for tag in ("aa", "bb"))
    assert picture_href(first) == f"/chargers/{STATION.public_id}/picture?v=aa" != picture_href(second)
    assert directions(replace(STATION, latitude=None)) == ""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://charge.example/c/hall3", "hall3"),
        ("hall3", "hall3"),
        ("/c/hall3", "hall3"),
        ("https://evil.example/c/hall3", None),
        ("https://charge.example.evil.example/c/hall3", None),
        ("https://charge.example@evil.example/c/hall3", None),
        ("https://me@charge.example/c/hall3", None),
        ("http://charge.example/c/hall3", None),
        ("https://charge.example/c/hall3?next=/x", None),
        ("https://charge.example/c/hall3/start", None),
        ("https://charge.example/sessions/hall3", None),
        ("javascript:alert(1)", None),
        ("//evil.example/c/hall3", None),
        ("", None),
    ],
)
def test_only_our_own_stickers_are_followed(text: str, found: str | None) -> None:
    assert scanned(text, ORIGIN) == found


def test_what_was_typed_in_vain_is_kept() -> None:
    page = scan_page(Language.EN, ORIGIN, "hal3", unknown=True)
    assert page.typed == "hal3"
    assert page.error.startswith("There is no charger with this number.")
    assert scan_page(Language.EN, ORIGIN).error == ""


def test_a_sticker_leads_to_its_charger() -> None:
    told = sticker(replace(STATION, address="Canal street 12"), f"{ORIGIN}/")
    assert told.url == f"{ORIGIN}/c/{STATION.public_id}"
    assert (told.name, told.address, told.number) == (STATION.name, "Canal street 12", STATION.public_id)
    rows = {int(y) for y in re.findall(r"M\d+ (\d+)h", told.path)}
    assert rows == set(range(told.modules)), "every row of a QR code has a dark square"
    # The finder in the upper left corner: seven dark, then light.
    assert told.path.startswith("M0 0h7v1h-7z")


def test_sheets_hold_eight_and_say_when_there_is_nothing() -> None:
    page = stickers_page([STATION] * 3, ORIGIN, Language.EN, copies=3)
    assert [len(sheet) for sheet in page.sheets] == [A_SHEET, 1]
    assert stickers_page([], ORIGIN, Language.EN).empty == "No chargers yet"


def test_pictures_are_known_by_what_they_are() -> None:
    jpeg, png, webp = b"\xff\xd8\xff\xe0 x", b"\x89PNG\r\n\x1a\n x", b"RIFF\0\0\0\0WEBP x"
    kinds = [picture_of(each).kind for each in (jpeg, png, webp)]
    assert kinds == ["image/jpeg", "image/png", "image/webp"]
    assert picture_of(jpeg).tag != picture_of(png).tag
    for bad in (b"", b"<svg onload=alert(1)>", b"GIF89a", jpeg + bytes(PICTURE_BYTES_MAX)):
        with pytest.raises(NoPicture):
            picture_of(bad)
