"""uvicorn inside a loop that is not its own: no signal handlers, and an end that no open stream can delay."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress

import uvicorn

from chargehand.edge.driver.app import DriverApp

GRACE_S = 3
"""So long a request under way may take to end."""
KEEP_ALIVE_S = 30


class _Server(uvicorn.Server):
    """`ready` is called once browsers are answered."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        """Signals belong to main."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()


async def serve_web(
    app: DriverApp,
    host: str,
    port: int,
    stop: asyncio.Event,
    *,
    bound: Callable[[str, int], None] | None = None,
    trusted_proxies: str | None = None,
) -> None:
    """Serves until `stop` is set; returns when all connections are closed.

    `bound` is told the address once browsers are answered. `trusted_proxies`: addresses, comma-separated, whose
    X-Forwarded-For and X-Forwarded-Proto are believed; None: nobody's. Raises OSError if the port cannot be had.
    """
    listener = listen(host, port)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="on",
        ws="none",
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=GRACE_S,
        proxy_headers=trusted_proxies is not None,
        forwarded_allow_ips=trusted_proxies or "",
    )

    def ready() -> None:
        if bound is not None:
            address = listener.getsockname()
            bound(str(address[0]), int(address[1]))

    server = _Server(config, ready)
    ending = asyncio.create_task(_end(app, server, stop))
    try:
        await server.serve(sockets=[listener])
    finally:
        ending.cancel()
        with suppress(asyncio.CancelledError):
            await ending
        listener.close()
    if not server.started:
        raise RuntimeError("the web could not be started")


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens; port 0 lets the system choose. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=2048)


async def _end(app: DriverApp, server: uvicorn.Server, stop: asyncio.Event) -> None:
    await stop.wait()
    app.web.hub.close()
    server.should_exit = True
