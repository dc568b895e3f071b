"""A server-sent event stream over ASGI: one task that sends, one that notices when the browser has gone."""

from __future__ import annotations

import asyncio

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from chargehand.edge.driver.door.guard import Caller
from chargehand.edge.driver.live.hub import Hub
from chargehand.edge.driver.live.slot import Slot
from chargehand.edge.driver.live.subject import Face, Subject
from chargehand.edge.driver.problems import too_many

_HEADERS = [
    (b"content-type", b"text/event-stream"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),  # nginx would otherwise hold frames back
]


def open_stream(hub: Hub, subject: Subject, face: Face, caller: Caller) -> Response:
    """Raises Problem when the driver has as many streams open as anybody needs (S39)."""
    if not hub.room_for(caller.driver.id):
        raise too_many(10)
    return LiveStream(hub, subject, face, caller)


class LiveStream(Response):
    """Sends what the hub shows of a subject, beginning with what it looks like now, until either side ends it."""

    media_type = "text/event-stream"

    def __init__(self, hub: Hub, subject: Subject, face: Face, caller: Caller) -> None:
        super().__init__()
        self._hub = hub
        self._subject = subject
        self._face = face
        self._caller = caller

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI's shape
        await send({"type": "http.response.start", "status": 200, "headers": list(_HEADERS)})
        with self._hub.watch(self._subject, self._face, self._caller) as slot:
            gone = asyncio.create_task(_close_when_gone(receive, slot))
            try:
                while (frames := await slot.next()) is not None:
                    await send({"type": "http.response.body", "body": frames, "more_body": True})
            finally:
                gone.cancel()
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _close_when_gone(receive: Receive, slot: Slot) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    slot.close()
