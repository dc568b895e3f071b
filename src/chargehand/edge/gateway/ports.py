"""What the gateway asks of the world besides the engine, and what it tells those who count."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chargehand.model.calls import CallOutcome
from chargehand.model.credentials import Credentials, SecurityProfile, Verifier
from chargehand.model.exchange import Exchange
from chargehand.model.identity import StationId
from chargehand.wire.ocpp.faults import ErrorCode


class StationDoor(Protocol):
    async def credentials(self, identities: Sequence[str]) -> Mapping[str, Credentials]:
        """The credentials of those of `identities` that are configured stations. Raises WorldFault."""
        ...

    async def raise_profile(self, identity: str, profile: SecurityProfile) -> None:
        """The station must show at least this much from now on; never lowers. Raises WorldFault."""
        ...

    async def add_next_key(self, identity: str, key: Verifier) -> bool:
        """The station may come in with this key too; False if too many new keys are under way. Raises WorldFault."""
        ...

    async def promote_key(self, identity: str, key: Verifier) -> None:
        """This new key is its only one from now on. Raises WorldFault."""
        ...

    async def settle_next_key(self, identity: str, key: Verifier, *, taken: bool) -> None:
        """The station took the new key, or did not and will not use it. Raises WorldFault."""
        ...


class CertificateJudge(Protocol):
    """Knows whose certificates count."""

    def judge(self, certificate: bytes, identity: str) -> str:
        """Why this certificate (DER) does not prove that its holder is the station `identity`; empty: it does.

        The same work for an identity that is no station's (S04). Never raises for what a peer can send.
        """
        ...


def _unnoticed(station: StationId, kind: str, info: str) -> None:
    del station, kind, info


@dataclass(frozen=True, kw_only=True)
class Means:
    """Time and chance, whether a commit has a chance now, and who knows about certificates and wants to hear of dangers."""

    clock: Callable[[], datetime]
    """Aware, in UTC."""
    monotonic: Callable[[], float]
    fresh_id: Callable[[], str]
    ready: Callable[[], bool]
    fresh_bytes: Callable[[int], bytes]
    """So many bytes that nobody can guess."""
    certificates: CertificateJudge | None = None
    """None: no certificate counts."""
    noticed: Callable[[StationId, str, str], None] = _unnoticed
    """A security event: station, kind, what is known. There may be no such station."""


class GatewayObserver(Protocol):
    """Counts and logs. Called on the hot path: quick, and must not raise."""

    def handshake(self, verdict: str, /) -> None:
        """A socket asked for an upgrade; `verdict` is `accepted` or the word for why not."""
        ...

    def insecure(self, address: str, reason: str, /) -> None:
        """A TLS handshake came to nothing."""
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

    def relayed(self, station: StationId, action: str, reason: str, /) -> None:
        """What a station asked for a car was answered after a service outside was asked; `reason`: why it did not help, or empty."""
        ...

    def oversized(self, station: StationId, size_bytes: int, /) -> None:
        """A frame was too big to be taken; if it told of a transaction's end, that may be lost (F19)."""
        ...

    def fault(self, station: StationId | None, fault: BaseException, /) -> None:
        """The world, or a defect of ours, kept us from serving; the socket is closed where one is concerned."""
        ...


class MessageLog(Protocol):
    """Takes what went over the lines. Called on the hot path: quick, must not raise, and loses rows rather than wait."""

    def put(self, exchange: Exchange, /) -> None: ...

    def deviated(self, station: StationId, action: str, path: str, kind: str, at: datetime, /) -> None:
        """A call of the station did not keep to its schema there; told once a connection."""
        ...


class Unrecorded:
    """A message log that keeps nothing."""

    def put(self, exchange: Exchange) -> None: ...

    def deviated(self, station: StationId, action: str, path: str, kind: str, at: datetime) -> None: ...


class Unobserved:
    """An observer that looks away."""

    def handshake(self, verdict: str) -> None: ...

    def insecure(self, address: str, reason: str) -> None: ...

    def opened(self, station: StationId, protocol: str) -> None: ...

    def closed(self, station: StationId, code: int, reason: str) -> None: ...

    def received(self, action: str) -> None: ...

    def refused(self, station: StationId, code: ErrorCode) -> None: ...

    def ignored(self, station: StationId, why: str) -> None: ...

    def asked(self, station: StationId, action: str, outcome: CallOutcome, seconds: float) -> None: ...

    def relayed(self, station: StationId, action: str, reason: str) -> None: ...

    def oversized(self, station: StationId, size_bytes: int) -> None: ...

    def fault(self, station: StationId | None, fault: BaseException) -> None: ...
