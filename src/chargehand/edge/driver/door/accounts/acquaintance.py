"""Browsers that a driver is known by: a sign-in with another one is told to the driver."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import Response

from chargehand.edge.driver.context import DriverContext, WebSettings
from chargehand.edge.driver.door.errands import Errands
from chargehand.edge.driver.door.news.happenings import known
from chargehand.model.identity import DriverId

KNOWN_S = 400 * 86_400
_MARK = re.compile(r"[A-Za-z0-9_\-.~]{16,200}")
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


def mark_name(settings: WebSettings) -> str:
    return "__Host-known" if settings.secure else "known"


def device_name(agent: str) -> str:
    """`Chrome, Android`, as far as a browser tells what it is."""
    named = [next((name for sign, name in table if sign in agent), "") for table in (_BROWSERS, _SYSTEMS)]
    return ", ".join(filter(None, named))


def acquainted(
    context: DriverContext,
    errands: Errands,
    signed_in: tuple[Request, Response],
    driver: DriverId,
    held: tuple[str, str | None],
) -> None:
    """The browser bears a mark from now on; if it bore none that this driver knows, the driver is told, after the answer.

    `held`: the secret that the browser is signed in with now, and the one that it had before. Every way to sign in calls this.
    """
    request, response = signed_in
    known(request, driver)
    if context.notices is None:
        return
    notices, name = context.notices, mark_name(context.settings)
    shown = request.cookies.get(name, "")
    mark = shown if _MARK.fullmatch(shown) else context.fresh_secret()
    secure = context.settings.secure
    response.set_cookie(name, mark, max_age=KNOWN_S, path="/", secure=secure, httponly=True, samesite="lax")
    device, now = device_name(request.headers.get("user-agent", "")), context.clock()
    errands.put(lambda: notices.entered(driver, mark, device, now, held))
