"""What really happened: the meter that cannot err and the transactions as they were. The core never sees any of this."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from chargehand.model.identity import SessionId, TokenUid

Heard = list[tuple[datetime | None, datetime]]
"""For each time that something was heard: the station's instant and ours."""


class Socket:
    """A connector's energy. Its power is constant between changes."""

    def __init__(self, lifetime_wh: float) -> None:
        self.power_w = 0.0
        self._wh = lifetime_wh
        self._since_s = 0.0

    def wh(self, now_s: float) -> float:
        """All that ever flowed here."""
        return self._wh + self.power_w * (now_s - self._since_s) / 3600

    def draw(self, power_w: float, now_s: float) -> None:
        self._wh, self._since_s, self.power_w = self.wh(now_s), now_s, power_w


@dataclass
class TrueTransaction:
    """One transaction as the station lived it, with what of it was heard."""

    name: str
    connector: int
    socket: Socket
    token: TokenUid
    """The card that it runs on; empty while nobody has shown one."""
    began_s: float
    began_wh: float
    start_wh: Decimal | None
    """The register as the station says it began."""
    accepted: bool = True
    """The card was good when the start was heard."""
    ended_s: float | None = None
    ended_wh: float = 0.0
    stop_wh: Decimal | None = None
    ref: str | None = None
    """The id that the station goes by; None while it knows none."""
    faults: set[str] = field(default_factory=set[str])
    """What would make its telling less than whole: `reset`, `mute`, `odd_id`, `backlog`, …"""
    sessions: list[SessionId] = field(default_factory=list[SessionId])
    """Ours that it was taken for, the latest last."""
    starts: Heard = field(default_factory=Heard)
    stops: Heard = field(default_factory=Heard)
    nonsense: int = 0
    """So many readings in a row showed something else than the register."""
    readings_wh: list[Decimal] = field(default_factory=list[Decimal])
    """Sound registers that were heard."""
    made: list[bool] = field(default_factory=list[bool])
    """Of each message of a transaction that its station names: whether it was heard."""
    asked: int | None = None
    """The number of the start that it was begun or charges by."""
    halted: bool = False
    """Charging was stopped on purpose at least once, the transaction may go on."""
    waits: bool = False
    """It was stopped and has not begun again: the transaction goes on until the cable is out."""
    denied_at: datetime | None = None
    """When its station said, rightly or not, that no message of it is left to tell."""
    fulfilled: bool = False
    """What says whose it is was heard."""

    @property
    def running(self) -> bool:
        return self.ended_s is None

    def delivered_wh(self, now_wh: float) -> float:
        """What really flowed, up to now if it still runs."""
        return (now_wh if self.running else self.ended_wh) - self.began_wh
