"""A make-believe network: names lead where they are told to, and whoever is connected to is counted."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime

from chargehand.edge.contracts.outgoing import Reply
from chargehand.edge.contracts.ports import HttpCall
from chargehand.model.answers import Answer, Noted
from chargehand.model.contracts import CertificateName, Doubt
from chargehand.model.events import ContractAsked, Event, RevocationAsked
from chargehand.model.identity import StationId
from chargehand.model.refusals import Refusal

NOW = datetime(2026, 11, 20, 4, 30, tzinfo=UTC)
OPEN = "93.184.215.14"
"""An address of the open net."""
CP1 = StationId("CP1")


class Net:
    """Implements `Network`."""

    def __init__(self) -> None:
        self.names: dict[str, list[str]] = {}
        self.lookups: list[str] = []
        self.connections: list[tuple[str, HttpCall]] = []
        self.reply: Reply | OSError = Reply(200, b"{}")

    async def resolve(self, host: str, port: int) -> Sequence[str]:
        assert port > 0
        self.lookups.append(host)
        return self.names.get(host, [host] if host[0].isdigit() or ":" in host else [OPEN])

    async def exchange(self, address: str, call: HttpCall, bytes_max: int) -> Reply:
        assert bytes_max > 0
        self.connections.append((address, call))
        if isinstance(self.reply, OSError):
            raise self.reply
        return self.reply

    def says(self, payload: object) -> None:
        self.reply = Reply(200, json.dumps(payload).encode())

    @property
    def sent(self) -> tuple[str, str]:
        """Head and body of the only request."""
        ((_, call),) = self.connections
        head, _, body = call.text.decode().partition("\r\n\r\n")
        return head, body


class Engine:
    """Takes what it is told, or refuses it."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.answer: Answer | Refusal = Noted()

    async def submit(self, event: Event, frame: str | None = None) -> Answer | Refusal:
        assert frame is None or frame
        self.events.append(event)
        return self.answer


def contract(**told: object) -> ContractAsked:
    said = {"what": "Get15118EVCertificate", "exi": "ZXhp", "action": "Install", "schema": "urn:v"} | told
    return ContractAsked(station=CP1, at=NOW, **said)  # type: ignore[arg-type]


def doubt(*urls: str, source: str = "OCSP") -> Doubt:
    return Doubt(CertificateName("SHA256", "ab" * 32, "cd" * 32, "1a2b"), urls, source)


def revocation(*doubts: Doubt) -> RevocationAsked:
    return RevocationAsked(station=CP1, at=NOW, what="GetCertificateStatus", doubts=doubts)
