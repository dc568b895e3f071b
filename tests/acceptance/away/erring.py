"""`chargehand serve`, but for one thing: what cannot be committed is answered by an error, and nobody is shown out.

So other platforms do it. It shows what chargers lose that way.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import chargehand.edge.gateway.server as gateway
from chargehand.edge.gateway.conversation import Conversation
from chargehand.engine.health import Health
from chargehand.main import entry
from chargehand.model.faults import WorldFault
from chargehand.wire.ocpp.faults import ErrorCode


class ErringConversation(Conversation):
    def _decided(self, heard: Any, event: Any, decided: asyncio.Future[Any]) -> None:
        if isinstance(decided.exception(), WorldFault):
            self._err(heard[0])
            self._done(len(heard[0].text))
            if self._queue or self._link.is_jammed:
                self._house.spawn(self._worked())
            else:
                self._rest()
        else:
            super()._decided(heard, event, decided)

    async def _next(self, item: Any) -> None:
        try:
            await super()._next(item)
        except WorldFault:
            if isinstance(item, tuple):
                self._err(item[0])

    def _err(self, call: Any) -> None:
        self._link.send(self._rpc.write_error(call.message_id, ErrorCode.INTERNAL, "no database"))


async def _hang_up(self: gateway.Gateway) -> None:  # noqa: ARG001
    return None


def _ready(self: Health) -> bool:  # noqa: ARG001
    return True


def main() -> None:
    gateway.Conversation = ErringConversation
    gateway.Gateway.hang_up = _hang_up
    Health.ready = _ready
    sys.argv = ["chargehand", "serve"]
    entry()


if __name__ == "__main__":
    main()
