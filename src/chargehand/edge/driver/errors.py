"""Whatever goes wrong, drawn in the form that the request understands: a page for people, problem+json for programs."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from chargehand.edge.driver.door.news.happenings import told
from chargehand.edge.driver.pages.front import Front, SignedOut, is_htmx, see_other, to_sign_in
from chargehand.edge.driver.problems import (
    PROOF_NEEDED,
    Problem,
    charger_halted,
    invalid,
    not_found,
    problem_response,
    read_only,
    refused,
    signed_out,
    too_large,
    unavailable,
)
from chargehand.edge.driver.refusals import HTTP_STATUS, Refused
from chargehand.edge.driver.shell import route_of
from chargehand.edge.driver.web import Web
from chargehand.model.faults import LaneHalted, NoRoom, UnknownStation, WorldFault
from chargehand.views.pages import Trouble

_TROUBLES: Mapping[int, Trouble] = {
    403: Trouble.FORBIDDEN,
    404: Trouble.NOT_FOUND,
    405: Trouble.NOT_FOUND,
    413: Trouble.FORBIDDEN,
    422: Trouble.FORBIDDEN,
    429: Trouble.TOO_MANY,
}
_NOT_FOUND_BELOW = {"sessions": Trouble.SESSION_NOT_FOUND, "chargers": Trouble.CHARGER_NOT_FOUND}
_SPOKEN_MAX = 5


class Errors:
    def __init__(self, web: Web, front: Front) -> None:
        self._web = web
        self._front = front

    async def handle(self, request: Request, fault: Exception) -> Response:
        """The answer to an exception that a route let through."""
        match fault:
            case Problem():
                return self.draw(request, fault)
            case Refused():
                return self._refusal(request, fault)
            case SignedOut():
                return self.draw(request, signed_out()) if is_htmx(request) else to_sign_in(request)
            case NoRoom():
                return self.draw(request, read_only())
            case WorldFault():
                self._web.context.observer.fault("unavailable", route_of(request.scope), fault)
                return self.draw(request, unavailable())
            case LaneHalted():
                return self.draw(request, charger_halted())
            case UnknownStation():
                return self.draw(request, not_found())
            case RequestValidationError():
                return self.draw(request, invalid(_spoken(fault)))
            case HTTPException():
                return self.draw(request, _of_framework(request, fault))
            case _:
                raise fault

    def draw(self, request: Request, problem: Problem) -> Response:
        told(request, problem.code)
        if not _wants_page(request):
            return problem_response(problem.told, problem.headers)
        if problem.status == 401:
            return see_other("/sign-in")
        if problem.code == PROOF_NEEDED:
            return see_other("/sign-in?again=yes&next=/account")
        response = self._front.trouble(request, _trouble(request, problem.status), problem.status)
        response.headers.update(problem.headers)
        return response

    def _refusal(self, request: Request, fault: Refused) -> Response:
        told(request, fault.refusal.value)
        if not _wants_page(request):
            return problem_response(refused(fault, self._front.eyes(request).lang))
        status = HTTP_STATUS[fault.refusal]
        return self._front.trouble(request, _trouble(request, status), status)


def _wants_page(request: Request) -> bool:
    path, headers = request.url.path, request.headers
    if path.startswith(("/api/", "/static/")) or "x-fragment" in headers or is_htmx(request):
        return False
    return "text/html" in headers.get("accept", "")


def _trouble(request: Request, status: int) -> Trouble:
    if status == 404:
        return _NOT_FOUND_BELOW.get(request.url.path.split("/")[1], Trouble.NOT_FOUND)
    return _TROUBLES.get(status, Trouble.BROKEN)


def _spoken(fault: RequestValidationError) -> str:
    """Which fields are wrong and how, without what was sent."""
    wrong = [
        f"{'.'.join(str(part) for part in error['loc'])}: {error['msg']}"
        for error in fault.errors()[:_SPOKEN_MAX]
    ]
    return "; ".join(wrong)


def _of_framework(request: Request, fault: HTTPException) -> Problem:
    headers = dict(fault.headers or {})
    match fault.status_code:
        case 404:
            return not_found()
        case 405:
            allow = {"Allow": ", ".join(_methods(request))}
            return Problem(
                405, "method_not_allowed", "This address does not take that method.", headers=allow
            )
        case 413:
            return too_large()
        case status if 400 <= status < 500:
            return Problem(status, "invalid", "The request is not understood.", headers=headers)
        case _:
            return unavailable()


def _methods(request: Request) -> list[str]:
    """All methods that the address takes; the framework names only those of the first route that fits."""
    routes: list[BaseRoute] = request.app.routes
    fitting = [
        route for route in routes if isinstance(route, Route) and route.path_regex.match(request.url.path)
    ]
    return sorted({method for route in fitting for method in route.methods or ()})
