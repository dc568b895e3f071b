"""Stations' requests to be certified, on their way through the engine: read, decided, answered (OCPP 2.0.1 A02, 1.6 security extension)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Final

from chargehand.edge.certificates.facts import Unreadable, csr_facts, csr_of
from chargehand.edge.certificates.ports import TOO_MANY, SigningMeans
from chargehand.engine.ports import Submit
from chargehand.model.answers import Answer, SigningAnswer
from chargehand.model.certificates import CertificateRequest, RequestState, Signing, SigningVerdict
from chargehand.model.events import CertificateAsked, Event
from chargehand.model.refusals import Refusal

STATION_KIND: Final = "ChargingStationCertificate"
REFUSED: Final = "certificate_refused"
WAITS: Final = "certificate_waits"
_STATES: Final = {
    Signing.SIGN: RequestState.APPROVED,
    Signing.WAIT: RequestState.WAITING,
    Signing.REFUSE: RequestState.REFUSED,
}


class SigningInlet:
    """Implements `engine.ports.Submit`: what is no request for a certificate goes to the engine as it is."""

    def __init__(self, engine: Submit, means: SigningMeans) -> None:
        self._engine = engine
        self._means = means
        self.wake = asyncio.Event()
        """There is something to sign."""

    def submit(self, event: Event, frame: str | None = None) -> Awaitable[Answer | Refusal]:
        """See `Submit`."""
        if type(event) is CertificateAsked:
            return self._asked(event, frame)
        return self._engine.submit(event, frame)

    async def _asked(self, event: CertificateAsked, frame: str | None) -> Answer | Refusal:
        answer = await self._engine.submit(event, frame)
        if isinstance(answer, Refusal):
            return answer
        means, station = self._means, event.station
        verdict = await self._verdict(event)
        if verdict.signing is Signing.REFUSE:
            means.told(station, REFUSED, verdict.reason)
        elif verdict.signing is Signing.WAIT:
            means.told(station, WAITS, "its first certificate waits for an operator's word")
        if verdict.reason != TOO_MANY:
            # What is refused counts too, or trying would cost nothing; its text is worth nothing.
            await means.shelf.add(
                CertificateRequest(
                    id=means.fresh_id(),
                    station=station,
                    csr="" if verdict.signing is Signing.REFUSE else event.csr,
                    number=event.number,
                    state=_STATES[verdict.signing],
                    reason=verdict.reason,
                    asked_at=event.at,
                )
            )
            self.wake.set()
        return SigningAnswer(verdict.signing is not Signing.REFUSE)

    async def _verdict(self, event: CertificateAsked) -> SigningVerdict:
        if event.kind != STATION_KIND:
            return SigningVerdict(Signing.REFUSE, "other_kind")
        try:
            facts = csr_facts(csr_of(event.csr))
        except Unreadable as fault:
            return SigningVerdict(Signing.REFUSE, str(fault))
        means = self._means
        history = await means.shelf.history(event.station, event.at)
        return means.may_sign(facts, event.station, means.policy, history)
