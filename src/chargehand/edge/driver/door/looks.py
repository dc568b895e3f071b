"""What drivers prefer: theme and language, of the account where it is known who asks, else of two cookies."""

from __future__ import annotations

from typing import Final

from starlette.requests import HTTPConnection
from starlette.responses import Response

from chargehand.edge.driver.context import WebSettings
from chargehand.edge.driver.door.keys import cookie_name, cookie_told
from chargehand.model.token import Driver, Theme
from chargehand.views.wording import TABLES
from chargehand.views.words.language import Language

THEME_COOKIE: Final = "theme"
LANGUAGE_COOKIE: Final = "language"
"""They tell nothing but a taste; signed-out pages go by them."""
_WHO: Final = "chargehand.driver"
_KEPT_S: Final = 365 * 86_400


def recognised(request: HTTPConnection, driver: Driver) -> None:
    """From here on the request is answered as its driver prefers."""
    request.scope[_WHO] = driver


def preferred_language(request: HTTPConnection) -> Language | None:
    """None: as the browser says."""
    driver = _driver(request)
    told = cookie_told(request, LANGUAGE_COOKIE) if driver is None else driver.language
    return Language(told) if told in TABLES else None


def preferred_theme(request: HTTPConnection) -> Theme:
    driver = _driver(request)
    if driver is not None:
        return driver.theme
    told = cookie_told(request, THEME_COOKIE)
    return Theme(told) if told in set(Theme) else Theme.SYSTEM


def give_looks(request: HTTPConnection, response: Response, settings: WebSettings, driver: Driver) -> None:
    """The browser shows signed-out pages as this driver prefers."""
    theme = "" if driver.theme is Theme.SYSTEM else driver.theme
    for name, value in ((THEME_COOKIE, theme), (LANGUAGE_COOKIE, driver.language)):
        if cookie_told(request, name) == value:
            continue
        response.set_cookie(
            cookie_name(settings, name),
            value,
            max_age=_KEPT_S if value else 0,
            path="/",
            secure=settings.secure,
            httponly=True,
            samesite="lax",
        )


def _driver(request: HTTPConnection) -> Driver | None:
    driver = request.scope.get(_WHO)
    return driver if isinstance(driver, Driver) else None
