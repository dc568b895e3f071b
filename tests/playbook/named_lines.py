"""Lines of stories about transactions that their station names and numbers."""

from __future__ import annotations

from chargehand.model.answers import AuthorizeAnswer
from chargehand.model.station import Activity
from chargehand.model.token import TokenStatus
from tests.playbook.lines import online, started, told
from tests.playbook.play import Line, Play, play

ACCEPTED = AuthorizeAnswer(TokenStatus.ACCEPTED)
REF = "tx-1"


def station(*more: Line, connectors: int = 1) -> Play:
    return play([*online(), *more], protocol="ocpp2.0.1", connectors=connectors)


def begun(uid: str = "ADA", doing: str = "charging") -> Line:
    return told(started(uid, 1_000, ref=REF), seq=0, activity=Activity(doing))
