"""Stations' certificates and new passwords, for whoever decides about them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import asyncpg
import msgspec

from chargehand.model.certificates import (
    CertificateRequest,
    InstalledCertificate,
    KnownCertificate,
    RequestState,
    SigningHistory,
    StationCertificate,
)
from chargehand.model.contracts import CertificateName
from chargehand.model.credentials import Verifier
from chargehand.model.identity import StationId
from chargehand.store.administration import Stations
from chargehand.store.asking import Asking
from chargehand.store.queries import load

_sql = load("security")
_DAY: Final = timedelta(days=1)


class StationSecurity:
    """Certificates and new passwords. Raises WorldFault when the database cannot be asked."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._ask = Asking(pool)
        self._stations = Stations(pool)

    async def add_next_key(self, identity: str, key: Verifier) -> bool:
        """See `Stations`."""
        return await self._stations.add_next_key(identity, key)

    async def history(self, station: StationId, at: datetime) -> SigningHistory:
        row = await self._ask.fetchrow(_sql["history"], station, at, at - _DAY)
        assert row is not None  # a select without a table
        return SigningHistory(certified=row["certified"], requests_today=row["requests"])

    async def add(self, request: CertificateRequest) -> None:
        """The request is kept; an older one that was under way is given up."""
        await self._ask.execute(
            _sql["add_request"],
            request.id,
            request.station,
            request.csr,
            request.number,
            request.state,
            request.asked_at,
            request.reason,
        )

    async def decide(self, station: StationId, request: str, reason: str | None, at: datetime) -> bool:
        """One that waited is approved, or refused for a reason; False: there is none such."""
        state = RequestState.APPROVED if reason is None else RequestState.REFUSED
        return bool(
            await self._ask.fetchval(_sql["decide_request"], request, station, state, reason or "", at)
        )

    async def open(self) -> list[CertificateRequest]:
        """To be signed, or to be sent to stations that are here; oldest first."""
        return _requests(await self._ask.fetch(_sql["open_requests"]))

    async def signed(self, request: CertificateRequest, chain: str, made: StationCertificate) -> bool:
        """The request has its certificate; False: another process was faster, and what was made here is void."""
        return bool(
            await self._ask.fetchval(
                _sql["signed"],
                request.id,
                chain,
                made.fingerprint,
                made.serial,
                made.not_before,
                made.not_after,
            )
        )

    async def sent(self, request: str) -> None:
        await self._ask.execute(_sql["sent"], request)

    async def requests(self, station: StationId) -> list[CertificateRequest]:
        """Newest first."""
        return _requests(await self._ask.fetch(_sql["requests_of"], station))

    async def certificates(self, station: StationId) -> list[StationCertificate]:
        """Newest first."""
        rows = await self._ask.fetch(_sql["certificates_of"], station)
        return [msgspec.convert(dict(row), StationCertificate) for row in rows]

    async def installed(self, station: StationId) -> list[KnownCertificate]:
        """What the station holds itself, as it was told last."""
        return [_known(row) for row in await self._ask.fetch(_sql["installed"], station)]

    async def revoke(self, station: StationId, fingerprint: str, at: datetime) -> bool:
        """It proves nothing any more; False: there is none such."""
        return bool(await self._ask.fetchval(_sql["revoke"], station, fingerprint, at))

    async def revoked(self, at: datetime) -> dict[str, StationId]:
        """Fingerprints, and whose they were, of all that are revoked and would be good otherwise."""
        rows = await self._ask.fetch(_sql["revoked"], at)
        return {row["fingerprint"]: StationId(row["station"]) for row in rows}


def _requests(rows: Sequence[asyncpg.Record]) -> list[CertificateRequest]:
    return [msgspec.convert(dict(row), CertificateRequest) for row in rows]


def _known(row: asyncpg.Record) -> KnownCertificate:
    name = CertificateName(row["algorithm"], row["issuer_name_hash"], row["issuer_key_hash"], row["serial"])
    held = InstalledCertificate(kind=row["kind"], name=name, under=row["under"], pem=row["pem"])
    return KnownCertificate(held, row["told_at"])
