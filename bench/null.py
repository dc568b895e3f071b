"""The null gateway: the platform's WebSocket library, loop and settings, and behind them nothing at all.

Takes everybody, keeps nothing, answers each CALL with the same few bytes. What it reaches is what the library leaves to spend.
`python -m bench.null PORT` serves on the loopback address until it is told to end.
"""

from __future__ import annotations

import asyncio
import signal
import sys

import uvloop
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

_ID_AT = 3
_RESULT = '[3,%s,{"status":"Accepted","transactionId":1,"idTagInfo":{"status":"Accepted"}}]'


async def _talk(connection: ServerConnection) -> None:
    try:
        while True:
            frame = await connection.recv(decode=False)
            name_end = frame.index(b'"', _ID_AT + 1) + 1
            await connection.send(_RESULT % str(frame[_ID_AT:name_end], "ascii"))
    except ConnectionClosed:
        return


async def _run(port: int) -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, ended.set)
    async with serve(
        _talk,
        "127.0.0.1",
        port,
        compression=None,
        ping_interval=None,
        subprotocols=[Subprotocol("ocpp2.0.1"), Subprotocol("ocpp1.6")],
        backlog=4096,
        close_timeout=1,
    ):
        await ended.wait()


if __name__ == "__main__":
    uvloop.run(_run(int(sys.argv[1])))
