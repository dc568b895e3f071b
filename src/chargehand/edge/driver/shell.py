"""The outermost layer of the web: headers on every answer, a limit on every body, an end for every fault."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chargehand.edge.driver.context import DriverContext
from chargehand.edge.driver.door.errands import Errands
from chargehand.edge.driver.door.keys import cookie_name
from chargehand.edge.driver.door.news.acts import Clerk
from chargehand.edge.driver.door.news.happenings import happening_of
from chargehand.edge.driver.problems import Problem, defect, too_large

BODY_LIMIT_BYTES = 64 * 1024
CALL_LIMIT_BYTES = 256 * 1024
"""Of an operator's call: a whole local list fits."""

MAP_PATHS = frozenset({"/chargers", "/static/vendor/maplibre-gl-worker.mjs"})
"""The page with the map and its worker, which has a policy of its own."""
_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(self), geolocation=(self), microphone=(), payment=()",
    "cache-control": "no-store",
}
_ONE_YEAR_S = 31_536_000


def policy(origins: Sequence[str] = ()) -> str:
    """What a page may load: our own things, and things from `origins` to look at."""
    more = "".join(f" {each}" for each in origins)
    return (
        f"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:{more}; connect-src 'self'{more}; "
        "font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'; "
        "worker-src 'self'"
    )


Refuse = Callable[[Request, Problem], Response]


class Shell:
    """Wraps the application. `refuse` draws a problem in the form that the request understands."""

    def __init__(
        self,
        app: ASGIApp,
        context: DriverContext,
        refuse: Refuse,
        errands: Errands,
    ) -> None:
        self._app = app
        self._context = context
        self._refuse = refuse
        self._clerk = Clerk(context, errands)
        headers = dict(_HEADERS)
        if context.settings.tls:
            headers["strict-transport-security"] = f"max-age={_ONE_YEAR_S}; includeSubDomains"
        self._headers = _encoded(headers, policy())
        self._map_headers = _encoded(headers, policy(context.settings.map_origins))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = self._map_headers if scope["path"] in MAP_PATHS else self._headers
        exchange = _Exchange(
            scope, receive, send, headers, lambda status: self._clerk.enter(scope, route_of(scope), status)
        )
        began_s = self._context.monotonic()
        try:
            exchange.insist_on_size()
            await self._app(scope, exchange.receive, exchange.send)
        except Problem as problem:
            await self._end(exchange, problem)
        except Exception as fault:  # the web's own edge: no fault of ours may show its insides to a browser
            number = self._context.fresh_id()
            self._context.observer.fault(number, route_of(scope), fault)
            await self._end(exchange, defect(number))
        if not exchange.streamed:
            seconds = self._context.monotonic() - began_s
            self._context.observer.answered(scope["method"], route_of(scope), exchange.status, seconds)
        held = exchange.holds(cookie_name(self._context.settings))
        happening = happening_of(scope, route_of(scope), exchange.status, held)
        if happening is not None:
            self._context.observer.happened(happening)

    async def _end(self, exchange: _Exchange, problem: Problem) -> None:
        """An answer that has begun can only be broken off."""
        if exchange.status:
            return
        response = self._refuse(Request(exchange.scope), problem)
        response.headers["connection"] = "close"
        await response(exchange.scope, exchange.receive, exchange.send)


def _encoded(headers: Mapping[str, str], allowed: str) -> list[tuple[bytes, bytes]]:
    told = {"content-security-policy": allowed, **headers}
    return [(name.encode(), value.encode()) for name, value in told.items()]


class _Exchange:
    """One request and its answer on their way through."""

    def __init__(
        self,
        scope: Scope,
        receive: Receive,
        send: Send,
        headers: list[tuple[bytes, bytes]],
        enter: Callable[[int], Awaitable[None]],
    ) -> None:
        self.scope = scope
        self._receive = receive
        self._send = send
        self._enter = enter
        self._headers = headers
        self._limit_bytes = CALL_LIMIT_BYTES if _is_call(scope["path"]) else BODY_LIMIT_BYTES
        self._taken_bytes = 0
        self.status = 0
        self.streamed = False
        self._cookies: list[str] = []

    def holds(self, cookie: str) -> str | None:
        """What the browser holds under this name from now on, as far as the answer says; empty: nothing any more."""
        given = [told.partition(";")[0].partition("=") for told in self._cookies]
        return next((value.strip('"') for name, _, value in given if name == cookie), None)

    def insist_on_size(self) -> None:
        for name, value in self.scope["headers"]:
            if name == b"content-length" and (not value.isdigit() or int(value) > self._limit_bytes):
                raise too_large()

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._taken_bytes += len(message.get("body", b""))
            if self._taken_bytes > self._limit_bytes:
                raise HTTPException(
                    413
                )  # the one kind of exception that FastAPI lets pass while it reads a body
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            given = {name.lower() for name, _ in message["headers"]}
            self._cookies = [value.decode() for name, value in message["headers"] if name == b"set-cookie"]
            self.streamed = (b"content-type", b"text/event-stream") in message["headers"]
            message["headers"] = [
                *message["headers"],
                *(each for each in self._headers if each[0] not in given),
            ]
            await self._enter(self.status)
        await self._send(message)


def _is_call(path: str) -> bool:
    return path.startswith("/api/v1/operator/stations/") and path.endswith("/call")


def route_of(scope: Scope) -> str:
    """The pattern of the address, never the address itself: that may hold a secret."""
    route = scope.get("route")
    path = getattr(route, "path", None)
    return path if isinstance(path, str) else "other"
