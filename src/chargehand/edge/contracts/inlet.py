"""Cars' questions on their way through the engine: kept first, then handed on, then answered with what came back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Final

from msgspec.structs import replace

from chargehand.edge.contracts.ports import Contracts, Responders, Unhelped
from chargehand.engine.ports import Submit
from chargehand.model.answers import Answer, AuthorizeAnswer, ContractAnswer, RevocationAnswer
from chargehand.model.contracts import Assurance, ContractStanding, Doubt, Standing
from chargehand.model.events import ContractAsked, Event, RevocationAsked, TokenPresented
from chargehand.model.refusals import Refusal
from chargehand.model.token import TokenStatus

AT_ONCE: Final = 32
"""So many are handed on at the same time; the others wait, within their own time."""
LATE: Final = "no answer in time"


class ContractInlet:
    """Implements `engine.ports.Submit`: what is no such question goes to the engine as it is.

    `contracts`, `responders` None: nobody is asked, and the engine's own word is the answer. What comes of a question is
    known `deadline_s` after it was kept.
    """

    def __init__(
        self, engine: Submit, contracts: Contracts | None, responders: Responders | None, deadline_s: float
    ) -> None:
        self._engine = engine
        self._contracts = contracts
        self._responders = responders
        self._deadline_s = deadline_s
        self._places = asyncio.Semaphore(AT_ONCE)

    def submit(self, event: Event, frame: str | None = None) -> Awaitable[Answer | Refusal]:
        """See `Submit`."""
        concerned = type(event) in (ContractAsked, RevocationAsked, TokenPresented)
        return self._asked(event, frame) if concerned else self._engine.submit(event, frame)

    async def _asked(self, event: Event, frame: str | None) -> Answer | Refusal:
        answer = await self._engine.submit(event, frame)
        if type(event) is ContractAsked and self._contracts is not None:
            return answer if isinstance(answer, Refusal) else await self._fetched(self._contracts, event)
        if type(event) is RevocationAsked and self._responders is not None:
            return answer if isinstance(answer, Refusal) else await self._assured(self._responders, event)
        if type(event) is TokenPresented and event.doubts and isinstance(answer, AuthorizeAnswer):
            return await self._vouched(event, answer)
        return answer

    async def _vouched(self, event: TokenPresented, answer: AuthorizeAnswer) -> AuthorizeAnswer:
        """The token is as good as the certificates that it came with, as far as anybody can be asked (2.x C07)."""
        responders = self._responders
        if responders is None or answer.status is not TokenStatus.ACCEPTED:
            return answer
        told = await asyncio.gather(*(self._one(responders, each) for each in event.doubts))
        standings = {assurance.standing for assurance, _ in told}
        if Standing.REVOKED in standings:
            return AuthorizeAnswer(TokenStatus.INVALID, certificates=ContractStanding.REVOKED)
        if Standing.UNKNOWN in standings:
            return AuthorizeAnswer(TokenStatus.INVALID, certificates=ContractStanding.UNKNOWN)
        return replace(answer, certificates=ContractStanding.GOOD) if standings == {Standing.GOOD} else answer

    async def _fetched(self, contracts: Contracts, event: ContractAsked) -> ContractAnswer:
        try:
            async with asyncio.timeout(self._deadline_s), self._places:
                return await contracts.fetch(event)
        except TimeoutError:
            return ContractAnswer(False, reason=LATE)
        except Unhelped as unhelped:
            return ContractAnswer(False, reason=str(unhelped))

    async def _assured(self, responders: Responders, event: RevocationAsked) -> RevocationAnswer:
        if not event.doubts:
            return RevocationAnswer((), "nothing that can be asked")
        told = await asyncio.gather(*(self._one(responders, each) for each in event.doubts))
        reasons = dict.fromkeys(reason for _, reason in told if reason)
        return RevocationAnswer(tuple(assurance for assurance, _ in told), ", ".join(reasons))

    async def _one(self, responders: Responders, doubt: Doubt) -> tuple[Assurance, str]:
        try:
            async with asyncio.timeout(self._deadline_s), self._places:
                return await responders.assure(doubt), ""
        except TimeoutError:
            return Assurance(), LATE
        except Unhelped as unhelped:
            return Assurance(), str(unhelped)
