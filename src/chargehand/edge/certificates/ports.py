"""What signing asks of the world."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from chargehand.model.certificates import (
    CertificateRequest,
    CsrFacts,
    SigningHistory,
    SigningPolicy,
    SigningVerdict,
    StationCertificate,
)
from chargehand.model.identity import StationId


class CertificateAuthority(Protocol):
    """Ours, or somebody else's behind the same words."""

    async def sign(self, csr: str, station: StationId) -> str:
        """The chain for `station`, its own certificate first, in PEM. Raises WorldFault when it cannot now."""
        ...


class RequestShelf(Protocol):
    """Where requests and certificates are kept. All raise WorldFault."""

    async def history(self, station: StationId, at: datetime) -> SigningHistory: ...

    async def add(self, request: CertificateRequest) -> None:
        """An older one of the station that was under way is given up."""
        ...

    async def open(self) -> list[CertificateRequest]:
        """To be signed, or to be sent to stations that are here."""
        ...

    async def signed(self, request: CertificateRequest, chain: str, made: StationCertificate) -> bool:
        """False: another process was faster."""
        ...

    async def sent(self, request: str) -> None: ...


TOO_MANY: Final = "too_many"
"""The reason for refusing a station that asks too often."""

MaySign = Callable[[CsrFacts, StationId, SigningPolicy, SigningHistory], SigningVerdict]
"""The decision; see `core.operations.signing`."""


@dataclass(frozen=True, kw_only=True)
class SigningMeans:
    shelf: RequestShelf
    authority: CertificateAuthority
    may_sign: MaySign
    policy: SigningPolicy
    clock: Callable[[], datetime]
    fresh_id: Callable[[], str]
    told: Callable[[StationId, str, str], None]
    """A security event: station, kind, what is known."""
