"""By whose eyes a request looks: language and time zone."""

from __future__ import annotations

from datetime import tzinfo
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from starlette.requests import HTTPConnection

from chargehand.edge.driver.door.keys import cookie_told
from chargehand.edge.driver.door.looks import preferred_language
from chargehand.views.wording import TABLES
from chargehand.views.words.language import Language

ZONE_COOKIE = "zone"
"""Told by the browser itself: an IANA name."""


class Eyes(NamedTuple):
    lang: Language
    zone: tzinfo


def eyes_of(request: HTTPConnection, zone: tzinfo) -> Eyes:
    """The language that the driver prefers, else the best of ours for the browser; the browser's own time zone, else `zone`."""
    told = cookie_told(request, ZONE_COOKIE)
    lang = preferred_language(request) or _language(request.headers.get("accept-language", ""))
    return Eyes(lang, (told and zone_named(told)) or zone)


@lru_cache(maxsize=256)
def _language(accepted: str) -> Language:
    """RFC 9110 §12.5.4, by weight; English when nothing fits."""
    weighed: list[tuple[float, int, Language]] = []
    for place, part in enumerate(accepted[:200].split(",")):
        tag, _, weight = part.partition(";q=")
        name = tag.strip().lower()[:2]
        if name in TABLES:
            weighed.append((_weight(weight), -place, Language(name)))
    return max(weighed, default=(0.0, 0, Language.EN))[2]


def _weight(text: str) -> float:
    try:
        return float(text or 1)
    except ValueError:
        return 0.0


@lru_cache(maxsize=256)
def zone_named(name: str) -> tzinfo | None:
    """None for a name that is no zone's."""
    try:
        return ZoneInfo(name[:64])
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
