"""What the gateway asks of the world besides the engine, and what it tells those who count."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chargehand.model.calls import CallOutcome
from chargehand.model.credentials import Credentials
from chargehand.model.identity import StationId
from chargehand.wire.ocpp.faults import ErrorCode


class StationDoor(Protocol):
    async def credentials(self, identities: Sequence[str]) -> Mapping[str, Credentials]:
        """The credentials of those of `identities` that are configured stations. Raises WorldFault."""
        ...


@dataclass(frozen=True, kw_only=True)
class Means:
    """Time and chance, and whether a commit has a chance now."""

    clock: Callable[[], datetime]
    """Aware, in UTC."""
    monotonic: Callable[[], float]
    fresh_id: Callable[[], str]
    ready: Callable[[], bool]


class GatewayObserver(Protocol):
    """Counts and logs. Called on the hot path: quick, and must not raise."""

    def handshake(self, verdict: str, /) -> None:
        """A socket asked for an upgrade; `verdict` is `accepted` or the word for why not."""
        ...

    def opened(self, station: StationId, protocol: str, /) -> None: ...

    def closed(self, station: StationId, code: int, reason: str, /) -> None:
        """`code` 1006: without a closing handshake."""
        ...

    def received(self, action: str, /) -> None:
        """A well-formed CALL. An action that no version has counts as ``."""
        ...

    def refused(self, station: StationId, code: ErrorCode, /) -> None:
        """A CALLERROR went out."""
        ...

    def ignored(self, station: StationId, why: str, /) -> None:
        """A frame that gets no reply: `empty`, `type`, `unsolicited`, `late`."""
        ...

    def asked(self, station: StationId, action: str, outcome: CallOutcome, seconds: float, /) -> None:
        """One CALL of ours and what came of it."""
        ...

    def fault(self, station: StationId | None, fault: BaseException, /) -> None:
        """The world, or a defect of ours, kept us from serving; the socket is closed where one is concerned."""
        ...


class Unobserved:
    """An observer that looks away."""

    def handshake(self, verdict: str) -> None: ...

    def opened(self, station: StationId, protocol: str) -> None: ...

    def closed(self, station: StationId, code: int, reason: str) -> None: ...

    def received(self, action: str) -> None: ...

    def refused(self, station: StationId, code: ErrorCode) -> None: ...

    def ignored(self, station: StationId, why: str) -> None: ...

    def asked(self, station: StationId, action: str, outcome: CallOutcome, seconds: float) -> None: ...

    def fault(self, station: StationId | None, fault: BaseException) -> None: ...
