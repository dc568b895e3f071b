"""Signs what was approved and brings it to the station; what breaks off is found again in the rows."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Final

import msgspec
from cryptography.hazmat.primitives import hashes

from chargehand.edge.certificates.facts import certificates_in
from chargehand.edge.certificates.inlet import STATION_KIND
from chargehand.edge.certificates.ports import SigningMeans
from chargehand.engine.ports import Submit
from chargehand.model.answers import CommandTaken
from chargehand.model.calls import AnyCall
from chargehand.model.certificates import CertificateRequest, RequestState, StationCertificate
from chargehand.model.events import OperationRequested
from chargehand.model.faults import LaneHalted, UnknownStation, WorldFault
from chargehand.model.identity import CommandId

LOOK_EVERY_S: Final = 5.0
PATIENCE_S: Final = 60
_OLDEST: Final = "ocpp1.6"
_NEWEST: Final = "ocpp2.1"


class Signer:
    def __init__(self, engine: Submit, means: SigningMeans, wake: asyncio.Event) -> None:
        self._engine = engine
        self._means = means
        self._wake = wake

    async def run(self) -> None:
        """Until cancelled. A wake-up that was lost costs `LOOK_EVERY_S`."""
        while True:
            await self.round()
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY_S):
                    await self._wake.wait()
            self._wake.clear()

    async def round(self) -> None:
        """All that can be signed or sent now."""
        try:
            for request in await self._means.shelf.open():
                await self._further(request)
        except WorldFault:
            return  # the next round finds the same rows

    async def _further(self, request: CertificateRequest) -> None:
        if request.state is RequestState.APPROVED:
            chain = await self._means.authority.sign(request.csr, request.station)
            if await self._means.shelf.signed(request, chain, _made(request, chain)):
                self._wake.set()
        elif request.chain is not None:
            await self._send(request, request.chain)

    async def _send(self, request: CertificateRequest, chain: str) -> None:
        wish = OperationRequested(
            station=request.station,
            at=self._means.clock(),
            command=CommandId(request.id),
            call=AnyCall("CertificateSigned", _payload(request, chain)),
            patience_s=PATIENCE_S,
        )
        try:
            taken = await self._engine.submit(wish)
        except (LaneHalted, UnknownStation):
            return
        if isinstance(taken, CommandTaken):
            await self._means.shelf.sent(request.id)


def _payload(request: CertificateRequest, chain: str) -> str:
    """1.6 security extension §4.2; 2.0.1 and 2.1 A02."""
    told: dict[str, str | int] = {"certificateChain": chain}
    if request.protocol != _OLDEST:
        told["certificateType"] = STATION_KIND
    if request.protocol == _NEWEST and request.number is not None:
        told["requestId"] = request.number
    return msgspec.json.encode(told).decode()


def _made(request: CertificateRequest, chain: str) -> StationCertificate:
    certificate = certificates_in(chain.encode())[0]
    return StationCertificate(
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
        station=request.station,
        serial=f"{certificate.serial_number:x}",
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
    )
