"""A tiny central system, and a line to it on virtual time."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from chargehand.simulator.character import PLAIN, Character
from chargehand.simulator.hardware.build import AC_11KW, Build
from chargehand.simulator.station import VirtualStation
from chargehand.simulator.versions import Version

START = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
Payload = dict[str, Any]
Verdict = Payload | str | None
"""An answer's payload, a CALLERROR's code, or None for silence."""


@dataclass
class FakeCsms:
    """Answers every call plausibly; `answers` replaces single actions, `heard` keeps what came."""

    answers: dict[str, Callable[[Payload], Verdict]] = field(default_factory=dict)
    now: datetime = START
    transactions: int = 100
    heard: list[tuple[str, str, Payload]] = field(default_factory=list)
    results: dict[str, Any] = field(default_factory=dict)
    sent: list[tuple[str, Payload]] = field(default_factory=list)

    def hear(self, text: str | bytes) -> str | None:
        frame = json.loads(text)
        if frame[0] == 6:
            self.sent.append((frame[2], frame[3]))
            return None
        if frame[0] != 2:
            self.results[frame[1]] = frame[2:]
            return None
        _, message_id, action, payload = frame
        self.heard.append((message_id, action, payload))
        verdict = self.answers[action](payload) if action in self.answers else self.usual(action, payload)
        if verdict is None:
            return None
        if isinstance(verdict, str):
            return json.dumps([4, message_id, verdict, "", {}])
        return json.dumps([3, message_id, verdict])

    def usual(self, action: str, payload: Payload) -> Verdict:
        clock = self.now.isoformat().replace("+00:00", "Z")
        match action:
            case "BootNotification":
                return {"status": "Accepted", "interval": 300, "currentTime": clock}
            case "Heartbeat":
                return {"currentTime": clock}
            case "Authorize" | "TransactionEvent" if "idToken" in payload:
                return {"idTokenInfo": {"status": "Accepted"}}
            case "DataTransfer" | "SignCertificate" | "OpenPeriodicEventStream":
                return {"status": "Accepted"}
            case "Authorize" | "StopTransaction":
                return {"idTagInfo": {"status": "Accepted"}}
            case "StartTransaction":
                self.transactions += 1
                return {"transactionId": self.transactions, "idTagInfo": {"status": "Accepted"}}
            case _:
                return {}


class Line:
    """A station and a central system joined without delay, on a clock that only `run` moves."""

    def __init__(
        self,
        character: Character = PLAIN,
        *,
        seed: int = 1,
        build: Build = AC_11KW,
        answers: dict[str, Callable[[Payload], Verdict]] | None = None,
        version: Version = "1.6",
    ) -> None:
        self.station = VirtualStation(
            "POST-1", character, seed=seed, start_at=START, build=build, version=version
        )
        self.csms = FakeCsms(answers or {})
        self.at = START
        self.up = True
        self.linked = False
        self.said: list[str | bytes] = []
        self.heard_at: list[tuple[datetime, str]] = []
        self._commands = 0

    # ------------------------------------------------------------------------------------------------ moving

    def run(self, seconds: float) -> Line:
        until = self.at + timedelta(seconds=seconds)
        while True:
            self._settle()
            due_at = self.station.next_due_at
            if due_at is None or due_at > until:
                break
            self._tick(due_at)
        self._tick(until)
        self._settle()
        return self

    def boot(self) -> Line:
        return self.run(1)

    def cut(self) -> Line:
        """The line is dead until `mend`."""
        self.up = False
        self._settle()
        return self

    def mend(self) -> Line:
        self.up = True
        self._settle()
        return self

    def call(self, action: str, /, **payload: Any) -> Any:
        """The station's answer to a command: a payload, a CALLERROR's code, or None."""
        self._commands += 1
        message_id = f"c{self._commands}"
        self.station.received(json.dumps([2, message_id, action, payload]), self.at)
        self._settle()
        return self.answer(message_id)

    def answer(self, message_id: str) -> Any:
        result = self.csms.results.get(message_id)
        return None if result is None else result[0]

    def _tick(self, at: datetime) -> None:
        self.at = max(self.at, at)
        self.csms.now = self.at
        self.station.tick(self.at)

    def _settle(self) -> None:
        self._link()
        while self.linked and (frames := self.station.take_frames()):
            for text in frames:
                self.said.append(text)
                count = len(self.csms.heard)
                answer = self.csms.hear(text)
                self.heard_at += [(self.at, action) for _, action, _ in self.csms.heard[count:]]
                if answer is not None:
                    self.station.received(answer, self.at)
        self._link()

    def _link(self) -> None:
        wanted = self.up and self.station.wants_connection
        if wanted and not self.linked:
            self.linked = True
            self.station.connected(self.at)
        elif self.linked and not wanted:
            self.linked = False
            self.station.disconnected(self.at)

    # ----------------------------------------------------------------------------------------------- looking

    def calls(self, *actions: str) -> list[Payload]:
        """Payloads of the calls made, oldest first, of these actions only."""
        return [payload for _, action, payload in self.csms.heard if action in actions]

    def story(self) -> list[str]:
        """The calls made, statuses by their name: what happened in what order."""
        return [_told(action, payload) for _, action, payload in self.csms.heard]

    def forget(self) -> None:
        self.csms.heard.clear()

    def charging(self, token: str = "CARD-1", seconds: float = 0) -> Line:
        """Booted, a car plugged in, a card tapped, energy flowing for so long."""
        self.boot()
        self.station.plug_in(1)
        self.station.tap(token)
        return self.run(seconds)


def _told(action: str, payload: Payload) -> str:
    if action == "TransactionEvent":
        return f"{payload['eventType']}/{payload['triggerReason']}"
    if action != "StatusNotification":
        return action
    if "evseId" in payload:
        return f"{payload['evseId']}:{payload['connectorStatus']}"
    return f"{payload['connectorId']}:{payload['status']}"


def values(payload: Payload, measurand: str = "Energy.Active.Import.Register") -> list[str]:
    """The sampled values of one measurand in a MeterValues payload."""
    return [
        value["value"]
        for reading in payload["meterValue"]
        for value in reading["sampledValue"]
        if value.get("measurand", "Energy.Active.Import.Register") == measurand
    ]


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
