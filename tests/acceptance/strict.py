"""Chargers of another independent make: npm's `ocpp-rpc` in strict mode, a process of its own (see tests/clients)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tests.acceptance.charger import PATIENCE_S, stamp
from tests.acceptance.house import PASSWORD
from tools.clients import NODE, SOURCE, ensure

Json = dict[str, Any]
SCRIPT = SOURCE / "station.cjs"


class StrictCharger:
    """Says what it is told to; what it is asked lands in `asked`, what breaks a schema in `invalid`."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self.protocol = ""
        self.asked: asyncio.Queue[tuple[str, Json]] = asyncio.Queue()
        self.invalid: list[str] = []
        self._lines_in, self._lines_out = process.stdin, process.stdout
        self._open: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._waiting: dict[int, asyncio.Future[Json]] = {}

    async def is_open(self) -> str:
        """The version that is spoken."""
        return await asyncio.wait_for(self._open, PATIENCE_S)

    async def listen(self) -> None:
        async for line in self._lines_out:
            told = json.loads(line)
            if "open" in told:
                self._open.set_result(told["open"])
            elif "asked" in told:
                self.asked.put_nowait((told["asked"], told["payload"]))
            elif "invalid" in told:
                self.invalid.append(told["invalid"])
            elif "id" in told:
                self._waiting.pop(told["id"]).set_result(told)
            elif not self._open.done():
                self._open.set_exception(ConnectionError(told["error"]))

    async def call(self, action: str, payload: Json) -> Json:
        """What came back: `result` or `error`."""
        number = len(self._waiting) + 1
        while number in self._waiting:
            number += 1
        answer = self._waiting[number] = asyncio.get_running_loop().create_future()
        line = json.dumps({"id": number, "action": action, "payload": payload})
        self._lines_in.write(line.encode() + b"\n")
        return await asyncio.wait_for(answer, PATIENCE_S)

    async def tells(self, action: str, /, **payload: Any) -> Json:
        """The answer, which is no error and keeps to the schema."""
        told = await self.call(action, payload)
        assert "result" in told, f"{action}: {told}"
        assert self.invalid == []
        return told["result"]

    async def is_asked(self, action: str) -> Json:
        """The payload of the next call with this action; what the house wants to know comes when it comes."""
        while True:
            asked, payload = await asyncio.wait_for(self.asked.get(), PATIENCE_S)
            if asked == action:
                return payload
            assert asked in HOUSEKEEPING, asked


HOUSEKEEPING = {"ChangeConfiguration", "GetBaseReport", "GetConfiguration", "GetVariables", "SetVariables"}
ACCEPTED = {"status": "Accepted"}
ANSWERS: dict[str, Json] = {
    "ChangeConfiguration": ACCEPTED,
    "GetBaseReport": ACCEPTED,
    "GetConfiguration": {},
    "RemoteStartTransaction": ACCEPTED,
    "RemoteStopTransaction": ACCEPTED,
    "RequestStartTransaction": ACCEPTED,
    "RequestStopTransaction": ACCEPTED,
    "SetVariables": {
        "setVariableResult": [
            {"attributeStatus": "RebootRequired", "component": {"name": "C"}, "variable": {"name": "V"}}
        ]
    },
    "TriggerMessage": ACCEPTED,
}


def values(register_wh: int, *, context: str = "Sample.Periodic", number: bool) -> list[Json]:
    """A register in Wh; 1.6 has its value in quotes."""
    sampled = {"value": register_wh if number else str(register_wh), "context": context}
    return [
        {"timestamp": stamp(), "sampledValue": [sampled | {"measurand": "Energy.Active.Import.Register"}]}
    ]


@asynccontextmanager
async def plugged_in(port: int, identity: str, *offers: str) -> AsyncIterator[StrictCharger]:
    """A charger that offers these versions; nothing that it said or heard broke a schema."""
    place = await asyncio.to_thread(ensure)
    process = await asyncio.create_subprocess_exec(
        str(NODE), str(SCRIPT), f"ws://127.0.0.1:{port}/ocpp", identity, PASSWORD, ",".join(offers), json.dumps(ANSWERS),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, cwd=place,
    )  # fmt: skip
    charger = StrictCharger(process)
    listening = asyncio.create_task(charger.listen())
    try:
        charger.protocol = await charger.is_open()
        yield charger
        assert charger.invalid == []
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        await listening
