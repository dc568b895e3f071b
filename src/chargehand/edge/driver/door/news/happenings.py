"""What the door tells of: who came in and left, who tried in vain, who was turned away, and from where."""

from __future__ import annotations

from typing import Final

from starlette.requests import HTTPConnection
from starlette.types import Scope

from chargehand.edge.driver.door.limits import browser_of
from chargehand.model.happening import Happening, HappeningKind
from chargehand.model.identity import DriverId

_WHO: Final = "chargehand.who"
_CODE: Final = "chargehand.code"
_SIGN_IN: Final = "/sign-in"
_API: Final = "/api/v1"


def known(request: HTTPConnection, driver: DriverId) -> None:
    """From here on it is known who asks."""
    request.scope[_WHO] = driver


def who_asks(scope: Scope) -> DriverId | None:
    """Who it is, as far as it is known by now."""
    return scope.get(_WHO)


def code_of(scope: Scope) -> str:
    """The code of the problem that the answer tells; empty: none."""
    return scope.get(_CODE, "")


def told(request: HTTPConnection, code: str) -> None:
    """The answer to this request is a problem."""
    request.scope[_CODE] = code


def happening_of(scope: Scope, route: str, status: int, held: str | None) -> Happening | None:
    """What happened; None: nothing that the door tells of. `held`: what the browser holds from now on, if the answer says so."""
    kind = _kind(scope, route, status, held)
    if kind is None:
        return None
    return Happening(
        kind=kind,
        route=route,
        address=browser_of(HTTPConnection(scope)),
        driver=who_asks(scope),
        code=code_of(scope),
    )


def _kind(scope: Scope, route: str, status: int, held: str | None) -> HappeningKind | None:
    if held is not None:
        return HappeningKind.SIGNED_IN if held else HappeningKind.SIGNED_OUT
    by_program, way = route.startswith(_API), route.removeprefix(_API)
    entering = scope["method"] == "POST" and way.startswith(_SIGN_IN)
    if entering and way != _SIGN_IN and status >= 400:
        return HappeningKind.SIGN_IN_FAILED
    if entering and way == _SIGN_IN and status in {200, 202}:
        return HappeningKind.LETTER_ASKED
    if by_program and entering and status == 200 and _WHO in scope:
        return HappeningKind.SIGNED_IN
    if by_program and way == "/sign-out" and status == 204:
        return HappeningKind.SIGNED_OUT
    if not 400 <= status < 500 or status == 409:
        return None
    if status == 401 and "authorization" not in HTTPConnection(scope).headers:
        return None  # a visitor who has not signed in yet
    return HappeningKind.REFUSED
