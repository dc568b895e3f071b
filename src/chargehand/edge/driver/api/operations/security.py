"""How stations prove who they are: new passwords, and certificates that wait for an operator's word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field, StrictBool
from starlette.requests import Request
from starlette.responses import Response

from chargehand.edge.driver.api.operator import Identity
from chargehand.edge.driver.api.replies import api_router, described, reply
from chargehand.edge.driver.ports import Operations, Security
from chargehand.edge.driver.problems import Problem, not_found
from chargehand.edge.driver.web import Web
from chargehand.model.certificates import (
    CertificateRequest,
    KnownCertificate,
    RequestState,
    StationCertificate,
)
from chargehand.model.credentials import verifier_for
from chargehand.model.identity import StationId

_STATION = "/stations/{identity}"
RequestName = Annotated[str, Path(min_length=1, max_length=64, pattern=r"^[0-9A-Za-z]+$")]
Fingerprint = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]


class DecisionBody(BaseModel):
    """Whether the station gets the certificate that it asked for."""

    model_config = ConfigDict(extra="forbid")

    approve: StrictBool
    reason: Annotated[str, Field(max_length=100, pattern=r"^[^\x00-\x1f]*$")] = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class NewPassword:
    """Told this once. The present password is good until the station comes in with this one."""

    identity: str
    password: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestObject:
    """One request of a station's to be certified."""

    id: str
    state: RequestState
    reason: str
    asked_at: datetime
    decided_at: datetime | None
    csr: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CertificateObject:
    """`fingerprint`: SHA-256."""

    fingerprint: str
    serial: str
    not_before: datetime
    not_after: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class InstalledObject:
    """One that the station holds itself, for what `kind` says. `under`: the serial number of the chain's head that it leads to a root.

    `certificate`: in PEM, where it was installed from here.
    """

    kind: str
    hash_algorithm: str
    issuer_name_hash: str
    issuer_key_hash: str
    serial: str
    under: str
    certificate: str | None
    told_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class CertificateList:
    """Newest first; `installed`: as the station told it last."""

    requests: list[RequestObject]
    certificates: list[CertificateObject]
    installed: list[InstalledObject]


class SecurityApi:
    def __init__(self, web: Web, operations: Operations, security: Security) -> None:
        self._web = web
        self._operations = operations
        self._security = security

    def router(self) -> APIRouter:
        router = api_router(self._web.guard, "/api/v1/operator", "operator")
        router.add_api_route(
            f"{_STATION}/key",
            self.new_key,
            methods=["POST"],
            status_code=201,
            responses=described(NewPassword, 201, errors=(409,)),
        )
        told = described(CertificateList, errors=(409,))
        for path, endpoint, method in (
            ("certificates", self.certificates, "GET"),
            ("certificate-requests/{name}", self.decide, "POST"),
            ("certificates/{fingerprint}/revoke", self.revoke, "POST"),
        ):
            router.add_api_route(f"{_STATION}/{path}", endpoint, methods=[method], responses=told)
        return router

    async def new_key(self, request: Request, identity: Identity) -> Response:
        """Makes a password that somebody enters at the station; `rotate-key` sends one instead, which nobody ever sees."""
        station = await self._station(request, identity)
        chance = sha256(self._web.context.fresh_secret().encode()).digest()
        password = chance[:20].hex()
        salt = sha256(self._web.context.fresh_secret().encode()).digest()[:16]
        if not await self._security.add_next_key(station, verifier_for(password, salt)):
            raise Problem(
                409,
                "keys_under_way",
                "As many new passwords as may be wait to be used.",
                "The station comes in with one of them first, or a password is set with PUT.",
            )
        return reply(NewPassword(identity=identity, password=password), 201)

    async def certificates(self, request: Request, identity: Identity) -> Response:
        """The station's requests for certificates, those that it got, and those that it holds to judge others by.

        What it holds is as it told when it was asked (`call` GetInstalledCertificateIds), or as it was installed from here since.
        """
        return await self._list(await self._station(request, identity))

    async def decide(
        self, request: Request, identity: Identity, name: RequestName, body: DecisionBody
    ) -> Response:
        """Approves or refuses a request that waits; what is approved is signed and brought to the station."""
        station = await self._station(request, identity)
        reason = None if body.approve else body.reason or "an operator said no"
        if not await self._security.decide(station, name, reason, self._web.context.clock()):
            raise not_found()
        return await self._list(station)

    async def revoke(self, request: Request, identity: Identity, fingerprint: Fingerprint) -> Response:
        """The certificate proves nothing any more, within seconds and at every gateway."""
        station = await self._station(request, identity)
        if not await self._security.revoke(station, fingerprint, self._web.context.clock()):
            raise not_found()
        return await self._list(station)

    async def _list(self, station: StationId) -> Response:
        requests = await self._security.requests(station)
        certificates = await self._security.certificates(station)
        installed = await self._security.installed(station)
        return reply(
            CertificateList(
                requests=[_request_object(each) for each in requests],
                certificates=[_certificate_object(each) for each in certificates],
                installed=[_installed_object(each) for each in installed],
            )
        )

    async def _station(self, request: Request, identity: str) -> StationId:
        """Raises Problem unless an operator asks for a station that there is."""
        await self._web.guard.admit(request, scope="operator")
        station = StationId(identity)
        if not await self._operations.stations(station):
            raise not_found()
        return station


def _request_object(row: CertificateRequest) -> RequestObject:
    return RequestObject(
        id=row.id,
        state=row.state,
        reason=row.reason,
        asked_at=row.asked_at,
        decided_at=row.decided_at,
        csr=row.csr,
    )


def _certificate_object(row: StationCertificate) -> CertificateObject:
    return CertificateObject(
        fingerprint=row.fingerprint,
        serial=row.serial,
        not_before=row.not_before,
        not_after=row.not_after,
        revoked_at=row.revoked_at,
    )


def _installed_object(row: KnownCertificate) -> InstalledObject:
    held = row.certificate
    return InstalledObject(
        kind=held.kind,
        hash_algorithm=held.name.algorithm,
        issuer_name_hash=held.name.issuer_name_hash,
        issuer_key_hash=held.name.issuer_key_hash,
        serial=held.name.serial,
        under=held.under,
        certificate=held.pem or None,
        told_at=row.told_at,
    )
