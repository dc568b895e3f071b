"""Whether we live, whether we can serve, and what we count."""

from __future__ import annotations

import hmac

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from chargehand.edge.driver.context import DriverContext, is_loopback
from chargehand.edge.driver.problems import not_found

_PROXIED = ("forwarded", "x-forwarded-for", "via")


class Health:
    def __init__(self, context: DriverContext) -> None:
        self._context = context

    def router(self) -> APIRouter:
        router = APIRouter(tags=["health"])
        router.add_api_route("/healthz", self.live, methods=["GET"], include_in_schema=False)
        router.add_api_route("/readyz", self.ready, methods=["GET"], include_in_schema=False)
        router.add_api_route("/metrics", self.metrics, methods=["GET"], include_in_schema=False)
        return router

    async def live(self) -> Response:
        """The process runs and its loop turns."""
        return JSONResponse({"status": "ok"})

    async def ready(self) -> Response:
        """503 with the reasons while something keeps us from serving."""
        reasons = await self._context.ready()
        if reasons:
            return JSONResponse({"status": "not_ready", "reasons": list(reasons)}, 503, {"Retry-After": "2"})
        return JSONResponse({"status": "ready"})

    async def metrics(self, request: Request) -> Response:
        """Prometheus text, for who shows the token; without one set, for this machine itself only (S49)."""
        if not self._may_count(request):
            raise not_found()
        return Response(self._context.metrics(), media_type="text/plain; version=0.0.4; charset=utf-8")

    def _may_count(self, request: Request) -> bool:
        token = self._context.settings.metrics_token
        if token is not None:
            shown = request.headers.get("authorization", "")
            return hmac.compare_digest(shown.encode(), f"Bearer {token}".encode())
        proxied = any(name in request.headers for name in _PROXIED)
        return not proxied and request.client is not None and is_loopback(request.client.host)
